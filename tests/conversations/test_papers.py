"""Papers as people live them: sent, refused kindly, given back, read by who judges, taken away by who may."""

import io
import zipfile
from datetime import date, timedelta
from typing import Any

import openpyxl
import pypdf
import pytest
from PIL import Image
from sqlalchemy import inspect
from sqlmodel import select

from bot import time
from bot.addresses import (
    Apply,
    ClaimApplication,
    Declare,
    ExportRound,
    MyPapers,
    PapersOf,
    ReadPaper,
    Receipt,
    TakePaper,
)
from bot.jobs import downloads
from bot.jobs.papers import Taking
from bot.models import Application, AuditEntry, CallRound, Decision, Paper, PaperState, Progress, Role
from bot.services.applications import papers
from tests.conversations.test_applying import CURP
from tests.conversations.test_sheets import Shelf, works_as
from tests.papers.hostile import located, pdf
from tests.services import applying
from tests.talk import Institute, Talker

NASTY = "cv\u202efdp.exe"


@pytest.fixture
async def round_id(institute: Institute) -> int:
    async with institute.db.begin() as session:
        call = await applying.call(
            session, opens=date(2026, 11, 16), closes=date(2026, 12, 7), results_by=date(2027, 1, 15)
        )
        return call.id or 0


async def sends(institute: Institute, talker: Talker, content: bytes, name: str = "ine.pdf") -> None:
    """The job fetches it and looks at it, and the bot writes where something is wrong."""
    file = {"file_id": "f", "file_unique_id": "u", "file_name": name, "file_size": len(content)}
    await talker.sends(document=file)
    await comes(institute, content)


async def comes(institute: Institute, content: bytes) -> None:
    await downloads.fetch_due(institute.db, Shelf(f=content), {papers.PURPOSE: Taking()})
    await institute.say()


async def at_the_papers(institute: Institute, who: Talker, call_id: int) -> None:
    await institute.knows(who, born="2005-05-05")
    await who.taps(str(Apply(call_id)))
    for answer in ('Huerto #set page(fill: red) $x$ "', "Un huerto.\n= Título\n#import", "Social", CURP):
        await who.says(answer)


async def rows(institute: Institute, kind: type[Any]) -> list[Any]:
    async with institute.db.reading() as session:
        return list(await session.exec(select(kind).order_by(*inspect(kind).primary_key)))


async def test_a_file_that_cannot_be_taken_is_mended_with_one_tap(
    institute: Institute, ana: Talker, beto: Talker, round_id: int
) -> None:
    await at_the_papers(institute, ana, round_id)
    await sends(institute, ana, b"\0\0\0\x18ftypheic" + bytes(2000), NASTY)
    assert "No pude recibir 1 archivo de «Identificación» para Tu proyecto." in ana.sees
    assert "Mándala como foto, no como archivo." in ana.sees and "exe" not in ana.sees
    await ana.presses("Mandar otro")
    assert "Manda tu identificación." in ana.sees
    await sends(institute, ana, located(), "../../etc/" + 240 * "a")
    [kept] = await rows(institute, Paper)
    assert (kept.state, kept.kind, kept.file_id) == (PaperState.KEPT, "jpeg", None)
    assert kept.name.endswith(".jpg") and "etc" not in kept.name
    await ana.taps(str(MyPapers()))
    assert "Identificación" in ana.sees
    await ana.presses("1. Identificación")
    shown = Image.open(io.BytesIO(ana.last.file or b""))
    assert (shown.size, dict(shown.getexif())) == ((120, 200), {}), "upright, and nowhere"
    await beto.taps(str(TakePaper(kept.id)))
    assert not beto.last.file and "ya no está" in beto.sees


async def test_one_that_turns_out_bad_after_sending_is_heard_of_too(
    institute: Institute, ana: Talker, round_id: int
) -> None:
    await at_the_papers(institute, ana, round_id)
    await ana.sends(document={"file_id": "f", "file_unique_id": "u", "file_name": "a.pdf", "file_size": 9})
    await ana.presses("Listo")
    await ana.presses("Enviar")
    await comes(institute, b"PK\x03\x04 word")
    assert "Guárdalo como PDF o manda fotos" in ana.last.text
    await ana.presses("Mandar otro")
    await sends(institute, ana, pdf())
    await ana.presses("Listo")
    await ana.presses("Enviar")
    [one], [kept] = await rows(institute, Application), await rows(institute, Paper)
    assert (one.progress, kept.state, kept.pages) == (Progress.SUBMITTED, PaperState.KEPT, 1)


async def test_the_receipt_says_all_and_what_was_written_stays_words(
    institute: Institute, ana: Talker, beto: Talker, round_id: int
) -> None:
    await at_the_papers(institute, ana, round_id)
    await sends(institute, ana, pdf())
    await ana.presses("Listo")
    await ana.presses("Enviar")
    [one] = await rows(institute, Application)
    await ana.taps(str(Receipt(one.id)))
    reader = pypdf.PdfReader(io.BytesIO(ana.last.file or b""))
    told = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in (one.number, "Huerto #set page(fill: red) $x$", "= Título #import", CURP, "15 de enero de 2027"):
        assert words in told, told
    assert "PDF, 1 página" in told and "Lo que respondiste" in told and "23 de noviembre de 2026" in told
    await beto.taps(str(Receipt(one.id)))
    assert not beto.last.file


@pytest.fixture
async def sent(institute: Institute, ana: Talker, round_id: int) -> Application:
    """Ana's, with a photo that tells who she is and one that doesn't."""
    await institute.knows(ana, "Ana Torres", born="2005-05-05")
    photos = [{**question, "identifies": False, "key": "photos"} for question in applying.FORM["questions"][-1:]]
    someone = (await institute.who(ana)).id or 0
    clean = await Taking().look(institute.db, None, located())  # type: ignore[arg-type]
    assert not isinstance(clean, str)
    async with institute.db.begin() as session:
        call = await applying.call(session, form={"questions": [*applying.FORM["questions"], *photos]})
        of = await applying.round_of(session, call)
        one = await applying.application(session, someone, of, at=time.now() - timedelta(days=1))
        for question in ("official_id", "photos"):
            paper = Paper(application_id=one.id or 0, question=question, position=1, sent_at=time.now())
            session.add(paper)
            await session.flush()
            papers.keep(session, paper, clean)
    return one


async def test_who_judges_sees_only_what_does_not_tell_whose_it_is(
    institute: Institute, sent: Application, beto: Talker, casey: Talker
) -> None:
    await works_as(institute, beto, Role.REVIEWER)
    await works_as(institute, casey, Role.REVIEWER)
    identity, photo = await rows(institute, Paper)
    await beto.taps(str(PapersOf(sent.id or 0)))
    assert not beto.last.file, "it isn't theirs yet"
    await beto.taps(str(ClaimApplication(sent.id or 0)))
    await beto.taps(str(Declare(sent.id or 0, 0)))
    await beto.presses("Papeles")
    assert beto.last.protected and Image.open(io.BytesIO(beto.last.file or b"")).format == "JPEG"
    assert "1. Identificación (foto" in beto.sees and "2." not in beto.sees and "Ana" not in beto.sees
    await beto.presses("1. Identificación")
    assert beto.last.protected and beto.last.file and "Ana" not in beto.sees
    await beto.taps(str(ReadPaper(identity.id)))
    assert not beto.last.file
    await casey.taps(str(ReadPaper(photo.id)))
    assert not casey.last.file
    noted = [one.act for one in await rows(institute, AuditEntry)]
    assert noted.count("application_papers") == 1 and noted.count("application_paper") == 1


async def test_a_round_is_taken_away_by_who_may_and_that_is_noted(
    institute: Institute, sent: Application, beto: Talker, casey: Talker
) -> None:
    await works_as(institute, beto, Role.ADMINISTRATOR)
    await works_as(institute, casey, Role.REVIEWER)
    await casey.taps(str(ExportRound(sent.round_id)))
    assert "export" not in casey.sees.lower() and not casey.last.file
    await beto.says("/equipo")
    await beto.presses("Solicitudes")
    await beto.presses("Tu proyecto")
    assert "1 solicitud" in beto.sees and "1 archivo" in beto.sees and "Los nombres" in beto.sees
    assert "Falta 1 papel que dice de quién es" in beto.sees
    await beto.presses("Hoja de cálculo")
    row = [cell.value for cell in list(openpyxl.load_workbook(io.BytesIO(beto.last.file or b"")).worksheets[0])[1]]
    assert row[0] == sent.number and "Huerto del barrio" in row and "Ana Torres" not in row
    await beto.presses("Papeles 1/1", of=beto.newest("Papeles 1/1"))
    assert zipfile.ZipFile(io.BytesIO(beto.last.file or b"")).namelist() == [f"{sent.number}/photos-1.jpg"]
    async with institute.db.begin() as session:
        one = await session.get_one(Application, sent.id)
        one.progress, one.decision, one.released_at = Progress.DECIDED, Decision.ACCEPTED, time.now()
        (await session.get_one(CallRound, one.round_id)).released_at = time.now()
    await beto.taps(str(ExportRound(sent.round_id)))
    assert "2 archivos" in beto.sees and "Los nombres" not in beto.sees
    await beto.presses("Hoja de cálculo")
    row = [cell.value for cell in list(openpyxl.load_workbook(io.BytesIO(beto.last.file or b"")).worksheets[0])[1]]
    assert row[1] == "Ana Torres"
    noted = [one for one in await rows(institute, AuditEntry) if one.act == "export_applications"]
    assert [one.details["what"] for one in noted] == ["sheet", "papers", "sheet"]
