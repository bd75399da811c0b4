"""A pack's entries as the columns of their rows."""

from typing import Any, Final

from bot.packs.offers import Call as PackedCall
from bot.packs.offers import Course as PackedCourse
from bot.packs.words import Text

CALL_DATES: Final = ("edition", "opens", "closes", "opens_month", "closes_month", "windows", "rolling")
"""What says when a call is open."""
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
    }


def call_fields(packed: PackedCall) -> dict[str, Any]:
    """Everything but the key."""
    return {
        **_shared(packed),
        **{name: _words(getattr(packed, name)) for name in ("recurs", "benefit", "how_to_apply")},
        **{name: getattr(packed, name) for name in CALL_DATES},
        "eligibility": list(packed.eligibility),
        "documents": list(packed.documents),
        "apply_url": packed.apply_url,
        "loan": packed.loan,
        "precheck": packed.precheck.model_dump(mode="json") if packed.precheck else None,
        "form": packed.form.model_dump(mode="json") if packed.form else None,
    }


def _shared(packed: PackedCourse | PackedCall) -> dict[str, Any]:
    return {
        **{name: getattr(packed, name) for name in _SHARED},
        **{name: _words(getattr(packed, name)) for name in _SHARED_TEXTS},
        "age_min": packed.ages.min if packed.ages else None,
        "age_max": packed.ages.max if packed.ages else None,
        "sensitive": packed.sensitive,
        "employment": packed.employment,
        "interests": list(packed.interests),
        "illustrative_fields": list(packed.illustrative_fields),
        "sources": list(packed.sources),
    }


def _words(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"es": text.es, "en": text.en}
