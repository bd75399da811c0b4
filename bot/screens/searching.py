"""What was found by words: the best three with their reasons, and where nothing fits, the nearest and a way on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from markupsafe import Markup

from bot import i18n, time
from bot.addresses import (
    Address,
    AllCalls,
    AllCourses,
    Browse,
    CallAt,
    CourseAt,
    Help,
    Helplines,
    NewsAt,
    TalkTo,
    TopicAt,
    UseTyped,
)
from bot.i18n import _, words
from bot.models import Call, Course, News
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import calls, courses, help, rows, threads
from bot.screens.home import resume, topic_buttons
from bot.screens.lines import CALL, beside, blocks, bold, cost, found, lines, title, venue_of, when
from bot.services.facts import Facts
from bot.services.names import quoted
from bot.services.search import Answer, Reason, Result, Why

REASONS: Final = 2
"""How many are said of one result."""


@dataclass(frozen=True)
class Draft:
    """An application that was left a moment ago: to what, the text as its possible answer, the tap that uses it, and
    the button back."""

    of: str
    typed: str
    use: Address
    back: Button


def prompt(pack: Pack, *, left_open: str = "") -> Screen:
    """What one may look for, with examples; what is typed next is looked for."""
    return Screen(
        blocks(
            lines(bold(_("Search")), _("Write what you're looking for, in your own words.")),
            _("For example: “English”, “nails”, “something on Saturday”."),
        ),
        (*resume(left_open), *_everything(pack), *rows.footer()),
    )


def answer(
    given: Answer,
    text: str,
    *,
    pack: Pack,
    facts: Facts,
    now: datetime,
    said: str = "",
    ways: tuple[Button, ...] = (),
    left_open: str = "",
    typed: str = "",
    mark: str = "",
    draft: Draft | None = None,
) -> Screen:
    """`said` and `ways`: the answer to an everyday question. `left_open`, `typed` and `mark`: a sign-up that waits, the
    text as its possible answer, and the draft's name for it; `draft`: the same for an application. With results the
    message stays when one is opened."""
    listed = [*given.results, *given.beside] or given.near or given.soon
    use = Button(_("Use “{text}”", text=rows.short(typed, rows.WIDE - 7)), UseTyped(mark)) if typed else None
    if draft is not None and not left_open:
        use = Button(_("Use “{text}”", text=rows.short(draft.typed, rows.WIDE - 7)), draft.use)
    waits = left_open or (draft.of if draft else "")
    mine = _("If it was your answer for {course}, tap here and I'll use it.", course=bold(waits))
    lost = given.empty and not given.asked.alarm
    return Screen(
        blocks(
            mine if waits and use else "",
            _helplines(given, pack, facts, now),
            said,
            _heading(given),
            _nothing(text) if lost else "",
            _("Meanwhile, this begins soon:") if lost and given.soon else "",
            *(_result(result, pack=pack, facts=facts, now=now) for result in given.results),
            _beside(given, pack),
            *(_result(result, pack=pack, facts=facts, now=now) for result in listed[len(given.results) :]),
            _note(given, pack),
            _people(pack) if lost or given.near else "",
        ),
        (
            *rows.alone(use if waits else None),
            *resume(left_open),
            *rows.alone(draft.back if draft else None),
            *rows.alone(Button(_("More on each line"), Helplines(1)) if given.helplines else None),
            *rows.in_twos(_ways_out(given)),
            *rows.in_twos(ways),
            *rows.alone(
                threads.button(threads.SEARCH, offered=facts.staff_chat is not None)
                if lost or given.near or given.asked.question == "person"
                else None
            ),
            *((_button(result),) for result in listed),
            *_doors(given, pack, lost=lost),
            *rows.footer(),
        ),
        kept=bool(listed) and not waits,
    )


def _ways_out(given: Answer) -> list[Button]:
    """Where lines for danger stand on top, what stands below every card."""
    if not given.asked.alarm:
        return []
    return [Button(_("Talk to someone"), TalkTo(given.asked.alarm[0])), rows.quick_exit()]


def _heading(given: Answer) -> Markup | str:
    if given.results:
        return _("This is what I found:")
    if not given.near:
        return ""
    if given.missed:
        return _("Nothing here meets all of that. This comes nearest:")
    return _("I found nothing that is just that. This comes nearest:")


def _beside(given: Answer, pack: Pack) -> Markup | str:
    """What follows isn't what was asked for, and it says so."""
    if not given.beside:
        return ""
    keys = {result.thing.topic for result in given.beside if not isinstance(result.thing, News)}
    named = [words(topic.name) for key in keys if (topic := found(pack.topic, key))]
    if len(named) != 1:
        return _("Of just that I have no more. Something else that goes with it:")
    return _("Of just that I have no more. Something else from {topic}:", topic=named[0])


def _note(given: Answer, pack: Pack) -> Markup | str:
    if given.asked.wishes.near and (given.results or given.near):
        return _("I don't know how far it is for you: each card says where it is.")
    return ""


def _nothing(text: str) -> Markup:
    shown = quoted(text)
    tried = _("I found nothing for “{text}”.", text=shown) if any(map(str.isalnum, shown)) else _("I didn't get that.")
    return lines(tried, _("Say it in other words, or choose a topic here."))


def _people(pack: Pack) -> Markup:
    """Where somebody answers, and when, as far as that was published."""
    contact = pack.institution.contact
    ways = [way for way in (contact.phone, contact.email) if way]
    if not ways:
        return _("To talk to a person, look in Help.")
    hours = _("Hours: {hours}", hours=words(contact.hours)) if contact.hours else ""
    asked = _("To ask a person: {ways}", ways=Markup(" · ").join(ways))
    return Markup(" · ").join(part for part in (asked, hours) if part)


def _helplines(given: Answer, pack: Pack, facts: Facts, now: datetime) -> Markup:
    today = time.local(now, facts.zone).date()
    shown = {line.key: line for line in pack.shown_helplines(today)}
    listed = lines(*(help.short(shown[key]) for key in given.helplines if key in shown))
    if not given.asked.alarm:
        return listed
    # The heading stands even where a pack has no line for just this.
    return blocks(
        bold(_("If you are in danger, call 911")),
        lines(_("I'm a bot. Here a person listens to you:"), listed) if listed else _("In Help there are more lines."),
    )


def _result(result: Result, *, pack: Pack, facts: Facts, now: datetime) -> Markup:
    thing = result.thing
    told = " ".join(_reason(reason, result, pack=pack, facts=facts, now=now) for reason in _chosen(result))
    if isinstance(thing, News):
        return lines(bold(words(thing.title)), told)
    if isinstance(thing, Call):
        state = calls.when(thing, time.local(now, facts.zone).date())
        return lines(title(thing), beside(CALL, state), told)
    # Only the first line: how many sessions there are is on the card.
    facts_of_it = [when(thing, result.sessions, facts=facts, now=now).partition("\n")[0], cost(thing)]
    full = courses.seats(thing, facts=facts, now=now) if thing.seats is not None and not thing.left else ""
    return lines(title(thing), Markup(" · ").join(part for part in facts_of_it if part), full, told)


def _chosen(result: Result) -> list[Reason]:
    """One reason by what was asked for, the plainest, and the conditions; a place that isn't to be left lying about is
    none."""
    sensitive = isinstance(result.thing, Course) and result.thing.sensitive
    shown = [reason for reason in result.reasons if not (sensitive and reason.why == "place")]
    by_words = sorted(
        (reason for reason in shown if reason.typed and reason.why != "age"),
        key=lambda reason: (_PLAINEST.index(reason.why), -len(reason.typed)),
    )
    held = [reason for reason in shown if reason not in by_words]
    return [*by_words[:1], *held][:REASONS]


_PLAINEST: Final[tuple[Why, ...]] = ("named", "spelled", "meant", "place", "topic", "said")


def _reason(reason: Reason, result: Result, *, pack: Pack, facts: Facts, now: datetime) -> str:
    """In one short sentence."""
    thing, typed, word = result.thing, reason.typed, reason.word
    match reason.why:
        case "topic" if not isinstance(thing, News) and (topic := found(pack.topic, thing.topic)):
            said = _("It belongs to {topic}.", topic=words(topic.name))
        case "meant" | "spelled" if word and word != typed:
            said = _("By “{typed}” I understood “{word}”.", typed=typed, word=word)
        case "said":
            said = _("It mentions “{word}”.", word=word or typed)
        case "place" if isinstance(thing, Course) and (venue := venue_of(thing, pack)):
            said = _("It is at {venue}.", venue=words(venue.name))
        case "time" if reason.meeting:
            said = _("It meets {when}.", when=i18n.when(reason.meeting.starts_at, facts.zone, now=now))
        case "free":
            said = _("It's free.")
        case "online":
            said = _("You can do it from home.")
        case "age":
            said = _("At {age} you can take part.", age=typed)
        case _:
            said = _("It's about “{word}”.", word=word or typed)
    return said


def _button(result: Result) -> Button:
    thing = result.thing
    if isinstance(thing, News):
        return Button(rows.short(words(thing.title), rows.WIDE), NewsAt(thing.id or 0))
    name = words(thing.short_title)
    if isinstance(thing, Call):
        return Button(rows.short(f"{CALL} {name}", rows.WIDE), CallAt(thing.id or 0))
    return Button(rows.short(name, rows.WIDE), CourseAt(thing.id or 0))


def _doors(given: Answer, pack: Pack, *, lost: bool) -> tuple[rows.Row, ...]:
    """The topics that were meant; all of them, and Help, where nothing was found."""
    help_button = Button(_("Help"), Help())
    if lost or given.asked.question == "hello":
        return (*rows.in_twos(topic_buttons(pack)), *rows.alone(help_button))
    opened = {TopicAt(key, 1) for key in given.topics}
    doors: list[Button | None] = [button for button in topic_buttons(pack) if button.to in opened]
    if given.asked.wishes.time or given.asked.wishes.near:
        doors.append(Button(_("By place, day or time"), Browse()))
    return (*rows.in_twos(doors), *rows.alone(help_button if given.near else None))


def _everything(pack: Pack) -> tuple[rows.Row, ...]:
    every: list[Button | None] = [Button(_("All courses"), AllCourses(1))]
    every.append(Button(_("Calls"), AllCalls(1)) if pack.calls else None)
    return (*rows.in_twos(topic_buttons(pack)), *rows.in_twos(every))
