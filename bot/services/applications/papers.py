"""Papers of an application: photos and PDFs, asked for in a turn, fetched and made harmless by a job, kept sealed."""

import asyncio
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import LargeBinary, type_coerce
from sqlmodel import col, delete, func, select

from bot import sealing
from bot.db import Session
from bot.errors import NotAPaper, NotThere
from bot.models import (
    LIVE,
    Application,
    Download,
    Letter,
    Paper,
    PaperContent,
    PaperState,
    Post,
    Priority,
    Progress,
)
from bot.packs.forms import Question
from bot.papers.cleaning import LARGEST, Clean
from bot.services import downloads

PURPOSE: Final = "paper"
"""Of its download."""
KIND: Final = "application_paper_refused"
"""Of the letter that says that a file can't be taken, and how to mend it."""
MENDING: Final = timedelta(days=3)
"""How long a paper of an application that was sent may be sent anew."""
MOST_MEGABYTES: Final = LARGEST // 2**20
FILES: Final = 5
"""Of one question, where it sets no limit of its own."""
ENDINGS: Final = {"jpeg": "jpg", "pdf": "pdf"}
_COUNTED: Final = (PaperState.COMING, PaperState.KEPT)


def at_most(question: Question) -> int:
    """Files that the question takes."""
    return question.at_most or FILES


async def take(
    session: Session,
    application: Application,
    question: Question,
    file_id: str,
    *,
    size: int | None,
    wall: datetime,
    now: datetime,
) -> Paper:
    """A file came: it is fetched after this transaction, and told by its bytes what it is. What was refused before
    makes room. Raises NotAPaper: `too_large` (as Telegram says) or `too_many`."""
    application_id = application.id or 0
    if (size or 0) > LARGEST:
        raise NotAPaper("too_large", application_id, question.key)
    await session.exec(select(Application.id).where(Application.id == application_id).with_for_update())
    await _forget(session, Paper.application_id == application_id, Paper.question == question.key, _refused())
    there = await of(session, application_id, question.key)
    if len(there) >= at_most(question):
        raise NotAPaper("too_many", application_id, question.key, at_most(question))
    paper = Paper(
        application_id=application_id,
        question=question.key,
        position=max((one.position for one in there), default=0) + 1,
        file_id=file_id,
        sent_at=now,
    )
    session.add(paper)
    await session.flush()
    subject = {"paper": paper.id}
    downloads.ask(session, PURPOSE, application.person_id, file_id, size=size, subject=subject, wall=wall, now=now)
    return paper


def _refused() -> Any:
    return col(Paper.state) == PaperState.REFUSED


async def of(session: Session, application_id: int, question: str | None = None) -> Sequence[Paper]:
    """Those of an application (or of one of its questions), in their order; refused ones too until others take their
    place. Without their bytes."""
    query = select(Paper).where(Paper.application_id == application_id)
    if question is not None:
        query = query.where(Paper.question == question)
    query = query.order_by(col(Paper.question), col(Paper.position), col(Paper.id))
    return list(await session.exec(query.execution_options(populate_existing=True)))


async def get(session: Session, paper_id: int, person_id: int) -> tuple[Paper, Application]:
    """One of one's own applications. Raises NotThere."""
    query = (
        select(Paper, Application)
        .join(Application, col(Application.id) == Paper.application_id)
        .where(Paper.id == paper_id, Application.person_id == person_id)
    )
    found = (await session.exec(query)).first()
    if found is None:
        raise NotThere
    return found[0], found[1]


async def mine(session: Session, person_id: int) -> list[tuple[Paper, Application]]:
    """All kept papers of somebody's applications, the newest application first."""
    query = (
        select(Paper, Application)
        .join(Application, col(Application.id) == Paper.application_id)
        .where(Application.person_id == person_id, Paper.state == PaperState.KEPT)
        .order_by(col(Application.id).desc(), col(Paper.question), col(Paper.position))
    )
    return [(paper, application) for paper, application in await session.exec(query)]


async def drop(session: Session, paper: Paper) -> None:
    """Its bytes go with it; one that is still being fetched is kept nowhere when it comes."""
    await _forget(session, Paper.id == paper.id)


async def _forget(session: Session, *which: Any) -> None:
    ids = select(Paper.id).where(*which)
    await session.exec(delete(PaperContent).where(col(PaperContent.id).in_(ids)))
    await session.exec(delete(Paper).where(*which))
    await session.flush()


async def content(session: Session, paper: Paper) -> bytes:
    """The bytes of a kept one. Raises NotThere."""
    return await _opened(session, paper.id or 0, PaperContent.content)


async def thumbnail(session: Session, paper: Paper) -> bytes | None:
    """A small JPEG of its first page; None where that is no photo. Raises NotThere."""
    return await _opened(session, paper.id or 0, PaperContent.thumbnail)


async def _opened(session: Session, paper_id: int, column: Any) -> Any:
    """Opening megabytes takes a while: not on the loop."""
    query = select(PaperContent.id, type_coerce(col(column), LargeBinary)).where(PaperContent.id == paper_id)
    found = (await session.exec(query)).first()
    if found is None:
        raise NotThere
    return None if found[1] is None else await asyncio.to_thread(sealing.open_bytes, found[1])


async def earlier(session: Session, application: Application, question: Question) -> list[Paper]:
    """What the same person last sent for the same paper in another application, to be offered; at most as many as the
    question takes."""
    newest = (
        select(func.max(Paper.application_id))
        .join(Application, col(Application.id) == Paper.application_id)
        .where(
            Application.person_id == application.person_id,
            Application.id != application.id,
            Paper.question == question.key,
            Paper.state == PaperState.KEPT,
        )
        .scalar_subquery()
    )
    query = select(Paper).where(
        Paper.application_id == newest, Paper.question == question.key, Paper.state == PaperState.KEPT
    )
    return list(await session.exec(query.order_by(col(Paper.position)).limit(at_most(question))))


async def copy(
    session: Session, papers: Sequence[Paper], application: Application, question: Question, *, now: datetime
) -> list[Paper]:
    """These kept papers as papers of this question too, in the place of what was there. The bytes are copied sealed,
    as they are. Raises NotAPaper: `too_many`."""
    application_id = application.id or 0
    kept = [one for one in papers if one.state is PaperState.KEPT]
    if len(kept) > at_most(question):
        raise NotAPaper("too_many", application_id, question.key, at_most(question))
    await _forget(session, Paper.application_id == application_id, Paper.question == question.key)
    made = []
    for position, one in enumerate(kept, start=1):
        query = select(
            type_coerce(col(PaperContent.content), LargeBinary),
            type_coerce(col(PaperContent.thumbnail), LargeBinary),
        ).where(PaperContent.id == one.id)
        bytes_, small = (await session.exec(query)).one()
        paper = Paper(
            application_id=application_id,
            question=question.key,
            position=position,
            state=PaperState.KEPT,
            name=_name(one.kind or "pdf"),
            kind=one.kind,
            size=one.size,
            pages=one.pages,
            sent_at=now,
        )
        session.add(paper)
        await session.flush()
        _hold(session, paper, sealing.AsSealed(bytes_), sealing.AsSealed(small) if small else None)
        made.append(paper)
    await session.flush()
    return made


async def waiting(session: Session, download: Download) -> tuple[Paper, Application] | None:
    """What this download is for, locked; None where it was dropped, or its application is over, meanwhile."""
    query = (
        select(Paper, Application)
        .join(Application, col(Application.id) == Paper.application_id)
        .where(
            Paper.id == download.subject.get("paper", 0),
            Paper.state == PaperState.COMING,
            col(Application.progress).in_(LIVE),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = (await session.exec(query)).first()
    # Numbers of papers that were dropped are given again: the file says which one it is.
    return (found[0], found[1]) if found and found[0].file_id == download.file_id else None


def keep(session: Session, paper: Paper, clean: Clean) -> None:
    """It came, and what it shows is kept under a name of ours."""
    paper.state, paper.file_id, paper.problem = PaperState.KEPT, None, None
    paper.kind, paper.name = clean.kind, _name(clean.kind)
    paper.size, paper.pages = clean.size, clean.pages
    _hold(session, paper, clean.content, clean.thumbnail or None)


async def refuse(session: Session, paper: Paper, application: Application, why: str, *, now: datetime) -> None:
    """It can't be taken: the applicant is told at once, and may send another. Where the application was sent already,
    this question is open again for some days; not while a guardian's yes is missing, as sending it corrected would do
    without: then the team asks for it afterwards."""
    paper.state, paper.file_id, paper.problem = PaperState.REFUSED, None, why
    if application.progress in (Progress.SUBMITTED, Progress.CORRECTING):
        correcting = application.progress is Progress.CORRECTING
        # What a colleague wrote for a correction that wasn't asked for yet is nobody's to read.
        application.corrections = {paper.question: "", **(application.corrections if correcting else {})}
        application.correct_until = max(application.correct_until or now, now + MENDING)
        application.progress = Progress.CORRECTING
    await session.flush()
    if application.progress is not Progress.DECIDED:
        await _tell(session, paper, application, now=now)


async def _tell(session: Session, paper: Paper, application: Application, *, now: datetime) -> None:
    """Once for all files of a question that came together."""
    about = {"application": application.id, "question": paper.question}
    unsaid = select(Letter).where(
        Letter.person_id == application.person_id,
        Letter.kind == KIND,
        Letter.state == Post.WAITING,
        col(Letter.call).is_(None),
    )
    if any(one.subject == about for one in await session.exec(unsaid)):
        return
    session.add(
        Letter(
            priority=Priority.DECISION,
            kind=KIND,
            key=f"{KIND}:{paper.id}:{secrets.token_hex(8)}",
            person_id=application.person_id,
            subject=about,
            due_at=now,
        )
    )
    await session.flush()


def _hold(session: Session, paper: Paper, content: bytes, thumbnail: bytes | None) -> None:
    session.add(PaperContent(id=paper.id or 0, content=content, thumbnail=thumbnail))


def file_name(paper: Paper) -> str:
    """What it is called where somebody gets it: `official_id-1.pdf`."""
    return f"{paper.question}-{paper.position}.{ENDINGS[paper.kind or 'pdf']}"


def _name(kind: str) -> str:
    return f"{secrets.token_hex(8)}.{ENDINGS[kind]}"
