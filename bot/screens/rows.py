"""Rows of buttons: two columns at most, the way back last on the left, home last on the right."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

import regex

from bot.addresses import Address, Home, Nothing, QuickExit
from bot.i18n import _, number
from bot.screen import Button

Row = tuple[Button, ...]
Item = TypeVar("Item")

PAGE: Final = 6
"""How many courses and calls a page of a list has."""
LABEL: Final = 20
"""Characters of a button's label; one alone in its row may have `WIDE`."""
WIDE: Final = 28


def short(text: str, limit: int = LABEL) -> str:
    """The text, or its beginning and an ellipsis: at most `limit` of what a reader counts as characters."""
    letters = regex.findall(r"\X", text)
    return text if len(letters) <= limit else "".join(letters[: limit - 1]).rstrip(" .,:;-") + "…"


def marked(text: str, *marks: str, limit: int = WIDE) -> str:
    """`Barbería · sáb 28 nov`, with the first mark that fits beside the text; without one where none does."""
    for mark in marks:
        whole = f"{text} · {mark}"
        if mark and len(regex.findall(r"\X", whole)) <= limit:
            return whole
    return short(text, limit)


def alone(button: Button | None) -> tuple[Row, ...]:
    return ((button,),) if button else ()


def in_twos(buttons: Iterable[Button | None]) -> tuple[Row, ...]:
    """Two in a row, in reading order; what is None is left out."""
    kept = [button for button in buttons if button]
    return tuple(tuple(kept[start : start + 2]) for start in range(0, len(kept), 2))


def home() -> Button:
    return Button(_("Home"), Home())


def quick_exit() -> Button:
    """On every screen that somebody else had better not read."""
    return Button(_("Quick exit"), QuickExit())


def footer(back: Address | None = None) -> tuple[Row, ...]:
    """The last row of every screen."""
    return ((Button(_("Back"), back), home()),) if back else ((home(),),)


def cut(items: Sequence[Item], page: int, size: int = PAGE) -> tuple[Sequence[Item], int, int]:
    """The items of a page, that page's number, and how many there are. A page that isn't there is the nearest one."""
    pages = max(1, -(-len(items) // size))
    page = min(max(page, 1), pages)
    return items[(page - 1) * size : page * size], page, pages


def page_of(position: int, size: int = PAGE) -> int:
    """The page on which the item at this position stands, counted from 1."""
    return position // size + 1


def pager(page: int, pages: int, to: Callable[[int], Address]) -> tuple[Row, ...]:
    """`‹ 2/5 ›`; an arrow only where there is a page behind it."""
    if pages == 1:
        return ()
    earlier = [Button("‹", to(page - 1))] if page > 1 else []
    later = [Button("›", to(page + 1))] if page < pages else []
    return ((*earlier, Button(f"{number(page)}/{number(pages)}", Nothing()), *later),)
