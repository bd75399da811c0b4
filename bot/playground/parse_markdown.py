"""MarkdownV2 as Telegram reads it, with the same words for what is wrong."""

from dataclasses import dataclass

from bot.playground.entities import Entity, order
from bot.playground.links import SPACES, custom_emoji_id, date_time
from bot.playground.parse_html import END, date_entity, link_entity

RESERVED = frozenset("_*[]()~`>#+-=|{}.!\n")
CODE = frozenset("`")
# What Telegram's library calls its kinds in complaints.
NAMES = {
    "bold": "Bold", "italic": "Italic", "underline": "Underline", "strikethrough": "Strikethrough",
    "spoiler": "Spoiler", "code": "Code", "pre": "Pre", "pre_code": "PreCode", "text_link": "TextUrl",
    "custom_emoji": "CustomEmoji", "blockquote": "BlockQuote",
}  # fmt: skip
ENDS = {
    "bold": "*", "code": "`", "pre": "```", "pre_code": "```", "text_link": "]", "custom_emoji": "]",
    "underline": "__", "strikethrough": "~", "spoiler": "||",
}  # fmt: skip


@dataclass(slots=True)
class Open:
    """A mark that waits for its end: its place in the given text, and in the read one in units and characters."""

    kind: str
    argument: str
    offset: int
    given: int
    begin: int


class _Reader:
    """Walks through the text once; `place` is where it stands."""

    def __init__(self, given: str) -> None:
        self.text = given + END * 4
        self.size = len(given)
        self.place = 0
        self.read: list[str] = []
        self.offset = 0
        self.open: list[Open] = []
        self.entities: list[Entity] = []
        self.quoting = False
        self.may_quote = True

    def byte(self, place: int) -> int:
        return len(self.text[:place].encode())

    def at(self, mark: str) -> bool:
        return self.text.startswith(mark, self.place)

    def put(self, char: str) -> None:
        self.read.append(char)
        self.offset += 1 + (char > "\uffff")

    def run(self) -> None:
        while self.place < self.size:
            char = self.text[self.place]
            if char == "\\" and "\0" < self.text[self.place + 1] <= "~":
                self.place += 1
                char = self.text[self.place]
                self.put(char)
                if char != "\r":
                    self.may_quote = char == "\n"
            elif char not in (CODE if self.in_code() else RESERVED):
                self.put(char)
                if char != "\r":
                    self.may_quote = False
            elif self.ends(char):
                self.finish(char)
            else:
                self.start(char)
            self.place += 1
        self.end_quote()
        if self.open:
            self.unended()

    def in_code(self) -> bool:
        return bool(self.open) and self.open[-1].kind in ("code", "pre", "pre_code")

    def unended(self) -> None:
        last = self.open[-1]
        raise ValueError(f"Can't find end of {NAMES[last.kind]} entity at byte offset {self.byte(last.given)}")

    def ends(self, char: str) -> bool:
        if not self.open:
            return False
        if self.quoting and char == "\n" and (self.place + 1 == self.size or self.text[self.place + 1] != ">"):
            return True
        kind = self.open[-1].kind
        if kind == "italic":
            return char == "_" and self.text[self.place + 1] != "_"
        return kind in ENDS and self.at(ENDS[kind])

    def start(self, char: str) -> None:
        begin, argument = self.place, ""
        if char == "\n":
            self.put("\n")
            self.may_quote = True
            return
        if char == ">" and self.may_quote:
            if self.quoting:
                return
            self.quoting = True
            kind = "blockquote"
        elif char == "_":
            kind = "underline" if self.at("__") else "italic"
            self.place += kind == "underline"
        elif char in "*~[":
            kind = {"*": "bold", "~": "strikethrough", "[": "text_link"}[char]
        elif self.at("||") or self.at("!["):
            kind = "spoiler" if char == "|" else "custom_emoji"
            self.place += 1
        elif char == "`":
            kind, argument = ("code", "") if not self.at("```") else self.pre()
        else:
            raise ValueError(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")
        self.open.append(Open(kind, argument, self.offset, begin, len(self.read)))

    def pre(self) -> tuple[str, str]:
        """The kind of a code block and its language; leaves the place on the last character of the opening."""
        self.place += 3
        language, self.place = code_language(self.text, self.place, self.size)
        self.place = behind_line_end(self.text, self.place) - 1
        return ("pre_code" if language else "pre"), language

    def finish(self, char: str) -> None:
        opened = self.open[-1]
        kind = opened.kind
        if char == "\n" and kind != "blockquote":
            # Two bars at the very end of a quote make it expandable.
            empty = opened.given == self.place - 2 or (opened.given == self.place - 3 and self.read[-1:] == ["\r"])
            if kind != "spoiler" or not empty:
                self.unended()
            self.open.pop()
            opened = self.open[-1]
            if opened.kind != "blockquote":
                self.unended()
            kind = "expandable_blockquote"
        entity: Entity | None = {"type": kind}
        nothing = self.offset == opened.offset
        if kind in ("underline", "spoiler"):
            self.place += 1
        elif kind in ("pre", "pre_code"):
            self.place += 2
            entity = {"type": "pre", **({"language": opened.argument} if opened.argument else {})}
        elif kind == "text_link":
            entity = link_entity(self.link(opened), {})
        elif kind == "custom_emoji":
            entity = self.emoji_or_date()
        elif kind in ("blockquote", "expandable_blockquote"):
            self.quoting, self.may_quote, nothing = False, True, False
            self.put(char)
        if entity is not None and not nothing:
            entity.update(offset=opened.offset, length=self.offset - opened.offset)
            self.entities.append(entity)
        self.open.pop()

    def link(self, opened: Open) -> str:
        if self.text[self.place + 1] != "(":
            return "".join(self.read[opened.begin :])
        return self.address()

    def address(self) -> str:
        """What stands in the parentheses behind the place; leaves the place on the closing one."""
        self.place += 2
        begin, url = self.place, []
        while self.place < self.size and self.text[self.place] != ")":
            if self.text[self.place] == "\\" and "\0" < self.text[self.place + 1] <= "~":
                self.place += 1
            url.append(self.text[self.place])
            self.place += 1
        if self.text[self.place] != ")":
            raise ValueError(f"Can't find end of a URL at byte offset {self.byte(begin)}")
        return "".join(url)

    def emoji_or_date(self) -> Entity:
        if self.text[self.place + 1] != "(":
            raise ValueError("The entity must contain a tg://emoji or tg://time URL")
        url = self.address()
        emoji = custom_emoji_id(url)
        if emoji is not None:
            return {"type": "custom_emoji", "custom_emoji_id": emoji}
        date = date_time(url)
        if date is None:
            raise ValueError("Invalid tg://emoji or tg://time URL specified")
        return date_entity({}, *date)

    def end_quote(self) -> None:
        """A quote needs no mark at its end: the end of the text is one."""
        if not self.quoting:
            return
        kind = "blockquote"
        if self.open[-1].kind == "spoiler" and self.byte(self.open[-1].given) == self.byte(self.size) - 2:
            self.open.pop()
            kind = "expandable_blockquote"
        opened = self.open[-1]
        if opened.kind == "blockquote":
            if self.offset > opened.offset:
                self.entities.append({"type": kind, "offset": opened.offset, "length": self.offset - opened.offset})
            self.open.pop()


def code_language(text: str, place: int, size: int) -> tuple[str, int]:
    """The language named behind the three marks, and the place behind it; "" when none is."""
    end = place
    while text[end] not in SPACES and text[end] != "`":
        end += 1
    if end != place and end < size and text[end] != "`":
        return text[place:end], end
    return "", place


def behind_line_end(text: str, place: int) -> int:
    """One line end at the beginning of code does not belong to it."""
    if text[place] not in "\r\n":
        return place
    pair = text[place + 1] in "\r\n" and text[place + 1] != text[place]
    return place + 1 + pair


def parse_markdown_v2(given: str) -> tuple[str, list[Entity]]:
    """The text without marks and its entities, sorted. ValueError in Telegram's words."""
    reader = _Reader(given)
    reader.run()
    return "".join(reader.read), sorted(reader.entities, key=order)
