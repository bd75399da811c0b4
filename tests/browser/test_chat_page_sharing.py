"""What people send from the page and get in it besides words: files, places, contacts, forwards, polls."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import Opens
from tests.browser.page_parts import ANA, DIANA, key, message_menu, newest, part, phone, started, types
from tests.browser.tiny_bot import CALENDAR, TinyBot, picture

pytestmark = pytest.mark.slow


async def attaches(page: Page, place: Locator, action: str, file: FilePayload) -> None:
    await part(place, "attach").click()
    async with page.expect_file_chooser() as waiting:
        await place.locator(f"[data-action={action}]").click()
    await (await waiting.value).set_files([file])
    await part(page, "dialog").get_by_role("button", name="Enviar").click()
    await expect(part(page, "dialog")).to_have_count(0)


async def test_a_file_and_a_photo_from_the_phone_reach_the_bot(opens: Opens, bot: TinyBot) -> None:
    page = await opens()
    ana = await started(page)
    await attaches(page, ana, "file", {"name": "ine.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    await expect(newest(ana)).to_contain_text("Guardé ine.pdf")
    await attaches(page, ana, "photo", {"name": "yo.png", "mimeType": "image/png", "buffer": picture()})
    await expect(part(ana, "photo").locator("img")).to_have_js_property("naturalHeight", 200)
    assert any("photo" in update.get("message", {}) for update in bot.heard)


async def test_a_document_is_a_download_and_a_photo_is_seen(opens: Opens, bot: TinyBot, tmp_path: Path) -> None:
    page = await opens()
    ana = await started(page)
    await types(ana, "/archivo")
    await expect(part(ana, "document")).to_contain_text("curso.ics")
    async with page.expect_download() as waiting:
        await part(ana, "document").click()
    download = await waiting.value
    await download.save_as(tmp_path / "got.ics")
    assert download.suggested_filename == "curso.ics"
    assert (tmp_path / "got.ics").read_bytes() == CALENDAR
    await types(ana, "/foto")
    await expect(newest(ana)).to_contain_text("El taller")
    image = part(ana, "photo").locator("img")
    await expect(image).to_have_js_property("naturalWidth", 320)


async def test_contact_and_location_are_shared_from_the_bots_keyboard(opens: Opens, bot: TinyBot) -> None:
    page = await opens()
    ana = await started(page)
    await types(ana, "/teclado")
    await expect(part(ana, "composer")).to_have_attribute("placeholder", "Ej. Ana López")
    await key(part(ana, "keyboard"), "Compartir mi contacto").click()
    await page.get_by_role("button", name="Compartir", exact=True).click()
    await expect(newest(ana)).to_contain_text("Gracias, Ana")
    await expect(part(ana, "contact")).to_be_visible()
    await types(ana, "/teclado")
    await key(part(ana, "keyboard"), "Compartir mi ubicación").click()
    await page.get_by_label("Lugar").select_option(label="Ciudad Juárez, centro")
    await page.get_by_role("button", name="Compartir", exact=True).click()
    await expect(newest(ana)).to_contain_text("Estás en 31.74")
    await expect(part(ana, "keyboard")).to_be_hidden()


async def test_what_was_sent_can_be_edited_forwarded_and_deleted(opens: Opens, bot: TinyBot) -> None:
    page = await opens()
    ana, diana = await started(page), await started(page, DIANA)
    await types(ana, "Nací en 2005")
    mine = ana.locator("[data-from=person]").filter(has_text="Nací en")
    await message_menu(mine, "edit")
    await types(ana, "Nací en 2006")
    await expect(mine).to_contain_text("editado")
    await expect(newest(ana)).to_contain_text("Corregiste: Nací en 2006")
    await message_menu(mine, "forward")
    await part(page, "dialog").get_by_role("button", name="Diana Personal").click()
    await expect(part(diana, "messages")).to_contain_text("Reenviado de Ana")
    await message_menu(mine, "delete")
    await expect(mine).to_have_count(0)


async def test_a_message_is_brought_in_from_another_chat(opens: Opens, bot: TinyBot) -> None:
    page = await opens()
    ana, diana = await started(page), await started(page, DIANA)
    await types(ana, "mi comprobante")
    await expect(newest(ana)).to_contain_text("Dijiste")
    await part(diana, "attach").click()
    await diana.locator("[data-action=forward]").click()
    await part(page, "dialog").get_by_role("button", name="Ana mi comprobante").click()
    await expect(newest(diana)).to_contain_text("Dijiste: mi comprobante")


async def test_what_the_bot_offers_inline_is_chosen_and_sent(opens: Opens, bot: TinyBot) -> None:
    ana = await started(await opens())
    await types(ana, "/compartir")
    await key(ana, "Compartir curso").click()
    await expect(part(ana, "composer")).to_have_value("@rumbo_bot soldadura")
    await part(ana, "inline-list").get_by_role("button", name="Soldadura").click()
    await expect(part(ana, "messages")).to_contain_text("Te comparto: soldadura")
    await expect(part(ana, "composer")).to_have_value("")


async def test_a_poll_takes_a_vote(opens: Opens, bot: TinyBot) -> None:
    ana = await started(await opens())
    await types(ana, "/encuesta")
    await part(ana, "poll").get_by_role("button", name="Domingo").click()
    await expect(part(ana, "poll")).to_contain_text("1 voto")
    assert (await bot.hears("poll_answer"))["option_ids"] == [1]


async def test_a_new_group_is_among_the_chats_of_its_members(opens: Opens, bot: TinyBot) -> None:
    page = await opens()
    members = {"title": "Sede Norte", "type": "supergroup", "members": [ANA, DIANA]}
    async with bot.session.post(f"{bot.url}/playground/groups", json=members) as response:
        group = (await response.json())["id"]
    entry = page.get_by_role("menuitem", name="Sede Norte")
    for place in (phone(page), phone(page, DIANA)):
        async with asyncio.timeout(15):
            while not await entry.count():  # the page hears of groups within seconds
                await page.keyboard.press("Escape")
                await part(place, "chat-menu").click()
        await entry.click()
        await expect(place).to_have_attribute("data-chat", str(group))
    await types(phone(page), "hola a todas")
    await expect(part(phone(page, DIANA), "messages")).to_contain_text("Ana")
    await expect(part(phone(page, DIANA), "messages")).to_contain_text("Dijiste: hola a todas")
    assert (await bot.hears("message"))["chat"]["id"] == group
