"""What can be said, as plain values that know no Telegram.

Text is HTML as Telegram understands it: built with `bot.i18n`, where every value is escaped. Labels and toasts are
plain text, so a marked-up string is unescaped as it becomes one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from bot.addresses import Address
from bot.continuation import Then


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
class Drawing:
    """A picture as a recipe: the courier draws it when it is said. `values` are JSON, their texts plain."""

    recipe: str
    values: dict[str, Any]

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", _unmarked(self.values))


@dataclass(frozen=True)
class Document:
    """A file as a recipe, made of what is in the database right before it is said: no letter holds it. `values` are
    ids. `instead` (HTML) is said where it is gone by then. What is `protected` can't be forwarded or saved; a
    `picture` is shown rather than offered."""

    recipe: str
    values: dict[str, Any]
    instead: str
    protected: bool = False
    picture: bool = False


def _unmarked(value: Any) -> Any:
    """The same JSON without markup."""
    match value:
        case str():
            return plain(value)
        case dict():
            return {name: _unmarked(one) for name, one in value.items()}
        case list() | tuple():
            return [_unmarked(one) for one in value]
    return value


@dataclass(frozen=True)
class Pin:
    """A place on the map, in degrees, with its name and address."""

    latitude: float
    longitude: float
    title: str
    address: str


@dataclass(frozen=True)
class Piece:
    """One message that a colleague wrote, as it is said to somebody. `kind` is Telegram's: `text`, `photo`, `video`,
    `animation`, `document`, `audio`, `voice`, `video_note` or `poll`. What it says is plain text with `entities`
    (offsets in UTF-16 units) or, where `html` isn't empty, that. `poll`: its options and how it is answered; the text
    is its question."""

    kind: str
    text: str = ""
    entities: tuple[dict[str, Any], ...] = ()
    html: str = ""
    file_id: str = ""
    hidden: bool = False
    """A picture under a veil until it is tapped."""
    poll: dict[str, Any] | None = None


@dataclass(frozen=True)
class Composed:
    """What a colleague wrote, instead of a screen's text: one message, or an album of up to ten. Buttons stand below
    the message; an album takes none, so they come after it, below the screen's text."""

    pieces: tuple[Piece, ...]
    paid: bool = False
    """Whether Telegram may take Stars for saying it faster than is free."""

    @property
    def is_album(self) -> bool:
        return len(self.pieces) > 1


@dataclass(frozen=True)
class Ask:
    """A button of the phone's own keyboard that shares where the person is; below it one that goes back. The keyboard
    stays until a screen with `unasks` comes."""

    location: str
    back: str


@dataclass(frozen=True)
class Screen:
    """One message: HTML text, rows of buttons below it, perhaps a document, a picture or a place."""

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    file: File | None = None
    drawing: Drawing | None = None
    """A picture above the text, which is its caption; shown as a new message, and its buttons open new ones."""
    document: Document | None = None
    """A file with the text below it; its buttons open new messages."""
    pin: Pin | None = None
    """A place on the map instead of the text."""
    composed: Composed | None = None
    """Somebody's own words or files instead of the text; always a new message, and its buttons open new ones."""
    ask: Ask | None = None
    unasks: bool = False
    """Takes away the keyboard that `ask` brought; such a screen has no rows."""
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


@dataclass(frozen=True)
class Card:
    """Something to send to any chat, found by typing the bot's name there. `screen` has links only: where it is read,
    nobody's taps are ours."""

    id: str
    title: str
    line: str
    screen: Screen

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", plain(self.title))
        object.__setattr__(self, "line", plain(self.line))


@dataclass(frozen=True)
class Offer:
    """The answer to an inline query: at most 50 cards."""

    query_id: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Menu:
    """The commands that one private chat shows beside its text field; none: the same as everybody's."""

    chat_id: int
    commands: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Erase:
    """Delete both sides' messages of this private chat, as far back as Telegram lets a bot."""


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """Said in another chat than the one that is being answered. `person_id`: on whose behalf; it goes when they are
    erased. `then` hears what became of it."""

    chat_id: int
    person_id: int | None = None
    then: Then | None = None


@dataclass(frozen=True, kw_only=True)
class Place(Elsewhere):
    """Something new there: in one topic of a forum, in answer to a message. What is `protected` can't be forwarded or
    saved by whoever reads it."""

    topic_id: int | None = None
    reply_to: int | None = None
    protected: bool = False


@dataclass(frozen=True, kw_only=True)
class Put(Place):
    screen: Screen


@dataclass(frozen=True, kw_only=True)
class Copy(Place):
    """Messages of another chat, as they are and without their author; several are an album."""

    from_chat_id: int
    message_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Rewrite(Elsewhere):
    """The words of a message that was said there before; `entities` are Telegram's, as they came."""

    message_id: int
    text: str
    entities: tuple[dict[str, Any], ...] = ()
    caption: bool = False


@dataclass(frozen=True, kw_only=True)
class Topic(Elsewhere):
    """Something done to a topic of a forum. `act`: create (by `name`), close, reopen or delete."""

    act: str
    topic_id: int | None = None
    name: str = ""


Saying = Show | Send | Toast | Offer | Menu | Erase | Put | Copy | Rewrite | Topic


@dataclass
class Said:
    """What a turn has decided to say, in order. Nothing reaches Telegram before the turn's commit."""

    sayings: list[Saying] = field(default_factory=list)

    def show(self, screen: Screen) -> None:
        self.sayings.append(Show(screen))

    def send(self, screen: Screen) -> None:
        self.sayings.append(Send(screen))

    def offer(self, query_id: str, cards: Sequence[Card]) -> None:
        self.sayings.append(Offer(query_id, tuple(cards)))

    def menu(self, menu: Menu) -> None:
        self.sayings.append(menu)

    def erase(self) -> None:
        self.sayings.append(Erase())

    def elsewhere(self, *sayings: Put | Copy | Rewrite | Topic) -> None:
        self.sayings.extend(sayings)

    def toast(self, text: str, *, alert: bool = False) -> None:
        self.sayings.append(Toast(text, alert))
