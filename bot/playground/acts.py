"""What people do: write, send files, share, forward, edit, delete, start, block, press. Each becomes an update."""

import asyncio
from typing import Any

from bot.playground import updates
from bot.playground.chats import Chat, Message, user_of
from bot.playground.entities import length
from bot.playground.errors import bad
from bot.playground.files import Upload
from bot.playground.found import merge_found
from bot.playground.methods_chats import bot_member
from bot.playground.methods_inline import inline_id
from bot.playground.methods_media import described
from bot.playground.methods_messages import CONTENT
from bot.playground.texts import CAPTION_LIMIT, TEXT_LIMIT
from bot.playground.world import Playground

KINDS = ("photo", "document", "audio", "voice", "video", "sticker", "animation", "video_note")

# How many answers to inline queries may still be chosen from.
INLINE_KEPT = 100


def say(world: Playground, chat: Chat, person_id: int, content: dict[str, Any]) -> Message:
    """A message of a person, seen by the bot unless the person has blocked it."""
    message = world.add_message(chat, user_of(world.people[person_id]), content)
    if chat.type == "private" and not chat.started:
        chat.started = True
        world.save_chat(chat)
    if not chat.blocked:
        updates.emit(world, "message", message)
    return message


def cut(text: str) -> list[str]:
    """A long text as Telegram's apps send it: in messages of at most 4,096 UTF-16 units."""
    pieces = []
    while length(text) > TEXT_LIMIT:
        # Half of a symbol at the cut is left to the next piece.
        end = len(text.encode("utf-16-le")[: 2 * TEXT_LIMIT].decode("utf-16-le", "ignore"))
        space = max(text.rfind(" ", end // 2, end), text.rfind("\n", end // 2, end))
        end = space if space > 0 else end
        pieces.append(text[:end].strip())
        text = text[end:].strip()
    return [*pieces, text]


def write(
    world: Playground, chat: Chat, person_id: int, text: str, more: dict[str, Any] | None = None
) -> list[Message]:
    """Typed text, trimmed as the apps do; ValueError when nothing is left."""
    text = text.strip()
    if not text:
        raise ValueError("There is nothing to send.")
    sent = []
    for piece in cut(text):
        content: dict[str, Any] = {**(more or {}), "text": piece}
        entities = merge_found(piece, [])
        if entities:
            content["entities"] = entities
        sent.append(say(world, chat, person_id, content))
        _use_keyboard(world, chat, piece)
    return sent


def _use_keyboard(world: Playground, chat: Chat, text: str) -> None:
    """A keyboard made for one time goes away once one of its buttons was used."""
    keyboard = chat.keyboard
    if (
        keyboard
        and keyboard["one_time"]
        and any(button["text"] == text for row in keyboard["buttons"] for button in row)
    ):
        hide_keyboard(world, chat)


def hide_keyboard(world: Playground, chat: Chat) -> None:
    chat.keyboard = None
    world.save_chat(chat)
    world.touch(chat)


def send_file(
    world: Playground,
    chat: Chat,
    person_id: int,
    kind: str,
    upload: Upload,
    more: dict[str, Any],
    where: dict[str, Any] | None = None,
) -> Message:
    """`more` may carry the caption and the album it is part of, `where` the topic. A picture that is none raises as
    Telegram's server would."""
    file = world.files.keep(kind, upload, from_person=True)
    content = described(kind, file, more)
    caption = str(more.get("caption") or "").strip()
    if caption:
        if length(caption) > CAPTION_LIMIT:
            raise bad("message caption is too long")
        content["caption"] = caption
        entities = merge_found(caption, [])
        if entities:
            content["caption_entities"] = entities
    album = str(more.get("album") or "")[:32]
    if album:
        content["media_group_id"] = album
    return say(world, chat, person_id, {**(where or {}), **content})


def forward(world: Playground, chat: Chat, person_id: int, source: Chat, message: Message) -> Message:
    content = {name: message[name] for name in CONTENT if name in message}
    sender = {key: value for key, value in message["from"].items() if key != "language_code"}
    origin = message.get("forward_origin") or {"type": "user", "sender_user": sender, "date": message["date"]}
    return say(world, chat, person_id, {**content, "forward_origin": origin})


def edit(world: Playground, chat: Chat, message: Message, text: str) -> Message:
    part = "text" if "text" in message else "caption"
    marks = "entities" if part == "text" else "caption_entities"
    message = {name: value for name, value in message.items() if name != marks} | {part: text.strip()}
    entities = merge_found(message[part], [])
    if entities:
        message[marks] = entities
    message["edit_date"] = world.clock.date()
    world.message_changed(chat, message)
    if not chat.blocked:
        updates.emit(world, "edited_message", message)
    return message


def block(world: Playground, chat: Chat, person_id: int, blocked: bool) -> None:
    """Blocks the bot in a private chat, or removes it from a group; and the other way round."""
    if chat.blocked == blocked:
        return
    chat.blocked = blocked
    world.save_chat(chat)
    world.touch(chat)
    bot = updates.listener(world)
    inside = bot_member(bot, chat)
    out = {"status": "kicked", "user": bot.user(), "until_date": 0}
    membership(world, chat, person_id, *((inside, out) if blocked else (out, inside)))


def membership(world: Playground, chat: Chat, person_id: int, before: dict[str, Any], after: dict[str, Any]) -> None:
    change = {
        "chat": world.chat_object(chat),
        "from": world.user(person_id),
        "date": world.clock.date(),
        "old_chat_member": before,
        "new_chat_member": after,
    }
    updates.emit(world, "my_chat_member", change)


def add_group(world: Playground, title: str, type: str, forum: bool, members: list[int]) -> Chat:
    """A group with the bot in it; the bot learns that its first member added it."""
    chat = world.add_group(title, type, forum, members)
    if members:
        bot = updates.listener(world)
        membership(world, chat, members[0], {"status": "left", "user": bot.user()}, bot_member(bot, chat))
    return chat


async def press(
    world: Playground, chat: Chat, person_id: int, message: Message, data: str, wait: float
) -> dict[str, Any]:
    """Presses a button that carries data and waits up to `wait` real seconds for the bot's answer."""
    through: dict[str, Any] = message.get("via_bot") or message["from"]
    bot = world.bots.get(through["id"]) or updates.listener(world)
    id, answer = world.queries.ask("callback", bot.id)
    query: dict[str, Any] = {
        "id": id,
        "from": world.user(person_id),
        "chat_instance": str(chat.id * 7919),
        "data": data,
    }
    if "via_bot" in message:
        query["inline_message_id"] = inline_id(chat, message)
    else:
        query["message"] = message
    updates.emit(world, "callback_query", query, bot)
    world.store.flush()
    await asyncio.wait([answer], timeout=wait)
    if not answer.done():
        return {"answered": False, "text": None, "show_alert": False, "url": None}
    return {"answered": True, **answer.result()}


async def ask_inline(
    world: Playground, chat: Chat, person_id: int, query: str, offset: str, wait: float
) -> dict[str, Any]:
    """Types `query` behind the bot's name and waits up to `wait` real seconds for what it offers."""
    bot = updates.listener(world)
    id, answer = world.queries.ask("inline", bot.id)
    kind = "sender" if chat.type == "private" else chat.type
    asked = {"id": id, "from": world.user(person_id), "query": query, "offset": offset, "chat_type": kind}
    updates.emit(world, "inline_query", asked, bot)
    world.store.flush()
    await asyncio.wait([answer], timeout=wait)
    if not answer.done():
        return {"answered": False, "query_id": id, "results": [], "next_offset": "", "button": None}
    world.inline_answers[id] = {"bot": bot.id, "query": query, **answer.result()}
    while len(world.inline_answers) > INLINE_KEPT:
        del world.inline_answers[next(iter(world.inline_answers))]
    shown = [{k: v for k, v in result.items() if k != "message"} for result in answer.result()["results"]]
    return {"answered": True, "query_id": id, **answer.result(), "results": shown}


def choose_inline(world: Playground, chat: Chat, person_id: int, query_id: str, result_id: str) -> Message:
    """Sends the chosen result; KeyError when the answer or the result is not there (any more)."""
    answer = world.inline_answers[query_id]
    chosen = {result["id"]: result for result in answer["results"]}[result_id]
    bot = world.bots[answer["bot"]]
    message = say(world, chat, person_id, {**chosen["message"], "via_bot": bot.user()})
    told = {"result_id": result_id, "from": world.user(person_id), "query": answer["query"]}
    # As in Telegram, only a message with buttons can be edited later.
    if "reply_markup" in message:
        told["inline_message_id"] = inline_id(chat, message)
    updates.emit(world, "chosen_inline_result", told, bot)
    return message
