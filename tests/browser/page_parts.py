"""Names for the parts of the page, by its stable hooks."""

from playwright.async_api import Locator, Page, expect

ANA, BETO, CASEY, DIANA, FIRM = range(7000000001, 7000000006)


def phone(page: Page, person: int = ANA) -> Locator:
    return page.locator(f'[data-person="{person}"]')


def part(place: Page | Locator, role: str) -> Locator:
    return place.locator(f"[data-role={role}]")


def key(place: Locator, label: str) -> Locator:
    return place.get_by_role("button", name=label, exact=True)


async def types(place: Locator, text: str) -> None:
    composer = part(place, "composer")
    await composer.fill(text)
    await composer.press("Enter")


async def started(page: Page, person: int = ANA) -> Locator:
    place = phone(page, person)
    await part(place, "start").click()
    await expect(part(place, "messages")).to_contain_text("Te doy la bienvenida")
    return place


def newest(place: Locator) -> Locator:
    return place.locator("[data-message-id]").last


async def message_menu(message: Locator, action: str) -> None:
    await message.click(button="right", position={"x": 8, "y": 8})
    await message.page.locator(f"[data-action={action}]").click()
