"""The *not yet* card: which rule, what unlocks it, what fits meanwhile; and the letter that comes when it can be."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col, select

from bot import time
from bot.addresses import CourseAt, FixBirthDate, Join, TellWhenICan, TellWhenOpen
from bot.models import Call, Course, Interest, Letter, Person, Post
from bot.services import catalogue
from tests.conversations.conftest import SignedUp
from tests.conversations.test_for_real import confirm
from tests.talk import Institute, Loud, Talker

YOUNG = "2014-12-20"
"""Turns twelve five days after Glocal begins."""


async def card_of(talker: Talker, institute: Institute, key: str) -> None:
    """Tap *join* under a course, whatever the card shows."""
    await talker.says("/start")
    await talker.taps(str(Join(await institute.id_of(key))))


async def wished(institute: Institute, kind: str) -> list[Letter]:
    async with institute.db.reading() as session:
        found = await session.exec(select(Letter).where(Letter.kind == kind).order_by(col(Letter.id)))
        return list(found)


async def interests(institute: Institute) -> list[str]:
    async with institute.db.reading() as session:
        return list(await session.exec(select(Interest.course_key)))


async def set_call(institute: Institute, key: str, **dates: date | None) -> int:
    """Publish a call with these dates only."""
    plain: dict[str, object] = {
        "opens_month": None,
        "closes_month": None,
        "rolling": False,
        "windows": [],
        "practice_until": None,
    }
    async with institute.db.begin() as session:
        call = (await session.exec(select(Call).where(Call.key == key))).one()
        for name, value in {**plain, "edition": None, "opens": None, "closes": None, **dates}.items():
            setattr(call, name, value)
        return call.id or 0


async def move(institute: Institute, key: str, to: datetime) -> None:
    """Put off the beginning of a course."""
    number = await institute.id_of(key)
    async with institute.db.begin() as session:
        (await session.get_one(Course, number)).starts_at = to


async def begin(institute: Institute, key: str) -> int:
    """The group that is open begins; returns its id."""
    number = await institute.id_of(key)
    await move(institute, key, time.now() - timedelta(hours=1))
    return number


async def test_too_young_hears_when_gets_two_other_things_and_a_letter_on_the_birthday(
    ana: Talker, institute: Institute
) -> None:
    await institute.knows(ana, born=YOUNG)
    await card_of(ana, institute, "glocal")
    assert "Glocal es desde los 12 años" in ana.sees and "Los cumples el 20 de diciembre de 2026" in ana.sees
    assert await institute.count() == 0 and "¿Cuál es tu nombre" not in ana.sees, "nothing was asked before"
    await ana.presses("Avísame cuando pueda")
    told = "Te escribo el 20 de diciembre de 2026, o antes si abre un grupo de Glocal que le quede a tu edad."
    assert ana.toasts == [f"Anotado. {told}"]
    assert "Glocal es desde los 12 años" in ana.sees and "Ya lo tengo anotado: te aviso cuando puedas." in ana.sees
    assert ana.labels[0] == "Ya no me avises" and "Avísame cuando pueda" not in ana.labels, "the card itself changed"
    await ana.taps(str(TellWhenICan(await institute.id_of("glocal"))), ana.last)
    assert ana.toasts == [f"Ya lo tengo anotado. {told}"]
    await ana.taps(str(Join(await institute.id_of("glocal"))))
    assert "Ya lo tengo anotado: te aviso cuando puedas." in ana.sees and "Avísame cuando pueda" not in ana.labels
    (letter,) = await wished(institute, "can_now")
    assert letter.due_at == datetime(2026, 12, 20, 15, 0, tzinfo=UTC), "at nine in the morning"
    await move(institute, "glocal", datetime(2027, 1, 12, 23, 0, tzinfo=UTC))
    await institute.come_to(datetime(2026, 12, 20, 14, 0, tzinfo=UTC))
    assert "Ya te puedes unir" not in ana.sees
    await institute.come_to(datetime(2026, 12, 20, 16, 0, tzinfo=UTC))
    assert "Ya te puedes unir: Glocal" in ana.sees and "Me pediste que te avisara" in ana.sees
    assert await interests(institute) == []
    await ana.presses("Ver el curso")
    await ana.presses("Unirme")
    assert "Listo, tienes lugar en Glocal." in ana.sees


async def test_the_card_names_up_to_two_things_that_fit_of_the_same_topic_first(
    ana: Talker, institute: Institute
) -> None:
    await institute.knows(ana, born="2000-01-01")
    async with institute.db.begin() as session:
        for course in await session.exec(select(Course).where(Course.key == "glocal")):
            course.age_max = 20
    await card_of(ana, institute, "glocal")
    assert "Glocal es hasta los 20 años" in ana.sees and "Mientras, esto sí te queda:" in ana.sees
    assert "Avísame cuando pueda" not in ana.labels, "nothing unlocks being too old"
    topics = []
    for label in ana.labels[ana.labels.index("Corregir mi fecha") + 1 : ana.labels.index("Otros cursos")]:
        number = ana.last.data(label)
        async with institute.db.reading() as session:
            shown = await session.get_one(Course, int(number.split(".")[1]))
            topics.append(shown.topic)
    assert topics == ["participation", "participation"]
    await ana.taps(str(TellWhenICan(await institute.id_of("glocal"))))
    assert "Glocal es hasta los 20 años" in ana.sees and await interests(institute) == []


async def test_the_same_in_english(casey: Talker, institute: Institute) -> None:
    await institute.knows(casey, born=YOUNG)
    await card_of(casey, institute, "glocal")
    assert "You reach that age on December 20, 2026" in casey.sees and "This fits you now:" not in casey.sees
    await casey.presses("Tell me when I can")
    assert casey.toasts[0].startswith("Noted. I'll write to you on December 20, 2026, or before if a group of Glocal")
    await institute.come_to(datetime(2026, 12, 15, 23, 30, tzinfo=UTC))
    await institute.come_to(datetime(2026, 12, 16, 16, 0, tzinfo=UTC))
    assert "You can join now: Glocal" in casey.sees, "the next group fits, and it isn't the birthday yet"
    assert "new group" not in casey.sees.casefold()
    await casey.presses("See the course")
    await casey.presses("Join")
    assert "Done, you have a place in Glocal." in casey.sees
    await institute.come_to(datetime(2026, 12, 21, 16, 0, tzinfo=UTC))
    assert not any("You can join now" in message.text for message in casey.messages), "the letter became the card"


async def test_a_birthday_without_an_open_group_waits_for_the_next_one(ana: Talker, institute: Institute) -> None:
    await institute.knows(ana, born=YOUNG)
    await card_of(ana, institute, "glocal")
    await ana.presses("Avísame cuando pueda")
    async with institute.db.begin() as session:
        for course in await session.exec(select(Course).where(Course.key == "glocal")):
            course.closed_at = time.now()
    await institute.come_to(datetime(2026, 12, 20, 16, 0, tzinfo=UTC))
    (letter,) = await wished(institute, "can_now")
    assert (letter.state, letter.reason) == (Post.DROPPED, "no group is open; told when one opens")
    assert await interests(institute) == ["glocal"]
    async with institute.db.begin() as session:
        await catalogue.load(session, institute.pack, facts=institute.facts, now=time.now())
        await catalogue.renew(session, institute.pack, facts=institute.facts, now=time.now())
    await institute.pass_time(hours=2)
    assert ana.sees.count("Hay grupo nuevo: Glocal") == 1
    assert await interests(institute) == []


async def test_a_birth_date_mended_meanwhile_moves_the_letter(ana: Talker, institute: Institute) -> None:
    await institute.knows(ana, born=YOUNG)
    await card_of(ana, institute, "glocal")
    await ana.presses("Avísame cuando pueda")
    await institute.knows(ana, born="2015-02-01")
    await move(institute, "glocal", datetime(2027, 1, 12, 23, 0, tzinfo=UTC))
    await institute.come_to(datetime(2026, 12, 21, 16, 0, tzinfo=UTC))
    assert "Ya te puedes unir" not in ana.sees
    first, second = await wished(institute, "can_now")
    assert (first.state, second.state) == (Post.DROPPED, Post.WAITING)
    assert second.due_at == datetime(2027, 2, 1, 15, 0, tzinfo=UTC)


async def test_what_has_begun_is_told_when_the_next_group_opens(ana: Talker, institute: Institute) -> None:
    glocal = await begin(institute, "glocal")
    await ana.says("/start")
    await ana.taps(str(CourseAt(glocal)))
    await ana.presses("Avísame de otro grupo")
    assert ana.toasts == ["Anotado. Te escribo cuando abra un grupo de Glocal."]
    assert "Anotado. Te escribo cuando abra un grupo de Glocal." in ana.last.text
    assert ana.labels[0] == "Ya no me avises", "on the card that was tapped"
    await ana.taps(str(TellWhenICan(glocal, "c")), ana.last)
    assert ana.toasts == ["Ya lo tengo anotado. Te escribo cuando abra un grupo de Glocal."]
    await ana.taps(str(Join(glocal)))
    assert "empezó el lun 23 nov" in ana.sees and "Ya lo tengo anotado: te aviso cuando puedas." in ana.sees
    await institute.pass_time(minutes=1)
    await institute.pass_time(minutes=10)
    assert ana.sees.count("Hay grupo nuevo: Glocal") == 1 and await interests(institute) == []
    await ana.presses("Ver el curso")
    assert "Unirme" in ana.labels


async def test_the_new_group_is_told_only_to_whom_it_fits(ana: Talker, beto: Talker, institute: Institute) -> None:
    await institute.knows(ana)
    await institute.knows(beto, born="2016-01-01")
    glocal = await begin(institute, "glocal")
    for talker in (ana, beto):
        await talker.says("/start")
        await talker.taps(str(TellWhenICan(glocal)))
        assert "Te escribo cuando abra un grupo de Glocal." in talker.sees
    await institute.pass_time(minutes=1)
    await institute.pass_time(minutes=10)
    assert "Hay grupo nuevo" in ana.sees and "Hay grupo nuevo" not in beto.sees
    assert len(await interests(institute)) == 1, "who is too young keeps the wish"


async def test_where_another_group_is_open_already_the_card_shows_the_way_there(
    ana: Talker, institute: Institute
) -> None:
    glocal = await begin(institute, "glocal")
    await institute.pass_time(minutes=1)
    await ana.says("/start")
    await ana.taps(str(Join(glocal)))
    assert "También está el grupo que empieza el" in ana.sees
    assert "Avísame cuando pueda" not in ana.labels
    await ana.presses("Ver el otro grupo")
    assert "Unirme" in ana.labels
    await ana.taps(str(TellWhenICan(glocal)))
    assert ana.toasts == ["Hay otro grupo de Glocal al que te puedes unir."] and "Unirme" in ana.labels
    assert await interests(institute) == []


async def test_full_so_late_that_no_line_would_help_says_so_before_asking(ana: Talker, institute: Institute) -> None:
    glocal = await institute.id_of("glocal")
    async with institute.db.begin() as session:
        course = await session.get_one(Course, glocal)
        course.taken, course.starts_at = course.seats or 0, time.now() + timedelta(hours=2)
    await card_of(ana, institute, "glocal")
    assert "Glocal está lleno y empieza tan pronto" in ana.sees and "nombre" not in ana.sees
    await ana.presses("Avísame cuando pueda")
    assert ana.toasts == ["Anotado. Te escribo cuando abra un grupo de Glocal."]


async def test_a_clash_names_the_other_course_and_lets_one_leave_that_place(
    ana: Talker, institute: Institute, sign_up: SignedUp
) -> None:
    await sign_up(ana, "glocal")
    await sign_up(ana, "canto-teatro")
    assert "se cruza con Glocal" in ana.sees and "Mientras, esto sí te queda:" in ana.sees
    assert "Avísame cuando pueda" not in ana.labels
    await ana.presses("Dejar ese lugar")
    assert "Glocal" in ana.sees
    await ana.presses("Cambié de idea")
    await ana.taps(str(Join(await institute.id_of("canto-teatro"))))
    assert "Listo, tienes lugar en Canto y teatro." in ana.sees


async def test_the_age_that_was_just_asked_gives_the_same_card(ana: Talker, institute: Institute) -> None:
    await ana.says("/start c_glocal")
    await ana.presses("Unirme")
    await ana.says("Ana María Pérez")
    await ana.says("20/12/2014")
    assert "Los cumples el 20 de diciembre de 2026" in ana.sees
    assert ana.labels[0] == "Avísame cuando pueda" and "Corregir mi fecha" in ana.labels
    await ana.presses("Avísame cuando pueda")
    assert len(await wished(institute, "can_now")) == 1
    async with institute.db.reading() as session:
        stored = (await session.exec(select(Person))).one()
    assert stored.name == "Ana María Pérez" and str(stored.birth_date) == "2014-12-20"


async def test_who_joined_meanwhile_hears_nothing(ana: Talker, institute: Institute) -> None:
    await institute.knows(ana, born=YOUNG)
    await card_of(ana, institute, "glocal")
    await ana.presses("Avísame cuando pueda")
    await institute.knows(ana, born="2010-01-01")
    await ana.taps(str(Join(await institute.id_of("glocal"))))
    assert "Listo, tienes lugar en Glocal." in ana.sees
    await institute.come_to(datetime(2026, 12, 20, 16, 0, tzinfo=UTC))
    assert "Ya te puedes unir" not in "".join(message.text for message in ana.messages)
    (letter,) = await wished(institute, "can_now")
    assert letter.reason == "taking part already"


async def test_a_call_to_come_is_told_on_the_morning_it_opens(ana: Talker, institute: Institute) -> None:
    trench = await set_call(institute, "trinchera", opens=date(2026, 12, 3), closes=date(2026, 12, 20))
    await ana.says("/start k_trinchera")
    await ana.presses("Avísame cuando abra")
    assert "Te escribo el 3 de diciembre de 2026, cuando abra" in ana.toasts[0]
    assert "Anotado. Te escribo el 3 de diciembre" in ana.last.text and ana.labels[0] == "Ya no me avises"
    await ana.taps(str(TellWhenOpen(trench)), ana.last)
    assert ana.toasts[0].startswith("Ya lo tengo anotado.")
    (letter,) = await wished(institute, "call_open")
    assert letter.due_at == datetime(2026, 12, 3, 15, 0, tzinfo=UTC)
    await institute.come_to(datetime(2026, 12, 3, 15, 30, tzinfo=UTC))
    assert "Ya abrió: " in ana.sees and "Abierta hasta el 20 de diciembre de 2026" in ana.sees
    await ana.presses("Ver la convocatoria")
    assert "Avísame cuando abra" not in ana.labels
    await ana.taps(str(TellWhenOpen(trench)))
    assert "Ya nada te impide" in ana.toasts[0] and len(await wished(institute, "call_open")) == 1


async def test_a_call_that_moves_takes_its_letter_along(ana: Talker, institute: Institute) -> None:
    await set_call(institute, "trinchera", opens=date(2026, 12, 3), closes=date(2026, 12, 20))
    await ana.says("/start k_trinchera")
    await ana.presses("Avísame cuando abra")
    await set_call(institute, "trinchera", opens=date(2026, 12, 10), closes=date(2026, 12, 20))
    await institute.come_to(datetime(2026, 12, 9, 15, 30, tzinfo=UTC))
    assert "Ya abrió" not in ana.sees
    await institute.come_to(datetime(2026, 12, 10, 15, 30, tzinfo=UTC))
    assert "Ya abrió" in ana.sees


async def test_a_call_without_dates_is_told_when_they_are_published(ana: Talker, institute: Institute) -> None:
    await set_call(institute, "trinchera", opens=date(2025, 1, 1), closes=date(2025, 2, 1))
    await ana.says("/start k_trinchera")
    await ana.presses("Avísame cuando abra")
    assert "sus fechas aún no se publican" in ana.toasts[0]
    plain = {"opens_month": None, "closes_month": None, "edition": None, "recurs": None}
    published = {**plain, "opens": date(2026, 11, 20), "closes": date(2026, 12, 20)}
    calls = [call.model_copy(update=published) if call.key == "trinchera" else call for call in institute.pack.calls]
    async with institute.db.begin() as session:
        pack = institute.pack.model_copy(update={"calls": calls})
        await catalogue.load(session, pack, facts=institute.facts, now=time.now())
    await institute.pass_time(hours=1)
    assert "Ya abrió" in ana.sees


async def test_a_call_that_ones_age_wont_fit_keeps_no_wish(ana: Talker, institute: Institute) -> None:
    await institute.knows(ana, born="2012-01-01")
    await set_call(institute, "nails-cup", opens=date(2026, 12, 3), closes=date(2026, 12, 20))
    await ana.says("/start k_nails-cup")
    await ana.presses("Avísame cuando abra")
    assert "límite de edad en el que no entras" in ana.toasts[0]
    assert await wished(institute, "call_open") == []


async def test_a_sensitive_group_is_told_without_its_name(ana: Talker, institute: Institute) -> None:
    hidden = await begin(institute, "noviazgo-sin-violencia")
    await ana.says("/start")
    await ana.taps(str(TellWhenICan(hidden)))
    await institute.pass_time(minutes=1)
    await institute.pass_time(minutes=10)
    assert "Ya abrió algo por lo que me preguntaste." in ana.sees and "oviazgo" not in ana.sees


async def test_with_a_real_telegram_a_sample_group_is_no_news_and_the_confirmed_one_is_told_once(
    institute: Institute, dispatcher: object
) -> None:
    real = await Institute.beside(institute.db, institute.pack, dispatcher, rehearsal=False, kind=Loud)
    ana = real.person(7_000_000_009, "Ana")
    glocal = await real.id_of("glocal")
    await ana.says("/start")
    await ana.taps(str(TellWhenICan(glocal)))
    assert ana.toasts == ["Anotado. Te escribo cuando se confirme Glocal."]
    await begin(real, "glocal")
    await real.pass_time(minutes=1)
    await real.pass_time(minutes=10)
    assert await real.id_of("glocal") != glocal and "grupo nuevo" not in ana.sees
    await confirm(real, "glocal")
    await real.pass_time(hours=1)
    told = [message.text for message in ana.messages if "confirmado: Glocal" in message.text]
    assert len(told) == 1 and told[0].startswith("Ya está confirmado: Glocal")


@pytest.mark.parametrize("address", [TellWhenICan(999_999), TellWhenOpen(999_999), FixBirthDate(0)], ids=str)
async def test_forged_wishes_are_answered_and_kept_nowhere(ana: Talker, institute: Institute, address: object) -> None:
    await ana.says("/start")
    await ana.taps(str(address), ana.last)
    assert ana.sees and await interests(institute) == [] and await wished(institute, "can_now") == []
