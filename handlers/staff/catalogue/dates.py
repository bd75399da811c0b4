"""A course's dates in a draft: by a rule, one more, moved, dropped."""

from datetime import UTC, date, datetime
from typing import Any

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery

from bot import time
from bot.addresses import AskDate, AskRule, DateAt, DatesOfItem, DraftDates, DropDate
from bot.errors import BadField, NotThere
from bot.i18n import _, day
from bot.models import CatalogueDraft
from bot.screen import Screen
from bot.screens.catalogue import labels, writing
from bot.services import typed_times
from bot.services.editing import drafts, planning
from bot.services.editing.arranging import Meeting, check
from bot.services.editing.fields import COURSE, SESSIONS
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At
from handlers.rules import for_staff
from handlers.staff.catalogue.asking import DATE, RULE, STATE, Asked, begin

MAY = for_staff(Act.EDIT_CATALOGUE)
_SKIPPED = "_skipped"
"""In a draft's fields: the days that the last rule left out, with why."""


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(show_of_item, At(DatesOfItem), **MAY)
    tap(show, At(DraftDates), **MAY)
    tap(show_one, At(DateAt), **MAY)
    tap(drop, At(DropDate), **MAY)
    tap(ask_date, At(AskDate), **MAY)
    tap(ask_rule, At(AskRule), **MAY)


async def show_of_item(query: CallbackQuery, turn: Turn, address: DatesOfItem) -> None:
    one = await drafts.of(turn.session, turn.me, COURSE, address.course, now=turn.now)
    turn.said.show(await screen(turn, one))


async def show(query: CallbackQuery, turn: Turn, address: DraftDates) -> None:
    turn.said.show(await screen(turn, await _draft(turn, address.draft), page=address.page))


async def show_one(query: CallbackQuery, turn: Turn, address: DateAt) -> None:
    one = await _draft(turn, address.draft)
    meeting = _at(await _held(turn, one), address.at)
    turn.said.show(writing.date_at(one, meeting, facts=turn.facts, now=turn.now))


async def drop(query: CallbackQuery, turn: Turn, address: DropDate) -> None:
    one = await _draft(turn, address.draft)
    held = await _held(turn, one)
    gone = _at(held, address.at)
    await _write(turn, one, [meeting for meeting in held if meeting != gone])
    turn.said.show(await screen(turn, one, _("Dropped. Nothing changes for anybody before you publish it.")))


async def ask_date(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: AskDate
) -> None:
    one = await _draft(turn, address.draft)
    if address.at:
        _at(await _held(turn, one), address.at)
    await _enter(state, scenes, Asked(one.id or 0, DATE, address.at))


async def ask_rule(
    query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: AskRule
) -> None:
    one = await _draft(turn, address.draft)
    await _enter(state, scenes, Asked(one.id or 0, RULE, address.days & 127))


async def _enter(state: FSMContext, scenes: ScenesManager, asked: Asked) -> None:
    await begin(state, asked.draft, asked.field, asked.part)
    await scenes.enter(STATE)


async def question(turn: Turn, one: CatalogueDraft, asked: Asked, trouble: BadField | str = "") -> Screen:
    how: dict[str, Any] = {"facts": turn.facts, "now": turn.now, "trouble": trouble}
    if asked.field == RULE:
        return writing.ask_rule(one, asked.part, **how)
    meeting = _at(await _held(turn, one), asked.part) if asked.part else None
    return writing.ask_date(one, meeting, **how)


async def accept(turn: Turn, one: CatalogueDraft, asked: Asked, text: str) -> None:
    """What was typed about dates goes into the draft. Raises BadField."""
    held, today = await _held(turn, one), time.local(turn.now, turn.facts.zone).date()
    skipped: tuple[tuple[date, str], ...] = ()
    if asked.field == RULE:
        rule = typed_times.rule_from(text, today=today, name=SESSIONS)
        days = rule.days or {n for n in range(7) if asked.part & 1 << n}
        planned = planning.plan(days, rule.hours, rule.first, rule.last, facts=turn.facts)
        wanted = [*(one for one in held if one[0] <= turn.now), *planned.meetings]
        skipped = planned.skipped
    else:
        old = _at(held, asked.part) if asked.part else None
        wanted = [*(one for one in held if one != old), _meeting(turn, text, old, today)]
    ahead = [meeting for meeting in wanted if meeting not in held or meeting[0] > turn.now]
    check(ahead, now=turn.now)
    await _write(turn, one, wanted, skipped)


def _meeting(turn: Turn, text: str, old: Meeting | None, today: date) -> Meeting:
    """The day and hours that were typed; what isn't said stays as it was."""
    zone = turn.facts.zone
    if old is not None:
        on, start, end = (time.local(old[0], zone).date(), *(time.local(at, zone).time() for at in old))
        try:
            start, end = typed_times.hours_from(text, name=SESSIONS)
            return time.at_local(on, start, zone), time.at_local(on, end, zone)
        except BadField as refusal:
            if refusal.why == "order":
                raise
        try:
            on = typed_times.day_from(text, today=today, name=SESSIONS)
            return time.at_local(on, start, zone), time.at_local(on, end, zone)
        except BadField as refusal:
            if refusal.why == "no_such_day":
                raise
    on, (start, end) = typed_times.meeting_from(text, today=today, name=SESSIONS)
    return time.at_local(on, start, zone), time.at_local(on, end, zone)


async def screen(turn: Turn, one: CatalogueDraft, done: str = "", *, page: int = 1) -> Screen:
    return writing.dates(one, await _held(turn, one), page, facts=turn.facts, now=turn.now, done=done)


def said(turn: Turn, one: CatalogueDraft) -> str:
    """After a rule: which days it left out."""
    skipped = [(date.fromisoformat(on), why) for on, why in one.fields.get(_SKIPPED, [])]
    return labels.holidays(skipped, day)


async def _draft(turn: Turn, draft_id: int) -> CatalogueDraft:
    one = await drafts.get(turn.session, turn.me, draft_id)
    if one.kind != COURSE:
        raise NotThere
    return one


async def _held(turn: Turn, one: CatalogueDraft) -> list[Meeting]:
    fields = await drafts.state(turn.session, one, pack=turn.pack)
    return list(fields.get(SESSIONS) or [])


def _at(held: list[Meeting], minute: int) -> Meeting:
    """The session that begins then. Raises NotThere: it was dropped, moved or forged."""
    moment = datetime.fromtimestamp(minute * 60, UTC) if 0 < minute < 10**8 else None
    found = next((meeting for meeting in held if meeting[0] == moment), None)
    if found is None:
        raise NotThere
    return found


async def _write(
    turn: Turn, one: CatalogueDraft, wanted: list[Meeting], skipped: tuple[tuple[date, str], ...] = ()
) -> None:
    await drafts.write(turn.session, one, {SESSIONS: wanted}, pack=turn.pack, now=turn.now)
    one.fields = {**one.fields, _SKIPPED: [[on.isoformat(), why] for on, why in skipped]}
