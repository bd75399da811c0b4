"""Papers of an application: how many, in what order, whose, and what becomes of one that can't be taken."""

import io
import itertools
from datetime import timedelta

import openpyxl
import pytest
from sqlmodel import col, func, select

from bot import sealing, time
from bot.db import Session
from bot.errors import NotAPaper, NotThere
from bot.i18n import speaking
from bot.jobs.papers import Taking
from bot.models import (
    Application,
    Decision,
    Download,
    Letter,
    Paper,
    PaperContent,
    PaperState,
    Post,
    Progress,
)
from bot.packs.forms import Question
from bot.papers.cleaning import LARGEST, Clean
from bot.screens import applications_sheet
from bot.services.applications import exporting, papers, rounds
from tests.services import applying
from tests.services.making import FACTS, NOW, person

ASKED = Question.model_validate(applying.FORM["questions"][-1])
_files = itertools.count(1)
CLEAN = Clean("pdf", sealing.AsSealed(b""), b"", 3, 7)


async def draft(session: Session, someone: int | None = None, **fields: object) -> Application:
    of = await applying.round_of(session, await applying.call(session))
    someone = someone or await person(session)
    return await applying.application(session, someone, of, **{"progress": Progress.DRAFT, **fields})  # type: ignore[arg-type]


async def sends(session: Session, one: Application, size: int | None = 1000) -> Paper:
    return await papers.take(session, one, ASKED, f"file-{next(_files)}", size=size, wall=time.wall(), now=NOW)


async def arrives(session: Session, paper: Paper, content: bytes = b"%PDF-1", small: bytes = b"") -> None:
    clean = Clean("pdf", sealing.AsSealed(sealing.seal_bytes(content)), small, 3, len(content))
    await Taking().keep(session, await download(session, paper), clean)


async def download(session: Session, paper: Paper) -> Download:
    found = await session.exec(select(Download).order_by(col(Download.id)))
    return next(one for one in found if one.file_id == paper.file_id)


async def letters(session: Session) -> int:
    return (await session.exec(select(func.count()).where(Letter.kind == papers.KIND))).one()


async def test_a_file_is_asked_for_and_kept_under_a_name_of_ours(session: Session) -> None:
    one = await draft(session)
    paper = await sends(session, one)
    assert (paper.state, paper.position, (await download(session, paper)).purpose) == (PaperState.COMING, 1, "paper")
    await arrives(session, paper)
    [kept] = await papers.of(session, one.id or 0)
    assert (kept.state, kept.kind, kept.pages, kept.size, kept.file_id) == (PaperState.KEPT, "pdf", 3, 6, None)
    assert kept.name and len(kept.name) == 20 and kept.name.endswith(".pdf")
    assert await papers.content(session, kept) == b"%PDF-1" and await papers.thumbnail(session, kept) is None


async def test_too_large_or_too_many_is_said_before_anything_is_fetched(session: Session) -> None:
    one = await draft(session)
    with pytest.raises(NotAPaper, match="too_large"):
        await sends(session, one, size=LARGEST + 1)
    await sends(session, one, size=None)
    await sends(session, one)
    with pytest.raises(NotAPaper) as refusal:
        await sends(session, one)
    assert (refusal.value.why, refusal.value.most) == ("too_many", 2)
    assert [paper.position for paper in await papers.of(session, one.id or 0)] == [1, 2]


async def test_what_was_refused_makes_room_and_is_told_of_once(session: Session) -> None:
    one = await draft(session)
    first, second = await sends(session, one), await sends(session, one)
    await Taking().keep(session, await download(session, first), "heic")
    await Taking().fail(session, await download(session, second), "gone")
    assert [paper.problem for paper in await papers.of(session, one.id or 0)] == ["heic", "gone"]
    assert one.progress is Progress.DRAFT and await letters(session) == 1
    third = await sends(session, one)
    assert [paper.state for paper in await papers.of(session, one.id or 0)] == [PaperState.COMING]
    for letter in await session.exec(select(Letter)):
        letter.state = Post.DELIVERED
    await Taking().keep(session, await download(session, third), "heic")
    assert await letters(session) == 2


async def test_one_that_turns_out_bad_after_sending_opens_its_question_alone(session: Session) -> None:
    one = await draft(session)
    paper = await sends(session, one)
    one.progress, one.submitted_at, one.corrections = Progress.SUBMITTED, NOW, {"what_for": "nobody has sent this yet"}
    await Taking().keep(session, await download(session, paper), "encrypted")
    assert (one.progress, one.corrections) == (Progress.CORRECTING, {ASKED.key: ""})
    assert one.correct_until is not None and await letters(session) == 1
    minor = await draft(session)
    theirs = await sends(session, minor)
    minor.progress = Progress.GUARDIAN
    await Taking().keep(session, await download(session, theirs), "encrypted")
    assert (minor.progress, minor.corrections) == (Progress.GUARDIAN, {}), "nothing goes past the guardian"
    assert theirs.state is PaperState.REFUSED and await letters(session) == 2
    other = await draft(session)
    late = await sends(session, other)
    other.progress = Progress.WITHDRAWN
    await Taking().keep(session, await download(session, late), "encrypted")
    assert late.state is PaperState.COMING and await letters(session) == 2, "nobody waits for it any more"


async def test_one_dropped_while_it_comes_is_kept_nowhere(session: Session) -> None:
    one = await draft(session)
    paper, stays = await sends(session, one), await sends(session, one)
    await arrives(session, stays)
    asked = await download(session, paper)
    await papers.drop(session, paper)
    another = await sends(session, one)
    await Taking().keep(session, asked, CLEAN)
    assert another.state is PaperState.COMING, "also where its number was given again"
    assert (await session.exec(select(func.count()).select_from(PaperContent))).one() == 1
    await papers.drop(session, stays)
    with pytest.raises(NotThere):
        await papers.content(session, stays)


async def test_earlier_papers_serve_again_and_each_application_has_its_own(session: Session) -> None:
    someone = await person(session)
    first = await draft(session, someone)
    for content in (b"front", b"back"):
        await arrives(session, await sends(session, first), content)
    again = await draft(session, someone)
    found = await papers.earlier(session, again, ASKED)
    assert [paper.position for paper in found] == [1, 2]
    assert not await papers.earlier(session, await draft(session), ASKED), "somebody else's are nobody's business"
    made = await papers.copy(session, found, again, ASKED, now=NOW)
    await papers.drop(session, found[0])
    assert [await papers.content(session, paper) for paper in made] == [b"front", b"back"]
    assert [paper.id for paper, _of in await papers.mine(session, someone)][:2] == [paper.id for paper in made]
    with pytest.raises(NotThere):
        await papers.get(session, made[0].id or 0, await person(session))


async def test_a_round_is_cut_into_files_that_a_bot_can_send(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "PART", 10)
    form = {"blind": False}
    of = await applying.round_of(session, await applying.call(session, form=form))
    for number, sizes in enumerate(((4, 4), (3,), (12, 12), (2,))):
        chosen = {"progress": Progress.DECIDED, "decision": Decision.ACCEPTED} if number == 3 else {}
        one = await applying.application(session, await person(session), of, number=f"N{number}", **chosen)  # type: ignore[arg-type]
        for position, size in enumerate(sizes, start=1):
            session.add(
                Paper(application_id=one.id or 0, question=ASKED.key, position=position, state=PaperState.KEPT,
                      kind="jpeg", size=size, pages=1, sent_at=NOW)
            )  # fmt: skip
    await session.flush()
    whole = await exporting.whole(session, of.id or 0, told=False)
    cut = [[one.path for one in part] for part in exporting.parts(whole, chosen=False)]
    assert cut == [
        ["N0/official_id-1.jpg", "N0/official_id-2.jpg"],
        ["N1/official_id-1.jpg"],
        ["N2/official_id-1.jpg"],
        ["N2/official_id-2.jpg"],
        ["N3/official_id-1.jpg"],
    ]
    assert [len(part) for part in exporting.parts(whole, chosen=True)] == [1]


async def test_the_sheet_has_no_formula_and_no_names_before_all_is_told(session: Session) -> None:
    of = await applying.round_of(session, await applying.call(session))
    someone = await person(session, name="=cmd|' /C calc'!A0")
    await applying.application(session, someone, of, answers={**applying.ANSWERS, "project_name": "=1+1"}, number="N1")

    async def made() -> tuple[list[object], list[object], set[str]]:
        with speaking("es"):
            content = applications_sheet.made(await exporting.whole(session, of.id or 0), facts=FACTS)
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        header, row = list(sheet.iter_rows())
        return [cell.value for cell in header], [cell.value for cell in row], {cell.data_type for cell in row}

    header, row, types = await made()
    assert "Nombre" not in header and "CURP" not in header and "f" not in types
    assert row[0] == "N1" and "=1+1" in row and "Social" in row and applying.ANSWERS["curp"] not in row
    of.released_at = NOW + timedelta(days=30)
    header, row, types = await made()
    assert header[:2] == ["Número", "Nombre"] and "=cmd|' /C calc'!A0" in row and "f" not in types
    assert applying.ANSWERS["curp"] in row
    assert rounds.asked(of).blind
