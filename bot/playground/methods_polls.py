"""Polls and dice: sending, voting, stopping."""

import random
from typing import Any

from bot.playground import updates
from bot.playground.chats import Chat, Message
from bot.playground.entities import Entity, length
from bot.playground.errors import absent, bad
from bot.playground.methods_edits import own_message_to_edit
from bot.playground.sending import Call, chat_of, deliver
from bot.playground.texts import formatted
from bot.playground.world import Playground

QUESTION_LIMIT, OPTION_LIMIT, OPTIONS_LIMIT, EXPLANATION_LIMIT = 300, 100, 12, 200
UNKNOWN = (
    "media", "explanation_media", "allow_adding_options", "shuffle_options", "hide_results_until_closes",
    "members_only", "country_codes", "open_period", "close_date", "description",
)  # fmt: skip
DICE = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}


def _words(call: Call, params: dict[str, Any], name: str, limit: int, marks: str | None = None) -> dict[str, Any]:
    """A short text of a poll with its entities."""
    mode, given = params.get(f"{name}_parse_mode"), params.get(f"{name}_entities")
    text, entities = formatted(params[name], mode, given, call.world.people)
    if not text:
        raise bad(f"poll {name} must be non-empty")
    if length(text) > limit:
        raise bad(f"poll {name} length must not exceed {limit}")
    fields: dict[str, Any] = {name: text}
    # Questions and options carry no style, only custom emoji; explanations carry all.
    kept: list[Entity] = [e for e in entities if name == "explanation" or e["type"] == "custom_emoji"]
    if kept:
        fields[marks or f"{name}_entities"] = kept
    return fields


def send_poll(call: Call) -> Message:
    params = call.params
    for name in UNKNOWN:
        if params.get(name):
            raise absent(f'the parameter "{name}" of polls')
    kind = params.get("type") or "regular"
    if kind not in ("regular", "quiz"):
        raise bad("unsupported poll type specified")
    options = params["options"]
    if not 1 <= len(options) <= OPTIONS_LIMIT:
        raise bad(
            "poll must have at least 1 option" if not options else f"poll can't have more than {OPTIONS_LIMIT} options"
        )
    if any(option.get("media") for option in options):
        raise absent("pictures in the options of polls")
    poll: dict[str, Any] = {
        "id": str(call.world.number()),
        **_words(call, params, "question", QUESTION_LIMIT),
        "options": [
            {"persistent_id": str(place), **_words(call, option, "text", OPTION_LIMIT), "voter_count": 0}
            for place, option in enumerate(options)
        ],
        "total_voter_count": 0,
        "is_closed": params.get("is_closed", False),
        "is_anonymous": params.get("is_anonymous", True),
        "type": kind,
        "allows_multiple_answers": params.get("allows_multiple_answers", False) and kind == "regular",
        "allows_revoting": params.get("allows_revoting", kind == "regular"),
        "members_only": False,
    }
    if kind == "quiz":
        correct = params.get("correct_option_ids")
        if not correct or any(not 0 <= place < len(options) for place in correct):
            raise bad("wrong correct option ID specified")
        poll["correct_option_ids"] = correct
        if params.get("explanation"):
            poll.update(_words(call, params, "explanation", EXPLANATION_LIMIT))
    return deliver(call, chat_of(call), {"poll": poll})


def stop_poll(call: Call) -> dict[str, Any]:
    chat, message = own_message_to_edit(call)
    if "poll" not in message:
        raise bad("message with poll to stop not found")
    if message["poll"]["is_closed"]:
        raise bad("poll has already been closed")
    poll: dict[str, Any] = {**message["poll"], "is_closed": True}
    call.world.message_changed(chat, {**message, "poll": poll})
    updates.emit(call.world, "poll", poll, call.bot)
    return poll


def vote(world: Playground, chat: Chat, person_id: int, message: Message, chosen: list[int]) -> Message:
    """A person's vote, or its withdrawal with no options. ValueError says why it can't be."""
    poll = message.get("poll")
    if poll is None:
        raise ValueError("There is no poll in this message.")
    if poll["is_closed"]:
        raise ValueError("The poll is closed.")
    if any(not 0 <= place < len(poll["options"]) for place in chosen) or len(set(chosen)) != len(chosen):
        raise ValueError("The poll has no such option.")
    if len(chosen) > 1 and not poll["allows_multiple_answers"]:
        raise ValueError("This poll takes one answer.")
    votes = chat.votes.setdefault(poll["id"], {})
    if str(person_id) in votes and not poll["allows_revoting"]:
        raise ValueError("This poll takes no second answer.")
    if chosen:
        votes[str(person_id)] = chosen
    else:
        votes.pop(str(person_id), None)
    counts = [sum(place in one for one in votes.values()) for place in range(len(poll["options"]))]
    options = [{**option, "voter_count": count} for option, count in zip(poll["options"], counts, strict=True)]
    poll = {**poll, "options": options, "total_voter_count": len(votes)}
    changed = {**message, "poll": poll}
    world.save_chat(chat)
    world.message_changed(chat, changed)
    bot = world.bots.get(message["from"]["id"])
    if bot is not None:
        updates.emit(world, "poll", poll, bot)
        if not poll["is_anonymous"]:
            ids = [options[place]["persistent_id"] for place in chosen]
            answer = {"poll_id": poll["id"], "user": world.user(person_id), "option_ids": chosen}
            updates.emit(world, "poll_answer", {**answer, "option_persistent_ids": ids}, bot)
    return changed


def send_dice(call: Call) -> Message:
    emoji = call.params.get("emoji") or "🎲"
    if emoji not in DICE:
        raise bad("unsupported dice emoji specified")
    return deliver(call, chat_of(call), {"dice": {"emoji": emoji, "value": random.randint(1, DICE[emoji])}})


METHODS = {
    "sendPoll": send_poll,
    "stopPoll": stop_poll,
    "sendDice": send_dice,
}
