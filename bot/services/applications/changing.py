"""A call that people have begun to apply to changes: what helps them holds for them too; nothing else is allowed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func
from sqlmodel import col, or_, select

from bot.db import Session
from bot.errors import BadField
from bot.models import LIVE, Application, Call, CallRound, Progress
from bot.packs.forms import MOST_REASONS, Form, Question
from bot.services.applications import answers, deadlines, rounds
from bot.services.facts import Facts

_TEXTS: Final = ("short", "long", "team")


async def begun(session: Session, call_id: int, *, now: datetime) -> tuple[CallRound, int] | None:
    """The round that is open, and how many are writing in it or have sent theirs; None where nobody is."""
    query = select(CallRound).where(
        CallRound.call_id == call_id, or_(col(CallRound.closes_at).is_(None), col(CallRound.closes_at) > now)
    )
    of = (await session.exec(query.order_by(col(CallRound.id).desc()))).first()
    if of is None:
        return None
    live = select(func.count()).where(col(Application.round_id) == of.id, col(Application.progress).in_(LIVE))
    count = (await session.exec(live)).one()
    return (of, count) if count else None


def hindrances(before: Form, after: Form) -> list[str]:
    """What may not change any more, by key: a question that would have to be answered, one that would take less than
    it did or another kind of thing, and how it is judged."""
    found = []
    known = {one.key: one for one in before.questions}
    for one in after.questions:
        old = known.get(one.key)
        if (old is None and not one.optional) or (old is not None and _stricter(old, one)):
            found.append(one.key)
    checks = {one.key for one in before.checks}
    found += [one.key for one in after.checks if one.key not in checks]
    if {one.key: one.weight for one in before.criteria} != {one.key: one.weight for one in after.criteria}:
        found.append("criteria")
    found += [name for name in ("nature", "blind") if getattr(before, name) != getattr(after, name)]
    if set(after.occupations) != set(before.occupations) and not set(after.occupations) > set(before.occupations):
        found.append("occupations")
    return found


def _stricter(old: Question, new: Question) -> bool:
    options = {one.key for one in new.options}
    return (
        old.kind != new.kind
        or (old.optional and not new.optional)
        or not {one.key for one in old.options} <= options
        or _less(*(answers.limit(one) if one.kind in _TEXTS else one.at_most for one in (new, old)))
        or _less(new.high, old.high)
        or (new.low is not None and (old.low is None or new.low > old.low))
    )


def _less(now: int | None, before: int | None) -> bool:
    return now is not None and (before is None or now < before)


async def check(session: Session, call: Call, after: Mapping[str, Any], *, facts: Facts, now: datetime) -> None:
    """Raises BadField: form (`begun`, with the labels in `hints` and `low` people; `criteria`, also with `low` people;
    `reason_used`, with the labels in `hints`), or closes (`begun`): it can only be later."""
    await _keep_reasons(session, call, after, now=now)
    found = await begun(session, call.id or 0, now=now)
    if found is None:
        return
    of, count = found
    if after.get("form") is None:
        raise BadField("form", "begun_off", low=count)
    before, form = rounds.asked(of), Form.model_validate(after["form"])
    hindered = hindrances(before, form)
    if "criteria" in hindered:
        raise BadField("form", "criteria", low=count)
    if hindered:
        checks = {one.key: one.ask.es for one in form.checks}
        labels = [one.label.es if (one := form.question(key)) else checks.get(key, key) for key in hindered]
        raise BadField("form", "begun", low=count, hints=tuple(labels[:4]))
    window = rounds.window(_as_it_would_be(call, after), facts=facts, now=now)
    earlier = window is None or (
        window.closes_at is not None and (of.closes_at is None or window.closes_at < of.closes_at)
    )
    if earlier:
        raise BadField("closes", "begun", low=count)


async def _keep_reasons(session: Session, call: Call, after: Mapping[str, Any], *, now: datetime) -> None:
    """Whoever was told, or will be, why they weren't chosen must find that reason in the form."""
    if after.get("form") is None or call.form is None:
        return
    used = (
        select(Application.reason)
        .join(CallRound, col(CallRound.id) == Application.round_id)
        .where(CallRound.call_id == call.id, col(Application.reason).is_not(None), _follows(now))
    )
    kept = {one["key"] for one in after["form"]["reasons"]}
    gone = set(await session.exec(used.distinct())) - kept
    if gone:
        labels = [one["label"]["es"] for one in call.form["reasons"] if one["key"] in gone]
        raise BadField("form", "reason_used", hints=tuple(labels[:4]))


def _follows(now: datetime) -> ColumnElement[bool]:
    """Rounds that still take what changes in their call: those that are open, and those whose answers aren't told."""
    return or_(col(CallRound.closes_at).is_(None), col(CallRound.closes_at) > now, col(CallRound.released_at).is_(None))


async def judged_as_before(session: Session, call_id: int, *, now: datetime) -> int:
    """How many of rounds that are over wait for a decision, by what stood in the form then."""
    query = (
        select(func.count(col(Application.id)))
        .join(CallRound, col(CallRound.id) == Application.round_id)
        .where(CallRound.call_id == call_id, col(CallRound.closes_at) <= now)
        .where(col(Application.progress).in_((Progress.GUARDIAN, Progress.SUBMITTED, Progress.CORRECTING)))
    )
    return (await session.exec(query)).one()


async def follow(session: Session, call: Call, *, facts: Facts, now: datetime) -> None:
    """After the call has changed: the round that people are in asks and closes as the call does now; one that is over
    keeps its form, but until its answers are told, a no and a yes are said with the words of today."""
    await _say_as_now(session, call, now=now)
    found = await begun(session, call.id or 0, now=now)
    window = rounds.window(call, facts=facts, now=now)
    if found is None or window is None or call.form is None:
        return
    of, _count = found
    of.form = call.form
    of.edition, of.closes_at = window.edition, window.closes_at
    of.promised_on = rounds.promised_by(call, facts=facts, now=now)
    await session.flush()
    await deadlines.move(session, of, facts=facts, now=now)


async def _say_as_now(session: Session, call: Call, *, now: datetime) -> None:
    if call.form is None:
        return
    over = select(CallRound).where(
        CallRound.call_id == call.id, col(CallRound.closes_at) <= now, col(CallRound.released_at).is_(None)
    )
    for of in (await session.exec(over)).all():
        query = select(Application.reason).where(Application.round_id == of.id, col(Application.reason).is_not(None))
        used, named = set(await session.exec(query.distinct())), {one["key"] for one in call.form["reasons"]}
        # A pack that was loaded since may have dropped one that somebody is told.
        kept = [one for one in of.form["reasons"] if one["key"] in used - named]
        reasons = [*call.form["reasons"], *kept]
        said = {"next_steps": call.form["next_steps"]} | ({"reasons": reasons} if len(reasons) <= MOST_REASONS else {})
        of.form = {**of.form, **said}
    await session.flush()


def _as_it_would_be(call: Call, after: Mapping[str, Any]) -> Call:
    """A row in no database."""
    names = ("form", "opens", "closes", "results_by")
    kept = call.model_dump()
    changed = {name: after[name] for name in names if name in after}
    left = [one for one in call.illustrative_fields if one != rounds.FORM or after.get("form") == call.form]
    return Call(**{**kept, **changed, "illustrative_fields": left})
