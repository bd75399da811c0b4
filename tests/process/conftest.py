"""The whole program over HTTP."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "process" in item.path.parts and "running" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
