"""The one exception of the playground: a call that Telegram would refuse, with the words Telegram uses."""

from typing import Any


class Refused(Exception):
    """A Bot API error: HTTP status, description and, when there is more to say, parameters (retry_after)."""

    def __init__(self, status: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def bad(text: str) -> Refused:
    return Refused(400, f"Bad Request: {text}")


def forbidden(text: str) -> Refused:
    return Refused(403, f"Forbidden: {text}")


def conflict(text: str) -> Refused:
    return Refused(409, f"Conflict: {text}")


def absent(what: str) -> Refused:
    """Something real Telegram does and the playground does not: said, never pretended."""
    return Refused(501, f"Not Implemented: the playground does not know {what}")


def slow_down(seconds: int) -> Refused:
    return Refused(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
