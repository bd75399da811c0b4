"""*What I know about you*: every stored thing with its value, why it is kept and since when, in pages.

`REGISTRY` is the list of what is stored. Whatever hangs on a person is named there, or a test fails.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup

from bot import time
from bot.addresses import (
    Address,
    AskHuman,
    ChangeAccount,
    EditField,
    EraseAll,
    Feed,
    Following,
    Guardians,
    Known,
    Languages,
    MyApplications,
    MyCourses,
    MyDual,
    MyPapers,
    MyReferrals,
    Notices,
    NotMine,
    Permissions,
    Profile,
    TakeMyData,
)
from bot.i18n import _, full_date, listed
from bot.screen import Button, Screen, plain
from bot.screens import rows, values
from bot.screens.lines import DASH, blocks, bold, lines, sentences, small
from bot.screens.traits import free_times, interests, occupation, place
from bot.screens.values import Told

ROOM: Final = 1_000
"""Characters a page may have; a longer entry has a page of its own."""


@dataclass(frozen=True)
class Entry:
    """One kind of thing that is stored. `holds` names the columns (`person.name`) and whole tables where; `value` is
    empty while nothing is known; `since` names the column in Person.since."""

    key: str
    holds: tuple[str, ...]
    heading: Callable[[], Markup]
    why: Callable[[], Markup]
    value: Callable[[Told], str]
    to: Address | None = None
    """Where it is changed or deleted, if not in `EditField`."""
    since: str = ""
    fixed: bool = False
    """It has no button of its own: nobody changes it, or the first page has one for it."""


REGISTRY: Final = (
    Entry(
        "name",
        ("person.name",),
        lambda: _("Name"),
        lambda: _("It goes on the attendance list of your courses."),
        lambda told: told.person.name or "",
        since="name",
    ),
    Entry(
        "birth_date",
        ("person.birth_date",),
        lambda: _("Birth date"),
        lambda: _("To check the age limits of courses and calls."),
        lambda told: full_date(told.person.birth_date) if told.person.birth_date else "",
        since="birth_date",
    ),
    Entry(
        "occupation",
        ("person.occupation",),
        lambda: _("Occupation"),
        lambda: _("To suggest what suits you now."),
        lambda told: occupation(told.person),
        since="occupation",
    ),
    Entry(
        "moves",
        ("person.moves",),
        lambda: _("Interests"),
        lambda: _("To suggest what you like first."),
        lambda told: listed(interests(told.person, told.pack)),
        since="moves",
    ),
    Entry(
        "free",
        ("person.free",),
        lambda: _("Free time"),
        lambda: _("To suggest what fits your free hours."),
        lambda told: listed(free_times(told.person)),
        since="free",
    ),
    Entry(
        "place",
        ("person.colonia", "person.latitude", "person.longitude"),
        lambda: _("Place"),
        lambda: _("To say what is near you. I keep no street and no house number."),
        lambda told: place(told.person),
        since="colonia",
    ),
    Entry(
        "locale",
        ("person.locale", "person.chose_locale"),
        lambda: _("Language"),
        lambda: _("To speak to you in it."),
        values.language,
        Languages(),
    ),
    Entry(
        "courses",
        ("enrollment",),
        lambda: _("Your courses"),
        lambda: _("To keep your place, remind you, and know who took part."),
        values.courses,
        MyCourses(),
    ),
    Entry(
        "attendance",
        ("attendance",),
        lambda: _("Your attendance"),
        lambda: _("So that whoever teaches knows who came. It is deleted a year after each session."),
        values.attendance,
        fixed=True,
    ),
    Entry(
        "applications",
        ("application", "answer", "review"),
        lambda: _("Your applications"),
        lambda: _("To judge them fairly and to answer you."),
        values.applications,
        MyApplications(),
    ),
    Entry(
        "papers",
        ("paper", "paper_content"),
        lambda: _("Your papers"),
        lambda: _("Because your applications need them. They are kept encrypted; tap to have them back."),
        values.papers,
        MyPapers(),
    ),
    Entry(
        "referrals",
        ("referral",),
        lambda: _("Who is to contact you"),
        lambda: _("To pass on what you asked, and to ask you whether it happened."),
        values.referrals,
        MyReferrals(),
    ),
    Entry(
        "dual",
        ("placement", "log_week"),
        lambda: _("Your places in firms"),
        lambda: _("To keep your weekly log, to have it signed, and to tell you what concerns those in your firm."),
        values.dual,
        MyDual(),
    ),
    Entry(
        "firm",
        ("firm_check",),
        lambda: _("Your firm"),
        lambda: _(
            "To say whether a financing call may be for it and which papers are missing, and to tell you of financing."
        ),
        values.firm,
    ),
    Entry(
        "guardians",
        ("guardianship", "permission"),
        lambda: _("Guardians"),
        lambda: _("To show who agreed, where somebody under 18 needs it, and to what."),
        values.guardians,
        Guardians(),
    ),
    Entry(
        "wishes",
        ("interest",),
        lambda: _("What you wait for"),
        lambda: _("You asked me to write to you when you can join or apply."),
        values.wishes,
    ),
    Entry(
        "journey",
        ("journey_stage",),
        lambda: _("Your journey"),
        lambda: _("To go on where you were, and to suggest what follows from your answers."),
        values.journey,
    ),
    Entry(
        "follows",
        ("follow",),
        lambda: _("Topics"),
        lambda: _("To tell you the news of some and not of others."),
        values.follows,
        Following(),
    ),
    Entry(
        "dismissals",
        ("dismissal",),
        lambda: _("Not for me"),
        lambda: _("So that I don't suggest them again."),
        values.dismissals,
        NotMine(),
    ),
    Entry(
        "notices",
        ("person.muted", "person.weekly", "person.digest_hour", "person.digested_at"),
        lambda: _("Notices"),
        lambda: _("To write to you as much as you want, and when."),
        values.notices,
        Notices(),
    ),
    Entry(
        "permissions",
        ("consent",),
        lambda: _("Permissions"),
        lambda: _("To do only what you allow, and to know since when."),
        values.permissions,
        fixed=True,
    ),
    Entry(
        "requests",
        ("request",),
        lambda: _("Requests"),
        lambda: _("So that they are answered in time. The number and the dates stay, to show that they were."),
        values.requests,
        fixed=True,
    ),
    Entry(
        "threads",
        ("thread", "thread_message"),
        lambda: _("Conversations with the team"),
        lambda: _(
            "To pass on what each side writes. The words are in Telegram alone, and deleted a month after the end."
        ),
        values.threads,
        fixed=True,
    ),
    Entry(
        "calendar",
        ("person.feed_token",),
        lambda: _("Calendar"),
        lambda: _("With it your phone shows your courses. Whoever has it sees them too."),
        values.calendar,
        Feed(),
    ),
    Entry(
        "account",
        ("account", "account_change", "person.id"),
        lambda: _("Account"),
        lambda: _("To know that it's you. A link for changing accounts works for 15 minutes."),
        values.account,
        ChangeAccount(),
    ),
    Entry(
        "team",
        (
            *("staff_role", "invitation", "audit_entry", "audit_head", "broadcast", "broadcast_message"),
            *("catalogue_draft", "sheet_import"),
        ),
        lambda: _("Team"),
        lambda: _("You are part of the institute's team. What you do for it is logged, without your name."),
        values.team,
        fixed=True,
    ),
    Entry(
        "visits",
        (
            *("person.created_at", "person.seen_at", "person.acquainted_at", "person.since"),
            *("person.warned_at", "person.erase_at"),
        ),
        lambda: _("Visits"),
        lambda: _("To greet you only once, and not to write too often."),
        values.visits,
        fixed=True,
    ),
    Entry(
        "messages",
        ("letter", "scene", "inbox_update", "lane", "pace", "download"),
        lambda: _("Messages"),
        lambda: _("To answer in order, and to say nothing twice."),
        values.messages,
        fixed=True,
    ),
)


def entry(key: str) -> Entry | None:
    return next((one for one in REGISTRY if one.key == key), None)


def since(told: Told, one: Entry) -> date | None:
    """Since when a fact of the person's row is known; the first meeting where nothing else was written down."""
    if not one.since:
        return None
    fields = ("colonia", "latitude") if one.key == "place" else (one.since,)
    days = [told.person.since[field] for field in fields if field in told.person.since]
    return date.fromisoformat(min(days)) if days else time.local(told.person.created_at, told.facts.zone).date()


def shown(told: Told, one: Entry) -> Markup:
    """Heading, value, why, since when; empty where nothing is known."""
    value = one.value(told)
    if not value:
        return Markup()
    known_since = since(told, one)
    dated = _("I've known it since {date}.", date=full_date(known_since)) if known_since else ""
    head = (
        lines(bold(one.heading()), value)
        if "\n" in value or value.startswith(DASH)
        else Markup("{}: {}").format(bold(one.heading()), value)
    )
    return lines(head, small(sentences(one.why(), dated)))


def in_words(told: Told) -> list[dict[str, str]]:
    """What is known, as it is shown, for the file that one may take away."""
    found = ((one, one.value(told)) for one in REGISTRY)
    return [
        {"what": plain(one.heading()), "value": plain(value), "why": plain(one.why())} for one, value in found if value
    ]


def pages(told: Told) -> list[list[tuple[Entry, Markup]]]:
    """Whole entries together as long as they fit."""
    made: list[list[tuple[Entry, Markup]]] = [[]]
    for one, text in _texts(told):
        used = sum(len(other.striptags()) for _one, other in made[-1])
        if made[-1] and used + len(text.striptags()) > ROOM:
            made.append([])
        made[-1].append((one, text))
    return made


def _texts(told: Told) -> Iterator[tuple[Entry, Markup]]:
    for one in REGISTRY:
        if text := shown(told, one):
            yield one, text


def known(told: Told, page: int) -> Screen:
    """One page; a page that isn't there is the nearest one. The last one names what isn't known."""
    made = pages(told)
    page = min(max(page, 1), len(made))
    blank = [str(one.heading()) for one in REGISTRY if not one.value(told)]
    unknown = _("I know nothing about: {what}.", what=listed(blank)) if blank and page == len(made) else ""
    intro = _("This is all I keep, why, and since when. Tap what you want to change or delete.") if page == 1 else ""
    buttons = [
        Button(rows.short(one.heading()), one.to or EditField(one.key, page))
        for one, _text in made[page - 1]
        if not one.fixed
    ]
    return Screen(
        blocks(bold(_("What I know about you")), intro, *(text for _one, text in made[page - 1]), unknown),
        (
            *rows.in_twos(buttons),
            *rows.pager(page, len(made), Known),
            *_rights(),
            *rows.footer(Profile()),
        ),
    )


def _rights() -> tuple[rows.Row, ...]:
    """What one may do with all of it."""
    return rows.in_twos(
        [
            Button(_("Download my data"), TakeMyData()),
            Button(_("Permissions"), Permissions()),
            Button(_("Ask a person"), AskHuman()),
            Button(_("Delete everything"), EraseAll(0)),
        ]
    )
