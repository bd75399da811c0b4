"""Whom an announcement reaches by the firm where they have a place, and by a firm of theirs that they checked."""

from datetime import timedelta

import pytest

from bot.db import Database, Session
from bot.errors import NotThere
from bot.models import FirmCheck, Placement
from bot.services.broadcasts import aiming, audience, firms
from bot.services.broadcasts.audience import ANY_CALL, Rule
from tests.services import applying, making
from tests.services.making import FACTS, NOW

TODAY = NOW.date()


async def reached(session: Session, rule: Rule) -> set[int]:
    found = await audience.slice_of(session, rule, after=0, limit=50, now=NOW, facts=FACTS)
    counted = await audience.count(session, rule, now=NOW, facts=FACTS)
    assert counted.total == len(found), rule
    return {person for person, _locale in found}


async def test_a_firm_is_its_name_however_it_is_written_and_adds_up_with_the_rest(db: Database) -> None:
    async with db.begin() as session:
        ana, beto, casey, gone, over, elsewhere = await making.crowd(session, 6)
        call = (await applying.call(session)).id or 0
        for person, firm, more in (
            (ana, "Herramental del Bajío", {}),
            (beto, "HERRAMENTAL  DEL BAJÍO", {}),
            (casey, "herramental del bajio", {"ends": TODAY}),
            (gone, "Herramental del Bajío", {"ended_at": NOW}),
            (over, "Herramental del Bajío", {"ends": TODAY - timedelta(days=1)}),
            (elsewhere, "Áncora", {}),
        ):
            session.add(Placement(person_id=person, call_id=call, firm=firm, begun_at=NOW, **more))
        session.add(FirmCheck(person_id=beto, call_id=call, edited_at=NOW))
        session.add(FirmCheck(person_id=elsewhere, call_id=(await applying.call(session)).id or 0, edited_at=NOW))
        await session.flush()
        listed = await firms.listed(session, TODAY)
        assert listed == ["Áncora", "Herramental del Bajío"], "each once, as it is written best"
        rule = Rule(firms=("Herramental del Bajio",))
        for wanted, whom in (
            (rule, {ana, beto, casey}),
            (Rule(firms=("Herramental del Bajio", "ancora")), {ana, beto, casey, elsewhere}),
            (Rule(firms=("Nadie",)), set()),
            (Rule(checked=(ANY_CALL,)), {beto, elsewhere}),
            (Rule(checked=(call,)), {beto}),
            (Rule(firms=("Áncora",), checked=(call,)), set()),
            (Rule(firms=("Herramental del Bajio",), checked=(ANY_CALL,), languages=("es",)), {beto}),
        ):
            assert await reached(session, wanted) == whom, wanted
            assert Rule.from_json(wanted.to_json()) == wanted
        session.add(Placement(person_id=gone, call_id=call, firm="Herramental Del BAJIO ", begun_at=NOW))
        await session.flush()
        assert await reached(session, rule) == {ana, beto, casey, gone}, "also as somebody writes it later"
        assert await audience.includes(session, rule, gone, now=NOW, facts=FACTS)


async def test_a_button_names_a_firm_also_when_nobody_is_in_it_any_more(session: Session) -> None:
    [ana] = await making.crowd(session, 1)
    call = (await applying.call(session)).id or 0
    session.add(Placement(person_id=ana, call_id=call, firm="Áncora", begun_at=NOW))
    await session.flush()
    assert await firms.marked(session, firms.mark("ANCORA"), (), TODAY) == "Áncora"
    assert await firms.marked(session, firms.mark("Gone"), ("Gone",), TODAY) == "Gone"
    for wrong in ("", "x" * 12, firms.mark("Gone")):
        with pytest.raises(NotThere):
            await firms.marked(session, wrong, (), TODAY)
    assert await firms.like(session, "cor", TODAY) == ["Áncora"] and await firms.like(session, "co", TODAY) == []
    chosen = aiming.turned(Rule(), "firms", "Áncora")
    assert chosen.firms == ("Áncora",) and aiming.turned(chosen, "firms", "ancora") == Rule()
    assert aiming.with_firms(chosen, ["ANCORA", "Otra"]).firms == ("Áncora", "Otra")


async def test_a_firm_is_one_with_or_without_its_tilde(session: Session) -> None:
    ana, beto = await making.crowd(session, 2)
    call = (await applying.call(session)).id or 0
    for person, firm in ((ana, "Óñez"), (beto, "onez")):
        session.add(Placement(person_id=person, call_id=call, firm=firm, begun_at=NOW))
    await session.flush()
    assert await firms.listed(session, TODAY) == ["Óñez"]
    assert await firms.like(session, "oñe", TODAY) == ["Óñez"] == await firms.like(session, "ONE", TODAY)
    assert await reached(session, Rule(firms=("ONEZ",))) == {ana, beto}
