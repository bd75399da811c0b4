"""The first minute: a welcome, the notice, home, the language; links and the command menu."""

import re

import pytest

from bot.i18n import speaking
from bot.packs import Pack
from handlers import menu
from tests.talk import Institute, Talker

PILLARS = ["📣 Participación", "📚 Educación", "💼 Empleo", "💚 Salud", "🎨 Cultura y deporte", "🤝 Prevención"]
FIRST_DOORS = ["Mi viaje", "Para ti"]
OTHER_DOORS = ["Todos los cursos", "Convocatorias", "Mis cursos", "Noticias", "Buscar", "Mi perfil", "Ayuda", "Idioma"]
UNKNOWN = {"es": "Ese comando no lo conozco", "en": "I don't know that command"}


async def test_start_welcomes_shows_the_notice_in_two_lines_and_asks_nothing(ana: Talker) -> None:
    await ana.says("/start")
    welcome, home = ana.new
    hello, notice = welcome.text.split("\n\n")
    assert hello.startswith("¡Hola! Te damos la bienvenida al IMJU León.")
    assert len(notice.splitlines()) == 2 and "?" not in welcome.text
    assert welcome.labels == ["Aviso completo", "English", "Inicio"]
    assert home.labels == FIRST_DOORS + PILLARS + OTHER_DOORS


async def test_start_speaks_english_to_who_uses_telegram_in_english(casey: Talker) -> None:
    await casey.says("/start")
    welcome, home = casey.new
    assert "Welcome to IMJU León" in welcome.text
    assert welcome.labels == ["Full notice", "Español", "Home"]
    assert "What would you like to see?" in home.text
    assert "💼 Jobs" in home.labels and "My courses" in home.labels


async def test_everybody_else_is_spoken_to_in_spanish(institute: Institute) -> None:
    for number, code in enumerate(("fr", "pt-BR", "", "xx"), 5):
        somebody = institute.person(number, "Zoé", code)
        await somebody.says("/start")
        assert "Te damos la bienvenida" in somebody.sees, code


async def test_the_language_button_switches_everything_and_sticks(ana: Talker) -> None:
    await ana.says("/start")
    await ana.presses("Idioma")
    assert ana.labels == ["Español", "English", "Inicio"]
    await ana.presses("English", of=ana.last)
    assert ana.toasts == ["From now on in English."]
    assert "What would you like to see?" in ana.sees
    await ana.presses("💼 Jobs")
    assert "Tap one to see it" in ana.sees and ana.labels[-2:] == ["Back", "Home"]
    await ana.says("hola")  # Telegram still says es
    assert "Write what you're looking for" in ana.sees
    await ana.says("/language")
    await ana.presses("Español")
    assert ana.toasts == ["Desde ahora, en español."] and PILLARS[0] in ana.labels


async def test_without_a_choice_the_language_follows_telegram(ana: Talker) -> None:
    await ana.says("/start")
    ana.language_code = "en"
    await ana.says("/home")
    assert "What would you like to see?" in ana.sees


@pytest.mark.parametrize(
    ("pack", "doors"),
    [
        ("huixquilucan", ["🍳 Gastronomía", "🛎 Hospitalidad", "💇 Belleza", "🧵 Oficios creativos"]),
        ("juarez", ["🏭 Industria", "🔧 Educación dual", "📚 Estudios y becas", "📣 Apoyos"]),
    ],
    indirect=["pack"],
)
async def test_home_shows_what_the_institution_has(ana: Talker, pack: Pack, doors: list[str]) -> None:
    await ana.says("/start")
    assert ana.labels[:5] == ["Para ti", *doors]
    assert len(ana.labels) == 1 + len(pack.topics) + len(OTHER_DOORS)
    await ana.says("/areas")
    assert ana.labels == [*(f"{topic.emoji} {topic.short_name.es}" for topic in pack.topics), "Inicio"]


@pytest.mark.parametrize(
    ("payload", "title"),
    [("c_glocal", "Glocal\n📅"), ("k_nails-cup", "477 Nails Cup\n📅"), ("t_health", "💚 Salud y Bienestar")],
)
async def test_a_link_opens_its_card_with_a_word_of_who_is_speaking(ana: Talker, payload: str, title: str) -> None:
    await ana.says(f"/start {payload}")
    hello, card = ana.new
    assert "Soy el bot de IMJU León" in hello.text and "English" in hello.labels
    assert card.text.startswith(title)
    await ana.institute.pass_time(minutes=5)
    await ana.says(f"/start {payload}")
    assert [message.text[:8] for message in ana.new] == [title[:8]]


async def test_a_link_that_leads_nowhere_is_an_ordinary_start(ana: Talker) -> None:
    for payload in ("c_nothing", "zzz", "c_", "k_glocal", "t_no-such", "x" * 64, "c_1' OR 1=1", "n_\0", "i_\0"):
        await ana.says(f"/start {payload}")
        assert "Te damos la bienvenida" in ana.sees, payload
        assert ana.labels[2:8] == PILLARS


async def test_the_whole_notice_is_one_tap_away_and_can_be_read_to_its_end(ana: Talker) -> None:
    await ana.says("/start")
    await ana.presses("Aviso completo")
    (message,) = ana.new
    pages = [message.text]
    while "›" in message.labels:
        await ana.presses("›", of=message)
        pages.append(message.text)
    whole = "\n\n".join(pages)
    for section in ana.institute.pack.notice.sections:
        assert section.heading.es in whole and section.body.es.split("\n")[0] in whole
    assert "Versión" in pages[-1] and len(pages) > 1


@pytest.mark.parametrize("pack", ["leon", "huixquilucan", "juarez"], indirect=True)
@pytest.mark.parametrize("locale", ["es", "en"])
async def test_every_command_of_the_menu_is_valid_and_answered(institute: Institute, locale: str) -> None:
    with speaking(locale):
        commands = menu.commands(institute.pack)
        about, short = menu.descriptions(institute.pack)
    assert 1 <= len(commands) <= 100 and len(dict(commands)) == len(commands)
    assert 1 <= len(about) <= 512 and 1 <= len(short) <= 120
    person = institute.person(9, "Noa", locale)
    for command, what in commands:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", command) and 1 <= len(what) <= 256 and "<" not in what
        await person.says(f"/{command}")
        assert person.new and UNKNOWN[locale] not in person.sees, command


async def test_commands_are_heard_in_both_languages_in_capitals_and_with_the_bots_name(ana: Talker) -> None:
    for command in ("/MIS_CURSOS", "/my_courses", "/mis_cursos@rumbo_bot", "/mis_cursos por favor"):
        await ana.says(command)
        assert "Todavía no te has unido a nada" in ana.sees, command
