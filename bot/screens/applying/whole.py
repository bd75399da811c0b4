"""A whole application: all its answers in pages, each one tap from being changed, and the way to send it."""

from collections.abc import Iterator
from typing import Final

import regex
from markupsafe import Markup

from bot.addresses import ApplicationAt, ChangeAnswer, GoOnLater, SendApplication, WholeApplication
from bot.i18n import _, ngettext, words
from bot.models import PaperState, Progress
from bot.packs.forms import Question
from bot.screen import Button, Screen
from bot.screens import answers, rows
from bot.screens.applying.questions import TICK, refused
from bot.screens.lines import WARNING, blocks, bold, lines
from bot.services.applications.paths import Path

ROOM: Final = 2_800
"""UTF-16 units of answers on a page: a message has 4,096, and its head and its notice need some."""
_PIECE: Final = 2_400
"""Of one answer; what is longer goes on below."""
_EACH: Final = 8
"""Questions on a page, as each has a button."""


def whole(path: Path, page: int, *, notice: Markup | str = "") -> Screen:
    """While it is written, with what is missing and the button that sends it; once it is sent, to be read."""
    writing = path.application.progress in (Progress.DRAFT, Progress.CORRECTING)
    missing = {question.key for question in path.missing}
    found = list(_pages(path, missing))
    page = min(max(page, 1), len(found))
    shown, texts = found[page - 1]
    return Screen(
        blocks(notice, _head(path, len(missing), writing=writing), *texts),
        (
            *rows.alone(_send(path) if writing and not missing else None),
            *rows.in_twos(_edit(path, shown, missing, page) if writing else ()),
            *rows.pager(page, len(found), lambda at: WholeApplication(path.id, at)),
            *rows.alone(Button(_("Go on later"), GoOnLater(path.id)) if writing else None),
            *rows.footer(ApplicationAt(path.id)),
        ),
    )


def _head(path: Path, missing: int, *, writing: bool) -> Markup:
    title = bold(_("Your application: {call}", call=words(path.call.short_title)))
    if not writing and path.application.submitted_at is None:
        return lines(title, _("This is what you wrote. It wasn't sent."))
    if not writing:
        return lines(title, _("This is what you sent. Number {number}.", number=path.application.number))
    if missing:
        said = ngettext("{n} answer is missing: tap it.", "{n} answers are missing: tap them.", missing)
        return lines(title, said)
    if path.correcting:
        return lines(title, _("Look at it once more, and send it corrected."))
    return lines(title, _("It's complete. Look at it once more: tap what you want to change, or send it."))


def _send(path: Path) -> Button:
    return Button(_("Send corrections") if path.correcting else _("Send"), SendApplication(path.id))


def _edit(path: Path, shown: list[Question], missing: set[str], page: int) -> Iterator[Button]:
    """What is missing first."""
    for question in sorted(shown, key=lambda one: one.key not in missing):
        if path.question(question.key) is None:
            continue
        mark = WARNING if question.key in missing else ""
        label = f"{mark} {words(question.label)}".strip()
        yield Button(rows.short(label), ChangeAnswer(path.id, question.key, page))


def _pages(path: Path, missing: set[str]) -> Iterator[tuple[list[Question], list[Markup]]]:
    """The questions of each page with their texts; a long answer goes on to the next page."""
    shown: list[Question] = []
    texts: list[Markup] = []
    room = ROOM
    for question in path.form.questions:
        for piece in _pieces(path, question, missing):
            size = _units(piece) + 2
            if texts and (size > room or len(shown) == _EACH):
                yield shown, texts
                shown, texts, room = [], [], ROOM
            if question not in shown:
                shown.append(question)
            texts.append(piece)
            room -= size
    yield shown, texts


def _pieces(path: Path, question: Question, missing: set[str]) -> Iterator[Markup]:
    label = bold(words(question.label))
    if path.correcting and question.key in path.application.corrections:
        label = Markup("{} · {}").format(label, _("to be corrected"))
    if question.key in missing:
        yield lines(label, Markup("{} {}").format(WARNING, refused(path, question) or _("missing")))
        return
    if question.kind == "file":
        yield lines(label, _papers(path, question) or _("Skipped"))
        return
    value = path.answers.get(question.key)
    if value is None:
        yield lines(label, _("Skipped"))
    elif question.kind in ("short", "long"):
        first, *more = _cut(str(value))
        yield lines(label, first)
        yield from (Markup("{}").format(piece) for piece in more)
    else:
        yield lines(label, answers.shown(question, value))


def _papers(path: Path, question: Question) -> Markup:
    files = path.files(question)
    if not files:
        return Markup()
    count = ngettext("{n} file", "{n} files", len(files))
    coming = sum(one.state is PaperState.COMING for one in files)
    if not coming:
        return Markup("{} {}").format(TICK, count)
    arriving = ngettext("{n} is still arriving", "{n} are still arriving", coming)
    return Markup("{}, {}").format(count, arriving)


def _cut(text: str) -> list[str]:
    """The text in pieces of at most `_PIECE` units, none ending inside what a reader counts as one character."""
    pieces, piece, size = [], "", 0
    for letter in regex.findall(r"\X", text):
        more = _units(letter)
        if size + more > _PIECE:
            pieces.append(piece)
            piece, size = "", 0
        piece += letter
        size += more
    return [*pieces, piece]


def _units(text: str) -> int:
    """UTF-16 code units; of markup a few more than are shown."""
    return len(text.encode("utf-16-le")) // 2
