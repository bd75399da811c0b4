"""Answers to what the bot can't use: free text, unknown commands, old buttons, stickers, groups. Never silence."""

from collections.abc import Sequence

from bot.i18n import _, listed, words
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.home import doors, resume
from bot.screens.lines import blocks


def unknown_command(commands: Sequence[str], *, left_open: str = "") -> Screen:
    """What there is instead. `commands`: the names of the main ones."""
    named = listed([f"/{command}" for command in commands])
    return Screen(
        _("I don't know that command, but these work: {commands}.", commands=named),
        (*resume(left_open), *rows.footer()),
    )


def other(pack: Pack, kind: str, *, left_open: str = "") -> Screen:
    """Something that isn't text. `kind` is aiogram's name of it."""
    said = {
        "voice": _("I can't listen to voice messages, so I don't know what you said."),
        "audio": _("I can't listen to recordings."),
        "video_note": _("I can't watch videos."),
        "video": _("I can't watch videos."),
        "animation": _("Nice one! I only understand buttons, though."),
        "sticker": _("Nice one! I only understand buttons, though."),
        "dice": _("Good throw! I only understand buttons, though."),
        "photo": _("Thank you, but I can't look at pictures, and I don't keep them."),
        "document": _("Thank you, but I don't need any file now, and I don't keep it."),
        "location": _("Thank you, but I don't need to know where you are, and I don't keep it."),
        "venue": _("Thank you, but I don't need to know where you are, and I don't keep it."),
        "contact": _("Thank you, but I don't need a phone number, and I don't keep it."),
        "poll": _("I can't answer polls."),
    }
    return Screen(
        blocks(said.get(kind) or _("I can't do anything with that."), _("Choose here:")),
        doors(pack, left_open=left_open),
    )


def old_button() -> str:
    """The toast; home follows as a new message."""
    return _("That button has changed")


def edited(pack: Pack, *, left_open: str = "") -> Screen:
    return Screen(
        _("I saw that you changed a message. I don't go back to old ones: write it again, or choose here."),
        doors(pack, left_open=left_open),
    )


def in_group(pack: Pack, *, bot_name: str = "") -> Screen:
    """In a group nothing personal is said: one line, and the way to a private chat."""
    said = _(
        "I'm the bot of {institution}. Let's talk in private, so that nobody else reads it.",
        institution=words(pack.institution.short_name),
    )
    button = Button(_("Talk in private"), url=f"https://t.me/{bot_name}?start=g") if bot_name else None
    return Screen(said, rows.alone(button))
