"""What Telegram shows of the bot before anybody writes: its commands and descriptions, in the language being spoken."""

from typing import Final

from bot.i18n import _, spoken, words
from bot.packs import Pack
from bot.screen import plain

_MAIN: Final = frozenset(
    {"viaje", "journey", "areas", "cursos", "courses", "mis_cursos", "my_courses", "ayuda", "help"}
)


def commands(pack: Pack) -> list[tuple[str, str]]:
    """Command and what it is for; only those that work in this pack. The other language's names are heard too."""
    pillars = pack.institution.home == "pillars"
    topics = ("viaje", "journey") if pillars else ("areas", "areas")
    found = [
        (topics, _("The journey: every topic") if pillars else _("Every area")),
        (("cursos", "courses"), _("All courses, the soonest first")),
        *([(("convocatorias", "calls"), _("Calls for applications"))] if pack.calls else []),
        (("mis_cursos", "my_courses"), _("Your places and dates")),
        *([(("noticias", "news"), _("What is new"))] if pack.news else []),
        (("perfil", "profile"), _("What I know about you")),
        (("ayuda", "help"), _("Helplines, contact and how this works")),
        (("inicio", "home"), _("Back to the beginning")),
    ]
    at = 1 if spoken() == "en" else 0
    return [(names[at], plain(what)) for names, what in found]


def main(pack: Pack) -> list[str]:
    """The four commands that lead everywhere."""
    names = [name for name, _what in commands(pack)]
    return [name for name in names if name in _MAIN]


def descriptions(pack: Pack) -> tuple[str, str]:
    """What an empty chat shows (512 characters at most), and the bot's profile (120)."""
    institution = words(pack.institution.name)
    about = _(
        "{institution}: courses and calls. Look around, join and get reminders, all in this chat.",
        institution=institution,
    )
    short = _("{institution}: courses and calls.", institution=words(pack.institution.short_name))
    return plain(about)[:512], plain(short)[:120]
