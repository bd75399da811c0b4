"""What a draft would do, and doing it."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.addresses import CheckDraft, PublishDraft, TakeUpDraft
from bot.errors import BadField
from bot.i18n import _
from bot.models import CatalogueDraft
from bot.screens.catalogue import lists, preview
from bot.services import editing
from bot.services.editing import drafts, listing
from bot.services.editing.fields import VENUE
from bot.services.editing.putting import find
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At
from handlers.rules import for_staff
from handlers.staff.catalogue import showing

MAY = for_staff(Act.EDIT_CATALOGUE)


def listen(router: Router) -> None:
    router.callback_query.register(check, At(CheckDraft), **MAY)
    router.callback_query.register(publish, At(PublishDraft), **MAY)
    router.callback_query.register(take_up, At(TakeUpDraft), **MAY)


async def check(query: CallbackQuery, turn: Turn, address: CheckDraft) -> None:
    await _preview(turn, await drafts.get(turn.session, turn.me, address.draft))


async def take_up(query: CallbackQuery, turn: Turn, address: TakeUpDraft) -> None:
    """What was written holds for the thing as somebody else has made it; the preview says what that means now."""
    one = await drafts.get(turn.session, turn.me, address.draft)
    await drafts.take_up(turn.session, one)
    await _preview(turn, one)


async def _preview(turn: Turn, one: CatalogueDraft) -> None:
    try:
        effects = await drafts.preview(turn.session, one, pack=turn.pack, facts=turn.facts, now=turn.now)
    except BadField as refusal:
        turn.said.show(preview.not_yet(one, refusal, turn.facts))
        return
    turn.said.show(
        preview.preview(
            one,
            effects,
            drafts.mark(one),
            await showing.draft_text(turn, one),
            pack=turn.pack,
            places=await showing.places(turn),
            facts=turn.facts,
            now=turn.now,
        )
    )


async def publish(query: CallbackQuery, turn: Turn, address: PublishDraft) -> None:
    one = await drafts.get(turn.session, turn.me, address.draft)
    if drafts.mark(one) != address.mark:
        turn.said.show(preview.changed_since(one))
        return
    kind, waiting = one.kind, int(one.fields.get(drafts.FOR) or 0)
    try:
        async with turn.session.begin_nested():
            outcome = await drafts.publish(turn.session, one, pack=turn.pack, facts=turn.facts, now=turn.now)
    except BadField as refusal:
        await turn.session.refresh(one)
        turn.said.show(preview.not_yet(one, refusal, turn.facts))
        return
    done = (
        _("It was like that already.")
        if isinstance(outcome, editing.Unchanged)
        else preview.published(kind, outcome.effects, facts=turn.facts, now=turn.now)
    )
    if kind == VENUE:
        if waiting:
            turn.said.show(await showing.draft(turn, await drafts.get(turn.session, turn.me, waiting), done))
        else:
            turn.said.show(lists.places(await listing.places(turn.session, turn.pack), 1))
        return
    thing = await find(turn.session, kind, id=outcome.id)
    turn.said.show(await showing.item(turn, kind, thing, done))
