"""Experiments run short with the suite and in full with `make experiments`."""

from pathlib import Path
from typing import Final

import pytest

from tests import halves

BOTH: Final = frozenset(f"test_{name}.py" for name in ("nothing_is_lost", "seats", "waiting_list"))
"""Where the database itself is on trial."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    halves.leave_out(config, items, Path(__file__).parent, BOTH)
    for item in items:
        if "experiments" in item.path.parts:
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full"))
