"""Calls with a form, and applications to them, for the tests of the rules and of the conversations."""

import itertools
import json
from datetime import date, datetime, timedelta
from typing import Any, Final

from bot.db import Session
from bot.models import Answer, Application, Call, CallRound, Progress
from bot.packs.forms import Form
from tests.services.making import NOW

_keys = itertools.count(1)
_numbers = itertools.count(1)


def _text(es: str, en: str) -> dict[str, str]:
    return {"es": es, "en": en}


FORM: Final[dict[str, Any]] = {
    "nature": "grant",
    "places": 2,
    "reviewers": 2,
    "blind": True,
    "questions": [
        {
            "key": "project_name",
            "kind": "short",
            "label": _text("Nombre del proyecto", "Name of the project"),
            "ask": _text("¿Cómo se llama tu proyecto?", "What is your project called?"),
        },
        {
            "key": "what_for",
            "kind": "long",
            "label": _text("En qué consiste", "What it is"),
            "ask": _text("Cuéntame qué quieres hacer.", "Tell me what you want to do."),
        },
        {
            "key": "modality",
            "kind": "choice",
            "label": _text("Modalidad", "Kind"),
            "ask": _text("¿De qué tipo es?", "What kind is it?"),
            "options": [
                {"key": "social", "label": _text("Social", "Social")},
                {"key": "sport", "label": _text("Deportivo", "Sports")},
            ],
        },
        {
            "key": "curp",
            "kind": "curp",
            "label": _text("CURP", "CURP"),
            "ask": _text("Escribe tu CURP.", "Write your CURP."),
            "identifies": True,
        },
        {
            "key": "official_id",
            "kind": "file",
            "label": _text("Identificación", "ID"),
            "ask": _text("Manda tu identificación.", "Send your ID."),
            "paper": "official_id",
            "at_most": 2,
            "identifies": True,
        },
    ],
    "criteria": [
        {"key": "impact", "label": _text("Impacto", "Impact"), "weight": 3},
        {"key": "feasible", "label": _text("Se puede hacer", "Feasible"), "weight": 1},
    ],
    "reasons": [
        {
            "key": "few_places",
            "label": _text("No alcanzaron lugares", "Too few places"),
            "says": _text("Hubo más proyectos que lugares.", "There were more projects than places."),
        },
        {
            "key": "incomplete",
            "label": _text("Faltó información", "Something was missing"),
            "says": _text("Faltó explicar cómo lo harías.", "It didn't say how you would do it."),
        },
    ],
    "next_steps": _text("Te llamamos para firmar el convenio.", "We call you to sign the agreement."),
}


async def call(session: Session, *, form: dict[str, Any] | None = None, **fields: Any) -> Call:
    """A call that is open for two weeks from NOW, and takes applications in the chat."""
    words = _text("Tu proyecto", "Your project")
    made = Call(
        **{
            "key": f"call-{next(_keys)}",
            "kind": "project_fund",
            "title": words,
            "short_title": words,
            "summary": words,
            "topic": "participation",
            "organiser": "imju",
            "benefit": _text("15,000 pesos", "15,000 pesos"),
            "how_to_apply": _text("Aquí mismo", "Right here"),
            "opens": (NOW - timedelta(days=7)).date(),
            "closes": (NOW + timedelta(days=14)).date(),
            "results_by": date(2027, 1, 15),
            "form": Form.model_validate(FORM | (form or {})).model_dump(mode="json"),
            **fields,
        }
    )
    session.add(made)
    await session.flush()
    return made


async def round_of(session: Session, of: Call, **fields: Any) -> CallRound:
    made = CallRound(
        **{
            "call_id": of.id,
            "edition": str(of.closes),
            "form": of.form,
            "closes_at": NOW + timedelta(days=14),
            "promised_on": of.results_by,
            **fields,
        }
    )
    session.add(made)
    await session.flush()
    return made


ANSWERS: Final[dict[str, Any]] = {
    "project_name": "Huerto del barrio",
    "what_for": "Un huerto en la azotea de la secundaria.",
    "modality": "social",
    "curp": "PEMA050505MGTRRNA8",
}


async def application(
    session: Session,
    person_id: int,
    of: CallRound,
    *,
    answers: dict[str, Any] | None = None,
    progress: Progress = Progress.SUBMITTED,
    at: datetime = NOW,
    **fields: Any,
) -> Application:
    """One with its answers; without papers."""
    made = Application(
        **{
            "person_id": person_id,
            "call_id": of.call_id,
            "round_id": of.id,
            "number": f"T{next(_numbers):07}",
            "progress": progress,
            "begun_at": at,
            "edited_at": at,
            "submitted_at": None if progress is Progress.DRAFT else at,
            **fields,
        }
    )
    session.add(made)
    await session.flush()
    for question, value in (ANSWERS if answers is None else answers).items():
        session.add(
            Answer(
                application_id=made.id or 0,
                question=question,
                value=None if value is None else json.dumps(value, ensure_ascii=False),
                answered_at=at,
            )
        )
    await session.flush()
    return made
