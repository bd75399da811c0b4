"""Rules are tried on both databases where rows are contended or moved; elsewhere on one of the two."""

from pathlib import Path
from typing import Final

import pytest

from tests import halves

BOTH: Final = frozenset(f"test_{name}.py" for name in ("enrollments", "erasing", "guardians", "merging", "offers"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    halves.leave_out(config, items, Path(__file__).parent, BOTH)
