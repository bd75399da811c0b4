"""The packs are read by everybody and know nobody: only pydantic, yaml and the standard library."""

import ast
import sys
from pathlib import Path

from bot import packs

ALLOWED = {*sys.stdlib_module_names, "pydantic", "pydantic_core", "yaml"}


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_no_other_room_of_the_house_is_imported() -> None:
    files = sorted(Path(packs.__file__).parent.glob("*.py"))
    assert len(files) >= 5
    for path in files:
        strangers = {name for name in imports(path) if name.split(".")[0] not in ALLOWED}
        assert {name for name in strangers if not name.startswith("bot.packs")} == set(), path.name
