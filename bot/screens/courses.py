"""A course's card and its dates."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.addresses import (
    Address,
    CourseAt,
    DatesOf,
    Help,
    Join,
    MyCourse,
    SecondChoices,
    TellMe,
    TellWhenICan,
    TopicAt,
)
from bot.i18n import _, listed, ngettext, words
from bot.models import Course, CourseSession, Enrollment, Standing
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import (
    SEAT,
    ages,
    beside,
    blocks,
    bold,
    by_law,
    cost,
    found,
    group,
    illustrative,
    labels,
    lines,
    organiser,
    sentences,
    share_button,
    source,
    span,
    title,
    venue_of,
    when,
    where,
)
from bot.screens.partners.referrals import button as refer_me
from bot.screens.places import map_button
from bot.screens.standing import promise, take_back
from bot.services.facts import OF_AGE, Facts

DATES_AT_MOST = 40


def card(
    course: Course,
    sessions: Sequence[CourseSession],
    *,
    pack: Pack,
    facts: Facts,
    now: datetime,
    mine: Enrollment | None = None,
    mine_in: Course | None = None,
    place: int = 0,
    back: Address | None = None,
    came: str = "",
    bot_name: str = "",
    why: str = "",
    wished: bool = False,
    roll: Address | None = None,
) -> Screen:
    """Always in the same order; what is unknown is left out. `mine` is the reader's own active enrolment, in this
    edition or in another one (`mine_in`), `place` where it stands in line; `came` says from where, as in the address,
    `back` leads there; `why` is the line of a suggestion; `wished`: they asked to be told of it;
    `roll` leads whoever may tick it to the list of who comes."""
    main = _main(course, mine, came, facts=facts, now=now)
    noted = wished and main is not None and isinstance(main.to, TellMe | TellWhenICan)
    sample = course.illustrative and not facts.rehearsal
    venue = venue_of(course, pack)
    text = blocks(
        lines(
            title(course),
            when(course, sessions, facts=facts, now=now),
            where(course, venue),
            _own(mine, mine_in, course, place, facts=facts, now=now) if mine else seats(course, facts=facts, now=now),
            cost(course),
            who_may(course, pack),
            organiser(course, pack),
            why,
        ),
        sentences(words(course.summary), words(course.note)),
        _certificate(course),
        sentences(_("Noted."), promise(course, "confirmed" if sample else "group")) if noted else "",
        "" if course.seats is not None else how_to_ask(course, pack),
        lines(
            illustrative(course),
            source(course, course.as_of, last_seen=course.status == "last_seen"),
        ),
    )
    return Screen(
        text,
        (
            *rows.alone(take_back(course, "c") if noted else main),
            *rows.alone(refer_me(course, pack, facts=facts, now=now)),
            *rows.in_twos(
                [
                    Button(_("See dates"), DatesOf(course.id or 0, came)) if len(sessions) > 1 else None,
                    map_button(course, pack, taking_part=mine is not None and mine.standing is Standing.ENROLLED),
                    share_button(course, bot_name, f"c_{course.key}"),
                    Button(_("Help"), Help()) if course.sensitive else None,
                    rows.quick_exit() if course.sensitive else None,
                    Button(_("Attendance"), roll) if roll else None,
                ]
            ),
            *rows.footer(back or TopicAt(course.topic, 1)),
        ),
    )


def _main(course: Course, mine: Enrollment | None, came: str, *, facts: Facts, now: datetime) -> Button | None:
    """The one thing most people come for."""
    if mine is not None:
        return Button(_("See my place"), MyCourse(mine.id or 0))
    if course.seats is None or course.closed_at is not None:
        return None
    if course.illustrative and not facts.rehearsal:
        return Button(_("Tell me"), TellMe(course.id or 0))
    if not course.is_open(now):
        return Button(_("Tell me of a new group"), TellWhenICan(course.id or 0, "c"))
    if course.left and SecondChoices.left(came) is not None:
        return Button(_("Join while I wait"), Join(course.id or 0, came))
    return Button(_("Join") if course.left else _("Waiting list"), Join(course.id or 0, came))


def seats(course: Course, *, facts: Facts, now: datetime) -> Markup:
    """How many places are left, while one can join."""
    if course.seats is None or not course.is_open(now) or (course.illustrative and not facts.rehearsal):
        return Markup()
    if course.left == 0:
        return beside(SEAT, _("Full; you can get in line"))
    if course.left == course.seats:
        return beside(SEAT, ngettext("{n} place", "{n} places", course.left))
    return beside(
        SEAT, ngettext("{n} place left of {seats}", "{n} places left of {seats}", course.left, seats=course.seats)
    )


def _own(
    mine: Enrollment, mine_in: Course | None, course: Course, place: int, *, facts: Facts, now: datetime
) -> Markup:
    if mine_in is not None and mine_in.id != course.id:
        there = group(mine_in, facts=facts, now=now)
        elsewhere = {
            Standing.ENROLLED: _("You have a place in {group}", group=there),
            Standing.OFFERED: _("A place is on hold for you in {group}", group=there),
            Standing.PROVISIONAL: _("A place is on hold for you in {group}", group=there),
            Standing.WAITING: _("You are on the waiting list for {group}", group=there),
        }
        return beside(SEAT, elsewhere.get(mine.standing, ""))
    said = {
        Standing.ENROLLED: _("You are in"),
        Standing.OFFERED: _("There is a place on hold for you"),
        Standing.PROVISIONAL: _("A place is held for you; the permission is missing"),
        Standing.WAITING: _("Place {n} on the waiting list", n=place) if place else _("You are on the waiting list"),
    }
    return beside(SEAT, said.get(mine.standing, ""))


def who_may(course: Course, pack: Pack) -> Markup:
    asked = labels(pack, course.requirements, needed=True)
    works = course.employment and (course.age_min or 0) < OF_AGE
    needs = _("You need: {what}", what=listed(asked)) if asked else ""
    return lines(ages(course), needs, by_law() if works else "")


def _certificate(course: Course) -> Markup:
    certificate = words(course.certificate)
    standard = _("Standard: {code}", code=course.standard_code) if course.standard_code else ""
    return lines(_("At the end: {certificate}", certificate=certificate) if certificate else "", standard)


def how_to_ask(course: Course, pack: Pack) -> Markup:
    """For what has no groups or seats: where one asks for it, as far as that was published."""
    who = found(pack.organiser, course.organiser)
    contact = pack.institution.contact
    if who is not None and who.url is not None and who.url not in contact.web:
        return lines(_("There is no group to join here: you ask for it directly."), who.url)
    ways = [way for way in (contact.email, contact.phone, *contact.web[:1]) if way]
    institution = words(pack.institution.short_name)
    if not ways:
        return _("There is no group to join here, and how to ask for it isn't published yet.")
    return lines(_("There is no group to join here: ask {institution} directly.", institution=institution), *ways)


def dates(
    course: Course,
    sessions: Sequence[CourseSession],
    *,
    facts: Facts,
    now: datetime,
    back: Address | None = None,
) -> Screen:
    """Every session, those that are over included, so that the count is right. Back leads to the course's card."""
    shown = sessions[:DATES_AT_MOST]
    spans = [Markup("{}. {}").format(one.number, span(one, facts=facts, now=now)) for one in shown]
    more = len(sessions) - len(shown)
    return Screen(
        blocks(
            bold(_("Dates of {course}", course=words(course.short_title))),
            lines(*spans, ngettext("and {n} more", "and {n} more", more) if more > 0 else "")
            or _("There are no dates yet."),
            illustrative(course, only="schedule"),
        ),
        rows.footer(back or CourseAt(course.id or 0)),
    )


def will_tell(course: Course, *, anew: bool) -> Markup:
    """The toast after `Tell me`."""
    name = words(course.short_title)
    if anew:
        return _("Noted. I'll write to you when {course} is confirmed.", course=name)
    return _("It was noted already: I'll write to you when {course} is confirmed.", course=name)
