"""Talking to a person of the institution."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class TalkToPerson(Address, code="typ"):
    """`about`: from which screen."""

    about: str = ""


@dataclass(frozen=True)
class EndTalk(Address, code="tye"):
    """The person ends their own."""


@dataclass(frozen=True)
class GoOnTalking(Address, code="tyg"):
    """There is something else."""


@dataclass(frozen=True)
class CloseThread(Address, code="zx"):
    """A colleague ends it, in its topic."""

    thread: int


@dataclass(frozen=True)
class TakeThread(Address, code="zk"):
    """A colleague answers from now on, beginning with what they just wrote."""

    thread: int
    message: int
