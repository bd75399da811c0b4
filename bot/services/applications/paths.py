"""The way through an application: what has to be true first, the questions, and where one is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from bot.db import Session
from bot.models import Application, Call, CallRound, Paper, PaperState, Person, Progress
from bot.packs.forms import Check, Form, Question
from bot.services import calls
from bot.services.applications import drafts, eligible, papers, rounds
from bot.services.applications.eligible import Need
from bot.services.facts import Facts

ABOUT: Final = {"birth_date": "-born", "occupation": "-does"}
"""The steps that ask something of the person: no question's key has a hyphen."""
BORN: Final = ABOUT["birth_date"]
DOES: Final = ABOUT["occupation"]


@dataclass(frozen=True)
class Path:
    """One application with everything that a conversation about it needs."""

    application: Application
    call: Call
    round: CallRound
    form: Form
    answers: Mapping[str, Any]
    papers: Sequence[Paper]
    needs: Sequence[Need]
    """What has to be known or true first, and isn't yet."""

    @property
    def id(self) -> int:
        return self.application.id or 0

    @property
    def correcting(self) -> bool:
        return self.application.progress is Progress.CORRECTING

    @property
    def questions(self) -> list[Question]:
        """Those that may be answered now."""
        return drafts.open_questions(self.application, self.form)

    @property
    def missing(self) -> list[Question]:
        return drafts.missing(self.form, self.answers, self.papers)

    @property
    def current(self) -> str | None:
        """The step that is open; None: the whole is shown. What has to be true comes before everything."""
        if self.needs and not self.correcting:
            first = self.needs[0]
            return ABOUT[first] if isinstance(first, str) else first.key
        at = self.application.at_question
        return at if at is None or self.question(at) is not None else self._first_unanswered()

    def _first_unanswered(self) -> str | None:
        lacking = {question.key for question in self.missing}
        return next((question.key for question in self.questions if question.key in lacking), None)

    def check(self, key: str) -> Check | None:
        return None if self.correcting else next((one for one in self.form.checks if one.key == key), None)

    def question(self, key: str) -> Question | None:
        """None for one that isn't asked, or isn't to be corrected."""
        return next((one for one in self.questions if one.key == key), None)

    def after(self, key: str) -> str | None:
        """Where one goes on from a step: to the next that has no answer, and once all have one, to the whole. Of what
        is to be corrected, one after the other."""
        questions = [question.key for question in self.questions]
        at = questions.index(key) + 1 if key in questions else 0
        if self.correcting:
            return questions[at] if at < len(questions) else None
        lacking = {question.key for question in self.missing}
        return next((one for one in questions[at:] if one in lacking), None) or self._first_unanswered()

    def with_answers(self, answers: Mapping[str, Any]) -> "Path":
        return replace(self, answers=answers)

    def before(self, key: str) -> str | None:
        """The question before; None at the first."""
        questions = [question.key for question in self.questions]
        at = questions.index(key) if key in questions else 0
        return questions[at - 1] if at else None

    def files(self, question: Question) -> list[Paper]:
        """Those of a paper that weren't refused."""
        return [one for one in self.papers if one.question == question.key and one.state is not PaperState.REFUSED]

    def is_open(self, moment: datetime) -> bool:
        return drafts.editable(self.application, self.round, moment)


async def load(session: Session, person: Person, application: Application, *, facts: Facts, now: datetime) -> Path:
    """The application as it stands, written or not yet flushed. Raises NotThere where its call or round is gone."""
    call = await calls.get(session, application.call_id)
    of = await rounds.get(session, application.round_id)
    assert application.id is not None
    answers = await drafts.answers_of(session, application.id)
    return Path(
        application=application,
        call=call,
        round=of,
        form=rounds.asked_of(of, application, person, facts=facts, now=now),
        answers=answers,
        papers=await papers.of(session, application.id),
        needs=eligible.needs(call, person, of, facts=facts, answers=answers),
    )
