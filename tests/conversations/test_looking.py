"""Looking is buttons: topics, lists, cards, help."""

import re
from collections import Counter

import pytest

from bot import time
from bot.packs import Pack
from tests.talk import Institute, Talker

CARD = """Glocal
📅 mar 15 dic, 17:00 a 19:00
10 sesiones · 20 horas
📍 Casa de la Juventud · Junto al Parque Hidalgo, León
💺 24 lugares
💵 Gratis
De 12 a 29 años
Organiza: IMJU León

Mira los retos del mundo desde tu calle y diseña una acción pequeña que sí puedas hacer.

⚠️ Datos de ejemplo, sin confirmar: fechas, horas, lugar, cupo, costo y edades
Fuente: enterate.leon.gob.mx, dato de marzo de 2026"""


async def test_a_topic_says_what_it_is_for_and_pages_through_courses_and_then_calls(ana: Talker) -> None:
    await ana.says("/start")
    await ana.presses("💼 Empleo")
    topic = ana.last
    assert ana.new == [topic], "the message changes, no new one appears"
    assert "Un oficio, tu primer trabajo o un negocio propio" in topic.text
    assert topic.labels[:3] == ["Empezar esta parte", "Fotografía · vie 27 nov", "Serigrafía · sáb 28 nov"]
    assert topic.labels[-6:] == ["1/2", "›", "Noticias", "Compartir", "Atrás", "Inicio"]
    await ana.presses("1/2")
    assert ana.new == [], "the page number only shows something"
    await ana.presses("›")
    assert topic.labels[0] == "Emprende León Joven · 19 dic"
    assert all(label.startswith("📝") for label in topic.labels[1:4])
    assert topic.labels[-6:] == ["‹", "2/2", "Noticias", "Compartir", "Atrás", "Inicio"]
    await ana.presses("Emprende León Joven")
    await ana.presses("Atrás")
    assert "2/2" in topic.labels, "back leads to the page one came from"


async def test_a_page_that_is_not_there_is_the_nearest_one(ana: Talker) -> None:
    await ana.says("/start")
    for page in ("t.employment.99", "t.employment.-5", "cs.9999999999", "ks.0"):
        await ana.taps(page)
        assert ana.new and ana.labels[-1] == "Inicio", page


async def test_a_card_keeps_its_order_and_marks_what_is_only_an_example(ana: Talker) -> None:
    await ana.says("/start c_glocal")
    assert ana.last.text == CARD
    assert ana.labels == ["Unirme", "Ver fechas", "Ver mapa", "Compartir", "Atrás", "Inicio"]


async def test_the_same_card_in_english(casey: Talker) -> None:
    await casey.says("/start c_glocal")
    text = casey.last.text
    order = [
        "Glocal",
        "📅 Tue, Dec 15",
        "📍",
        "💺 24 places",
        "💵 Free",
        "For ages 12 to 29",
        "Organised by",
    ]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert "Sample data, not confirmed" in text
    assert casey.labels == ["Join", "See dates", "See map", "Share", "Back", "Home"]


async def test_every_date_of_a_course_is_one_tap_away(ana: Talker) -> None:
    await ana.says("/start c_glocal")
    await ana.presses("Ver fechas")
    assert "1. mar 15 dic, 17:00 a 19:00" in ana.sees and "10. mar 16 feb 2027" in ana.sees
    await ana.presses("Atrás")
    assert ana.last.text == CARD


async def test_sharing_a_card_gives_a_link_that_opens_it(ana: Talker) -> None:
    await ana.says("/start c_glocal")
    link = next(b["url"] for row in ana.last.buttons for b in row if b["text"] == "Compartir")
    assert "rumbo_bot%3Fstart%3Dc_glocal" in link


async def test_a_course_without_seats_says_where_to_ask_and_offers_no_sign_up(ana: Talker) -> None:
    await ana.says("/start c_campus-imju")
    assert "Aquí no hay grupo al que unirse" in ana.sees
    assert "Unirme" not in ana.labels and "Avísame" not in ana.labels


async def test_a_call_says_who_may_apply_with_what_and_how(ana: Talker) -> None:
    await ana.says("/start k_barber-style")
    text = ana.last.text
    order = [
        "477 Barber Style",
        "📅 Cerrada",
        "💵 Incentivo",
        "De 18 a 29 años",
        "Puedes participar si",
        "Papeles:",
        "Cómo",
    ]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # what is said doesn't depend on the database
@pytest.mark.parametrize(
    ("pack", "locale"), [("leon", "es"), ("huixquilucan", "es"), ("juarez", "en")], indirect=["pack"]
)
async def test_every_kind_of_button_that_can_be_reached_leads_somewhere(institute: Institute, locale: str) -> None:
    person = institute.person(9, "Noa", locale)
    await person.says("/start")
    seen: set[str] = set()
    of_kind: Counter[str] = Counter()

    def is_new(data: str) -> bool:
        """Every course and call, and the first few of every other kind: the ways through all of them have no end. What
        ends the conversation (deleting everything, leaving at once) isn't tapped."""
        kind = data.partition(".")[0]
        if (
            data in seen
            or kind in ("x", "sp", "j", "nf", "er", "ez", "qx")
            or of_kind[kind] >= (100 if kind in ("c", "k") else 5)
        ):
            return False
        # The same cards once more, from other lists; tests of their own walk that way.
        return not re.fullmatch(r"[ck]d?\.\d+\.(b[pdt]-.*|you)", data)

    while True:
        found: list[str] = []
        for data in [b.get("callback_data", "x") for m in person.messages for row in m.buttons for b in row]:
            if is_new(data):
                seen.add(data)
                of_kind[data.partition(".")[0]] += 1
                found.append(data)
        if not found:
            break
        await institute.hears(
            *({"callback_query": person.tap(data, number)} for number, data in enumerate(found, 10_000_000 + len(seen)))
        )
        person.messages = person.new
        assert not {"Ese botón ya cambió", "That button has changed"} & set(person.toasts)
        assert "Eso ya no está" not in person.sees and "That isn't there" not in person.sees
    looking = {"h", "t", "c", "k", "cd", "cs", "ks", "hp", "pn", "fy", "br", "bb", "nn", "ns", "pf", "kn"}
    assert of_kind.keys() >= looking | ({"jo", "jp", "pp"} if institute.pack.journey else set())


@pytest.mark.parametrize("pack", ["leon", "huixquilucan", "juarez"], indirect=True)
async def test_all_courses_lists_each_one_once_the_soonest_first(ana: Talker, pack: Pack) -> None:
    await ana.says("/cursos")
    listed: list[str] = []
    while True:
        listed += [b["callback_data"] for row in ana.last.buttons for b in row if b["callback_data"].startswith("c.")]
        if "›" not in ana.labels:
            break
        await ana.presses("›")
    assert len(listed) == len(set(listed)) == len(pack.courses)


@pytest.mark.parametrize("pack", ["leon", "huixquilucan", "juarez"], indirect=True)
@pytest.mark.parametrize("locale", ["es", "en"])
async def test_help_shows_exactly_the_confirmed_lines(institute: Institute, pack: Pack, locale: str) -> None:
    person = institute.person(9, "Noa", locale)
    await person.says("/start")
    await person.presses("Ayuda" if locale == "es" else "Help")
    shown = [line for line in pack.helplines if line.shown]
    hidden = {line.number for line in pack.helplines if not line.shown}
    lines = person.new[0].text.splitlines()[2:]
    assert len(lines) == len(shown) and "911" in lines[0]
    for line in shown:
        assert any(getattr(line.name, locale) in said and line.number.split(" → ")[0] in said for said in lines)
    more = "Más de cada línea" if locale == "es" else "More on each line"
    await person.presses(more)
    pages = [person.sees]
    while "›" in person.labels:
        await person.presses("›")
        pages.append(person.sees)
    assert all(getattr(line.what_for, locale) in "".join(pages) for line in shown)
    assert not any(number in page for number in hidden for page in [*lines, *pages])
    await person.presses("Atrás" if locale == "es" else "Back")
    await person.presses("Cómo funciona" if locale == "es" else "How this works")
    assert ("Soy un bot" if locale == "es" else "I'm a bot") in person.sees
    today = time.local(time.now(), pack.institution.timezone).date()
    assert len(shown) == len(pack.shown_helplines(today))


async def test_when_a_course_has_begun_its_next_edition_is_open(ana: Talker, institute: Institute) -> None:
    first = await institute.id_of("feria-empleo")
    await institute.pass_time(days=26)
    assert await institute.id_of("feria-empleo") != first
    await ana.says("/start c_feria-empleo")
    assert "Unirme" in ana.labels
