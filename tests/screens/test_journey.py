"""Every screen of the journey, in both languages: it fits, and nothing on it counts what isn't done."""

import re

import pytest

from bot.i18n import speaking
from bot.models import JourneyStage
from bot.packs import Pack
from bot.packs.journey import Journey, Stage
from bot.screen import Screen
from bot.screens import journey, passport
from bot.services.facts import Facts
from bot.services.journey import Part
from tests.screens.conftest import NOW, MakeCall, MakeCourse
from tests.screens.looks import check, labels, said

LANGUAGES = pytest.mark.parametrize("locale", ["es", "en"])
NASTY = "<b>&\u202e😀 " * 30


@pytest.fixture
def trip(leon: Pack) -> Journey:
    assert leon.journey is not None
    return leon.journey


def done(stage: Stage, answers: int, *, evidence: tuple[str, str | None, str | None] | None = None) -> Part:
    """A part with its first questions answered; stamped where there is evidence."""
    kind, content, caption = evidence or (None, None, None)
    return Part(
        stage,
        JourneyStage(
            person_id=1,
            topic=stage.topic,
            answers={question.key: question.options[0].key for question in stage.questions[:answers]},
            evidence_kind=kind,
            evidence=content,
            caption=caption,
            begun_at=NOW,
            stamped_at=NOW if evidence else None,
        ),
    )


def every_screen(pack: Pack, trip: Journey, make_course: MakeCourse, make_call: MakeCall) -> list[Screen]:
    found = []
    for stage in trip.stages:
        fresh, answered = Part(stage), done(stage, len(stage.questions))
        things = [make_course(), make_call(id=8), make_course(id=9)]
        for part in (fresh, done(stage, 1), answered):
            found += [journey.question(pack, part, step) for step in range(len(stage.questions))]
            found.append(journey.nudge(pack, part))
        found += [journey.challenge(pack, answered), journey.ask_evidence(pack, answered, trouble="No.")]
        found += [journey.left(pack, answered), journey.left(pack, done(stage, 2, evidence=("done", None, None)))]
        for evidence in (("text", NASTY, None), ("photo", "id", NASTY), ("photo", "id", None), ("done", None, None)):
            part = done(stage, 2, evidence=evidence)
            found += [journey.stamped(pack, part, things[:2], new=True), journey.stamped(pack, part, [], notice="Ya.")]
    return found


@LANGUAGES
def test_every_screen_is_well_made(
    locale: str, leon: Pack, trip: Journey, make_course: MakeCourse, make_call: MakeCall
) -> None:
    with speaking(locale):
        for screen in every_screen(leon, trip, make_course, make_call):
            check(screen)
            assert len(said(screen)) < 1_000 and len(set(labels(screen))) == len(labels(screen))


@LANGUAGES
@pytest.mark.parametrize("stamps", range(7))
def test_the_journey_and_the_passport_show_what_is_done_and_count_nothing(
    locale: str, stamps: int, leon: Pack, trip: Journey, make_course: MakeCourse, facts: Facts
) -> None:
    stages = trip.stages
    parts = [done(one, 2, evidence=("done", None, None)) if at < stamps else Part(one) for at, one in enumerate(stages)]
    if 0 < stamps < 5:
        parts[5] = done(stages[5], 1)
    with speaking(locale):
        shown = [journey.journey(leon, trip, parts), passport.passport(leon, trip, parts, name=NASTY[:20])]
        if stamps == 6:
            shown.append(passport.recognition(leon, trip, parts, [make_course()], name=NASTY[:20], facts=facts))
        for screen in shown:
            check(screen)
            assert len(said(screen)) <= 1_024
        numbers = {number for screen in shown[:2] for number in re.findall(r"\d+|%", said(screen))}
        assert numbers <= {"6"}, "how many parts the wheel has, and nothing about how many are done"
        assert (shown[0].drawing is None) and shown[1].drawing is not None
        marks = sum(label.startswith(journey.STAMP) for label in labels(shown[0]))
        assert marks == stamps == said(shown[1]).count("(")


@LANGUAGES
def test_the_pillars_own_screen_says_where_one_stands(locale: str, leon: Pack, trip: Journey) -> None:
    with speaking(locale):
        for stage in trip.stages:
            doors = [Part(stage), done(stage, 1), done(stage, 2, evidence=("done", None, None))]
            found = [journey.door(part).label for part in doors]
            assert len(set(found)) == 3 and all(len(label) <= 28 for label in found)
