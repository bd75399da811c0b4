"""Talking to a person of the team: a topic in the staff's group, and everything that can come between."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from bot import time
from bot.addresses import TalkToPerson
from bot.db import Database
from bot.jobs import erase
from bot.jobs import threads as jobs
from bot.models import AuditEntry, InboxUpdate, Letter, Role, Talk, Thread
from bot.packs import Pack
from bot.packs.institutions import Opening
from bot.services import erasing, team, threads
from bot.services.facts import Facts
from bot.tombstones import Tombstones
from tests.conversations.conftest import MONDAY
from tests.forum import Forum
from tests.talk import Institute, Loud, Talker

GROUP = -1_002_000_000_777
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group"}


@pytest.fixture
async def institute(db: Database, pack: Pack, dispatcher: object) -> AsyncIterator[Institute]:
    """With a group of the staff's."""
    time.follow(MONDAY - time.wall())
    yield await Institute.beside(db, pack, dispatcher, kind=Loud, staff_chat=GROUP)


@pytest.fixture
def forum(institute: Institute) -> Forum:
    return institute.forum(GROUP)


async def colleague(institute: Institute, number: int, name: str, role: Role = Role.FACILITATOR) -> Talker:
    talker = institute.person(number, name)
    person = await institute.who(talker)
    async with institute.db.begin() as session:
        token, _made = await team.invite(session, role, by=None, now=time.now())
        await team.accept(session, token, person.id or 0, called=name, now=time.now())
    return talker


@pytest.fixture
async def dora(institute: Institute) -> Talker:
    return await colleague(institute, 7_000_000_010, "Dora")


@pytest.fixture
async def eva(institute: Institute) -> Talker:
    return await colleague(institute, 7_000_000_011, "Eva")


async def thread_of(institute: Institute) -> Thread:
    async with institute.db.reading() as session:
        return (await session.exec(select(Thread).order_by(col(Thread.id).desc()).limit(1))).one()


async def asks(talker: Talker, text: str = "¿Hay lugar para mi hermana?") -> None:
    await talker.says("/persona")
    await talker.says(text)


async def test_both_sides_read_what_the_other_writes_and_nobody_reads_who(
    institute: Institute, forum: Forum, ana: Talker, dora: Talker, eva: Talker
) -> None:
    await ana.says("/ayuda")
    await ana.presses("Hablar con alguien")
    assert "se lo paso al equipo de IMJU León" in ana.sees and not forum.topics, "nobody is disturbed by a tap"
    assert "No puedo saber si ahora hay alguien" in ana.sees or "8:00 a 21:30" in ana.sees
    await ana.says("¿Hay lugar para mi hermana?")
    assert "Se lo paso al equipo" in ana.sees and "Terminar" in ana.labels
    assert forum.topics[forum.topic]["name"] == "#1 · ayuda", "what a phone shows unasked says nothing of who it is"
    first, passed = forum.words()
    assert first.startswith("Conversación 1") and "Ana" in first and "Español" in first and "edad desconocida" in first
    assert passed == "¿Hay lugar para mi hermana?"
    assert all(message.protected for message in forum.inside(forum.topic))
    ana.new.clear()
    await forum.hears(dora, "Sí, el sábado.")
    assert [message.text for message in ana.new] == [
        "Ahora te escribe una persona del equipo de IMJU León:",
        "Sí, el sábado.",
    ]
    await ana.sends_photo("mi credencial")
    assert forum.words()[-1] == "mi credencial" and not ana.sees, "the bot keeps quiet"
    await ana.sends(voice={"file_id": "v", "file_unique_id": "v", "duration": 3})
    assert forum.words()[-1] == "voice"
    async with institute.db.reading() as session:
        noted = (await session.exec(select(AuditEntry).where(AuditEntry.act == "answer_thread"))).all()
    assert [(one.actor, one.subject) for one in noted] == [((await institute.who(dora)).id, "thread:1")]


async def test_it_is_held_in_english_too(institute: Institute, forum: Forum, casey: Talker, dora: Talker) -> None:
    await casey.says("/person")
    assert "Write me what it's about" in casey.sees
    await casey.says("Is there a place for me?")
    assert "I'm passing it on" in casey.sees
    assert forum.topics[forum.topic]["name"] == "#1 · el menú" and "English" in forum.words()[0]
    await forum.hears(dora, "Yes!")
    assert "A person from the team of IMJU León" in casey.messages[-2].text and casey.last.text == "Yes!"
    await casey.says("/end")
    assert "has ended" in casey.sees and forum.topics[forum.topic]["closed"]


async def test_nothing_of_a_minor_can_leave_the_group_and_an_adults_may(
    institute: Institute, forum: Forum, ana: Talker, beto: Talker, dora: Talker
) -> None:
    await institute.knows(ana, born="2011-03-15")
    await institute.knows(beto, born="2000-03-15")
    await asks(ana)
    assert "menor de 18" in forum.words()[0] and "Nada de aquí se puede reenviar" in forum.words()[0]
    assert all(message.protected for message in forum.inside(forum.topic))
    await asks(beto)
    assert "mayor de edad" in forum.words()[0]
    assert not any(message.protected for message in forum.inside(forum.topic))


async def test_only_who_has_a_role_answers_and_notes_stay_among_colleagues(
    institute: Institute, forum: Forum, ana: Talker, beto: Talker, dora: Talker
) -> None:
    await asks(ana)
    seen = len(ana.messages)
    await forum.hears(beto, "Yo te ayudo")
    assert "solo contesta quien tiene un rol" in forum.words()[-1]
    await forum.hears(dora, "// es hermana de Luis")
    await forum.hears(dora, "/cerar")
    assert "no conozco ese comando" in forum.words()[-1]
    message = dora.message(to=forum, text="hola", message_thread_id=forum.topic, is_topic_message=True)
    await institute.hears({"message": message | {"from": ANONYMOUS, "sender_chat": forum.chat}})
    assert "de forma anónima" in forum.words()[-1]
    assert len(ana.messages) == seen


async def test_a_second_colleague_takes_over_by_a_button_and_nothing_written_is_lost(
    institute: Institute, forum: Forum, ana: Talker, dora: Talker, eva: Talker
) -> None:
    await asks(ana)
    await forum.hears(dora, "Hola, soy del equipo")
    await forum.hears(eva, "Ya vi tu caso")
    assert "aquí contesta Dora" in forum.words()[-1] and ana.last.text == "Hola, soy del equipo"
    await eva.taps(forum.last.data("La tomo yo"), forum.last, to=forum)
    assert ana.last.text == "Ya vi tu caso" and "Desde ahora contesta Eva" in forum.words()[-1]
    await forum.hears(eva, "Te busco mañana")
    assert ana.last.text == "Te busco mañana"


async def test_replies_and_changes_reach_the_other_side(
    institute: Institute, forum: Forum, ana: Talker, dora: Talker
) -> None:
    await ana.says("/persona")
    mine = ana.message(text="Vivo en Leon")
    await institute.hears({"message": mine})
    copy = forum.inside(forum.topic)[-1]
    await institute.hears({"edited_message": mine | {"text": "Vivo en León", "edit_date": 5}})
    assert copy.text == "Vivo en León" and not ana.sees
    number = await forum.hears(
        dora,
        "¿Qué colonia?",
        reply_to_message=dora.message(to=forum, text="x")
        | {"message_id": copy.id, "from": {"id": 42, "is_bot": True, "first_name": "Rumbo"}},
    )
    theirs = ana.last
    assert theirs.text == "¿Qué colonia?" and theirs.reply_to == mine["message_id"]
    edited = dora.message(to=forum, text="¿Qué colonia es?", message_thread_id=forum.topic, edit_date=5)
    await institute.hears({"edited_message": edited | {"message_id": number}})
    assert theirs.text == "¿Qué colonia es?"
    await ana.says("Centro")
    answer = ana.message(
        text="La del parque",
        reply_to_message={
            "message_id": theirs.id,
            "date": 1,
            "chat": ana.chat,
            "from": {"id": 42, "is_bot": True, "first_name": "Rumbo"},
        },
    )
    await institute.hears({"message": answer})
    assert forum.inside(forum.topic)[-1].reply_to == number


async def test_what_says_more_than_was_meant_is_not_passed_on(
    institute: Institute, forum: Forum, ana: Talker, dora: Talker
) -> None:
    await asks(ana)
    before = forum.words()
    file = {"file_id": "d", "file_unique_id": "d", "mime_type": "image/jpeg"}
    await ana.sends(document=file)
    assert "Mándala como foto" in ana.sees
    await ana.shares_contact("4771234567")
    assert "no hace falta ningún teléfono" in ana.sees
    assert forum.words() == before


async def test_commands_work_meanwhile_and_show_the_way_back(
    institute: Institute, forum: Forum, ana: Talker, dora: Talker
) -> None:
    await asks(ana)
    await ana.says("/cursos")
    assert "sigue abierta" in ana.sees and "Terminar" in ana.labels
    await ana.says("cocina")
    assert forum.words()[-1] == "cocina" and not ana.sees, "no search while somebody is being written to"
    await ana.says("/viaje")
    await ana.presses("Salud")
    await ana.says("ya lo hice")
    assert forum.words()[-1] == "ya lo hice", "a challenge on the screen takes nothing that is said to the team"


async def test_danger_is_answered_with_the_card_and_the_topic_hears_only_that(
    institute: Institute, forum: Forum, ana: Talker, dora: Talker
) -> None:
    await asks(ana)
    await ana.says("ya no quiero vivir")
    assert "911" in ana.sees
    assert "El equipo sabe que te mostré esto, aunque no lo que escribiste" in ana.sees
    assert "Se le mostró la tarjeta con el 911" in forum.words()[-1]
    assert not any("vivir" in words for words in forum.words())
    await forum.hears(dora, "¿Estás pensando en quitarte la vida?")
    assert ana.last.text == "¿Estás pensando en quitarte la vida?", "who helps has to be able to name it"
    await ana.presses("Hablar con alguien")
    assert "también le llega al equipo" in ana.sees and "nadie lee" not in ana.sees, "somebody does, right now"


async def test_leaving_quickly_ends_it_and_the_team_is_told(
    institute: Institute, forum: Forum, ana: Talker, dora: Talker
) -> None:
    await asks(ana)
    await forum.hears(dora, "¿Estás bien?")
    await ana.says("/salir")
    assert [message.text for message in ana.messages] == [ana.last.text] and "plática" not in ana.last.text
    assert "Salió de prisa" in forum.words()[-1] and forum.topics[forum.topic]["closed"]
    await forum.hears(dora, "¿Sigues ahí?")
    assert "esta conversación terminó" in forum.words()[-1] and len(ana.messages) == 1
    await ana.says("hola")
    assert "hola" not in forum.words()
    topic = forum.topic
    await asks(ana, "ya puedo hablar")
    assert forum.topic == topic and not forum.topics[topic]["closed"], "the same topic, opened again"
    assert forum.words()[-2:] == ["Volvió a escribir.", "ya puedo hablar"]


async def test_after_a_day_of_silence_it_asks_and_after_another_it_ends(
    institute: Institute, forum: Forum, ana: Talker, dora: Talker
) -> None:
    await asks(ana)
    await forum.hears(dora, "Claro que sí.")
    await institute.pass_time(hours=23)
    assert "algo más" not in ana.sees
    await institute.pass_time(hours=2)
    assert "¿Necesitas algo más del equipo?" in ana.sees
    await ana.presses("Sí, aquí sigo")
    assert "sigue abierta" in ana.sees
    await institute.pass_time(hours=25)
    await institute.pass_time(hours=25)
    assert "Cerré tu plática" in ana.sees and forum.topics[forum.topic]["closed"]
    await ana.says("cocina")
    assert "cocina" not in forum.words()


async def test_it_never_ends_while_the_team_owes_an_answer_and_says_honestly_that_it_takes_long(
    institute: Institute, forum: Forum, ana: Talker, dora: Talker
) -> None:
    await asks(ana)
    await institute.pass_time(minutes=61)
    assert "lleva 61 minutos esperando una respuesta" in forum.words()[-1]
    assert "está tardando más de lo normal" in ana.sees
    said = len(forum.words())
    await institute.pass_time(days=4)
    assert (await thread_of(institute)).state is Talk.OPEN and len(forum.words()) == said, "reminded once"
    assert "algo más" not in ana.sees


async def test_without_enough_answers_nothing_is_said_of_the_wait_and_with_five_it_is(
    institute: Institute, forum: Forum, ana: Talker, dora: Talker
) -> None:
    person = (await institute.who(ana)).id or 0
    for count in range(5):
        await ana.says("/persona")
        assert "Normalmente contestan" not in ana.sees
        await ana.says("/terminar")
        async with institute.db.begin() as session:
            opened = time.now() - timedelta(days=count + 1)
            old = Thread(person_id=person, invited_at=opened, opened_at=opened, state=Talk.CLOSED, closed_at=opened)
            old.first_answer_at = opened + timedelta(minutes=14)
            old.chat_id = -1
            session.add(old)
    await ana.says("/persona")
    assert "Normalmente contestan en unos 15 minutos" in ana.sees


async def test_when_nobody_is_there_it_says_when_they_open(db: Database, pack: Pack, dispatcher: object) -> None:
    opening = [Opening(days=["monday", "tuesday"], **{"from": "09:00", "to": "17:00"})]
    contact = pack.institution.contact.model_copy(update={"opening": opening})
    there = pack.model_copy(update={"institution": pack.institution.model_copy(update={"contact": contact})})
    institute = await Institute.beside(db, there, dispatcher, kind=Loud, staff_chat=GROUP)
    ana = institute.person(7_000_000_001)
    time.follow(MONDAY - time.wall())
    await ana.says("/persona")
    assert "A esta hora hay gente" in ana.sees
    time.follow(MONDAY + timedelta(days=5) - time.wall())
    await ana.says("/persona")
    assert "abren lun 30 nov, 9:00" in ana.sees.replace("09:00", "9:00")
    assert "Ahora no hay nadie" in ana.sees and "911" in ana.sees and "Líneas de ayuda" in ana.labels


async def test_a_group_that_cannot_be_reached_loses_nothing(
    institute: Institute, forum: Forum, ana: Talker, dora: Talker
) -> None:
    forum.trouble = "Bad Request: not enough rights to create a topic"
    await asks(ana, "uno")
    assert "Ahora no puedo llegar al grupo" in ana.sees and "leonjoven@leon.gob.mx" in ana.sees
    await ana.says("dos")
    assert not ana.sees, "said once"
    assert any("not enough rights" in one for one in await jobs.warnings(institute.db, institute.facts))
    forum.trouble = None
    await institute.pass_time(minutes=11)
    assert forum.words()[1:] == ["uno", "dos"]
    assert not any("not enough rights" in one for one in await jobs.warnings(institute.db, institute.facts))


async def test_a_topic_that_somebody_deleted_is_made_anew(
    institute: Institute, forum: Forum, ana: Talker, dora: Talker
) -> None:
    await asks(ana, "uno")
    del forum.topics[forum.topic]
    await ana.says("dos")
    assert forum.words()[-1] == "dos" and len(forum.topics) == 1


async def test_an_answer_that_comes_twice_makes_one_topic(
    institute: Institute, forum: Forum, ana: Talker, dora: Talker
) -> None:
    """A process died between the topic and its receipt: another one made it again."""
    await asks(ana, "uno")
    first = forum.topic
    thread = await thread_of(institute)
    from bot.continuation import Answer
    from bot.intake import inbox

    async with institute.db.begin() as session:
        late = Answer(
            999_999, "thread_topic", {"thread": thread.id}, "delivered", GROUP, result={"message_thread_id": 5}
        )
        forum.topics[5] = {"name": "#1 · el menú", "closed": False}
        await inbox.bring_back(session, late, bot_id=42, wall=time.wall())
    await institute.settle()
    assert set(forum.topics) == {first}, "what nobody waits for goes"
    forum.topics[6] = {"name": "#1 · el menú", "closed": False}
    await forum.hears(dora, "¿Hola?", topic=6)
    assert "se creó dos veces" in forum.words(6)[-1] and forum.topics[6]["closed"]
    assert ana.last.text != "¿Hola?"


async def test_the_colleague_hears_that_somebody_blocked_the_bot(
    institute: Institute, forum: Forum, ana: Talker, dora: Talker
) -> None:
    await asks(ana)
    ana.blocked = True
    await forum.hears(dora, "Hola")
    assert "bloqueó el bot" in forum.words()[-1]


async def test_thirty_messages_arrive_in_order(institute: Institute, forum: Forum, ana: Talker, dora: Talker) -> None:
    await ana.says("/persona")
    await institute.hears(*({"message": ana.message(text=f"mensaje {n}")} for n in range(30)))
    assert forum.words()[1:] == [f"mensaje {n}" for n in range(30)]


async def test_an_album_stays_one(institute: Institute, forum: Forum, ana: Talker, dora: Talker) -> None:
    await asks(ana)
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}]
    parts = [ana.message(photo=photo, media_group_id="7", caption=f"foto {n}") for n in range(3)]
    await institute.keeps(*({"message": part} for part in parts))
    async with institute.db.begin() as session:
        for row in await session.exec(select(InboxUpdate).where(col(InboxUpdate.album) == "7")):
            row.received_at -= timedelta(seconds=3)
        from bot.models import Lane

        for lane in await session.exec(select(Lane).where(Lane.id == ana.id)):
            lane.ready_at = time.wall() - timedelta(seconds=1)
    await institute.settle()
    assert forum.words()[-3:] == ["foto 0", "foto 1", "foto 2"]
    async with institute.db.reading() as session:
        said = (await session.exec(select(Letter).where(Letter.then == "thread_copy"))).all()
    assert len(said[-1].message_ids) == 3


async def test_who_is_erased_takes_the_topic_along(
    institute: Institute, forum: Forum, ana: Talker, dora: Talker, tmp_path: Any, facts: Facts | None = None
) -> None:
    await asks(ana)
    person = await institute.who(ana)
    async with institute.db.begin() as session:
        kept = await session.get_one(type(person), person.id)
        await erasing.close(session, kept, facts=institute.facts, now=time.now())
        await erasing.hurry(session, kept, now=time.now() - timedelta(hours=1))
    await erase.erase_due(institute.db, institute.facts, Tombstones(tmp_path))
    await institute.settle()
    assert not forum.topics
    async with institute.db.reading() as session:
        assert not (await session.exec(select(Thread))).all()
        left = [letter.call or "" for letter in (await session.exec(select(Letter))).all()]
    assert not any(str(ana.id) in call for call in left)


async def test_nothing_unasked_comes_while_somebody_talks_to_the_team(
    institute: Institute, forum: Forum, ana: Talker, dora: Talker
) -> None:
    await asks(ana)
    person = (await institute.who(ana)).id or 0
    async with institute.db.reading() as session:
        from bot.models import Person, Priority
        from bot.services import attention

        letter = Letter(priority=Priority.NEWS, kind="new_group", person_id=person, due_at=time.now())
        kept = await session.get_one(Person, person)
        verdict = await attention.judge(session, letter, kept, facts=institute.facts, now=time.now())
    assert isinstance(verdict, attention.Wait) and verdict.reason == attention.TALKING


async def test_without_a_group_it_says_how_else_people_are_reached(
    db: Database, pack: Pack, dispatcher: object
) -> None:
    time.follow(MONDAY - time.wall())
    institute = await Institute.beside(db, pack, dispatcher, kind=Loud)
    ana = institute.person(7_000_000_001)
    await ana.says("/ayuda")
    assert "Hablar con alguien" not in ana.labels
    for way in ("/persona", "quiero hablar con una persona"):
        await ana.says(way)
        assert "leonjoven@leon.gob.mx" in ana.sees
    await ana.taps(str(TalkToPerson()))
    assert "leonjoven@leon.gob.mx" in ana.sees
    async with db.reading() as session:
        assert await threads.current(session, (await institute.who(ana)).id or 0, now=time.now()) is None


async def test_no_word_of_it_is_kept(institute: Institute, forum: Forum, ana: Talker, dora: Talker) -> None:
    await asks(ana, "xilófono secreto")
    await forum.hears(dora, "respuesta marimba")
    async with institute.db.reading() as session:
        rows = [json.dumps(row.model_dump(mode="json")) for row in (await session.exec(select(Letter))).all()]
        rows += [row.body or "" for row in (await session.exec(select(InboxUpdate))).all()]
    assert not any(word in row for row in rows for word in ("xilófono", "marimba", "xil\\u00f3fono"))
