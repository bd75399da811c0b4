"""Somebody who has left a trace everywhere: a row in every table that may hold something of a person, with words that
are found nowhere else."""

from datetime import date, timedelta
from typing import Final

from bot.db import Session
from bot.models import (
    Account,
    AccountChange,
    Answer,
    Application,
    Attendance,
    Broadcast,
    Call,
    CallRound,
    CatalogueDraft,
    Consent,
    Dismissal,
    Download,
    Enrollment,
    FirmCheck,
    Follow,
    Guardianship,
    InboxUpdate,
    Interest,
    Invitation,
    JourneyStage,
    Lane,
    Letter,
    LogWeek,
    Pace,
    Paper,
    PaperContent,
    Permission,
    Person,
    Placement,
    Referral,
    Request,
    Review,
    Role,
    Scene,
    SheetImport,
    StaffRole,
    Standing,
    Thread,
    ThreadMessage,
)
from tests.services.making import NOW, course

ACCOUNT: Final = 7_123_456_789
OTHER: Final = 7_987_654_321
FILES: Final = ("bytes", "miniatura")
SEALED: Final = (
    *("reto", "pie", "pregunta", "contesta", "archivo", "lista"),
    *("contestado", "dictamen", "opinion", "hoja"),
    *FILES,
    *("telefono", "aviso", "empresa", "bitacora", "foto", "cambio"),
)
"""What is encrypted before it reaches the disk."""
CANARIES: Final = tuple(
    f"c7f3a-{what}"
    for what in (
        *SEALED,
        *("nombre", "colonia", "interes", "libre", "ocupacion", "desde", "calendario", "respuesta", "fila"),
        *("recado", "clave", "mensaje", "borrador", "curso", "tema", "descarte", "motivo"),
        *("equipo", "tutora", "permiso", "apunte", "tutor", "taller", "firma", "firmante"),
    )
)
"""Each stands in one column; the account's number is looked for besides."""


async def everywhere(session: Session) -> int:
    """Returns the person's id."""
    c = {one.split("-")[1]: one for one in CANARIES}
    person = Person(
        locale="es",
        name=c["nombre"],
        birth_date=date(2007, 3, 9),
        occupation=c["ocupacion"],
        moves=[c["interes"]],
        free=[c["libre"]],
        colonia=c["colonia"],
        latitude=21.12,
        longitude=-101.68,
        since={"name": c["desde"]},
        feed_token=c["calendario"],
        created_at=NOW - timedelta(days=90),
    )
    session.add(person)
    await session.flush()
    of, taking = person.id or 0, await course(session, seats=1)
    session.add(Account(id=ACCOUNT, person_id=of))
    place = Enrollment(person_id=of, course_id=taking, standing=Standing.ENROLLED, joined_at=NOW)
    session.add(place)
    await session.flush()
    await _application(session, of, c)
    thread = Thread(person_id=of, invited_at=NOW, chat_id=-100_123, topic_id=7)
    session.add(thread)
    await session.flush()
    copy = f'{{"method": "copyMessage", "params": {{"chat_id": -100123, "from_chat_id": {ACCOUNT}, "message_id": 5}}}}'
    call = f'{{"method": "sendMessage", "params": {{"chat_id": {ACCOUNT}, "text": "{c["mensaje"]}"}}}}'
    toast = f'{{"method": "answerCallbackQuery", "params": {{"text": "{c["recado"]}"}}}}'
    session.add_all(
        [
            Attendance(person_id=of, course_id=taking, held_at=NOW, came=True, marked_by=of, marked_at=NOW),
            Interest(person_id=of, course_key=c["curso"], asked_at=NOW),
            Follow(person_id=of, topic=c["tema"], since=NOW),
            Dismissal(person_id=of, kind="c", key=c["descarte"], reason=c["motivo"], at=NOW),
            Guardianship(person_id=of, guardian_id=of, relation="mother", name=c["tutora"], since=NOW),
            Permission(
                person_id=of,
                enrollment_id=place.id or 0,
                name=c["permiso"],
                asked_at=NOW,
                expires_at=NOW,
                guardian_id=of,
            ),
            StaffRole(person_id=of, role=Role.AUTHOR, called=c["equipo"], since=NOW),
            Invitation(token_hash="0" * 64, role=Role.AUTHOR, made_by=of, made_at=NOW, expires_at=NOW),
            Download(purpose="sheet", person_id=of, file_id=c["archivo"], due_at=NOW, made_at=NOW),
            SheetImport(person_id=of, file_name=c["lista"], understood={"rows": [c["fila"]]}, made_at=NOW),
            CatalogueDraft(person_id=of, kind="course", fields={"note": c["apunte"]}, edited_at=NOW),
            Broadcast(author_id=of, created_at=NOW, edited_at=NOW),
            Referral(
                person_id=of,
                kind="c",
                key="course",
                organiser="inaeba",
                phone=c["telefono"],
                word=c["aviso"],
                guardian_id=of,
                guardian_name=c["tutor"],
                begun_at=NOW,
            ),
            Consent(person_id=of, purpose="place", notice="1", given_at=NOW),
            Request(person_id=of, text=c["pregunta"], answer=c["contesta"], received_at=NOW, due_on=date(2026, 12, 21)),
            JourneyStage(
                person_id=of,
                topic="culture",
                answers={"q": c["respuesta"]},
                evidence_kind="text",
                evidence=c["reto"],
                caption=c["pie"],
                begun_at=NOW,
            ),
            AccountChange(token_hash=c["clave"], person_id=of, from_account=ACCOUNT, made_at=NOW, expires_at=NOW),
            InboxUpdate(bot_id=42, update_id=1, lane=ACCOUNT, body=c["mensaje"], received_at=NOW),
            Lane(bot_id=42, id=ACCOUNT, ready_at=NOW),
            Scene(bot_id=42, chat_id=ACCOUNT, user_id=ACCOUNT, data={"draft": c["borrador"]}),
            Scene(bot_id=42, chat_id=-100_123, user_id=ACCOUNT, data={"draft": c["borrador"]}),
            ThreadMessage(thread_id=thread.id or 0, chat_id=ACCOUNT, message_id=5, at=NOW),
            Letter(priority=0, kind="reply", chat_id=-100_123, person_id=of, then="thread_copy", call=copy, due_at=NOW),
            Pace(key=f"chat:{ACCOUNT}"),
            Letter(priority=0, kind="reply", chat_id=ACCOUNT, call=call, due_at=NOW),
            Letter(priority=0, kind="reply", update_id=1, call=toast, due_at=NOW),
            Letter(priority=2, kind="reminder_today", person_id=of, enrollment_id=place.id, due_at=NOW),
        ]
    )
    await session.flush()
    return of


async def _application(session: Session, of: int, c: dict[str, str]) -> None:
    words = {"es": "Tu proyecto", "en": "Your project"}
    call = Call(
        key=f"planted-{of}",
        kind="project_fund",
        title=words,
        short_title=words,
        summary=words,
        topic="culture",
        organiser="imju",
        benefit=words,
        how_to_apply=words,
    )
    session.add(call)
    await session.flush()
    round_ = CallRound(call_id=call.id or 0, edition="2026", form={})
    session.add(round_)
    await session.flush()
    session.add(FirmCheck(person_id=of, call_id=call.id or 0, said=f'{{"sector": "{c["empresa"]}"}}', edited_at=NOW))
    place = Placement(
        person_id=of, call_id=call.id or 0, firm=c["taller"], tutor_id=of, tutor_name=c["firmante"], begun_at=NOW
    )
    session.add(place)
    await session.flush()
    week = LogWeek(placement_id=place.id or 0, week=date(2026, 11, 16), hours=24, logged_at=NOW, signed_by=c["firma"])
    week.did, week.photo, week.remark = c["bitacora"], c["foto"], c["cambio"]
    session.add(week)
    mine = Application(
        person_id=of,
        call_id=call.id or 0,
        round_id=round_.id or 0,
        number=f"PLANTED{of}",
        remark=c["dictamen"],
        begun_at=NOW,
        edited_at=NOW,
    )
    session.add(mine)
    await session.flush()
    paper = Paper(application_id=mine.id or 0, question="id", position=1, file_id=c["hoja"], sent_at=NOW)
    session.add_all(
        [
            paper,
            Answer(application_id=mine.id or 0, question="why", value=c["contestado"], answered_at=NOW),
            Review(application_id=mine.id or 0, reviewer_id=of, comment=c["opinion"]),
        ]
    )
    await session.flush()
    session.add(PaperContent(id=paper.id or 0, content=c["bytes"].encode(), thumbnail=c["miniatura"].encode()))
    await session.flush()


async def somebody_else(session: Session) -> int:
    """Somebody of whom nothing may go."""
    person = Person(locale="es", name="Beto que se queda", created_at=NOW)
    session.add(person)
    await session.flush()
    session.add(Account(id=OTHER, person_id=person.id))
    session.add(Scene(bot_id=42, chat_id=OTHER, user_id=OTHER, data={"draft": "beto"}))
    session.add(Letter(priority=0, kind="reply", chat_id=OTHER, call="{}", due_at=NOW))
    session.add(Consent(person_id=person.id or 0, purpose="digest", notice="1", given_at=NOW))
    await session.flush()
    return person.id or 0
