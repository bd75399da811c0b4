"""Too young for everything: the reason, the day, what there is meanwhile; and wishes that stay in sight."""

from datetime import UTC, date, datetime

import pytest

from bot.addresses import GetAcquainted, Join, TakeWishBack, TellWhenOldEnough
from bot.models import Post
from bot.services import standing, wishes
from tests.conversations.test_not_yet import card_of, interests, set_call, wished
from tests.talk import Institute, Talker

YOUNG = "2016-05-03"
"""Ten; turns twelve on 3 May 2028."""


@pytest.fixture
async def young(ana: Talker, institute: Institute) -> Talker:
    await institute.knows(ana, born=YOUNG)
    await ana.taps(str(GetAcquainted(3)))
    return ana


async def test_too_young_for_everything_hears_why_from_when_and_what_there_is(
    young: Talker, institute: Institute
) -> None:
    assert "Lo que hay ahora es desde los 12 años. A partir del 3 de mayo de 2028 puedes entrar" in young.sees
    assert "El Viaje del Joven, a cualquier edad" in young.sees and "Las noticias" in young.sees
    assert young.labels[:3] == ["Avísame", "Mi viaje", "Noticias"]
    await young.presses("Avísame")
    assert "Anotado: te escribo el 3 de mayo de 2028." in young.sees
    assert young.labels[0] == "Ya no me avises" and "Avísame" not in young.labels
    await young.taps(str(TellWhenOldEnough()), young.last)
    assert len(await wished(institute, "of_age")) == 1
    await young.presses("Ya no me avises")
    assert "Avísame" in young.labels and "Listo, ya no te escribo de eso." in young.toasts
    (letter,) = await wished(institute, "of_age")
    assert (letter.state, letter.reason) == (Post.DROPPED, standing.TAKEN_BACK)
    await young.presses("Avísame")
    (letter,) = await wished(institute, "of_age")
    assert (letter.state, letter.due_at) == (Post.WAITING, datetime(2028, 5, 3, 15, tzinfo=UTC))


async def test_the_birthday_is_told_in_the_morning_with_the_way_to_what_fits(ana: Talker, institute: Institute) -> None:
    await institute.knows(ana, born="2014-11-26")
    async with institute.db.begin() as session:
        known = await institute.who(ana)
        await wishes.when_old_enough(session, known, 12, date(2026, 11, 26), facts=institute.facts)
    await institute.come_to(datetime(2026, 11, 26, 15, 30, tzinfo=UTC))
    assert "Ya tienes 12 años: desde hoy puedes entrar" in ana.sees and "Por ejemplo: " in ana.sees
    assert "Para ti" in ana.labels


async def test_wishes_are_listed_among_the_notices_and_taken_back_there(ana: Talker, institute: Institute) -> None:
    await institute.knows(ana, born="2014-12-20")
    await set_call(institute, "trinchera", opens=date(2026, 12, 22), closes=date(2027, 1, 20))
    await card_of(ana, institute, "glocal")
    await ana.presses("Avísame cuando pueda")
    await ana.says("/start k_trinchera")
    await ana.presses("Avísame cuando abra")
    await ana.says("/avisos")
    assert "Me pediste que te avise\nGlocal: el 20 de diciembre de 2026" in ana.sees
    assert "📝 Trinchera: el 22 de diciembre de 2026" in ana.sees
    await ana.presses("Lo que pedí")
    assert ana.labels[:4] == ["1. Glocal", "1. Ya no avises", "2. Trinchera", "2. Ya no avises"]
    await ana.presses("1. Ya no avises")
    assert "Glocal" not in ana.last.text and await interests(institute) == []
    (letter,) = await wished(institute, "can_now")
    assert (letter.state, letter.reason) == (Post.DROPPED, standing.TAKEN_BACK)
    await ana.presses("1. Ya no avises")
    assert "No me has pedido que te avise de nada." in ana.sees
    await ana.says("/avisos")
    assert "Me pediste" not in ana.sees and "Lo que pedí" not in ana.labels


async def test_the_card_of_a_refusal_takes_its_own_wish_back(ana: Talker, institute: Institute) -> None:
    await institute.knows(ana, born="2014-12-20")
    await card_of(ana, institute, "glocal")
    await ana.presses("Avísame cuando pueda")
    await ana.presses("Ya no me avises")
    assert "Glocal es desde los 12 años" in ana.sees and ana.labels[0] == "Avísame cuando pueda"
    assert await interests(institute) == []
    glocal = await institute.id_of("glocal")
    await ana.taps(str(TakeWishBack("c", glocal)), ana.last)
    await ana.taps(str(TakeWishBack("x", 5)), ana.last)
    await ana.taps(str(TakeWishBack("k", 999_999, "l")), ana.last)
    assert ana.sees, "forged and repeated taps are answered"
    await ana.taps(str(Join(glocal)), ana.last)
    assert ana.labels[0] == "Avísame cuando pueda"


async def test_a_sensitive_wish_is_not_named_in_a_list(ana: Talker, institute: Institute) -> None:
    await institute.knows(ana, born="2016-05-03")
    await card_of(ana, institute, "noviazgo-sin-violencia")
    await ana.presses("Avísame cuando pueda")
    await ana.says("/avisos")
    assert "Algo que pediste: el 3 de mayo de 2028" in ana.sees and "Noviazgo" not in ana.sees
