"""Somebody who applies twice from two accounts: the team is told that another application has the same CURP."""

from typing import Any

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.db import Session
from bot.models import SENT, Answer, Application, Progress
from bot.services.applications.answers import CURP


async def same_curp(session: Session, application: Application) -> bool:
    """Whether another person's in the same round, sent and not withdrawn, has the same one. Answers are sealed and
    can't be searched, so those of the round are opened: some thousands at most."""
    mine = (await session.exec(_curps().where(Answer.application_id == application.id))).first()
    if mine is None:
        return False
    others = _curps().where(
        Application.round_id == application.round_id,
        Application.person_id != application.person_id,
        col(Application.progress).in_([*SENT, Progress.GUARDIAN]),
    )
    return any(other == mine for other in await session.exec(others))


def _curps() -> SelectOfScalar[Any]:
    return (
        select(Answer.value)
        .join(Application, col(Application.id) == Answer.application_id)
        .where(Answer.question == CURP, col(Answer.value).is_not(None))
    )
