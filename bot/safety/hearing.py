import re

from bot.safety.finding import Finding, Level, Topic

_FIRST = re.compile(r"quiero (morir|matarme|suicidarme)|no quiero vivir|(want to die|kill myself)", re.I)


def listen(text: str) -> Finding | None:
    """The worst thing in the text, or None for ordinary text. Never raises; linear in the length of the text."""
    found = _FIRST.search(text)
    if not found:
        return None
    return Finding(Level.DANGER, Topic.SUICIDE, False, "en" if found[2] else "es", "first-words")
