"""A pack's news as the columns of their rows."""

from typing import Any

from bot.packs.schema import News


def news_fields(packed: News) -> dict[str, Any]:
    """Everything but the key and when it was loaded."""
    return {
        "title": {"es": packed.title.es, "en": packed.title.en},
        "body": {"es": packed.body.es, "en": packed.body.en},
        "topics": list(packed.topics),
        "published": packed.published,
        "expires": packed.expires,
        "sensitive": packed.sensitive,
        "sources": list(packed.sources),
        "illustrative_fields": list(packed.illustrative_fields),
    }
