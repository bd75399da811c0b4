"""What can be said, as plain values that know no Telegram.

Text is HTML as Telegram understands it: built with `bot.i18n`, where every value is escaped. Labels and toasts are
plain text, so a marked-up string is unescaped as it becomes one.
"""

from dataclasses import dataclass, field

from markupsafe import Markup

from bot.addresses import Address


def plain(text: str) -> str:
    """The text without markup or character entities, for places that show none."""
    return text.striptags() if isinstance(text, Markup) else text


@dataclass(frozen=True)
class Button:
    """A label and either an address of ours or a link."""

    label: str
    to: Address | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", plain(self.label))


@dataclass(frozen=True)
class File:
    """A small document made by us (a calendar file): its content travels with the letter."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Screen:
    """One message: HTML text, rows of buttons below it, perhaps a document."""

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    file: File | None = None
    kept: bool = False
    """Something to scroll back to (a seat, a place in line): its buttons open a new message instead of changing it."""


@dataclass(frozen=True)
class Show:
    """Change the message that was tapped; a new message where nothing was tapped."""

    screen: Screen


@dataclass(frozen=True)
class Send:
    """A new message: something to scroll back to."""

    screen: Screen


@dataclass(frozen=True)
class Toast:
    """The answer to a tap; at most 200 characters reach the person."""

    text: str = ""
    alert: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", plain(self.text)[:200])


Saying = Show | Send | Toast


@dataclass
class Said:
    """What a turn has decided to say, in order. Nothing reaches Telegram before the turn's commit."""

    sayings: list[Saying] = field(default_factory=list)

    def show(self, screen: Screen) -> None:
        self.sayings.append(Show(screen))

    def send(self, screen: Screen) -> None:
        self.sayings.append(Send(screen))

    def toast(self, text: str, *, alert: bool = False) -> None:
        self.sayings.append(Toast(text, alert))
