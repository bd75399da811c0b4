"""What is the same on both databases is tested on one of the two, chosen by the test's name, so that every subject
meets both; with `--full` everything runs on both."""

import zlib
from collections.abc import Container
from pathlib import Path

import pytest


def leave_out(config: pytest.Config, items: list[pytest.Item], folder: Path, both: Container[str]) -> None:
    """Of the tests in that folder the other half, but for the files in which rows are contended or moved (`both`)."""
    if config.getoption("--full"):
        return
    left_out = [item for item in items if item.path.parent == folder and _is_the_other_half(item, both)]
    items[:] = [item for item in items if item not in set(left_out)]
    config.hook.pytest_deselected(items=left_out)


def _is_the_other_half(item: pytest.Item, both: Container[str]) -> bool:
    spec = getattr(item, "callspec", None)
    if item.path.name in both or spec is None:
        return False
    if "engine" not in spec.params or any(mark.args[0] == "engine" for mark in item.iter_markers("parametrize")):
        return False
    chosen = ("sqlite", "postgresql")[zlib.crc32(item.nodeid.partition("[")[0].encode()) % 2]
    return bool(spec.params["engine"] != chosen)
