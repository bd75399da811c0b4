"""The crisis floor in conversations, and leaving at once."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from bot import safety, time
from bot.models import InboxUpdate, Letter, Priority, SafetyEvent, Scene
from bot.safety import Finding, Level, Topic
from tests.conversations.conftest import SignedUp
from tests.doors import floor
from tests.talk import Institute, Talker

DANGER = "quiero morir"


async def events(institute: Institute) -> list[SafetyEvent]:
    async with institute.db.reading() as session:
        return list((await session.exec(select(SafetyEvent).order_by("id"))).all())


async def everything_kept(institute: Institute) -> str:
    """Every row that could hold what somebody wrote."""
    async with institute.db.reading() as session:
        kept = [row for table in (InboxUpdate, Letter, Scene, SafetyEvent) for row in await session.exec(select(table))]
    return json.dumps([row.model_dump(mode="json") for row in kept])


def distress(text: str) -> Finding | None:
    return Finding(Level.DISTRESS, Topic.SUICIDE, False, "es", "test") if "me siento" in text else safety.listen(text)


async def test_danger_is_answered_with_911_and_the_lines_that_fit(ana: Talker) -> None:
    await ana.says(DANGER)
    assert ana.sees.index("911") < ana.sees.index("800 290 0024") < ana.sees.index("800 911 2000")
    assert ana.labels == ["Hablar con alguien", "No era eso", "Salir rápido"]
    assert len(ana.last.text) <= 320


async def test_it_is_answered_in_the_language_it_is_written_in(casey: Talker) -> None:
    await casey.says("I want to die")
    assert "Thank you for saying it" in casey.sees


@pytest.mark.parametrize(
    "content",
    [
        {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}], "caption": DANGER},
        {"text": f"/buscar {DANGER}"},
        {"poll": {"id": "1", "question": DANGER, "options": [], "total_voter_count": 0}},
    ],
)
async def test_wherever_it_is_written(ana: Talker, content: dict[str, object]) -> None:
    await ana.sends(**content)
    assert "911" in ana.sees and len(ana.new) == 1


async def test_also_in_a_changed_message(ana: Talker) -> None:
    await ana.edits(text=DANGER)
    assert "911" in ana.sees and len(ana.new) == 1


async def test_as_a_form_answer_it_is_no_answer_and_the_form_goes_on_where_it_was(
    ana: Talker, institute: Institute, sign_up: SignedUp
) -> None:
    await ana.says("/start c_corte-laser")
    await ana.presses("Unirme")
    assert "¿Cuál es tu nombre completo?" in ana.sees
    await ana.says(DANGER)
    assert "911" in ana.sees and "nombre" not in ana.sees
    await ana.presses("No era eso")
    assert "te entendí mal" in ana.sees and "Seguir: Corte láser" in ana.labels
    await ana.says("Ana María Pérez")
    assert "¿Cuándo naciste?" in ana.sees
    assert (await institute.who(ana)).name == "Ana María Pérez"


async def test_a_false_alarm_is_counted_once_without_its_text(ana: Talker, institute: Institute) -> None:
    await ana.says(DANGER)
    card, carried = ana.last, ana.last.data("No era eso")
    for _ in range(2):
        await ana.taps(carried, card)
    (event,) = await events(institute)
    assert event.false_alarm and (event.topic, event.level, event.card) == ("suicide", "danger", "card")
    assert (event.at.minute, event.at.second) == (0, 0)


async def test_nothing_of_what_was_written_is_kept_and_nothing_tells_who_wrote(
    ana: Talker, institute: Institute, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        await ana.says(f"{DANGER} canario-7391")
    kept = await everything_kept(institute)
    assert "canario-7391" not in kept + caplog.text
    async with institute.db.reading() as session:
        (letter,) = (await session.exec(select(Letter))).all()
    assert (letter.priority, letter.kind, letter.key, letter.call) == (Priority.REPLY, "reply", None, None)
    assert not {"person_id", "chat_id", "account_id", "update_id"} & set(SafetyEvent.model_fields)


async def test_the_same_update_again_is_answered_once(ana: Talker, institute: Institute) -> None:
    update = {"update_id": 5, "message": ana.message(text=DANGER)}
    for _ in range(3):
        await institute.keeps(update)
    # Another process, which remembers nothing.
    shown = []

    async def rush(call: object, ours: object) -> None:
        shown.append(call)

    institute.floor = floor(institute.db, rush)
    institute.door._floor = institute.floor
    await institute.keeps(update)
    assert len(ana.messages) == 1 and not shown
    assert len(await events(institute)) == 1


async def test_in_a_group_it_is_answered_in_private_and_the_group_sees_nothing(
    ana: Talker, institute: Institute
) -> None:
    group = institute.group()
    await ana.says(f"@rumbo_bot {DANGER}", to=group)
    assert "911" in ana.sees and group.messages == []


async def test_who_never_opened_the_bot_gets_the_numbers_in_the_group_seen_by_nobody_else(
    ana: Talker, institute: Institute
) -> None:
    group = institute.group()
    ana.blocked = True
    await ana.says(DANGER, to=group)
    (card,) = group.messages
    assert card.only_for == ana.id and card.text.index("911") < card.text.index("800 290 0024")
    assert "Solo tú ves este mensaje" in card.text and card.labels == ["Hablar en privado"]


async def test_where_the_bot_runs_no_group_whoever_speaks_to_it_gets_what_everybody_gets(
    ana: Talker, institute: Institute
) -> None:
    group = institute.group()
    ana.blocked = group.quiet = True
    mention = [{"type": "mention", "offset": 0, "length": 10}]
    await ana.sends(text=f"@rumbo_bot {DANGER}", entities=mention, to=group)
    assert [message.text for message in group.messages] == [
        "Soy el bot de IMJU León. Hablemos en privado, para que nadie más lo lea."
    ]
    await ana.says(DANGER, to=group)
    assert len(group.messages) == 1, "what wasn't said to the bot is no reason to speak up"


FRIEND = {"type": "user", "date": 1, "sender_user": {"id": 5, "is_bot": False, "first_name": "X"}}


async def test_an_article_passed_on_is_worry_and_the_answer_comes_too(ana: Talker, institute: Institute) -> None:
    await ana.sends(text=f"artículo: {DANGER} y cómo ayudar. " + "Habla con alguien. " * 12, forward_origin=FRIEND)
    assert "Si alguien te preocupa" in ana.last.text or "911" in ana.sees
    assert "No era eso" not in ana.labels


async def test_a_friends_few_words_passed_on_get_the_card_for_who_is_near(ana: Talker) -> None:
    await ana.sends(text=DANGER, forward_origin=FRIEND)
    assert "911" in ana.sees and "por quien te importa" in ana.sees


async def test_after_not_that_the_same_words_get_the_card_again(ana: Talker) -> None:
    """Whoever tapped it by mistake, or in fear, is heard the next time."""
    for _ in range(2):
        await ana.says(DANGER)
        assert "911" in ana.sees
        await ana.presses("No era eso")


async def test_after_not_that_one_tap_makes_what_was_written_the_answer(
    ana: Talker, institute: Institute, sign_up: SignedUp
) -> None:
    await ana.says("/start c_corte-laser")
    await ana.presses("Unirme")
    await ana.says(DANGER)
    await ana.presses("No era eso")
    assert "no se guardó" in ana.sees and "Usar lo que escribí" in ana.labels
    assert DANGER not in await everything_kept(institute), "also not with the tap"
    tap = ana.tap(ana.last.data("Usar lo que escribí"))
    await institute.hears({"callback_query": tap})
    assert "¿Cuándo naciste?" in ana.sees and (await institute.who(ana)).name == DANGER
    deleted = {**tap, "id": "8", "message": {**tap["message"]}}
    del deleted["message"]["reply_to_message"]
    await institute.hears({"callback_query": deleted})
    assert "ya no está en el chat" in ana.sees
    # A tap below somebody else's message, which nobody can make by hand, uses nothing.
    tap["message"]["reply_to_message"]["from"] = {"id": 5, "is_bot": False, "first_name": "X"}
    await institute.hears({"callback_query": {**tap, "id": "9"}})
    assert "naciste" not in ana.sees


async def test_a_complaint_is_taken_up_by_the_same_tap(ana: Talker) -> None:
    await ana.says("/mis_datos")
    await ana.presses("Hacer una solicitud")
    await ana.says("quiero quejarme, un maestro del taller me tocó")
    assert "911" in ana.sees
    await ana.presses("No era eso")
    await ana.presses("Usar lo que escribí")
    assert "«quiero quejarme, un maestro del taller me tocó»" in ana.sees
    await ana.presses("Enviar")
    assert "Tengo tu solicitud: número 1" in ana.sees


async def test_the_log_says_neither_what_it_was_about_nor_whose(ana: Talker, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        await ana.says(DANGER)
    heard = [record.getMessage() for record in caplog.records if "floor.heard" in record.getMessage()]
    assert len(heard) == 1 and not any(word in heard[0] for word in ("suicide", "topic", "rule", "update")), heard


async def test_what_an_answered_message_says_is_not_kept(ana: Talker, institute: Institute) -> None:
    cry = ana.message(text=f"{DANGER} canario-5512")
    answer = ana.message(text="gracias", reply_to_message=cry, quote={"text": "canario-5512", "position": 0})
    await institute.keeps({"message": answer})
    assert "canario-5512" not in await everything_kept(institute)


async def test_the_word_alone_gets_the_lines_and_amid_a_form_the_soft_line(ana: Talker, sign_up: SignedUp) -> None:
    await ana.says("Suicidio")
    assert "911" in ana.sees and ana.labels[-3:-1] == ["Hablar con alguien", "Salir rápido"]
    await ana.says("/start c_corte-laser")
    await ana.presses("Unirme")
    await ana.says("violación")
    assert "no tienes que cargarlo a solas" in ana.last.text


@pytest.mark.parametrize("text", ["salir", "Salir rápido", "leave quickly"])
async def test_whoever_cannot_find_the_button_may_write_it(ana: Talker, text: str) -> None:
    await ana.says("/start")
    await ana.says(text)
    assert "911" not in ana.sees and ana.labels == []


async def test_worry_gets_its_ordinary_answer_and_one_line_a_day(ana: Talker, institute: Institute) -> None:
    institute.turns._comfort._listen = distress
    await ana.says("barbería me siento cansado de todo")
    assert len(ana.new) == 2 and "no tienes que cargarlo a solas" in ana.last.text
    assert ana.labels == ["Ver quiénes"]
    await ana.says("uñas me siento igual")
    assert "a solas" not in ana.sees
    await institute.pass_time(hours=21)
    await ana.says("dibujo me siento igual")
    assert "a solas" in ana.sees
    assert [event.card for event in await events(institute)] == ["line", "line"]


async def test_with_whom_one_can_talk_is_said_below_the_card_with_honest_hours(ana: Talker) -> None:
    await ana.says(DANGER)
    await ana.presses("Hablar con alguien")
    assert "nadie lee este chat" in ana.sees and "El 911 contesta siempre" in ana.sees
    assert "No puedo saber si ahora hay alguien" in ana.sees
    assert "Salir rápido" in ana.labels and len(ana.messages) == 2


@pytest.mark.parametrize("how", ["/salir", "/exit", "Mandarina", "¡mandarina!", "tangerine", "button"])
async def test_leaving_at_once_empties_the_chat_and_leaves_one_neutral_line(
    ana: Talker, institute: Institute, how: str
) -> None:
    first = ana.message(text=DANGER)
    await institute.hears({"message": first})
    await ana.says("/ayuda")
    card = ana.messages[0]
    await (ana.presses("Salir rápido", of=card) if how == "button" else ana.says(how))
    assert [message.text for message in ana.messages] == ["IMJU León: cursos y convocatorias. Para verlos: /cursos"]
    assert {first["message_id"], card.id} <= ana.deleted
    assert ana.labels == []


async def test_leaving_forgets_the_open_question_and_what_was_still_to_be_said(
    ana: Talker, institute: Institute
) -> None:
    await ana.says("/start c_corte-laser")
    await ana.presses("Unirme")
    await institute.keeps({"message": ana.message(text="/ayuda")}, {"message": ana.message(text="/salir")})
    while await institute.turns.step():
        pass
    await institute.say()
    assert len(ana.messages) == 1 and "courses" not in ana.sees
    await ana.says("/inicio")
    assert not any("Continuar" in label or "Seguir:" in label for label in ana.labels)


async def test_more_than_a_hundred_messages_are_deleted_in_several_calls(ana: Talker, institute: Institute) -> None:
    for number in range(230):
        await institute.keeps({"message": ana.message(text=f"/x{number}")})
    await ana.says("/salir")
    assert len(ana.deleted) >= 231


async def test_events_are_forgotten_after_thirty_days(ana: Talker, institute: Institute) -> None:
    from bot.jobs.tidy import tidy

    await ana.says(DANGER)
    time.follow(time.now() - time.wall() + timedelta(days=29))
    await tidy(institute.db)
    assert len(await events(institute)) == 1
    time.follow(time.now() - time.wall() + timedelta(days=2))
    await tidy(institute.db)
    assert await events(institute) == []


async def test_help_says_beforehand_how_to_leave_and_what_stays(ana: Talker) -> None:
    await ana.says("/ayuda")
    assert "Salir rápido" in ana.labels
    await ana.presses("Cómo funciona")
    assert "/salir" in ana.sees and "mandarina" in ana.sees and "Se quedan" in ana.sees
