"""Bot API calls as values: made from what a turn or a letter says, kept as JSON until they are spoken."""

import base64
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from bot.addresses import KEEP
from bot.courier import cutting, placing
from bot.screen import (
    Ask,
    Button,
    Card,
    Composed,
    Document,
    Drawing,
    Elsewhere,
    Erase,
    Menu,
    Offer,
    Piece,
    Pin,
    Put,
    Saying,
    Screen,
    Show,
    Toast,
    plain,
)

NO_PREVIEW = {"is_disabled": True}
HTML = {"parse_mode": "HTML", "link_preview_options": NO_PREVIEW}
ERASE = "erase"
"""Not Telegram's: delete what was said in a chat, found out when it is done. `deletions` makes real calls of it."""
OFFERED = 30
"""Seconds for which Telegram may show the same cards again without asking."""


@dataclass(frozen=True)
class Call:
    """`method` as in Telegram's documentation, `params` JSON values, `files` by parameter: (file name, content).
    `drawn` and `made`, by parameter too, become files right before the call leaves."""

    method: str
    params: dict[str, Any] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    drawn: dict[str, Drawing] = field(default_factory=dict)
    made: dict[str, Document] = field(default_factory=dict)

    def __str__(self) -> str:
        return json.dumps(self._kept(), ensure_ascii=False)

    @classmethod
    def of(cls, text: str) -> Self:
        """The call (the first of several) in a letter. ValueError when it isn't one."""
        kept = json.loads(text)
        return cls._read(kept[0] if isinstance(kept, list) else kept)

    def _kept(self) -> dict[str, Any]:
        files = {name: [file, base64.b64encode(content).decode()] for name, (file, content) in self.files.items()}
        drawn = {name: {"recipe": one.recipe, "values": one.values} for name, one in self.drawn.items()}
        made = {name: asdict(one) for name, one in self.made.items()}
        kept = {"method": self.method, "params": self.params}
        rest = {"files": files, "drawn": drawn, "made": made}
        return kept | {name: value for name, value in rest.items() if value}

    @classmethod
    def _read(cls, kept: Any) -> Self:
        if not isinstance(kept, dict) or not isinstance(kept.get("method"), str):
            raise ValueError("not a call")
        files = {name: (file, base64.b64decode(content)) for name, (file, content) in kept.get("files", {}).items()}
        drawn = {name: Drawing(one["recipe"], one["values"]) for name, one in kept.get("drawn", {}).items()}
        made = {name: Document(**one) for name, one in kept.get("made", {}).items()}
        return cls(kept["method"], kept.get("params", {}), files, drawn, made)

    def with_params(self, **params: Any) -> "Call":
        return replace(self, params=self.params | params)

    @property
    def repeatable(self) -> bool:
        """Whether saying it twice shows nothing twice."""
        return not self.method.startswith(("send", "copy", "forward", "create")) or self.method == "sendChatAction"


def write(calls: Sequence[Call]) -> str:
    """Several calls that one letter says in order, as text; `read` gives them back."""
    return str(calls[0]) if len(calls) == 1 else json.dumps([call._kept() for call in calls], ensure_ascii=False)


def read(text: str) -> list[Call]:
    """The calls in a letter, also where there is only one. ValueError when there is none."""
    kept = json.loads(text)
    return [Call._read(one) for one in (kept if isinstance(kept, list) else [kept])]


def render(saying: Saying, *, chat_id: int, tapped: int | None, callback_id: str | None) -> list[Call]:
    """What has to be called, in order. A screen that is too long becomes several messages, with the buttons under the
    last; a toast without a tap to answer is nothing."""
    if isinstance(saying, Toast):
        if callback_id is None:
            return []
        told = {"text": saying.text, "show_alert": saying.alert} if saying.text else {}
        return [Call("answerCallbackQuery", {"callback_query_id": callback_id} | told)]
    if isinstance(saying, Erase):
        return [Call(ERASE, {"chat_id": chat_id})]
    if isinstance(saying, Offer):
        cards = {"results": [_card(card) for card in saying.cards], "cache_time": OFFERED, "is_personal": True}
        return [Call("answerInlineQuery", {"inline_query_id": saying.query_id} | cards)]
    if isinstance(saying, Menu):
        return [_menu(saying)]
    if isinstance(saying, Elsewhere) and not isinstance(saying, Put):
        return [Call(*placing.call(saying))]
    if isinstance(saying, Put):
        chat_id, tapped = saying.chat_id, None
    screen = saying.screen
    calls = _said(screen, chat_id)
    if tapped is not None and isinstance(saying, Show) and _editable(screen):
        calls[0] = Call("editMessageText", calls[0].params | {"message_id": tapped})
    if (markup := _below(screen)) is not None:
        calls[-1] = calls[-1].with_params(reply_markup=markup)
    return [call.with_params(**placing.where(saying)) for call in calls] if isinstance(saying, Put) else calls


def _menu(menu: Menu) -> Call:
    scope = {"scope": {"type": "chat", "chat_id": menu.chat_id}}
    if not menu.commands:
        return Call("deleteMyCommands", scope)
    commands = [{"command": name, "description": what} for name, what in menu.commands]
    return Call("setMyCommands", {"commands": commands} | scope)


def _said(screen: Screen, chat_id: int) -> list[Call]:
    if screen.pin:
        return [_place(screen.pin, chat_id)]
    if screen.composed:
        return _composed(screen.composed, screen, chat_id)
    if screen.drawing:
        return _picture(screen, screen.drawing, chat_id)
    if screen.document:
        return _made(screen, screen.document, chat_id)
    return _document(screen, chat_id) if screen.file else _messages(cutting.parts(str(screen.text)), chat_id)


def _editable(screen: Screen) -> bool:
    """Whether a text message can become this: only text can, with buttons below it."""
    whole = screen.file, screen.drawing, screen.document, screen.pin, screen.composed
    return not (any(whole) or screen.ask or screen.unasks)


def _composed(composed: Composed, screen: Screen, chat_id: int) -> list[Call]:
    """The same for a preview and for everybody it goes to, so that the one is what the other will be."""
    paid = {"allow_paid_broadcast": True} if composed.paid else {}
    if not composed.is_album:
        return [_piece(composed.pieces[0], chat_id).with_params(**paid)]
    media = [
        {"type": one.kind, "media": one.file_id, **_words(one, "caption"), **_veil(one)} for one in composed.pieces
    ]
    album = Call("sendMediaGroup", {"chat_id": chat_id, "media": media, **paid})
    if not screen.rows:
        return [album]
    return [album, *(call.with_params(**paid) for call in _messages([str(screen.text)], chat_id))]


def _piece(piece: Piece, chat_id: int) -> Call:
    if piece.kind == "text":
        return Call("sendMessage", {"chat_id": chat_id, **_words(piece, "text"), "link_preview_options": NO_PREVIEW})
    if piece.kind == "poll":
        return Call("sendPoll", {"chat_id": chat_id, "question": piece.text, **(piece.poll or {})})
    method = "send" + "".join(part.title() for part in piece.kind.split("_"))
    words = {} if piece.kind == "video_note" else _words(piece, "caption")
    return Call(method, {"chat_id": chat_id, piece.kind: piece.file_id, **words, **_veil(piece)})


def _words(piece: Piece, name: str) -> dict[str, Any]:
    if piece.html:
        return {name: piece.html, "parse_mode": "HTML"}
    marks = "entities" if name == "text" else f"{name}_entities"
    said: dict[str, Any] = {name: piece.text} if piece.text else {}
    return said | ({marks: list(piece.entities)} if piece.entities else {})


def _veil(piece: Piece) -> dict[str, Any]:
    return {"has_spoiler": True} if piece.hidden else {}


def _messages(texts: Sequence[str], chat_id: int) -> list[Call]:
    return [Call("sendMessage", {"chat_id": chat_id, "text": part, **HTML}) for part in texts]


def _document(screen: Screen, chat_id: int) -> list[Call]:
    """The document with its words below it, or after them where they are too long for that."""
    assert screen.file is not None
    text, file = str(screen.text), {"document": (screen.file.name, screen.file.content)}
    if cutting.length(text) > cutting.CAPTION:
        return [*_messages(cutting.parts(text), chat_id), Call("sendDocument", {"chat_id": chat_id}, file)]
    caption = {"caption": text, "parse_mode": "HTML"} if text else {}
    return [Call("sendDocument", {"chat_id": chat_id, **caption}, file)]


def _picture(screen: Screen, drawing: Drawing, chat_id: int) -> list[Call]:
    """The picture with its words below it; what doesn't fit there goes on in messages. It is never without words, so
    that something is said where it can't be drawn or seen."""
    caption, *more = cutting.parts(str(screen.text), cutting.CAPTION)
    photo = {"chat_id": chat_id, "caption": caption, "parse_mode": "HTML"}
    return [Call("sendPhoto", photo, drawn={"photo": drawing}), *_messages(more, chat_id)]


def _made(screen: Screen, document: Document, chat_id: int) -> list[Call]:
    """The file with the first of its words below it."""
    caption, *more = cutting.parts(str(screen.text), cutting.CAPTION)
    said = {"chat_id": chat_id, "caption": caption, "parse_mode": "HTML"}
    if document.protected:
        said["protect_content"] = True
    method, name = ("sendPhoto", "photo") if document.picture else ("sendDocument", "document")
    plain_ = replace(document, instead=str(document.instead))
    return [Call(method, said, made={name: plain_}), *_messages(more, chat_id)]


def without_file(call: Call, document: Document) -> Call:
    """What is said where a file is gone."""
    kept = {name: call.params[name] for name in ("chat_id", "reply_markup") if name in call.params}
    return Call("sendMessage", kept | {"text": document.instead, **HTML})


def in_words(call: Call) -> Call:
    """A picture's words alone, for when it can't be shown."""
    kept = {name: call.params[name] for name in ("chat_id", "reply_markup") if name in call.params}
    return Call("sendMessage", kept | {"text": call.params["caption"], **HTML})


def _place(pin: Pin, chat_id: int) -> Call:
    where = {"latitude": pin.latitude, "longitude": pin.longitude}
    return Call("sendVenue", {"chat_id": chat_id, **where, "title": plain(pin.title), "address": plain(pin.address)})


def _below(screen: Screen) -> dict[str, Any] | None:
    """What is below the message: Telegram takes buttons, the phone's own keyboard or its removal, not two of them."""
    assert bool(screen.rows) + bool(screen.ask) + screen.unasks <= 1
    if screen.ask:
        return _keyboard(screen.ask)
    if screen.unasks:
        return {"remove_keyboard": True}
    if not screen.rows:
        return None
    # Under a picture or a place no text can come, and what somebody wrote stays: those buttons open new messages.
    kept = screen.kept or any((screen.drawing, screen.document, screen.pin, screen.composed))
    return {"inline_keyboard": [_row(row, kept) for row in screen.rows]}


def _keyboard(ask: Ask) -> dict[str, Any]:
    rows = [[{"text": plain(ask.location), "request_location": True}], [{"text": plain(ask.back)}]]
    return {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}


def _card(card: Card) -> dict[str, Any]:
    """One result of an inline query. What it says stands for itself wherever it is sent, so only links are below."""
    screen = card.screen
    assert all(button.url for row in screen.rows for button in row)
    words = {"message_text": cutting.parts(str(screen.text))[0], **HTML}
    result = {"type": "article", "id": card.id, "title": card.title, "description": card.line}
    below = {"reply_markup": markup} if (markup := _below(screen)) is not None else {}
    return result | {"input_message_content": words} | below


def _row(row: tuple[Button, ...], kept: bool) -> list[dict[str, str]]:
    return [
        {"text": plain(button.label)}
        | ({"url": button.url} if button.url else {"callback_data": f"{button.to}{KEEP if kept else ''}"})
        for button in row
    ]
