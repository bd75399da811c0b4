"""Nobody is told a place that somebody else was told too."""

from bot.addresses import Join
from tests.conversations.test_joining import everybody_works
from tests.talk import Institute


async def test_nobody_is_told_the_same_place_in_line_as_somebody_else(institute: Institute) -> None:
    crowd = [institute.person(100 + k, f"P{k}") for k in range(8)]
    for person in crowd:
        await institute.knows(person)
    join = str(Join(await institute.id_of("edicion-y-audio")))
    await institute.keeps(*({"callback_query": person.tap(join)} for person in crowd))
    await everybody_works(institute, 6)
    told = sorted(line for person in crowd for line in person.sees.splitlines() if "lista de espera de" in line)
    assert told == [f"Lugar {n} en la lista de espera de Edición y audio." for n in range(1, 7)]
