"""What the fields of the catalogue and their values are called, and how each is asked for."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from markupsafe import Markup

from bot.i18n import _, full_date, listed, money, ngettext, words
from bot.packs import Pack
from bot.services.editing.fields import CALL, COURSE, NEWS, SESSIONS, VENUE

ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    COURSE: (
        *("title", "short_title", "summary", "topic", "kind", "modality", "venue", "seats", "ages", "cost", "hours"),
        *("certificate", "requirements", "note", "organiser", "interests", "sensitive", "sources"),
    ),
    CALL: (
        *("title", "short_title", "summary", "topic", "kind", "opens", "closes", "results_by", "ages", "benefit"),
        *("how_to_apply", "contact", "apply_url", "eligibility", "documents", "note", "organiser", "interests"),
        *("sensitive", "sources"),
    ),
    NEWS: ("title", "body", "topics", "published", "expires", "sensitive", "sources"),
    VENUE: ("name", "address", "map"),
}
"""Which questions there are for a kind, in the order of their buttons; dates of courses have screens of their own."""
MAY_BE_EMPTY: Final = frozenset(
    {"venue", "seats", "ages", "cost", "hours", "certificate", "note", "opens", "closes", "results_by", "contact"}
    | {"apply_url", "sources", "address", "map"}
)


def field(name: str) -> Markup:
    """A field's name, short enough for a button."""
    return _FIELDS.get(name, lambda: Markup.escape(name))()


_FIELDS: Final[Mapping[str, Callable[[], Markup]]] = {
    "title": lambda: _("Title"),
    "short_title": lambda: _("Short title"),
    "summary": lambda: _("Description"),
    "body": lambda: _("Text"),
    "topic": lambda: _("Topic"),
    "topics": lambda: _("Topics"),
    "kind": lambda: _("Kind"),
    "modality": lambda: _("How it's held"),
    "venue": lambda: _("Place"),
    SESSIONS: lambda: _("Dates"),
    "seats": lambda: _("Number of places"),
    "ages": lambda: _("Ages"),
    "age_min": lambda: _("Youngest age"),
    "age_max": lambda: _("Oldest age"),
    "cost": lambda: _("Cost"),
    "hours": lambda: _("Hours in all"),
    "certificate": lambda: _("Certificate"),
    "requirements": lambda: _("Requirements"),
    "note": lambda: _("Note"),
    "organiser": lambda: _("Organiser"),
    "interests": lambda: _("Interests"),
    "sensitive": lambda: _("Sensitive"),
    "sources": lambda: _("Source"),
    "employment": lambda: _("It is work"),
    "opens": lambda: _("Opens"),
    "closes": lambda: _("Closes"),
    "results_by": lambda: _("Answer by"),
    "benefit": lambda: _("Benefit"),
    "how_to_apply": lambda: _("How to apply"),
    "contact": lambda: _("Contact"),
    "apply_url": lambda: _("Website"),
    "eligibility": lambda: _("Who may apply"),
    "documents": lambda: _("Papers"),
    "form": lambda: _("Applications here"),
    "published": lambda: _("Published"),
    "expires": lambda: _("Last day shown"),
    "name": lambda: _("Name of the place"),
    "address": lambda: _("Address"),
    "map": lambda: _("On the map"),
    "latitude": lambda: _("On the map"),
    "longitude": lambda: _("On the map"),
    "loan": lambda: _("It is a loan"),
    "label": lambda: _("Short name"),
    "ask": lambda: _("The question"),
    "why": lambda: _("Why it's asked"),
    "example": lambda: _("Example"),
    "options": lambda: _("Options"),
    "limit": lambda: _("Limit"),
    "places": lambda: _("How many"),
    "criteria": lambda: _("Criteria"),
    "reasons": lambda: _("Reasons for a no"),
    "checks": lambda: _("Asked first"),
    "help": lambda: _("What to look at"),
    "says": lambda: _("What they read"),
    "unlocks": lambda: _("If they say no"),
    "next_steps": lambda: _("After a yes"),
    "questions": lambda: _("Questions"),
}


def kind(of: str) -> Markup:
    """Of what there is a list, in the plural."""
    return {COURSE: _("Courses"), CALL: _("Calls"), NEWS: _("News"), VENUE: _("Places")}[of]


def new(of: str) -> Markup:
    return {
        COURSE: _("New course"),
        CALL: _("New call"),
        NEWS: _("New news"),
        VENUE: _("New place"),
    }[of]


def value(name: str, content: Any, pack: Pack, places: Mapping[str, str]) -> str:
    """A field's content as a colleague reads it. `places`: the names of venues by their keys."""
    if content in (None, "", [], {}):
        return str(_("nothing"))
    if name == "venue":
        return places.get(content, content)
    if name == "form":
        questions = ngettext("{n} question", "{n} questions", len(content["questions"]))
        return str(_("{questions}, until {hour}", questions=questions, hour=content["closes_at"]))
    if isinstance(content, Mapping):
        return words(content)
    if isinstance(content, bool):
        return str(_("yes") if content else _("no"))
    if isinstance(content, date):
        return full_date(content)
    if name == "cost":
        return money(content)
    if isinstance(content, list | tuple):
        return listed([choice(name, one, pack) for one in content])
    return choice(name, content, pack)


def choice(name: str, key: Any, pack: Pack) -> str:
    """One of the values that a field can take."""
    if name in ("kind", "modality") and key in _VALUES:
        return str(_VALUES[key]())
    named: Any = {
        "topic": pack.topics,
        "topics": pack.topics,
        "organiser": pack.organisers,
        "interests": pack.interests,
    }.get(name, ())
    for one in named:
        if one.key == key:
            return words(getattr(one, "short_name", None) or one.name)
    if name in ("requirements", "eligibility", "documents") and key in pack.labels:
        return words(pack.labels[key])
    return str(key)


_VALUES: Final[Mapping[str, Callable[[], Markup]]] = {
    "course": lambda: _("Course"),
    "workshop": lambda: _("Workshop"),
    "programme": lambda: _("Programme"),
    "service": lambda: _("Service"),
    "event": lambda: _("Event"),
    "activity": lambda: _("Activity"),
    "in_person": lambda: _("In person"),
    "online": lambda: _("Online"),
    "hybrid": lambda: _("In person and online"),
    "whatsapp": lambda: _("By WhatsApp"),
    "phone": lambda: _("By phone"),
    "award": lambda: _("Award"),
    "scholarship": lambda: _("Scholarship"),
    "project_fund": lambda: _("Money for projects"),
    "contest": lambda: _("Contest"),
    "dual_place": lambda: _("Dual training place"),
    "financing": lambda: _("Loan or financing"),
    "volunteers": lambda: _("Volunteers"),
}


def question(name: str) -> Markup:
    """How a field is asked for, with an example."""
    asked = _QUESTIONS.get(name)
    return asked() if asked else _("Choose one.")


_QUESTIONS: Final[Mapping[str, Callable[[], Markup]]] = {
    "title": lambda: _("What is it called? Up to 90 characters. For example: Barbering for beginners"),
    "short_title": lambda: _("The same in up to 20 characters, for buttons. For example: Barbering"),
    "summary": lambda: _(
        "What does one do there, and what for? Up to 320 characters. For example: Cut, fade and style, and leave with "
        "your first clients."
    ),
    "body": lambda: _("What is new? Up to 640 characters: what, for whom, until when."),
    "benefit": lambda: _("What does one get? For example: 15,000 pesos in four payments"),
    "how_to_apply": lambda: _("How does one apply? For example: You register at plataformaimju.com"),
    "contact": lambda: _("Whom to ask? A telephone, an e-mail or an office. For example: 477 123 4567, 9 to 15"),
    "apply_url": lambda: _("The address where one applies. For example: https://www.plataformaimju.com"),
    "seats": lambda: _("How many places are there? For example: 20"),
    "ages": lambda: _("For which ages? For example: 12 to 29, 18+ or up to 29"),
    "cost": lambda: _("How much does it cost, in pesos? For example: 150, or free"),
    "hours": lambda: _("How many hours in all? For example: 24"),
    "certificate": lambda: _("What does one get at the end? For example: A certificate of attendance"),
    "note": lambda: _("Something else people should know? For example: Bring your own scissors."),
    "sources": lambda: _("Where can it be read? One or more addresses that begin with https://"),
    "opens": lambda: _("From which day on can one apply? For example: 12 Dec, 12/12/2026 or tomorrow"),
    "closes": lambda: _("Until which day can one apply? For example: 12 Dec, 12/12/2026 or tomorrow"),
    "results_by": lambda: _("By which day is an answer promised? For example: 20 Dec"),
    "published": lambda: _("Since when is it news? For example: today or 12 Dec"),
    "expires": lambda: _("What is the last day on which it should be shown? For example: 31 Dec"),
    "name": lambda: _("What is the place called? Up to 60 characters. For example: Casa de la Juventud"),
    "address": lambda: _("Street, number and colonia. For example: Calle Juárez 20, Centro"),
    "map": lambda: _("Send me the place on the map: the paper clip, then Location. You can choose a spot on it."),
    "topic": lambda: _("Under which topic do people find it?"),
    "topics": lambda: _("Which topics does it belong to? Tap as many as you like; none means everybody's."),
    "interests": lambda: _("What does it speak to? Tap as many as you like."),
    "requirements": lambda: _("What is needed for it? Tap as many as you like."),
    "eligibility": lambda: _("You can apply if you…? Tap as many as you like."),
    "documents": lambda: _("Which papers are needed? Tap as many as you like."),
    "venue": lambda: _("Where does it meet?"),
    "sensitive": lambda: _(
        "Is it about health, violence, addiction or the like? Then it is never suggested unasked, and reminders don't "
        "name it."
    ),
}


def holidays(skipped: Sequence[tuple[date, str]], day: Callable[[date], str]) -> Markup:
    """The days that a rule left out, with why."""
    why = {"holiday": _("holiday"), "closure": _("the institute is closed")}
    said = [f"{day(one)} ({why[reason]})" for one, reason in skipped]
    return _("Left out: {days}", days=listed(said)) if said else Markup()
