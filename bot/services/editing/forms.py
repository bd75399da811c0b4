"""A call's form as a colleague changes it: each step gives a whole form that could be published, or a BadField."""

import re
from collections.abc import Mapping, Set
from typing import Any, Final

import regex
from pydantic import ValidationError

from bot.errors import BadField, NotThere
from bot.packs.fields import WallClock
from bot.packs.forms import CHOICES, Form, Question, QuestionKind
from bot.packs.starting import starting
from bot.services.birthdays import plain
from bot.services.names import visible

FORM: Final = "form"
KINDS: Final[tuple[str, ...]] = QuestionKind.__args__  # type: ignore[attr-defined]
TEXTS: Final[Mapping[str, int]] = {"label": 40, "ask": 320, "why": 320, "example": 320}
"""What is written of a question, in graphemes."""
MOST: Final = 30
_OWN_KEYS: Final = ("curp", "rfc", "phone")
"""Kinds whose first question has their own name: an answer given once is offered again; a CURP is the applicant's."""
_TELLING: Final = frozenset({"curp", "rfc", "phone", "team", "file"})
_PROFILE: Final = frozenset({"birth_date", "occupation"})
_LIMITED: Final = frozenset({"short", "long", "team", "file", "several"})


def checked(name: str, value: Any, _pack: Any) -> dict[str, Any] | None:
    """As a row holds it; None for a call that takes no applications here."""
    if value is None:
        return None
    try:
        return Form.model_validate(value).model_dump(mode="json")
    except (ValidationError, TypeError):
        raise BadField(name, "form") from None


def begun(kind: str, *, loan: bool) -> dict[str, Any]:
    """What one starts from."""
    form = starting("financing" if loan else kind).model_dump(mode="json")
    return form | {"nature": "loan"} if loan else form


def of(fields: Mapping[str, Any]) -> Form:
    """Raises NotThere where applications aren't taken here."""
    if fields.get(FORM) is None:
        raise NotThere
    return Form.model_validate(fields[FORM])


def add(form: Form, kind: str, label: str) -> tuple[dict[str, Any], str]:
    """One question more, at the end, and its key. What it asks is its label until that is written. Raises BadField."""
    if kind not in KINDS:
        raise NotThere
    if len(form.questions) >= MOST:
        raise BadField("question", "too_many", low=len(form.questions) + 1, high=MOST)
    words = said("label", label, TEXTS["label"])
    key = key_for(form, kind if kind in _OWN_KEYS else words)
    made: dict[str, Any] = {
        "key": key,
        "kind": kind,
        "label": {"es": words, "en": words},
        "ask": {"es": words, "en": words},
        "identifies": kind in _TELLING,
    }
    if kind in CHOICES:
        made["options"] = [_option("Sí", "Yes", "yes"), _option("No", "No", "no")]
    return having(form, questions=[*_all(form), made]), key


def write(form: Form, key: str, name: str, text: str, *, english: bool = False) -> dict[str, Any]:
    """One of its TEXTS; where nobody has translated it, the English follows. Raises BadField."""
    before = question(form, key).model_dump(mode="json")
    now = worded(before.get(name), said(name, text, TEXTS[name]), english=english)
    change: dict[str, Any] = {name: now}
    if name == "label" and before["ask"] == before["label"]:
        change["ask"] = now
    return _changed(form, key, **change)


def choose_from(form: Form, key: str, text: str) -> dict[str, Any]:
    """Its options, one a line; `Español / English` on one line says both. Those that stay keep their keys."""
    asked = question(form, key)
    kept = {plain(one.label.es): one.key for one in asked.options}
    found: dict[str, dict[str, Any]] = {}
    for line in (visible(one) for one in re.split(r"[\n;]", text[:2_000])):
        es, _slash, en = (part.strip() for part in re.sub(r"^[-–•*]\s*", "", line).partition("/"))
        if not es:
            continue
        for label in (es, en or es):
            if len(regex.findall(r"\X", label)) > 20:
                raise BadField("options", "too_long", high=20)
        own = kept.get(plain(es)) or _slug(es)
        found.setdefault(own, _option(es, en or es, own))
    if not 2 <= len(found) <= 12:
        raise BadField("options", "range", low=2, high=12)
    return _changed(form, key, options=list(found.values()))


def bound(form: Form, key: str, text: str) -> dict[str, Any]:
    """How much fits; of a number, "from 1 to 50". Raises BadField."""
    asked = question(form, key)
    numbers = [int(one.replace(",", "")) for one in re.findall(r"\d[\d,]{0,12}", plain(visible(text[:100])))]
    if asked.kind == "number":
        if len(numbers) != 2 or numbers[0] > numbers[1]:
            raise BadField("limit", "from_to")
        return _changed(form, key, low=numbers[0], high=numbers[1])
    most = {"file": 10, "team": 30, "several": 12}.get(asked.kind, 4_000)
    if asked.kind not in _LIMITED or len(numbers) != 1 or not 1 <= numbers[0] <= most:
        raise BadField("limit", "range", low=1, high=most)
    return _changed(form, key, at_most=numbers[0])


def flip(form: Form, key: str, name: str) -> dict[str, Any]:
    """`optional` or `identifies`."""
    if name not in ("optional", "identifies"):
        raise NotThere
    return _changed(form, key, **{name: not getattr(question(form, key), name)})


def move(form: Form, key: str, step: int) -> dict[str, Any]:
    """One place up (-1) or down (1); at the end it stays."""
    asked = _all(form)
    at = next((n for n, one in enumerate(asked) if one["key"] == key), None)
    if at is None:
        raise NotThere
    to = min(max(at + step, 0), len(asked) - 1)
    asked.insert(to, asked.pop(at))
    return having(form, questions=asked)


def remove(form: Form, key: str) -> dict[str, Any]:
    """Raises BadField for the last one."""
    question(form, key)
    if len(form.questions) == 1:
        raise BadField("question", "last")
    return having(form, questions=[one for one in _all(form) if one["key"] != key])


def close_at(form: Form, text: str) -> dict[str, Any]:
    """On the last day, until that hour: `15:00`, `3 pm`. Raises BadField."""
    match = re.fullmatch(
        r"(?:a las |at )?(\d{1,2})(?:[:.h](\d\d))?\s*(?:hrs?\.?|h)?\s*([ap])?\.?\s?m?\.?", plain(visible(text[:40]))
    )
    if match is None:
        raise BadField("closes_at", "at")
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        raise BadField("closes_at", "at")
    written: WallClock = f"{hour:02}:{minute:02}"
    return having(form, closes_at=written)


def places(form: Form, text: str) -> dict[str, Any]:
    """How many can be chosen. Raises BadField."""
    found = re.findall(r"\d[\d,]{0,8}", plain(visible(text[:40])))
    if len(found) != 1 or not 1 <= (count := int(found[0].replace(",", ""))) <= 5_000:
        raise BadField("places", "range", low=1, high=5_000)
    return having(form, places=count)


def no_limit(form: Form) -> dict[str, Any]:
    return having(form, places=None)


def go_on_with(form: Form, text: str, *, english: bool) -> dict[str, Any]:
    """What whoever is chosen does next. Raises BadField."""
    words = said("next_steps", text, TEXTS["ask"])
    return having(form, next_steps=worded(form.next_steps.model_dump(), words, english=english))


def judge(form: Form, name: str) -> dict[str, Any]:
    """`blind` turns; `reviewers` goes from one to three and begins again."""
    if name == "blind":
        return having(form, blind=not form.blind)
    if name != "reviewers":
        raise NotThere
    return having(form, reviewers=form.reviewers % 3 + 1)


def question(form: Form, key: str) -> Question:
    found = form.question(key)
    if found is None:
        raise NotThere
    return found


def _all(form: Form) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json") for one in form.questions]


def having(form: Form, **values: Any) -> dict[str, Any]:
    """The whole form with these in their place. Raises BadField where they don't fit together."""
    found = checked(FORM, {**form.model_dump(mode="json"), **values}, None)
    assert found is not None
    return found


def _changed(form: Form, key: str, **values: Any) -> dict[str, Any]:
    return having(form, questions=[{**one, **values} if one["key"] == key else one for one in _all(form)])


def said(name: str, text: str, most: int) -> str:
    """What was typed, without what can't be seen. Raises BadField: blank, too_long (of `most` graphemes)."""
    found = visible(text[:4_000])
    length = len(regex.findall(r"\X", found))
    if not any(letter.isalnum() for letter in found):
        raise BadField(name, "blank")
    if length > most:
        raise BadField(name, "too_long", high=most, low=length)
    return found


def worded(held: Mapping[str, str] | None, words: str, *, english: bool) -> dict[str, str]:
    """A text in both languages with one of them new; where nobody has translated it, the English follows."""
    if held is None:
        return {"es": words, "en": words}
    if english:
        return {"es": held["es"], "en": words}
    return {"es": words, "en": words if held["en"] == held["es"] else held["en"]}


def _option(es: str, en: str, key: str) -> dict[str, Any]:
    return {"key": key, "label": {"es": es, "en": en}}


def _slug(text: str) -> str:
    return "_".join(re.findall(r"[a-z0-9]+", plain(text)))[:20].strip("_") or "q"


def key_for(form: Form, text: str) -> str:
    """One for a question or a check that nothing in the form has, nor the profile."""
    return free_key(text, {one.key for one in form.questions} | {one.key for one in form.checks} | _PROFILE)


def free_key(text: str, used: Set[str]) -> str:
    stem, number = _slug(text), 1
    while (own := stem if number == 1 else f"{stem}_{number}") in used:
        number += 1
    return own
