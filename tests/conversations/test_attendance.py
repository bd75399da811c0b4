"""Who came: a colleague ticks a list from the first tap to the last, and nobody else gets near it."""

import io
from datetime import datetime, timedelta

import pytest
import python_calamine
from sqlmodel import col, select

from bot import time
from bot.addresses import (
    Address,
    AttendanceAt,
    AttendanceLists,
    AttendanceSheet,
    CourseAt,
    MarkAttendance,
    MarkTheRest,
    TakeBackMarks,
)
from bot.models import Account, Attendance, AuditEntry, Course, Enrollment, Person, Role, Standing
from bot.services import exporting
from tests.conversations.conftest import SignedUp
from tests.conversations.test_team import joins
from tests.services import making
from tests.talk import Institute, Talker


async def takes_part(institute: Institute, *names: str | None, starts: datetime | None = None, **fields: object) -> int:
    """A course that begins in half an hour, with these people in it; returns its id."""
    now = time.now()
    async with institute.db.begin() as session:
        course = await making.course(session, starts=starts or now + timedelta(minutes=30), meetings=2, **fields)
        for name in names:
            one = Person(locale="es", name=name, created_at=now)
            session.add(one)
            await session.flush()
            session.add(Account(id=91_000 + (one.id or 0), person_id=one.id or 0))
            session.add(Enrollment(person_id=one.id or 0, course_id=course, joined_at=now, standing=Standing.ENROLLED))
    return course


async def begins(institute: Institute, course: int) -> int:
    async with institute.db.reading() as session:
        return int((await session.get_one(Course, course)).starts_at.timestamp())  # type: ignore[union-attr]


def _begin(course: Course) -> float:
    return course.starts_at.timestamp() if course.starts_at else 0


async def marks(institute: Institute) -> list[Attendance]:
    async with institute.db.reading() as session:
        return list(await session.exec(select(Attendance).order_by(col(Attendance.person_id))))


async def test_a_list_from_the_first_tap_to_the_last(institute: Institute, ana: Talker, beto: Talker) -> None:
    await joins(institute, ana, Role.FACILITATOR)
    assert "asistencia" in ana.commands
    await ana.says("/asistencia")
    assert "No hay listas abiertas" in ana.sees and "una hora antes" in ana.sees
    await takes_part(institute, "Zoé", "Álvaro", "=1+1", None)
    await ana.says("/equipo")
    await ana.presses("Asistencia")
    assert "1. Soldadura, hoy, 12:30: 4 personas, sin pasar lista" in ana.sees
    count = len(ana.messages)
    await ana.presses("1. Soldadura · lun 23 nov")
    assert "Asistencia: Soldadura\nSesión 1 de 2 · lun 23 nov, 12:30" in ana.sees
    assert "1. =1+1: sin marcar\n2. Álvaro: sin marcar\n3. Zoé: sin marcar\n4. sin nombre: sin marcar" in ana.sees
    assert all(len(row) <= 2 for row in ana.last.buttons)
    await ana.presses("2. Álvaro")
    assert "Vinieron: 1 de 4 · 3 sin marcar" in ana.sees
    assert "2. Álvaro: vino" in ana.sees and "✓ 2. Álvaro" in ana.labels
    await ana.presses("✓ 2. Álvaro")
    assert "2. Álvaro: sin marcar" in ana.sees, "tapping again takes it back"
    absent = next(row[1]["callback_data"] for row in ana.last.buttons if row[0]["text"] == "3. Zoé")
    await ana.taps(absent, ana.last)
    assert "3. Zoé: no vino" in ana.sees and "sin marca cuenta como ausente" not in ana.sees
    assert "quien no tiene marca cuenta como ausente" in ana.sees
    await ana.presses("Los demás vinieron")
    assert "Anotado para 3 personas" in ana.sees and "Vinieron: 3 de 4 · 1 no vino" in ana.sees
    assert "3. Zoé: no vino" in ana.sees, "what was said of somebody stays"
    await ana.presses("Deshacer lo último")
    assert "Se quitaron 3 marcas" in ana.sees and "1 no vino · 3 sin marcar" in ana.sees
    await ana.presses("Los demás vinieron")
    await institute.pass_time(hours=4)
    await ana.taps(absent.replace(".n", ".y"), ana.last)
    assert "Vinieron: 4 de 4" in ana.sees, "who arrives late is ticked late"
    assert len(ana.messages) == count, "one message edits itself"
    await ana.presses("Hoja de cálculo")
    cells = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(ana.last.file or b"")).get_sheet_by_index(0)
    table = cells.to_python()
    assert table[0] == ["Núm.", "Nombre completo", "Asistencia", "Anotado"]
    assert [row[:3] for row in table[1:3]] == [[1, "=1+1", "Vino"], [2, "Álvaro", "Vino"]]
    assert table[1][3] == "23/11/2026 12:00"
    async with institute.db.reading() as session:
        log = [one for one in await session.exec(select(AuditEntry)) if "attendance" in one.act]
    assert [one.act for one in log].count("read_attendance") == 1
    assert [one.act for one in log].count("mark_attendance") == 7
    assert log[-1].act == "export_attendance" and log[-1].details["rows"] == 4
    assert "Álvaro" not in str([one.details for one in log])
    await institute.pass_time(days=7)
    await ana.presses("3. Zoé", of=ana.messages[-2])
    assert "No se anotó: la lista ya cerró" in ana.sees and "✓ 3. Zoé" not in ana.labels
    assert len([one for one in await marks(institute) if one.came]) == 4


async def test_a_colleague_opens_it_from_the_course_and_the_young_person_sees_what_was_noted(
    institute: Institute, ana: Talker, beto: Talker, casey: Talker, sign_up: SignedUp
) -> None:
    await joins(institute, ana, Role.ADMINISTRATOR)
    async with institute.db.reading() as session:
        courses = (await session.exec(select(Course).where(Course.seats.is_not(None), ~Course.sensitive))).all()  # type: ignore[union-attr, operator]
    course = min(
        (one for one in courses if one.is_open(time.now()) and one.age_min), key=lambda one: one.starts_at or 0
    )
    key = course.key
    await sign_up(beto, key)
    await ana.taps(str(CourseAt(course.id or 0)))
    assert "Asistencia" not in ana.labels, "nothing to tick yet"
    assert course.starts_at
    await institute.come_to(course.starts_at + timedelta(minutes=5))
    await ana.taps(str(CourseAt(course.id or 0)))
    await casey.says("/start")
    await casey.taps(str(CourseAt(course.id or 0)))
    assert "Attendance" not in casey.labels, "only for whoever may"
    await ana.presses("Asistencia")
    await ana.presses("1. Ana María Pérez")
    assert "Vinieron: 1 de 1" in ana.sees
    seen = []
    await beto.says("/mis_datos")
    while "Tu asistencia" not in beto.last.text and "›" in beto.labels:
        await beto.presses("›", of=beto.last)
    seen.append(beto.last.text)
    assert "viniste 1 vez" in seen[-1] and "Se borra un año después" in seen[-1]
    async with institute.db.reading() as session:
        held = await exporting.everything(session, await institute.who(beto))
    assert [row["came"] for row in held["attendance"]] == [True]


async def test_whoever_left_is_not_on_it_and_what_is_sensitive_or_called_off_has_none(
    institute: Institute, ana: Talker
) -> None:
    await joins(institute, ana, Role.FACILITATOR)
    course = await takes_part(institute, "Zoé", "Álvaro")
    at = await begins(institute, course)
    await ana.taps(str(AttendanceAt(course, at)))
    async with institute.db.begin() as session:
        zoe = (await session.exec(select(Person).where(Person.name == "Zoé"))).one()
        place = (await session.exec(select(Enrollment).where(Enrollment.person_id == zoe.id))).one()
        place.standing, place.left_at = Standing.LEFT, time.now()
    await ana.presses("2. Zoé")
    assert "la persona dejó el curso" in ana.sees and "Zoé" not in ana.last.text and not await marks(institute)
    hidden = await takes_part(institute, "Inés", sensitive=True)
    off = await takes_part(institute, "Íñigo", cancelled_at=time.now())
    for one in (hidden, off):
        await ana.taps(str(AttendanceAt(one, await begins(institute, one))))
        assert "ya no está" in ana.sees
        await ana.taps(str(MarkTheRest(one, await begins(institute, one), "y")))
        assert "ya no está" in ana.sees
    await ana.taps(str(AttendanceAt(course, at + 60)))
    assert "ya no está" in ana.sees, "no session begins then"
    await ana.says("/asistencia")
    assert ana.last.text.count("Soldadura") == 1 and not await marks(institute)


async def test_a_course_that_only_has_a_beginning_has_a_list_too_in_english(
    institute: Institute, casey: Talker
) -> None:
    await joins(institute, casey, Role.FACILITATOR)
    now = time.now()
    async with institute.db.begin() as session:
        course = await making.course(session, starts=None, seats=9)
        (await session.get_one(Course, course)).starts_at = before = now - timedelta(hours=1)
        for n in range(9):
            one = Person(locale="es", name=f"Person {n}", created_at=now)
            session.add(one)
            await session.flush()
            session.add(
                Enrollment(person_id=one.id or 0, course_id=course, joined_at=before, standing=Standing.ENROLLED)
            )
    await casey.says("/attendance")
    assert "1. Welding, today, 11:00: 9 people, not taken yet" in casey.sees
    await casey.presses("Welding")
    await casey.presses("›", of=casey.last)
    await casey.presses("9. Person 8")
    assert "1 of 9 people came · 8 not marked" in casey.sees and "✓ 9. Person 8" in casey.labels, "on the same page"


@pytest.mark.parametrize("role", [None, Role.AUTHOR, Role.APPROVER, Role.PRIVACY_OFFICER])
async def test_a_forged_button_does_nothing_for_whoever_has_no_right(
    institute: Institute, ana: Talker, role: Role | None
) -> None:
    await (joins(institute, ana, role) if role else ana.says("/start"))
    course = await takes_part(institute, "Zoé")
    at = await begins(institute, course)
    async with institute.db.reading() as session:
        zoe = (await session.exec(select(Person.id).where(Person.name == "Zoé"))).one() or 0
    one: tuple[Address, ...] = (
        AttendanceLists(),
        AttendanceAt(course, at),
        MarkAttendance(course, at, zoe, "y"),
        MarkTheRest(course, at, "y"),
        TakeBackMarks(course, at, 10**15),
        AttendanceSheet(course, at),
    )
    for address in one:
        await ana.taps(str(address))
        assert ("Tu rol no permite eso" if role else "ya no está") in ana.sees and "Zoé" not in ana.sees
    await ana.says("/asistencia")
    assert "Soldadura" not in ana.sees
    async with institute.db.reading() as session:
        log = [entry.act for entry in await session.exec(select(AuditEntry))]
    assert not await marks(institute) and not [act for act in log if "attendance" in act]


async def test_a_button_made_up_by_a_colleague_breaks_nothing(institute: Institute, ana: Talker) -> None:
    await joins(institute, ana, Role.FACILITATOR)
    course = await takes_part(institute, "Zoé", starts=time.now() + timedelta(hours=3))
    at = await begins(institute, course)
    for address in (AttendanceAt(course, at), MarkAttendance(course, at, 10**17, "x"), MarkTheRest(course, at, "u")):
        await ana.taps(str(address))
        assert "ya no está" in ana.sees
    await ana.taps(str(MarkTheRest(course, at, "y")))
    await institute.pass_time(hours=3)
    await ana.taps(str(MarkAttendance(course, at, 10**17, "y")))
    assert "No se anotó" in ana.sees
    for moment in (10**17, -1):
        await ana.taps(str(TakeBackMarks(course, at, moment)))
        assert "Se quitaron 0 marcas" in ana.sees
    assert not await marks(institute)
