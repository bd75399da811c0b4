"""An address on the web that somebody shows their work at. It is read, never opened."""

import ipaddress
import re
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from bot.errors import BadAnswer
from bot.services.names import visible
from bot.services.official.known import suffixes

LONGEST: Final = 500
_EMAIL: Final = re.compile(r"[^\s@/:]+@[^\s@/]+")
_LABEL: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")


def link_from(text: str) -> str:
    """A whole address with http or https, of a host that anybody on the internet can reach by a name.

    Raises BadAnswer: link (it is none, or more than one), email, too_long (`high` characters), or host (a number, a
    machine's own name, an ending that doesn't exist)."""
    if len(text) > 4 * LONGEST:
        raise BadAnswer("too_long", high=LONGEST, count=len(text))
    said = visible(text)
    if _EMAIL.fullmatch(said):
        raise BadAnswer("email")
    said = said if re.match(r"[a-z][a-z0-9+.-]*:(?!\d)", said, re.IGNORECASE) else f"https://{said}"
    # Browsers take a backslash for a slash; what stands before an @ is a name to log in with, not the site.
    if " " in said or "\\" in said:
        raise BadAnswer("link")
    try:
        parts = urlsplit(said)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise BadAnswer("link") from None
    if parts.scheme.casefold() not in ("http", "https") or not host or "@" in parts.netloc:
        raise BadAnswer("link")
    if port not in (None, 80, 443) or not _public(host):
        raise BadAnswer("host")
    if len(said) > LONGEST:
        raise BadAnswer("too_long", high=LONGEST, count=len(said))
    return urlunsplit((parts.scheme.casefold(), _ascii(host), parts.path, parts.query, parts.fragment))


def _public(host: str) -> bool:
    """Whether it is a name below a known public suffix, and no number."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        return False
    name = _ascii(host.rstrip("."))
    labels = name.split(".")
    return (
        len(name) <= 253
        and all(_LABEL.fullmatch(label) for label in labels)
        and len(labels) > 1
        and suffixes().publicsuffix(name, accept_unknown=False) is not None
    )


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode().casefold()
    except UnicodeError:
        return ""
