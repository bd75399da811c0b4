"""What every screen must look like, whatever it says."""

from html.parser import HTMLParser

import regex
from markupsafe import Markup

from bot.addresses import Nothing, parse
from bot.screen import Button, Screen

BACK, HOME = ("Atrás", "Back"), ("Inicio", "Home")
PAIRED = 21
"""A marker, a space and a topic's 18 characters, one of which may be a wide emoji."""
WIDE = 28


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"


def length(text: str) -> int:
    return len(regex.findall(r"\X", text))


def buttons(screen: Screen) -> list[Button]:
    return [button for row in screen.rows for button in row]


def labels(screen: Screen) -> list[str]:
    return [button.label for button in buttons(screen)]


def said(screen: Screen) -> str:
    """The text as a person reads it."""
    return Markup(screen.text).striptags()


def told(screen: Screen) -> list[str]:
    """Line by line, as a person reads it."""
    return [str(Markup(line).striptags()) for line in screen.text.split("\n")]


def check(screen: Screen) -> Screen:
    """Fails for a screen that Telegram would refuse or a thumb would miss."""
    text = str(screen.text)
    assert isinstance(screen.text, Markup), "text that nobody escaped"
    tags = _Tags()
    tags.feed(text)
    tags.close()
    assert not tags.open and tags.seen <= {"b", "i", "code"}
    assert 0 < len(said(screen).encode("utf-16-le")) // 2 <= (1024 if screen.file else 4096)
    assert "{" not in text and "None" not in text
    for row in screen.rows:
        pager = any(isinstance(button.to, Nothing) for button in row)
        assert 1 <= len(row) <= (3 if pager else 2)
        for button in row:
            assert length(button.label) <= (WIDE if len(row) == 1 else PAIRED), button.label
            assert (button.to is None) != (button.url is None)
            assert button.to is None or parse(str(button.to)) == button.to
    _check_footer(screen)
    return screen


def _check_footer(screen: Screen) -> None:
    """*Atrás* is last on the left and *Inicio* last on the right, where they are."""
    for row in screen.rows[:-1]:
        assert not {button.label for button in row} & {*BACK, *HOME}
    if screen.rows and any(button.label in (*BACK, *HOME) for button in screen.rows[-1]):
        assert screen.rows[-1][-1].label in HOME
        assert len(screen.rows[-1]) == 1 or screen.rows[-1][0].label in BACK
