"""Experiments run short with the suite and in full with `make experiments`."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "experiments" in item.path.parts:
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def full(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--full"))
