"""Why an application can't be read, judged or decided so, and the way on."""

from datetime import datetime

from bot.addresses import Address, ClaimApplication, DecideOn, Judgement, ReadAnswers, Reviews, RoundAt
from bot.errors import CantDecide, CantReview
from bot.i18n import _, ngettext, number
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import blocks
from bot.screens.not_yet import Courses
from bot.services.facts import Facts


def cant_review(refusal: CantReview, _courses: Courses, _facts: Facts, _now: datetime) -> Screen:
    to = refusal.application_id
    way: Button | None = None
    match refusal.why:
        case "lapsed":
            way = Button(_("Take it again"), ClaimApplication(to))
        case "undeclared":
            way = Button(_("Go on"), ClaimApplication(to))
        case "unfinished":
            way = Button(_("See what is missing"), Judgement(to))
        case "decided" | "correcting" if to:
            way = Button(_("See how it stands"), ReadAnswers(to)) if refusal.why == "correcting" else None
    return Screen(said(refusal), (*rows.alone(way), *rows.footer(_back(refusal.round_id))))


def said(refusal: CantReview) -> str:
    """In words; also above a question that is asked again."""
    if refusal.why == "many":
        return blocks(
            ngettext("You already hold {n} application.", "You already hold {n} applications.", refusal.count),
            _("Finish one, or give one back, and take the next."),
        )
    if refusal.why == "too_long":
        return _("That is too long: {n} characters at most.", n=number(refusal.count))
    told = {
        "nothing": _("There's nothing left for you to read here. Thank you!"),
        "taken": _("Others are reading this one already. There may be another that waits."),
        "lapsed": _("It was yours for two days and that's over. What you noted is kept; take it again if it's free."),
        "undeclared": _("First say whether you know who sent it."),
        "excluded": _(
            "You, or somebody of your family, applied to this call. So that it's fair to everybody, others read it."
        ),
        "decided": _("It's decided already, so there's nothing to change here."),
        "correcting": _("Its applicant is correcting it at the moment. It can be judged once that is done."),
        "unfinished": _("A criterion has no points yet."),
        "bare": _("Choose an answer first and write what is missing in it."),
        "empty": _("I couldn't see any words in that."),
    }
    return told.get(refusal.why) or _("That isn't there any more, or it has changed.")


def cant_decide(refusal: CantDecide, _courses: Courses, _facts: Facts, _now: datetime) -> Screen:
    to = refusal.application_id
    way: Button | None = None
    if refusal.why == "reading":
        way = Button(_("Go on reading"), ReadAnswers(to))
    elif to and refusal.why != "excluded":
        way = Button(_("See how it stands"), DecideOn(to))
    return Screen(decide_said(refusal), (*rows.alone(way), *rows.footer(_back(refusal.round_id))))


def decide_said(refusal: CantDecide) -> str:
    if refusal.why == "places":
        return ngettext(
            "The only place is given. Put this one on the waiting list, or change another one first.",
            "All {n} places are given. Put this one on the waiting list, or change another one first.",
            refusal.count,
        )
    told = {
        "excluded": _(
            "You, or somebody of your family, applied to this call. So that it's fair to everybody, others decide it."
        ),
        "reading": _("You are judging this one. Finish that or give it back first: whoever decides sees the name."),
        "correcting": _("Its applicant is correcting it at the moment. It can be decided once that is done."),
        "told": _("They have heard already what was decided, so it can't be changed here."),
        "alone": _("Somebody else has to judge it too before you can choose it."),
        "changed": _("Its words were changed meanwhile. Look at it again."),
        "own": _("You chose this one yourself. Somebody else who decides has to confirm it."),
        "over": _("There's nothing to confirm here any more: it was confirmed or decided anew."),
        "nothing": _("Nothing is ready to be told."),
        "hour": _("I didn't understand that hour."),
        "past": _("That hour is over. Choose a later one."),
        "far": _("That is very far away. Choose an hour within {n} days.", n=number(refusal.count)),
    }
    return told.get(refusal.why) or _("That isn't there any more, or it has changed.")


def _back(round_id: int) -> Address:
    return RoundAt(round_id) if round_id else Reviews()
