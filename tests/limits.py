"""What Telegram takes and a phone can show. Everything that a conversation shows to somebody is held against this."""

import json
import re
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import regex

from bot import pictures
from bot.addresses import Nothing, parse
from bot.courier import cutting
from bot.courier.calls import Call
from bot.screen import Drawing

LABEL = 40
TOAST = 200
CAPTIONED = {"sendDocument", "sendPhoto"}
COPIED = {"sendVideo", "sendAnimation", "sendAudio", "sendVoice", "sendVideoNote", "sendMediaGroup", "sendPoll"}
"""What is only ever said as a colleague composed it, by the id of a file that Telegram has."""
FILES = ("photo", "video", "animation", "document", "audio", "voice", "video_note")
VENUE = ("latitude", "longitude", "title", "address")
MENUS = {"setMyCommands", "deleteMyCommands"}
TEXTS = {"sendMessage", "editMessageText", "sendVenue"}
ANSWERS = {"answerCallbackQuery", "answerInlineQuery"}
SENT = TEXTS | ANSWERS | CAPTIONED | COPIED | MENUS | {"deleteMessages"}
_TAGS = {"b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"}
_UNFILLED = re.compile(r"\{(?!nombre\})[a-z_]+\}|%\([a-z_]+\)|\bNone\b|Markup\(|&(amp|lt|gt|quot|#\d+);")
"""Traces of a sentence whose values never came, or of text that was escaped twice. `{nombre}` is what colleagues write
for the reader's name."""


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
    if call.method in MENUS:
        _check_commands(params.get("commands", []))
        return
    if call.method == "deleteMessages":
        assert 1 <= len(params["message_ids"]) <= 100
        return
    if call.method == "answerInlineQuery":
        _check_results(params["results"])
        return
    if _is_composed(call):
        _check_composed(call)
    elif call.method == "sendVenue":
        _check_venue(*(params[name] for name in VENUE))
    else:
        markup = params.get("caption", "") if call.method in CAPTIONED else params["text"]
        _check_text(markup, cutting.CAPTION if call.method in CAPTIONED else cutting.MESSAGE)
        assert markup or call.files, "an empty message"
    if call.method == "sendPhoto" and "photo" in call.drawn:
        assert markup, "a picture without words"
        _check_drawing(call.drawn["photo"])
    below = params.get("reply_markup", {})
    assert len(set(below) & {"inline_keyboard", "keyboard", "remove_keyboard"}) <= 1, below
    for row in below.get("keyboard", []):
        for key in row:
            _check_label(key["text"])
    _check_rows(below.get("inline_keyboard", []))


def _is_composed(call: Call) -> bool:
    if call.method in COPIED:
        return True
    told = call.method in CAPTIONED and not (call.files or call.drawn)
    return told or (call.method == "sendMessage" and "parse_mode" not in call.params)


def _check_composed(call: Call) -> None:
    """Somebody's own words: plain text with marks that lie within it, files by their id."""
    params = call.params
    if call.method == "sendPoll":
        assert 1 <= cutting.units(params["question"]) <= 300 and 2 <= len(params["options"]) <= 12
        assert all(1 <= cutting.units(one["text"]) <= 100 for one in params["options"])
    elif call.method == "sendMediaGroup":
        assert 2 <= len(params["media"]) <= 10 and all(one["media"] for one in params["media"])
        for one in params["media"]:
            _check_marks(one.get("caption", ""), one.get("caption_entities", []), cutting.CAPTION)
    elif call.method == "sendMessage":
        assert params["text"].strip(), "an empty message"
        _check_marks(params["text"], params.get("entities", []), cutting.MESSAGE)
    else:
        assert any(isinstance(params.get(kind), str) and params[kind] for kind in FILES), params
        _check_marks(params.get("caption", ""), params.get("caption_entities", []), cutting.CAPTION)


def _check_marks(text: str, marks: list[dict[str, Any]], limit: int) -> None:
    size = cutting.units(text)
    assert size <= limit, f"{size} units: {text[:80]}…"
    for mark in marks:
        assert 0 <= mark["offset"] < mark["offset"] + mark["length"] <= size, mark
        held = text.encode("utf-16-le")[2 * mark["offset"] : 2 * (mark["offset"] + mark["length"])]
        held.decode("utf-16-le")


def _check_drawing(drawing: Drawing) -> None:
    assert json.loads(json.dumps(drawing.values)) == drawing.values, "not JSON"
    assert _drawn(drawing.recipe, json.dumps(drawing.values, sort_keys=True)).startswith(b"\x89PNG")


@cache
def _drawn(recipe: str, values: str) -> bytes:
    return pictures.draw(recipe, json.loads(values))


def _check_venue(latitude: float, longitude: float, title: str, address: str) -> None:
    assert -90 <= latitude <= 90 and -180 <= longitude <= 180
    for words in (title, address):
        assert words.strip() and not _UNFILLED.search(words), words


def _check_commands(commands: list[dict[str, str]]) -> None:
    assert len(commands) <= 100
    for command in commands:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]), command
        assert 1 <= len(command["description"]) <= 256 and not _UNFILLED.search(command["description"]), command


def _check_results(results: list[dict[str, Any]]) -> None:
    ids = [result["id"] for result in results]
    assert len(results) <= 50 and len(set(ids)) == len(ids), ids
    for result in results:
        assert 1 <= len(result["id"].encode()) <= 64, result["id"]
        for words in (result["title"], result["description"]):
            assert words.strip() and not _UNFILLED.search(words), words
        _check_text(result["input_message_content"]["message_text"], cutting.MESSAGE)
        rows = result.get("reply_markup", {}).get("inline_keyboard", [])
        assert all("url" in button for row in rows for button in row), "a button of ours where strangers read"
        _check_rows(rows)


def _check_rows(rows: list[list[dict[str, Any]]]) -> None:
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


def _check_label(label: str) -> None:
    assert 1 <= len(regex.findall(r"\X", label)) <= LABEL, label
    assert label == label.strip() and not _UNFILLED.search(label), label


def _check_row(row: list[dict[str, Any]]) -> None:
    turns_pages = any(button.get("callback_data") == str(Nothing()) for button in row)
    assert 1 <= len(row) <= (3 if turns_pages else 2), row
    for button in row:
        _check_label(button["text"])
        assert ("url" in button) != ("callback_data" in button), button
        if "url" in button:
            assert urlsplit(button["url"]).scheme == "https", button
        else:
            data = button["callback_data"]
            assert 1 <= len(data.encode()) <= 64, data
            assert parse(data) is not None, f"{data!r} leads nowhere"
