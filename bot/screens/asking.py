"""The questions of a sign-up: one at a time, why it is asked, an example."""

from datetime import date

from markupsafe import Markup

from bot.addresses import CourseAt, QuestionAt, Stop, UseName
from bot.i18n import _, full_date, words
from bot.models import Course, Person
from bot.screen import Button, Screen
from bot.screens import guardians, rows
from bot.screens.home import resume
from bot.screens.lines import age_limit, blocks, lines, name
from bot.screens.refusals import example


def question(
    steps: tuple[str, ...],
    at: int,
    course: Course,
    person: Person,
    *,
    today: date,
    suggestion: str = "",
    trouble: Markup | str = "",
    waits: bool = False,
    came: str = "",
    guardian: bool = False,
) -> Screen:
    """The question that stands at `at`. `guardian`: a minor needs one's yes for this course; `suggestion`: a name to
    take with one tap; `trouble`: why it is asked again; `waits`: what is left is a place in line, which one may not
    want; `came`: from where the card was opened."""
    asked = _name if steps[at] == "name" else _birth_date
    reason = guardians.reason() if guardian and steps[at] == "birth_date" else ""
    count = _("{at} of {all}", at=at + 1, all=len(steps)) if len(steps) > 1 else ""
    text, given = asked(course, person, today)
    kept = _("So far: {answer}", answer=given) if given else ""
    keep = Button(_("Keep it"), QuestionAt(at + 1)) if given else None
    use = Button(_("Use {name}", name=rows.short(suggestion, 14)), UseName()) if suggestion and not given else None
    back = QuestionAt(at - 1) if at else CourseAt(course.id or 0, came)
    full = _("It's full: you would go on the waiting list.") if waits else ""
    return Screen(
        blocks(
            trouble, full, Markup(" · ").join(part for part in (name(course), count) if part), lines(text, reason, kept)
        ),
        (
            *rows.alone(keep if steps[at] == "birth_date" else keep or use),
            *rows.alone(Button(_("I'd rather not wait") if waits else _("Go on later"), Stop())),
            *rows.footer(back),
        ),
    )


def _name(_course: Course, person: Person, _today: date) -> tuple[Markup, str]:
    text = lines(
        _("What is your full name? It goes on the attendance list."),
        _("For example: {name}", name="Ana María Pérez"),
    )
    return text, person.name or ""


def _birth_date(course: Course, person: Person, today: date) -> tuple[Markup, str]:
    limit = age_limit(course)
    text = lines(
        _("When were you born?"),
        _("It's to check the age limit: {ages}.", ages=limit) if limit else "",
        _("Day, month and year; for example {date}", date=example(today)),
    )
    return text, full_date(person.birth_date) if person.birth_date else ""


def stopped(course: Course | None) -> Screen:
    """A question was left; what was answered is kept."""
    if course is None:
        return Screen(_("There is nothing to cancel. You're free to look around."), rows.footer())
    return Screen(
        _("We'll leave it here. What you answered for {course} is kept until you come back.", course=name(course)),
        (*resume(words(course.short_title)), *rows.footer(CourseAt(course.id or 0))),
    )


def nothing_open() -> Markup:
    """The toast of *Continue* where nothing waits for an answer."""
    return _("There is nothing left open.")


def needs_text(kind: str) -> Markup:
    """Something other than text came as an answer."""
    said = {
        "voice": _("I can't listen to voice messages. Write it, please."),
        "sticker": _("Nice one! I need the answer in writing, though."),
    }
    return said.get(kind) or _("I can't read that as an answer. Write it, please.")


def edited() -> Markup:
    """A message was changed after it was sent."""
    return _("I saw that you changed a message. If it was an answer, write it again here, or go back to the question.")
