"""What the bot knows about a person, and moving it to another account."""

from dataclasses import dataclass

from bot.addresses.base import Address


@dataclass(frozen=True)
class Profile(Address, code="pf"):
    pass


@dataclass(frozen=True)
class Known(Address, code="kn"):
    """Everything stored about the person, why and since when, at a page counted from 1."""

    page: int = 1


@dataclass(frozen=True)
class EditField(Address, code="ef"):
    """One thing that is known. `page`: of the list it was opened from; 0 for the profile."""

    field: str
    page: int = 0


@dataclass(frozen=True)
class SetField(Address, code="sf"):
    field: str
    value: str
    page: int = 0


@dataclass(frozen=True)
class ClearField(Address, code="cf"):
    field: str
    page: int = 0


@dataclass(frozen=True)
class ChangeBirthDate(Address, code="bc"):
    """Put down the birth date that was typed, and leave the courses that it doesn't fit. `mark` tells which date."""

    mark: str


@dataclass(frozen=True)
class ShareLocation(Address, code="pl"):
    """Bring the phone's own keyboard that tells where one is."""

    page: int = 0


@dataclass(frozen=True)
class ChangeAccount(Address, code="ca"):
    """How to go on with another Telegram account."""


@dataclass(frozen=True)
class NewAccountLink(Address, code="cl"):
    """Make the single-use link."""


@dataclass(frozen=True)
class BringHere(Address, code="ch"):
    """The new account says yes."""

    change: int


@dataclass(frozen=True)
class LetGo(Address, code="cg"):
    """The old account says yes (1) or no (0)."""

    change: int
    yes: int
