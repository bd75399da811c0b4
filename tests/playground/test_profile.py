"""Commands by scope and language, names and descriptions."""

import pytest

from tests.playground.speaking import ANA, CASEY, Bot, People


def command(name: str, description: str = "algo") -> dict[str, str]:
    return {"command": name, "description": description}


async def menu(people: People, chat_id: int) -> list[str]:
    return [item["command"] for item in (await people.get(f"chats/{chat_id}"))["menu"]]


async def test_people_see_the_menu_of_their_language(bot: Bot, people: People) -> None:
    await bot.updates()
    await bot.call("setMyCommands", commands=[command("cursos")])
    await bot.call("setMyCommands", commands=[command("courses")], language_code="en")
    assert (await menu(people, ANA), await menu(people, CASEY)) == (["cursos"], ["courses"])


async def test_the_narrowest_scope_counts(bot: Bot, people: People) -> None:
    await bot.updates()
    await bot.call("setMyCommands", commands=[command("todas")])
    await bot.call("setMyCommands", commands=[command("privadas")], scope={"type": "all_private_chats"})
    await bot.call("setMyCommands", commands=[command("personal")], scope={"type": "chat", "chat_id": ANA})
    assert (await menu(people, ANA), await menu(people, CASEY)) == (["personal"], ["privadas"])
    await bot.call("deleteMyCommands", scope={"type": "chat", "chat_id": ANA})
    assert await menu(people, ANA) == ["privadas"]
    group = await people.post("groups", {"title": "Equipo", "members": [ANA]})
    assert await menu(people, group["id"]) == ["todas"]


async def test_commands_are_kept_by_scope_and_language(bot: Bot) -> None:
    await bot.form("setMyCommands", commands=[command("/ayuda", "Ayuda")], language_code="es")
    assert (await bot.call("getMyCommands", language_code="es")).result == [command("ayuda", "Ayuda")]
    assert (await bot.call("getMyCommands")).result == []


@pytest.mark.parametrize(
    ("commands", "error"),
    [
        ([command("Cursos")], "BOT_COMMAND_INVALID"),
        ([command("mis cursos")], "BOT_COMMAND_INVALID"),
        ([command("a" * 33)], "BOT_COMMAND_INVALID"),
        ([command("a", "x" * 257)], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([command("a", " ")], "command description must be non-empty"),
        ([command(f"c{place}") for place in range(101)], "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_wrong_commands_are_refused(bot: Bot, commands: list[dict[str, str]], error: str) -> None:
    assert (await bot.call("setMyCommands", commands=commands)).error == f"Bad Request: {error}"


@pytest.mark.parametrize("what", ["Description", "ShortDescription", "Name"])
async def test_words_about_the_bot_have_languages(bot: Bot, what: str) -> None:
    field = {"Description": "description", "ShortDescription": "short_description", "Name": "name"}[what]
    await bot.call(f"setMy{what}", **{field: "Hola"})
    await bot.call(f"setMy{what}", **{field: "Hello"}, language_code="en")
    assert (await bot.call(f"getMy{what}", language_code="en")).result == {field: "Hello"}
    assert (await bot.call(f"getMy{what}", language_code="fr")).result == {field: "Hola"}
    assert (await bot.call(f"setMy{what}", **{field: "x" * 600})).status == 400
    assert (await bot.call(f"setMy{what}", **{field: "x"}, language_code="español")).status == 400


async def test_the_menu_button_is_kept_by_chat(bot: Bot) -> None:
    await bot.call("setChatMenuButton", chat_id=ANA, menu_button={"type": "commands"})
    assert (await bot.call("getChatMenuButton", chat_id=ANA)).result == {"type": "commands"}
    app = {"type": "web_app", "text": "x", "web_app": {"url": "https://a.mx"}}
    assert (await bot.call("setChatMenuButton", menu_button=app)).status == 501


async def test_people_read_the_description_in_their_language(bot: Bot, people: People) -> None:
    await bot.updates()
    before = await people.get(f"chats/{CASEY}")
    assert before["description"] == ""
    await bot.call("setMyDescription", description="Hola")
    await bot.call("setMyDescription", description="Hello", language_code="en")
    shown = [(await people.get(f"chats/{id}"))["description"] for id in (ANA, CASEY)]
    assert shown == ["Hola", "Hello"]
    assert (await people.get(f"chats/{CASEY}", after=before["revision"], wait=20))["description"] == "Hello"
    group = await people.post("groups", {"title": "Equipo", "members": [ANA]})
    assert (await people.get(f"chats/{group['id']}"))["description"] == ""
