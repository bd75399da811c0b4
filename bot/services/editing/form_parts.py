"""What stands in a call's form besides its questions: by what it is judged, why one may not be chosen, and what is
asked before anything else. Each step gives a whole form that could be published, or a BadField."""

from collections.abc import Mapping
from typing import Any, Final

from bot.errors import BadField, NotThere
from bot.packs.forms import MOST_REASONS, Check, Criterion, Form, Reason
from bot.services.editing import forms

CRITERIA: Final = "criteria"
REASONS: Final = "reasons"
CHECKS: Final = "checks"
TEXTS: Final[Mapping[str, Mapping[str, int]]] = {
    CRITERIA: {"label": 40, "help": 320},
    REASONS: {"label": 40, "says": 320},
    CHECKS: {"ask": 320, "unlocks": 320},
}
"""What is written of each, in graphemes. The first names it; the second is the same until it is written, or may be
empty."""
MOST: Final[Mapping[str, int]] = {CRITERIA: 8, REASONS: MOST_REASONS, CHECKS: 6}
HEAVIEST: Final = 10

Entry = Criterion | Reason | Check


def entries(form: Form, part: str) -> list[Entry]:
    """Raises NotThere for no such part."""
    if part not in TEXTS:
        raise NotThere
    return list(getattr(form, part))


def entry(form: Form, part: str, key: str) -> Entry:
    """Raises NotThere."""
    found = next((one for one in entries(form, part) if one.key == key), None)
    if found is None:
        raise NotThere
    return found


def add(form: Form, part: str, text: str) -> tuple[dict[str, Any], str]:
    """One more, at the end, and its key. Raises BadField."""
    held = entries(form, part)
    if len(held) >= MOST[part]:
        raise BadField(part, "too_many", low=len(held) + 1, high=MOST[part])
    name, other = TEXTS[part]
    words = forms.worded(None, forms.said(name, text, TEXTS[part][name]), english=False)
    key = _key(form, part, words["es"])
    made: dict[str, Any] = {"key": key, name: words, **({} if part == CRITERIA else {other: words})}
    return forms.having(form, **{part: [*_all(form, part), made]}), key


def write(form: Form, part: str, key: str, name: str, text: str, *, english: bool = False) -> dict[str, Any]:
    """One of its texts; where nobody has translated it, the English follows. Raises BadField."""
    before = entry(form, part, key).model_dump(mode="json")
    if name not in TEXTS[part]:
        raise NotThere
    words = forms.said(name, text, TEXTS[part][name])
    return _changed(form, part, key, **{name: forms.worded(before.get(name), words, english=english)})


def weigh(form: Form, key: str, step: int) -> dict[str, Any]:
    """A criterion counts one time more (1) or less (-1); at the end it stays."""
    found = entry(form, CRITERIA, key)
    assert isinstance(found, Criterion)
    return _changed(form, CRITERIA, key, weight=min(max(found.weight + step, 1), HEAVIEST))


def move(form: Form, part: str, key: str, step: int) -> dict[str, Any]:
    """One place up (-1) or down (1); at the end it stays."""
    held = _all(form, part)
    at = held.index(next(one for one in held if one["key"] == entry(form, part, key).key))
    held.insert(min(max(at + step, 0), len(held) - 1), held.pop(at))
    return forms.having(form, **{part: held})


def remove(form: Form, part: str, key: str) -> dict[str, Any]:
    """Raises BadField (last_reason): nobody is told no without one."""
    entry(form, part, key)
    if part == REASONS and len(form.reasons) == 1:
        raise BadField(part, "last_reason")
    return forms.having(form, **{part: [one for one in _all(form, part) if one["key"] != key]})


def as_published(form: Form, published: Mapping[str, Any] | None, part: str) -> dict[str, Any]:
    """The criteria are again those of the published form; of the reasons those that were taken out are there again."""
    if published is None:
        return form.model_dump(mode="json")
    mine = {} if part == CRITERIA else {one["key"]: one for one in _all(form, part)}
    back = [mine.pop(one["key"], one) for one in published[part]]
    return forms.having(form, **{part: [*back, *mine.values()][: MOST[part]]})


def _all(form: Form, part: str) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json") for one in entries(form, part)]


def _changed(form: Form, part: str, key: str, **values: Any) -> dict[str, Any]:
    return forms.having(form, **{part: [{**one, **values} if one["key"] == key else one for one in _all(form, part)]})


def _key(form: Form, part: str, text: str) -> str:
    if part == CHECKS:
        return forms.key_for(form, text)
    return forms.free_key(text, {one.key for one in entries(form, part)})
