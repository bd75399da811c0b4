"""The steps of an application, one at a time: what is asked, why, an example, and what was answered so far."""

from datetime import date
from typing import Any, Final

from markupsafe import Markup

from bot.addresses import (
    AnswerTo,
    CallAt,
    Choose,
    DropPapers,
    GoOnLater,
    LeaveSo,
    ReplacePapers,
    SayCheck,
    SkipQuestion,
    UseEarlier,
    WholeApplication,
)
from bot.errors import NotAPaper
from bot.i18n import _, ngettext, number, words
from bot.models import PaperState
from bot.packs.forms import Check, Question
from bot.screen import Button, Screen
from bot.screens import answers, rows
from bot.screens.lines import blocks, bold, lines, small
from bot.screens.refusals import example
from bot.screens.tastes import occupation_labels
from bot.services.applications import papers
from bot.services.applications.paths import DOES, Path
from bot.services.names import quoted

TICK: Final = "✓"


def saved(question: Question) -> Markup:
    """The line that confirms an answer, above whatever comes next."""
    return Markup("{} {}").format(TICK, _("Saved: {what}", what=words(question.label)))


def birth_date(path: Path, *, today: date, notice: Markup | str = "") -> Screen:
    return Screen(
        blocks(
            notice,
            lines(bold(words(path.call.short_title)), _("Before we begin")),
            lines(
                _("When were you born?"),
                small(_("To see whether this call is for your age, and whether a guardian has to agree.")),
            ),
            _("Day, month and year; for example {date}", date=example(today)),
        ),
        (*_later(path), *rows.footer(CallAt(path.call.id or 0))),
    )


def check(path: Path, asked: Check, *, notice: Markup | str = "") -> Screen:
    """One tap says whether they are what one has to be; it is believed."""
    checks = path.form.checks
    count = _("{at} of {all}", at=checks.index(asked) + 1, all=len(checks)) if len(checks) > 1 else ""
    yes, no = SayCheck(path.id, asked.key, 1), SayCheck(path.id, asked.key, 0)
    return Screen(
        blocks(
            notice,
            lines(
                bold(words(path.call.short_title)),
                Markup(" · ").join(part for part in (_("Before we begin"), count) if part),
            ),
            words(asked.ask),
        ),
        (*rows.in_twos([Button(_("Yes"), yes), Button(_("No"), no)]), *rows.footer(CallAt(path.call.id or 0))),
    )


def occupation(path: Path, *, notice: Markup | str = "") -> Screen:
    """Not everybody's call: what one does decides."""
    return Screen(
        blocks(
            notice,
            lines(bold(words(path.call.short_title)), _("Before we begin")),
            lines(_("What are you doing now?"), small(_("This call is for people who do certain things."))),
        ),
        (
            *rows.in_twos(
                Button(label, Choose(path.id, DOES, index)) for index, label in enumerate(occupation_labels().values())
            ),
            *_later(path),
            *rows.footer(CallAt(path.call.id or 0)),
        ),
    )


def question(
    path: Path,
    asked: Question,
    *,
    notice: Markup | str = "",
    earlier: Any = None,
    files_before: int = 0,
    from_page: int | None = None,
) -> Screen:
    """`notice`: what was just kept, or why it is asked again. `earlier`: what was answered to it in another
    application; `files_before`: how many files were shown there; `from_page`: of the whole, where one came from."""
    here = path.questions
    count = _("{at} of {all}", at=number(here.index(asked) + 1), all=number(len(here)))
    wanted = path.application.corrections.get(asked.key, "") if path.correcting else ""
    so_far, given = _so_far(path, asked)
    offered = _earlier(asked, earlier, files_before) if not given else Markup()
    return Screen(
        blocks(
            notice,
            lines(
                Markup("{} · {}").format(bold(words(path.call.short_title)), count),
                small(_("Optional")) if asked.optional else "",
            ),
            _("To be corrected: {what}", what=wanted) if wanted else "",
            words(asked.ask),
            lines(
                small(words(asked.why)),
                answers.ask_hint(asked),
                _("For example: {example}", example=words(asked.example)) if asked.example else "",
            ),
            so_far or offered,
        ),
        (
            *_options(path, asked),
            *_on(path, asked, given=given, offered=bool(offered)),
            *_later(path, skip=SkipQuestion(path.id, asked.key) if asked.optional and not given else None),
            *rows.footer(WholeApplication(path.id, from_page) if from_page else _back(path, asked)),
        ),
    )


def _so_far(path: Path, asked: Question) -> tuple[Markup, bool]:
    """What the question's answer is now, and whether there is one."""
    if asked.kind == "file":
        count = len(path.files(asked))
        return (_files(count, papers.at_most(asked)), True) if count else (refused(path, asked), False)
    if asked.key not in path.answers:
        return Markup(), False
    value = path.answers[asked.key]
    if value is None:
        return _("You skipped it."), False
    if asked.kind == "choice":
        # The option itself is marked.
        return Markup(), True
    if asked.kind == "several":
        return Markup(), bool(value)
    return _("So far: {answer}", answer=_in_short(asked, value)), True


def refused(path: Path, asked: Question) -> Markup:
    """Where a file that was sent for it couldn't be taken."""
    found = any(one.question == asked.key and one.state is PaperState.REFUSED for one in path.papers)
    return _("What you sent couldn't be read: send it again.") if found else Markup()


def _files(count: int, most: int) -> Markup:
    if count >= most:
        return ngettext(
            "I have {n} file, and there's no room for more.", "I have {n} files, and there's no room for more.", count
        )
    return ngettext("I have {n} file. Another one, or done?", "I have {n} files. Another one, or done?", count)


def _in_short(asked: Question, value: Any) -> Markup | str:
    if asked.kind in ("short", "long"):
        return _("“{text}”", text=quoted(str(value)))
    return answers.shown(asked, value)


def _earlier(asked: Question, value: Any, files: int) -> Markup:
    if files:
        return ngettext(
            "Last time you sent {n} file for this. Shall I use it?",
            "Last time you sent {n} files for this. Shall I use them?",
            files,
        )
    if value is None:
        return Markup()
    return _("Last time you put: {answer}. Shall I use it?", answer=_in_short(asked, value))


def _options(path: Path, asked: Question) -> tuple[rows.Row, ...]:
    value = path.answers.get(asked.key)
    chosen = set(value) if isinstance(value, list) else {value}
    return rows.in_twos(
        Button(
            f"{TICK} {words(option.label)}" if option.key in chosen else words(option.label),
            Choose(path.id, asked.key, index),
        )
        for index, option in enumerate(asked.options)
    )


def _on(path: Path, asked: Question, *, given: bool, offered: bool) -> tuple[rows.Row, ...]:
    """On without typing: with what is there, or with what was there the last time."""
    if offered:
        return rows.alone(Button(_("Use it"), UseEarlier(path.id, asked.key)))
    if not given:
        return ()
    gathered = asked.kind in ("several", "file")
    on = Button(_("Done") if gathered else _("Leave it so"), LeaveSo(path.id, asked.key))
    others = Button(_("Change files"), DropPapers(path.id, asked.key)) if asked.kind == "file" else None
    return (*rows.alone(on), *rows.alone(others))


def ask_replacing(path: Path, asked: Question) -> Screen:
    """Before files that came are taken back."""
    many = len(path.files(asked))
    return Screen(
        ngettext(
            "The {n} file that you sent for {what} will be deleted, and you send it again. Shall I?",
            "The {n} files that you sent for {what} will be deleted, and you send them again. Shall I?",
            many,
            what=words(asked.label),
        ),
        (
            *rows.alone(Button(_("Yes, change them"), ReplacePapers(path.id, asked.key))),
            *rows.footer(AnswerTo(path.id, asked.key)),
        ),
    )


def _later(path: Path, skip: SkipQuestion | None = None) -> tuple[rows.Row, ...]:
    return rows.in_twos([Button(_("Skip"), skip) if skip else None, Button(_("Go on later"), GoOnLater(path.id))])


def _back(path: Path, asked: Question) -> AnswerTo | CallAt:
    before = path.before(asked.key)
    return AnswerTo(path.id, before) if before else CallAt(path.call.id or 0)


def needs_answer(asked: Question, kind: str) -> Markup:
    """Something came that can't be its answer: aiogram's name of it."""
    if asked.kind == "file":
        return _("I can't take that as a paper. Send a photo or a PDF, please.")
    said = {
        "voice": _("I can't listen to voice messages. Write it, please."),
        "photo": _("This question is answered in writing, so I didn't keep the picture."),
        "document": _("This question is answered in writing, so I didn't keep the file."),
    }
    return said.get(kind) or _("I can't read that as an answer. Write it, please.")


def arrived(count: int) -> Markup:
    """Files that came, and are asked for."""
    return Markup("{} {}").format(TICK, ngettext("{n} file arrived.", "{n} files arrived.", count))


def refused_file(refusal: NotAPaper) -> Markup:
    """Seen at once; what a file really is turns out later."""
    if refusal.why == "too_many":
        return ngettext(
            "There's room for {n} file here, so I kept the first.",
            "There's room for {n} files here, so I kept the first ones.",
            refusal.most,
        )
    return _(
        "That file is too large: {most} MB at most. Send a photo of it, or a smaller PDF.",
        most=number(papers.MOST_MEGABYTES),
    )


def called(asked: Question) -> str:
    return words(asked.label)


def choose_one(asked: Question) -> Markup:
    return _("Choose at least one.") if asked.kind == "several" else _("There's no answer yet.")
