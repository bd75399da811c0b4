"""What was heard: plain values."""

from dataclasses import dataclass
from enum import StrEnum


class Topic(StrEnum):
    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    HOME_VIOLENCE = "home_violence"
    SEXUAL_VIOLENCE = "sexual_violence"
    DATING_VIOLENCE = "dating_violence"
    BULLYING = "bullying"
    TRAFFICKING = "trafficking"
    SUBSTANCES = "substances"


class Level(StrEnum):
    DANGER = "danger"
    """Somebody is, or is about to be, in danger: the card."""
    DISTRESS = "distress"
    """Worry, hopelessness without a plan, something of the past: a soft line beside the normal answer."""


@dataclass(frozen=True)
class Finding:
    level: Level
    topic: Topic
    third_person: bool
    """It is told about somebody else."""
    locale: str
    """The language of what was written, `es` or `en`."""
    why: str
    """The rule that heard it; never words of the text."""
