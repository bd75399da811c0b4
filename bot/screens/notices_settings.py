"""What the bot writes unasked: what may be turned off, how often, at what hour, and what is on its way."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, time

from markupsafe import Markup

from bot.addresses import Allow, DigestAt, Following, HowMany, MyCourses, Notices, StandingWishes
from bot.i18n import _, ngettext, words
from bot.i18n import when as moment
from bot.models import Course, Person
from bot.packs import Pack
from bot.packs.schema import Topic
from bot.screen import Button, Screen
from bot.screens import rows, standing
from bot.screens.lines import blocks, bold, lines, name, sentences
from bot.services import attention, broadcasts, digests, nudges, reminders
from bot.services.applications import deadlines
from bot.services.facts import OF_AGE, Facts
from bot.services.notices import WEEKLY, Coming
from bot.services.standing import Wish


def notices(
    person: Person,
    coming: Sequence[Coming],
    *,
    on: Collection[str],
    pack: Pack,
    facts: Facts,
    now: datetime,
    wished: Sequence[Wish] = (),
) -> Screen:
    """Everything in words, and a button for whatever can be changed. `on`: the kinds that come; `wished`: what they
    asked to be told of."""
    switches = [switch for switch in attention.SWITCHES if _is_there(switch, pack)]
    return Screen(
        blocks(
            bold(_("Notices")),
            _("This is what I write without being asked. Whatever has a button can be changed."),
            sentences(
                _("Two days before a course I always ask if you're coming, and I offer you a place you wait for."),
                _("To stop that, leave the course under My courses."),
            ),
            lines(*(_stands(switch, on, person) for switch in switches)),
            lines(how_often(person), _news(person, on, pack, facts, now), _quiet(person, facts, now)),
            standing.section(wished),
            _on_its_way(coming, facts=facts, now=now),
        ),
        (
            *rows.in_twos([_switch(switch, on) for switch in switches]),
            *rows.in_twos(
                [
                    Button(_("How many a week"), HowMany(99)),
                    Button(_("Hour of the news"), DigestAt(99)) if pack.news else None,
                    Button(_("Topics I follow"), Following()) if pack.news else None,
                    Button(_("My courses"), MyCourses()),
                    Button(_("What I asked for"), StandingWishes()) if wished else None,
                ]
            ),
            *rows.footer(),
        ),
    )


def _news(person: Person, on: Collection[str], pack: Pack, facts: Facts, now: datetime) -> Markup:
    if not pack.news:
        return Markup()
    return hour(person, facts=facts, now=now) if digests.KIND in on else _("I don't send you news.")


def with_mute(screen: Screen, switch: str) -> Screen:
    """The letter with a button below it that turns its kind off, unless it has one."""
    has_one = any(isinstance(button.to, Allow) for row in screen.rows for button in row)
    if has_one or screen.ask or screen.unasks:
        return screen
    return replace(screen, rows=(*screen.rows, (Button(_mute(switch), Allow(switch, 0, 0)),)))


def turned(switch: str, person: Person, *, on: bool) -> Screen:
    """The answer to that button, below the letter; while it is off, one tap takes it back."""
    undo = None if on else Button(_("Undo"), Allow(switch, 1, 0))
    return Screen(allowed(person, switch, on=on), rows.in_twos([undo, Button(_("Notices"), Notices())]))


def hours(person: Person, *, followed: bool, facts: Facts, now: datetime) -> Screen:
    """At what hour the news should come. `followed`: asked from where one's topics are."""
    return Screen(
        blocks(
            bold(_("Hour of the news")),
            _("At what hour would you like the news of what you follow? They come in one message, when there are any."),
        ),
        (*_hours(person, followed, facts, now), *rows.footer(Following() if followed else Notices())),
    )


def first_follow(topic: Topic, person: Person, due: datetime | None, *, facts: Facts, now: datetime) -> Screen:
    """Right after the first topic was followed. `due`: when the first news come, where there are any already."""
    at = digests.hour_of(person, facts=facts, now=now)
    first = _("The first ones: {when}.", when=moment(due, facts.zone, now=now)) if due else ""
    return Screen(
        blocks(
            _("You follow {topic} now.", topic=bold(words(topic.short_name))),
            sentences(_("When there is news I send it in one message, at {hour}.", hour=_clock(at)), first),
            _("Is another hour better?"),
        ),
        (*_hours(person, True, facts, now), *rows.footer(Following())),
    )


def numbers(person: Person) -> Screen:
    """How many unasked messages a week."""
    choices = [Button(_chosen(_number(n), person.weekly == n), HowMany(n)) for n in WEEKLY]
    return Screen(
        blocks(
            bold(_("How many a week")),
            _("News and nudges together, in any seven days. What you asked for and your own courses don't count."),
            how_often(person)
            if not person.weekly
            else _("If you choose none, the institution's announcements don't come either."),
        ),
        (*rows.in_twos(choices), *rows.footer(Notices())),
    )


def how_often(person: Person) -> Markup:
    if not person.weekly:
        return _("No news, no nudges, and no announcements of the institution either.")
    return ngettext(
        "At most {n} message with news or a nudge in seven days.",
        "At most {n} messages with news or nudges in seven days.",
        person.weekly,
    )


def allowed(person: Person, switch: str, *, on: bool) -> Markup:
    """What turning it on or off means for this person: while none a week are wanted, on alone brings nothing."""
    if on and not person.weekly and attention.ended_by_none(switch):
        return _("That doesn't come while you want no messages a week. Choose a number under How many a week.")
    return told(switch, on=on)


def hour(person: Person, *, facts: Facts, now: datetime) -> Markup:
    """When news come, in a sentence."""
    if digests.KIND in person.muted:
        return _("I don't send you news.")
    return _("News come together at {hour}.", hour=_clock(digests.hour_of(person, facts=facts, now=now)))


def told(switch: str, *, on: bool) -> Markup:
    """What turning it on or off means from now on."""
    if switch == digests.KIND:
        if on:
            return _("Done: I send you the news of what you follow.")
        return _("Done: I won't send you the news. You find them here whenever you like: /news")
    if switch == broadcasts.KIND:
        return _("Done: I send you announcements.") if on else _("Done: I won't send you announcements.")
    if switch == nudges.MUTED:
        return _("Done: I'll remind you of your journey.") if on else _("Done: I won't remind you of your journey.")
    if switch == attention.WISHES:
        return (
            _("Done: I'll tell you about what you asked for.")
            if on
            else _("Done: I won't tell you about what you asked for.")
        )
    if switch == attention.TODAY:
        return (
            _("Done: I'll remind you on the day a course begins.")
            if on
            else _("Done: I won't remind you on the day a course begins.")
        )
    if switch == attention.LATER:
        return (
            _("Done: I'll remind you the day before each later session.")
            if on
            else _("Done: I won't remind you of later sessions. Their dates are under My courses.")
        )
    if switch == attention.LINE_ENDED:
        return (
            _("Done: I'll tell you when your turn in a line is over.")
            if on
            else _("Done: I won't tell you when your turn in a line is over.")
        )
    if switch == deadlines.KIND:
        return (
            _("Done: I'll remind you of applications you haven't sent.")
            if on
            else _("Done: I won't remind you of applications you haven't sent. They are under My applications.")
        )
    if on:
        return _("Done: I'll write a week before your courses too.")
    return _("Done: I won't write a week before your courses. Two days before I still ask if you're coming.")


def _is_there(switch: str, pack: Pack) -> bool:
    return bool(pack.news) if switch == digests.KIND else bool(pack.journey) if switch == nudges.MUTED else True


def _stands(switch: str, on: Collection[str], person: Person) -> Markup:
    said = {
        digests.KIND: _("News on what you follow"),
        broadcasts.KIND: _("Announcements of the institution"),
        nudges.MUTED: _("A nudge for your journey after a quiet week"),
        attention.WISHES: _("What you asked me to tell you"),
        attention.WEEK_AHEAD: _("A week before your courses"),
        attention.TODAY: _("The day a course begins"),
        attention.LATER: _("The day before each later session"),
        attention.LINE_ENDED: _("When your turn in a line is over"),
        deadlines.KIND: _("An application you haven't sent, before it closes"),
    }[switch]
    if switch in on and not person.weekly and attention.ended_by_none(switch):
        return Markup("{}: {}").format(said, _("no, because you chose no messages a week"))
    state = _("yes") if switch in on else _("no")
    return Markup("{}: {}").format(said, state)


def _switch(switch: str, on: Collection[str]) -> Button:
    off = switch not in on
    label = {
        digests.KIND: _("News: no") if off else _("News: yes"),
        broadcasts.KIND: _("Announcements: no") if off else _("Announcements: yes"),
        nudges.MUTED: _("My journey: no") if off else _("My journey: yes"),
        attention.WISHES: _("As I asked: no") if off else _("As I asked: yes"),
        attention.WEEK_AHEAD: _("A week before: no") if off else _("A week before: yes"),
        attention.TODAY: _("The first day: no") if off else _("The first day: yes"),
        attention.LATER: _("Later sessions: no") if off else _("Later sessions: yes"),
        attention.LINE_ENDED: _("Lines over: no") if off else _("Lines over: yes"),
        deadlines.KIND: _("Unsent: no") if off else _("Unsent: yes"),
    }[switch]
    return Button(label, Allow(switch, int(off)))


def _mute(switch: str) -> Markup:
    return {
        digests.KIND: _("Don't send me news"),
        broadcasts.KIND: _("No announcements"),
        nudges.MUTED: _("No more journey nudges"),
        attention.WISHES: _("Don't tell me these"),
        attention.WEEK_AHEAD: _("Not a week before"),
        attention.TODAY: _("Not on the first day"),
        attention.LATER: _("Not for later sessions"),
        attention.LINE_ENDED: _("Don't tell me this"),
        deadlines.KIND: _("Don't remind me of it"),
    }[switch]


def _hours(person: Person, followed: bool, facts: Facts, now: datetime) -> tuple[rows.Row, ...]:
    off = digests.KIND in person.muted
    now_at = None if off else digests.hour_of(person, facts=facts, now=now)
    choices = [
        Button(_chosen(_clock(at), at == now_at), DigestAt(at, int(followed)))
        for at in digests.choices(person, facts=facts, now=now)
    ]
    return rows.in_twos([*choices, Button(_chosen(_("No news"), off), DigestAt(-1, int(followed)))])


def _chosen(label: str, chosen: bool) -> Markup:
    return _("{choice} (chosen)", choice=label) if chosen else Markup("{}").format(label)


def _number(n: int) -> Markup:
    return ngettext("{n} a week", "{n} a week", n) if n else _("No messages")


def _clock(at: int) -> str:
    return f"{time(at):%H:%M}"


def _quiet(person: Person, facts: Facts, now: datetime) -> Markup:
    """The quiet hours as this person has them."""
    mine = facts.for_born(person.birth_date, now).quiet
    begin, end = (f"{at:%H:%M}" for at in mine)
    if mine == facts.quiet:
        return _("From {begin} to {end} I write nothing unasked.", begin=begin, end=end)
    return _("From {begin} to {end} I write nothing unasked: you are under {age}.", begin=begin, end=end, age=OF_AGE)


def _on_its_way(coming: Sequence[Coming], *, facts: Facts, now: datetime) -> Markup:
    if not coming:
        return Markup()
    entries = (
        _("{what}: leaves {when}", what=_about(one.letter.kind, one.course), when=moment(one.at, facts.zone, now=now))
        for one in coming
    )
    return lines(bold(_("On its way")), *entries)


def _about(kind: str, course: Course | None) -> Markup:
    """What a letter will be about; a sensitive course is not named."""
    named = course if course is not None and not course.sensitive else None
    if kind in reminders.KINDS:
        return _("Reminder of {course}", course=name(named)) if named else _("Reminder of an appointment")
    if course is not None:
        return _("Your place in {course}", course=name(named)) if named else _("A place you wait for")
    if kind == digests.KIND:
        return _("News on what you follow")
    if kind == deadlines.KIND:
        return _("An application you haven't sent")
    if kind.startswith("application_"):
        return _("Your application")
    if kind == nudges.KIND:
        return _("The next step of your journey")
    return _("Something you asked me to tell you")
