"""The privacy notice, whole, in pages."""

from bot.addresses import Home, Notice
from bot.i18n import _, words
from bot.packs import Pack
from bot.packs.schema import Section
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import blocks, bold, lines, small

ROOM = 900
"""Characters a page may have; a longer section has a page of its own."""


def pages(pack: Pack) -> list[list[Section]]:
    """Whole sections together as long as they fit, in the language being spoken."""
    made: list[list[Section]] = [[]]
    used = 0
    for section in pack.notice.sections:
        size = len(words(section.heading)) + len(words(section.body))
        if made[-1] and used + size > ROOM:
            made.append([])
            used = 0
        made[-1].append(section)
        used += size
    return made


def notice(pack: Pack, page: int, *, public_url: str = "") -> Screen:
    """One page; a page that isn't there is the nearest one."""
    made = pages(pack)
    page = min(max(page, 1), len(made))
    sections = [lines(bold(words(section.heading)), words(section.body)) for section in made[page - 1]]
    version = _("Version {version}", version=pack.notice.version) if page == len(made) else ""
    link = Button(_("On the web"), url=f"{public_url}/privacy") if public_url else None
    return Screen(
        blocks(*sections, small(version)),
        (*rows.pager(page, len(made), Notice), *rows.alone(link), *rows.footer(Home())),
    )
