"""The journey through the pillars: its parts, one-tap answers, stamps, the passport."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.addresses import Answer, ChallengeDone, Journey, Passport, QuestionOf, Recognition, Stage
from bot.errors import NotThere
from bot.i18n import _
from bot.screen import Button, Screen
from bot.screens import evidence as taken
from bot.screens import journey as screens
from bot.screens import passport, permissions, rows, topics
from bot.screens.lines import sentences
from bot.services import consents, fitting, journey, purposes
from bot.services.journey import Evidence, Part, Told
from bot.services.names import visible
from bot.turn import Turn
from handlers import shown
from handlers.hearing import At, Command
from handlers.old import renew


def listen(router: Router) -> None:
    router.message.register(show_journey, Command("viaje", "journey"))
    router.callback_query.register(show_journey, At(Journey))
    router.callback_query.register(show_stage, At(Stage))
    router.callback_query.register(show_question, At(QuestionOf))
    router.callback_query.register(answer, At(Answer))
    router.callback_query.register(challenge_done, At(ChallengeDone))
    router.message.register(say_passport, Command("pasaporte", "passport"))
    router.callback_query.register(send_passport, At(Passport))
    router.callback_query.register(send_recognition, At(Recognition))


async def show_journey(event: TelegramObject, turn: Turn) -> None:
    """In a pack without a journey, its topics."""
    if turn.pack.journey is None:
        turn.said.show(topics.topics(turn.pack))
        return
    turn.said.show(screens.journey(turn.pack, turn.pack.journey, await _parts(turn)))


async def show_stage(query: CallbackQuery, turn: Turn, state: FSMContext, address: Stage) -> None:
    part = await part_of(turn, address.topic)
    if part is None:
        await renew(query, turn, state)
        return
    await show_part(turn, state, part)


async def show_question(query: CallbackQuery, turn: Turn, state: FSMContext, address: QuestionOf) -> None:
    """Back to an earlier answer or on from it; never past a question without one."""
    part = await part_of(turn, address.topic)
    if part is None:
        await renew(query, turn, state)
        return
    step = max(0, address.step)
    if part.open_step is not None:
        step = min(step, part.open_step)
    await _show_question(turn, state, part, step)


async def answer(query: CallbackQuery, turn: Turn, state: FSMContext, address: Answer) -> None:
    trip = turn.pack.journey
    if trip is None or trip.stage(address.topic) is None:
        await renew(query, turn, state)
        return
    try:
        given = await journey.answer(
            turn.session,
            turn.person,
            trip,
            address.topic,
            address.question,
            address.option,
            facts=turn.facts,
            now=turn.now,
        )
    except NotThere:
        part = await part_of(turn, address.topic)
        assert part is not None
        turn.said.toast(_("That question has changed. This is how it goes now."))
        await show_part(turn, state, part)
        return
    part = given.part
    if part.open_step is not None:
        step = part.open_step
    elif given.before is not None:
        # Somebody goes through their answers again: the next one, then back to where the part stands.
        step = given.step + 1
    else:
        step = len(part.stage.questions)
    await _show_question(turn, state, part, step)


async def challenge_done(query: CallbackQuery, turn: Turn, state: FSMContext, address: ChallengeDone) -> None:
    part = await part_of(turn, address.topic)
    if part is None:
        await renew(query, turn, state)
        return
    await tell(turn, state, part, Evidence("done"))


async def tell(
    turn: Turn, state: FSMContext, part: Part, evidence: Evidence, *, notice: str = "", overheard: bool = False
) -> None:
    """Keep how the challenge went and say what came of it: the stamp, the passport, and in the end the recognition.
    `overheard`: nobody asked for it just now, so it can be taken back."""
    trip = turn.pack.journey
    assert trip is not None
    told = await journey.tell(
        turn.session, turn.person, trip, part.stage.topic, evidence, facts=turn.facts, now=turn.now
    )
    if told is None:
        await show_part(turn, state, part)
        return
    if not told.new_stamp:
        kept = _("Done, I keep that in place of what I had.") if evidence.kind != "done" else ""
        turn.said.show(await stage(turn, told.part, notice=" ".join(words for words in (kept, notice) if words)))
        return
    if overheard:
        notice = sentences(taken.taken(turn.pack, told.part), notice)
    undo = taken.take_back(told.part, evidence) if overheard else None
    await _give_stamp(turn, told, notice, undo)


async def _give_stamp(turn: Turn, told: Told, notice: str, undo: Button | None) -> None:
    turn.said.show(await stage(turn, told.part, notice=notice, new=True, undo=undo))
    turn.said.send(await _passport(turn))
    if told.finished:
        turn.said.send(await _recognition(turn))
    elif await _first_stamp(turn) and not await consents.asked(
        turn.session, _id(turn), purposes.NUDGES, facts=turn.facts
    ):
        turn.said.send(permissions.ask_nudge())


async def _first_stamp(turn: Turn) -> bool:
    return sum(part.stamped for part in await _parts(turn)) == 1


async def say_passport(message: Message, turn: Turn) -> None:
    """In a pack without a journey, what there is instead of one."""
    if turn.pack.journey is None:
        await show_journey(message, turn)
    else:
        turn.said.send(await _passport(turn))


async def send_passport(query: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    if turn.pack.journey is None:
        await renew(query, turn, state)
        return
    turn.said.send(await _passport(turn))


async def send_recognition(query: CallbackQuery, turn: Turn, state: FSMContext) -> None:
    """Again, for whoever has all the stamps; the journey for everybody else."""
    if turn.pack.journey is None:
        await renew(query, turn, state)
    elif journey.finished_at(await _parts(turn)) is None:
        await show_journey(query, turn)
    else:
        turn.said.send(await _recognition(turn))


async def part_of(turn: Turn, topic: str) -> Part | None:
    """None where the pack has no such part (any more)."""
    trip = turn.pack.journey
    if trip is None or trip.stage(topic) is None:
        return None
    return await journey.part(turn.session, _id(turn), trip, topic)


async def show_part(turn: Turn, state: FSMContext, part: Part, *, notice: str = "", sure: bool = True) -> None:
    """Whatever comes next in a part. While that is the challenge, what is sent may be how it went; `sure`: what comes
    next surely is."""
    if not part.stamped and part.open_step is None:
        await shown.note(state, part.stage.topic, turn.now, sure=sure)
    turn.said.show(await stage(turn, part, notice=notice))


async def stage(turn: Turn, part: Part, *, notice: str = "", new: bool = False, undo: Button | None = None) -> Screen:
    """A question, the challenge, or what one has of the part. `new`: the stamp just came; `undo`: takes it back."""
    if part.stamped:
        fits = await fitting.fitting(turn.session, turn.person, turn.pack, part, facts=turn.facts, now=turn.now)
        return screens.stamped(turn.pack, part, fits, new=new, notice=notice, undo=undo)
    if part.open_step is not None:
        return screens.question(turn.pack, part, part.open_step, notice=notice)
    return screens.challenge(turn.pack, part, notice=notice)


async def _show_question(turn: Turn, state: FSMContext, part: Part, step: int) -> None:
    """After the last one, whatever comes next."""
    if step >= len(part.stage.questions):
        await show_part(turn, state, part)
    else:
        turn.said.show(screens.question(turn.pack, part, step))


async def _parts(turn: Turn) -> list[Part]:
    assert turn.pack.journey is not None
    return await journey.parts(turn.session, _id(turn), turn.pack.journey)


async def _passport(turn: Turn) -> Screen:
    assert turn.pack.journey is not None
    return passport.passport(turn.pack, turn.pack.journey, await _parts(turn), name=_first_name(turn))


async def _recognition(turn: Turn) -> Screen:
    trip = turn.pack.journey
    assert trip is not None
    give_back = await fitting.giving_back(turn.session, trip, facts=turn.facts, now=turn.now)
    return passport.recognition(
        turn.pack, trip, await _parts(turn), give_back, name=_first_name(turn), facts=turn.facts
    )


def _first_name(turn: Turn) -> str:
    """The person's own where it is known, else the one Telegram shows: only said, never kept."""
    own = (turn.person.name or "").split()
    return rows.short(own[0] if own else visible(turn.first_name))


def _id(turn: Turn) -> int:
    assert turn.person.id is not None
    return turn.person.id
