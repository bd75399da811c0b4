"""The fields of what the staff writes: what each may hold, and how a value becomes that of a row.

A field's value is given as people and spreadsheets have it; `checked` makes it the row's, or raises BadField. Names are
the columns', and `sessions` for a course's dates: pairs of aware moments.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlsplit

import regex

from bot.errors import BadField
from bot.models import Call, Course, News
from bot.packs import Pack
from bot.packs.offers import Call as PackedCall
from bot.packs.offers import Course as PackedCourse
from bot.services.editing import forms
from bot.services.names import visible

COURSE: Final = "course"
CALL: Final = "call"
NEWS: Final = "news"
VENUE: Final = "venue"
KINDS: Final = (COURSE, CALL, NEWS, VENUE)

COURSE_KINDS: Final = PackedCourse.model_fields["kind"].annotation.__args__  # type: ignore[union-attr]
MODALITIES: Final = PackedCourse.model_fields["modality"].annotation.__args__  # type: ignore[union-attr]
CALL_KINDS: Final = PackedCall.model_fields["kind"].annotation.__args__  # type: ignore[union-attr]

SESSIONS: Final = "sessions"
CLOSED: Final = "closed"
"""In `edited`: the staff decided whether it is in the catalogue."""
PLACEHOLDERS: Final = {SESSIONS: "schedule", "cost": "cost_mxn", "age_min": "ages", "age_max": "ages"}
"""What a pack's `illustrative_fields` call a field, where that is another name."""

Check = Callable[[str, Any, Pack], Any]


def _text(limit: int, *, needed: bool = True, both: bool = True) -> Check:
    """In Spanish and, if wanted, in English; a plain text is the Spanish one. Without English the Spanish stands."""

    def check(name: str, value: Any, _pack: Pack) -> Any:
        given = value if isinstance(value, Mapping) else {"es": value or ""}
        es, en = (_line(name, given.get(locale) or "", limit) for locale in ("es", "en"))
        if not es and not en:
            if needed:
                raise BadField(name, "blank")
            return None
        return {"es": es or en, "en": en or es}

    return check


def _line(name: str, value: Any, limit: int) -> str:
    """One line of visible characters."""
    text = str(value)
    if len(text) > 8_000:
        raise BadField(name, "too_long", high=limit)
    text = visible(text)
    length = len(regex.findall(r"\X", text))
    if length > limit:
        raise BadField(name, "too_long", high=limit, low=length)
    if text and not any(letter.isalnum() for letter in text):
        raise BadField(name, "blank")
    return text


def _number(low: int, high: int, *, needed: bool = False) -> Check:
    def check(name: str, value: Any, _pack: Pack) -> Any:
        if value is None or value == "":
            if needed:
                raise BadField(name, "blank")
            return None
        try:
            number = int(str(value).strip()) if not isinstance(value, float) else int(value)
        except ValueError:
            raise BadField(name, "number", low=low, high=high) from None
        if number != value and isinstance(value, float):
            raise BadField(name, "number", low=low, high=high)
        if not low <= number <= high:
            raise BadField(name, "range", low=low, high=high)
        return number

    return check


def _one_of(choices: Callable[[Pack], Sequence[str]], *, needed: bool = True) -> Check:
    def check(name: str, value: Any, pack: Pack) -> Any:
        if value in (None, ""):
            if needed:
                raise BadField(name, "blank")
            return None
        if value not in choices(pack):
            raise BadField(name, "unknown", hints=tuple(choices(pack)))
        return value

    return check


def _some_of(choices: Callable[[Pack], Sequence[str]]) -> Check:
    def check(name: str, value: Any, pack: Pack) -> Any:
        known = choices(pack)
        if not isinstance(value, list | tuple) or any(one not in known for one in value):
            raise BadField(name, "unknown", hints=tuple(known))
        return list(dict.fromkeys(value))

    return check


def _yes_or_no(name: str, value: Any, _pack: Pack) -> bool:
    if not isinstance(value, bool):
        raise BadField(name, "unknown")
    return value


def _sources(name: str, value: Any, _pack: Pack) -> list[str]:
    """Addresses, or `article: <title>`."""
    found = [_line(name, one, 400) for one in ([value] if isinstance(value, str) else value or [])]
    for one in found:
        if not one.startswith("article: ") and not _is_address(one):
            raise BadField(name, "address")
    return [one for one in found if one]


def _address(name: str, value: Any, _pack: Pack) -> str | None:
    text = _line(name, value or "", 300)
    if not text:
        return None
    if not _is_address(text):
        raise BadField(name, "address")
    return text


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and " " not in text
    except ValueError:
        return False


def _day(*, needed: bool) -> Check:
    def check(name: str, value: Any, _pack: Pack) -> date | None:
        if value in (None, "") and not needed:
            return None
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                raise BadField(name, "date") from None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise BadField(name, "date")
        return value

    return check


def _meetings(name: str, value: Any, _pack: Pack) -> list[tuple[datetime, datetime]]:
    """Pairs of moments in their order; whether they may be is asked by `arranging`."""
    try:
        found = [(_moment(start), _moment(end)) for start, end in value or []]
    except (TypeError, ValueError):
        raise BadField(name, "date") from None
    return sorted(found)


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return moment


def _map(low: float, high: float) -> Check:
    def check(name: str, value: Any, _pack: Pack) -> float | None:
        if value is None:
            return None
        if not isinstance(value, int | float) or not low <= value <= high:
            raise BadField(name, "unknown")
        return float(value)

    return check


def _topics(pack: Pack) -> list[str]:
    return [topic.key for topic in pack.topics]


def _organisers(pack: Pack) -> list[str]:
    return [one.key for one in pack.organisers]


_SHARED: Final[dict[str, Check]] = {
    "title": _text(90),
    "short_title": _text(20),
    "summary": _text(320),
    "topic": _one_of(_topics),
    "organiser": _one_of(_organisers),
    "age_min": _number(0, 120),
    "age_max": _number(0, 120),
    "employment": _yes_or_no,
    "sensitive": _yes_or_no,
    "note": _text(320, needed=False),
    "interests": _some_of(lambda pack: [one.key for one in pack.interests]),
    "sources": _sources,
}

FIELDS: Final[Mapping[str, Mapping[str, Check]]] = {
    COURSE: {
        **_SHARED,
        "kind": _one_of(lambda _pack: COURSE_KINDS),
        "modality": _one_of(lambda _pack: MODALITIES),
        "venue": lambda name, value, _pack: _line(name, value or "", 40) or None,
        SESSIONS: _meetings,
        "seats": _number(1, 5000),
        "hours": _number(1, 2000),
        "cost": _number(0, 100_000),
        "certificate": _text(160, needed=False),
        "requirements": _some_of(lambda pack: list(pack.labels)),
    },
    CALL: {
        **_SHARED,
        "kind": _one_of(lambda _pack: CALL_KINDS),
        "opens": _day(needed=False),
        "closes": _day(needed=False),
        "results_by": _day(needed=False),
        "benefit": _text(320),
        "how_to_apply": _text(320),
        "contact": _text(160, needed=False),
        "apply_url": _address,
        "loan": _yes_or_no,
        "eligibility": _some_of(lambda pack: list(pack.labels)),
        "documents": _some_of(lambda pack: list(pack.labels)),
        forms.FORM: forms.checked,
    },
    NEWS: {
        "title": _text(90),
        "body": _text(640),
        "topics": _some_of(_topics),
        "published": _day(needed=True),
        "expires": _day(needed=True),
        "sources": _sources,
        "sensitive": _yes_or_no,
    },
    VENUE: {
        "name": _text(60),
        "address": _text(160, needed=False),
        "latitude": _map(-90, 90),
        "longitude": _map(-180, 180),
    },
}

NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    COURSE: ("title", "summary", "topic", "kind", "modality"),
    CALL: ("title", "summary", "topic", "kind", "benefit", "how_to_apply"),
    NEWS: ("title", "body", "expires"),
    VENUE: ("name",),
}
"""Without these nothing can be published."""


def checked(kind: str, fields: Mapping[str, Any], *, pack: Pack) -> dict[str, Any]:
    """The same fields as a row holds them. Raises BadField for the first that can't be so."""
    known = FIELDS[kind]
    for name in fields:
        if name not in known:
            raise BadField(name, "unknown", hints=tuple(known))
    return {name: known[name](name, value, pack) for name, value in fields.items()}


def check_together(kind: str, after: Mapping[str, Any]) -> None:
    """What only shows when all the fields are there. Raises BadField."""
    for name in NEEDED[kind]:
        if after.get(name) in (None, "", {}):
            raise BadField(name, "blank")
    youngest, oldest = after.get("age_min"), after.get("age_max")
    if youngest is not None and oldest is not None and youngest > oldest:
        raise BadField("age_max", "order")
    if after.get("employment") and (youngest is None or youngest < 15):
        raise BadField("age_min", "work")
    if after.get("loan") and (youngest is None or youngest < 18):
        raise BadField("age_min", "loan")
    if kind == CALL:
        if after.get(forms.FORM) and (after[forms.FORM]["nature"] == "loan") != bool(after.get("loan")):
            raise BadField("loan", "loan_form")
        if after.get("kind") == "dual_place" and not after.get("employment"):
            raise BadField("employment", "work")
        opens, closes, answer = after.get("opens"), after.get("closes"), after.get("results_by")
        if opens and closes and opens > closes:
            raise BadField("closes", "order")
        if answer and closes and answer < closes:
            raise BadField("results_by", "order")
    if kind == NEWS and after["expires"] < after["published"]:
        raise BadField("expires", "order")


def stored(fields: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON keeps them."""

    def plain(value: Any) -> Any:
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, list | tuple):
            return [plain(one) for one in value]
        return value

    return {name: plain(value) for name, value in fields.items()}


def placeholders_left(course: Course | Call | News, changed: tuple[str, ...] | list[str]) -> list[str]:
    """Its placeholders without those that somebody has now put a fact in place of."""
    settled = {PLACEHOLDERS.get(name, name) for name in changed}
    return [name for name in course.illustrative_fields if name not in settled]
