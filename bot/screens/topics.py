"""A topic with what it offers, and the two lists over all topics. Courses and calls are paged together."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot import time
from bot.addresses import ALL, Address, AllCalls, AllCourses, AllNews, Browse, CallAt, CourseAt, Home, TopicAt
from bot.i18n import _, day, words
from bot.models import Call, Course
from bot.packs import Pack
from bot.packs.schema import Topic
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.home import topic_buttons
from bot.screens.lines import CALL, blocks, bold, share
from bot.services import calls as calls_service
from bot.services.facts import Facts


@dataclass(frozen=True)
class Offer:
    """What a list is made of, in the order in which it is shown: courses first, then calls."""

    courses: Sequence[Course]
    calls: Sequence[Call]

    def page_of(self, thing: Course | Call) -> int:
        """The page on which a course (any edition) or call stands; the first where it isn't listed."""
        things: list[Course | Call] = [*self.courses, *self.calls]
        for position, other in enumerate(things):
            if type(other) is type(thing) and other.key == thing.key:
                return rows.page_of(position)
        return 1


def topic(
    topic: Topic,
    offer: Offer,
    page: int,
    *,
    facts: Facts,
    now: datetime,
    door: Button | None = None,
    news: bool = False,
    bot_name: str = "",
) -> Screen:
    """What it is for, and what there is. `door`: into its part of the journey, on the first page; `news`: whether it
    has some."""
    about = blocks(bold(f"{topic.emoji} {words(topic.name)}"), words(topic.purpose))
    invites = _what_to_tap(offer) if offer.courses or offer.calls else _("There is nothing here at the moment.")
    more = () if offer.courses or offer.calls else rows.alone(Button(_("All courses"), AllCourses(1)))
    told = rows.in_twos(
        [
            Button(_("News"), AllNews(1, topic.key)) if news else None,
            share(words(topic.name), bot_name, f"t_{topic.key}"),
        ]
    )
    return Screen(
        blocks(about, invites),
        (
            *rows.alone(door if page <= 1 else None),
            *listed(offer, page, lambda at: TopicAt(topic.key, at), facts=facts, now=now),
            *more,
            *told,
            *rows.footer(Home()),
        ),
    )


def all_courses(courses: Sequence[Course], page: int, *, facts: Facts, now: datetime) -> Screen:
    said = _("The soonest first. Tap one to see it.") if courses else _("There are no courses at the moment.")
    offer = Offer(courses, ())
    browse = Button(_("By place, day or time"), Browse()) if len(courses) > rows.PAGE else None
    return Screen(
        blocks(bold(_("All courses")), said),
        (
            *listed(offer, page, AllCourses, came=ALL, facts=facts, now=now),
            *rows.alone(browse),
            *rows.footer(Home()),
        ),
    )


def all_calls(calls: Sequence[Call], page: int, *, facts: Facts, now: datetime, begun: Collection[int] = ()) -> Screen:
    """`begun`: the ids of those to which the reader is writing an application."""
    said = _("Those open now come first. Tap one to see it.") if calls else _("There are no calls at the moment.")
    return Screen(
        blocks(bold(_("Calls")), said),
        (
            *listed(Offer((), calls), page, AllCalls, came=ALL, facts=facts, now=now, begun=begun),
            *rows.footer(Home()),
        ),
    )


def topics(pack: Pack) -> Screen:
    """All the topics: the journey's pillars, or the areas."""
    return Screen(
        blocks(bold(words(pack.institution.short_name)), _("Pick whatever catches your eye. You can go in any order.")),
        (*rows.in_twos(topic_buttons(pack)), *rows.footer()),
    )


def _what_to_tap(offer: Offer) -> str:
    if offer.courses and offer.calls:
        return _("Tap one to see it. {mark} is a call for applications.", mark=CALL)
    return _("Tap one to see it.")


def listed(
    offer: Offer,
    page: int,
    to: Callable[[int], Address],
    *,
    came: str = "",
    facts: Facts,
    now: datetime,
    begun: Collection[int] = (),
) -> tuple[rows.Row, ...]:
    """A page of a list, and below it the way to the other pages. `came`: how its cards find the way back."""
    things: list[Course | Call] = [*offer.courses, *offer.calls]
    shown, page, pages = rows.cut(things, page)
    buttons = [
        _button(thing, came, facts=facts, now=now, mark_calls=bool(offer.courses), begun=begun) for thing in shown
    ]
    return (*((button,) for button in buttons), *rows.pager(page, pages, to))


def _button(
    thing: Course | Call, came: str, *, facts: Facts, now: datetime, mark_calls: bool, begun: Collection[int]
) -> Button:
    today = time.local(now, facts.zone).date()
    if isinstance(thing, Call):
        label = f"{CALL} {words(thing.short_title)}" if mark_calls else words(thing.short_title)
        return Button(rows.marked(label, _standing(thing, today, begun)), CallAt(thing.id or 0, came))
    return Button(
        rows.marked(words(thing.short_title), *_start(thing, today, facts=facts, now=now)),
        CourseAt(thing.id or 0, came),
    )


def _start(course: Course, today: date, *, facts: Facts, now: datetime) -> list[str]:
    """When it begins, with the weekday and, where there is little room, without."""
    if course.starts_at is None or course.starts_at <= now:
        return []
    there = time.local(course.starts_at, facts.zone).date()
    said = str(_("today")) if there == today else day(there)
    return [said, said.partition(" ")[2]]


def _standing(call: Call, today: date, begun: Collection[int]) -> str:
    if call.id in begun:
        return str(_("your draft"))
    said = {"open": _("open"), "upcoming": _("soon"), "closed": _("closed")}
    return str(said[calls_service.standing(call, today)])
