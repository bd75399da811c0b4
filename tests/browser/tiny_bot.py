"""A bot of a few lines: it polls the playground over HTTP and answers everything the page can do."""

import asyncio
import json
import struct
import zlib
from typing import Any

import aiohttp

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
COMMANDS = [
    {"command": "cursos", "description": "Cursos abiertos"},
    {"command": "ayuda", "description": "Ayuda y teléfonos"},
]
FIRST_BUTTONS = [
    [{"text": "Unirme", "callback_data": "join"}],
    [{"text": "Ayuda", "callback_data": "help"}, {"text": "Invitar", "url": "https://t.me/rumbo_bot?start=amiga"}],
]
KEYBOARD = {
    "keyboard": [
        [{"text": "Compartir mi contacto", "request_contact": True}],
        [{"text": "Compartir mi ubicación", "request_location": True}, {"text": "Saltar"}],
    ],
    "one_time_keyboard": True,
    "input_field_placeholder": "Ej. Ana López",
}


def picture(width: int = 320, height: int = 200) -> bytes:
    """A plain PNG, made here so that the tests carry no binary file."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = (
        b"\0" + bytes((40 + 150 * x // width, 110, 200)[c] for x in range(width) for c in range(3))
        for _ in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"".join(rows)))
        + chunk(b"IEND", b"")
    )


class TinyBot:
    """`heard` keeps every update, oldest first."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.base = f"{url}/bot42:any"
        self.session = session
        self.heard: list[dict[str, Any]] = []
        self.news = asyncio.Event()

    async def call(self, method: str, files: dict[str, tuple[str, bytes]] | None = None, **parameters: Any) -> Any:
        """The `result`, or for a refusal the whole answer."""
        form = aiohttp.FormData()
        for name, value in parameters.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name, (file_name, body) in (files or {}).items():
            form.add_field(name, body, filename=file_name, content_type="application/octet-stream")
        async with self.session.post(f"{self.base}/{method}", data=form) as response:
            answer = await response.json()
        return answer["result"] if answer["ok"] else answer

    async def listen(self) -> None:
        await self.call("setMyCommands", commands=COMMANDS)
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=20):
                offset = update["update_id"] + 1
                self.heard.append(update)
                self.news.set()
                await self.answer(update)

    async def hears(self, kind: str) -> Any:
        """The newest update of this kind, waited for."""
        async with asyncio.timeout(15):
            while not (found := [update[kind] for update in self.heard if kind in update]):
                self.news.clear()
                await self.news.wait()
        return found[-1]

    async def answer(self, update: dict[str, Any]) -> None:
        if "callback_query" in update:
            await self.pressed(update["callback_query"])
        elif "inline_query" in update:
            await self.offer(update["inline_query"])
        elif "edited_message" in update:
            message = update["edited_message"]
            await self.say(message["chat"]["id"], f"Corregiste: {message['text']}")
        elif "message" in update:
            await self.told(update["message"])

    async def say(self, chat_id: int, text: str, **more: Any) -> Any:
        return await self.call("sendMessage", chat_id=chat_id, text=text, **more)

    async def pressed(self, query: dict[str, Any]) -> None:
        if query["data"] == "help":
            await self.call("answerCallbackQuery", callback_query_id=query["id"], text="Llama al 911.", show_alert=True)
            return
        where = {"chat_id": query["message"]["chat"]["id"], "message_id": query["message"]["message_id"]}
        leave = {"inline_keyboard": [[{"text": "Salir del curso", "callback_data": "leave"}]]}
        await self.call("editMessageText", text="Listo, tienes lugar.", reply_markup=leave, **where)
        await self.call("answerCallbackQuery", callback_query_id=query["id"], text="Anotado")

    async def offer(self, query: dict[str, Any]) -> None:
        said = {"message_text": f"Te comparto: {query['query']}"}
        course = {
            "type": "article",
            "id": "1",
            "title": "Soldadura",
            "description": "Quedan 7",
            "input_message_content": said,
        }
        await self.call("answerInlineQuery", inline_query_id=query["id"], results=[course])

    async def told(self, message: dict[str, Any]) -> None:
        chat, text = message["chat"]["id"], message.get("text", "")
        if text.startswith("/start"):
            name = text.removeprefix("/start").strip() or "nadie"
            await self.say(
                chat, f"Te doy la bienvenida. Te invitó {name}.", reply_markup={"inline_keyboard": FIRST_BUTTONS}
            )
        elif text == "/archivo":
            await self.call(
                "sendDocument", chat_id=chat, caption="Tu calendario", files={"document": ("curso.ics", CALENDAR)}
            )
        elif text == "/foto":
            await self.call("sendPhoto", chat_id=chat, caption="El taller", files={"photo": ("taller.png", picture())})
        elif text == "/teclado":
            await self.say(chat, "¿Cómo te llamas?", reply_markup=KEYBOARD)
        elif text == "/compartir":
            share = [[{"text": "Compartir curso", "switch_inline_query_current_chat": "soldadura"}]]
            await self.say(chat, "¿Se lo mandas a alguien?", reply_markup={"inline_keyboard": share})
        elif text == "/encuesta":
            options = [{"text": "Sábado"}, {"text": "Domingo"}]
            await self.call("sendPoll", chat_id=chat, question="¿Qué día?", options=options, is_anonymous=False)
        elif text == "/lento":
            await self.call("sendChatAction", chat_id=chat, action="typing")
        elif "contact" in message:
            await self.say(chat, f"Gracias, {message['contact']['first_name']}")
        elif "location" in message:
            await self.say(chat, f"Estás en {message['location']['latitude']:.2f}")
        elif "document" in message:
            await self.say(chat, f"Guardé {message['document']['file_name']}")
        else:
            await self.say(chat, f"Dijiste: {text}", reply_parameters={"message_id": message["message_id"]})
