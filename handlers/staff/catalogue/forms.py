"""A call's form, made and changed in the chat: part of the draft, published with it."""

from typing import Any, Final

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import ScenesManager
from aiogram.types import CallbackQuery

from bot.addresses import AddQuestion, AskOfForm, ChangeQuestion, FormOf, FormQuestion, SetForm, TryForm
from bot.errors import BadField, NotThere
from bot.i18n import _, listed
from bot.models import CatalogueDraft
from bot.packs import Pack
from bot.packs.forms import Form
from bot.screen import Screen
from bot.screens.catalogue import forms as screens
from bot.screens.catalogue import labels
from bot.services.editing import drafts, form_parts, forms
from bot.services.editing.fields import CALL
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At
from handlers.rules import for_staff
from handlers.staff.catalogue.asking import STATE, Asked, begin

MAY = for_staff(Act.EDIT_CATALOGUE)
_PREFIX: Final = "form:"
"""Before what is typed for a form, in `Asked.field`: `form:ask:project_name`."""
_USUAL: Final = "programme"
_OF_FORM: Final = ("closes_at", "places", "next_steps")
_OF_QUESTION: Final = (*forms.TEXTS, "options", "limit")


def listen(router: Router) -> None:
    tap = router.callback_query.register
    tap(show, At(FormOf), **MAY)
    tap(set_form, At(SetForm), **MAY)
    tap(show_question, At(FormQuestion), **MAY)
    tap(change, At(ChangeQuestion), **MAY)
    tap(ask, At(AskOfForm), **MAY)
    tap(add, At(AddQuestion), **MAY)
    tap(preview, At(TryForm), **MAY)


async def draft_of(turn: Turn, number: int) -> tuple[CatalogueDraft, dict[str, Any]]:
    """A call's, with its fields as they would be. Raises NotThere."""
    one = await drafts.get(turn.session, turn.me, number)
    if one.kind != CALL:
        raise NotThere
    return one, await drafts.state(turn.session, one, pack=turn.pack)


async def keep(turn: Turn, one: CatalogueDraft, form: dict[str, Any] | None) -> None:
    """With the form goes whether it is a loan: the two can't contradict each other."""
    values: dict[str, Any] = {forms.FORM: form}
    if form is not None:
        values["loan"] = form["nature"] == "loan"
    await drafts.write(turn.session, one, values, pack=turn.pack, now=turn.now)


async def show(query: CallbackQuery, turn: Turn, address: FormOf) -> None:
    one, fields = await draft_of(turn, address.draft)
    turn.said.show(_whole(one, fields, turn.pack, address.page))


def _whole(one: CatalogueDraft, fields: dict[str, Any], pack: Pack, page: int = 1) -> Screen:
    if fields.get(forms.FORM) is None:
        return screens.off(one, labels.choice("kind", fields.get("kind") or _USUAL, pack))
    return screens.overview(one, forms.of(fields), page)


async def set_form(query: CallbackQuery, turn: Turn, address: SetForm) -> None:
    one, fields = await draft_of(turn, address.draft)
    if address.what == "on":
        if fields.get(forms.FORM) is None:
            await keep(turn, one, forms.begun(fields.get("kind") or _USUAL, loan=bool(fields.get("loan"))))
    elif address.what == "off":
        await keep(turn, one, None)
    elif address.what in ("old_criteria", "old_reasons"):
        published = getattr(await drafts.target(turn.session, one), "form", None)
        await keep(turn, one, form_parts.as_published(forms.of(fields), published, address.what.removeprefix("old_")))
    elif address.what == "no_places":
        await keep(turn, one, forms.no_limit(forms.of(fields)))
    else:
        await keep(turn, one, forms.judge(forms.of(fields), address.what))
    turn.said.show(_whole(one, await drafts.state(turn.session, one, pack=turn.pack), turn.pack))


async def show_question(query: CallbackQuery, turn: Turn, address: FormQuestion) -> None:
    one, fields = await draft_of(turn, address.draft)
    form = forms.of(fields)
    turn.said.show(screens.question(one, form, forms.question(form, address.key)))


async def change(query: CallbackQuery, turn: Turn, address: ChangeQuestion) -> None:
    one, fields = await draft_of(turn, address.draft)
    form, key = forms.of(fields), address.key
    try:
        if address.what == "remove":
            changed = forms.remove(form, key)
        elif address.what in ("up", "down"):
            changed = forms.move(form, key, -1 if address.what == "up" else 1)
        else:
            changed = forms.flip(form, key, address.what)
    except BadField as trouble:
        turn.said.show(screens.question(one, form, forms.question(form, key), screens.sentence(trouble)))
        return
    await keep(turn, one, changed)
    now = Form.model_validate(changed)
    gone = now.question(key) is None
    turn.said.show(
        screens.overview(one, now, 1, _("Taken out.")) if gone else screens.question(one, now, forms.question(now, key))
    )


async def add(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: AddQuestion) -> None:
    one, fields = await draft_of(turn, address.draft)
    forms.of(fields)
    if not address.kind:
        turn.said.show(screens.choose_kind(one))
        return
    if address.kind not in forms.KINDS:
        raise NotThere
    await begin(state, one.id or 0, f"{_PREFIX}new:{address.kind}")
    await scenes.enter(STATE)


async def ask(query: CallbackQuery, turn: Turn, state: FSMContext, scenes: ScenesManager, address: AskOfForm) -> None:
    one, fields = await draft_of(turn, address.draft)
    form = forms.of(fields)
    if address.key:
        forms.question(form, address.key)
    if address.what not in (_OF_QUESTION if address.key else _OF_FORM):
        raise NotThere
    await begin(state, one.id or 0, f"{_PREFIX}{address.what}:{address.key}", address.part)
    await scenes.enter(STATE)


async def preview(query: CallbackQuery, turn: Turn, address: TryForm) -> None:
    one, fields = await draft_of(turn, address.draft)
    turn.said.show(screens.tried(one, forms.of(fields), address.at))


def is_about(asked: Asked) -> bool:
    """Whether what is typed is for a form."""
    return asked.field.startswith(_PREFIX)


def _parts(asked: Asked) -> tuple[str, str]:
    what, _colon, key = asked.field.removeprefix(_PREFIX).partition(":")
    return what, key


async def accept(turn: Turn, one: CatalogueDraft, asked: Asked, text: str) -> Asked | None:
    """What is asked next, where one question leads to another. Raises BadField."""
    what, key = _parts(asked)
    form = forms.of(await drafts.state(turn.session, one, pack=turn.pack))
    following = None
    if what == "new":
        changed, key = forms.add(form, key, text)
        following = Asked(asked.draft, f"{_PREFIX}ask:{key}")
    elif what == "closes_at":
        changed = forms.close_at(form, text)
    elif what == "places":
        changed = forms.places(form, text)
    elif what == "next_steps":
        changed = forms.go_on_with(form, text, english=asked.part == 1)
    elif what == "options":
        changed = forms.choose_from(form, key, text)
    elif what == "limit":
        changed = forms.bound(form, key, text)
    else:
        changed = forms.write(form, key, what, text, english=asked.part == 1)
    await keep(turn, one, changed)
    return following


async def question(turn: Turn, one: CatalogueDraft, asked: Asked, trouble: BadField | str = "") -> Screen:
    """What is open, asked for; again where something was wrong with the answer."""
    what, key = _parts(asked)
    form = forms.of(await drafts.state(turn.session, one, pack=turn.pack))
    return screens.ask(one, what, key, _held(form, what, key, asked.part), english=asked.part == 1, trouble=trouble)


def _held(form: Form, what: str, key: str, part: int) -> str:
    if what == "new":
        return ""
    if what == "next_steps":
        return form.next_steps.en if part == 1 else form.next_steps.es
    if what in _OF_FORM:
        return str(getattr(form, what) or "")
    held = forms.question(form, key)
    if what == "options":
        return listed([one.label.es for one in held.options])
    if what == "limit":
        ends = "" if held.low is None and held.high is None else f"{held.low}-{held.high}"
        return ends if held.kind == "number" else str(held.at_most or "")
    text = getattr(held, what)
    return "" if text is None else text.en if part == 1 else text.es


async def after(turn: Turn, one: CatalogueDraft, asked: Asked) -> Screen:
    """What is shown once it is noted."""
    _what, key = _parts(asked)
    form = forms.of(await drafts.state(turn.session, one, pack=turn.pack))
    if (found := form.question(key)) is not None:
        return screens.question(one, form, found, _("Noted."))
    return screens.overview(one, form, 1, _("Noted."))
