"""From Telegram's JSON to aiogram's types, also where the Bot API server is of another age than they are.

What they ask for and an older server doesn't send, or what a newer one sends in another shape, must not cost a person
the answer to an update that could be handled without it.
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

from aiogram import Bot, types
from pydantic import ValidationError

_ACTS: Final = frozenset({"chat", "from", "user", "data", "text", "caption"})
"""Who does what: an update in which this can't be read is not understood."""
_YES_OR_NO: Final = frozenset(
    name
    for kind in vars(types).values()
    if isinstance(kind, type) and issubclass(kind, types.TelegramObject)
    for name, field in kind.model_fields.items()
    if field.is_required() and field.annotation is bool
) - {"is_bot"}
"""What aiogram's types can't do without and Telegram adds from time to time: rights, mostly."""


def read(raw: Mapping[str, Any] | None, bot: Bot) -> types.Update:
    """The update. A right that isn't named is one that isn't given; a part that can't be read is left out. Raises
    pydantic's ValidationError where nothing sensible remains."""
    try:
        return _strictly(raw, bot)
    except ValidationError as first:
        if not isinstance(raw, Mapping):
            raise
        mended, why = deepcopy(dict(raw)), first
        for mend in (_add_what_is_missing, _leave_out_what_is_strange):
            mend(mended, why)
            try:
                return _strictly(mended, bot)
            except ValidationError as still:
                why = still
        raise


def _strictly(raw: Any, bot: Bot) -> types.Update:
    return types.Update.model_validate(raw, context={"bot": bot})


def _add_what_is_missing(raw: dict[str, Any], why: ValidationError) -> None:
    for problem in why.errors(include_input=False, include_url=False):
        name = str(problem["loc"][-1])
        if problem["type"] == "missing" and name in _YES_OR_NO:
            *_, holder = _way(raw, problem["loc"])
            if isinstance(holder, dict):
                holder.setdefault(name, False)


def _leave_out_what_is_strange(raw: dict[str, Any], why: ValidationError) -> None:
    """Of what happened, such as a message, the parts that the problems are in."""
    for problem in why.errors(include_input=False, include_url=False):
        event, *parts = [step for step in problem["loc"] if isinstance(step, str)] or [""]
        if isinstance(raw.get(event), dict) and parts and parts[0] not in _ACTS:
            raw[event].pop(parts[0], None)


def _way(raw: Any, loc: Sequence[str | int]) -> Iterator[Any]:
    """The update itself and what lies on the way to a problem; a step that only names one of several types is none."""
    yield raw
    for step in loc[:-1]:
        if isinstance(raw, dict) and step in raw:
            raw = raw[str(step)]
        elif isinstance(raw, list) and isinstance(step, int) and step < len(raw):
            raw = raw[step]
        else:
            continue
        yield raw
