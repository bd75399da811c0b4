"""What a message of an announcement holds, as JSON: made from what a colleague sent, checked, and said to somebody.

`kind` is one of KINDS; `text` with `entities` (Telegram's, offsets in UTF-16 units) is the text or the caption, or
`html` where we wrote it ourselves; `file_id` is Telegram's; a poll has `options`, `multiple`, `correct`,
`explanation`. `album` is Telegram's number of the album it came in. Nothing is downloaded.

`{nombre}` or `{name}` in it stands for the reader's first name. Who never gave theirs reads the sentence without it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import regex
from markupsafe import escape

from bot.errors import CantAnnounce
from bot.models import Person
from bot.screen import Piece

Content = dict[str, Any]

CAPTIONED: Final = ("photo", "video", "animation", "document", "audio", "voice")
KINDS: Final = ("text", *CAPTIONED, "video_note", "poll")
MESSAGE: Final = 4096
CAPTION: Final = 1024
QUESTION: Final = 300
OPTION: Final = 100
"""UTF-16 units, as Telegram counts."""
ALBUM: Final = 10
NAME_ROOM: Final = 40
"""Units that a first name gets; a longer one is cut."""

_STYLES: Final = frozenset(
    {"bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre"}
)
"""What a reader sees. Links and mentions that are written out Telegram finds again by itself; custom emoji and mentions
by number a bot can't give, and their plain form stays in the text."""
_NAME = regex.compile(
    r"(?P<before>,?[^\S\n])?(?P<slot>\{\s*(?:nombre|name)\s*\})(?P<after>[,;:]?[^\S\n]*)(?P<next>\p{Ll}?)",
    regex.IGNORECASE,
)
_CONTROL = regex.compile(r"[\p{Cc}--\n\t]", regex.VERSION1)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def of(message: Mapping[str, Any]) -> Content:
    """What a message holds, from Telegram's JSON. Raises CantAnnounce: `kind` (named in `what`) for what can't be sent
    to many, `empty`."""
    kind = next((name for name in (*KINDS, "sticker", "dice") if message.get(name)), "")
    # An animation comes as a document too.
    kind = "animation" if message.get("animation") else kind
    if kind not in KINDS:
        raise CantAnnounce("kind", what=kind)
    if kind == "poll":
        return _poll(message["poll"])
    name = "text" if kind == "text" else "caption"
    text = _clean(message.get(name) or "")
    found: Content = {"kind": kind, "text": text}
    marks = _marks(message.get("entities" if kind == "text" else "caption_entities"), text)
    if marks:
        found["entities"] = marks
    if kind != "text":
        file = message[kind][-1] if kind == "photo" else message[kind]
        found["file_id"] = file["file_id"]
        if message.get("has_media_spoiler"):
            found["hidden"] = True
        if message.get("media_group_id"):
            found["album"] = message["media_group_id"]
    elif not text.strip():
        raise CantAnnounce("empty")
    return found


def check(contents: Sequence[Content]) -> None:
    """Whether Telegram would take it, whoever reads it. Raises CantAnnounce: `empty`, `too_long` (`size` of `most`),
    `album_many`, `album_mixed`."""
    if not contents:
        raise CantAnnounce("empty")
    if len(contents) > ALBUM:
        raise CantAnnounce("album_many", size=len(contents), most=ALBUM)
    kinds = {one["kind"] for one in contents}
    if len(contents) > 1 and not (kinds <= {"photo", "video"} or kinds in ({"document"}, {"audio"})):
        raise CantAnnounce("album_mixed")
    for one in contents:
        most = {"text": MESSAGE, "poll": QUESTION}.get(one["kind"], CAPTION)
        if (size := _room(one.get("text", ""))) > most:
            raise CantAnnounce("too_long", size=size, most=most)
        if one["kind"] in ("text", "poll") and not filled(one["text"], (), "")[0].strip():
            # Nothing but the name, which not everybody gave.
            raise CantAnnounce("empty")


def names_them(contents: Sequence[Content]) -> bool:
    """Whether the reader's name is in it, so that it isn't the same for everybody."""
    return any(_NAME.search(one.get("text", "") or one.get("html", "")) for one in contents)


def pieces(contents: Sequence[Content], name: str) -> tuple[Piece, ...]:
    """The messages as they are said to somebody with this first name, which may be empty."""
    return tuple(_piece(one, name) for one in contents)


def first_name(person: Person) -> str:
    """What the placeholder stands for: the first word of the name that they gave, or nothing."""
    return cut((person.name or "").split(" ")[0])


def cut(name: str) -> str:
    kept = ""
    for letter in regex.findall(r"\X", name):
        if units(kept + letter) > NAME_ROOM:
            break
        kept += letter
    return kept


def _piece(one: Content, name: str) -> Piece:
    kind, text, marks = one["kind"], one.get("text", ""), one.get("entities", [])
    poll: dict[str, Any] | None = None
    if kind == "poll":
        poll = {"options": [{"text": option} for option in one["options"]]}
        if one.get("multiple"):
            poll["allows_multiple_answers"] = True
        if one.get("correct"):
            poll |= {"type": "quiz", "correct_option_ids": one["correct"]}
            poll |= {"explanation": one["explanation"]} if one.get("explanation") else {}
    said, marks = filled(text, marks, name)
    html = _NAME.sub(lambda found: _instead(found, str(escape(name))), one.get("html", ""))
    return Piece(kind, said, tuple(marks), html, one.get("file_id", ""), bool(one.get("hidden")), poll)


@dataclass(frozen=True)
class _Swap:
    """A stretch of the text, in units, and what stands there instead."""

    start: int
    end: int
    text: str

    def move(self, at: int, *, end: bool) -> int:
        """By how much a place in the old text moves for this. A place inside goes to the edge."""
        if at >= self.end:
            return units(self.text) - (self.end - self.start)
        if at <= self.start:
            return 0
        return (units(self.text) if end else 0) - (at - self.start)


def filled(text: str, marks: Sequence[Mapping[str, Any]], name: str) -> tuple[str, list[dict[str, Any]]]:
    """The text with the name in its places, and its marks moved along; one that held nothing else is gone."""
    swaps = [swap for found in _NAME.finditer(text) for swap in _swaps(text, found, name)]
    if not swaps:
        return text, [dict(mark) for mark in marks]
    moved = []
    for mark in marks:
        begin, over = mark["offset"], mark["offset"] + mark["length"]
        first = begin + sum(swap.move(begin, end=False) for swap in swaps)
        last = over + sum(swap.move(over, end=True) for swap in swaps)
        if last > first:
            moved.append({**mark, "offset": first, "length": last - first})
    return _NAME.sub(lambda found: _instead(found, name), text), moved


def _swaps(text: str, found: "regex.Match[str]", name: str) -> list[_Swap]:
    """With a name only the placeholder changes; without one, what stood around it too."""

    def swap(begin: int, over: int, instead: str) -> _Swap:
        return _Swap(units(text[:begin]), units(text[:over]), instead)

    if name:
        return [swap(*found.span("slot"), name)]
    if found["before"]:
        return [swap(found.start(), found.end("slot"), "")]
    return [swap(found.start(), found.end("after"), ""), swap(*found.span("next"), _capital(found["next"]))]


def _capital(letter: str) -> str:
    return letter.upper() if len(letter.upper()) == len(letter) else letter


def _instead(found: "regex.Match[str]", name: str) -> str:
    before, after, following = found["before"] or "", found["after"], found["next"]
    if name:
        return before + name + after + following
    if before:
        return after + following
    # The sentence began with the name.
    return _capital(following)


def _room(text: str) -> int:
    """Units that the text needs at most, whoever's name comes into it."""
    slots = [found["slot"] for found in _NAME.finditer(text)]
    return units(text) + sum(max(0, NAME_ROOM - units(slot)) for slot in slots)


def _clean(text: str) -> str:
    """Without what breaks a database or a message, each replaced by as many units, so that marks stay in place."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _CONTROL.sub(" ", whole)


def _marks(given: Any, text: str) -> list[dict[str, Any]]:
    """Telegram's marks that a bot can give; what doesn't lie on the text's letters is left out."""
    kept = []
    encoded = text.encode("utf-16-le")
    for mark in given if isinstance(given, list) else []:
        kind, begin, length = mark.get("type"), mark.get("offset"), mark.get("length")
        if type(begin) is not int or type(length) is not int or begin < 0 or length < 1:
            continue
        if (
            begin + length > len(encoded) // 2
            or _cuts_a_letter(encoded, begin)
            or _cuts_a_letter(encoded, begin + length)
        ):
            continue
        found = {"type": kind, "offset": begin, "length": length}
        if kind in _STYLES:
            language = mark.get("language")
            kept.append(found | ({"language": language} if kind == "pre" and isinstance(language, str) else {}))
        elif kind == "text_link" and is_web(mark.get("url")):
            kept.append(found | {"url": mark["url"]})
    return kept


def _cuts_a_letter(encoded: bytes, at: int) -> bool:
    """Whether a place in UTF-16 is between the two halves of one character."""
    return 0xDC <= (encoded[2 * at + 1] if 2 * at + 1 < len(encoded) else 0) <= 0xDF


def is_web(url: object) -> bool:
    """An https address of a host with a name, without a password in it."""
    if not isinstance(url, str) or len(url) > 1_000 or any(c.isspace() for c in url):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    named = "." in host.strip(".") and not regex.fullmatch(r"[\d.]+|\[?[0-9a-f:]+\]?", host)
    return parts.scheme == "https" and bool(named) and parts.username is None


def _poll(poll: Mapping[str, Any]) -> Content:
    """Each reader gets a poll of their own with the same question; a quiz whose answer isn't known is a plain poll."""
    options = [_clean(str(option.get("text", ""))) for option in poll.get("options", [])]
    question = _clean(str(poll.get("question", "")))
    if not question.strip() or len(options) < 2 or len(options) > 12 or any(units(one) > OPTION for one in options):
        raise CantAnnounce("kind", what="poll")
    found: Content = {"kind": "poll", "text": question, "options": options}
    correct = poll.get("correct_option_ids") or []
    if poll.get("type") == "quiz" and correct and all(0 <= one < len(options) for one in correct):
        found["correct"] = list(correct)
        found |= {"explanation": _clean(poll["explanation"])} if poll.get("explanation") else {}
    elif poll.get("allows_multiple_answers"):
        found["multiple"] = True
    return found
