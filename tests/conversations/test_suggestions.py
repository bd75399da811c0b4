"""What may fit a person: three short questions, reasons in words, and *not for me* that sticks."""

from datetime import date, timedelta

from sqlmodel import select

from bot import time
from bot.addresses import (
    Answer,
    ChallengeDone,
    ForMeAgain,
    ForYou,
    GetAcquainted,
    NotForMe,
    NotForMeWhy,
    NotMine,
    TakeBack,
    Taste,
)
from bot.models import Course, Dismissal, Enrollment, Person, Standing
from tests.conversations.conftest import SignedUp
from tests.conversations.test_for_real import confirm
from tests.talk import Institute, Loud, Talker


async def skip(talker: Talker) -> None:
    await talker.taps(str(GetAcquainted(3)))


async def every_page(talker: Talker) -> str:
    """Everything that is suggested, page after page."""
    await talker.says("/para_ti")
    seen = talker.sees
    while "›" in talker.labels:
        await talker.presses("›", of=talker.last)
        seen += "\n" + talker.sees
    return seen


async def test_three_questions_lead_to_suggestions_that_name_the_answers(ana: Talker, institute: Institute) -> None:
    await ana.says("/start")
    await ana.presses("Para ti")
    screen = ana.last
    assert "1 de 3" in ana.sees and "¿Qué te mueve?" in ana.sees
    assert "Pregunto para que primero salga lo que va contigo." in ana.sees, "why it is asked is one line"
    await ana.presses("Música y baile")
    await ana.presses("Tecnología")
    await ana.presses("Tecnología")
    assert "✅ Música y baile" in ana.labels and "💻 Tecnología" in ana.labels, "tapped on, and off again"
    await ana.presses("Listo")
    assert "2 de 3" in ana.sees
    await ana.presses("Sábado y domingo")
    await ana.presses("Listo")
    assert "3 de 3" in ana.sees
    await ana.presses("Estudio")
    assert "porque elegiste «Música y baile»" in ana.sees and ana.new == [screen], "one message all along"
    await ana.presses("›")
    assert "cae en tus sábados" in ana.sees
    stored = await institute.who(ana)
    assert (stored.moves, stored.free, stored.occupation) == (["music"], ["weekends"], "studying")
    assert {*stored.since} == {"moves", "free", "occupation"}
    assert stored.acquainted_at is not None and time.now() - stored.acquainted_at < timedelta(minutes=5)


async def test_the_same_in_english(casey: Talker, institute: Institute) -> None:
    await casey.says("/for_you")
    assert "What moves you?" in casey.sees and "All of it can be skipped." in casey.sees
    await casey.presses("Technology")
    await casey.presses("Done")
    await casey.presses("Afternoons, until 5 pm")
    await casey.presses("Done")
    await casey.presses("I study and work")
    assert "because you chose “Technology”" in casey.sees and "1. Not for me" in casey.labels
    await casey.presses("1. Not for me")
    assert "I won't suggest" in casey.sees
    await casey.presses("The time")
    assert casey.toasts == ["Thank you, noted."]


async def test_everything_can_be_skipped_at_once_and_is_never_asked_again(ana: Talker, institute: Institute) -> None:
    await ana.says("/para_ti")
    await ana.presses("Saltar lo demás")
    assert "1. " in ana.sees and "empieza" in ana.sees, "suggestions at once"
    stored = await institute.who(ana)
    assert stored.acquainted_at is not None and stored.since == {}
    await ana.says("/para_ti")
    assert "1. " in ana.sees and "¿Qué te mueve?" not in ana.sees


async def test_skip_leaves_out_one_question_and_goes_on_to_the_next(ana: Talker, institute: Institute) -> None:
    await ana.says("/para_ti")
    await ana.presses("Saltar")
    assert "2 de 3" in ana.sees and (await institute.who(ana)).acquainted_at is None
    await ana.presses("Atrás")
    assert "1 de 3" in ana.sees
    await ana.presses("Saltar")
    await ana.presses("Después de las 5 pm")
    assert "Listo" in ana.labels and "Saltar" not in ana.labels, "what was chosen is no longer skipped"
    await ana.presses("Listo")
    assert "3 de 3" in ana.sees and "Saltar lo demás" not in ana.labels, "there is no rest"
    await ana.presses("Saltar")
    stored = await institute.who(ana)
    assert (stored.moves, stored.free, stored.occupation) == ([], ["evenings"], None) and "1. " in ana.sees
    assert stored.acquainted_at is not None


async def test_skipping_one_question_or_the_rest_in_english(casey: Talker) -> None:
    await casey.says("/for_you")
    await casey.presses("Skip")
    assert "2 of 3" in casey.sees
    await casey.presses("Skip the rest")
    assert "1. " in casey.sees


async def test_the_answers_can_be_seen_and_changed_later(ana: Talker, institute: Institute) -> None:
    await skip(ana)
    await ana.presses("En qué me fijo")
    assert "Lo que te mueve: no me has dicho" in ana.sees
    await ana.presses("Cuándo tengo tiempo")
    assert "2 de 3" not in ana.sees
    await ana.presses("Después de las 5 pm")
    await ana.presses("Listo")
    assert "Cuándo tienes tiempo: Después de las 5 pm" in ana.sees
    await ana.presses("A qué me dedico")
    await ana.presses("Ando buscando")
    assert "Ando buscando" in ana.sees and (await institute.who(ana)).occupation == "looking"


async def test_a_pack_without_interests_asks_for_its_topics(institute: Institute, dispatcher: object) -> None:
    pack = institute.pack.model_copy(update={"interests": []})
    ana = (await Institute.beside(institute.db, pack, dispatcher, kind=Loud)).person(7_000_000_009)
    await ana.says("/para_ti")
    chosen = pack.topics[4]
    await ana.presses(f"{chosen.emoji} {chosen.short_name.es}")
    await ana.presses("Listo")
    await ana.presses("Saltar lo demás")
    assert f"porque elegiste «{chosen.short_name.es}»" in ana.sees


async def test_a_card_says_why_and_leads_back_to_its_page(ana: Talker) -> None:
    await ana.taps(str(Taste(0, "music")))
    await skip(ana)
    await ana.presses("›")
    await ana.presses("4. ", of=ana.last)
    lines = ana.last.text.splitlines()
    why = next(at for at, line in enumerate(lines) if line.startswith("Por qué te lo sugiero: "))
    assert lines[why - 1].startswith("Organiza: "), "after who organises, before the rest"
    await ana.presses("Ver fechas")
    await ana.presses("Atrás")
    assert "Por qué te lo sugiero: " in ana.sees
    await ana.presses("Atrás")
    assert "4. " in ana.sees and "2/" in "".join(ana.labels)


async def test_a_course_joined_from_here_is_no_longer_suggested(ana: Talker, institute: Institute) -> None:
    await institute.knows(ana)
    await ana.taps(str(Taste(0, "beauty")))
    await skip(ana)
    first = ana.labels[0].removeprefix("1. ")
    await ana.presses("1. ")
    card = ana.last
    await ana.presses("Unirme")
    assert "Listo, tienes lugar" in ana.sees
    await ana.presses("Atrás", of=card)
    assert first not in ana.sees


async def test_not_for_me_sticks_across_editions_and_says_why_in_one_tap(ana: Talker, institute: Institute) -> None:
    await skip(ana)
    assert "Zumba" in await every_page(ana)
    zumba = await institute.id_of("zumba")
    await ana.taps(str(NotForMe("c", zumba)))
    assert "Listo, ya no te sugiero Zumba." in ana.sees
    await ana.presses("El horario")
    assert ana.toasts == ["Gracias, anotado."]
    await institute.pass_time(days=9)
    assert await institute.id_of("zumba") != zumba, "another group has opened"
    assert "Zumba" not in await every_page(ana)
    async with institute.db.reading() as session:
        (kept,) = (await session.exec(select(Dismissal))).all()
    assert (kept.key, kept.reason) == ("zumba", "time")


async def test_not_for_me_can_be_undone_at_once_and_later(ana: Talker, institute: Institute) -> None:
    await skip(ana)
    await ana.presses("1. No es para mí")
    title = ana.last.text.removeprefix("Listo, ya no te sugiero ").splitlines()[0].rstrip(".")
    await ana.presses("Deshacer")
    assert ana.toasts == [f"Va, te puedo volver a sugerir {title}."] and f"1. {title}" in ana.sees
    await ana.presses("1. No es para mí")
    await ana.presses("Sin motivo")
    await ana.presses("En qué me fijo")
    await ana.presses("No son para mí: 1")
    restore = ana.last.data(title)
    await ana.presses(title)
    assert "Aquí no hay nada" in ana.sees
    await ana.taps(restore)
    assert "Aquí no hay nada" in ana.sees and ana.toasts == [], "a second tap is harmless"
    await ana.says("/para_ti")
    assert f"1. {title}" in ana.sees


async def test_nobody_takes_back_what_somebody_else_said(ana: Talker, beto: Talker, institute: Institute) -> None:
    await ana.taps(str(NotForMe("c", await institute.id_of("zumba"))))
    async with institute.db.reading() as session:
        kept = (await session.exec(select(Dismissal.id))).one()
    await beto.taps(str(TakeBack(kept or 0)))
    assert "Zumba" not in beto.sees
    async with institute.db.reading() as session:
        assert (await session.exec(select(Dismissal.id))).one() == kept


async def test_what_one_has_what_crosses_it_and_what_ones_age_forbids_is_never_suggested(
    ana: Talker, institute: Institute, sign_up: SignedUp
) -> None:
    await sign_up(ana, "glocal")
    await skip(ana)
    seen = await every_page(ana)
    assert "Glocal" not in seen and "Canto y teatro" not in seen, "its own, and the one at the same time"
    known = await institute.who(ana)
    async with institute.db.begin() as session:
        (await session.get_one(Person, known.id)).birth_date = date(1985, 1, 1)
    assert "Lo que hay ahora es hasta los 30 años" in await every_page(ana), "the reason, and nothing to wait for"
    assert "Avísame" not in ana.labels and "Mi viaje" in ana.labels
    assert "Ver todo" not in ana.labels and "En qué me fijo" in ana.labels


async def test_a_full_course_says_that_there_is_a_line(ana: Talker, institute: Institute) -> None:
    async with institute.db.begin() as session:
        for course in await session.exec(select(Course).where(Course.key == "corte-laser")):
            course.taken = course.seats or 0
    await skip(ana)
    assert "lleno; puedes formarte en la lista" in await every_page(ana)


async def test_nothing_sensitive_is_suggested_but_after_the_answer_that_names_it(
    ana: Talker, beto: Talker, institute: Institute
) -> None:
    hidden = [course.title.es for course in institute.pack.courses if course.sensitive]
    await ana.taps(str(Taste(0, "wellbeing")))
    await ana.taps(str(Taste(0, "peace")))
    await skip(ana)
    seen = await every_page(ana)
    assert "Zumba" in seen and not [title for title in hidden if title in seen]
    for talker, energy in ((ana, "energy"), (beto, "mine")):
        await talker.taps(str(Answer("health", "recharge", "talk" if talker is beto else "move")))
        await talker.taps(str(Answer("health", "more", energy)))
        await talker.taps(str(ChallengeDone("health")))
    assert not {"Orientación", "Discapacidad"} & {label for message in ana.messages for label in message.labels}
    offered = {label for message in beto.messages for label in message.labels}
    assert "Orientación" in offered and "Discapacidad" not in offered
    assert "rientación" not in await every_page(beto), "and only there"


async def test_a_finished_course_brings_up_what_is_like_it(
    ana: Talker, institute: Institute, sign_up: SignedUp
) -> None:
    await sign_up(ana, "feria-empleo")
    await institute.pass_time(days=40)
    async with institute.db.reading() as session:
        assert (await session.exec(select(Enrollment.standing))).one() is Standing.ENROLLED
    await skip(ana)
    seen = await every_page(ana)
    assert "porque terminaste Feria de Empleo" in seen and "\nFeria de Empleo" not in seen


async def test_old_and_forged_buttons_are_answered_kindly(ana: Talker, casey: Talker, institute: Institute) -> None:
    await ana.says("/start")
    for address in (
        ForYou(999), ForYou(-3), GetAcquainted(-5), Taste(0, "nonsense"), Taste(9, "music"), Taste(-1, "studying"),
        NotForMe("c", 999_999), NotForMe("x", 1), NotForMeWhy("c", await institute.id_of("zumba"), "nonsense"),
        ForMeAgain("k", 0), NotMine(77), TakeBack(12345),
    ):  # fmt: skip
        await ana.taps(str(address), ana.last)
        assert ana.sees, address
    async with institute.db.reading() as session:
        assert (await session.exec(select(Dismissal))).all() == []
    stored = await institute.who(ana)
    assert (stored.moves, stored.free, stored.occupation) == ([], [], None)


async def test_in_a_group_nothing_is_suggested(ana: Talker, institute: Institute) -> None:
    group = institute.group()
    await ana.says("/para_ti", to=group)
    assert "¿Qué te mueve?" not in group.sees
    await ana.taps(str(ForYou(1)), 5, to=group)
    assert "porque" not in group.sees and "empieza" not in group.sees


async def test_with_a_real_telegram_sample_data_is_marked_and_offers_to_tell(
    institute: Institute, dispatcher: object
) -> None:
    real = await Institute.beside(institute.db, institute.pack, dispatcher, rehearsal=False, kind=Loud)
    ana = real.person(7_000_000_009, "Ana")
    await skip(ana)
    assert ana.sees.count("Sin confirmar; te puedo avisar cuando lo esté.") == 3
    await ana.presses("1. ")
    assert "Avísame" in ana.labels and "Unirme" not in ana.labels
    await confirm(real, "corte-laser")
    await ana.says("/para_ti")
    assert "1. Corte láser" in ana.sees and ana.sees.count("Sin confirmar") == 2, "what is sure stands on top"
