"""What somebody wrote, the crisis floor misread and they want taken as it was meant.

The floor's card answers that message, and Telegram shows the answered message beside every tap below it. So nothing has
to be remembered for this; it works after a restart too.
"""

from collections.abc import Mapping
from typing import Any, Final

from bot.addresses import UseWritten

_FIRST: Final = -(1 << 60)
"""Below the numbers of everything else that is in the inbox without having come as an update."""
_TAP: Final = str(UseWritten())


def meant(raw: Mapping[str, Any]) -> dict[str, Any] | None:
    """The message of a tap on *Use what I wrote*, as an update of its own; the same tap gives the same update. None for
    every other update, and where somebody taps below another one's message."""
    tap = raw.get("callback_query")
    if not isinstance(tap, Mapping) or tap.get("data") != _TAP:
        return None
    shown, sender = tap.get("message"), tap.get("from")
    written = shown.get("reply_to_message") if isinstance(shown, Mapping) else None
    if not isinstance(written, Mapping) or not isinstance(sender, Mapping):
        return None
    writer, chat = written.get("from"), written.get("chat")
    if not isinstance(writer, Mapping) or writer.get("id") != sender.get("id") or not isinstance(chat, Mapping):
        return None
    return {"update_id": _FIRST - raw["update_id"], "message": written} if chat.get("type") == "private" else None
