"""YAML that remembers on which line everything stands.

Only `true`, `false`, `null` and plain decimal numbers mean something; anything else is the words as written. So
`at: 10:00` is a time and not 600, `079` keeps its zero, `no` is a word, and dates are read by the schema.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.packs.problems import Problem

# The C one reads a pack five times as fast; an installation without libyaml has only the other.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _PlainLoader(_Loader):
    """Starts with no idea of what a plain word could mean; what follows gives it four."""


_PlainLoader.yaml_implicit_resolvers = {}
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(null|~|)$"), ["n", "~", ""])
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$"), ["t", "f"])
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?(0|[1-9]\d*)$"), list("-0123456789"))
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^-?\d+\.\d+$"), list("-0123456789"))


@dataclass(frozen=True)
class Sheet:
    """One file, read: its name, its plain value, and its nodes for finding lines."""

    name: str
    value: Any
    node: yaml.Node | None

    def line(self, loc: tuple[int | str, ...]) -> int:
        """The line of that place, counted from 1; of the nearest thing around it when it is not there."""
        node, line = self.node, 1
        for step in loc:
            key, child = _child(node, step)
            if child is None:
                break
            line = (key or child).start_mark.line + 1
            node = child
        return line


def read_sheet(path: Path) -> tuple[Sheet, list[Problem]]:
    """The file and what is wrong with it as YAML; the value is None when it could not be read at all."""
    empty = Sheet(path.name, None, None)
    try:
        words = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return empty, [Problem(path.name, 1, "", "this file is missing: add it")]
    except (OSError, UnicodeDecodeError) as unreadable:
        return empty, [Problem(path.name, 1, "", f"it can't be read as UTF-8 text ({unreadable}): save it as UTF-8")]
    try:
        node = yaml.compose(words, _PlainLoader)
    except yaml.YAMLError as broken:
        return empty, [_broken_yaml(path.name, broken)]
    if node is None:
        return empty, [_empty(path.name)]
    if odd := list(_what_no_pack_needs(path.name, node, ())):
        return empty, odd
    repeated = list(_repeated_keys(path.name, node))
    loader = _PlainLoader("")
    try:
        value = loader.construct_document(node)
    except yaml.YAMLError as broken:
        return empty, [_broken_yaml(path.name, broken)]
    finally:
        loader.dispose()
    if value is None:
        return empty, [_empty(path.name)]
    return Sheet(path.name, value, node), repeated


def _child(node: yaml.Node | None, step: int | str) -> tuple[yaml.Node | None, yaml.Node | None]:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key, value
    return None, None


def _what_no_pack_needs(file: str, node: yaml.Node, around: tuple[yaml.Node, ...]) -> Iterator[Problem]:
    """YAML that is allowed and that would end in a crash: something inside itself, a name that is no word."""
    line = node.start_mark.line + 1
    if any(node is outer for outer in around):
        yield Problem(file, line, "", "this refers to itself through & and *: write it out instead")
        return
    within = (*around, node)
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _what_no_pack_needs(file, item, within)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                yield from _what_no_pack_needs(file, value, within)
            else:
                yield Problem(file, key.start_mark.line + 1, "", "a field's name is one word, not a list or a group")


def _repeated_keys(file: str, node: yaml.Node) -> Iterator[Problem]:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(file, item)
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                first = seen[key.value]
                yield Problem(file, line, key.value, f"it is already written on line {first}: keep one of the two")
            seen.setdefault(key.value, line)
            yield from _repeated_keys(file, value)


def _empty(file: str) -> Problem:
    return Problem(file, 1, "", "this file is empty: write its contents, or [] for none")


def _broken_yaml(file: str, broken: yaml.YAMLError) -> Problem:
    mark = getattr(broken, "problem_mark", None)
    reason = getattr(broken, "problem", None) or str(broken)
    hint = "look at this line and the one before for a missing quote, dash or colon, or a tab instead of spaces"
    return Problem(file, mark.line + 1 if mark else 1, "", f"this is not YAML ({reason}): {hint}")
