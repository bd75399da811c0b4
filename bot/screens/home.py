"""The welcome, home, and choosing the language."""

from markupsafe import Markup

from bot.addresses import (
    AllCalls,
    AllCourses,
    AllNews,
    ForYou,
    Help,
    Journey,
    Languages,
    MyCourses,
    Notice,
    Profile,
    Resume,
    SearchHint,
    Speak,
    TopicAt,
)
from bot.i18n import LOCALES, _, spoken, words
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import blocks, bold, lines

LANGUAGES = {"es": "Español", "en": "English"}
"""Each in its own language, so that whoever needs it can read it."""


def _language_buttons() -> list[Button]:
    """The languages that aren't being spoken."""
    return [Button(LANGUAGES[locale], Speak(locale)) for locale in LOCALES if locale != spoken()]


def _notice_in_short(pack: Pack) -> Markup:
    return lines(*(words(line) for line in pack.notice.summary))


def welcome(pack: Pack) -> Screen:
    """Who this is, and the privacy notice in two lines. Nothing is demanded."""
    return Screen(
        blocks(words(pack.institution.welcome), _notice_in_short(pack)),
        (*rows.in_twos([Button(_("Full notice"), Notice(1)), *_language_buttons()]), *rows.footer()),
    )


def hello(pack: Pack) -> Screen:
    """One line for somebody who came by a link to a card, which follows; and the privacy notice in two."""
    said = _(
        "Hi! I'm the bot of {institution}. Here is what was shared with you.",
        institution=words(pack.institution.short_name),
    )
    return Screen(
        blocks(said, _notice_in_short(pack)),
        rows.in_twos([Button(_("Full notice"), Notice(1)), *_language_buttons()]),
    )


def resume(course: str) -> tuple[rows.Row, ...]:
    """The button back to an open question, or nothing. `course` is its short title."""
    return rows.alone(
        Button(rows.short(str(_("Continue: {course}", course=course).unescape()), rows.WIDE), Resume())
        if course
        else None
    )


def topic_buttons(pack: Pack) -> list[Button]:
    return [Button(f"{topic.emoji} {words(topic.short_name)}", TopicAt(topic.key, 1)) for topic in pack.topics]


def doors(pack: Pack, *, left_open: str = "", application: Button | None = None) -> tuple[rows.Row, ...]:
    """Every way on from home."""
    return (
        *rows.alone(application),
        *resume(left_open),
        *rows.in_twos([Button(_("My journey"), Journey()) if pack.journey else None, Button(_("For you"), ForYou())]),
        *rows.in_twos(topic_buttons(pack)),
        *rows.in_twos(
            [
                Button(_("All courses"), AllCourses(1)),
                Button(_("Calls"), AllCalls(1)) if pack.calls else None,
                Button(_("My courses"), MyCourses()),
                Button(_("News"), AllNews()) if pack.news else None,
                Button(_("Search"), SearchHint()),
                Button(_("About me"), Profile()),
                Button(_("Help"), Help()),
                Button(_("Language"), Languages()),
            ]
        ),
    )


def home(pack: Pack, *, left_open: str = "", application: Button | None = None, gone: bool = False) -> Screen:
    """`left_open`: the short title of the course whose sign-up waits for an answer; `application`: back to one that is
    being written; `gone`: somebody came by a link to what isn't there."""
    lost = _("What was shared with you isn't here any more. This is what there is now.") if gone else ""
    return Screen(
        blocks(lost, lines(bold(words(pack.institution.short_name)), _("What would you like to see?"))),
        doors(pack, left_open=left_open, application=application),
    )


def languages() -> Screen:
    """Said in both languages: whoever is here may not read the one being spoken."""
    return Screen(
        lines(bold("Idioma · Language"), "¿En qué idioma hablamos? / Which language do you prefer?"),
        (*rows.in_twos([Button(name, Speak(locale)) for locale, name in LANGUAGES.items()]), *rows.footer()),
    )
