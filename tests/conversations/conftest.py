"""An institute with its pack loaded, and people who talk to it. It is a Monday in November, at noon.

A course's dates, the quiet hours and what is open all depend on the day; so every conversation begins on the same one,
and loads nothing: each test's database is a copy of one that holds the pack already.
"""

import asyncio
import io
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

import handlers
from bot import packs, time
from bot.addresses import Join
from bot.db import Database
from bot.packs import Pack
from bot.turn import ear
from tests import canaries, halves, postgres
from tests.talk import Institute, Loud, Talker

MONDAY = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)

SignedUp = Callable[[Talker, str], Awaitable[None]]


BOTH: Final = frozenset(f"test_{name}.py" for name in ("joining", "moving", "places_in_line", "seats_and_line"))
"""Where rows are contended or moved, every conversation is held on both databases. Elsewhere most are about words:
each is held on one of the two, chosen by its name, so that every subject is talked about on both; all with `--full`."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    halves.leave_out(config, items, Path(__file__).parent, BOTH)


@pytest.fixture(scope="session")
def dispatcher() -> object:
    return ear.dispatcher(handlers.attach)


@pytest.fixture(scope="session")
def read_pack() -> Callable[[str], Pack]:
    read: dict[str, Pack] = {}

    def reading(key: str) -> Pack:
        return read.setdefault(key, read.get(key) or packs.read(key))

    return reading


@pytest.fixture
def pack(request: pytest.FixtureRequest, read_pack: Callable[[str], Pack]) -> Pack:
    """León's; another where a test is parametrised with its key."""
    return read_pack(getattr(request, "param", "leon"))


@pytest.fixture(scope="session")
def load(dispatcher: object) -> Callable[[str, Pack], None]:
    """Fills a migrated database, on the Monday."""

    async def loading(url: str, pack: Pack) -> None:
        db = Database(url)
        await Institute.open(db, pack, dispatcher)
        await db.close()

    def fill(url: str, pack: Pack) -> None:
        time.follow(MONDAY - time.wall())
        asyncio.run(loading(url, pack))

    return fill


@pytest.fixture(scope="session")
def sqlite_loaded(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, load: Callable[[str, Pack], None]
) -> Callable[[Pack], Path]:
    folder = tmp_path_factory.mktemp("loaded")

    def loaded(pack: Pack) -> Path:
        path = folder / f"{pack.key}.db"
        if not path.exists():
            shutil.copy(sqlite_template, path)
            load(f"sqlite:///{path}", pack)
        return path

    return loaded


@pytest.fixture(scope="session")
def postgres_loaded(postgres_server: postgres.Server, load: Callable[[str, Pack], None]) -> Callable[[Pack], str]:
    made: set[str] = set()

    def loaded(pack: Pack) -> str:
        name = f"loaded_{pack.key}"
        if name not in made:
            postgres_server.sql(f"CREATE DATABASE {name} TEMPLATE template_rumbo")
            load(postgres_server.url(name), pack)
            made.add(name)
        return name

    return loaded


@pytest.fixture
def database_url(engine: str, pack: Pack, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that holds the pack and is this test's alone."""
    if engine == "sqlite":
        path = tmp_path / "rumbo.db"
        shutil.copy(request.getfixturevalue("sqlite_loaded")(pack), path)
        yield f"sqlite:///{path}"
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    with server.copy_of(request.getfixturevalue("postgres_loaded")(pack)) as url:
        yield url


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """All that is logged meanwhile."""
    with canaries.logging_everything(canaries.TOKEN) as log:
        yield log


@pytest.fixture
async def institute(db: Database, pack: Pack, dispatcher: object, written: io.StringIO) -> AsyncIterator[Institute]:
    """The playground's: what is illustrative takes sign-ups. At the end, nothing that anybody said is in the log."""
    time.follow(MONDAY - time.wall())
    institute = await Institute.beside(db, pack, dispatcher, kind=Loud)
    yield institute
    assert canaries.found(written.getvalue(), institute.told) == []


@pytest.fixture
def ana(institute: Institute) -> Talker:
    return institute.person(7_000_000_001, "Ana")


@pytest.fixture
def beto(institute: Institute) -> Talker:
    return institute.person(7_000_000_002, "Beto")


@pytest.fixture
def casey(institute: Institute) -> Talker:
    return institute.person(7_000_000_003, "Casey", "en-US")


@pytest.fixture
def sign_up(institute: Institute) -> SignedUp:
    """Somebody who is known already opens a course by its link and joins."""

    async def join(talker: Talker, key: str) -> None:
        await institute.knows(talker)
        await talker.says(f"/start c_{key}")
        await talker.taps(str(Join(await institute.id_of(key))))

    return join
