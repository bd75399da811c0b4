"""Suggestions, the three questions, and what comes when a wish comes true, as they are read."""

from datetime import date, datetime, timedelta

import pytest

from bot.addresses import ForYou, NotForMe
from bot.i18n import speaking
from bot.models import Dismissal, Person
from bot.packs import Pack
from bot.screen import Toast
from bot.screens import suggestions, tastes, wishes
from bot.services.facts import Facts
from bot.services.scoring import Reason, Score
from bot.services.suggestions import Suggestion
from bot.services.tastes import choices
from bot.services.wishes import Kept
from tests.screens.conftest import MakeCall, MakeCourse, both
from tests.screens.looks import buttons, check, labels, said

REASONS = [
    (Reason("answers", key="music"), "por lo que contestaste en tu viaje"),
    (Reason("free", times="weekends", weekday=5), "cae en tus sábados"),
    (Reason("free", times="weekends", weekday=6), "cae en tus domingos"),
    (Reason("free", times="weekends"), "cae en tus fines de semana"),
    (Reason("free", times="mornings", weekday=1), "cae en tus mañanas libres"),
    (Reason("free", times="afternoons"), "cae en tus tardes libres"),
    (Reason("free", times="evenings"), "es después de las 5, cuando tienes tiempo"),
    (Reason("free"), "cae cuando tienes tiempo"),
    (Reason("near", km=2), "a unos 2 km de ti"),
    (Reason("near"), "a menos de un kilómetro de ti"),
    (Reason("closes", on=date(2026, 11, 21)), "cierra hoy"),
    (Reason("closes", on=date(2026, 11, 22)), "cierra mañana"),
    (Reason("closes", on=date(2026, 11, 27)), "cierra el vie 27 nov"),
    (Reason("starts", on=date(2026, 11, 21)), "empieza hoy"),
    (Reason("starts", on=date(2026, 11, 22)), "empieza mañana"),
    (Reason("starts", on=date(2026, 11, 27)), "empieza el vie 27 nov"),
    (Reason("finished", title=both("Uñas <3")), "porque terminaste Uñas &lt;3"),
    (Reason("fresh"), "acaba de abrir"),
    (Reason("neutral"), "por si te sirve"),
    (Reason("topic", key="gone"), "por si te late"),
]


@pytest.mark.parametrize(("reason", "words"), REASONS, ids=lambda value: str(getattr(value, "kind", "")))
def test_every_reason_has_words(reason: Reason, words: str, leon: Pack, facts: Facts, now: datetime) -> None:
    assert suggestions.reason(reason, leon, facts=facts, now=now) == words
    with speaking("en"):
        assert suggestions.reason(reason, leon, facts=facts, now=now) not in ("", words)


@pytest.mark.parametrize("locale", ["es", "en"])
def test_a_page_of_suggestions_fits_a_phone(
    locale: str, pack: Pack, person: Person, facts: Facts, now: datetime, make_course: MakeCourse, make_call: MakeCall
) -> None:
    score = Score({}, Reason("topic", key=pack.topics[0].key))
    things = [
        make_course(key="a", short_title=both("Cortes & <b>peinados"), taken=20),
        make_call(closes=date(2026, 12, 1)),
        make_course(key="b", seats=None, starts_at=None, ends_at=None),
        *[make_course(key=f"c{number}") for number in range(40)],
    ]
    found = [Suggestion(thing, score, confirmed=at != 3) for at, thing in enumerate(things)]
    with speaking(locale):
        for page in (1, 2, 15, 99):
            check(suggestions.listed(found, page, person, pack=pack, facts=facts, now=now))
        first = suggestions.listed(found, 1, person, pack=pack, facts=facts, now=now)
        nothing = check(suggestions.listed([], 1, person, pack=pack, facts=facts, now=now))
        check(suggestions.ask_why(things[1], 2))
    assert "Cortes &amp; &lt;b&gt;peinados" in first.text
    assert {NotForMe("c", 7), NotForMe("k", 3)} <= {button.to for button in buttons(first)}
    assert ForYou(2) in {button.to for button in buttons(first)} and nothing.rows
    assert suggestions.page_of(found, things[3]) == 2 and suggestions.page_of(found, make_course(key="gone")) == 1


@pytest.mark.parametrize("locale", ["es", "en"])
def test_the_three_questions_and_the_answers_fit_a_phone(
    locale: str, pack: Pack, person: Person, now: datetime, make_course: MakeCourse
) -> None:
    person.moves, person.free, person.occupation = [choices(pack, 0)[0], "gone"], ["evenings"], "both"
    with speaking(locale):
        for known in (None, now):
            person.acquainted_at = known
            for step in range(3):
                shown = check(tastes.question(person, pack, step))
                assert sum(label.startswith(tastes.CHOSEN) for label in labels(shown)) == 1
        settings = check(tastes.settings(person, pack, 12))
        check(tastes.settings(Person(id=2, locale="es", created_at=now), pack, 0))
        dismissed = [(Dismissal(id=n, person_id=1, kind="c", key="a", at=now), make_course()) for n in range(9)]
        check(tastes.not_mine(dismissed, 2))
        check(tastes.not_mine([], 1))
    assert "gone" not in said(settings)


@pytest.mark.parametrize("locale", ["es", "en"])
def test_letters_of_wishes_begin_with_what_they_are_about_and_toasts_are_whole(
    locale: str, leon: Pack, facts: Facts, now: datetime, make_course: MakeCourse, make_call: MakeCall
) -> None:
    course, call = make_course(short_title=both("A & <b>")), make_call()
    hidden = make_course(short_title=both("Programa X"), title=both("Programa X"), sensitive=True)
    with speaking(locale):
        for write in (wishes.can_now, wishes.new_group):
            assert "A & <b>" in check(write(course, pack=leon, facts=facts, now=now)).text.splitlines()[0].unescape()  # type: ignore[attr-defined]
            neutral = check(write(hidden, pack=leon, facts=facts, now=now))
            assert "Programa X" not in neutral.text and "Casa de la Juventud" not in neutral.text
        assert "477 Nails Cup" in check(wishes.call_open(call, today=now.date())).text.splitlines()[0]
        day = (now + timedelta(days=400)).date()
        long = make_course(short_title=both("Veinte letras son 20"))
        for what, on in (("nothing", None), ("never", None), ("age", day), ("group", None), ("confirmed", None)):
            for anew in (True, False):
                whole = wishes.kept(long, Kept(what, anew, on))
                assert Toast(whole).text == str(whole.unescape()), "not cut"
        assert Toast(wishes.kept(call, Kept("opening", False, day))).text and Toast(wishes.another_group(course)).text
