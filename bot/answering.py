"""`rumbo requests`: what waits for an answer of the institution, and answering it."""

from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot import app, house, packs, schema, time
from bot.db import Database
from bot.errors import NotThere
from bot.services import requests
from bot.settings import Settings, WrongSettings


async def show(settings: Settings, out: Console) -> None:
    """Everything that waits, the most urgent first, with what was written. Nobody's name: they may be read over a
    shoulder, and an answer needs none."""
    app.unlock(settings)
    pack = packs.read(settings.pack)
    facts = house.facts_of(pack, settings)
    db = Database(settings.database)
    try:
        await schema.migrate(db)
        async with db.reading() as session:
            found = await requests.waiting(session)
            for one in found:
                left = requests.days_left(one, facts=facts, now=time.now())
                when = f"{left} working days left" if left >= 0 else "LATE"
                out.print(f"[bold]{one.id}[/]  answer by {one.due_on} ({when})", soft_wrap=True)
                out.print(Text(one.text or "(whoever asked has deleted everything; close it)"), soft_wrap=True)
                out.print()
    finally:
        await db.close()
    out.print(f"{len(found)} waiting. Answer with: rumbo requests close NUMBER --answer-file FILE")


async def close(settings: Settings, number: int, answer_file: Path, out: Console) -> None:
    """The bot sends the answer as soon as it runs, out of quiet hours. Raises WrongSettings for what can't be sent."""
    answer = _read(answer_file)
    if not answer or len(answer) > requests.LONGEST_ANSWER:
        raise WrongSettings(
            f"{answer_file}: an answer has 1 to {requests.LONGEST_ANSWER} characters; this has {len(answer)}."
        )
    app.unlock(settings)
    db = Database(settings.database)
    try:
        await schema.migrate(db)
        async with db.begin() as session:
            closed = await requests.close(session, number, answer, now=time.now())
    except NotThere:
        raise WrongSettings(f"No request {number} is waiting; `rumbo requests` lists those that are.") from None
    finally:
        await db.close()
    gone = (
        "nobody is left to answer: they deleted everything" if closed.person_id is None else "the answer is on its way"
    )
    out.print(f"Request {number} is closed; {gone}.")


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError:
        raise WrongSettings(f"{file}: save it as UTF-8 text.") from None
