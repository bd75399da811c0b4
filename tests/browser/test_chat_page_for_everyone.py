"""The page without a mouse, on a small screen, in both languages and themes, and against hostile text."""

import base64
import hashlib
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.conftest import Opens
from tests.browser.page_parts import ANA, BETO, DIANA, key, newest, part, phone, started, types
from tests.browser.tiny_bot import TinyBot

PAGE = Path(__file__).parents[2] / "bot" / "playground" / "page.html"
# Text and the ground it stands on, as named in the page's style.
PAIRS = [
    ("ink", "page"), ("ink", "surface"), ("ink", "sunken"), ("ink", "hover"), ("ink", "in"), ("ink", "out"),
    ("ink", "code"), ("ink-soft", "page"), ("ink-soft", "surface"), ("ink-soft", "sunken"), ("ink-soft", "hover"),
    ("accent", "surface"), ("accent", "hover"), ("accent", "in"), ("on-fill", "fill"), ("in-soft", "in"),
    ("out-soft", "out"), ("out-accent", "out"), ("good", "surface"), ("bad", "surface"), ("bad", "hover"),
    ("key-ink", "key-hover"),
]  # fmt: skip
HOSTILE = """<b onclick="hacked=1">hola</b><script>hacked=2</script><img src=x onerror="hacked=3">
<a href="javascript:hacked=4">malo</a><a href="https://example.org/x">bueno</a><style>body{display:none}</style>
<svg onload="hacked=5"></svg><iframe srcdoc="<script>parent.hacked=6</script>"></iframe>"""


def test_the_policy_names_exactly_this_script() -> None:
    page = PAGE.read_text()
    (script,) = re.findall(r'<script type="module">(.*?)</script>', page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in page, f"the script changed: write 'sha256-{digest}' into the policy"


def test_the_page_loads_nothing_from_elsewhere() -> None:
    page = PAGE.read_text()
    assert re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//[^"')]+""", page) == []
    assert not re.search(r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write", page)


def colours(theme: str) -> dict[str, str]:
    blocks = re.findall(r":root(?:\[data-theme=\"dark\"\])?\s*\{(.*?)\}", PAGE.read_text(), re.DOTALL)
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", blocks[1 if theme == "dark" else 0]))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(theme: str) -> None:
    known = colours(theme)
    for text, ground in PAIRS:
        low, high = sorted((luminance(known[text]), luminance(known[ground])))
        ratio = (high + 0.05) / (low + 0.05)
        assert ratio >= 4.5, f"{text} on {ground} in {theme}: {ratio:.2f}"


def test_both_languages_say_everything() -> None:
    script = PAGE.read_text()
    spanish, english = (
        re.findall(rf"^  {language}: \{{(.*?)^  \}},$", script, re.DOTALL | re.MULTILINE) for language in ("es", "en")
    )
    words = [set(re.findall(r"(?:^|[{,])\s*(\w+):\s*\"", block)) for (block,) in (spanish, english)]
    assert words[0] == words[1]
    assert len(words[0]) > 100


@pytest.mark.slow
async def test_the_keyboard_alone_is_enough(opens: Opens, bot: TinyBot) -> None:
    page = await opens(f"people={ANA}")
    ana = phone(page)

    async def tab_to(label: str) -> None:
        for _ in range(40):
            await page.keyboard.press("Tab")
            if await page.evaluate("document.activeElement.textContent.trim()") == label:
                return
        raise AssertionError(f"Tab never reached {label}")

    await tab_to("Iniciar")
    await page.keyboard.press("Enter")
    await expect(key(ana, "Unirme")).to_be_visible()
    await expect(part(ana, "composer")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Shift+Tab")
    await expect(part(newest(ana), "message-menu")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-action=reply]")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(part(newest(ana), "message-menu")).to_be_focused()
    for _ in range(3):
        await page.keyboard.press("Shift+Tab")
    await expect(key(ana, "Unirme")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(key(ana, "Salir del curso")).to_be_focused()


@pytest.mark.slow
async def test_enter_sends_shift_enter_breaks_and_escape_gives_up_an_edit(opens: Opens, bot: TinyBot) -> None:
    page = await opens()
    ana = await started(page)
    composer = part(ana, "composer")
    await composer.type("uno")
    await composer.press("Shift+Enter")
    await composer.type("dos")
    await expect(composer).to_have_value("uno\ndos")
    await composer.press("Enter")
    await expect(composer).to_have_value("")
    await expect(newest(ana)).to_contain_text("Dijiste: uno\ndos")
    await composer.press("ArrowUp")
    await expect(composer).to_have_value("uno\ndos")
    await composer.press("Escape")
    await expect(composer).to_have_value("")
    await expect(ana.locator("[data-edited]")).to_have_count(0)


@pytest.mark.slow
async def test_every_control_has_a_name_and_every_chat_is_a_log(opens: Opens, bot: TinyBot) -> None:
    page = await opens()
    ana = await started(page)
    await types(ana, "/foto")
    await types(ana, "/archivo")
    await types(ana, "/teclado")
    await expect(part(ana, "keyboard")).to_be_visible()
    await part(page, "calls-toggle").click()
    nameless = await page.evaluate(
        """() => [...document.querySelectorAll("button, a[href], input, select, textarea, img")]
            .filter((one) => one.checkVisibility() && !(one.getAttribute("aria-label") || one.alt || one.labels?.length
                || one.textContent.trim() || one.title))
            .map((one) => one.outerHTML)"""
    )
    assert nameless == []
    await expect(page.get_by_role("log", name="Conversación de Ana con Rumbo")).to_have_attribute("aria-live", "polite")


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 360])
async def test_a_narrow_screen_shows_one_phone_with_tabs(opens: Opens, bot: TinyBot, width: int) -> None:
    page = await opens(size=(width, 640))
    await expect(page.locator("[data-person]")).to_have_count(1)
    ana = await started(page)
    assert await page.evaluate("document.documentElement.scrollWidth") == width
    boxes = [await one.bounding_box() for one in await ana.get_by_role("button").all() if await one.is_visible()]
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
    await page.get_by_role("tab", name="Beto").click()
    await expect(phone(page, BETO)).to_be_visible()
    await expect(phone(page, ANA)).to_have_count(0)
    await bot.say(ANA, "¿Sigues ahí?")
    await expect(page.locator(f'[data-person-tab="{ANA}"]')).to_contain_text("1 sin leer")


@pytest.mark.slow
async def test_large_text_still_fits(opens: Opens, bot: TinyBot) -> None:
    page = await opens(size=(360, 740))
    ana = await started(page)
    await page.evaluate("document.documentElement.style.fontSize = '32px'")
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await expect(part(ana, "composer")).to_be_in_viewport()
    await expect(key(ana, "Unirme")).to_be_visible()


@pytest.mark.slow
async def test_language_and_colours_follow_the_browser_and_are_remembered(opens: Opens, bot: TinyBot) -> None:
    page = await opens(locale="en-GB", color_scheme="dark")
    root = page.locator("html")
    await expect(root).to_have_attribute("lang", "en")
    await expect(root).to_have_attribute("data-theme", "dark")
    await expect(phone(page)).to_contain_text("Press START")
    await part(phone(page, DIANA), "start").click()
    await part(phone(page, DIANA), "composer").fill("a draft")
    await page.get_by_role("button", name="Español").click()
    await page.get_by_role("button", name="Claro").click()
    await expect(phone(page)).to_contain_text("Pulsa INICIAR")
    await expect(part(phone(page, DIANA), "composer")).to_have_value("a draft")
    await page.reload()
    await expect(phone(page)).to_contain_text("Pulsa INICIAR")
    await expect(root).to_have_attribute("data-theme", "light")


async def answers_with(page: Page, person: int, html: str) -> None:
    """From now on the page is told that the newest message of the chat reads `html`."""

    async def change(route: Route) -> None:
        response = await route.fetch()
        body: dict[str, Any] = await response.json()
        for message in body["messages"][-1:]:
            message["html"] = html
        await route.fulfill(response=response, body=json.dumps(body))

    await page.route(f"**/playground/chats/{person}*", change)


@pytest.mark.slow
async def test_hostile_html_cannot_act(opens: Opens, bot: TinyBot) -> None:
    page = await opens()
    await answers_with(page, ANA, HOSTILE)
    await part(phone(page), "start").click()
    message = newest(phone(page))
    await expect(message.get_by_role("link", name="bueno")).to_have_attribute("href", "https://example.org/x")
    await expect(message).to_contain_text("malo")
    await expect(message).not_to_contain_text("hacked")
    assert await message.locator("script, img, iframe, style, .text svg, [onclick], [href^=javascript]").count() == 0
    assert await page.evaluate("typeof hacked") == "undefined"
    await page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'hacked = 7'}))")
    assert await page.evaluate("typeof hacked") == "undefined"


@pytest.mark.slow
async def test_nothing_typed_is_lost_when_the_playground_refuses(opens: Opens, bot: TinyBot) -> None:
    page = await opens()
    ana = await started(page)
    await page.route("**/messages", lambda route: route.fulfill(status=400, json={"error": "hoy no"}))
    await types(ana, "no me pierdas")
    await expect(part(page, "notice")).to_contain_text("hoy no")
    await expect(part(ana, "composer")).to_have_value("no me pierdas")


@pytest.mark.slow
async def test_messages_arrive_in_order_and_elements_stay(opens: Opens, bot: TinyBot) -> None:
    page = await opens()
    ana = await started(page)
    await newest(ana).evaluate("element => { element.mark = 'the same'; }")
    for number in range(5):
        await bot.say(ANA, f"Aviso {number}")
    await expect(newest(ana)).to_contain_text("Aviso 4")
    ids = [int(await one.get_attribute("data-message-id") or 0) for one in await ana.locator("[data-message-id]").all()]
    assert all(earlier < later for earlier, later in pairwise(ids))
    assert await ana.locator("[data-message-id]").nth(1).evaluate("element => element.mark") == "the same"
