"""Going on once a call was answered: the answer is an inbox row, and its turn has a transaction like any other."""

from collections.abc import Awaitable, Callable, Mapping

import structlog

from bot.continuation import Answer
from bot.turn import Turn

log = structlog.get_logger()

Continuation = Callable[[Turn, Answer], Awaitable[None]]
"""Called with whoever the call was made for; a person without an id where that is nobody, or somebody erased."""
Continuations = Mapping[str, Continuation]


async def resume(turn: Turn, answer: Answer, continuations: Continuations) -> None:
    """Hand the answer to its continuation. One that this version doesn't know is as good as heard."""
    continuation = continuations.get(answer.name)
    if continuation is None:
        log.warning("nobody waits for this answer", name=answer.name)
        return
    await continuation(turn, answer)
