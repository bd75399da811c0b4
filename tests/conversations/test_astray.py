"""Whatever somebody sends, the answer is kind, it is one, and it shows the way."""

from datetime import timedelta
from typing import Any

import pytest

from bot import time
from tests.conversations.conftest import SignedUp
from tests.talk import Institute, Talker

FILE = {"file_id": "x", "file_unique_id": "y"}
PHOTO = {"photo": [{**FILE, "width": 1, "height": 1}]}
STICKER = {**FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False}
OPTION = {"text": "sí", "voter_count": 0, "persistent_id": "1"}
POLL = {
    "id": "1", "question": "¿Vas?", "options": [OPTION], "total_voter_count": 0, "is_closed": False,
    "is_anonymous": True, "type": "regular", "allows_multiple_answers": False, "allows_revoting": False,
    "members_only": False,
}  # fmt: skip
SENT: list[tuple[dict[str, Any], str, str]] = [
    ({"sticker": STICKER}, "solo entiendo los botones", "I only understand buttons"),
    ({"voice": {**FILE, "duration": 3}}, "No puedo escuchar notas de voz", "I can't listen to voice messages"),
    ({"audio": {**FILE, "duration": 3}}, "No puedo escuchar grabaciones", "I can't listen to recordings"),
    ({"video_note": {**FILE, "duration": 3, "length": 9}}, "No puedo ver videos", "I can't watch videos"),
    (PHOTO, "no puedo ver imágenes y no las guardo", "I can't look at pictures"),
    ({**PHOTO, "caption": "mi tarea"}, "no puedo ver imágenes", "I can't look at pictures"),
    ({"document": FILE}, "no necesito ningún archivo", "I don't need any file"),
    ({"location": {"latitude": 21.1, "longitude": -101.7}}, "no necesito saber dónde estás", "where you are"),
    ({"contact": {"phone_number": "4771234567", "first_name": "Ana"}}, "no necesito ningún teléfono", "phone number"),
    ({"poll": POLL}, "No puedo contestar encuestas", "I can't answer polls"),
    ({"dice": {"emoji": "🎲", "value": 6}}, "¡Buen tiro!", "Good throw!"),
    ({"something_from_the_future": {"a": 1}}, "Con eso no puedo hacer nada", "I can't do anything with that"),
]


@pytest.mark.parametrize("language", ["es", "en"])
async def test_what_is_no_text_gets_a_kind_answer_with_the_doors(institute: Institute, language: str) -> None:
    person = institute.person(9, "Noa", language)
    for content, spanish, english in SENT:
        await person.sends(**content)
        assert len(person.new) == 1, content
        assert (spanish if language == "es" else english) in person.sees
        assert ("Mis cursos" if language == "es" else "My courses") in person.labels


async def test_text_that_says_nothing_gets_one_plain_answer_that_shows_the_way(ana: Talker) -> None:
    for text in ("hola", "asdfgh", "???", "<b>&", "a" * 4096, "💥", "\u200b"):
        await ana.says(text)
        assert len(ana.new) == 1 and "Esto encontré" not in ana.sees, text
        assert "💼 Empleo" in ana.labels and ana.labels[-2:] == ["Ayuda", "Inicio"], text


async def test_an_unknown_command_is_answered_with_those_that_work(ana: Talker) -> None:
    for command in ("/nada", "/starts", "/inicio2", "/@", "/menú", "/" + "x" * 500):
        await ana.says(command)
        assert len(ana.new) == 1 and ana.labels == ["Inicio"], command
        assert "Ese comando no lo conozco, pero estos sí: /viaje, /cursos, /mis_cursos y /ayuda." in ana.sees
    await ana.says("/")
    assert "Eso no lo entendí" in ana.sees


async def test_an_album_gets_one_answer(ana: Talker, institute: Institute, monkeypatch: pytest.MonkeyPatch) -> None:
    await ana.says("/start")
    parts = [{"message": ana.message(**PHOTO, media_group_id="album")} for _ in range(3)]
    await institute.hears(*parts[:2])
    await institute.hears(parts[2])
    assert ana.new == [], "more parts may follow"
    begin = time.wall()
    monkeypatch.setattr(time, "wall", lambda: begin + timedelta(seconds=1.1))
    await institute.hears()
    assert len(ana.new) == 1 and "no puedo ver imágenes" in ana.sees
    assert await institute.waiting() == 0


async def test_an_edited_message_is_noticed(ana: Talker) -> None:
    await ana.edits(text="hola otra vez")
    assert "Vi que cambiaste un mensaje" in ana.sees and len(ana.new) == 1


async def test_what_happens_to_the_chat_itself_is_not_answered(ana: Talker) -> None:
    pinned = {"message_id": 1, "date": 1, "chat": ana.chat, "text": "hola", "from": ana.user}
    await ana.sends(pinned_message=pinned)
    await ana.sends(message_auto_delete_timer_changed={"message_auto_delete_time": 86400})
    assert ana.messages == []


async def test_a_button_of_another_time_says_so_and_gives_home_anew(ana: Talker) -> None:
    await ana.says("/start")
    old = ana.last
    for data in ("", "zz", "c", "c.1.2.3", "c.abc", "t.nope.1", "sp.fr", "olddata:1:2", "💥", "x" * 64):
        await ana.taps(data, old)
        assert ana.toasts == ["Ese botón ya cambió"], data
        (home,) = ana.new
        assert home is not old and "¿Qué quieres ver?" in home.text


FORGED = ("c.999999", "k.999999", "cd.999999", "j.999999", "tm.999999", "jd.999999", "c.0", "c.-1", "c." + "9" * 18)
FOREIGN = ("me.1", "cal.1", "ok.1", "al.1", "lv.1.time", "of.1", "no.1", "me." + "9" * 18, "lv.1.no_such_reason")


async def test_forged_and_foreign_buttons_lead_nowhere(ana: Talker, beto: Talker, sign_up: SignedUp) -> None:
    await sign_up(beto, "glocal")
    assert beto.newest("Calendario").data("Calendario") == "cal.1!"
    await ana.says("/start")
    for data in (*FORGED, *FOREIGN):
        await ana.taps(data)
        assert "Eso ya no está o cambió" in ana.sees, data
        assert "Glocal" not in ana.sees and not any(message.file for message in ana.new)
    await beto.presses("Mis cursos", of=beto.newest("Mis cursos"))
    assert "💺 Tienes lugar" in beto.sees


async def test_a_tap_under_a_message_too_old_to_be_seen_is_answered(ana: Talker, institute: Institute) -> None:
    tap = ana.tap("h", 77)
    tap["message"] = {"message_id": 77, "chat": ana.chat, "date": 0}
    await institute.hears({"callback_query": tap})
    assert "¿Qué quieres ver?" in ana.sees


async def test_who_blocks_the_bot_is_remembered_and_who_returns_is_welcome(institute: Institute, ana: Talker) -> None:
    await ana.says("/start")
    await ana.blocks()
    assert ana.new == []
    await ana.blocks(again=True)
    assert ana.new == []
    await ana.says("/start")
    assert "Te damos la bienvenida" in ana.sees


async def test_in_a_group_nothing_personal_is_said(institute: Institute, ana: Talker, sign_up: SignedUp) -> None:
    await sign_up(ana, "glocal")
    group = institute.group()
    for text in ("/start", "/mis_cursos", "/mis_cursos@rumbo_bot", "/ayuda", "/start c_glocal", "@rumbo_bot hola"):
        await ana.says(text, to=group)
        assert len(group.new) == 1 and "Hablemos en privado" in group.sees, text
        assert group.labels == ["Hablar en privado"] and "Glocal" not in group.sees
    for address in ("mc", "me.1", "j.5", "h", "lv.1.time"):
        await ana.taps(address, 5, to=group)
        assert group.new == [] and "Hablemos en privado" in group.sees, address
    assert await institute.count() == 1


async def test_in_a_group_what_is_said_to_others_is_none_of_its_business(institute: Institute, ana: Talker) -> None:
    group = institute.group()
    for text in ("hola a todas", "/start@otro_bot", "15/03/2008"):
        await ana.says(text, to=group)
        assert group.new == [], text
    await ana.sends(**PHOTO, to=group)
    assert group.new == []


async def test_an_answer_to_an_open_question_given_in_a_group_is_not_taken(institute: Institute, ana: Talker) -> None:
    await ana.says("/start c_glocal")
    await ana.presses("Unirme")
    await ana.says("Ana María Pérez", to=institute.group())
    assert (await institute.who(ana)).name is None
    await ana.says("Ana María Pérez")
    assert "¿Cuándo naciste?" in ana.sees


async def test_added_to_a_group_it_says_in_one_line_where_to_talk(institute: Institute, ana: Talker) -> None:
    group = institute.group()
    bot = {"id": 42, "is_bot": True, "first_name": "Rumbo"}
    came = {
        "chat": group.chat, "from": ana.user, "date": 1,
        "old_chat_member": {"status": "left", "user": bot}, "new_chat_member": {"status": "member", "user": bot},
    }  # fmt: skip
    await institute.hears({"my_chat_member": came})
    assert "Hablemos en privado" in group.sees and len(group.new) == 1


async def test_a_server_that_knows_fewer_rights_is_understood(institute: Institute, ana: Talker) -> None:
    group = institute.group()
    bot = {"id": 42, "is_bot": True, "first_name": "Rumbo"}
    rights = {"can_be_edited": False, "is_anonymous": False, "can_manage_chat": True, "can_delete_messages": True}
    promoted = {"status": "administrator", "user": bot, **rights}
    came = {"chat": group.chat, "from": ana.user, "date": 1, "old_chat_member": {"status": "left", "user": bot}}
    await institute.hears({"my_chat_member": {**came, "new_chat_member": promoted}})
    assert "Hablemos en privado" in group.sees and len(group.new) == 1
