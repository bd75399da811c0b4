"""What colleagues type about an application: to each other, and to its applicant."""

import regex

from bot.errors import CantReview
from bot.services.names import unpiled, visible


def written(text: str, most: int, *, application_id: int = 0) -> str:
    """Cleaned, its lines kept. Raises CantReview: empty, or too_long (`most` characters are too few for it)."""
    lines = [unpiled(visible(line)) for line in text.splitlines()]
    said = regex.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    if not said:
        raise CantReview("empty", application_id)
    if len(regex.findall(r"\X", said)) > most:
        raise CantReview("too_long", application_id, count=most)
    return said
