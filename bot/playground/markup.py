"""Keyboards: inline ones under a message, reply ones instead of the phone's, and what Telegram refuses in them."""

from dataclasses import dataclass
from typing import Any

from bot.playground import links
from bot.playground.errors import bad

DATA_LIMIT = 64
BUTTONS_LIMIT = 100
INLINE_KINDS = (
    "url", "callback_data", "callback_game", "pay", "switch_inline_query", "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat", "login_url", "web_app", "copy_text",
)  # fmt: skip

Rows = list[list[dict[str, Any]]]


@dataclass(slots=True)
class Keyboard:
    """What a `reply_markup` asks for: `inline` rows, a `reply` keyboard as the person's phone shows it, or its end."""

    inline: Rows | None = None
    reply: dict[str, Any] | None = None
    removes: bool = False


def read(given: dict[str, Any] | None) -> Keyboard | None:
    """None when there is none: an empty keyboard counts as none."""
    if not given:
        return None
    if given.get("inline_keyboard"):
        return Keyboard(inline=_inline(given["inline_keyboard"]))
    if given.get("keyboard"):
        return Keyboard(reply=_reply(given))
    if given.get("remove_keyboard"):
        return Keyboard(removes=True)
    return None


def read_inline(given: dict[str, Any] | None) -> Rows | None:
    """For edits, where only an inline keyboard has a place."""
    if given and "inline_keyboard" not in given:
        raise bad("inline keyboard expected")
    keyboard = read(given)
    return keyboard.inline if keyboard else None


def _inline(rows: Rows) -> Rows:
    kept = [[_inline_button(button) for button in row] for row in rows if row]
    if sum(map(len, kept)) > BUTTONS_LIMIT:
        raise bad("reply markup is too long")
    return kept


def _inline_button(button: dict[str, Any]) -> dict[str, Any]:
    kind = next((kind for kind in INLINE_KINDS if kind in button and button[kind] != ""), None)
    if kind is None:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if not button["text"].strip():
        raise bad("BUTTON_TEXT_INVALID" if button["text"] else "inline keyboard button text must be non-empty")
    if kind == "callback_data" and len(button["callback_data"].encode()) > DATA_LIMIT:
        raise bad("BUTTON_DATA_INVALID")
    if kind == "url":
        button = {**button, "url": checked_url(button["url"])}
    if kind == "copy_text" and not 1 <= len(button["copy_text"].get("text", "")) <= 256:
        raise bad("BUTTON_COPY_TEXT_INVALID")
    return button


def checked_url(url: str) -> str:
    """The address as Telegram keeps it; a button with an impossible one is refused."""
    try:
        return links.checked(url)
    except ValueError as reason:
        raise bad(f"inline keyboard button URL '{url}' is invalid: {reason}") from None


def _reply(given: dict[str, Any]) -> dict[str, Any]:
    rows = [[_reply_button(button) for button in row] for row in given["keyboard"] if row]
    if sum(map(len, rows)) > 3 * BUTTONS_LIMIT:
        raise bad("reply markup is too long")
    return {
        "buttons": rows,
        "one_time": bool(given.get("one_time_keyboard")),
        "placeholder": given.get("input_field_placeholder"),
    }


def _reply_button(button: dict[str, Any]) -> dict[str, Any]:
    if not button["text"].strip():
        raise bad("keyboard button text must be non-empty")
    return button
