"""Files that are made of what is in the database at the moment they are said. What is large, or takes long, is made
beside the loop."""

import asyncio
import io
import zipfile
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from bot import time
from bot.db import Database, Session
from bot.errors import NotThere
from bot.i18n import speaking
from bot.models import Application, CallRound, Paper, PaperState, Person, Placement
from bot.packs import Pack
from bot.papers import overview
from bot.pictures import receipt
from bot.screens import applications_sheet, receipts_of_applications
from bot.screens import attendance as attendance_screens
from bot.screens.partners import dual_log
from bot.services import attendance, calls
from bot.services.applications import drafts, exporting, papers, rounds
from bot.services.facts import Facts
from bot.services.partners import logging_weeks

Made = tuple[str, bytes] | None
"""The file with its name, or None where it is gone."""


async def make(db: Database, recipe: str, values: Mapping[str, Any], *, pack: Pack, facts: Facts) -> Made:
    """KeyError for a recipe that nobody knows."""
    recipes: Mapping[str, Callable[[Session], Awaitable[Made]]] = {
        "paper": lambda session: _paper(session, values["paper"]),
        "papers_at_a_glance": lambda session: _at_a_glance(session, values["papers"]),
        "attendance_sheet": lambda session: _attendance(session, values, facts),
        "dual_log": lambda session: _dual_log(session, values["placement"], pack, facts),
        "receipt": lambda session: _receipt(session, values["application"], pack, facts),
        "round_sheet": lambda session: _sheet(session, values["round"], values["locale"], facts),
        "round_papers": lambda session: _zip(session, values["round"], values["part"], chosen=bool(values["chosen"])),
    }
    async with db.reading() as session:
        try:
            return await recipes[recipe](session)
        except NotThere:
            return None


async def _paper(session: Session, paper_id: int) -> Made:
    paper = await session.get(Paper, paper_id)
    if paper is None or paper.state is not PaperState.KEPT:
        return None
    return papers.file_name(paper), await papers.content(session, paper)


async def _at_a_glance(session: Session, ids: list[int]) -> Made:
    there = [await session.get(Paper, number) for number in ids[: overview.MOST]]
    if not there or not all(there):
        return None
    small = [await papers.thumbnail(session, one) for one in there if one]
    pages = [one.pages or 1 for one in there if one]
    return "papers.jpg", await asyncio.to_thread(overview.drawn, small, pages)


async def _receipt(session: Session, application_id: int, pack: Pack, facts: Facts) -> Made:
    application = await session.get(Application, application_id)
    person = await session.get(Person, application.person_id) if application else None
    if application is None or person is None:
        return None
    of = await session.get_one(CallRound, application.round_id)
    sent = application.submitted_at
    with speaking(person.locale):
        values = receipts_of_applications.words_of(
            application,
            await calls.get(session, application.call_id),
            rounds.asked(of),
            await drafts.answers_of(session, application_id),
            await papers.of(session, application_id),
            name=person.name,
            promised=rounds.promised(of, sent, facts=facts) if sent else None,
            pack=pack,
            facts=facts,
        )
    return f"{application.number}.pdf", await asyncio.to_thread(receipt.draw, values)


async def _dual_log(session: Session, placement_id: int, pack: Pack, facts: Facts) -> Made:
    placement = await session.get(Placement, placement_id)
    person = await session.get(Person, placement.person_id) if placement else None
    if placement is None or person is None:
        return None
    weeks = await logging_weeks.logged(session, placement_id)
    with speaking(person.locale):
        values = dual_log.words_of(placement, person, list(weeks.values()), pack=pack, facts=facts)
    return f"dual-{placement.id}.pdf", await asyncio.to_thread(receipt.draw, values)


async def _attendance(session: Session, values: Mapping[str, Any], facts: Facts) -> Made:
    of = await attendance.roll(session, values["course"], values["begins"], me=0, now=time.now())
    with speaking(values["locale"]):
        return await asyncio.to_thread(attendance_screens.made, of, facts=facts)


async def _sheet(session: Session, round_id: int, locale: str, facts: Facts) -> Made:
    whole = await exporting.whole(session, round_id)
    with speaking(locale):
        made = await asyncio.to_thread(applications_sheet.made, whole, facts=facts)
    return f"{whole.call.key}-{whole.round.edition}.xlsx", made


async def _zip(session: Session, round_id: int, part: int, *, chosen: bool) -> Made:
    """One paper after the other, each as it is: photos and PDFs are packed already."""
    whole = await exporting.whole(session, round_id, told=False)
    found = exporting.parts(whole, chosen=chosen)
    if not 1 <= part <= len(found):
        return None
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for one in found[part - 1]:
            try:
                content = await papers.content(session, one.paper)
            except NotThere:
                continue
            await asyncio.to_thread(archive.writestr, zipfile.ZipInfo(one.path, _DAY), content)
    return f"{whole.call.key}-{whole.round.edition}-{part}.zip", out.getvalue()


_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""When it was sent is nobody's to read in a file's date."""
