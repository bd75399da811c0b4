"""What goes on once a call was answered. A turn never waits for Telegram: a call whose answer is needed names its
continuation, and the answer comes back as an inbox row of its own, written together with the call's receipt."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Self

KEY: Final = "answer"
"""What the body of such a row has beside its number; nothing that Telegram sends is called so."""
_FIRST: Final = -(1 << 61)


@dataclass(frozen=True)
class Then:
    """The continuation's name, and what it has to know: JSON, nothing personal but numbers."""

    name: str
    subject: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What became of a call. `post` is its receipt (`delivered`, `uncertain`, `rejected`, `stopped`, `dropped`),
    `result` what Telegram answered, where it did; `moved_to` the new number of a group that moved."""

    letter: int
    name: str
    subject: dict[str, Any]
    post: str
    chat_id: int | None = None
    person_id: int | None = None
    result: Any = None
    reason: str | None = None
    moved_to: int | None = None
    repeated: bool = False
    """A process died while the call was under way, and it was made again: it may have been done twice."""

    @property
    def done(self) -> bool:
        return self.post == "delivered"

    @property
    def update_id(self) -> int:
        """Its number in the inbox: below Telegram's, so that it is handled first, and growing with the letter's."""
        return _FIRST + self.letter

    def body(self) -> dict[str, Any]:
        return {"update_id": self.update_id, KEY: asdict(self)}

    @classmethod
    def of(cls, raw: Any) -> Self | None:
        """The answer in an inbox row; None for an update of Telegram's."""
        if not isinstance(raw, Mapping) or KEY not in raw or raw["update_id"] >= 0:
            return None
        return cls(**raw[KEY])
