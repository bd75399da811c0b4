"""What Telegram takes and a phone can show. Everything that a conversation shows to somebody is held against this."""

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import regex

from bot.addresses import Nothing, parse
from bot.courier import cutting
from bot.courier.calls import Call

LABEL = 40
TOAST = 200
SENT = {"sendMessage", "editMessageText", "sendDocument", "answerCallbackQuery"}
_TAGS = {"b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"}
_UNFILLED = re.compile(r"\{[a-z_]+\}|%\([a-z_]+\)|\bNone\b|Markup\(|&(amp|lt|gt|quot|#\d+);")
"""Traces of a sentence whose values never came, or of text that was escaped twice."""


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _TAGS, f"Telegram doesn't know <{tag}>"
        self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened and self.opened.pop() == tag, f"</{tag}> closes nothing"


def check(call: Call) -> None:
    """AssertionError where Telegram would refuse the call or a reader would see something broken."""
    params = call.params
    assert call.method in SENT, call.method
    if call.method == "answerCallbackQuery":
        assert cutting.units(params.get("text", "")) <= TOAST
        assert not _UNFILLED.search(params.get("text", "")), params["text"]
        return
    limit = cutting.CAPTION if call.method == "sendDocument" else cutting.MESSAGE
    markup = params.get("caption", "") if call.method == "sendDocument" else params["text"]
    _check_text(markup, limit)
    assert markup or call.files, "an empty message"
    rows = params.get("reply_markup", {}).get("inline_keyboard", [])
    assert sum(len(row) for row in rows) <= 100
    for row in rows:
        _check_row(row)
    labels = [button["text"] for row in rows for button in row]
    assert len(set(labels)) == len(labels), f"two buttons that look alike: {labels}"


def _check_text(markup: str, limit: int) -> None:
    text = cutting.plain(markup)
    assert cutting.units(text) <= limit, f"{cutting.units(text)} units: {text[:80]}…"
    assert not _UNFILLED.search(text), text
    tags = _Tags()
    tags.feed(markup)
    tags.close()
    assert not tags.opened, f"{tags.opened} stays open"


def _check_row(row: list[dict[str, Any]]) -> None:
    turns_pages = any(button.get("callback_data") == str(Nothing()) for button in row)
    assert 1 <= len(row) <= (3 if turns_pages else 2), row
    for button in row:
        label = button["text"]
        assert 1 <= len(regex.findall(r"\X", label)) <= LABEL, label
        assert label == label.strip() and not _UNFILLED.search(label), label
        assert ("url" in button) != ("callback_data" in button), button
        if "url" in button:
            assert urlsplit(button["url"]).scheme == "https", button
        else:
            data = button["callback_data"]
            assert 1 <= len(data.encode()) <= 64, data
            assert parse(data) is not None, f"{data!r} leads nowhere"
