"""The three short questions, what was answered, and what somebody said *not for me* to. Nothing is demanded."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from bot.addresses import Address, ForYou, GetAcquainted, Home, NotMine, TakeBack, Taste, Tastes
from bot.i18n import _, listed, words
from bot.models import Call, Course, Dismissal, Person
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import blocks, bold, lines, small
from bot.services.tastes import STEPS, choices

CHOSEN: Final = "✅"


def moves_label(pack: Pack, key: str) -> str:
    """What an interest, or a topic, is called; empty for one that left the pack."""
    return next((words(one.short_name) for one in (*pack.interests, *pack.topics) if one.key == key), "")


def free_labels() -> dict[str, str]:
    return {
        "mornings": str(_("Mornings, until 1 pm")),
        "afternoons": str(_("Afternoons, until 5 pm")),
        "evenings": str(_("After 5 pm")),
        "weekends": str(_("Saturday and Sunday")),
    }


def occupation_labels() -> dict[str, str]:
    return {
        "studying": str(_("I study")),
        "working": str(_("I work")),
        "both": str(_("I study and work")),
        "looking": str(_("I'm looking")),
    }


def question(person: Person, pack: Pack, step: int) -> Screen:
    """One of the three; what was tapped is marked. The first time *Skip*, and once something is chosen *Done*, leads to
    the next one, and *Skip the rest* to the suggestions at once; later *Done* leads back to what was answered."""
    name, first_time = STEPS[step], person.acquainted_at is None
    asked = {
        "moves": _("What moves you? Tap as many as you like."),
        "free": _("When do you have time? Monday to Friday, or at the weekend. Tap as many as you like."),
        "occupation": _("What are you doing now?"),
    }[name]
    why = {
        "moves": _("I ask so that what fits you comes first."),
        "free": _("I ask so that I suggest what you can get to."),
        "occupation": _("I ask so that I guess your free hours when you don't tell me."),
    }[name]
    head = blocks(bold(_("For you")), _("Three taps and I'll show you what may fit. All of it can be skipped."))
    count = _("{at} of {all}", at=step + 1, all=len(STEPS)) if first_time else ""
    return Screen(
        blocks(head if first_time and not step else "", count, lines(asked, small(why))),
        (*_choices(person, pack, step), *_ways_on(person, step, first_time), *rows.footer(_before(step, first_time))),
    )


def _choices(person: Person, pack: Pack, step: int) -> tuple[rows.Row, ...]:
    name = STEPS[step]
    kept = getattr(person, name)
    chosen = {kept} if name == "occupation" else {*kept}
    if name == "moves":
        offered = [
            Button(f"{CHOSEN if one.key in chosen else one.emoji} {words(one.short_name)}", Taste(step, one.key))
            for one in (pack.interests or pack.topics)
        ]
        return rows.in_twos(offered)
    labels = free_labels() if name == "free" else occupation_labels()
    buttons = [
        Button(f"{CHOSEN} {labels[key]}" if key in chosen else labels[key], Taste(step, key))
        for key in choices(pack, step)
    ]
    return tuple((button,) for button in buttons) if name == "free" else rows.in_twos(buttons)


def _ways_on(person: Person, step: int, first_time: bool) -> tuple[rows.Row, ...]:
    if not first_time:
        return rows.alone(Button(_("Done"), Tastes()))
    on = Button(_("Done") if getattr(person, STEPS[step]) else _("Skip"), GetAcquainted(step + 1))
    last = step == len(STEPS) - 1
    return rows.in_twos([on, None if last else Button(_("Skip the rest"), GetAcquainted(len(STEPS)))])


def _before(step: int, first_time: bool) -> Address:
    if not first_time:
        return Tastes()
    return GetAcquainted(step - 1) if step else Home()


def settings(person: Person, pack: Pack, dismissed: int) -> Screen:
    """What the suggestions follow, each to be changed."""
    free, occupations, nothing = free_labels(), occupation_labels(), str(_("you haven't told me"))
    moves = [label for key in person.moves if (label := moves_label(pack, key))]
    times = [free[key] for key in person.free if key in free]
    doing = occupations.get(person.occupation or "", "")
    return Screen(
        blocks(
            bold(_("What I go by")),
            lines(
                _("What moves you: {what}", what=listed(moves) or nothing),
                _("When you have time: {when}", when=listed(times) or nothing),
                _("What you're doing now: {what}", what=doing or nothing),
            ),
            small(_("Besides: your answers on the journey, your age, where you are if you told me, and your courses.")),
        ),
        (
            *rows.in_twos(
                [
                    Button(_("What moves me"), GetAcquainted(0)),
                    Button(_("When I have time"), GetAcquainted(1)),
                    Button(_("What I'm doing"), GetAcquainted(2)),
                    Button(_("Not for me: {n}", n=dismissed), NotMine()) if dismissed else None,
                ]
            ),
            *rows.footer(ForYou()),
        ),
    )


def not_mine(found: Sequence[tuple[Dismissal, Course | Call]], page: int) -> Screen:
    """Everything that isn't suggested any more because the person said so."""
    shown, page, pages = rows.cut(found, page)
    said = (
        _("I no longer suggest these. Tap one and it may come up again.")
        if found
        else _("There is nothing here: I may suggest everything that fits you.")
    )
    return Screen(
        blocks(bold(_("Not for me")), said),
        (
            *(
                (Button(rows.short(words(thing.short_title), rows.WIDE), TakeBack(one.id or 0, page)),)
                for one, thing in shown
            ),
            *rows.pager(page, pages, NotMine),
            *rows.footer(Tastes()),
        ),
    )


def comes_again(title: str) -> Markup:
    """The toast after taking a *not for me* back."""
    return _("All right, I may suggest {title} again.", title=title)
