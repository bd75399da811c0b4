"""An announcement as somebody gets it: one function for the preview and for everybody."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.addresses import CallAt, CourseAt
from bot.i18n import _, words
from bot.models import Call, Course
from bot.screen import Button, Composed, Screen
from bot.screens import rows
from bot.services.broadcasts import content
from bot.services.broadcasts.content import Content

Linked = Mapping[tuple[str, int], Course | Call]


def said(
    contents: Sequence[Content],
    buttons: Sequence[Mapping[str, Any]],
    linked: Linked,
    *,
    first_name: str,
    paid: bool = False,
) -> Screen:
    """In the language being spoken, which is the reader's. `linked`: see `drafts.linked`; `first_name`: theirs, or
    nothing. A button to what is gone is left out."""
    composed = Composed(content.pieces(contents, first_name), paid)
    return Screen(_("Here it goes on:"), tuple((one,) for one in _buttons(buttons, linked)), composed=composed)


def _buttons(buttons: Sequence[Mapping[str, Any]], linked: Linked) -> list[Button]:
    found = []
    for one in buttons:
        if one["kind"] == "link":
            found.append(Button(one["label"], url=one["url"]))
        elif (thing := linked.get((one["kind"], one["id"]))) is not None:
            found.append(button_to(thing))
    return found


def button_to(thing: Course | Call) -> Button:
    to = CourseAt(thing.id or 0) if isinstance(thing, Course) else CallAt(thing.id or 0)
    return Button(rows.short(words(thing.short_title), rows.WIDE), to)
