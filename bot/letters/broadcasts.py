"""The letters of broadcasts: what they say, and who among their readers is still to be told when their turn comes.

They are written many at a time, so unlike other letters they are judged from what was read along with them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from bot import time
from bot.db import Session
from bot.i18n import speaking
from bot.letters.desk import Dropped, Held
from bot.models import Broadcast, Stage
from bot.packs import Pack
from bot.screen import Screen
from bot.screens import notices_settings
from bot.screens.announcing.said import said
from bot.services import attention
from bot.services.broadcasts import KIND, audience, content, correcting, drafts
from bot.services.broadcasts.drafts import Draft
from bot.services.broadcasts.recipients import Recipient, Run
from bot.services.broadcasts.running import SAYING
from bot.services.facts import OF_AGE, Facts


class Announcements:
    """What is announced at this moment. What a broadcast says doesn't change any more once it is under way, so it is
    read once."""

    def __init__(self, pack: Pack, facts: Facts) -> None:
        self._pack = pack
        self._facts = facts
        self._drafts: dict[int, Draft] = {}
        self._linked: dict[int, Any] = {}
        self._runs: dict[int, Run] = {}
        self._screens: dict[tuple[int, str], Screen | None] = {}
        self._awake: tuple[datetime, datetime, datetime] | None = None

    async def running(self, session: Session, now: datetime) -> Sequence[Run]:
        query = select(Broadcast.id, Broadcast.stage).where(col(Broadcast.stage).in_(SAYING))
        found = (await session.exec(query.order_by(col(Broadcast.started_at), col(Broadcast.id)))).all()
        ids = {number or 0: stage for number, stage in found}
        for number in self._drafts.keys() - ids.keys():
            self._forget(number)
        for number in ids.keys() - self._drafts.keys():
            await self._learn(session, number)
        return [
            Run(number, stage is Stage.SENDING, self._runs[number].amends, self._runs[number].captions)
            for number, stage in ids.items()
        ]

    def _forget(self, number: int) -> None:
        self._drafts.pop(number)
        self._linked.pop(number)
        self._screens = {key: screen for key, screen in self._screens.items() if key[0] != number}

    async def _learn(self, session: Session, number: int) -> None:
        draft = await drafts.look(session, number)
        captions = False
        if draft.row.corrects_id is not None:
            old = await drafts.look(session, draft.row.corrects_id)
            captions = any(said[0]["kind"] in content.CAPTIONED for said in old.messages.values())
        self._linked[number] = await drafts.linked(session, draft.row.buttons)
        self._runs[number] = Run(number, beyond=True, amends=draft.row.corrects_id is not None, captions=captions)
        self._drafts[number] = draft

    def unsaid(self, recipient: Recipient, run: Run, now: datetime) -> Dropped | Held | None:
        """Asked right before it leaves. Changing or deleting a message wakes nobody and writes to nobody anew, so only
        its age counts."""
        if run.amends:
            until = datetime.fromisoformat(recipient.subject.get("until", now.isoformat()))
            return Dropped(correcting.TOO_OLD) if until <= now else None
        draft = self._drafts[run.id]
        if recipient.erase_at is not None:
            return Dropped(audience.CLOSED)
        if KIND in recipient.muted or not recipient.weekly:
            return Dropped(audience.MUTED)
        if not draft.said_in(recipient.locale):
            return Dropped(audience.LANGUAGE)
        today = time.local(now, self._facts.zone).date()
        age = None if recipient.birth_date is None else time.age_on(today, recipient.birth_date)
        if age is not None and (youngest := draft.rule.youngest) is not None and age < youngest:
            return Dropped(audience.YOUNG)
        _at, grown, minor = self._when_awake(now)
        until = minor if age is not None and age < OF_AGE else grown
        return Held(until, attention.NIGHT) if until > now else None

    def _when_awake(self, now: datetime) -> tuple[datetime, datetime, datetime]:
        """For a moment: when whoever is grown up is awake, and when who isn't."""
        if self._awake is None or self._awake[0] != now:
            quiet = self._facts.quiet_minors
            minor = replace(self._facts, quiet=quiet).awake(now) if quiet else self._facts.awake(now)
            self._awake = (now, self._facts.awake(now), minor)
        return self._awake

    async def says(self, session: Session, run: Run, recipient: Recipient) -> Screen | None:
        """The same object for all of one language, unless it speaks to each by name; None takes messages back."""
        draft = self._drafts[run.id]
        if correcting.is_recall(draft.row, draft.messages):
            return None
        contents = draft.said_in(recipient.locale)
        if content.names_them(contents):
            return self._screen(run.id, draft, recipient.locale, content.cut((recipient.name or "").split(" ")[0]))
        key = (run.id, recipient.locale)
        if key not in self._screens:
            self._screens[key] = self._screen(run.id, draft, recipient.locale, "")
        return self._screens[key]

    def _screen(self, number: int, draft: Draft, locale: str, first_name: str) -> Screen:
        linked: Mapping[tuple[str, int], Any] = self._linked[number]
        with speaking(locale):
            paid = self._facts.paid_broadcast
            screen = said(draft.said_in(locale), draft.row.buttons, linked, first_name=first_name, paid=paid)
            return notices_settings.with_mute(screen, KIND)
