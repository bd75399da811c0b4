"""Questions, seats, leaving, refusals."""

from datetime import date, datetime, timedelta

import pytest

from bot import errors
from bot.addresses import (
    AskLeave,
    CourseAt,
    DeclineOffer,
    FixBirthDate,
    Join,
    MyCourse,
    QuestionAt,
    Stop,
    TakeOffer,
    TellMe,
    UseName,
)
from bot.i18n import speaking
from bot.models import CourseSession, Person, Standing
from bot.packs import Pack
from bot.screen import Toast
from bot.screens import asking, courses, enrollments, leaving, receipts, refusals
from bot.services import offers
from bot.services.enrollments import LEAVE_REASONS
from bot.services.facts import Facts
from tests.screens.conftest import MakeCourse, both
from tests.screens.looks import buttons, check, labels, said

STEPS = ("name", "birth_date")
TODAY = date(2026, 11, 21)


def test_a_question_says_why_and_gives_an_example(make_course: MakeCourse, person: Person) -> None:
    first = check(asking.question(STEPS, 0, make_course(), person, today=TODAY, suggestion="Ana"))
    assert "1 de 2" in said(first) and "lista de asistencia" in said(first) and "Ana María Pérez" in said(first)
    assert [button.to for button in buttons(first)][:3] == [UseName(), Stop(), CourseAt(7)]
    second = check(asking.question(STEPS, 1, make_course(), person, today=TODAY))
    assert (
        "2 de 2" in said(second)
        and "Es para saber si entras en la edad: de 12 a 29 años." in said(second)
        and "31/01/2008" in said(second)
    )
    assert QuestionAt(0) in [button.to for button in buttons(second)]
    assert "de 1" not in said(asking.question(("name",), 0, make_course(), person, today=TODAY))


def test_an_earlier_answer_is_shown_and_can_be_kept(make_course: MakeCourse, person: Person) -> None:
    person.name, person.birth_date = "Ana <b> & Co", date(2008, 1, 31)
    name = check(asking.question(STEPS, 0, make_course(), person, today=TODAY, suggestion="Otra"))
    assert "Hasta ahora: Ana &lt;b&gt; &amp; Co" in name.text
    assert QuestionAt(1) in [b.to for b in buttons(name)] and UseName() not in [b.to for b in buttons(name)]
    birth = check(asking.question(STEPS, 1, make_course(), person, today=TODAY))
    assert "Hasta ahora: 31 de enero de 2008" in said(birth)


def test_a_suggested_name_fits_its_button(make_course: MakeCourse, person: Person) -> None:
    shown = check(asking.question(STEPS, 0, make_course(), person, today=TODAY, suggestion="<3 Maximiliano Alejandro"))
    assert shown.rows[0][0].label == "Usar <3 Maximilian…"


@pytest.mark.parametrize("locale", ["es", "en"])
@pytest.mark.parametrize("why", ["not_understood", "no_such_day", "in_future", "too_old", "ambiguous_year", "new"])
def test_a_bad_date_is_quoted_and_asked_again(locale: str, why: str, make_course: MakeCourse, person: Person) -> None:
    with speaking(locale):
        trouble = refusals.bad_date(errors.NotADate(why, "<31/02/2005>", ("01/02/2005",)))
        shown = check(asking.question(STEPS, 1, make_course(), person, today=TODAY, trouble=trouble))
    assert shown.text.startswith(("«&lt;31/02/2005&gt;»", "“&lt;31/02/2005&gt;”", "No entendí «&lt;", "I didn"))
    assert "01/02/2005" in said(shown) and "31/01/2008" in said(shown)


@pytest.mark.parametrize("why", ["blank", "too_short", "too_long", "no_letters", "not_letters"])
def test_a_bad_name_is_told_kindly(why: str, make_course: MakeCourse, person: Person) -> None:
    for typed in ("", "🙃 & <b>"):
        trouble = refusals.bad_name(errors.NotAName(why, typed))
        shown = check(asking.question(STEPS, 0, make_course(), person, today=TODAY, trouble=trouble))
        assert "«»" not in said(shown) and said(shown).count("Por ejemplo") == 1


def test_leaving_a_question_says_that_answers_are_kept(make_course: MakeCourse) -> None:
    assert "guardado hasta que vuelvas" in said(check(asking.stopped(make_course())))
    assert "Seguir: Barbería" in labels(asking.stopped(make_course()))
    assert "nada que cancelar" in said(check(asking.stopped(None)))


def test_a_seat_says_what_when_where_and_what_comes_next(
    make_course: MakeCourse,
    make_enrollment,
    sessions: list[CourseSession],
    leon: Pack,
    facts: Facts,
    now: datetime,  # type: ignore[no-untyped-def]
) -> None:
    shown = check(receipts.seat(make_enrollment(), make_course(), sessions, pack=leon, facts=facts, now=now))
    text = said(shown)
    assert text.startswith("Listo, tienes lugar en Barbería.")
    assert "sáb 28 nov, 12:00" in text and "Casa de la Juventud" in text
    assert "Te aviso antes: jue 26 nov, 12:00." in text
    soon = receipts.seat(
        make_enrollment(), make_course(), sessions, pack=leon, facts=facts, now=now + timedelta(days=6)
    )
    assert "sáb 28 nov, 12:00" in said(soon) and "mañana" not in said(soon), "it is read again days later"
    hidden = make_course(sensitive=True)
    assert "no dirán el nombre" in said(
        receipts.seat(make_enrollment(), hidden, sessions, pack=leon, facts=facts, now=now)
    )


def test_a_place_in_line_is_counted(make_course: MakeCourse, make_enrollment, facts: Facts) -> None:  # type: ignore[no-untyped-def]
    shown = check(receipts.in_line(make_enrollment(Standing.WAITING), make_course(), 3, facts=facts))
    assert said(shown).startswith(
        "Lugar 3 en la lista de espera de Barbería. Por ahora está lleno."
    ) and "12 horas" in said(shown)


def test_the_calendar_file_of_a_sensitive_course_names_nothing(make_course: MakeCourse) -> None:
    open_course = check(receipts.calendar_file(make_course(), b"x"))
    assert open_course.file is not None and open_course.file.name == "barberia.ics"
    hidden = check(receipts.calendar_file(make_course(sensitive=True), b"x"))
    assert hidden.file is not None and "barber" not in (hidden.file.name + said(hidden)).casefold()


def test_my_courses_show_where_one_stands(
    make_course: MakeCourse,
    make_enrollment,
    sessions: list[CourseSession],
    leon: Pack,
    facts: Facts,
    now: datetime,  # type: ignore[no-untyped-def]
) -> None:
    assert "Todavía no te has unido" in said(check(enrollments.mine([], facts=facts, now=now)))
    found = [
        (make_enrollment(), make_course(title=both("A & B")), sessions[0]),
        (make_enrollment(), make_course(), None),
    ]
    shown = check(enrollments.mine(found, facts=facts, now=now))
    assert "A &amp; B" in shown.text and "Tienes lugar" in said(shown)
    acts = {
        Standing.ENROLLED: "Ya no puedo ir",
        Standing.OFFERED: "Tomar mi lugar",
        Standing.WAITING: "Salir de la lista",
        Standing.LEFT: "Unirme otra vez",
        Standing.LAPSED: "Unirme otra vez",
    }
    for standing, act in acts.items():
        enrollment = make_enrollment(standing, offer_until=now + timedelta(hours=5))
        shown = check(enrollments.card(enrollment, make_course(), sessions, pack=leon, facts=facts, now=now, place=2))
        assert act in labels(shown)


def test_an_offer_can_be_taken_or_declined(
    make_course: MakeCourse,
    make_enrollment,
    sessions: list[CourseSession],
    leon: Pack,
    facts: Facts,
    now: datetime,  # type: ignore[no-untyped-def]
) -> None:
    offered = make_enrollment(Standing.OFFERED, offer_until=now + timedelta(hours=5))
    shown = enrollments.card(offered, make_course(), sessions, pack=leon, facts=facts, now=now)
    assert {TakeOffer(5), DeclineOffer(5)} <= {button.to for button in buttons(shown)}
    assert "hasta hoy, 17:00" in said(shown)


def test_leaving_takes_one_tap_and_can_be_undone(make_course: MakeCourse, make_enrollment, now: datetime) -> None:  # type: ignore[no-untyped-def]
    for standing in (Standing.ENROLLED, Standing.WAITING):
        asked = check(leaving.ask_leave(make_enrollment(standing), make_course(), now=now))
        reasons = {button.to.reason for button in buttons(asked) if hasattr(button.to, "reason")}
        assert reasons == set(LEAVE_REASONS)
    assert Join(7) in [b.to for b in buttons(check(leaving.left(make_course(), waited=False, now=now)))]
    begun = make_course(starts_at=now)
    assert Join(7) not in [b.to for b in buttons(check(leaving.left(begun, waited=True, now=now)))]
    check(leaving.declined(make_course(), awaited=True))
    check(leaving.declined(make_course(), awaited=False))


def test_leaving_a_course_that_has_begun_is_said_to_be_for_all_its_sessions(
    make_course: MakeCourse,
    make_enrollment,
    sessions: list[CourseSession],
    leon: Pack,
    facts: Facts,
    now: datetime,  # type: ignore[no-untyped-def]
) -> None:
    def acts(at: datetime) -> list[str]:
        card = enrollments.card(make_enrollment(), make_course(), sessions, pack=leon, facts=facts, now=at)
        return labels(check(card))

    assert "Ya no puedo ir" in acts(now)
    running, over = now + timedelta(days=8), now + timedelta(days=30)
    assert "Dejar el curso" in acts(running) and "Ya no puedo ir" not in acts(running)
    assert not {"Dejar el curso", "Ya no puedo ir"} & set(acts(over)), "there is nothing left to leave"
    asked = said(check(leaving.ask_leave(make_enrollment(), make_course(), now=running)))
    assert "todas las sesiones que faltan" in asked and "otra persona" not in asked
    left = said(check(leaving.left(make_course(), waited=False, now=running)))
    assert "ya no estás en Barbería" in left and "libre" not in left


def test_a_seat_taken_too_late_for_the_first_reminder_says_which_session_the_next_one_is_for(
    make_course: MakeCourse,
    make_enrollment,
    sessions: list[CourseSession],
    leon: Pack,
    facts: Facts,
    now: datetime,  # type: ignore[no-untyped-def]
) -> None:
    late = sessions[0].starts_at - timedelta(hours=2)
    shown = receipts.seat(make_enrollment(), make_course(), sessions, pack=leon, facts=facts, now=late)
    assert "Te aviso de la sesión 2: vie 4 dic, 12:00." in said(check(shown))
    shown = receipts.seat(make_enrollment(), make_course(), sessions[:1], pack=leon, facts=facts, now=late)
    assert "Te aviso" not in said(check(shown))


def test_a_question_for_a_full_course_says_so_and_lets_one_stop(make_course: MakeCourse, person: Person) -> None:
    shown = check(asking.question(STEPS, 0, make_course(), person, today=TODAY, waits=True, came="all"))
    assert said(shown).startswith("Está lleno: entrarías a la lista de espera.")
    stop = next(button for button in buttons(shown) if button.to == Stop())
    assert stop.label == "Prefiero no esperar"
    assert CourseAt(7, "all") in [button.to for button in buttons(shown)]


def test_who_waited_until_the_course_began_sees_that_on_their_card(
    make_course: MakeCourse,
    make_enrollment,
    sessions: list[CourseSession],
    leon: Pack,
    facts: Facts,
    now: datetime,  # type: ignore[no-untyped-def]
) -> None:
    for reason, words in ((offers.BEGAN, "se cerró su lista de espera"), (None, "pasó a la siguiente persona")):
        lapsed = make_enrollment(Standing.LAPSED, left_reason=reason)
        card = enrollments.card(lapsed, make_course(), sessions, pack=leon, facts=facts, now=now + timedelta(days=8))
        assert words in said(check(card))


@pytest.mark.parametrize("status", ["enrolled", "offered", "waiting"])
@pytest.mark.parametrize("locale", ["es", "en"])
def test_being_in_another_edition_names_its_group_and_shows_the_way_out(
    locale: str, status: str, make_course: MakeCourse, facts: Facts, now: datetime
) -> None:
    refusal = errors.AlreadyIn(7, status, enrollment_id=5, other_edition=True)
    with speaking(locale):
        begun = {7: make_course(starts_at=now - timedelta(days=1))}
        for known in ({7: make_course()}, begun, {}):
            shown = check(refusals.sentence(refusal, courses=known, facts=facts, now=now))
            assert {MyCourse(5), AskLeave(5)} <= {button.to for button in buttons(shown)}
    if locale == "es" and status == "enrolled":
        there = "Ya tienes lugar en Barbería, en el grupo que empezó el vie 20 nov."
        assert there in said(refusals.sentence(refusal, courses=begun, facts=facts, now=now))


REFUSALS = [
    (errors.NotThere(), "ya no está"),
    (errors.NotOldEnough(7, 18, date(2027, 1, 31)), "el 31 de enero de 2027"),
    (errors.TooOld(7, 29), "hasta los 29 años"),
    (errors.Clash(7, 8, datetime.fromisoformat("2026-11-28T18:00:00+00:00")), "se cruza con Zumba"),
    (errors.AlreadyIn(7, "enrolled"), "Ya tienes lugar"),
    (errors.AlreadyIn(7, "waiting"), "lista de espera"),
    (errors.AlreadyIn(7, "offered"), "apartado"),
    (errors.SignUpClosed(7), "nadie puede unirse"),
    (errors.OnlyTellMe(7), "aún no están confirmados"),
    (errors.OfferLapsed(7), "ya no está apartado"),
    (errors.NotAName("blank"), "ninguna letra"),
    (errors.NotADate("in_future", "1/1/2050"), "todavía no llega"),
    (errors.NotAPlace("street"), "parece una dirección"),
    (errors.StillNeeded("birth_date", 7), "tu lugar depende de tu fecha de nacimiento"),
    (errors.StillNeeded("name", 7), "Tu nombre está en la lista"),
    (errors.LinkGone("unknown"), "No conozco ese enlace"),
    (errors.NotEligible(7, "young"), "ya no está"),
    (errors.BadAnswer("curp_check"), "no cuadra"),
    (errors.AnswerOutdated(1, "curp", errors.BadAnswer("curp_born")), "no es la que me diste"),
    (errors.NotAPaper("too_large", 3, "id"), "Pesa más de 10 MB"),
    (errors.NotAPaper("too_many", 3, "id", 2), "bastan 2 archivos"),
]


@pytest.mark.parametrize("locale", ["es", "en"])
@pytest.mark.parametrize(("refusal", "words"), REFUSALS, ids=lambda value: type(value).__name__)
def test_every_refusal_says_why_and_shows_a_way_on(
    locale: str, refusal: errors.Refusal, words: str, make_course: MakeCourse, facts: Facts, now: datetime
) -> None:
    known = {7: make_course(), 8: make_course(id=8, short_title=both("Zumba"))}
    with speaking(locale):
        for named in (known, {}):
            shown = check(refusals.sentence(refusal, courses=named, facts=facts, now=now))
            assert shown.rows
    if locale == "es":
        assert words in said(refusals.sentence(refusal, courses=known, facts=facts, now=now))


def test_no_kind_of_refusal_is_without_words() -> None:
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.Refusal)}
    assert kinds - {errors.Refusal} == set(refusals._SCREENS)


def test_a_refusal_for_age_can_be_mended_and_one_for_a_sample_course_becomes_a_wish(
    make_course: MakeCourse, facts: Facts, now: datetime
) -> None:
    young = refusals.sentence(errors.NotOldEnough(7, 18, TODAY), courses={7: make_course()}, facts=facts, now=now)
    assert FixBirthDate(7) in [button.to for button in buttons(young)]
    sample = refusals.sentence(errors.OnlyTellMe(7), courses={7: make_course()}, facts=facts, now=now)
    assert TellMe(7) in [button.to for button in buttons(sample)]


def test_a_course_that_began_says_since_when_and_a_clash_keeps_a_sensitive_course_unnamed(
    make_course: MakeCourse, facts: Facts, now: datetime
) -> None:
    begun = {7: make_course(starts_at=now - timedelta(days=1))}
    assert "empezó el vie 20 nov" in said(
        refusals.sentence(errors.SignUpClosed(7), courses=begun, facts=facts, now=now)
    )
    known = {7: make_course(), 8: make_course(id=8, short_title=both("Programa X"), sensitive=True)}
    clash = refusals.sentence(errors.Clash(7, 8, now), courses=known, facts=facts, now=now)
    assert "Programa X" not in said(clash) and "otro de tus cursos" in said(clash)


def test_toasts_are_plain_and_fit(make_course: MakeCourse) -> None:
    course = make_course(short_title=both("A & <b>"))
    toast = Toast(courses.will_tell(course, anew=True))
    assert toast.text == "Anotado. Te escribo cuando se confirme A & <b>."
