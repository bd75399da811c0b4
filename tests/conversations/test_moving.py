"""A profile goes to another Telegram account: both sides say yes, and whatever either had is there once."""

import hashlib
import re
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot import time
from bot.addresses import BringHere, Join, LetGo
from bot.jobs.tidy import tidy
from bot.models import (
    Account,
    AccountChange,
    Course,
    Dismissal,
    Enrollment,
    Follow,
    Interest,
    JourneyStage,
    Letter,
    Person,
    Post,
    Scene,
    Standing,
)
from bot.services import merging
from tests.conversations.conftest import SignedUp
from tests.talk import Institute, Talker

OLD, NEW = 7_000_000_001, 7_000_000_002


async def link_of(talker: Talker) -> str:
    """The payload of a fresh link."""
    await talker.says("/perfil")
    await talker.presses("Usar otra cuenta")
    await talker.presses("Hacer el enlace")
    found = re.search(r"https://t\.me/rumbo_bot\?start=(m_[\w-]+)", talker.sees)
    assert found
    return found[1]


async def move(old: Talker, new: Talker) -> None:
    await new.says(f"/start {await link_of(old)}")
    await new.presses("Traer mi perfil aquí")
    await old.presses("Sí, es mía")


async def everything(institute: Institute, table: type) -> list:  # type: ignore[type-arg]
    async with institute.db.reading() as session:
        return list(await session.exec(select(table).order_by(table.id)))


async def seats_are_counted_right(institute: Institute) -> None:
    async with institute.db.reading() as session:
        held = [
            one.course_id for one in await session.exec(select(Enrollment)) if one.standing in ("enrolled", "offered")
        ]
        for course in await session.exec(select(Course)):
            assert course.taken == held.count(course.id), course.key


async def test_a_profile_goes_to_a_new_account_and_nothing_stays_behind(
    ana: Talker, beto: Talker, institute: Institute, sign_up: SignedUp
) -> None:
    await sign_up(ana, "glocal")
    old_id = (await institute.who(ana)).id
    link = await link_of(ana)
    assert "/start m_" in ana.last.text and "antes de las 12:15" in ana.last.text
    await beto.says(f"/start {link}")
    assert beto.sees.startswith("Una cuenta quiere pasar su perfil a esta.") and "Ana" not in beto.sees
    await beto.presses("Traer mi perfil aquí")
    assert "contesta en tu otra cuenta, antes de las 12:15" in beto.sees
    assert "Beto quiere llevarse tu perfil a su cuenta. ¿Esa cuenta es tuya?" in ana.sees
    await ana.presses("Sí, es mía")
    assert "tu perfil ya está en tu otra cuenta" in ana.sees and "Listo, tu perfil ya está aquí" in beto.sees
    assert (await institute.who(beto)).id == old_id
    await beto.says("/mis_cursos")
    assert "Glocal" in beto.sees
    await ana.says("/mis_cursos")
    assert "Todavía no" in ana.sees
    assert (await institute.who(ana)).id not in (None, old_id) and (await institute.who(ana)).name is None
    assert len(await everything(institute, Person)) == 2
    await institute.pass_time(days=20)
    assert "Glocal" in beto.sees and not ana.sees, "reminders go where the person is now"
    await seats_are_counted_right(institute)


async def test_the_same_in_english(casey: Talker, institute: Institute) -> None:
    sam = institute.person(7_000_000_004, "Sam", "en")
    await casey.says("/profile")
    await casey.presses("Use another account")
    assert "Your profile, with your courses and your journey" in casey.sees
    await casey.presses("Make the link")
    found = re.search(r"start=(m_[\w-]+)", casey.sees)
    assert found
    await sam.says(f"/start {found[1]}")
    await sam.presses("Bring my profile here")
    assert "Sam wants to take your profile" in casey.sees
    await casey.presses("No")
    assert "nothing has moved" in casey.sees and "The other account said no" in sam.sees


async def test_only_a_hash_of_the_link_is_kept(ana: Talker, institute: Institute) -> None:
    token = (await link_of(ana)).removeprefix("m_")
    assert len(token) >= 22
    (change,) = await everything(institute, AccountChange)
    assert change.token_hash == hashlib.sha256(token.encode()).hexdigest()


async def test_a_no_changes_nothing_and_ends_the_link(ana: Talker, beto: Talker, institute: Institute) -> None:
    await institute.knows(ana)
    link = await link_of(ana)
    await beto.says(f"/start {link}")
    await beto.presses("Traer mi perfil aquí")
    question = ana.last
    await ana.presses("No")
    assert "no se movió nada" in ana.sees and "La otra cuenta dijo que no" in beto.sees
    await ana.presses("Sí, es mía", of=question) if "Sí, es mía" in question.labels else await ana.taps(
        str(LetGo(1, 1))
    )
    assert "Ese enlace ya se usó" in ana.sees
    assert (await institute.who(ana)).name == "Ana María Pérez" and (await institute.who(beto)).name is None
    await beto.says(f"/start {link}")
    assert "Ese enlace ya se usó" in beto.sees


async def test_a_link_works_for_a_quarter_of_an_hour(ana: Talker, beto: Talker, institute: Institute) -> None:
    link = await link_of(ana)
    await beto.says(f"/start {link}")
    offer = beto.last
    await institute.pass_time(minutes=14)
    await beto.presses("Traer mi perfil aquí")
    question = ana.last
    await institute.pass_time(minutes=2)
    await ana.presses("Sí, es mía", of=question)
    assert "ya pasaron" in ana.sees
    await beto.taps(offer.data("Traer mi perfil aquí") if "Traer mi perfil aquí" in offer.labels else "ch.1")
    assert "ya pasaron" in beto.sees
    await beto.says(f"/start {link}")
    assert "Ese enlace era para 15 minutos" in beto.sees and "/perfil" in beto.sees
    assert len(await everything(institute, Account)) == 2


async def test_links_that_are_not_right_are_refused_kindly(ana: Talker, beto: Talker, institute: Institute) -> None:
    third = institute.person(7_000_000_005, "Caro")
    first = await link_of(ana)
    link = await link_of(ana)
    await ana.says(f"/start {link}")
    assert "Esta es la cuenta que hizo el enlace" in ana.sees
    await beto.says(f"/start {first}")
    assert "hay uno más nuevo" in beto.sees
    await beto.says(f"/start {link}")
    await beto.says(f"/start {link}")
    assert "Una cuenta quiere pasar su perfil" in beto.sees, "opening it again is harmless"
    await third.says(f"/start {link}")
    assert "Otra cuenta abrió ese enlace antes" in third.sees
    for forged in ("m_", "m_x", f"{link}x", "m_" + "ñ" * 40, "m_<b>", "m_\u202e"):
        await beto.says(f"/start {forged}")
        assert "No conozco ese enlace" in beto.sees, forged
    assert len(await everything(institute, Person)) == 3


async def test_nobody_acts_for_either_side(ana: Talker, beto: Talker, institute: Institute) -> None:
    third = institute.person(7_000_000_005, "Caro")
    await institute.knows(ana)
    await beto.says(f"/start {await link_of(ana)}")
    (change,) = await everything(institute, AccountChange)
    for talker in (third, ana):
        await talker.taps(str(BringHere(change.id)))
        assert "Eso ya no está" in talker.sees
    await ana.taps(str(LetGo(change.id, 1)))
    assert "Eso ya no está" in ana.sees, "before the new side said yes there is nothing to answer"
    await beto.presses("Traer mi perfil aquí")
    for talker in (third, beto):
        for yes in (0, 1, 7):
            await talker.taps(str(LetGo(change.id, yes)))
            assert "Eso ya no está" in talker.sees
    await third.taps(str(LetGo(999, 1)))
    assert [one.person_id for one in await everything(institute, Account) if one.id == ana.id] == [change.person_id]


async def test_a_newer_link_ends_a_question_that_is_open(ana: Talker, beto: Talker, institute: Institute) -> None:
    await beto.says(f"/start {await link_of(ana)}")
    await beto.presses("Traer mi perfil aquí")
    question = ana.last
    await link_of(ana)
    await ana.presses("Sí, es mía", of=question)
    assert "hay uno más nuevo" in ana.sees and len(await everything(institute, Person)) == 2


async def test_the_name_of_the_other_side_is_only_a_name(ana: Talker, institute: Institute) -> None:
    names = ["<b>Ro & Co</b>\u202e", "\u200b\u2060", "a\u0301\u0301\u0301\u0301\u0301" * 60]
    for number, name in enumerate(names):
        other = institute.person(7_100_000_000 + number, name)
        await other.says(f"/start {await link_of(ana)}")
        await other.presses("Traer mi perfil aquí")
        assert "quiere llevarse tu perfil" in ana.sees and len(ana.sees) < 600 and "\u202e" not in ana.sees
    assert "<b>Ro & Co</b> quiere" in "\n".join(message.text for message in ana.messages)
    assert "una cuenta sin nombre quiere" in "\n".join(message.text for message in ana.messages)


async def both_join(
    institute: Institute, ana: Talker, beto: Talker, key: str, seats: int, first: Talker
) -> tuple[Talker, Talker]:
    """Both sign up for a course with so many seats, one before the other."""
    async with institute.db.begin() as session:
        (await session.get_one(Course, await institute.id_of(key))).seats = seats
    for talker in (first, beto if first is ana else ana):
        await institute.knows(talker)
        await talker.taps(str(Join(await institute.id_of(key))))
    return ana, beto


@pytest.mark.parametrize("first", ["old", "new"])
@pytest.mark.parametrize("seats", [1, 2, 5])
async def test_of_two_places_in_one_course_the_better_one_stays(
    ana: Talker, beto: Talker, institute: Institute, first: str, seats: int
) -> None:
    await both_join(institute, ana, beto, "glocal", seats, ana if first == "old" else beto)
    waiting = institute.person(7_000_000_006, "Dani")
    await institute.knows(waiting)
    await waiting.taps(str(Join(await institute.id_of("glocal"))))
    await move(ana, beto)
    mine = [
        one for one in await everything(institute, Enrollment) if one.standing in ("enrolled", "offered", "waiting")
    ]
    who = (await institute.who(beto)).id
    assert [one.standing for one in mine if one.person_id == who] == [Standing.ENROLLED]
    await seats_are_counted_right(institute)
    theirs = next(one for one in mine if one.person_id != who)
    assert theirs.standing is {1: Standing.WAITING, 2: Standing.OFFERED, 5: Standing.ENROLLED}[seats]
    await institute.pass_time(days=16)
    reminders = [message.text for message in beto.messages if "Glocal: " in message.text]
    assert len(reminders) == len(set(reminders)) and reminders


async def test_what_both_had_is_there_once_and_what_the_new_one_had_comes_along(
    ana: Talker, beto: Talker, institute: Institute
) -> None:
    old, new, now = await institute.who(ana), await institute.who(beto), time.now()
    topic, other, third = (topic.key for topic in institute.pack.topics[:3])
    earlier = now - timedelta(days=5)
    async with institute.db.begin() as session:
        for person, muted in ((old, True), (new, False)):
            session.add(Follow(person_id=person.id, topic=topic, muted=muted, since=now))
            session.add(Interest(person_id=person.id, course_key="glocal", asked_at=now))
            session.add(Dismissal(person_id=person.id, kind="k", key="x", at=now, reason=f"{person.id}"))
        session.add(Follow(person_id=new.id, topic=other, since=now))
        session.add(Dismissal(person_id=new.id, kind="c", key="x", at=now))
        session.add(JourneyStage(person_id=old.id, topic=topic, begun_at=now, stamped_at=now, answers={"a": "old"}))
        session.add(JourneyStage(person_id=new.id, topic=topic, begun_at=now, stamped_at=now, answers={"a": "new"}))
        session.add(JourneyStage(person_id=old.id, topic=other, begun_at=now))
        session.add(JourneyStage(person_id=new.id, topic=other, begun_at=now, stamped_at=now))
        session.add(JourneyStage(person_id=new.id, topic=third, begun_at=now))
        for person in (old, new):
            for kind, subject in (("nudge", {}), ("call_open", {"call_id": person.id})):
                due = now + timedelta(days=300)
                session.add(
                    Letter(
                        priority=6,
                        kind=kind,
                        key=f"{kind}:{person.id}",
                        person_id=person.id,
                        subject=subject,
                        due_at=due,
                    )
                )
        stored = await session.get_one(Person, new.id)
        stored.name, stored.colonia, stored.since = "Beto", "Centro", {"name": "2026-11-01", "colonia": "2026-11-02"}
        stored.created_at, stored.feed_token = earlier, "f" * 22
        (await session.get_one(Person, old.id)).name = "Ana María Pérez"
    await move(ana, beto)
    (kept,) = await everything(institute, Person)
    assert (kept.id, kept.name, kept.colonia, kept.feed_token) == (old.id, "Ana María Pérez", "Centro", "f" * 22)
    assert kept.since == {"colonia": "2026-11-02"} and kept.created_at == earlier
    assert {(one.topic, one.muted) for one in await everything(institute, Follow)} == {(topic, True), (other, False)}
    assert len(await everything(institute, Interest)) == 1
    dismissed = {(one.kind, one.reason) for one in await everything(institute, Dismissal)}
    assert dismissed == {("k", str(old.id)), ("c", None)}
    stages = {one.topic: (bool(one.stamped_at), one.answers) for one in await everything(institute, JourneyStage)}
    assert stages == {topic: (True, {"a": "old"}), other: (True, {}), third: (False, {})}
    planned = [one for one in await everything(institute, Letter) if one.kind in ("nudge", "call_open")]
    assert sorted(one.kind for one in planned if one.state is Post.WAITING) == ["call_open", "call_open", "nudge"]
    assert {one.person_id for one in planned} == {old.id}


def test_every_table_that_hangs_on_a_person_is_merged() -> None:
    bound = {
        table.name
        for table in Person.metadata.tables.values()
        if any(key.column.table.name == "person" for key in table.foreign_keys)
    }
    assert {table.__tablename__ for table in merging.HANDLED} == bound, "what nobody merges would be deleted"


async def test_a_place_that_the_known_age_rules_out_is_given_up_and_named(
    ana: Talker, beto: Talker, institute: Institute, sign_up: SignedUp
) -> None:
    await institute.knows(ana, born="1980-03-15")
    await sign_up(beto, "glocal")
    await move(ana, beto)
    assert "Solté tu lugar en Glocal" in beto.sees
    assert await institute.count(Standing.ENROLLED) == 0
    await seats_are_counted_right(institute)


async def test_questions_left_open_on_either_side_are_closed_and_the_unfinished_one_comes_along(
    ana: Talker, beto: Talker, institute: Institute
) -> None:
    await ana.says("/start c_glocal")
    await ana.presses("Unirme")
    await ana.says("Ana María Pérez")
    await beto.says("/perfil")
    link = await link_of(ana)
    await beto.says(f"/start {link}")
    await beto.presses("Traer mi perfil aquí")
    await beto.taps("ef.name")
    await ana.presses("Sí, es mía")
    await beto.says("15/03/2008")
    assert (await institute.who(beto)).name == "Ana María Pérez"
    await beto.says("/inicio")
    await beto.presses("Seguir: Glocal")
    assert "¿Cuándo naciste?" in beto.sees
    async with institute.db.reading() as session:
        left = (await session.exec(select(Scene).where(Scene.user_id == ana.id))).all()
        assert all(not scene.data and scene.state is None for scene in left)


async def test_a_profile_that_moved_can_move_back(ana: Talker, beto: Talker, institute: Institute) -> None:
    await institute.knows(ana)
    id = (await institute.who(ana)).id
    await move(ana, beto)
    await move(beto, ana)
    assert (await institute.who(ana)).id == id and "Listo, tu perfil ya está aquí" in ana.sees
    async with institute.db.reading() as session:
        accounts = await session.exec(select(Account).where(col(Account.person_id) == id))
        assert [one.id for one in accounts] == [ana.id]


async def test_whoever_lost_the_old_account_is_told_where_to_ask(ana: Talker) -> None:
    await ana.says("/perfil")
    await ana.presses("Usar otra cuenta")
    assert "desde aquí no puedo comprobar que eres tú" in ana.sees
    contact = ana.institute.pack.institution.contact
    assert any(way and way in ana.sees for way in (contact.email, contact.phone, *contact.web))


async def test_nothing_is_left_of_a_link_after_two_days(ana: Talker, institute: Institute) -> None:
    await link_of(ana)
    await institute.pass_time(days=1)
    await tidy(institute.db)
    assert len(await everything(institute, AccountChange)) == 1
    await institute.pass_time(days=2)
    await tidy(institute.db)
    assert await everything(institute, AccountChange) == []
