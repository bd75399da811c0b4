"""Bot API calls as values: made from what a turn or a letter says, kept as JSON until they are spoken."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

from bot.addresses import KEEP
from bot.courier import cutting
from bot.screen import Button, Screen, Send, Show, Toast, plain

HTML = {"parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}


@dataclass(frozen=True)
class Call:
    """`method` as in Telegram's documentation, `params` JSON values, `files` by parameter: (file name, content)."""

    method: str
    params: dict[str, Any] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def __str__(self) -> str:
        return json.dumps(self._kept(), ensure_ascii=False)

    @classmethod
    def of(cls, text: str) -> Self:
        """The call (the first of several) in a letter. ValueError when it isn't one."""
        kept = json.loads(text)
        return cls._read(kept[0] if isinstance(kept, list) else kept)

    def _kept(self) -> dict[str, Any]:
        files = {name: [file, base64.b64encode(content).decode()] for name, (file, content) in self.files.items()}
        return {"method": self.method, "params": self.params} | ({"files": files} if files else {})

    @classmethod
    def _read(cls, kept: Any) -> Self:
        if not isinstance(kept, dict) or not isinstance(kept.get("method"), str):
            raise ValueError("not a call")
        files = {name: (file, base64.b64decode(content)) for name, (file, content) in kept.get("files", {}).items()}
        return cls(kept["method"], kept.get("params", {}), files)

    def with_params(self, **params: Any) -> "Call":
        return replace(self, params=self.params | params)

    @property
    def repeatable(self) -> bool:
        """Whether saying it twice shows nothing twice."""
        return not self.method.startswith(("send", "copy", "forward")) or self.method == "sendChatAction"


def write(calls: Sequence[Call]) -> str:
    """Several calls that one letter says in order, as text; `read` gives them back."""
    return str(calls[0]) if len(calls) == 1 else json.dumps([call._kept() for call in calls], ensure_ascii=False)


def read(text: str) -> list[Call]:
    """The calls in a letter, also where there is only one. ValueError when there is none."""
    kept = json.loads(text)
    return [Call._read(one) for one in (kept if isinstance(kept, list) else [kept])]


def render(saying: Show | Send | Toast, *, chat_id: int, tapped: int | None, callback_id: str | None) -> list[Call]:
    """What has to be called, in order. A screen that is too long becomes several messages, with the buttons under the
    last; a toast without a tap to answer is nothing."""
    if isinstance(saying, Toast):
        if callback_id is None:
            return []
        told = {"text": saying.text, "show_alert": saying.alert} if saying.text else {}
        return [Call("answerCallbackQuery", {"callback_query_id": callback_id} | told)]
    screen = saying.screen
    edited = tapped if isinstance(saying, Show) and screen.file is None else None
    calls = _document(screen, chat_id) if screen.file else _messages(screen.text, chat_id)
    if edited is not None:
        calls[0] = Call("editMessageText", calls[0].params | {"message_id": edited})
    if screen.rows:
        calls[-1] = calls[-1].with_params(
            reply_markup={"inline_keyboard": [_row(row, screen.kept) for row in screen.rows]}
        )
    return calls


def _messages(text: str, chat_id: int) -> list[Call]:
    return [Call("sendMessage", {"chat_id": chat_id, "text": part, **HTML}) for part in cutting.parts(str(text))]


def _document(screen: Screen, chat_id: int) -> list[Call]:
    """The document with its words below it, or after them where they are too long for that."""
    assert screen.file is not None
    text, file = str(screen.text), {"document": (screen.file.name, screen.file.content)}
    if cutting.length(text) > cutting.CAPTION:
        return [*_messages(text, chat_id), Call("sendDocument", {"chat_id": chat_id}, file)]
    caption = {"caption": text, "parse_mode": "HTML"} if text else {}
    return [Call("sendDocument", {"chat_id": chat_id, **caption}, file)]


def _row(row: tuple[Button, ...], kept: bool) -> list[dict[str, str]]:
    return [
        {"text": plain(button.label)}
        | ({"url": button.url} if button.url else {"callback_data": f"{button.to}{KEEP if kept else ''}"})
        for button in row
    ]
