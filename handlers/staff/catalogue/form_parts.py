"""Criteria, reasons for a no, and what is asked first: made and changed in the chat, part of a call's form."""

from typing import Any, Final

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery

from bot.addresses import AskOfEntry, ChangeEntry, FormPart, PartEntry
from bot.errors import BadField, NotThere
from bot.i18n import _
from bot.models import CatalogueDraft
from bot.packs.forms import Form
from bot.screen import Screen
from bot.screens.catalogue import form_parts as screens
from bot.screens.catalogue import forms as form_screens
from bot.services.applications import changing
from bot.services.editing import drafts, form_parts, forms
from bot.services.editing.form_parts import CRITERIA
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At
from handlers.rules import for_staff
from handlers.staff.catalogue.asking import STATE, Asked, begin
from handlers.staff.catalogue.forms import draft_of, keep

MAY = for_staff(Act.EDIT_CATALOGUE)
_PREFIX: Final = "part:"
"""Before what is typed, in `Asked.field`: `part:reasons:says:few_places`."""


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(show, At(FormPart), **MAY)
    tap(show_one, At(PartEntry), **MAY)
    tap(change, At(ChangeEntry), **MAY)
    tap(ask, At(AskOfEntry), **MAY)


async def show(query: CallbackQuery, turn: Turn, address: FormPart) -> None:
    one, fields = await draft_of(turn, address.draft)
    turn.said.show(await whole(turn, one, forms.of(fields), address.part))


async def show_one(query: CallbackQuery, turn: Turn, address: PartEntry) -> None:
    one, fields = await draft_of(turn, address.draft)
    turn.said.show(await _one(turn, one, forms.of(fields), address.part, address.key))


async def change(query: CallbackQuery, turn: Turn, address: ChangeEntry) -> None:
    one, fields = await draft_of(turn, address.draft)
    form, part, key = forms.of(fields), address.part, address.key
    form_parts.entry(form, part, key)
    try:
        if address.what in ("up", "down"):
            changed = form_parts.move(form, part, key, -1 if address.what == "up" else 1)
        else:
            await _check_open(turn, one, part)
            changed = _changed(form, part, key, address.what)
    except BadField as trouble:
        turn.said.show(await _one(turn, one, form, part, key, form_screens.sentence(trouble)))
        return
    await keep(turn, one, changed)
    now = Form.model_validate(changed)
    if address.what == "remove":
        turn.said.show(await whole(turn, one, now, part, _("Done, it is out.")))
    else:
        turn.said.show(await _one(turn, one, now, part, key))


def _changed(form: Form, part: str, key: str, what: str) -> dict[str, Any]:
    if what == "remove":
        return form_parts.remove(form, part, key)
    if what not in ("more", "less") or part != CRITERIA:
        raise NotThere
    return form_parts.weigh(form, key, 1 if what == "more" else -1)


async def ask(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: AskOfEntry) -> None:
    one, fields = await draft_of(turn, address.draft)
    form, part = forms.of(fields), address.part
    form_parts.entries(form, part)
    if address.what not in form_parts.TEXTS[part]:
        raise NotThere
    if address.key:
        form_parts.entry(form, part, address.key)
    else:
        try:
            await _check_open(turn, one, part)
        except BadField:
            turn.said.show(await whole(turn, one, form, part))
            return
    await begin(state, one.id or 0, f"{_PREFIX}{part}:{address.what}:{address.key}", address.english)
    await scenes.enter(STATE)


async def _applying(turn: Turn, one: CatalogueDraft) -> int:
    """People in the round that is open."""
    found = await changing.begun(turn.session, one.target_id, now=turn.now) if one.target_id else None
    return found[1] if found else 0


async def _check_open(turn: Turn, one: CatalogueDraft, part: str) -> None:
    """Raises BadField (criteria) where people are judged by them."""
    if part == CRITERIA and (people := await _applying(turn, one)):
        raise BadField(forms.FORM, "criteria", low=people)


async def whole(turn: Turn, one: CatalogueDraft, form: Form, part: str, done: str = "") -> Screen:
    form_parts.entries(form, part)
    target = await drafts.target(turn.session, one)
    published = getattr(target, "form", None) or {}
    now_is = form.model_dump(mode="json")[part]
    return screens.overview(
        one,
        form,
        part,
        applying=await _applying(turn, one),
        judged=await changing.judged_as_before(turn.session, one.target_id, now=turn.now) if one.target_id else 0,
        changed=published.get(part) != now_is,
        done=done,
    )


async def _one(turn: Turn, one: CatalogueDraft, form: Form, part: str, key: str, done: str = "") -> Screen:
    found = form_parts.entry(form, part, key)
    return screens.entry(one, form, part, found, applying=await _applying(turn, one), done=done)


def is_about(asked: Asked) -> bool:
    """Whether what is typed is for one of these."""
    return asked.field.startswith(_PREFIX)


def _parts(asked: Asked) -> tuple[str, str, str]:
    part, what, key = asked.field.removeprefix(_PREFIX).split(":")
    return part, what, key


async def accept(turn: Turn, one: CatalogueDraft, asked: Asked, text: str) -> Asked | None:
    """What is asked next, where one question leads to another. Raises BadField."""
    part, what, key = _parts(asked)
    form = forms.of(await drafts.state(turn.session, one, pack=turn.pack))
    if key:
        await keep(turn, one, form_parts.write(form, part, key, what, text, english=asked.part == 1))
        return None
    await _check_open(turn, one, part)
    changed, key = form_parts.add(form, part, text)
    await keep(turn, one, changed)
    _first, second = form_parts.TEXTS[part]
    return Asked(asked.draft, f"{_PREFIX}{part}:{second}:{key}")


async def question(turn: Turn, one: CatalogueDraft, asked: Asked, trouble: BadField | str = "") -> Screen:
    """What is open, asked for; again where something was wrong with the answer."""
    part, what, key = _parts(asked)
    held = None
    if key:
        form = forms.of(await drafts.state(turn.session, one, pack=turn.pack))
        held = getattr(form_parts.entry(form, part, key), what)
    said = form_screens.sentence(trouble) if isinstance(trouble, BadField) else trouble
    now_is = "" if held is None else held.en if asked.part == 1 else held.es
    return screens.ask(one, part, what, key, now_is, english=asked.part == 1, trouble=said)


async def after(turn: Turn, one: CatalogueDraft, asked: Asked) -> Screen:
    """What is shown once it is noted."""
    part, _what, key = _parts(asked)
    form = forms.of(await drafts.state(turn.session, one, pack=turn.pack))
    return await _one(turn, one, form, part, key, _("Noted."))
