"""What the crisis floor answered, for figures: never to whom, never what was written."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import col

from bot.db import Session
from bot.models import SafetyEvent
from bot.safety import Finding


def note(session: Session, finding: Finding, *, card: str, now: datetime, mark: str | None = None) -> None:
    """Keep that something was answered in this hour."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    session.add(
        SafetyEvent(
            at=hour,
            level=finding.level.value,
            topic=finding.topic.value,
            third_person=finding.third_person,
            card=card,
            mark=mark,
        )
    )


async def false_alarm(session: Session, mark: str) -> None:
    """Count a card that wasn't needed; once, however often it is said."""
    await session.exec(update(SafetyEvent).where(col(SafetyEvent.mark) == mark).values(false_alarm=True))
