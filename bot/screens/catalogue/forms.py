"""A call's form in a colleague's hands: the whole of it, one question, and how it will be read."""

from collections.abc import Callable, Mapping
from typing import Final

from markupsafe import Markup

from bot.addresses import (
    AddQuestion,
    AskField,
    AskOfForm,
    ChangeQuestion,
    CheckDraft,
    DraftAt,
    FormOf,
    FormPart,
    FormQuestion,
    SetForm,
    TryForm,
)
from bot.errors import BadField
from bot.i18n import _, listed, ngettext, number, words
from bot.models import CatalogueDraft
from bot.packs.forms import CHOICES, Form, Question
from bot.screen import Button, Screen
from bot.screens import answers, rows
from bot.screens.catalogue import form_parts, labels, troubles
from bot.screens.lines import blocks, bold, lines, sentences, small
from bot.services.editing.forms import KINDS

PAGE: Final = 8
"""Questions on a page."""
_LIMITED: Final = ("short", "long", "team", "file", "several", "number")


def title() -> Markup:
    return _("Applications here")


def off(draft: CatalogueDraft, of_kind: str) -> Screen:
    """Not taken in the chat yet. `of_kind`: what kind of call it is, which says what one begins with."""
    of = draft.id or 0
    text = _(
        "One applies elsewhere, as “How to apply” says. Here you can take applications in the chat: I begin with "
        "questions that fit this kind of call, and you change what you like."
    )
    return Screen(
        blocks(bold(title()), text, _("Kind of call: {kind}", kind=of_kind)),
        (
            *rows.alone(Button(_("Take them here"), SetForm(of, "on"))),
            *rows.alone(Button(_("Another kind"), AskField(of, "kind"))),
            *rows.footer(DraftAt(of)),
        ),
    )


def overview(draft: CatalogueDraft, form: Form, page: int, done: Markup | str = "") -> Screen:
    """Its questions in their order, and what holds for the whole."""
    of = draft.id or 0
    shown, page, pages = rows.cut(form.questions, page, PAGE)
    first = (page - 1) * PAGE + 1
    listing = [
        Markup("{}. {} · {}{}").format(n, words(one.label), kind(one.kind), _mark(one))
        for n, one in enumerate(shown, first)
    ]
    each = [
        Button(rows.short(f"{n}. {words(one.label)}"), FormQuestion(of, one.key)) for n, one in enumerate(shown, first)
    ]
    chosen = ngettext("{n} can be chosen", "{n} can be chosen", form.places) if form.places else _("No set number")
    judged = ngettext("{n} person reviews each", "{n} people review each", form.reviewers)
    blind = _("without seeing names") if form.blind else _("seeing names")
    return Screen(
        blocks(
            done,
            lines(bold(title()), _("Closes at {hour} on its last day", hour=form.closes_at), chosen),
            sentences(judged, Markup("({})").format(blind)),
            lines(*listing),
            form_parts.counted(form),
        ),
        (
            *rows.alone(Button(_("Check and publish"), CheckDraft(of))),
            *rows.in_twos(each),
            *rows.pager(page, pages, lambda at: FormOf(of, at)),
            *rows.in_twos(
                [
                    Button(_("One more question"), AddQuestion(of)),
                    Button(_("See it as they do"), TryForm(of)),
                    Button(_("Closing hour"), AskOfForm(of, "closes_at")),
                    Button(_("How many"), AskOfForm(of, "places")),
                    Button(_("Hide names") if not form.blind else _("Show names"), SetForm(of, "blind")),
                    Button(_("Reviewers: {n}", n=form.reviewers), SetForm(of, "reviewers")),
                    *(Button(labels.field(part), FormPart(of, part)) for part in form_parts.PARTS),
                    Button(labels.field("next_steps"), AskOfForm(of, "next_steps")),
                ]
            ),
            *rows.alone(Button(_("Not here any more"), SetForm(of, "off"))),
            *rows.footer(DraftAt(of)),
        ),
    )


def _mark(question: Question) -> Markup:
    return Markup(" · {}").format(_("optional")) if question.optional else Markup()


def question(draft: CatalogueDraft, form: Form, asked: Question, done: Markup | str = "") -> Screen:
    """One, with what can be changed of it."""
    of, key = draft.id or 0, asked.key
    at = [one.key for one in form.questions].index(key)
    options = listed([words(one.label) for one in asked.options])
    untranslated = any(text is not None and text.es == text.en for text in (asked.label, asked.ask))
    return Screen(
        blocks(
            done,
            lines(bold(words(asked.label)), Markup("{}{}").format(kind(asked.kind), _mark(asked))),
            words(asked.ask),
            small(words(asked.why)),
            _("For example: {example}", example=words(asked.example)) if asked.example else "",
            _("Options: {options}", options=options) if options else "",
            small(answers.ask_hint(asked)),
            _("Whoever reviews sees the answer, also where names are hidden.")
            if not asked.identifies
            else _("Where names are hidden, so is this answer: it tells who it is."),
            _("In English it reads the same: you can translate it.") if untranslated else "",
        ),
        (
            *rows.in_twos(
                [
                    Button(_("Short name"), AskOfForm(of, "label", key)),
                    Button(_("The question"), AskOfForm(of, "ask", key)),
                    Button(_("Why it's asked"), AskOfForm(of, "why", key)),
                    Button(_("Example"), AskOfForm(of, "example", key)),
                    Button(_("Options"), AskOfForm(of, "options", key)) if asked.kind in CHOICES else None,
                    Button(_("Limit"), AskOfForm(of, "limit", key)) if asked.kind in _LIMITED else None,
                    Button(
                        _("Make it needed") if asked.optional else _("Make it optional"),
                        ChangeQuestion(of, key, "optional"),
                    ),
                    Button(
                        _("Show when judged") if asked.identifies else _("Hide when judged"),
                        ChangeQuestion(of, key, "identifies"),
                    ),
                    Button(_("Move up"), ChangeQuestion(of, key, "up")) if at else None,
                    Button(_("Move down"), ChangeQuestion(of, key, "down")) if at < len(form.questions) - 1 else None,
                ]
            ),
            *rows.alone(Button(_("Remove the question"), ChangeQuestion(of, key, "remove"))),
            *rows.footer(FormOf(of, at // PAGE + 1)),
        ),
    )


def choose_kind(draft: CatalogueDraft) -> Screen:
    of = draft.id or 0
    return Screen(
        blocks(bold(_("One more question")), _("What kind of answer does it ask for?")),
        (*rows.in_twos([Button(kind(one), AddQuestion(of, one)) for one in KINDS]), *rows.footer(FormOf(of))),
    )


def ask(
    draft: CatalogueDraft, what: str, key: str, now_is: str, *, english: bool, trouble: BadField | Markup | str = ""
) -> Screen:
    """What is typed for the form or for one question; `new` is the short name of one more."""
    of = draft.id or 0
    asked = _("And in English?") if english else _ASKED[what]()
    back = FormQuestion(of, key) if key and what != "new" else FormOf(of)
    translate = what in ("label", "ask", "why", "example", "next_steps") and now_is and not english
    return Screen(
        blocks(
            sentence(trouble) if isinstance(trouble, BadField) else trouble,
            asked,
            _("Now: {value}", value=now_is) if now_is else "",
        ),
        (
            *rows.alone(Button(_("In English"), AskOfForm(of, what, key, 1)) if translate else None),
            *rows.alone(Button(_("No set number"), SetForm(of, "no_places")) if what == "places" else None),
            *rows.footer(back),
        ),
    )


_ASKED: Final[Mapping[str, Callable[[], Markup]]] = {
    "new": lambda: _("What is it called in a list? In up to 40 characters. For example: Name of the project"),
    "label": lambda: _("What is it called in a list? In up to 40 characters. For example: Name of the project"),
    "ask": lambda: _("How do you ask it? One thing at a time, as you would say it. For example: What is it called?"),
    "why": lambda: _("Why is it asked? People answer more gladly when they know what for."),
    "example": lambda: _("An example of an answer. For example: A garden on the roof"),
    "options": lambda: _(
        "The options, one on each line, in up to 20 characters; with a slash for the English. For example:\nSocial\n"
        "Deportivo / Sports"
    ),
    "limit": lambda: _("How much fits? For example: 120 (characters, files or names). Of a number: from 1 to 50"),
    "closes_at": lambda: _("Until what time, on the last day? For example: 15:00 or 3 pm"),
    "places": lambda: _("How many can be chosen? For example: 20"),
    "next_steps": lambda: _(
        "What does whoever is chosen do next? They read it with the yes. For example: Come and sign from Monday to "
        "Friday, 9:00 to 15:00, with your identification"
    ),
}


def sentence(refusal: BadField) -> Markup:
    """What a colleague hears about the form."""
    said = {
        "begun": _begun(refusal),
        "begun_off": ngettext(
            "{n} person is applying here already. Wait until it closes before you stop taking applications.",
            "{n} people are applying here already. Wait until it closes before you stop taking applications.",
            refusal.low or 0,
        ),
        "criteria": form_parts.judged_alike(refusal.low or 0),
        "reason_used": _(
            "Somebody is told no for this reason, so it has to stay: {what}. Put it back, or decide those anew first.",
            what=listed(list(refusal.hints)),
        ),
        "last_reason": _("Nobody hears a no without a reason, so one has to stay. Add another one first."),
        "last": _("A form needs at least one question. Add another one first."),
        "from_to": _("Write both ends, for example: from 1 to 50"),
        "at": _("I didn't understand the hour. Write it like 15:00 or 3 pm."),
        "form": _("Something in the form doesn't fit together. Look at its questions again."),
    }
    return said.get(refusal.why) or troubles.sentence(refusal)


def put_back(draft: CatalogueDraft, refusal: BadField) -> Button | None:
    """The way out where something can't go."""
    of = draft.id or 0
    if refusal.why == "criteria":
        return Button(_("Leave them as they were"), SetForm(of, "old_criteria"))
    return Button(_("Put it back"), SetForm(of, "old_reasons")) if refusal.why == "reason_used" else None


def _begun(refusal: BadField) -> Markup:
    people = ngettext("{n} person has begun to apply.", "{n} people have begun to apply.", refusal.low or 0)
    if refusal.name == "closes":
        return sentences(people, _("So that nobody comes too late, it can close later, but not earlier."))
    return sentences(
        people,
        _(
            "So as not to spoil what they wrote, you can change words, take questions out and add optional ones. This "
            "would ask more of them: {what}.",
            what=listed([str(_HINTS[one]()) if one in _HINTS else one for one in refusal.hints]),
        ),
    )


_HINTS: Final[Mapping[str, Callable[[], Markup]]] = {
    "nature": lambda: _("what kind of support it is"),
    "blind": lambda: _("whether names are seen"),
    "occupations": lambda: _("for whom it is"),
}


def kind(name: str) -> Markup:
    """What a kind of question is called, short enough for a button."""
    return _KINDS[name]()


_KINDS: Final[Mapping[str, Callable[[], Markup]]] = {
    "short": lambda: _("Short text"),
    "long": lambda: _("Long text"),
    "choice": lambda: _("One option"),
    "several": lambda: _("Several options"),
    "number": lambda: _("Number"),
    "date": lambda: _("Date"),
    "curp": lambda: _("CURP"),
    "rfc": lambda: _("RFC"),
    "phone": lambda: _("Telephone"),
    "place": lambda: _("Colonia"),
    "file": lambda: _("Photo or PDF"),
    "link": lambda: _("Link"),
    "team": lambda: _("Team"),
}


def tried(draft: CatalogueDraft, form: Form, at: int) -> Screen:
    """A question as whoever applies reads it."""
    of = draft.id or 0
    (asked,), at, pages = rows.cut(form.questions, at, 1)
    return Screen(
        blocks(
            small(_("This is how they see it; nothing is kept here.")),
            lines(_("{at} of {all}", at=at, all=number(pages)), bold(words(asked.label))),
            words(asked.ask),
            small(words(asked.why)),
            _("For example: {example}", example=words(asked.example)) if asked.example else "",
            small(answers.ask_hint(asked)),
            lines(*(Markup("▫️ {}").format(words(one.label)) for one in asked.options)),
            _("One may skip it.") if asked.optional else "",
        ),
        (*rows.pager(at, pages, lambda to: TryForm(of, to)), *rows.footer(FormOf(of))),
    )
