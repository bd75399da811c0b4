"""From what a colleague typed for a field to the values of a draft."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from bot.errors import BadField
from bot.services.birthdays import plain
from bot.services.names import visible
from bot.services.typed_times import day_from

TEXTS: Final = frozenset(
    {"title", "short_title", "summary", "note", "certificate", "benefit", "how_to_apply", "contact", "body", "name"}
    | {"address"}
)
"""Asked in Spanish and then, for whoever has it, in English."""
DAYS: Final = frozenset({"opens", "closes", "results_by", "published", "expires"})
AGES: Final = "ages"
"""Two fields that are asked as one."""
_NUMBER = re.compile(r"\d[\d,. ]*")


def value_from(field: str, text: str, *, before: Mapping[str, Any], english: bool, today: date) -> dict[str, Any]:
    """The fields that this answer says. Raises BadField where it can't be read as one."""
    if field in TEXTS:
        return {field: _words(before.get(field), text, english)}
    if field in DAYS:
        return {field: day_from(text, today=today, name=field)}
    if field == AGES:
        return _ages(text)
    if field == "sources":
        return {field: [one for one in re.split(r"[\s,;]+(?=https?://)|\n", text.strip()) if one][:10]}
    if field in ("seats", "hours", "cost"):
        return {field: _count(field, text)}
    return {field: visible(text[:2_000])}


def _words(before: Any, text: str, english: bool) -> dict[str, str]:
    """One language is written; where nobody has translated it, the English follows the Spanish."""
    known = dict(before or {})
    said = " ".join(text.split()) if len(text) < 8_000 else text
    if english:
        return {"es": known.get("es", ""), "en": said}
    same = not known.get("en") or known.get("en") == known.get("es")
    return {"es": said, "en": said if same else known["en"]}


def _ages(text: str) -> dict[str, Any]:
    """ "12 a 29", "18+", "hasta 29"; two numbers, or one with which end it is."""
    said = plain(visible(text[:100]))
    numbers = [int(one) for one in re.findall(r"\d{1,3}", said)]
    if len(numbers) == 2:
        return {"age_min": numbers[0], "age_max": numbers[1]}
    if len(numbers) == 1:
        if re.search(r"hasta|max|up to|menos|until", said):
            return {"age_min": None, "age_max": numbers[0]}
        return {"age_min": numbers[0], "age_max": None}
    raise BadField(AGES, "ages")


def _count(field: str, text: str) -> int:
    said = plain(visible(text[:100]))
    if field == "cost" and re.search(r"gratis|gratuit|free|sin costo", said):
        return 0
    found = _NUMBER.search(said)
    if found is None or re.search(r"-\s*\d", said):
        raise BadField(field, "number")
    return int(re.sub(r"[,. ]", "", re.sub(r"[.,]\d\d$", "", found[0].strip())) or 0)
