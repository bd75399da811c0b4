"""The privacy notice as a page, for whoever wants to read it outside the chat."""

from html import escape

from aiohttp import web

from bot import i18n
from bot.i18n import speaking, words
from bot.packs import Pack

_PAGE = """<!doctype html>
<html lang="{locale}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>{title}</title>
<style>
body{{font:1.05rem/1.6 system-ui,sans-serif;max-width:42rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}}
h2{{font-size:1.15rem;margin-top:2rem}}</style>
<h1>{title}</h1><p><a href="?lang={other}" hreflang="{other}">{other_name}</a></p>
{sections}<p><small>{version}</small></p></html>
"""


def page(pack: Pack, locale: str) -> str:
    """The whole notice in one language, as HTML."""
    other, other_name = ("es", "Español") if locale == "en" else ("en", "English")
    with speaking(locale):
        sections = "\n".join(
            f"<h2>{escape(words(section.heading))}</h2>"
            + "".join(f"<p>{escape(part)}</p>" for part in words(section.body).split("\n\n"))
            for section in pack.notice.sections
        )
        title = escape(words(pack.institution.name))
    version = escape(pack.notice.version)
    return _PAGE.format(
        locale=locale, title=title, other=other, other_name=other_name, sections=sections, version=version
    )


def routes(pack: Pack) -> list[web.RouteDef]:
    """GET /privacy, in Spanish, or in English with `?lang=en` or for a browser that asks for English."""

    async def show(request: web.Request) -> web.Response:
        wanted: str = request.query.get("lang") or request.headers.get("Accept-Language") or "es"
        headers = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
        text = page(pack, i18n.choose(wanted.split(",", maxsplit=1)[0].split(";", maxsplit=1)[0]))
        return web.Response(text=text, content_type="text/html", headers=headers)

    return [web.get("/privacy", show)]
