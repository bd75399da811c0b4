"""News, and what the bot may write unasked."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class AllNews(Address, code="nn"):
    """What is new, at a page counted from 1; of one topic where one is named."""

    page: int = 1
    topic: str = ""


@dataclass(frozen=True)
class NewsAt(Address, code="na"):
    news: int
    topic: str = ""
    """Whose list it was opened from; nothing for the one of all news."""


@dataclass(frozen=True)
class Following(Address, code="fo"):
    """Which topics one follows or has muted."""


@dataclass(frozen=True)
class Follow(Address, code="ft"):
    """`how` is `follow`, `mute` or `neither`. It was tapped under the card of `news`, opened from the topic's list
    where `listed` is 1; under that list itself where there is no `news`; else where all topics are."""

    topic: str
    how: str
    news: int = 0
    listed: int = 0


@dataclass(frozen=True)
class Notices(Address, code="ns"):
    """What the bot may write unasked, and when."""


@dataclass(frozen=True)
class Allow(Address, code="nm"):
    """A kind of notice on (1) or off (0); `asked` is 0 where it was tapped under the notice itself."""

    kind: str
    on: int
    asked: int = 1


@dataclass(frozen=True)
class HowMany(Address, code="nq"):
    """At most so many unasked messages a week; 99 to be shown the choices."""

    weekly: int


@dataclass(frozen=True)
class DigestAt(Address, code="dh"):
    """The hour of the digest, 0 to 23 on the local clock; -1 for none, 99 to be shown the choices. Then it goes on
    where one's topics are if `followed` is 1, else to the notices."""

    hour: int
    followed: int = 0
