"""Each question to a colleague: how it is shown, what is made of its answer, where one is afterwards."""

from markupsafe import Markup

from bot.addresses import Corrections, DropRemark, Judgement, KeepAnswer, Verdict
from bot.errors import CantDecide, CantReview, NotThere
from bot.i18n import _, words
from bot.screen import Button
from bot.screens.reviewing import reading as screens
from bot.screens.reviewing import troubles
from bot.services.applications import correcting, deciding, reviewing
from bot.services.broadcasts import aiming
from bot.turn import Turn
from handlers.staff.reviewing import correcting as corrections
from handlers.staff.reviewing import deciding as decisions
from handlers.staff.reviewing import judging, releasing


def trouble(refusal: CantReview | CantDecide) -> str:
    """What was wrong with what was typed."""
    return troubles.said(refusal) if isinstance(refusal, CantReview) else troubles.decide_said(refusal)


async def show(turn: Turn, what: str, about: int, more: str, trouble: Markup | str = "") -> None:
    """Ask it. Raises Refusal where it can't be asked any more."""
    session, me, facts, now = turn.session, turn.me, turn.facts, turn.now
    match what:
        case "comment":
            found = await reviewing.mine(session, about, me, facts=facts, now=now)
            title, said = _("What should your colleagues know?"), found.review.comment or ""
            example = _("For example: “A clear plan; the budget is missing.” The applicant doesn't read it.")
            turn.said.show(screens.ask_words(title, said, example, back=Judgement(about), trouble=trouble))
        case "correct":
            application, _of, _call, questions = await correcting.look(session, about, me, facts=facts, now=now)
            question = next((one for one in questions if one.key == more), None)
            if question is None:
                raise NotThere
            said = application.corrections.get(more, "")
            title = _("What has to be corrected in “{question}”?", question=words(question.label))
            example = _("Say it as to the person. For example: “The photo is blurred; take it again with light.”")
            drop = Button(_("That one is fine"), KeepAnswer(about, more)) if said else None
            turn.said.show(screens.ask_words(title, said, example, back=Corrections(about), trouble=trouble, drop=drop))
        case "remark":
            decision, _slash, reason = more.partition("/")
            case = await deciding.may_decide(session, about, me, facts=facts, now=now)
            said = case.application.remark or ""
            title = _("What do you want to tell {name}?", name=case.name or _("the person"))
            example = _(
                "For example: “We liked your idea. Next time, add what each thing costs.” You see it once more before "
                "it counts."
            )
            drop = Button(_("Without my words"), DropRemark(about, decision, reason)) if said else None
            back = Verdict(about, decision, reason)
            turn.said.show(screens.ask_words(title, said, example, back=back, trouble=trouble, drop=drop))
        case "hour":
            await releasing.show(turn, about, trouble, typing=True)
        case _other:
            raise NotThere


async def take(turn: Turn, what: str, about: int, more: str, text: str) -> bool:
    """Keep it; whether it is kept, or one was asked whether one is sure. Raises CantReview, CantDecide for what
    can't be taken, and other refusals."""
    session, me, facts, now = turn.session, turn.me, turn.facts, turn.now
    match what:
        case "comment":
            await reviewing.comment(session, about, me, text or " ", facts=facts, now=now)
        case "correct":
            await correcting.note(session, about, me, more, text, facts=facts, now=now)
        case "remark":
            await deciding.remark(session, about, me, text or " ", facts=facts, now=now)
        case "hour":
            at = aiming.hour_from(text, facts=facts, now=now)
            if at is None:
                raise CantDecide("hour", round_id=about)
            return await releasing.set_hour(turn, about, at)
        case _other:
            raise NotThere
    return True


async def go_back(turn: Turn, what: str, about: int, more: str) -> None:
    """What is shown once it is answered, or left."""
    match what:
        case "comment":
            found = await reviewing.mine(turn.session, about, turn.me, facts=turn.facts, now=turn.now)
            await judging.show_next(turn, found)
        case "correct":
            await corrections.show(turn, about)
        case "remark":
            decision, _slash, reason = more.partition("/")
            await decisions.show_preview(turn, about, decision, reason)
        case "hour":
            await releasing.show(turn, about)
