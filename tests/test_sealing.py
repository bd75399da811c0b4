"""What people write is sealed on the disk, and keys can be changed without losing any of it."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from bot import sealing
from bot.db import Database
from bot.models import JourneyStage, Paper, PaperContent, Person
from bot.services import sealing_anew
from tests.services import applying, making
from tests.services.making import NOW


@pytest.fixture
def old_and_new(monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Two keys; the one that the other tests use comes back afterwards."""
    monkeypatch.setattr(sealing._Ring, "first", None)
    monkeypatch.setattr(sealing._Ring, "all", None)
    return sealing.new_key(), sealing.new_key()


async def _tell(db: Database, told: str, topic: str) -> None:
    async with db.begin() as session:
        person = Person(locale="es", created_at=NOW)
        session.add(person)
        await session.flush()
        session.add(JourneyStage(person_id=person.id or 0, topic=topic, evidence=told, begun_at=NOW))


async def _kept(db: Database) -> list[str]:
    async with db.reading() as session:
        return [
            row[0]
            for row in await (await session.connection()).execute(
                text("SELECT evidence FROM journey_stage ORDER BY topic")
            )
        ]


async def test_the_disk_shows_nothing_and_the_program_everything(db: Database, old_and_new: tuple[str, str]) -> None:
    sealing.use([old_and_new[0]])
    await _tell(db, "canario del reto", "a")
    (kept,) = await _kept(db)
    assert kept.startswith(sealing.MARK) and "canario" not in kept
    async with db.reading() as session:
        assert (await session.exec(select(JourneyStage.evidence))).one() == "canario del reto"
    sealing.use([old_and_new[1]])
    async with db.reading() as session:
        with pytest.raises(sealing.NoKey, match="none of the keys"):
            (await session.exec(select(JourneyStage.evidence))).one()
    sealing.use([])
    with pytest.raises(sealing.NoKey):
        sealing.seal("x")


async def test_after_rotating_the_old_key_can_go(
    db: Database, old_and_new: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = old_and_new
    monkeypatch.setattr(sealing_anew, "SLICE", 2)
    sealing.use([old])
    for topic in "abcde":
        await _tell(db, f"reto {topic}", topic)
    async with db.begin() as session:  # one from before there were keys
        await (await session.connection()).execute(
            text("UPDATE journey_stage SET evidence = 'de antes' WHERE topic = 'c'")
        )
    assert await sealing_anew.rotate(db, plain_only=True) == 1
    sealing.use([new, old])
    await _tell(db, "reto f", "f")
    assert await sealing_anew.rotate(db) == 5
    assert await sealing_anew.rotate(db) == 0, "twice changes nothing"
    sealing.use([new])
    async with db.reading() as session:
        told = list(await session.exec(select(JourneyStage.evidence).order_by(JourneyStage.topic)))
    assert told == ["reto a", "reto b", "de antes", "reto d", "reto e", "reto f"]


async def test_files_come_under_the_new_key_too_one_at_a_time(db: Database, old_and_new: tuple[str, str]) -> None:
    old, new = old_and_new
    sealing.use([old])
    async with db.begin() as session:
        someone = await making.person(session)
        round_ = await applying.round_of(session, await applying.call(session))
        one = await applying.application(session, someone, round_, answers={})
        for position, small in ((1, b"small"), (2, None)):
            paper = Paper(application_id=one.id or 0, question="id", position=position, sent_at=NOW)
            session.add(paper)
            await session.flush()
            session.add(PaperContent(id=paper.id or 0, content=b"page %d" % position, thumbnail=small))
    assert await sealing_anew.rotate(db, plain_only=True) == 0, "no file was ever kept unsealed"
    sealing.use([new, old])
    assert await sealing_anew.rotate(db) >= 2
    assert await sealing_anew.rotate(db) == 0
    sealing.use([new])
    async with db.reading() as session:
        kept = list(await session.exec(select(PaperContent).order_by(PaperContent.id)))
    assert [(one.content, one.thumbnail) for one in kept] == [(b"page 1", b"small"), (b"page 2", None)]


def test_a_key_of_the_playground_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    made = sealing.kept_key(tmp_path / "var" / "data.key")
    assert sealing.kept_key(tmp_path / "var" / "data.key") == made
    assert (tmp_path / "var" / "data.key").stat().st_mode & 0o077 == 0
