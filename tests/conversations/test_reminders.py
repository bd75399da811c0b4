"""What nobody asked for comes at its moment, in the reader's language, and once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from bot.models import Course, CourseSession, Letter, Standing
from tests.conversations.conftest import SignedUp
from tests.talk import Institute, Talker


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    """In December, on León's wall clock."""
    return datetime(2026, 12, day, hour, minute, tzinfo=ZoneInfo("America/Mexico_City")).astimezone(UTC)


SPANISH = (
    "Glocal: mar 15 dic, 17:00",
    "Glocal: hoy, 17:00",
    "Ver",
    "Voy",
    "No puedo",
    "No avisar una semana antes",
    "No avisar el primer día",
)
ENGLISH = (
    "Glocal: Tue, Dec 15, 17:00",
    "Glocal: today, 17:00",
    "See",
    "I'm coming",
    "I can't",
    "Not a week before",
    "Not on the first day",
)


@pytest.mark.parametrize(("language", "words"), [("es", SPANISH), ("en", ENGLISH)], ids=["es", "en"])
async def test_a_week_two_days_and_hours_before(
    institute: Institute, sign_up: SignedUp, language: str, words: tuple[str, ...]
) -> None:
    person = institute.person(9, "Noa", language)
    await sign_up(person, "glocal")
    ahead, today, see, coming, unable, mute, mute_today = words
    for day, hour, head, labels in (
        (8, 17, ahead, [see, unable, mute]),
        (13, 17, ahead, [coming, unable]),
        (15, 14, today, [see, unable, mute_today]),
    ):
        await institute.come_to(moment(day, hour - 1, 59))
        assert person.new == [], f"nothing before {hour}:00 on {day} December"
        await institute.come_to(moment(day, hour, 1))
        (letter,) = person.new
        assert letter.text.startswith(head) and letter.labels == labels
    await institute.come_to(moment(15, 23))
    assert person.new == []


async def test_the_language_chosen_since_the_sign_up_counts(
    institute: Institute, ana: Talker, sign_up: SignedUp
) -> None:
    await sign_up(ana, "glocal")
    await ana.says("/idioma")
    await ana.presses("English", of=ana.last)
    await institute.come_to(moment(8, 17, 1))
    assert ana.last.text.startswith("Glocal: Tue, Dec 15, 17:00")


async def test_coming_is_thanked_and_the_reminder_becomes_the_card(
    institute: Institute, ana: Talker, sign_up: SignedUp
) -> None:
    await sign_up(ana, "glocal")
    await institute.come_to(moment(13, 17, 1))
    reminder = ana.last
    again = reminder.data("Voy")
    await ana.presses("Voy")
    assert ana.toasts == ["¡Gracias! Te esperamos."]
    assert ana.new == [reminder] and "dijiste que vas" in reminder.text
    assert "Voy" not in reminder.labels and "No puedo" not in reminder.labels, "it can't be answered twice"
    await ana.taps(again, reminder)
    assert "dijiste que vas" in ana.sees, "a second tap that was on its way is harmless"


async def test_not_being_able_to_come_gives_the_seat_on(institute: Institute, ana: Talker, sign_up: SignedUp) -> None:
    await sign_up(ana, "glocal")
    await institute.come_to(moment(13, 17, 1))
    reminder = ana.last
    coming = reminder.data("Voy")
    await ana.presses("No puedo")
    assert ana.new == [reminder] and "¿Ya no puedes ir a Glocal?" in reminder.text
    await ana.presses("Trabajo o escuela")
    assert ana.new == [reminder] and "queda libre para alguien más" in reminder.text
    assert await institute.count(Standing.ENROLLED) == 0
    await institute.come_to(moment(15, 20))
    assert ana.new == [], "who left is reminded of nothing"
    await ana.taps(coming, reminder)
    assert "Eso ya no está o cambió" in ana.sees


async def asked_at(institute: Institute, key: str) -> datetime:
    """When those who take part are asked whether they come."""
    query = select(Letter.due_at).join(CourseSession, col(CourseSession.id) == Letter.session_id)
    query = query.join(Course, col(Course.id) == CourseSession.course_id)
    async with institute.db.reading() as session:
        found = await session.exec(query.where(Course.key == key, Letter.kind == "reminder_two_days"))
        return min(found.all())


ASKED = {
    "es": ("tu lugar le sirve a alguien que está esperando", "avísame y tu lugar queda libre", "No puedo"),
    "en": ("your place can go to somebody who is waiting", "tell me and your place is free", "I can't"),
}


@pytest.mark.parametrize("language", ["es", "en"])
async def test_somebody_waiting_is_only_spoken_of_while_somebody_waits(
    institute: Institute, sign_up: SignedUp, language: str
) -> None:
    waits, free, cant = ASKED[language]
    noa, other = institute.person(50, "Noa", language), institute.person(51, "Eva")
    for person in (noa, other):
        await sign_up(person, "edicion-y-audio")
    waiting = institute.person(52, "Iker")
    await sign_up(waiting, "edicion-y-audio")
    await institute.come_to(await asked_at(institute, "edicion-y-audio") + timedelta(minutes=1))
    asked = noa.last
    assert waits in asked.text and free not in asked.text
    await noa.presses(cant, of=asked)
    assert ("alguien que está esperando" if language == "es" else "somebody who is waiting") in noa.sees
    await waiting.says("/mis_cursos")
    await waiting.presses("Edición")
    await waiting.presses("Salir de la lista")
    await waiting.presses("El horario")
    await noa.taps(asked.data("Atrás" if language == "es" else "Back"), asked)
    await noa.presses("Ya no puedo ir" if language == "es" else "I can't go any more")
    assert "esperando" not in noa.sees and "waiting" not in noa.sees


async def test_nobody_waiting_is_not_said_to_be(institute: Institute, ana: Talker, sign_up: SignedUp) -> None:
    await sign_up(ana, "glocal")
    await institute.come_to(moment(13, 17, 1))
    assert "¿Vienes?" in ana.last.text and "esperando" not in ana.last.text
    assert "avísame y tu lugar queda libre" in ana.last.text


async def test_buttons_under_a_receipt_answer_below_and_leave_it(ana: Talker, sign_up: SignedUp) -> None:
    await sign_up(ana, "glocal")
    receipt = next(message for message in ana.new if "Listo, tienes lugar" in message.text)
    assert all(b["callback_data"].endswith("!") for row in receipt.buttons for b in row)
    text, labels = receipt.text, list(receipt.labels)
    for label in labels:
        await ana.presses(label, of=receipt)
        assert ana.new and receipt not in ana.new, label
    assert (receipt.text, receipt.labels) == (text, labels)


async def test_the_next_sessions_are_told_the_day_before(institute: Institute, ana: Talker, sign_up: SignedUp) -> None:
    await sign_up(ana, "glocal")
    await institute.come_to(moment(21, 16, 59))
    await institute.come_to(moment(21, 17, 1))
    assert ana.last.text.startswith("Glocal, sesión 2: mañana, 17:00")
    assert ana.labels == ["Ver", "No avisar de más sesiones"], (
        "one session missed is no reason to give up all that are left"
    )


async def test_no_reminder_disturbs_the_night(institute: Institute, ana: Talker, sign_up: SignedUp) -> None:
    await sign_up(ana, "feria-empleo")  # at ten in the morning: three hours before would be seven
    await institute.come_to(moment(16, 19, 59))
    assert not any("mañana" in message.text for message in ana.new)
    await institute.come_to(moment(16, 20, 1))
    assert ana.last.text.startswith("Feria de Empleo: mañana, 10:00")
    await institute.come_to(moment(17, 9, 59))
    assert ana.new == []


async def test_one_message_a_day_for_everything_due_that_day(
    institute: Institute, ana: Talker, sign_up: SignedUp
) -> None:
    await sign_up(ana, "cabildo-abierto-juvenil")  # Friday 11 December, 16:00
    await sign_up(ana, "colectivos-juveniles")  # Saturday 12 December, 10:00
    await institute.come_to(moment(4, 15, 59))
    await institute.come_to(moment(4, 23))
    assert [m.text.splitlines()[0] for m in ana.new] == ["Cabildo Abierto: vie 11 dic, 16:00"]
    await institute.come_to(moment(11, 12))
    await institute.come_to(moment(11, 23))
    assert len(ana.new) == 1, "today's appointment and tomorrow's in one"
    assert "Cabildo Abierto: hoy, 16:00" in ana.sees and "Colectivos: mañana, 10:00" in ana.sees


async def test_a_sensitive_course_is_never_named(institute: Institute, ana: Talker, sign_up: SignedUp) -> None:
    await sign_up(ana, "noviazgo-sin-violencia")  # Friday 4 December, 17:00
    assert "Mis avisos no dirán el nombre del curso." in ana.sees
    calendar = next(message for message in ana.new if message.file)
    assert calendar.file is not None and not any(word in calendar.file for word in (b"Noviazgo", b"Casa de la Juv"))
    assert "Noviazgo" not in calendar.text
    before = len(ana.messages)
    await institute.come_to(moment(4, 16))
    reminders = ana.messages[before:]
    assert [r.text.splitlines()[0] for r in reminders] == [
        "Tienes una cita: vie 4 dic, 17:00",
        "Tienes una cita: vie 4 dic, 17:00",
        "Tienes una cita: hoy, 17:00",
    ]
    assert not any(word in r.text for r in reminders for word in ("Noviazgo", "violencia", "Casa de la Juventud"))


async def test_who_blocked_the_bot_hears_nothing_and_who_is_back_does(
    institute: Institute, ana: Talker, sign_up: SignedUp
) -> None:
    await sign_up(ana, "glocal")
    await ana.blocks()
    await institute.come_to(moment(8, 18))
    assert ana.new == []
    await ana.blocks(again=True)
    await ana.says("/start")
    assert "Te damos la bienvenida" in ana.sees
    await institute.come_to(moment(13, 17, 1))
    assert ana.last.text.startswith("Glocal: mar 15 dic, 17:00") and ana.last.labels == ["Voy", "No puedo"]


async def test_who_joins_late_is_only_told_what_still_lies_ahead(
    institute: Institute, ana: Talker, sign_up: SignedUp
) -> None:
    await institute.come_to(moment(14, 12))
    await sign_up(ana, "glocal")
    assert "Te aviso antes: mar 15 dic, 14:00." in ana.sees
    await institute.come_to(moment(15, 16))
    assert [message.text.splitlines()[0] for message in ana.new] == ["Glocal: hoy, 17:00"]
