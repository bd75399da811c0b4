"""What is said outside a turn, as a letter: at once, in the line of its chat."""

from datetime import datetime

from bot.courier.calls import render, write
from bot.models import Letter, Priority
from bot.screen import Copy, Put, Rewrite, Topic


def letter(saying: Put | Copy | Rewrite | Topic, *, now: datetime) -> Letter:
    call = write(render(saying, chat_id=saying.chat_id, tapped=None, callback_id=None))
    made = Letter(
        priority=Priority.REPLY, kind="reply", chat_id=saying.chat_id, person_id=saying.person_id, call=call, due_at=now
    )
    if saying.then is not None:
        made.then, made.subject = saying.then.name, saying.then.subject
    return made
