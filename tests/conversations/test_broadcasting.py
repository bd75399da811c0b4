"""An announcement on its way, as colleagues see it: progress, pause, stop, the report, correcting, taking back."""

import io
import zipfile
from datetime import timedelta

from sqlmodel import select

from bot import time
from bot.addresses import (
    Aim,
    AnnouncementAt,
    CorrectAnnouncement,
    HowItGoes,
    PauseSending,
    RecallAnnouncement,
    ResumeSending,
    StopSending,
)
from bot.models import Account, Broadcast, BroadcastMessage, Letter, Person, Post, Priority, Role, Stage
from bot.screens.announcing import sheet
from bot.services.broadcasts import outcomes, running
from bot.services.broadcasts.freezing import shelf
from tests.conversations.test_announcing import the
from tests.conversations.test_team import joins
from tests.talk import Institute, Talker

STATES = [*[Post.DELIVERED] * 5, Post.STOPPED, Post.REJECTED, Post.WAITING, Post.WAITING, Post.WAITING]


async def under_way(institute: Institute, stage: Stage = Stage.SENDING) -> int:
    """To ten people: five have it, three are still to come."""
    now = time.now()
    async with institute.db.begin() as session:
        row = Broadcast(stage=stage, created_at=now, edited_at=now, started_at=now, audience_size=10, canary_size=10)
        session.add(row)
        await session.flush()
        number = row.id or 0
        session.add(BroadcastMessage(broadcast_id=number, content={"kind": "text", "text": "=Feria de empleo"}))
        for at, state in enumerate(STATES):
            person = Person(locale="es", created_at=now)
            session.add(person)
            await session.flush()
            session.add(Account(id=8_000_000_000 + at, person_id=person.id or 0))
            letter = Letter(
                priority=Priority.BROADCAST, kind="broadcast", key=f"b:{number}:{person.id}", person_id=person.id,
                broadcast_id=number, state=state, due_at=shelf(number) if state is Post.WAITING else now,
                reason="BadRequest: chat not found" if state is Post.REJECTED else None,
            )  # fmt: skip
            if state is Post.DELIVERED:
                letter.said_at, letter.message_id, letter.message_ids = now, 50 + at, [50 + at]
            session.add(letter)
    return number


async def ends(institute: Institute, number: int) -> None:
    """What the clock's job does once nothing waits any more."""
    async with institute.db.begin() as session:
        await running.sweep(session, number)
    async with institute.db.begin() as session:
        row = await session.get_one(Broadcast, number)
        await running.end(session, row, await outcomes.in_full(session, row), now=time.now())


async def test_it_is_paused_goes_on_and_is_stopped_for_good(institute: Institute, ana: Talker) -> None:
    await joins(institute, ana, Role.AUTHOR)
    number = await under_way(institute)
    await ana.taps(str(HowItGoes(number)))
    assert "en camino" in ana.sees and "70 %" in ana.sees and "7 de 10" in ana.sees
    assert "✅ Llegó: 5" in ana.sees and "⏳ Faltan: 3" in ana.sees
    await ana.presses("Pausa")
    assert any("En pausa" in toast for toast in ana.toasts) and (await the(institute)).stage is Stage.PAUSED
    await ana.presses("Seguir")
    assert (await the(institute)).stage is Stage.SENDING
    await ana.presses("Detener")
    assert "¿Detener" in ana.sees and "3 personas ya no lo recibirán" in ana.sees
    await ana.presses("Sí, detenerlo")
    assert (await the(institute)).stage is Stage.STOPPED
    await ana.taps(str(PauseSending(number)))
    assert (await the(institute)).stage is Stage.STOPPED, "nothing brings it back"


async def test_whoever_has_no_role_finds_nothing_to_stop(institute: Institute, ana: Talker, beto: Talker) -> None:
    await joins(institute, ana, Role.FACILITATOR)
    number = await under_way(institute)
    for talker in (ana, beto):
        for address in (HowItGoes(number), PauseSending(number), StopSending(number), RecallAnnouncement(number)):
            await talker.taps(str(address))
    assert (await the(institute)).stage is Stage.SENDING


async def test_the_report_is_a_picture_and_a_spreadsheet_without_formulas(institute: Institute, ana: Talker) -> None:
    await joins(institute, ana, Role.APPROVER)
    number = await under_way(institute)
    async with institute.db.begin() as session:
        await running.stop(session, number, 1, now=time.now())
    await ends(institute, number)
    await ana.taps(str(HowItGoes(number)))
    assert "Detenido" in ana.sees or "detenido" in ana.sees
    await ana.presses("Imagen")
    assert "Se detuvo antes: 3" in ana.sees and "chat not found" in ana.sees
    await ana.taps(str(HowItGoes(number)))
    await ana.presses("Hoja de cálculo")
    assert "por resultado, por idioma" in ana.sees
    row = await the(institute)
    made = sheet.of("=1+1", outcomes.Tally.from_json(row.outcome), row=row, zone="America/Mexico_City")
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        pages = [book.read(name).decode() for name in book.namelist() if "worksheets/" in name]
        assert "=1+1" in book.read("xl/sharedStrings.xml").decode()
    assert len(pages) == 3 and not any("<f>" in page for page in pages)


async def test_a_correction_is_a_draft_of_its_own_and_recalling_asks_first(institute: Institute, ana: Talker) -> None:
    await joins(institute, ana, Role.AUTHOR)
    number = await under_way(institute)
    await ana.taps(str(RecallAnnouncement(number)))
    assert "Todavía va en camino" in ana.sees, "the old one would arrive after it"
    await ana.taps(str(HowItGoes(number)))
    await ana.presses("Pausa")
    await ana.presses("Corregirlo")
    assert "Alcanza a las 5 personas" in ana.sees and "sin volver a sonar" in ana.sees
    await ana.presses("Escribirla")
    draft = await the(institute)
    assert draft.corrects_id == number and draft.stage is Stage.DRAFT
    await ana.taps(str(HowItGoes(number)))
    await ana.presses("Retirarlo")
    assert "no se puede deshacer" in ana.sees
    await ana.presses("Sí, retirarlo")
    recall = await the(institute)
    assert recall.corrects_id == number and recall.stage is Stage.FREEZING and "Retirando" in ana.sees


async def test_after_two_days_it_says_that_it_is_too_late(institute: Institute, ana: Talker) -> None:
    await joins(institute, ana, Role.AUTHOR)
    number = await under_way(institute, Stage.PAUSED)
    async with institute.db.begin() as session:
        for letter in await session.exec(select(Letter).where(Letter.broadcast_id == number)):
            letter.said_at = letter.said_at and time.now() - timedelta(hours=49)
    await ana.taps(str(RecallAnnouncement(number)))
    assert "Ya es tarde" in ana.sees and "48 horas" in ana.sees


async def test_what_paused_and_was_taken_back_never_goes_on(institute: Institute, ana: Talker) -> None:
    await joins(institute, ana, Role.AUTHOR)
    number = await under_way(institute, Stage.PAUSED)
    await ana.taps(str(HowItGoes(number)))
    await ana.presses("Retirarlo")
    assert "Se detiene por completo" in ana.sees
    await ana.presses("Sí, retirarlo")
    await ana.taps(str(ResumeSending(number)))
    async with institute.db.reading() as session:
        assert (await session.get_one(Broadcast, number)).stage is Stage.STOPPED
    assert not any("Sigue" in toast for toast in ana.toasts)
    await ana.says("/anuncio")
    assert "Retirando el mensaje" in ana.sees and "Todavía sin mensaje" not in ana.sees


async def test_a_correction_asks_for_its_words_and_offers_no_audience(institute: Institute, ana: Talker) -> None:
    await joins(institute, ana, Role.AUTHOR)
    number = await under_way(institute, Stage.PAUSED)
    await ana.taps(str(CorrectAnnouncement(number)))
    assert "Mándame el anuncio" in ana.sees
    await ana.taps(str(CorrectAnnouncement(number)))
    await ana.says("La feria es el domingo")
    assert "quienes recibieron lo que corrige" in ana.sees and "Para quién" not in ana.labels
    draft = await the(institute)
    assert draft.corrects_id == number and draft.id == number + 1, "a double tap begins one"
    had = draft.audience
    await ana.taps(str(Aim(draft.id or 0, "languages", "en")))
    assert (await the(institute)).audience == had
    await ana.taps(str(ResumeSending(number)))
    await ana.taps(str(AnnouncementAt(draft.id or 0)))
    await ana.presses("Enviar")
    assert "Todavía va en camino" in ana.sees, "the old version would arrive after it"
