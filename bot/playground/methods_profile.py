"""How a bot presents itself: commands by scope and language, names, descriptions, the menu button."""

import re
from typing import Any

from bot.playground.chats import BOT_NAME, Bot, Chat
from bot.playground.errors import absent, bad
from bot.playground.sending import Call

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"(?:[a-z]{2})?")
COMMANDS_LIMIT = 100
NAME_LIMIT, DESCRIPTION_LIMIT, SHORT_LIMIT = 64, 512, 120


def _language(call: Call) -> str:
    language = str(call.params.get("language_code", ""))
    if not LANGUAGE.fullmatch(language):
        raise bad("invalid language code specified")
    return language


def _scope(call: Call) -> str:
    """The scope as a key: `chat:7000000001`, `all_private_chats`."""
    scope = call.params.get("scope") or {"type": "default"}
    kind: str = scope["type"]
    if kind not in ("chat", "chat_administrators", "chat_member"):
        return kind
    chat = call.world.chat_of(scope["chat_id"])
    if kind == "chat_administrators" and chat.type == "private":
        raise bad("can't set commands for administrators of a private chat")
    return f"{kind}:{chat.id}" + (f":{scope['user_id']}" if kind == "chat_member" else "")


def set_my_commands(call: Call) -> bool:
    commands = call.params["commands"]
    if len(commands) > COMMANDS_LIMIT:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    kept = []
    for item in commands:
        command = item["command"].removeprefix("/")
        if not COMMAND.fullmatch(command):
            raise bad("BOT_COMMAND_INVALID")
        description = item["description"].strip()
        if not 1 <= len(description) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID" if description else "command description must be non-empty")
        kept.append({"command": command, "description": description})
    _store(call, kept)
    return True


def delete_my_commands(call: Call) -> bool:
    _store(call, [])
    return True


def _store(call: Call, commands: list[dict[str, str]]) -> None:
    by_language = call.bot.commands.setdefault(_scope(call), {})
    by_language[_language(call)] = commands
    if not commands:
        del by_language[_language(call)]
    call.world.save_bot(call.bot)
    for chat in call.world.chats.values():
        call.world.touch(chat)


def get_my_commands(call: Call) -> list[dict[str, str]]:
    return call.bot.commands.get(_scope(call), {}).get(_language(call), [])


def _two_letters(language: str) -> str:
    return language.split("-", maxsplit=1)[0].lower()


def menu(bot: Bot, chat: Chat, user_id: int, language: str) -> list[dict[str, str]]:
    """The commands a person sees in a chat: the narrowest scope that has some, in the person's language first."""
    scopes = [f"chat_member:{chat.id}:{user_id}", f"chat:{chat.id}"]
    scopes.append("all_private_chats" if chat.type == "private" else "all_group_chats")
    for scope in (*scopes, "default"):
        for code in (_two_letters(language), ""):
            commands = bot.commands.get(scope, {}).get(code)
            if commands:
                return commands
    return []


def _set_words(call: Call, kept: dict[str, str], name: str, limit: int) -> bool:
    words = call.params.get(name, "").strip()
    if len(words) > limit:
        raise bad(f"BOT_{'TITLE' if name == 'name' else 'ABOUT' if 'short' in name else 'DESCRIPTION'}_TOO_LONG")
    if words:
        kept[_language(call)] = words
    else:
        kept.pop(_language(call), None)
    call.world.save_bot(call.bot)
    for chat in call.world.chats.values():
        call.world.touch(chat)
    return True


def set_my_name(call: Call) -> bool:
    return _set_words(call, call.bot.names, "name", NAME_LIMIT)


def set_my_description(call: Call) -> bool:
    return _set_words(call, call.bot.descriptions, "description", DESCRIPTION_LIMIT)


def set_my_short_description(call: Call) -> bool:
    return _set_words(call, call.bot.short_descriptions, "short_description", SHORT_LIMIT)


def _words(call: Call, kept: dict[str, str], otherwise: str = "") -> str:
    return kept.get(_language(call)) or kept.get("") or otherwise


def get_my_name(call: Call) -> dict[str, str]:
    return {"name": _words(call, call.bot.names, BOT_NAME)}


def description(bot: Bot, language: str) -> str:
    """What a person who has not spoken yet reads about the bot: in the person's language, else the default one."""
    return bot.descriptions.get(_two_letters(language)) or bot.descriptions.get("") or ""


def get_my_description(call: Call) -> dict[str, str]:
    return {"description": _words(call, call.bot.descriptions)}


def get_my_short_description(call: Call) -> dict[str, str]:
    return {"short_description": _words(call, call.bot.short_descriptions)}


def set_chat_menu_button(call: Call) -> bool:
    button = call.params.get("menu_button") or {"type": "default"}
    if button["type"] == "web_app":
        raise absent("web apps")
    chat_id = call.params.get("chat_id")
    if chat_id is not None and call.world.chat_of(chat_id).type != "private":
        raise bad("chat not found")
    call.bot.menu_buttons[str(chat_id or "")] = button
    call.world.save_bot(call.bot)
    return True


def get_chat_menu_button(call: Call) -> dict[str, Any]:
    buttons = call.bot.menu_buttons
    found = buttons.get(str(call.params.get("chat_id") or "")) or {"type": "default"}
    if found["type"] == "default":
        found = buttons.get("") or found
    return found if found["type"] != "default" else {"type": "commands"}


METHODS = {
    "setMyCommands": set_my_commands,
    "deleteMyCommands": delete_my_commands,
    "getMyCommands": get_my_commands,
    "setMyName": set_my_name,
    "getMyName": get_my_name,
    "setMyDescription": set_my_description,
    "getMyDescription": get_my_description,
    "setMyShortDescription": set_my_short_description,
    "getMyShortDescription": get_my_short_description,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
