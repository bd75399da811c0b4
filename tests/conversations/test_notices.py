"""What the bot writes unasked: shown in words, turned off from the message itself, and never at night."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from bot import time
from bot.addresses import Allow, DigestAt, Follow, HowMany, Notices
from bot.models import Letter, Post, Priority
from tests.conversations.conftest import SignedUp
from tests.talk import Institute, Talker


def moment(day: int, hour: int, minute: int = 0, month: int = 12) -> datetime:
    """On León's wall clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo("America/Mexico_City"))


async def put_down(institute: Institute, talker: Talker, kind: str, due: datetime, **fields: Any) -> None:
    who = await institute.who(talker)
    async with institute.db.begin() as session:
        session.add(Letter(**{"priority": Priority.NEWS, "kind": kind, "person_id": who.id, "due_at": due, **fields}))


SPANISH = (
    "/avisos",
    ["Noticias: no", "Anuncios: sí", "Mi viaje: no", "Lo que pedí: sí", "Una semana antes: sí"],
    "Como mucho 3 mensajes de noticias o del viaje en siete días.",
    "De 21:00 a 09:00 no te escribo por mi cuenta.",
    "Las noticias te llegan juntas a las 18:00.",
    "Noticias: sí",
)
ENGLISH = (
    "/notices",
    ["News: no", "Announcements: yes", "My journey: no", "As I asked: yes", "A week before: yes"],
    "At most 3 messages with news or nudges in seven days.",
    "From 21:00 to 09:00 I write nothing unasked.",
    "News come together at 18:00.",
    "News: yes",
)


@pytest.mark.parametrize(("language", "words"), [("es", SPANISH), ("en", ENGLISH)], ids=["es", "en"])
async def test_everything_is_said_in_words_and_one_tap_turns_it_on_and_off(
    institute: Institute, language: str, words: tuple[Any, ...]
) -> None:
    command, switches, number, quiet, hour, on = words
    noa = institute.person(9, "Noa", language)
    await noa.says(command)
    assert noa.labels[:5] == switches
    assert all(sentence in noa.sees for sentence in (number, quiet)) and hour not in noa.sees
    await noa.presses(switches[0], of=noa.last)
    assert on in noa.labels and noa.toasts and hour in noa.sees
    assert (await institute.who(noa)).muted == []
    await noa.presses(on)
    assert switches[0] in noa.labels
    assert (await institute.who(noa)).muted == ["digest"]


async def test_ones_own_appointments_have_no_button_and_it_says_how_they_end(ana: Talker) -> None:
    await ana.taps(str(Notices()), 1)
    assert "Dos días antes de un curso siempre te pregunto si vienes" in ana.sees
    assert "Para que pare, sal del curso en Mis cursos." in ana.sees
    for kind in ("reminder_two_days", "seat_offer", "safety", ""):
        await ana.taps(str(Allow(kind, 0)), 1)
        assert "Ese botón ya cambió" in ana.toasts


async def test_the_number_a_week_is_chosen_and_none_means_none(institute: Institute, ana: Talker) -> None:
    await ana.taps(str(Notices()), 1)
    await ana.presses("Cuántos por semana")
    assert ana.labels[:4] == ["Ninguno", "1 por semana", "3 por semana, actual", "7 por semana"]
    await ana.presses("1 por semana")
    assert "Como mucho 1 mensaje de noticias o del viaje en siete días." in ana.last.text
    await ana.taps(str(Follow("health", "follow")))
    await ana.taps(str(HowMany(0)))
    assert "Sin noticias ni recordatorios del viaje" in ana.last.text and "Lo que viene" not in ana.last.text
    await institute.come_to(moment(30, 12, month=11))
    assert ana.new == []


NONE_ES = ("Cuántos por semana", "Si eliges ninguno, tampoco te llegan los anuncios", "Ninguno",
           "y tampoco anuncios de la institución", "no, porque elegiste no recibir mensajes", "Anuncios: sí",
           "Anuncios: no", "Eso no te llega mientras")  # fmt: skip
NONE_EN = ("How many a week", "If you choose none, the institution's announcements don't come either", "No messages",
           "and no announcements of the institution either", "no, because you chose no messages", "Announcements: yes",
           "Announcements: no", "That doesn't come while")  # fmt: skip


@pytest.mark.parametrize(("language", "words"), [("es", NONE_ES), ("en", NONE_EN)], ids=["es", "en"])
async def test_who_chooses_none_a_week_reads_before_and_after_that_announcements_end_too(
    institute: Institute, language: str, words: tuple[str, ...]
) -> None:
    how_many, before, none, after, stands, on, off, still_none = words
    noa = institute.person(9, "Noa", language)
    await noa.taps(str(Notices()), 1)
    await noa.presses(how_many)
    assert before in noa.sees
    await noa.presses(none)
    assert after in noa.toasts[-1] and after in noa.last.text and stands in noa.last.text
    await noa.presses(on)
    await noa.presses(off)
    assert still_none in noa.toasts[-1], "it doesn't promise what won't come"
    await noa.presses(how_many)
    assert after in noa.sees and before not in noa.sees
    await noa.taps(str(HowMany(3)), noa.last)
    assert stands not in noa.last.text and after not in noa.last.text


async def test_the_hour_is_chosen_and_a_minors_evening_is_not_among_them(institute: Institute, ana: Talker) -> None:
    await institute.knows(ana, born="2010-05-05")
    await ana.taps(str(Notices()), 1)
    assert "De 20:00 a 09:00 no te escribo por mi cuenta, porque tienes menos de 18." in ana.sees
    await ana.presses("Hora de noticias")
    assert ana.labels[:5] == ["09:00", "13:00", "16:00", "18:00, actual", "Sin noticias"]
    for wrong in (20, 3, 8, 24, -2, 10**9):
        await ana.taps(str(DigestAt(wrong)), ana.last)
        assert "18:00, actual" in ana.labels
    await ana.presses("16:00")
    assert "Las noticias te llegan juntas a las 16:00." in ana.last.text
    await ana.taps(str(DigestAt(-1)), ana.last)
    assert "No te mando noticias." in ana.last.text and "Noticias: no" in ana.labels


WEEK_ES = ("No avisar una semana antes", "ya no te escribo una semana antes", "Deshacer", "también te escribo")
WEEK_EN = ("Not a week before", "I won't write a week before", "Undo", "I'll write a week before your courses too")


@pytest.mark.parametrize(("language", "words"), [("es", WEEK_ES), ("en", WEEK_EN)], ids=["es", "en"])
async def test_the_week_ahead_is_turned_off_from_the_message_and_that_is_undone(
    institute: Institute, sign_up: SignedUp, language: str, words: tuple[str, ...]
) -> None:
    off, told_off, undo, told_on = words
    noa = institute.person(9, "Noa", language)
    await sign_up(noa, "glocal")
    await institute.come_to(moment(8, 17, 1))
    reminder = noa.last
    text = reminder.text
    await noa.presses(off)
    assert told_off in noa.sees and reminder not in noa.new and reminder.text == text
    answer = noa.last
    await noa.presses(off, of=reminder)
    assert told_off in noa.sees, "a second tap is harmless"
    await noa.presses(undo, of=answer)
    assert noa.new == [answer] and told_on in answer.text and undo not in answer.labels
    assert (await institute.who(noa)).muted == []
    await noa.presses(off, of=reminder)
    await institute.come_to(moment(13, 17, 1))
    assert len(noa.new) == 1, "two days before it still comes"
    assert off not in noa.last.labels


LATER_ES = (
    "No avisar de más sesiones",
    "ya no te recuerdo las demás sesiones",
    "Deshacer",
    "/avisos",
    "Más sesiones: no",
)
LATER_EN = ("Not for later sessions", "I won't remind you of later sessions", "Undo", "/notices", "Later sessions: no")


@pytest.mark.parametrize(("language", "words"), [("es", LATER_ES), ("en", LATER_EN)], ids=["es", "en"])
async def test_later_sessions_are_turned_off_from_the_message_and_in_notices(
    institute: Institute, sign_up: SignedUp, language: str, words: tuple[str, ...]
) -> None:
    off, told_off, undo, notices, turned_off = words
    noa = institute.person(9, "Noa", language)
    await sign_up(noa, "glocal")
    await institute.come_to(moment(21, 17, 1))
    reminder = noa.last
    assert reminder.labels[-1] == off
    await noa.presses(off, of=reminder)
    assert told_off in noa.sees and undo in noa.labels
    ahead = len(noa.messages)
    await institute.come_to(moment(29, 17, 1))
    assert len(noa.messages) == ahead, "the third session says nothing"
    await noa.says(notices)
    await noa.presses(turned_off)
    assert (await institute.who(noa)).muted == []


async def test_the_first_day_is_turned_off_and_the_question_two_days_before_stays(
    institute: Institute, ana: Talker, sign_up: SignedUp
) -> None:
    await ana.taps(str(Allow("reminder_today", 0)))
    await ana.taps(str(Allow("reminder_week", 0)))
    await sign_up(ana, "feria-empleo")
    assert "Te aviso antes: mar 15 dic" in ana.sees, "the first that will come"
    ana.new = []
    before = len(ana.messages)
    await institute.come_to(moment(17, 23))
    assert [m.labels[0] for m in ana.messages[before:]] == ["Voy"]


async def test_how_a_line_ended_is_not_told_to_who_turned_that_off(
    institute: Institute, ana: Talker, sign_up: SignedUp
) -> None:
    for number in (50, 51):
        await sign_up(institute.person(number, f"P{number}"), "edicion-y-audio")
    await sign_up(ana, "edicion-y-audio")
    await institute.come_to(moment(10, 17, 1))
    await institute.come_to(moment(10, 17, 10))
    ended = next(m for m in ana.messages if "se cerró su lista de espera" in m.text)
    assert ended.labels[-1] == "No avisarme de esto"
    await ana.presses("No avisarme de esto", of=ended)
    assert "ya no te aviso cuando se acaba tu turno" in ana.sees


async def test_the_week_ahead_that_waits_is_dropped_and_comes_back(
    institute: Institute, ana: Talker, sign_up: SignedUp
) -> None:
    await sign_up(ana, "glocal")
    await ana.taps(str(Allow("reminder_week", 0)))
    await institute.come_to(moment(7, 12))
    await ana.taps(str(Allow("reminder_week", 1)))
    await institute.come_to(moment(8, 17, 1))
    assert ana.last.text.startswith("Glocal: mar 15 dic")
    await ana.taps(str(Allow("reminder_week", 0, 0)))
    await sign_up(ana, "feria-empleo")
    await institute.come_to(moment(12, 12))
    assert not any("Feria" in message.text for message in ana.new)


async def test_news_are_turned_off_from_the_message_and_undone(institute: Institute, ana: Talker) -> None:
    await ana.taps(str(Follow("employment", "follow")), 1)
    await institute.come_to(moment(23, 18, 1, month=11))
    await ana.presses("No mandarme noticias")
    assert "ya no te mando noticias" in ana.sees and ana.labels == ["Deshacer", "Avisos"]
    await ana.presses("Deshacer")
    assert ana.labels == ["Avisos"]
    await ana.presses("Avisos")
    assert "Noticias: sí" in ana.labels


async def test_what_is_on_its_way_says_when_it_goes(institute: Institute, ana: Talker, sign_up: SignedUp) -> None:
    await sign_up(ana, "glocal")
    await sign_up(ana, "noviazgo-sin-violencia")
    await ana.taps(str(Follow("employment", "follow")))
    await institute.come_to(moment(23, 17, month=11))
    await put_down(institute, ana, "new_group", moment(23, 22, month=11))
    await ana.says("/avisos")
    listed = ana.sees[ana.sees.index("Lo que viene") :].splitlines()
    assert listed[1:4] == [
        "Noticias de lo que sigues: sale hoy, 18:00",
        "Algo que me pediste avisar: sale mañana, 09:00",
        "Recordatorio de una cita: sale vie 27 nov, 17:00",
    ], "and what is sensitive is not named"
    assert len(listed) == 6


async def test_after_eight_hours_away_there_is_one_message_and_the_rest_later(
    institute: Institute, ana: Talker, sign_up: SignedUp
) -> None:
    await sign_up(ana, "glocal")
    await ana.taps(str(Follow("employment", "follow")))
    await institute.come_to(moment(8, 16))
    who = await institute.who(ana)
    async with institute.db.begin() as session:
        for digest in await session.exec(select(Letter).where(Letter.kind == "digest")):
            digest.state, digest.said_at, digest.subject = Post.WAITING, None, {}
            digest.due_at = moment(8, 18)
        stored = await session.get_one(type(who), who.id)
        stored.digested_at = None
    ana.new = []
    time.follow(moment(8, 19, 30) - time.wall())  # and nobody looked in between
    await institute.say()
    assert [message.text.splitlines()[0] for message in ana.new] == ["Glocal: mar 15 dic, 17:00"]
    ana.new = []
    await institute.come_to(moment(8, 20, 29))
    assert ana.new == []
    await institute.come_to(moment(8, 20, 31))
    assert [message.text.splitlines()[0] for message in ana.new] == ["Noticias de lo que sigues"]


async def test_an_outage_does_not_make_a_reminder_come_at_three_in_the_morning(
    institute: Institute, ana: Talker, sign_up: SignedUp
) -> None:
    await sign_up(ana, "glocal")
    await institute.come_to(moment(8, 16))
    ana.new = []
    time.follow(moment(9, 3) - time.wall())
    await institute.say()
    assert ana.new == []
    await institute.come_to(moment(9, 8, 59))
    assert ana.new == []
    await institute.come_to(moment(9, 9, 1))
    assert ana.last.text.startswith("Glocal: mar 15 dic, 17:00")


@pytest.mark.parametrize(
    "address",
    [Allow("digest", 2), Allow("nope", 0, 0), HowMany(2), HowMany(-1), HowMany(10**9), DigestAt(50), DigestAt(7, 9)],
    ids=str,
)
async def test_forged_buttons_change_nothing_and_are_answered(institute: Institute, ana: Talker, address: Any) -> None:
    await ana.says("/avisos")
    await ana.taps(str(address))
    assert "Inicio" in ana.labels or "Ese botón ya cambió" in ana.toasts
    who = await institute.who(ana)
    assert (who.muted, who.weekly, who.digest_hour) == ([], 3, None)


async def test_what_waits_is_one_persons_own(institute: Institute, ana: Talker, beto: Talker) -> None:
    await ana.taps(str(Follow("employment", "follow")), 1)
    await beto.says("/avisos")
    assert "Lo que viene" not in beto.sees
    await put_down(institute, beto, "new_group", time.now() + timedelta(hours=3))
    await ana.says("/avisos")
    assert "Algo que me pediste" not in ana.sees[ana.sees.index("Lo que viene") :]
