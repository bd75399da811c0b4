"""What is sent while a challenge is on the screen, without a tap on *Tell or show* before: taken as how it went, looked
for, or asked about. `bot.services.evidence` decides which."""

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import Scene, on
from aiogram.types import CallbackQuery, Message

from bot.addresses import IsEvidence, NoEvidence, TakeEvidenceBack
from bot.i18n import _, spoken
from bot.screens import evidence as screens
from bot.services import evidence, journey, search
from bot.services.evidence import Meant
from bot.services.journey import Evidence, Part, mark_of
from bot.turn import Turn
from handlers import drafts, searching, shown
from handlers.challenging import SHOWING, evidence_in
from handlers.hearing import At
from handlers.journey import part_of, show_journey, show_part, tell
from handlers.old import renew


def listen(router: Router) -> None:
    router.callback_query.register(say_yes, At(IsEvidence))
    router.callback_query.register(say_no, At(NoEvidence))
    router.callback_query.register(take_back, At(TakeEvidenceBack))


class Overhearing(Scene, state=shown.STATE):
    """Open while a challenge's card is the last thing that was looked at; `handlers.journey` opens it."""

    @on.message(F.text)
    async def hear(self, message: Message, turn: Turn, state: FSMContext) -> None:
        sent, part = evidence_in(message), await _part(turn, state)
        if sent is None or not sent.content or part is None:
            await self._look(message, turn, state)
            return
        found = await search.answer(
            turn.session, turn.search, message.text or "", language=spoken(), facts=turn.facts, now=turn.now
        )
        meant = evidence.meant(
            sent.content,
            found,
            sure=await _sure(turn, state),
            sign_up_open=await drafts.course_of(turn, state) is not None,
        )
        if meant is Meant.SEARCH:
            await self._look(message, turn, state)
        elif meant is Meant.EVIDENCE:
            await self._take(turn, state, part, sent)
        else:
            await _ask(turn, state, part, sent)

    @on.message(SHOWING)
    async def see(self, message: Message, turn: Turn, state: FSMContext) -> None:
        sent, part = evidence_in(message), await _part(turn, state)
        if sent is None or part is None:
            await self.wizard.exit()
            await show_journey(message, turn)
        elif await _sure(turn, state):
            await self._take(turn, state, part, sent)
        else:
            await _ask(turn, state, part, sent)

    async def _look(self, message: Message, turn: Turn, state: FSMContext) -> None:
        """What free text otherwise does; from now on the card isn't surely what they look at."""
        now_shown = await shown.what(state)
        await searching.look(message, turn, state)
        if now_shown is not None:
            await shown.note(state, now_shown.topic, now_shown.at, sure=False)

    async def _take(self, turn: Turn, state: FSMContext, part: Part, sent: Evidence) -> None:
        await self.wizard.exit()
        await shown.forget(state, part.stage.topic)
        await tell(turn, state, part, sent, overheard=True)


async def _part(turn: Turn, state: FSMContext) -> Part | None:
    """The part whose challenge is shown, while it still waits for something."""
    now_shown = await shown.what(state)
    part = await part_of(turn, now_shown.topic) if now_shown else None
    return part if part is not None and not part.stamped and part.begun and part.open_step is None else None


async def _sure(turn: Turn, state: FSMContext) -> bool:
    now_shown = await shown.what(state)
    if now_shown is None or not now_shown.sure or turn.now - now_shown.at > evidence.FRESH:
        return False
    return not await evidence.written_since(turn.session, turn.person, now_shown.at)


async def _ask(turn: Turn, state: FSMContext, part: Part, sent: Evidence) -> None:
    await shown.keep(state, part.stage.topic, sent)
    turn.said.show(screens.is_it(turn.pack, part, sent))


async def say_yes(query: CallbackQuery, turn: Turn, state: FSMContext, address: IsEvidence) -> None:
    """Under an older question than the last one nothing is taken: the challenge is shown."""
    sent, part = await shown.kept(state, address.topic), await part_of(turn, address.topic)
    if part is None:
        await renew(query, turn, state)
    elif sent is None or mark_of(sent) != address.mark or part.stamped:
        await _settled(turn, state, part)
    else:
        await shown.forget(state, address.topic)
        await tell(turn, state, part, sent, overheard=True)


async def say_no(query: CallbackQuery, turn: Turn, state: FSMContext, address: NoEvidence) -> None:
    sent = await shown.kept(state, address.topic)
    part = await part_of(turn, address.topic)
    if part is None:
        await renew(query, turn, state)
        return
    if sent is None or mark_of(sent) != address.mark:
        await _settled(turn, state, part)
        return
    await shown.forget(state, address.topic)
    await _instead(turn, state, part, sent, query)


async def _settled(turn: Turn, state: FSMContext, part: Part) -> None:
    turn.said.toast(_("That question is over. This is how it stands."))
    await show_part(turn, state, part)


async def take_back(query: CallbackQuery, turn: Turn, state: FSMContext, address: TakeEvidenceBack) -> None:
    """It wasn't for the challenge: the stamp waits again. A second tap, or one after something else was told, only
    shows how the part stands."""
    part = await part_of(turn, address.topic)
    if part is None:
        await renew(query, turn, state)
        return
    sent = await journey.take_back(turn.session, part, address.mark)
    if sent is None:
        await show_part(turn, state, part)
        return
    await _instead(turn, state, part, sent, query)


async def _instead(turn: Turn, state: FSMContext, part: Part, sent: Evidence, query: CallbackQuery) -> None:
    """The card again, and for a text what free text otherwise does."""
    await show_part(turn, state, part, notice=screens.not_taken(sent), sure=False)
    if sent.kind == "text":
        await searching.look_for(query, turn, state, sent.content or "")
