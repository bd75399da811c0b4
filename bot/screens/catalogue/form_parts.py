"""By what a call's applications are judged, why one may not be chosen, and what is asked first, in a colleague's
hands."""

from collections.abc import Callable, Mapping
from typing import Final

from markupsafe import Markup

from bot.addresses import AskOfEntry, ChangeEntry, FormOf, FormPart, PartEntry, SetForm
from bot.i18n import _, ngettext, words
from bot.models import CatalogueDraft
from bot.packs.forms import Check, Criterion, Form
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.catalogue import labels
from bot.screens.lines import blocks, bold, lines, small
from bot.services.editing.form_parts import CHECKS, CRITERIA, HEAVIEST, MOST, REASONS, TEXTS, Entry

PARTS: Final = (CRITERIA, REASONS, CHECKS)

_ABOUT: Final[Mapping[str, Callable[[], Markup]]] = {
    CRITERIA: lambda: _("Whoever reviews gives 0 to 4 points for each; one that weighs 3 counts three times."),
    REASONS: lambda: _("Whoever decides chooses one of these, and the person reads it as it stands here."),
    CHECKS: lambda: _("A yes or no before anything else: whoever says no hears what would change it."),
}
_NONE: Final[Mapping[str, Callable[[], Markup]]] = {
    CRITERIA: lambda: _("None yet: it is read, but not given points."),
    REASONS: Markup,
    CHECKS: lambda: _("None yet."),
}
_ONE_MORE: Final[Mapping[str, Callable[[], Markup]]] = {
    CRITERIA: lambda: _("One more criterion"),
    REASONS: lambda: _("One more reason"),
    CHECKS: lambda: _("One more to ask"),
}
_ASKED: Final[Mapping[tuple[str, str], Callable[[], Markup]]] = {
    (CRITERIA, "label"): lambda: _("What is judged? In up to 40 characters. For example: Use for the neighbourhood"),
    (CRITERIA, "help"): lambda: _(
        "What does whoever reviews look at? For example: How many people it helps, and for how long"
    ),
    (REASONS, "label"): lambda: _(
        "What is the reason called in a list? In up to 40 characters. For example: No place left"
    ),
    (REASONS, "says"): lambda: _(
        "How does the person read it? Kindly, and saying what it hung on. For example: There were more good projects "
        "than places this time"
    ),
    (CHECKS, "ask"): lambda: _("What do you ask? One answers yes or no. For example: Have you lived here for a year?"),
    (CHECKS, "unlocks"): lambda: _(
        "What does whoever says no hear? What would change it, and where to turn meanwhile. For example: You can "
        "apply once the year is over; until then your former city's youth office can help"
    ),
}


def counted(form: Form) -> Markup:
    """One line for the form as a whole."""
    return lines(
        Markup(" · ").join(
            [
                ngettext("{n} criterion", "{n} criteria", len(form.criteria)) if form.judged else _("no points"),
                ngettext("{n} reason for a no", "{n} reasons for a no", len(form.reasons)),
                *([ngettext("{n} asked first", "{n} asked first", len(form.checks))] if form.checks else []),
            ]
        )
    )


def judged_alike(people: int) -> Markup:
    """Why criteria can't change, and what can be done."""
    return lines(
        ngettext(
            "{n} person applies with these criteria already, so they stay as they are: all are judged alike.",
            "{n} people apply with these criteria already, so they stay as they are: all are judged alike.",
            people,
        ),
        _(
            "You can make their words clearer. To judge by others, wait until it closes: what you change then holds "
            "for the next edition."
        ),
    )


def overview(
    draft: CatalogueDraft,
    form: Form,
    part: str,
    *,
    applying: int,
    judged: int = 0,
    changed: bool = False,
    done: Markup | str = "",
) -> Screen:
    """All of a part in their order. `applying`: people in the open round, for whom criteria can't change; `judged`:
    those of earlier rounds who keep theirs; `changed`: the draft's criteria aren't the published ones."""
    of, held = draft.id or 0, getattr(form, part)
    fixed = part == CRITERIA and applying > 0
    listing = [Markup("{}. {}{}").format(n, bold(named(one)), _weight(one)) for n, one in enumerate(held, 1)]
    each = [Button(rows.short(f"{n}. {named(one)}"), PartEntry(of, part, one.key)) for n, one in enumerate(held, 1)]
    earlier = (
        ngettext(
            "{n} application of the last edition is still judged as it stood then.",
            "{n} applications of the last edition are still judged as it stood then.",
            judged,
        )
        if part == CRITERIA and judged
        else ""
    )
    back = _("Leave them as they were")
    return Screen(
        blocks(
            done,
            lines(bold(labels.field(part)), small(_ABOUT[part]())),
            lines(*listing) if listing else _NONE[part](),
            judged_alike(applying) if fixed else "",
            earlier,
        ),
        (
            *rows.alone(Button(back, SetForm(of, "old_criteria")) if fixed and changed else None),
            *rows.in_twos(each),
            *rows.alone(
                Button(_ONE_MORE[part](), AskOfEntry(of, part, next(iter(TEXTS[part]))))
                if not fixed and len(held) < MOST[part]
                else None
            ),
            *rows.footer(FormOf(of)),
        ),
    )


def named(one: Entry) -> str:
    return words(one.ask if isinstance(one, Check) else one.label)


def _weight(one: Entry) -> Markup:
    return Markup(" · {}").format(_("weighs {n}", n=one.weight)) if isinstance(one, Criterion) else Markup()


def entry(
    draft: CatalogueDraft, form: Form, part: str, one: Entry, *, applying: int, done: Markup | str = ""
) -> Screen:
    """One, with what can be changed of it."""
    of, key = draft.id or 0, one.key
    keys = [each.key for each in getattr(form, part)]
    at, fixed = keys.index(key), part == CRITERIA and applying > 0
    first, second = TEXTS[part]
    further = getattr(one, second)
    untranslated = any(text is not None and text.es == text.en for text in (getattr(one, first), further))
    weight = one.weight if isinstance(one, Criterion) and not fixed else 0
    return Screen(
        blocks(
            done,
            Markup("{}{}").format(bold(named(one)), _weight(one)),
            _("If they say no: {words}", words=words(further)) if part == CHECKS else words(further),
            judged_alike(applying) if fixed else "",
            _("In English it reads the same: you can translate it.") if untranslated else "",
        ),
        (
            *rows.in_twos(
                [
                    *(Button(labels.field(name), AskOfEntry(of, part, name, key)) for name in TEXTS[part]),
                    Button(_("Weighs more"), ChangeEntry(of, part, key, "more"))
                    if weight and weight < HEAVIEST
                    else None,
                    Button(_("Weighs less"), ChangeEntry(of, part, key, "less")) if weight and weight > 1 else None,
                    Button(_("Move up"), ChangeEntry(of, part, key, "up")) if at else None,
                    Button(_("Move down"), ChangeEntry(of, part, key, "down")) if at < len(keys) - 1 else None,
                ]
            ),
            *rows.alone(Button(_("Remove"), ChangeEntry(of, part, key, "remove")) if not fixed else None),
            *rows.footer(FormPart(of, part)),
        ),
    )


def ask(
    draft: CatalogueDraft, part: str, what: str, key: str, now_is: str, *, english: bool, trouble: Markup | str = ""
) -> Screen:
    """What is typed for one of them, or for one more where `key` is empty."""
    of = draft.id or 0
    translate = key and now_is and not english
    return Screen(
        blocks(
            trouble,
            _("And in English?") if english else _ASKED[part, what](),
            _("Now: {value}", value=now_is) if now_is else "",
        ),
        (
            *rows.alone(Button(_("In English"), AskOfEntry(of, part, what, key, 1)) if translate else None),
            *rows.footer(PartEntry(of, part, key) if key else FormPart(of, part)),
        ),
    )
