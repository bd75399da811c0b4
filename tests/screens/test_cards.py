"""Cards of courses and calls."""

from datetime import date, datetime, timedelta
from urllib.parse import unquote

import pytest

from bot import packs
from bot.addresses import Help, Join, MyCourse, TellMe
from bot.i18n import speaking
from bot.models import CourseSession, Standing
from bot.packs import Pack
from bot.screen import Screen
from bot.screens import calls, courses, lines
from bot.services.facts import Facts
from tests.screens.conftest import MakeCall, MakeCourse, both
from tests.screens.looks import buttons, check, labels, said, told


def card(course, sessions, leon, facts, now, **more):  # type: ignore[no-untyped-def]
    return check(courses.card(course, sessions, pack=leon, facts=facts, now=now, **more))


@pytest.mark.parametrize("locale", ["es", "en"])
def test_a_card_has_a_fixed_order(
    locale: str, make_course: MakeCourse, sessions: list[CourseSession], leon: Pack, facts: Facts, now: datetime
) -> None:
    with speaking(locale):
        text = said(card(make_course(illustrative_fields=["cost_mxn"]), sessions, leon, facts, now))
    in_order = {
        "es": (
            "Barbería|sáb 28 nov, 12:00 a 14:00|Casa de la Juventud|Quedan 12|Gratis|De 12 a 29 años|"
            "Organiza: IMJU León|Cortes y barba|Datos de ejemplo|Fuente: example.org, dato de marzo de 2026"
        ),
        "en": (
            "Barbería|Sat, Nov 28, 12:00 to 14:00|Casa de la Juventud|12 places left|Free|ages 12 to 29|"
            "Organised by IMJU León|Cortes y barba|Sample data|Source: example.org, as of March 2026"
        ),
    }[locale].split("|")
    places = [text.index(part) for part in in_order]
    assert places == sorted(places)


def test_what_is_unknown_is_left_out(make_course: MakeCourse, leon: Pack, facts: Facts, now: datetime) -> None:
    bare = make_course(venue=None, seats=None, hours=None, age_min=None, age_max=None, cost=None, as_of=None,
                       starts_at=None, ends_at=None, sources=["none: nobody knows"], organiser="gone")  # fmt: skip
    text = said(card(bare, [], leon, facts, now))
    for marker in (lines.CALENDAR, lines.PLACE, lines.SEAT, lines.MONEY, lines.WARNING, "Organiza", "Fuente", "años"):
        assert marker not in text
    assert "leonjoven@leon.gob.mx" in text, "a service says where to ask"


def test_titles_are_escaped(
    make_course: MakeCourse, sessions: list[CourseSession], leon: Pack, facts: Facts, now: datetime
) -> None:
    hostile = "<b>A & B</b> {0.__init__}"
    course = make_course(title=both(hostile), short_title=both("<i>A & B"), summary=both("</b> & <a href='x'>"))
    shown = courses.card(course, sessions, pack=leon, facts=facts, now=now)
    assert "<b>&lt;b&gt;A &amp; B&lt;/b&gt; {0.__init__}</b>" in shown.text
    assert "<a" not in shown.text
    assert "Fechas de &lt;i&gt;A &amp; B" in courses.dates(course, sessions, facts=facts, now=now).text
    assert "<i>A & B" in str(courses.will_tell(course, anew=True).striptags())


def test_the_main_button_is_what_one_can_do(
    make_course: MakeCourse,
    make_enrollment,
    sessions,
    leon: Pack,
    facts: Facts,
    real: Facts,
    now: datetime,  # type: ignore[no-untyped-def]
) -> None:
    sample = ["schedule", "seats"]
    cases = [
        (make_course(), facts, None, ("Unirme", Join(7))),
        (make_course(taken=20), facts, None, ("Lista de espera", Join(7))),
        (make_course(illustrative_fields=sample), facts, None, ("Unirme", Join(7))),
        (make_course(illustrative_fields=sample), real, None, ("Avísame", TellMe(7))),
        (make_course(), real, None, ("Unirme", Join(7))),
        (make_course(), facts, make_enrollment(), ("Ver mi lugar", MyCourse(5))),
    ]
    for course, where, mine, expected in cases:
        shown = card(course, sessions, leon, where, now, mine=mine)
        assert (shown.rows[0][0].label, shown.rows[0][0].to) == expected
        assert len(shown.rows[0]) == 1


def test_nobody_joins_what_began_was_closed_or_has_no_group(
    make_course: MakeCourse, sessions: list[CourseSession], leon: Pack, facts: Facts, now: datetime
) -> None:
    for closed in (
        make_course(starts_at=now - timedelta(hours=1)),
        make_course(closed_at=now),
        make_course(seats=None, starts_at=None),
    ):
        shown = card(closed, sessions, leon, facts, now)
        assert not any(isinstance(button.to, Join | TellMe) for button in buttons(shown))


def test_a_full_course_says_so_and_a_real_sample_course_counts_no_seats(
    make_course: MakeCourse, sessions: list[CourseSession], leon: Pack, facts: Facts, real: Facts, now: datetime
) -> None:
    assert "Lleno" in said(card(make_course(taken=20), sessions, leon, facts, now))
    assert "💺 20 lugares" in told(card(make_course(taken=0), sessions, leon, facts, now))
    assert "Queda 1 lugar de 20" in said(card(make_course(taken=19), sessions, leon, facts, now))
    sample = make_course(illustrative_fields=["seats"])
    assert lines.SEAT not in said(card(sample, sessions, leon, real, now))


def test_how_many_sessions_there_are_stands_below_the_date(
    make_course: MakeCourse, sessions: list[CourseSession], leon: Pack, facts: Facts, now: datetime
) -> None:
    shown = card(make_course(), sessions, leon, facts, now)
    assert told(shown)[1:3] == ["📅 sáb 28 nov, 12:00 a 14:00", "2 sesiones · 12 horas"]


def test_help_is_one_tap_from_a_sensitive_course(
    make_course: MakeCourse, sessions: list[CourseSession], leon: Pack, facts: Facts, now: datetime
) -> None:
    for sensitive in (True, False):
        shown = card(make_course(sensitive=sensitive), sessions, leon, facts, now)
        assert (Help() in [button.to for button in buttons(shown)]) is sensitive


def test_a_course_without_dates_says_that_there_are_none_yet(
    make_course: MakeCourse, facts: Facts, now: datetime
) -> None:
    assert "Todavía no hay fechas." in said(check(courses.dates(make_course(), [], facts=facts, now=now)))


def test_sample_data_names_only_what_is_shown(make_course: MakeCourse, leon: Pack, facts: Facts, now: datetime) -> None:
    service = make_course(
        seats=None, starts_at=None, hours=None, illustrative_fields=["schedule", "hours", "seats", "cost_mxn", "ages"]
    )
    assert "Datos de ejemplo, sin confirmar: costo y edades" in said(card(service, [], leon, facts, now))


def test_a_running_course_says_when_it_goes_on_and_an_ended_one_when_it_ended(
    make_course: MakeCourse, sessions: list[CourseSession], leon: Pack, facts: Facts, now: datetime
) -> None:
    running = said(card(make_course(), sessions, leon, facts, now + timedelta(days=8)))
    assert "Ya empezó; sigue: sáb 5 dic" in running
    assert "Terminó el sáb 5 dic" in said(card(make_course(), sessions, leon, facts, now + timedelta(days=30)))


def test_dates_lists_every_session_and_stays_sendable(
    make_course: MakeCourse, sessions: list[CourseSession], facts: Facts, now: datetime
) -> None:
    text = said(check(courses.dates(make_course(), sessions, facts=facts, now=now)))
    assert "1. sáb 28 nov, 12:00 a 14:00" in text and "2. sáb 5 dic" in text
    many = [sessions[0]] * 100
    assert "y 60 más" in said(check(courses.dates(make_course(), many, facts=facts, now=now)))


def test_a_card_can_be_shared_once_the_bots_name_is_known(
    make_course: MakeCourse, sessions: list[CourseSession], leon: Pack, facts: Facts, now: datetime
) -> None:
    assert "Compartir" not in labels(card(make_course(), sessions, leon, facts, now))
    shared = card(make_course(), sessions, leon, facts, now, bot_name="rumbo_bot")
    link = next(button.url for button in buttons(shared) if button.label == "Compartir")
    assert link == "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Frumbo_bot%3Fstart%3Dc_barberia&text=Barber%C3%ADa"


def test_the_map_knows_which_leon(
    make_course: MakeCourse, sessions: list[CourseSession], leon: Pack, facts: Facts, now: datetime
) -> None:
    link = next(b.url for b in buttons(card(make_course(), sessions, leon, facts, now)) if b.label == "Ver mapa")
    assert link is not None and "Guanajuato" in link
    juarez = packs.read("juarez")
    there = card(make_course(venue="canacintra"), sessions, juarez, facts, now)
    link = next(b.url for b in buttons(there) if b.label == "Ver mapa")
    assert link is not None and unquote(link).endswith("CANACINTRA Juárez, Ciudad Juárez, Chihuahua, México")
    assert "Ver mapa" not in labels(card(make_course(modality="online"), sessions, leon, facts, now))


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({"opens": date(2026, 11, 1), "closes": date(2026, 11, 30)}, "Abierta hasta el 30 de noviembre de 2026"),
        ({"rolling": True}, "Abierta todo el año"),
        ({"opens": date(2026, 12, 1), "closes": date(2026, 12, 31)}, "Abre el 1 de diciembre de 2026"),
        ({"opens_month": 2, "closes_month": 3}, "Abre en febrero de 2027"),
        ({"opens_month": 10, "closes_month": 11}, "Abierta hasta fines de noviembre de 2026"),
        (
            {"edition": "2024", "closes": date(2024, 8, 25)},
            "Cerrada; la última de la que sabemos fue en agosto de 2024",
        ),
        ({"edition": "2021", "opens_month": 8}, "Cerrada; la última de la que sabemos fue en 2021"),
        ({}, "Cerrada por ahora"),
    ],
)
def test_a_call_says_only_what_is_known_of_its_dates(
    dates: dict[str, object], expected: str, make_call: MakeCall, leon: Pack, facts: Facts, now: datetime
) -> None:
    assert expected in said(check(calls.card(make_call(**dates), pack=leon, facts=facts, now=now)))


def test_a_loan_is_called_a_loan_and_papers_are_named(
    make_call: MakeCall, leon: Pack, facts: Facts, now: datetime
) -> None:
    call = make_call(loan=True, documents=["curp", "birth_certificate"], eligibility=["lives_in_leon"], age_min=18)
    text = said(check(calls.card(call, pack=leon, facts=facts, now=now)))
    assert "Es un préstamo" in text and "Papeles: CURP y acta de nacimiento" in text and "Desde los 18 años" in text


def test_one_applies_online_only_while_a_call_is_open(
    make_call: MakeCall, leon: Pack, facts: Facts, now: datetime
) -> None:
    closed = make_call(apply_url="https://example.org", edition="2020")
    opened = make_call(apply_url="https://example.org", rolling=True)
    assert "Postularme en línea" not in labels(check(calls.card(closed, pack=leon, facts=facts, now=now)))
    assert "Postularme en línea" in labels(check(calls.card(opened, pack=leon, facts=facts, now=now)))


def test_every_standing_has_its_words(make_course, make_enrollment, sessions, leon, facts, now) -> None:  # type: ignore[no-untyped-def]
    for standing in (Standing.ENROLLED, Standing.OFFERED, Standing.WAITING):
        text = said(card(make_course(), sessions, leon, facts, now, mine=make_enrollment(standing)))
        assert lines.SEAT in text and "Quedan" not in text


def test_a_card_says_what_one_has_in_another_edition(make_course, make_enrollment, sessions, leon, facts, now) -> None:  # type: ignore[no-untyped-def]
    other = make_course(id=6, starts_at=now - timedelta(days=1))
    words = {
        Standing.ENROLLED: "Tienes lugar en el grupo que empezó el vie 20 nov",
        Standing.OFFERED: "Tienes un lugar apartado en el grupo que empezó",
        Standing.WAITING: "Estás en la lista de espera para el grupo que empezó",
    }
    for standing, expected in words.items():
        shown = card(
            make_course(), sessions, leon, facts, now, mine=make_enrollment(standing, course_id=6), mine_in=other
        )
        assert expected in said(shown) and "Quedan" not in said(shown)
        assert (shown.rows[0][0].label, shown.rows[0][0].to) == ("Ver mi lugar", MyCourse(5))


@pytest.mark.parametrize(
    ("as_of", "seen_es", "known_es", "seen_en", "known_en"),
    [
        (
            "2024-11-28",
            "visto por última vez el 28 de noviembre de 2024",
            "dato del 28 de noviembre de 2024",
            "last seen on November 28, 2024",
            "as of November 28, 2024",
        ),
        (
            "2017-09",
            "visto por última vez en septiembre de 2017",
            "dato de septiembre de 2017",
            "last seen in September 2017",
            "as of September 2017",
        ),
        ("2022", "visto por última vez en 2022", "dato de 2022", "last seen in 2022", "as of 2022"),
    ],
)
def test_when_something_was_seen_is_said_as_people_say_it(
    as_of: str, seen_es: str, known_es: str, seen_en: str, known_en: str, make_course: MakeCourse
) -> None:
    for locale, seen, known in (("es", seen_es, known_es), ("en", seen_en, known_en)):
        with speaking(locale):
            assert said(Screen(lines.source(make_course(), as_of, last_seen=True))).endswith(f": example.org; {seen}")
            assert said(Screen(lines.source(make_course(), as_of))).endswith(f": example.org, {known}")
            unread = said(Screen(lines.source(make_course(sources=["none: x"]), as_of)))
            assert unread.casefold() == known.casefold()


def test_who_may_apply_goes_on_in_the_middle_of_a_sentence(pack: Pack) -> None:
    """`Puedes participar si` vives en León; `You can apply if you` live in León."""
    for key in {key for call in pack.calls for key in call.eligibility}:
        label = pack.label(key)
        first = label.es.split()[0]
        assert first.islower() and (first == "no" or first[-1] in "easn" or first == "naciste"), label.es
        assert not first.endswith(("ar", "er", "ir")) and not label.es.startswith("se "), label.es
        assert label.en[0].islower() and not label.en.startswith("you "), label.en


def test_a_call_says_who_may_apply_in_one_sentence(
    make_call: MakeCall, leon: Pack, facts: Facts, now: datetime
) -> None:
    keys = ["lives_in_leon", "does_acrylic_nails", "beginner_under_1_year_or_professional"]
    for locale, sentence in (
        (
            "es",
            "Puedes participar si vives en León, aplicas uñas acrílicas y tienes nivel principiante (menos de un año)"
            " o profesional",
        ),
        (
            "en",
            "You can apply if you live in León, do acrylic nails, and are a beginner (less than a year)"
            " or a professional",
        ),
    ):
        with speaking(locale):
            assert sentence in said(calls.card(make_call(eligibility=keys), pack=leon, facts=facts, now=now))


def test_a_condition_a_course_asks_for_has_words_of_its_own(make_course: MakeCourse) -> None:
    juarez = packs.read("juarez")
    asked = make_course(requirements=["conalep_student", "curp"], age_min=None, age_max=None)
    assert courses.who_may(asked, juarez) == "Se pide: estudiar en un CONALEP y CURP"
    with speaking("en"):
        assert courses.who_may(asked, juarez) == "You need: to study at a CONALEP and CURP"
