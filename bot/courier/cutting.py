"""Telegram's HTML, measured and cut: lengths are UTF-16 units after parsing, as Telegram counts them."""

import html
from dataclasses import dataclass

import regex

MESSAGE = 4096
CAPTION = 1024
RAW = 28_000
"""Bytes of markup and text in one message; Telegram refuses about 32 KiB."""

_TAG = r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?P<rest>[^<>]*)>"
_ENTITY = r"&\#?\w{1,12};"
_TOKEN = regex.compile(rf"{_TAG}|(?P<text>{_ENTITY}|\X)")
_MARKUP = regex.compile(rf"{_TAG}|{_ENTITY}")
_BREAKS = ("\n\n", "\n", " ")


def units(text: str) -> int:
    """UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def plain(markup: str) -> str:
    """The text that stays when the markup is gone."""
    return _MARKUP.sub(lambda mark: "" if mark["name"] else html.unescape(mark.group()), markup)


def length(markup: str) -> int:
    return units(plain(markup))


@dataclass(frozen=True)
class _Token:
    """A tag (`name`, with `opens` saying which kind) or one grapheme of text."""

    raw: str
    text: str = ""
    name: str = ""
    opens: bool = False


def _tokens(markup: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(markup):
        raw = match.group()
        if name := match["name"]:
            found.append(_Token(raw, name=name.lower(), opens=not match["close"]))
        elif len(raw) > 16 and not raw.startswith("&"):
            # A letter under a heap of marks: cut it anywhere rather than not at all.
            found.extend(_Token(char, char) for char in raw)
        else:
            found.append(_Token(raw, html.unescape(raw)))
    return found


def parts(markup: str, limit: int = MESSAGE) -> list[str]:
    """The text in pieces that Telegram accepts, each valid by itself: tags open at a cut are closed and opened again.

    Cuts fall between paragraphs, else lines, else words, else graphemes. A short text comes back as it is.
    """
    if length(markup) <= limit and len(markup.encode()) <= RAW:
        return [markup]
    pieces, left, opened = [], _tokens(markup), list[_Token]()
    while left:
        end = _cut(left, limit)
        before = "".join(token.raw for token in opened)
        for token in left[:end]:
            if token.name and token.opens:
                opened.append(token)
            elif token.name and opened:
                opened.pop()
        after = "".join(f"</{token.name}>" for token in reversed(opened))
        piece = before + "".join(token.raw for token in left[:end]) + after
        if plain(piece).strip():
            pieces.append(piece.strip())
        left = left[end:]
        while left and left[0].text.isspace():
            left.pop(0)
    return pieces


def _cut(tokens: list[_Token], limit: int) -> int:
    """How many tokens go into one piece."""
    used = raw = fits = 0
    for token in tokens:
        used += units(token.text)
        raw += len(token.raw.encode())
        if used > limit or raw > RAW:
            break
        fits += 1
    if fits == len(tokens):
        return fits
    for mark in _BREAKS:
        at = _last(tokens, fits, mark)
        # A break in the first half would leave a stump; a finer one further on is better.
        if at > fits // 2:
            return at
    return max(1, fits)


def _last(tokens: list[_Token], fits: int, mark: str) -> int:
    """The place after the last such break among the first tokens, or 0."""
    for end in range(fits, 0, -1):
        if tokens[end - 1].text == mark[-1] and (len(mark) == 1 or (end > 1 and tokens[end - 2].text == mark[0])):
            return end
    return 0
