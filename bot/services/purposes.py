"""What personal data are used for, in one place: which uses need the person's yes, and which follow from what they
asked for. The privacy notice says the same in words."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.services import digests, nudges


class Basis(StrEnum):
    CONSENT = "consent"
    """Only after a yes, which can be taken back at any time."""
    REQUEST = "request"
    """The person asked for it: a place, an appointment, an answer."""


@dataclass(frozen=True)
class Purpose:
    key: str
    basis: Basis
    deletes: bool = False
    """Whether taking the yes back deletes what was given for it: kept for nothing else, it serves nothing any more."""


SUGGESTIONS: Final = "suggestions"
NUDGES: Final = nudges.MUTED
NEWS: Final = digests.KIND
EVIDENCE: Final = "evidence"
PLACE: Final = "place"
REFERRALS: Final = "referrals"

PURPOSES: Final = (
    Purpose(SUGGESTIONS, Basis.CONSENT),
    Purpose(NUDGES, Basis.CONSENT),
    Purpose(NEWS, Basis.CONSENT),
    Purpose(EVIDENCE, Basis.CONSENT, deletes=True),
    Purpose(PLACE, Basis.CONSENT, deletes=True),
    Purpose(REFERRALS, Basis.CONSENT, deletes=True),
    Purpose("sign_ups", Basis.REQUEST),
    Purpose("reminders", Basis.REQUEST),
    Purpose("wishes", Basis.REQUEST),
    Purpose("requests", Basis.REQUEST),
)
ASKED: Final = tuple(one.key for one in PURPOSES if one.basis is Basis.CONSENT)
"""Those that need a yes, in the order in which they are shown."""


def needs_consent(key: str | None) -> bool:
    return key in ASKED


def of(key: str) -> Purpose | None:
    return next((one for one in PURPOSES if one.key == key), None)
