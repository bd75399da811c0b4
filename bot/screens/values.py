"""What is stored about a person, each kind of it in words; empty where nothing is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import regex
from markupsafe import Markup

from bot import time
from bot.i18n import _, day, hour, listed, ngettext, words
from bot.models import Course, Enrollment, JourneyStage, Person, Standing, Talk, Thread
from bot.packs import Pack
from bot.screens.guardians import relation
from bot.screens.home import LANGUAGES
from bot.screens.lines import DASH, blocks, bold, found, lines, name, sentences
from bot.screens.partners.referrals import partner, state
from bot.screens.permissions import label
from bot.screens.team import role_name
from bot.services import consents, profiles
from bot.services.facts import Facts
from bot.services.guardians import first_name
from bot.services.journey import FILES

AT_MOST: Final = 12
"""Things named one by one in an entry."""
TOLD: Final = 400
"""Characters shown of what was written about a challenge."""


@dataclass(frozen=True)
class Told:
    """What the values are told with."""

    known: profiles.Known
    pack: Pack
    facts: Facts
    now: datetime

    @property
    def person(self) -> Person:
        return self.known.person

    def day_of(self, moment: datetime) -> str:
        here = time.local(moment, self.facts.zone).date()
        return day(here, year=here.year != time.local(self.now, self.facts.zone).year)


def _list(items: Sequence[str]) -> Markup:
    shown = [Markup("{}{}").format(DASH, item) for item in items[:AT_MOST]]
    more = len(items) - len(shown)
    return lines(*shown, ngettext("and {n} more", "and {n} more", more) if more > 0 else "")


def courses(told: Told) -> Markup:
    return _list([_place(told, enrollment, course) for enrollment, course in told.known.enrollments])


def _place(told: Told, enrollment: Enrollment, course: Course) -> Markup:
    over = course.ends_at is not None and course.ends_at <= told.now
    said = {
        Standing.ENROLLED: _("you took part") if over else _("you have a place"),
        Standing.OFFERED: _("a place is on hold for you"),
        Standing.PROVISIONAL: _("a place is on hold for you"),
        Standing.WAITING: _("you are on the waiting list"),
        Standing.LEFT: _("you left it"),
        Standing.LAPSED: _("you didn't get a place"),
    }
    since = enrollment.left_at or enrollment.joined_at
    return Markup("{}: {} · {}").format(name(course), said[enrollment.standing], told.day_of(since))


def attendance(told: Told) -> Markup:
    return _list([Markup("{}: {}").format(name(course), _came(*counts)) for course, *counts in told.known.attendance])


def _came(came: int, missed: int) -> str:
    times = [ngettext("you came {n} time", "you came {n} times", came) if came else ""]
    times += [ngettext("you missed {n} time", "you missed {n} times", missed) if missed else ""]
    return listed([str(one) for one in times if one])


def guardians(told: Told) -> Markup:
    mine = [Markup("{} ({})").format(bold(one.name), relation(one.relation)) for one in told.known.guardians]
    theirs = [_("you answer for {name}", name=first_name(young)) for _pair, young in told.known.wards]
    count = told.known.permissions
    asked = ngettext("{n} permission asked for or given", "{n} permissions asked for or given", count)
    return _list([*mine, *theirs, *([asked] if count else [])])


def wishes(told: Told) -> Markup:
    named = [(bold(words(title) or key), asked_at) for key, title, asked_at in told.known.wishes]
    return _list([Markup("{} · {}").format(one, told.day_of(at)) if at else one for one, at in named])


def dismissals(told: Told) -> Markup:
    return _list(
        [
            Markup("{} · {}").format(bold(words(title) or one.key), told.day_of(one.at))
            for one, title in told.known.dismissals
        ]
    )


def follows(told: Told) -> Markup:
    names = {topic.key: words(topic.short_name) for topic in told.pack.topics}
    followed, muted = (
        [names.get(one.topic, one.topic) for one in told.known.follows if one.muted is quiet] for quiet in (False, True)
    )
    return lines(
        _("You follow: {topics}", topics=listed(followed)) if followed else "",
        _("You muted: {topics}", topics=listed(muted)) if muted else "",
    )


def journey(told: Told) -> Markup:
    return blocks(*(_stage(told, stage) for stage in told.known.stages))


def _stage(told: Told, stage: JourneyStage) -> Markup:
    topic = found(told.pack.topic, stage.topic)
    packed = told.pack.journey.stage(stage.topic) if told.pack.journey else None
    answers = []
    for question in packed.questions if packed else ():
        chosen = next((one for one in question.options if one.key == stage.answers.get(question.key)), None)
        if chosen:
            answers.append(Markup("– {} {}").format(words(question.ask), bold(words(chosen.label))))
    told_by = {
        "text": _("You wrote: “{text}”", text=_short(stage.evidence or "")),
        "done": _("You said that you did the challenge"),
        **dict.fromkeys(FILES, _("You sent something to show it; I keep Telegram's name of it, not the file")),
        "photo": _("You sent a photo; I keep Telegram's name of it, not the photo"),
    }
    below = _("Below it you wrote: “{text}”", text=_short(stage.caption)) if stage.caption else ""
    stamped = _("Stamp: {date}", date=told.day_of(stage.stamped_at)) if stage.stamped_at else ""
    begun = Markup("{} · {}").format(words(topic.short_name) if topic else stage.topic, told.day_of(stage.begun_at))
    return lines(begun, *answers, told_by.get(stage.evidence_kind or "", ""), below, stamped)


def _short(text: str) -> str:
    shown = regex.findall(r"\X", text[: TOLD * 4])[:TOLD]
    return "".join(shown) + ("…" if len("".join(shown)) < len(text) else "")


def language(told: Told) -> str:
    spoken = LANGUAGES[told.person.locale]
    if told.person.chose_locale:
        return _("{language}; you chose it", language=spoken)
    return _("{language}, as your Telegram says", language=spoken)


def notices(told: Told) -> Markup:
    person = told.person
    digest = _("News together at {hour}:00", hour=f"{person.digest_hour:02}") if person.digest_hour is not None else ""
    last = _("Last news: {date}", date=told.day_of(person.digested_at)) if person.digested_at else ""
    muted = ngettext("You muted {n} kind of notice", "You muted {n} kinds of notices", len(person.muted))
    return lines(
        ngettext("At most {n} unasked message a week", "At most {n} unasked messages a week", person.weekly),
        digest,
        last,
        muted if person.muted else "",
    )


def permissions(told: Told) -> Markup:
    """Those that stand."""
    given = [one for one in told.known.consents if consents.stands(one, told.facts) and one.given_at]
    return _list(
        [Markup("{} · {}").format(label(one.purpose), told.day_of(one.given_at)) for one in given if one.given_at]
    )


def applications(told: Told) -> Markup:
    return _list(
        [
            Markup("{}: {} · {}").format(name(call), one.number, told.day_of(one.submitted_at or one.begun_at))
            for one, call in told.known.applications
        ]
    )


def referrals(told: Told) -> Markup:
    return _list(
        [
            Markup("{}: {}").format(partner(one, told.pack), state(one, facts=told.facts, now=told.now))
            for one in told.known.referrals
        ]
    )


def dual(told: Told) -> Markup:
    return _list(
        [Markup("{} · {}").format(bold(one.firm or ""), told.day_of(one.begun_at)) for one in told.known.placements]
    )


def firm(told: Told) -> Markup:
    return _list([Markup("{} · {}").format(name(call), told.day_of(one.edited_at)) for one, call in told.known.firms])


def papers(told: Told) -> Markup:
    return ngettext("{n} file", "{n} files", told.known.papers) if told.known.papers else Markup()


def requests(told: Told) -> Markup:
    return _list(
        [
            _("Number {number}, answered", number=one.id)
            if one.answered_at
            else _("Number {number}, to be answered by {date}", number=one.id, date=day(one.due_on))
            for one in told.known.requests
        ]
    )


def threads(told: Told) -> Markup:
    return _list(
        [
            _("Number {number}, {date}: {state}", number=one.id, date=told.day_of(one.invited_at), state=_state(one))
            for one in told.known.threads
        ]
    )


def _state(thread: Thread) -> Markup:
    return _("ended") if thread.state is Talk.CLOSED else _("open")


def visits(told: Told) -> Markup:
    person, zone = told.person, told.facts.zone
    seen = person.seen_at
    return lines(
        _("First time: {date}", date=told.day_of(person.created_at)),
        _("Last time: {date}, about {hour}", date=told.day_of(seen), hour=hour(seen, zone)) if seen else "",
        _("You answered the first questions: {date}", date=told.day_of(person.acquainted_at))
        if person.acquainted_at
        else "",
        _("I told you that this would be deleted: {date}", date=told.day_of(person.warned_at))
        if person.warned_at
        else "",
    )


def account(told: Told) -> Markup:
    return _("One Telegram account is linked to this profile. I don't have your phone number.")


def team(told: Told) -> str:
    return listed([str(role_name(row.role)) for row in told.known.roles])


def messages(told: Told) -> Markup:
    planned = told.known.letters
    return sentences(
        ngettext("{n} message is planned for you.", "{n} messages are planned for you.", planned) if planned else "",
        _("What you type is deleted once I've answered; its number stays for 48 hours."),
        _("An answer you left unfinished waits until you come back."),
        _("If I answer you with helplines, I keep for 30 days that it happened, and not to whom."),
    )


def calendar(told: Told) -> str:
    return _("You have a secret address for your calendar") if told.person.feed_token else ""
