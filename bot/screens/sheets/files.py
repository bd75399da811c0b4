"""Lists as files, in the reader's language."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from bot.i18n import _
from bot.i18n import words as said
from bot.models import SheetImport, SheetState
from bot.packs import Pack
from bot.packs.offers import Course as PackedCourse
from bot.screen import File
from bot.screens.lines import found
from bot.screens.sheets import words
from bot.services.facts import Facts
from bot.services.sheets import imports, lists, undoing
from bot.services.sheets.planning import Fate, Step
from bot.sheets import writing
from bot.sheets.writing import Page, Value

COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "courses": (*lists.COURSES, "taken"),
    "calls": lists.CALLS,
    "news": lists.NEWS,
    "participants": lists.PARTICIPANTS,
    "waiting": lists.PARTICIPANTS,
    "interested": lists.INTERESTED,
}


def name_of(what: str) -> str:
    """What a list is called."""
    named: dict[str, Callable[[], str]] = {
        "courses": lambda: _("Courses"),
        "calls": lambda: _("Calls"),
        "news": lambda: _("News"),
        "participants": lambda: _("Participants"),
        "waiting": lambda: _("Waiting list"),
        "interested": lambda: _("Interested"),
    }
    return str(named[what]())


def as_file(what: str, records: Sequence[Mapping[str, Any]], form: str, *, pack: Pack, today: date) -> File:
    """A list as `.xlsx` or `.csv`."""
    columns = COLUMNS[what]
    table = [[_cell(column, record.get(column), pack) for column in columns] for record in records]
    page = Page(name_of(what), [words.heading(column) for column in columns], table)
    stem = name_of(what).lower().replace(" ", "-")
    if form == "csv":
        return File(f"{stem}-{today}.csv", writing.csv(page))
    return File(f"{stem}-{today}.xlsx", writing.xlsx([page]))


def template(pack: Pack, *, today: date) -> File:
    """A list to fill in: an example, a page that explains the columns, and what may be chosen in some of them."""
    columns = [column for column in lists.COURSES if column not in ("meetings", "note")]
    example = {column: example_of(column, pack, today) for column in columns}
    choices: dict[str, list[str]] = {
        "kind": [words.kind(key) for key in PackedCourse.model_fields["kind"].annotation.__args__],  # type: ignore[union-attr]
        "modality": [words.modality(key) for key in ("in_person", "online", "hybrid", "whatsapp", "phone")],
        "topic": [said(one.short_name) for one in pack.topics],
        "organiser": [said(one.name) for one in pack.organisers],
        "venue": [said(one.name) for one in pack.venues],
    }
    first = Page(
        name_of("courses"),
        [words.heading(column) for column in columns],
        [[example[column] for column in columns]],
        {columns.index(column): named for column, named in choices.items() if named},
    )
    told: list[list[Value]] = [
        [words.heading(column), str(_help(column)), _spelled(example[column])] for column in columns
    ]
    told.insert(0, [str(_("The example row")), str(_("It isn't taken in: leave it or delete it.")), ""])
    help_page = Page(str(_("Help")), [str(_("Column")), str(_("What to write")), str(_("Example"))], told)
    return File(str(_("courses-template")) + ".xlsx", writing.xlsx([first, help_page]))


def report(one: SheetImport, *, pack: Pack, facts: Facts, today: date) -> File:
    """Each row of a list that was sent, with what became of it."""
    done, stayed = bool(one.outcome), {title for title, _why in undoing.stayed(one)}
    undone = one.state is SheetState.UNDONE
    header = [words.heading(column) for column in ("row", "title", "result")] + [str(_("Details"))]
    table: list[list[Value]] = [
        [
            step.number,
            step.title,
            str(_("Undone"))
            if undone and step.left is not None and step.title not in stayed
            else _result(step, done=done),
            _details(step, pack=pack, facts=facts),
        ]
        for step in imports.steps(one)
    ]
    name = _("report")  # not within the f-string: messages in one aren't collected
    return File(f"{name}-{one.id}-{today}.xlsx", writing.xlsx([Page(words.heading("result"), header, table)]))


def _result(step: Step, *, done: bool) -> str:
    if step.fate is Fate.NEW:
        return str(_("Created") if done else _("New"))
    if step.fate is Fate.CHANGED:
        return str(_("Changed") if done else _("Changes"))
    return str(_("As it was") if step.fate is Fate.SAME else _("Left out: has an error"))


def _details(step: Step, *, pack: Pack, facts: Facts) -> str:
    from_to = [
        f"{words.heading(name)}: {words.value(name, step.before.get(name), pack=pack, facts=facts)} → "
        f"{words.value(name, step.after.get(name), pack=pack, facts=facts)}"
        for name in (step.changed if step.fate is Fate.CHANGED else ())
    ]
    troubles = [words.trouble(one).unescape() for one in (*step.problems, *step.notes)]
    return "\n".join([*troubles, *from_to])


def _cell(column: str, value: Any, pack: Pack) -> Value:
    if value is None or value == []:
        return None
    match column:
        case "kind":
            return words.kind(value)
        case "modality":
            return words.modality(value)
        case "topic":
            return words.topic(value, pack)
        case "topics":
            return "; ".join(words.topic(one, pack) for one in value)
        case "organiser":
            one = found(pack.organiser, value)
            return said(one.name) if one else str(value)
        case "venue":
            place = found(pack.venue, value)
            return said(place.name) if place else str(value)
        case "days":
            return words.weekdays(value)
        case "hours_of_day":
            return f"{value[0]:%H:%M} - {value[1]:%H:%M}"
        case "meetings":
            return "; ".join(f"{day:%d/%m/%Y} {start:%H:%M}-{end:%H:%M}" for day, start, end in value)
        case "requirements" | "documents":
            return "; ".join(said(label) if (label := found(pack.label, one)) else one for one in value)
        case "standing":
            return words.standing(value)
    return said(value) if isinstance(value, dict) else value


def example_of(column: str, pack: Pack, today: date) -> Value:
    """The example row's cell, in the reader's language."""
    year = today.year + 1
    given: dict[str, Value] = {
        "key": str(_("example")),
        "title": str(_("Barbering from zero")),
        "title_en": "Barbering from zero",
        "short_title": str(_("Barbering")),
        "kind": words.kind("workshop"),
        "topic": said(pack.topics[0].short_name),
        "organiser": said(pack.organisers[0].name),
        "venue": said(pack.venues[0].name) if pack.venues else None,
        "modality": words.modality("in_person"),
        "starts": date(year, 2, 2),
        "ends": date(year, 3, 2),
        "days": words.weekdays([1, 3]),
        "hours_of_day": "16:00 - 18:00",
        "seats": 20,
        "hours": 18,
        "age_min": 15,
        "age_max": 29,
        "cost": 0,
        "requirements": None,
        "certificate": str(_("Certificate of attendance")),
        "summary": str(_("You learn the basic cuts and take home your first five.")),
        "summary_en": "You learn the basic cuts and take home your first five.",
    }
    return given.get(column)


def _spelled(value: Value) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else "" if value is None else str(value)


def _help(column: str) -> str:
    told: dict[str, Callable[[], str]] = {
        "key": lambda: _("A word of your own for the course. With it the same row changes the same course next time."),
        "title": lambda: _("The only column that can't be missing. 90 characters."),
        "title_en": lambda: _("If you have it; without it the Spanish stands."),
        "short_title": lambda: _("For buttons: 20 characters. Without it, the beginning of the title."),
        "kind": lambda: _("Choose from the list."),
        "topic": lambda: _("Choose from the list. A new course needs it."),
        "organiser": lambda: _("Choose from the list."),
        "venue": lambda: _("Choose from the list."),
        "modality": lambda: _("Choose from the list."),
        "starts": lambda: _("Day, month and year of the first session."),
        "ends": lambda: _("Day, month and year of the last session. Without it there is one session."),
        "days": lambda: _("The weekdays on which it meets."),
        "hours_of_day": lambda: _("From when to when."),
        "seats": lambda: _("How many people fit. Without it nobody signs up here."),
        "hours": lambda: _("How many hours it has in all."),
        "age_min": lambda: _("In whole years."),
        "age_max": lambda: _("In whole years."),
        "cost": lambda: _("In whole pesos; 0 or Free if it's free."),
        "requirements": lambda: _("With ; between several."),
        "certificate": lambda: _("What one gets at the end."),
        "summary": lambda: _("What it's about, in 320 characters. An empty cell changes nothing."),
        "summary_en": lambda: _("If you have it; without it the Spanish stands."),
    }
    return str(told[column]())
