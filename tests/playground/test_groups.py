"""Groups, forums and their topics."""

from tests.playground.speaking import ANA, BETO, CASEY, Bot, People, buttons


async def group(people: People, **more: object) -> int:
    order = {"title": "Equipo", "type": "supergroup", "members": [ANA, BETO], **more}
    return int((await people.post("groups", order))["id"])


async def test_a_bot_learns_that_it_was_added(bot: Bot, people: People) -> None:
    await bot.updates()
    id = await group(people)
    change = (await bot.updates())[0]["my_chat_member"]
    assert (change["chat"]["id"], change["new_chat_member"]["status"]) == (id, "administrator")


async def test_groups_are_listed_with_their_members(people: People) -> None:
    assert (await people.get("groups"))["groups"] == []
    id = await group(people)
    listed = (await people.get("groups"))["groups"]
    assert listed == [{"id": id, "title": "Equipo", "type": "supergroup", "members": [ANA, BETO]}]
    assert (await people.get("state"))["groups"] == 1


async def test_members_write_and_the_bot_answers(bot: Bot, people: People) -> None:
    id = await group(people)
    await people.write("hola", id, **{"as": BETO})
    message = (await bot.updates())[-1]["message"]
    assert (message["from"]["id"], message["chat"]) == (BETO, {"id": id, "title": "Equipo", "type": "supergroup"})
    await bot.says("hola a todos", id, reply_markup=buttons([("Yo", "yo")]))
    await people.press("Yo", id, **{"as": ANA})
    assert (await bot.updates())[0]["callback_query"]["from"]["id"] == ANA
    assert (await people.sees(id))[0]["sender"] == {"id": BETO, "name": "Beto"}


async def test_supergroups_number_their_messages_themselves(bot: Bot, people: People) -> None:
    id = await group(people)
    await people.write("hola")
    assert (await bot.says("uno", id))["message_id"] == 1
    small = await group(people, type="group")
    assert (await bot.says("dos", small))["message_id"] > 1


async def test_a_bot_asks_who_is_who(bot: Bot, people: People) -> None:
    id = await group(people)
    status = {
        person: (await bot.call("getChatMember", chat_id=id, user_id=person)).result["status"]
        for person in (ANA, BETO, CASEY, 42)
    }
    assert status == {ANA: "creator", BETO: "member", CASEY: "left", 42: "administrator"}
    assert (await bot.call("getChatMemberCount", chat_id=id)).result == 3
    assert [one["user"]["id"] for one in (await bot.call("getChatAdministrators", chat_id=id)).result] == [ANA, 42]
    assert (await bot.call("getChat", chat_id=id)).result["title"] == "Equipo"
    assert (await bot.call("getChatMember", chat_id=ANA, user_id=ANA)).result["status"] == "member"
    assert (await bot.call("getChatMember", chat_id=id, user_id=5)).status == 400


async def test_a_removed_bot_is_told_and_silent(bot: Bot, people: People) -> None:
    await bot.updates()
    id = await group(people)
    await people.send({"block": True, "as": ANA}, id)
    assert (await bot.updates())[-1]["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    answer = await bot.call("sendMessage", chat_id=id, text="x")
    assert (answer.status, answer.error) == (403, "Forbidden: bot was kicked from the supergroup chat")
    await people.write("no te oye", id, **{"as": ANA})
    assert await bot.updates() == []


async def test_topics_begin_change_and_close(bot: Bot, people: People) -> None:
    id = await group(people, forum=True)
    topic = (await bot.call("createForumTopic", chat_id=id, name="Taller")).result
    thread = topic["message_thread_id"]
    assert (topic["name"], topic["icon_color"]) == ("Taller", 0x6FB9F0)
    sent = await bot.says("dentro", id, message_thread_id=thread)
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (thread, True)
    await people.write("aquí", id, message_thread_id=thread, **{"as": ANA})
    assert (await bot.updates())[-1]["message"]["message_thread_id"] == thread
    await bot.call("editForumTopic", chat_id=id, message_thread_id=thread, name="Taller 2")
    await bot.call("closeForumTopic", chat_id=id, message_thread_id=thread)
    chat = await people.get(f"chats/{id}")
    assert [(one["name"], one["closed"]) for one in chat["topics"]] == [("Taller 2", True)]
    services = [message["service"] for message in chat["messages"] if message["service"]]
    assert services == ["forum_topic_created", "forum_topic_edited", "forum_topic_closed"]
    again = await bot.call("closeForumTopic", chat_id=id, message_thread_id=thread)
    assert again.error == "Bad Request: TOPIC_NOT_MODIFIED"
    await bot.call("reopenForumTopic", chat_id=id, message_thread_id=thread)
    await bot.call("deleteForumTopic", chat_id=id, message_thread_id=thread)
    assert (await people.get(f"chats/{id}"))["messages"] == []


async def test_a_message_in_a_topic_answers_its_beginning_and_a_closed_one_is_its_owners(
    bot: Bot, people: People
) -> None:
    id = await group(people, forum=True)
    thread = (await bot.call("createForumTopic", chat_id=id, name="#1")).result["message_thread_id"]
    await people.write("aquí", id, message_thread_id=thread, **{"as": BETO})
    answered = (await bot.updates())[-1]["message"]["reply_to_message"]
    assert answered["forum_topic_created"]["name"] == "#1" and answered["from"]["id"] == 42
    await bot.says("secreto", id, message_thread_id=thread, protect_content=True)
    assert [message["protected"] for message in await people.sees(id)] == [False, False, True]
    await bot.call("closeForumTopic", chat_id=id, message_thread_id=thread)
    assert (await people.send({"text": "x", "message_thread_id": thread, "as": BETO}, id))["status"] == 403
    assert (await people.send({"text": "x", "message_thread_id": thread, "as": ANA}, id))["status"] == 200
    assert (await people.send({"text": "x", "message_thread_id": 99, "as": ANA}, id))["status"] == 404


async def test_topics_need_a_forum_and_must_exist(bot: Bot, people: People) -> None:
    id = await group(people)
    assert (await bot.call("createForumTopic", chat_id=id, name="x")).error == "Bad Request: the chat is not a forum"
    answer = await bot.call("sendMessage", chat_id=id, text="x", message_thread_id=77)
    assert answer.error == "Bad Request: message thread not found"


async def test_somebody_must_speak_in_a_group(people: People) -> None:
    id = await group(people, members=[])
    assert (await people.send({"text": "x"}, id))["status"] == 400
    assert (await people.post("groups", {"title": "x", "members": [5]}))["status"] == 404
    assert (await people.post("groups", {"title": "x", "type": "channel"}))["status"] == 400


async def test_what_is_said_to_one_person_only_says_so_and_has_no_number(bot: Bot, people: People) -> None:
    id = await group(people)
    said = await bot.says("solo tú", id, ephemeral_message_parameters={"receiver_user_id": BETO})
    assert said["message_id"] == 0 and said["receiver_user"]["id"] == BETO and said["ephemeral_message_id"]
    assert [(one["text"], one["only_for"]) for one in await people.sees(id)] == [("solo tú", BETO)]
    for chat, receiver in ((id, CASEY), (ANA, ANA)):
        alone = {"receiver_user_id": receiver}
        refused = await bot.call("sendMessage", chat_id=chat, text="x", ephemeral_message_parameters=alone)
        assert refused.status == 400
