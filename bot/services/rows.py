"""A pack's entries as the columns of their rows."""

import calendar
from datetime import date, datetime
from typing import Any

from bot import time
from bot.packs.offers import Call as PackedCall
from bot.packs.offers import Course as PackedCourse
from bot.packs.words import Text
from bot.services.facts import Facts

_SHARED = ("kind", "topic", "organiser")
_SHARED_TEXTS = ("title", "short_title", "summary", "note")


def course_fields(packed: PackedCourse) -> dict[str, Any]:
    """Everything that may change in place: not key, edition, seats or dates."""
    return {
        **_shared(packed),
        **{name: getattr(packed, name) for name in ("venue", "modality", "hours", "standard_code", "status", "as_of")},
        "certificate": _words(packed.certificate),
        "requirements": list(packed.requirements),
        "cost": packed.cost_mxn,
        "sensitive": packed.sensitive,
    }


def call_fields(packed: PackedCall, *, facts: Facts, now: datetime) -> dict[str, Any]:
    """Everything but the key. A call with several windows shows the one that is open, else the next, else the last;
    one that is open all year is one that opens every January and closes every December."""
    opens, closes, months = packed.opens, packed.closes, (packed.opens_month, packed.closes_month)
    edition = packed.edition
    if packed.windows:
        opens, closes = _window(sorted(packed.windows), time.local(now, facts.zone).date())
    elif packed.rolling:
        opens, closes, months, edition = None, None, (1, 12), None
    return {
        **_shared(packed),
        **{name: _words(getattr(packed, name)) for name in ("recurs", "benefit", "how_to_apply")},
        "edition": edition,
        "opens": opens,
        "closes": closes,
        "opens_month": months[0],
        "closes_month": months[1],
        "eligibility": list(packed.eligibility),
        "documents": list(packed.documents),
        "apply_url": packed.apply_url,
        "loan": packed.loan,
    }


def _shared(packed: PackedCourse | PackedCall) -> dict[str, Any]:
    return {
        **{name: getattr(packed, name) for name in _SHARED},
        **{name: _words(getattr(packed, name)) for name in _SHARED_TEXTS},
        "age_min": packed.ages.min if packed.ages else None,
        "age_max": packed.ages.max if packed.ages else None,
        "illustrative_fields": list(packed.illustrative_fields),
        "sources": list(packed.sources),
    }


def _words(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"es": text.es, "en": text.en}


def _window(windows: list[str], today: date) -> tuple[date, date]:
    chosen = next((window for window in windows if window >= f"{today:%Y-%m}"), windows[-1])
    year, month = int(chosen[:4]), int(chosen[5:])
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
