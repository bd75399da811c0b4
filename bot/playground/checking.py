"""Parameters against the list of the Bot API: unknown, missing and mistyped ones are refused by name.

`botapi.json` holds, for each method and object, its fields as `[!]Type|Type`, where `!` means required, and for
each union its members with the field that tells them apart. Bodies that can only carry text (forms, query strings)
are read as Telegram reads them: numbers, booleans and JSON are taken out of the text.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from bot.playground.errors import Refused, bad

SPEC = json.loads(files("bot.playground").joinpath("botapi.json").read_text("utf-8"))
METHODS: dict[str, dict[str, str]] = SPEC["methods"]
TYPES: dict[str, dict[str, str]] = SPEC["types"]
UNIONS: dict[str, dict[str, str]] = SPEC["unions"]
NAMES = {name.lower(): name for name in METHODS}

YES = {"true", "yes", "1"}
NO = {"false", "no", "0", ""}
# What Telegram says when these are missing is known from its own source.
MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "file_id": "file_id not specified",
    "from_chat_id": "chat_id is empty",
    "user_id": "invalid user_id specified",
}


def check(method: str, given: dict[str, Any], *, textual: bool) -> dict[str, Any]:
    """The parameters with their types put right. `textual`: every value came as text. None counts as not given."""
    fields = METHODS[method]
    checked: dict[str, Any] = {}
    for name, value in given.items():
        declared = fields.get(name)
        if declared is None:
            raise bad(f'unknown parameter "{name}" of the method {method}')
        if value is None:
            continue
        types = _types(declared)
        if isinstance(value, str) and types != ("String",) and not _plain_text(types, value):
            if value != "":
                checked[name] = _value(name, types, _from_text(name, types, value))
        else:
            checked[name] = _value(name, types, value)
    for name, declared in fields.items():
        if declared[0] == "!" and name not in checked:
            raise bad(MISSING.get(name, f'parameter "{name}" is required'))
    return checked


@cache
def _types(declared: str) -> tuple[str, ...]:
    return tuple(declared.lstrip("!").split("|"))


def _plain_text(types: tuple[str, ...], value: str) -> bool:
    """Whether the text may stay as it is: a file id, `attach://name`, `@username`."""
    if "InputFile" in types:
        return True
    return "String" in types and not ("Integer" in types and _is_integer(value))


def _is_integer(text: str) -> bool:
    return text.removeprefix("-").isdecimal() and text.isascii()


def _from_text(name: str, types: tuple[str, ...], text: str) -> Any:
    kind = types[0]
    if kind == "Integer" and _is_integer(text):
        return int(text)
    if kind == "Boolean" and text.lower() in YES | NO:
        return text.lower() in YES
    if kind == "Float":
        try:
            return float(text)
        except ValueError:
            raise _mistyped(name, types) from None
    if kind in ("Integer", "Boolean"):
        raise _mistyped(name, types)
    try:
        return read_json(text)
    except ValueError:
        raise bad(f'can\'t parse "{name}" JSON object') from None


def read_json(text: str | bytes) -> Any:
    """ValueError when it is no JSON; Refused when a string in it holds half of a symbol and so can't be written."""
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if (b"\\u" if isinstance(text, bytes) else "\\u") in text:  # type: ignore[operator]
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise bad("strings must be encoded in UTF-8") from None
    return value


def _mistyped(name: str, types: tuple[str, ...]) -> Refused:
    return bad(f'parameter "{name}" must be of type {" or ".join(types)}')


def _value(name: str, types: tuple[str, ...], value: Any) -> Any:
    if len(types) == 1:
        return _one(name, types[0], value)
    complaint: Refused | None = None
    for kind in _likely(types, value):
        try:
            return _one(name, kind, value)
        except Refused as refusal:
            complaint = complaint or refusal
    raise complaint if complaint and isinstance(value, dict) else _mistyped(name, types)


def _likely(types: tuple[str, ...], value: Any) -> tuple[str, ...]:
    """Among several object types the one that shares a field with the value, so that the complaint is about it."""
    if not isinstance(value, dict):
        return types
    sharing = tuple(kind for kind in types if kind in TYPES and not value.keys().isdisjoint(TYPES[kind]))
    return sharing or types


def _one(name: str, kind: str, value: Any) -> Any:
    if kind == "String" and isinstance(value, str):
        return value
    if kind == "Integer" and isinstance(value, int) and not isinstance(value, bool):
        return value
    if kind in ("Boolean", "True") and isinstance(value, bool):
        return value
    if kind == "Float" and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if kind == "InputFile" and isinstance(value, str):
        return value
    if kind.startswith("Array of ") and isinstance(value, list):
        inner = _types(kind.removeprefix("Array of "))
        return [_value(f"{name}[{place}]", inner, item) for place, item in enumerate(value)]
    if kind in UNIONS and isinstance(value, dict):
        return _member(name, kind, value)
    if kind in TYPES and isinstance(value, dict):
        return _object(name, kind, value)
    # KeyboardButton and InputPollOption may be given as bare text.
    if isinstance(value, str) and kind in ("KeyboardButton", "InputPollOption"):
        return {"text": value}
    # A number inside an object may be quoted: the libraries do it for ids beyond 2**53.
    if kind == "Integer" and isinstance(value, str) and _is_integer(value):
        return int(value)
    raise _mistyped(name, (kind,))


def _object(name: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    fields = TYPES[kind]
    checked = {}
    for field, inner in value.items():
        declared = fields.get(field)
        if declared is None:
            raise bad(f'unknown field "{field}" in "{name}" of type {kind}')
        if inner is not None:
            checked[field] = _value(f"{name}.{field}", _types(declared), inner)
    for field, declared in fields.items():
        if declared[0] == "!" and field not in checked:
            raise bad(f'field "{field}" of "{name}" must be specified')
    return checked


def _member(name: str, union: str, value: dict[str, Any]) -> dict[str, Any]:
    complaint: Refused | None = None
    for kind, tag in UNIONS[union].items():
        field, _, wanted = tag.partition("=")
        if not tag or value.get(field) == wanted:
            try:
                checked: dict[str, Any] = _one(name, kind, value)
                return checked
            except Refused as refusal:
                complaint = complaint or refusal
    raise complaint or bad(f'"{name}" is of no known kind of {union}')
