"""*Not yet*, for calls: which rule is in the way, what changes that and when, and what fits meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.addresses import AllCalls, Apply, CallAt, EditField, TellWhenIMay
from bot.errors import NotEligible
from bot.i18n import _, full_date, listed, ngettext, words
from bot.models import Call
from bot.packs.forms import Form
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import blocks, name, sentences
from bot.screens.not_yet import suggested
from bot.screens.standing import take_back
from bot.services.facts import Facts
from bot.services.suggestions import Suggestion


@dataclass(frozen=True)
class Way:
    """What the refusal offers this reader besides its reason; `noted`: they asked already to be told."""

    noted: bool = False
    meanwhile: Sequence[Suggestion] = ()


def card(refusal: NotEligible, call: Call, form: Form | None, way: Way, *, facts: Facts, tell: Button | None) -> Screen:
    """`tell`: the button that keeps or takes back the wish, as `wish` makes it."""
    fitting = [(suggested(one, facts=facts),) for one in way.meanwhile]
    return Screen(
        blocks(
            _reason(refusal, call, form),
            _("I've noted that you want to hear when you can.") if way.noted else "",
            _("This fits you now:") if fitting else "",
        ),
        (
            *rows.alone(tell),
            *rows.alone(_mend(refusal)),
            *fitting,
            *rows.alone(Button(_("Other calls"), AllCalls(1))),
            *rows.footer(CallAt(refusal.call_id)),
        ),
    )


def wish(refusal: NotEligible, call: Call, *, noted: bool) -> Button | None:
    """Only where a day is known from which the rule isn't in the way any more."""
    if refusal.on is None:
        return None
    return take_back(call, "c") if noted else Button(_("Tell me when I can"), TellWhenIMay(refusal.call_id))


def _reason(refusal: NotEligible, call: Call, form: Form | None) -> Markup:
    this, age = name(call), refusal.age
    counted = _(", counted on the day it closes ({date})", date=full_date(refusal.counted)) if refusal.counted else ""
    then = (
        _("You reach that age on {date}; from then on you can apply, whenever it is open.", date=full_date(refusal.on))
        if refusal.on
        else ""
    )
    if refusal.rule == "check" and form is not None:
        asked = next((one for one in form.checks if one.key == refusal.key), None)
        if asked is not None:
            return blocks(_("For now {call} isn't for you, by what you told me.", call=this), words(asked.unlocks))
    if refusal.rule == "again":
        waits = ngettext(
            "You were chosen in {call} before. So that it reaches more people, {n} year has to pass.",
            "You were chosen in {call} before. So that it reaches more people, {n} years have to pass.",
            age,
            call=this,
        )
        return blocks(waits, _("You can apply again from {date} on.", date=full_date(refusal.on)) if refusal.on else "")
    said = {
        "young": _("{call} is for ages {age} and up{counted}.", call=this, age=age, counted=counted),
        "old": sentences(
            _("{call} is for ages up to {age}{counted}.", call=this, age=age, counted=counted),
            _("Its organiser set that limit. Other calls are open to your age."),
        ),
        "law": _("{call} is work, and by law nobody works before {age}.", call=this, age=age),
        "loan": _(
            "{call} is a loan: it has to be paid back, and only from {age} on can one sign for it.", call=this, age=age
        ),
        "occupation": sentences(
            _("{call} is for {who}.", call=this, who=listed(_occupations(refusal.hints))),
            _("If your situation changes, or I have it wrong, put it right and apply."),
        ),
    }
    return blocks(said.get(refusal.rule) or _("For now {call} isn't for you.", call=this), then)


def _occupations(keys: Sequence[str]) -> list[str]:
    named = {
        "studying": _("people who study"),
        "working": _("people who work"),
        "both": _("people who study and work"),
        "looking": _("people who neither study nor work now"),
    }
    return [str(named[key]) for key in keys if key in named]


def _mend(refusal: NotEligible) -> Button | None:
    """For whoever mistyped or mistapped."""
    if refusal.rule in ("young", "old", "law", "loan"):
        return Button(_("Fix my birth date"), EditField("birth_date"))
    if refusal.rule == "occupation":
        return Button(_("Change what I do"), EditField("occupation"))
    if refusal.rule == "check":
        return Button(_("Answer again"), Apply(refusal.call_id))
    return None
