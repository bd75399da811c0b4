"""The control interface: people, clock, faults, calls. The page uses it, and so do tests and experiments."""

from typing import Any

from aiohttp import web

from bot.playground import acts, updates
from bot.playground.chats import BOT_NAME, BOT_USERNAME, Chat, Person
from bot.playground.checking import NAMES, read_json
from bot.playground.world import FIRST_PERSON, Playground

WORLD = web.AppKey("world", Playground)
LARGEST_ID = 1 << 52


class Wrong(Exception):
    """A control request that can't be done: a status and a sentence."""

    def __init__(self, sentence: str, status: int = 400, **more: Any) -> None:
        super().__init__(sentence)
        self.status = status
        self.body = {"error": sentence, **more}


async def given(request: web.Request) -> dict[str, Any]:
    try:
        order = read_json(await request.read() or b"{}")
    except ValueError:
        raise Wrong("The body must be JSON.") from None
    if not isinstance(order, dict):
        raise Wrong("The body must be a JSON object.")
    return order


def whole(value: Any, name: str) -> int:
    try:
        if isinstance(value, bool):
            raise ValueError
        return int(value)
    except (TypeError, ValueError):
        raise Wrong(f"{name} must be a whole number.") from None


def number(value: Any, name: str) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise Wrong(f"{name} must be a number.") from None


def part(order: dict[str, Any], name: str) -> dict[str, Any]:
    """The object of that name in the order."""
    inner = order.get(name)
    if not isinstance(inner, dict):
        raise Wrong(f"{name} must be an object.")
    return inner


def person_shown(world: Playground, person: Person) -> dict[str, Any]:
    return {**person, "blocked": world.chats[person["id"]].blocked}


async def list_people(request: web.Request) -> dict[str, Any]:
    world = request.app[WORLD]
    return {"people": [person_shown(world, world.people[id]) for id in sorted(world.people)]}


async def add_people(request: web.Request) -> dict[str, Any]:
    """One person, or many at once as `{"people": [...]}`. `started`: they have spoken to the bot already."""
    world = request.app[WORLD]
    order = await given(request)
    if "people" in order:
        if not isinstance(order["people"], list) or not all(isinstance(one, dict) for one in order["people"]):
            raise Wrong("people must be a list of objects.")
        return {"people": [add_person(world, one) for one in order["people"]]}
    return add_person(world, order)


LONGEST_NAME = 64
LONGEST_LANGUAGE = 35


def add_person(world: Playground, order: dict[str, Any]) -> dict[str, Any]:
    first_name = order.get("first_name")
    if not isinstance(first_name, str) or not first_name.strip():
        raise Wrong("A person needs a first_name.")
    if len(first_name) > LONGEST_NAME:
        raise Wrong(f"A first_name has at most {LONGEST_NAME} characters, as in Telegram.")
    id = whole(order["id"], "id") if order.get("id") is not None else FIRST_PERSON + world.number()
    if not 0 < id < LARGEST_ID:
        raise Wrong("A person's id is above zero and has at most 52 bits.")
    if id in world.bots:
        raise Wrong(f"{id} is the bot's own id.")
    language = order.get("language_code", "es")
    if not isinstance(language, str) or len(language) > LONGEST_LANGUAGE:
        raise Wrong("language_code is a short text such as es, en or pt-br; empty where Telegram says nothing.")
    person: Person = {"id": id, "first_name": first_name.strip(), "language_code": language}
    for name in ("last_name", "username"):
        if order.get(name):
            person[name] = str(order[name])
    world.add_person(person)
    if order.get("started"):
        world.chats[id].started = True
    return person_shown(world, person)


def group_shown(world: Playground, chat: Chat) -> dict[str, Any]:
    return {**world.chat_object(chat), "members": chat.members}


async def list_groups(request: web.Request) -> dict[str, Any]:
    world = request.app[WORLD]
    return {"groups": [group_shown(world, chat) for chat in world.chats.values() if chat.type != "private"]}


async def add_group(request: web.Request) -> dict[str, Any]:
    world = request.app[WORLD]
    order = await given(request)
    kind = order.get("type", "group")
    if kind not in ("group", "supergroup"):
        raise Wrong("A group's type is group or supergroup.")
    members = [whole(id, "A member") for id in order.get("members", [])]
    unknown = [id for id in members if id not in world.people]
    if unknown:
        raise Wrong(f"Nobody here has the id {unknown[0]}.", 404)
    forum = bool(order.get("forum")) and kind == "supergroup"
    chat = acts.add_group(world, str(order.get("title") or "Grupo"), kind, forum, members)
    return group_shown(world, chat)


async def clock(request: web.Request) -> dict[str, Any]:
    world = request.app[WORLD]
    if request.method == "POST":
        order = await given(request)
        try:
            if "now" in order:
                world.clock.move_to(str(order["now"]))
            elif "advance" in order:
                world.clock.advance(float(order["advance"]))
            else:
                raise Wrong('Say {"now": "2026-12-01T10:00:00Z"} or {"advance": seconds}.')
        except (ValueError, TypeError, OverflowError):
            raise Wrong("now is an ISO 8601 moment, advance a number of seconds.") from None
        world.save()
        world.touch()
    return {"now": world.clock.iso(), "offset": world.clock.offset}


async def add_fault(request: web.Request) -> dict[str, Any]:
    order = await given(request)
    method = str(order.get("method", "*"))
    if method != "*":
        if method.lower() not in NAMES:
            raise Wrong(f"The Bot API has no method {method}.")
        order["method"] = NAMES[method.lower()]
    if order.get("chat_id") is not None:
        order["chat_id"] = whole(order["chat_id"], "chat_id")
    if order.get("retry_after") is not None:
        order["retry_after"] = whole(order["retry_after"], "retry_after")
    try:
        request.app[WORLD].faults.add(order)
    except ValueError as wrong:
        raise Wrong(str(wrong)) from None
    return {"faults": request.app[WORLD].faults.listed()}


async def list_faults(request: web.Request) -> dict[str, Any]:
    return {"faults": request.app[WORLD].faults.listed()}


async def clear_faults(request: web.Request) -> dict[str, Any]:
    request.app[WORLD].faults.clear()
    return {"faults": []}


async def list_calls(request: web.Request) -> dict[str, Any]:
    calls = request.app[WORLD].calls
    query = request.query
    limit = whole(query.get("limit", 100), "limit")
    after = whole(query.get("after", 0), "after")
    found = calls.newest(query.get("method", ""), query.get("chat_id", ""), limit, after)
    return {"calls": found, "total": calls.total}


async def clear_calls(request: web.Request) -> dict[str, Any]:
    request.app[WORLD].calls.clear()
    return {"calls": []}


async def state(request: web.Request) -> dict[str, Any]:
    world = request.app[WORLD]
    bots = [
        {
            "id": bot.id,
            "name": bot.names.get("", BOT_NAME),
            "username": BOT_USERNAME,
            "webhook": bot.webhook.get("url") or None,
            "polling": updates.is_listening(bot),
            "pending": len(bot.updates),
        }
        for bot in world.bots.values()
        if bot.id != updates.NOBODY
    ]
    waiting = len(world.bot(updates.NOBODY).updates) if updates.NOBODY in world.bots else 0
    return {
        "bots": bots,
        "people": len(world.people),
        "groups": len(world.chats) - len(world.people),
        "waiting": waiting,
        "revision": world.revision,
        "rate_factor": world.limits.factor,
    }


ROUTES = [
    ("GET", "/playground/people", list_people),
    ("POST", "/playground/people", add_people),
    ("GET", "/playground/groups", list_groups),
    ("POST", "/playground/groups", add_group),
    ("GET", "/playground/clock", clock),
    ("POST", "/playground/clock", clock),
    ("POST", "/playground/faults", add_fault),
    ("GET", "/playground/faults", list_faults),
    ("DELETE", "/playground/faults", clear_faults),
    ("GET", "/playground/calls", list_calls),
    ("DELETE", "/playground/calls", clear_calls),
    ("GET", "/playground/state", state),
]
