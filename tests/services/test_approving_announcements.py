"""Whatever four colleagues do, in whatever order: never can more than fifty be written to without somebody else's yes
to exactly that, nor within a day in pieces. The control forgets the hash, and is caught by the same acts."""

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from bot.db import Database, Session
from bot.errors import CantAnnounce, NotApprovable, NotThere, Refusal
from bot.models import Account, Broadcast, Letter, Person, Post, Role, StaffRole, Stage
from bot.services.broadcasts import EVERYBODY, alone, approving, audience, correcting, drafts, running
from bot.services.broadcasts.audience import Rule
from bot.services.broadcasts.drafts import Draft
from tests.services import making
from tests.services.making import FACTS, NOW

FEW, MANY = ("few",), ("many",)
"""Languages stand for audiences of two sizes; nobody reads them, but a rule may name them."""
START: Callable[..., Any] = approving.may_start


async def people(session: Session, locale: str, size: int) -> None:
    first = 9_000_000_000 + random.Random(locale).randrange(10**8) * 10
    for number in range(size):
        person = Person(locale=locale, created_at=NOW)
        session.add(person)
        await session.flush()
        session.add(Account(id=first + number, person_id=person.id or 0))


async def colleagues(session: Session) -> list[int]:
    """Two who write, one who approves, one who does both."""
    found = []
    for roles in ((Role.AUTHOR,), (Role.AUTHOR,), (Role.APPROVER,), (Role.AUTHOR, Role.APPROVER)):
        person = await making.person(session)
        for role in roles:
            session.add(StaffRole(person_id=person, role=role, called="C", since=NOW))
        found.append(person)
    await session.flush()
    return found


@dataclass
class Play:
    """One sequence of acts over a few announcements, and what was said yes to, by whom, kept beside the program."""

    session: Session
    who: list[int]
    luck: random.Random
    now: datetime = NOW
    yes: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    """By announcement: who said yes, and to the hash of what."""
    sent: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    """How many were, to more than fifty or not."""
    broken: list[str] = field(default_factory=list)
    alone: list[tuple[int, datetime, int]] = field(default_factory=list)
    """What began without anybody else's yes: whose, when, and to how many."""

    async def any(self) -> Draft | None:
        ids = list(await self.session.exec(select(Broadcast.id).order_by(col(Broadcast.id))))
        return await drafts.look(self.session, self.luck.choice(ids[-2:]) or 0) if ids else None

    def somebody(self, act: str, draft: Draft) -> int:
        """More often than not whoever it is for, else any of the four."""
        fits = self.who[2] if act in ("approve", "refuse") else draft.row.author_id or 0
        return fits if self.luck.random() < 0.7 else self.luck.choice(self.who)

    async def create(self) -> None:
        draft = await drafts.create(self.session, self.luck.choice(self.who), now=self.now)
        await drafts.put(self.session, draft, EVERYBODY, [{"kind": "text", "text": f"uno {self.luck.random()}"}])
        drafts.aim(draft, Rule(languages=self.luck.choice([FEW, MANY])))

    async def edit(self, found: Draft, me: int) -> None:
        draft = await drafts.to_change(self.session, found.id, me, now=self.now)
        match self.luck.randrange(4):
            case 0:
                await drafts.put(self.session, draft, EVERYBODY, [{"kind": "text", "text": f"{self.luck.random()}"}])
            case 1:
                drafts.aim(draft, Rule(languages=self.luck.choice([FEW, MANY])))
            case 2:
                button = {"kind": "link", "url": "https://leon.gob.mx", "label": self.luck.choice("abc")}
                await drafts.add_button(self.session, draft, button)
            case _:
                hours = self.luck.choice([None, 1, 30])
                at = None if hours is None else self.now + timedelta(hours=hours)
                drafts.be_due(draft, at, facts=FACTS, now=self.now)

    async def submit(self, draft: Draft, me: int) -> None:
        await approving.submit(self.session, draft.id, me, draft.hash[:12], facts=FACTS, now=self.now)

    async def approve(self, draft: Draft, me: int) -> None:
        typed, seen = draft.row.asked_count or 0, draft.hash
        await approving.approve(self.session, draft.id, me, typed, seen[:12], facts=FACTS, now=self.now)
        self.yes.setdefault(draft.id, []).append((me, seen))

    async def refuse(self, draft: Draft, me: int) -> None:
        await approving.refuse(self.session, draft.id, me, "no", now=self.now)

    async def stop(self, draft: Draft, me: int) -> None:
        await drafts.discard(self.session, draft.id, me, now=self.now)

    async def duplicate(self, draft: Draft, me: int) -> None:
        await drafts.duplicate(self.session, draft.id, me, now=self.now)

    async def wait(self, _draft: Draft, _me: int) -> None:
        self.now += timedelta(hours=self.luck.choice([1, 2, 13]))
        await approving.lapse(self.session, now=self.now)

    async def start(self, draft: Draft, _me: int) -> None:
        """The sender: whatever may begin does, and is held against what people said yes to."""
        if not await START(self.session, draft.id, facts=FACTS, now=self.now):
            return
        draft = await drafts.look(self.session, draft.id)
        draft.row.stage, draft.row.started_at = Stage.FREEZING, self.now
        reach = await audience.count(self.session, draft.rule, now=self.now, facts=FACTS)
        many = min(reach.total, approving.most(draft.row))
        self.sent[many > alone.MOST] += 1
        others = [who for who, seen in self.yes.get(draft.id, []) if seen == draft.hash and who != draft.row.author_id]
        if many > alone.MOST and not others:
            self.broken.append(f"{draft.id}: {many} without a yes of somebody else to exactly this")
        if not others:
            author = draft.row.author_id or 0
            self.alone.append((author, self.now, many))
            day = [to for who, at, to in self.alone if who == author and at > self.now - timedelta(hours=24)]
            if sum(day) > alone.MOST:
                self.broken.append(f"{draft.id}: {day} within a day without a yes of somebody else")


OFTEN = {"create": 1, "edit": 4, "submit": 6, "approve": 8, "start": 4, "refuse": 1, "stop": 1, "duplicate": 1}
OFTEN |= {"wait": 1}


async def play(session: Session, seed: int, acts: int = 90) -> Play:
    luck = random.Random(seed)
    game = Play(session, await colleagues(session), luck)
    for _ in range(acts):
        act = luck.choices(list(OFTEN), list(OFTEN.values()))[0]
        try:
            async with session.begin_nested():
                draft = await game.any()
                if act == "create" or draft is None:
                    await game.create()
                else:
                    await getattr(game, act)(draft, game.somebody(act, draft))
        except Refusal:
            continue
    return game


async def without_the_hash(session: Session, broadcast_id: int, *, facts: Any, now: datetime) -> bool:
    """The control: what was approved once may go, whatever it says by now."""
    draft = await drafts.look(session, broadcast_id, lock=True)
    return draft.row.stage in (Stage.APPROVED, Stage.DRAFT) and draft.row.asked_hash is not None


def forgetful(row: Broadcast) -> None:
    """The control's other half: a change leaves the yes where it was."""


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_nobody_writes_to_more_than_fifty_without_a_second_persons_yes_to_exactly_that(db: Database) -> None:
    few = many = 0
    async with db.begin() as session:
        await people(session, "few", 20)
        await people(session, "many", 60)
        for seed in range(12):
            game = await play(session, seed)
            assert not game.broken, (seed, game.broken)
            few, many = few + game.sent[False], many + game.sent[True]
    assert few > 3 and many > 3, "hardly anything was sent: the play shows nothing"


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_the_control_without_the_hash_is_caught(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "void", forgetful)
    monkeypatch.setattr("tests.services.test_approving_announcements.START", without_the_hash)
    broken: list[str] = []
    async with db.begin() as session:
        await people(session, "few", 20)
        await people(session, "many", 60)
        for seed in range(48):
            broken = (await play(session, seed)).broken
            if broken:
                break
    assert broken, "the same acts must catch an approval that isn't bound to what was approved"


async def written(session: Session, author: int, rule: Rule) -> Draft:
    draft = await drafts.create(session, author, now=NOW)
    draft = await drafts.put(session, draft, EVERYBODY, [{"kind": "text", "text": "Hola"}])
    drafts.aim(draft, rule)
    await session.flush()
    return draft


async def asked(session: Session, author: int) -> Draft:
    draft = await written(session, author, Rule(languages=MANY))
    await approving.submit(session, draft.id, author, draft.hash[:12], facts=FACTS, now=NOW)
    return draft


async def test_a_yes_holds_for_one_content_one_audience_one_hour_and_a_day(db: Database) -> None:
    async with db.begin() as session:
        await people(session, "many", 60)
        author, _other, approver, _both = await colleagues(session)

        async def approved() -> Draft:
            draft = await asked(session, author)
            return await approving.approve(session, draft.id, approver, 60, draft.hash[:12], facts=FACTS, now=NOW)

        async def may(draft: Draft, now: datetime = NOW) -> bool:
            await session.flush()
            return await approving.may_start(session, draft.id, facts=FACTS, now=now)

        assert await may(await approved())
        assert approving.most((await approved()).row) == 61
        for change in (
            lambda row: setattr(row, "audience", {"everybody": True}),
            lambda row: setattr(row, "buttons", [{"kind": "link", "url": "https://a.mx", "label": "a"}]),
            lambda row: setattr(row, "due_at", NOW - timedelta(minutes=1)),
            lambda row: setattr(row, "approver_id", author),
            lambda row: setattr(row, "approver_id", None),
            lambda row: setattr(row, "approved_hash", None),
        ):
            draft = await approved()
            change(draft.row)
            assert not await may(draft)
            assert draft.row.stage is Stage.DRAFT and draft.row.reason == approving.MOVED
        draft = await approved()
        await drafts._forget(session, draft, [EVERYBODY])
        assert not await may(draft), "its words changed behind everybody's back"
        draft = await approved()
        assert not await may(draft, NOW + timedelta(hours=24)) and draft.row.reason == approving.LATE


async def test_an_audience_that_outgrew_an_author_alone_isnt_written_to(db: Database) -> None:
    async with db.begin() as session:
        await people(session, "few", 50)
        author, *_others = await colleagues(session)
        draft = await written(session, author, Rule(languages=FEW))
        await approving.submit(session, draft.id, author, draft.hash[:12], facts=FACTS, now=NOW)
        assert await approving.may_start(session, draft.id, facts=FACTS, now=NOW)
        assert approving.most(draft.row) == 50, "also while the letters are being written"
        session.add(Person(locale="few", created_at=NOW))
        await session.flush()
        newest = (await session.exec(select(Person.id).order_by(col(Person.id).desc()).limit(1))).one()
        session.add(Account(id=1, person_id=newest or 0))
        await session.flush()
        assert not await approving.may_start(session, draft.id, facts=FACTS, now=NOW)
        assert draft.row.stage is Stage.DRAFT


async def test_what_isnt_ready_isnt_asked(db: Database) -> None:
    async with db.begin() as session:
        author, *_others = await colleagues(session)
        empty = await drafts.create(session, author, now=NOW)
        empty.row.buttons = [{"kind": "link", "url": "https://leon.gob.mx", "label": "a"}]
        await session.flush()
        for why, made in (("empty", empty), ("nobody", await written(session, author, Rule(languages=("xx",))))):
            with pytest.raises(CantAnnounce) as refused:
                await approving.submit(session, made.id, author, made.hash[:12], facts=FACTS, now=NOW)
            assert refused.value.why == why
        made = await written(session, author, Rule(everybody=True))
        made.row.due_at = NOW
        await session.flush()
        with pytest.raises(CantAnnounce):
            await approving.submit(session, made.id, author, made.hash[:12], facts=FACTS, now=NOW)
        with pytest.raises(NotApprovable):
            await approving.submit(session, made.id, author, "", facts=FACTS, now=NOW)
        with pytest.raises(NotThere):
            await drafts.own(session, made.id, author + 1)


_crowds = itertools.count(1)


async def sends_alone(session: Session, author: int, size: int, at: datetime, hour: datetime | None = None) -> Draft:
    """An announcement to so many people of their own, submitted at a moment, perhaps for an hour."""
    locale = f"x{next(_crowds)}"
    await people(session, locale, size)
    draft = await written(session, author, Rule(languages=(locale,)))
    draft.row.due_at = hour
    await session.flush()
    await approving.submit(session, draft.id, author, draft.hash[:12], facts=FACTS, now=at)
    return draft


async def starts(session: Session, draft: Draft, at: datetime) -> bool:
    if not await approving.may_start(session, draft.id, facts=FACTS, now=at):
        return False
    await running.begin(session, draft.id, now=at)
    await session.refresh(draft.row)
    return True


HOUR = timedelta(hours=1)


async def test_what_an_author_sends_alone_within_a_day_counts_together_up_to_fifty(db: Database) -> None:
    async with db.begin() as session:
        author, other, approver, _both = await colleagues(session)
        first = await sends_alone(session, author, 30, NOW)
        assert first.row.stage is Stage.APPROVED and await starts(session, first, NOW)
        border = await sends_alone(session, author, 20, NOW + HOUR)
        assert border.row.stage is Stage.APPROVED, "fifty together are still one's own"
        over = await sends_alone(session, author, 1, NOW + 2 * HOUR)
        assert over.row.stage is Stage.ASKED, "fifty-one aren't, however few this one is for"
        elses = await sends_alone(session, other, 21, NOW + 2 * HOUR)
        assert elses.row.stage is Stage.APPROVED, "what others send doesn't count"
        await approving.approve(session, over.id, approver, 1, over.hash[:12], facts=FACTS, now=NOW + 3 * HOUR)
        assert await starts(session, over, NOW + 3 * HOUR), "with a yes it goes"
        assert await starts(session, border, NOW + 3 * HOUR)
        late = await sends_alone(session, author, 30, NOW + 24 * HOUR)
        assert late.row.stage is Stage.APPROVED, "the first thirty are a day old, and a yes for one isn't counted"
        assert (await sends_alone(session, author, 1, NOW + 24 * HOUR)).row.stage is Stage.ASKED


async def test_scheduled_ones_count_by_when_they_were_and_by_when_they_go(db: Database) -> None:
    async with db.begin() as session:
        author, *_others = await colleagues(session)
        hour = NOW + 100 * HOUR
        first = await sends_alone(session, author, 30, NOW, hour)
        assert first.row.stage is Stage.APPROVED
        today = await sends_alone(session, author, 30, NOW + HOUR, hour + 48 * HOUR)
        assert today.row.stage is Stage.ASKED, "scheduled within a day"
        later = await sends_alone(session, author, 30, NOW + 30 * HOUR, hour + 23 * HOUR)
        assert later.row.stage is Stage.ASKED, "due within a day"
        apart = await sends_alone(session, author, 30, NOW + 30 * HOUR, hour + 24 * HOUR)
        assert apart.row.stage is Stage.APPROVED
        assert await starts(session, first, hour + 2 * HOUR), "it was held up"
        assert not await starts(session, apart, hour + 24 * HOUR)
        assert apart.row.stage is Stage.DRAFT and apart.row.reason == approving.TOGETHER
        await drafts.discard(session, apart.id, author, now=hour + 24 * HOUR)
        anew = await sends_alone(session, author, 20, hour + 25 * HOUR)
        assert anew.row.stage is Stage.APPROVED, "what was taken back doesn't count"


async def test_what_its_author_alone_scheduled_does_not_begin_once_they_may_not_announce(session: Session) -> None:
    author, _other, approver, _both = await colleagues(session)
    hour = NOW + 5 * HOUR
    own = await sends_alone(session, author, 2, NOW, hour)
    with_a_yes = await sends_alone(session, author, alone.MOST + 1, NOW, hour)
    many, mark = alone.MOST + 1, with_a_yes.hash[:12]
    await approving.approve(session, with_a_yes.id, approver, many, mark, facts=FACTS, now=NOW)
    assert await approving.waiting_alone(session, author) == 1
    role = (await session.exec(select(StaffRole).where(StaffRole.person_id == author))).one()
    await session.delete(role)
    await session.flush()
    assert not await starts(session, own, hour)
    assert (own.row.stage, own.row.reason) == (Stage.DRAFT, approving.LEFT)
    assert await starts(session, with_a_yes, hour), "a colleague answers for this one"
    assert await approving.waiting_alone(session, author) == 0


async def test_a_correction_reaches_whom_it_corrects_and_counts_once(db: Database) -> None:
    async with db.begin() as session:
        author, *_others = await colleagues(session)
        first = await sends_alone(session, author, 40, NOW)
        assert await starts(session, first, NOW)
        first.row.stage, first.row.audience_size = Stage.DONE, 40
        for number in range(40):
            person = Person(locale="es", created_at=NOW)
            session.add(person)
            await session.flush()
            letter = {"kind": "broadcast", "priority": 9, "due_at": NOW, "state": Post.DELIVERED, "said_at": NOW}
            session.add(Letter(key=f"got:{number}", person_id=person.id, broadcast_id=first.id, **letter))
        await session.flush()
        row = await correcting.correct(session, first.id, author, now=NOW + HOUR)
        draft = await drafts.look(session, row.id or 0)
        draft = await drafts.put(session, draft, EVERYBODY, [{"kind": "text", "text": "Perdón, a las 6"}])
        await session.flush()
        draft, found = await approving.submit(session, draft.id, author, draft.hash[:12], facts=FACTS, now=NOW + HOUR)
        assert (found.total, found.beside) == (40, 0) and draft.row.stage is Stage.APPROVED
        assert (await sends_alone(session, author, 10, NOW + HOUR)).row.stage is Stage.APPROVED
        assert (await sends_alone(session, author, 1, NOW + HOUR)).row.stage is Stage.ASKED
