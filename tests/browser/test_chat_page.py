"""The chat page in a real browser, at a real playground, with a tiny bot listening."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Opens
from tests.browser.page_parts import ANA, CASEY, DIANA, FIRM, key, newest, part, phone, started, types
from tests.browser.tiny_bot import TinyBot

pytestmark = pytest.mark.slow


async def test_a_newcomer_is_told_to_press_start_and_the_bot_answers(opens: Opens, bot: TinyBot) -> None:
    page = await opens()
    await expect(phone(page)).to_contain_text("Pulsa INICIAR")
    await expect(part(page, "state")).to_have_attribute("data-connected", "true")
    ana = await started(page)
    await expect(part(ana, "start")).to_be_hidden()
    assert [m["text"] for m in (u.get("message", {}) for u in bot.heard)] == ["/start"]


async def test_an_empty_chat_says_what_the_bot_is_for_in_the_persons_language(opens: Opens, bot: TinyBot) -> None:
    page = await opens(f"people={ANA},{CASEY}")
    await bot.call("setMyDescription", description="Cursos gratis")
    await bot.call("setMyDescription", description="Free courses", language_code="en")
    await expect(part(phone(page), "messages")).to_contain_text("Cursos gratis")
    await expect(part(phone(page, CASEY), "messages")).to_contain_text("Free courses")


async def test_without_a_bot_the_page_says_it_is_waiting(opens: Opens) -> None:
    page = await opens()
    await expect(part(page, "state")).to_have_text("Esperando al bot")
    await part(page, "state").click()
    await expect(page.locator("#state-panel")).to_contain_text("TELEGRAM_API_URL=http://127.0.0.1:")


async def test_a_press_edits_the_same_message_and_shows_its_toast(opens: Opens, bot: TinyBot) -> None:
    ana = await started(await opens())
    before = await newest(ana).get_attribute("data-message-id")
    await key(ana, "Unirme").click()
    await expect(part(ana, "toast")).to_have_text("Anotado")
    await expect(newest(ana)).to_contain_text("Listo, tienes lugar.")
    await expect(newest(ana)).to_have_attribute("data-edited", "")
    await expect(newest(ana)).not_to_contain_text("editado")
    await expect(key(ana, "Unirme")).to_have_count(0)
    await expect(key(ana, "Salir del curso")).to_be_visible()
    assert await newest(ana).get_attribute("data-message-id") == before


async def test_an_alert_waits_for_the_person_and_gives_the_focus_back(opens: Opens, bot: TinyBot) -> None:
    page = await opens()
    ana = await started(page)
    await key(ana, "Ayuda").click()
    await expect(part(page, "alert")).to_contain_text("Llama al 911.")
    await page.keyboard.press("Escape")
    await expect(part(page, "alert")).to_have_count(0)
    await expect(key(ana, "Ayuda")).to_be_focused()


async def test_three_people_stand_side_by_side_and_keep_their_own_chats(opens: Opens, bot: TinyBot) -> None:
    page = await opens()
    shown = [await one.get_attribute("data-person") for one in await page.locator("[data-person]").all()]
    assert shown == [str(ANA), str(DIANA), str(FIRM)]
    ana, diana = await started(page), await started(page, DIANA)
    await types(ana, "solo yo")
    await expect(newest(ana)).to_contain_text("Dijiste: solo yo")
    await expect(part(diana, "messages")).not_to_contain_text("solo yo")


async def test_the_command_menu_sends_the_command(opens: Opens, bot: TinyBot) -> None:
    ana = await started(await opens())
    await part(ana, "menu").click()
    await expect(part(ana, "menu-list")).to_contain_text("Ayuda y teléfonos")
    await key(part(ana, "menu-list"), "/cursos Cursos abiertos").click()
    await expect(newest(ana)).to_contain_text("Dijiste: /cursos")


async def test_a_blocked_bot_cannot_write_until_it_is_unblocked(opens: Opens, bot: TinyBot) -> None:
    page = await opens()
    ana = await started(page)
    await part(ana, "chat-menu").click()
    await page.locator("[data-action=block]").click()
    await expect(part(ana, "unblock")).to_be_visible()
    await expect(part(ana, "composer")).to_be_hidden()
    assert (await bot.hears("my_chat_member"))["new_chat_member"]["status"] == "kicked"
    assert (await bot.say(ANA, "¿Sigues ahí?"))["error_code"] == 403
    await part(ana, "unblock").click()
    await types(ana, "ya volví")
    await expect(newest(ana)).to_contain_text("Dijiste: ya volví")


async def test_a_link_to_the_bot_opens_it_in_the_same_chat(opens: Opens, bot: TinyBot) -> None:
    ana = await started(await opens())
    await key(ana, "Invitar").click()
    await expect(newest(ana)).to_contain_text("Te invitó amiga")


async def test_typing_is_shown_until_the_bot_speaks(opens: Opens, bot: TinyBot) -> None:
    ana = await started(await opens())
    await types(ana, "/lento")
    await expect(part(ana, "typing")).to_have_text("escribiendo…")
    await bot.say(ANA, "Ya está")
    await expect(newest(ana)).to_contain_text("Ya está")
    await expect(part(ana, "typing")).to_have_count(0)


async def test_the_clock_moves_and_a_new_day_begins_in_the_chat(opens: Opens, bot: TinyBot) -> None:
    page = await opens()
    ana = await started(page)
    clock = part(page, "clock-now")
    before = await clock.get_attribute("data-now") or ""
    await page.get_by_role("button", name="+1 semana").click()
    await expect(page.locator(".clock")).to_have_class("clock moved")
    assert (await clock.get_attribute("data-now") or "")[:10] > before[:10]
    await types(ana, "una semana después")
    await expect(ana.locator(".day")).to_have_count(2)
    await expect(ana.locator(".day").last).to_have_text("hoy")
    await page.locator("#clock-button").click()
    await page.get_by_label("Fecha y hora").fill("2031-02-03T09:15")
    await page.get_by_role("button", name="Mover", exact=True).click()
    await expect(clock).to_have_text("lun 3 feb 2031, 09:15")
    first = await ana.locator(".day").first.text_content() or ""
    assert re.fullmatch(r"(lun|mar|mié|jue|vie|sáb|dom) \d+ \w{3,4} 20\d\d", first)
    await page.get_by_role("button", name="Volver a ahora").click()
    await expect(page.locator(".clock.moved")).to_have_count(0)


async def test_the_drawer_shows_calls_as_they_come(opens: Opens, bot: TinyBot) -> None:
    page = await opens()
    await part(page, "calls-toggle").click()
    await started(page)
    call = part(page, "calls").locator("[data-method=sendMessage]")
    await expect(call).to_have_attribute("data-status", "200")
    await call.locator("summary").click()
    await expect(call).to_contain_text('"callback_data": "join"')
    await part(page, "calls-filter").fill("nada de esto")
    await expect(call).to_have_count(0)


async def test_a_new_person_gets_a_phone(opens: Opens, bot: TinyBot) -> None:
    page = await opens()
    await part(page, "add-person").click()
    await page.get_by_label("Nombre", exact=True).fill("Zoé")
    await page.get_by_label("Idioma de su Telegram").select_option("en")
    await page.get_by_role("button", name="Agregar", exact=True).click()
    zoe = page.get_by_role("region", name="Teléfono de Zoé")
    await part(zoe, "start").click()
    await expect(newest(zoe)).to_contain_text("Te doy la bienvenida")
    assert (await bot.hears("message"))["from"]["language_code"] == "en"


async def test_someone_who_reads_above_is_not_pulled_down(opens: Opens, bot: TinyBot) -> None:
    page = await opens(size=(1280, 600))
    ana = await started(page)
    for number in range(12):
        await bot.say(ANA, f"Aviso {number}\ncon dos líneas")
    await expect(newest(ana)).to_contain_text("Aviso 11")
    log = part(ana, "messages")
    await expect(newest(ana)).to_be_in_viewport()
    await log.evaluate("log => { log.scrollTop = 40; }")
    await bot.say(ANA, "Uno más")
    await expect(part(ana, "jump")).to_contain_text("1 nuevo")
    assert await log.evaluate("log => log.scrollTop") == 40
    await part(ana, "jump").click()
    await expect(newest(ana)).to_be_in_viewport()
    await expect(part(ana, "jump")).to_be_hidden()


COUNTS = """log => {
    const Real = Intl.DateTimeFormat;
    window.made = 0;
    Intl.DateTimeFormat = function (...given) { made += 1; return new Real(...given); };
    window.redrawn = 0;
    const watch = new MutationObserver(changes => { redrawn += changes.filter(one => one.target !== log).length; });
    watch.observe(log, {childList: true, characterData: true, subtree: true});
}"""


async def test_one_more_message_costs_little_in_a_long_chat(opens: Opens, bot: TinyBot) -> None:
    page = await opens(f"people={ANA}")
    ana = await started(page)
    for number in range(200):
        await bot.say(ANA, f"Aviso {number}")
    await expect(newest(ana)).to_contain_text("Aviso 199")
    await part(ana, "messages").evaluate(COUNTS)
    await bot.say(ANA, "Uno más")
    await expect(newest(ana)).to_contain_text("Uno más")
    made, redrawn = await page.evaluate("[made, redrawn]")
    assert made < 10
    # The message before it may lose its tail; the other two hundred stay as they are.
    assert redrawn < 10
