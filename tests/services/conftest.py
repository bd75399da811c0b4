"""Rules are tried on both databases where rows are contended or moved; elsewhere on one of the two."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from bot.db import Database, Session
from tests import halves

BOTH: Final = frozenset(
    f"test_{name}.py"
    for name in ("attendance", "enrollments", "erasing", "guardians", "merging", "offers", "reviewing")
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    halves.leave_out(config, items, Path(__file__).parent, BOTH)


@pytest.fixture
async def session(db: Database) -> AsyncIterator[Session]:
    """One transaction for the whole test."""
    async with db.begin() as opened:
        yield opened
