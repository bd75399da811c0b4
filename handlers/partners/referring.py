"""What is missing for a referral, asked one thing at a time: the name, the birth date, a telephone."""

from aiogram import F
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import on
from aiogram.types import CallbackQuery, Message
from markupsafe import Markup

from bot import time
from bot.errors import BadAnswer, NotADate, NotAName, NotThere, Refusal, WouldLose
from bot.models import Call, Course, Referral, Referred
from bot.screens import asking, refusals
from bot.screens.partners import referrals as screens
from bot.services import courses, people, profiles
from bot.services.applications.identifiers import phone_from
from bot.services.partners import referring, things
from bot.turn import Turn, refusing
from handlers.in_words import InWords

_KEY = "referring"


async def begin(state: FSMContext, referral_id: int) -> None:
    """Which one it is; the scene is entered next."""
    await state.update_data({_KEY: referral_id})


async def thing_of(turn: Turn, referral: Referral) -> Course | Call:
    """Raises NotThere once it left the catalogue."""
    thing = await things.of(turn.session, referral, facts=turn.facts, now=turn.now)
    if thing is None:
        raise NotThere
    return thing


class Referring(InWords, state="referring"):
    """Open while something is missing; then what will be passed on is shown."""

    @on.callback_query.enter()
    async def ask(self, query: CallbackQuery, turn: Turn, state: FSMContext) -> None:
        await self._ask(turn, state)

    @on.message(F.text)
    async def hear(self, message: Message, turn: Turn, state: FSMContext) -> None:
        await self._hear(turn, state, message.text or "")

    @on.message(F.contact)
    async def hear_contact(self, message: Message, turn: Turn, state: FSMContext) -> None:
        """Their own number, shared; somebody else's isn't theirs to pass on."""
        contact = message.contact
        if contact is not None and contact.user_id == turn.account_id:
            await self._hear(turn, state, f"+{contact.phone_number.lstrip('+')}")
        else:
            await self._ask(turn, state, asking.needs_text("contact"))

    async def _draft(self, turn: Turn, state: FSMContext) -> tuple[Referral, Course | Call] | None:
        """None where it is gone: then nothing listens any more, and the reason was said."""
        number = (await state.get_data()).get(_KEY)
        try:
            referral = await referring.get(turn.session, turn.me, number if isinstance(number, int) else 0)
            if referral.state is not Referred.DRAFT:
                raise NotThere
            return referral, await thing_of(turn, referral)
        except Refusal as refusal:
            await self.wizard.exit()
            turn.said.show(await refusing.screen(refusal, turn))
            return None

    async def _hear(self, turn: Turn, state: FSMContext, text: str) -> None:
        found = await self._draft(turn, state)
        if found is None:
            return
        referral, thing = found
        lacks = referring.missing(referral, thing, turn.person, turn.facts)
        if not lacks or lacks[0] == "reach":
            await self._ask(turn, state)
            return
        try:
            await self._take(turn, referral, lacks[0], text)
        except NotAName as refusal:
            trouble: Markup = refusals.bad_name(refusal)
        except NotADate as refusal:
            trouble = refusals.bad_date(refusal)
        except WouldLose as refusal:
            known = {one: await courses.get(turn.session, one) for one in refusal.course_ids}
            trouble = refusals.would_lose(refusal, known)
        except BadAnswer as refusal:
            trouble = screens.bad_identifier(refusal)
        else:
            await self._ask(turn, state)
            return
        await self._ask(turn, state, trouble)

    async def _take(self, turn: Turn, referral: Referral, what: str, text: str) -> None:
        """Put down an answer, or raise what is wrong with it."""
        if what == "phone":
            await referring.reach_by(turn.session, referral, referring.PHONE, phone=phone_from(text))
            return
        today = time.local(turn.now, turn.facts.zone).date()
        value = people.name_from(text) if what == "name" else people.birth_date_from(text, today=today)
        await profiles.say(turn.session, turn.person, what, value, facts=turn.facts, now=turn.now)

    async def _ask(self, turn: Turn, state: FSMContext, trouble: Markup | str = "") -> None:
        found = await self._draft(turn, state)
        if found is None:
            return
        referral, thing = found
        today = time.local(turn.now, turn.facts.zone).date()
        lacks = referring.missing(referral, thing, turn.person, turn.facts)
        if why := things.misfit(thing, turn.person, facts=turn.facts, today=today):
            await self.wizard.exit()
            turn.said.show(screens.misfit(thing, turn.person, why, facts=turn.facts))
        elif not lacks:
            await self.wizard.exit()
            needed = things.guardian_needed(thing, turn.person, facts=turn.facts, now=turn.now)
            turn.said.show(screens.confirm(referral, thing, turn.person, turn.pack, today=today, guardian=needed))
        elif lacks[0] == "reach":
            await self.wizard.exit()
            turn.said.show(screens.ask_reach(referral, thing, turn.person, turn.pack))
        else:
            suggestion = people.suggested_name(turn.first_name)
            turn.said.show(
                screens.ask(
                    lacks[0],
                    referral,
                    thing,
                    turn.pack,
                    facts=turn.facts,
                    today=today,
                    suggestion=suggestion,
                    trouble=trouble,
                )
            )
