"""Addresses in texts and buttons: which ones Telegram accepts, how it writes them, and its own `tg:` links."""

import ipaddress
import re

SPACES = " \t\r\n\0\v"
PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_!$,~*'();&+=")
HEX = frozenset("0123456789abcdefABCDEF")
LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
CANONICAL = re.compile(r"0|-?[1-9][0-9]*", re.ASCII)
LARGEST_USER = (1 << 40) - 1


def lowered(text: str) -> str:
    """Only A-Z: Telegram's library compares bytes."""
    return text.lower() if text.isascii() else text.translate(LOWER)


def integer(text: str, bits: int = 64) -> int | None:
    """The number, or None when it is written in any other way than a number is printed."""
    if not CANONICAL.fullmatch(text) or len(text) > 20:
        return None
    value = int(text)
    return value if -(1 << (bits - 1)) <= value < 1 << (bits - 1) else None


def checked(link: str) -> str:
    """The address as Telegram keeps it. ValueError with its reason when it refuses it."""
    start = lowered(link[:8])
    for scheme in ("tg:", "ton:", "tonsite:"):
        if start.startswith(scheme):
            rest = link[len(scheme) :]
            return _own(scheme[:-1], rest.removeprefix("//"))
    protocol, userinfo, host, port, query, ipv6 = _parse(link)
    if "." not in host and not ipv6:
        raise ValueError("Wrong HTTP URL")
    place = f"{userinfo}@{host}" if userinfo else host
    return f"{protocol}://{place}{f':{port}' if port else ''}{query}"


def checked_or_none(link: str) -> str | None:
    try:
        return checked(link)
    except ValueError:
        return None


def _own(scheme: str, link: str) -> str:
    protocol, userinfo, host, port, query, ipv6 = _parse(link)
    if lowered(link[:7]) == "http://" or protocol == "https" or userinfo or port or ipv6:
        raise ValueError(f"Wrong {'tg' if scheme == 'tg' else 'ton'} URL")
    allowed = "-_." if scheme == "tonsite" else "-_"
    if any(not (char.isascii() and char.isalnum()) and char not in allowed for char in host):
        raise ValueError("Unallowed characters in URL host")
    return f"{scheme}://{host}{query[1:] if query[1:2] == '?' else query}"


def _parse(url: str) -> tuple[str, str, str, int, str, bool]:
    """Protocol, userinfo, host, port (0: none given), path with query, and whether the host is IPv6."""
    match = re.match(r"([^:/?#@\[\]]*)://", url)
    protocol = "http"
    if match:
        protocol = lowered(match.group(1))
        if protocol not in ("http", "https"):
            raise ValueError("Unsupported URL protocol")
        url = url[match.end() :]
    end = next((place for place, char in enumerate(url) if char in "/?#"), len(url))
    place, query = url[:end], url[end:].rstrip(SPACES)
    colon = len(place) - 1
    while colon > 0 and place[colon] not in ":]@":
        colon -= 1
    port = 0
    if colon > 0 and place[colon] == ":":
        digits = place[colon + 1 :]
        digits = digits.lstrip("0") or digits[-1:]
        port = integer(digits, 32) or -1
        place = place[:colon]
    if not 0 <= port <= 65535:
        raise ValueError("Wrong port number specified in the URL")
    userinfo, _, host = place.rpartition("@")
    ipv6 = host.startswith("[") and host.endswith("]") and len(host) > 1
    if ipv6:
        try:
            ipaddress.IPv6Address(host[1:-1])
        except ValueError:
            raise ValueError("Wrong IPv6 address specified in the URL") from None
    if not host:
        raise ValueError("URL host is empty")
    if host == ".":
        raise ValueError("Host is invalid")
    host = lowered(host)
    if not ipv6:
        _check_part(host, "host", PLAIN)
        _check_part(userinfo, "userinfo", PLAIN | {":"})
    query = query if query.startswith("/") else "/" + query
    query = "".join(f"%{ord(char):02X}" if char <= " " else char for char in query)
    return protocol, userinfo, host, port, query, ipv6


def _check_part(part: str, name: str, allowed: frozenset[str]) -> None:
    place = 0
    while place < len(part):
        char = part[place]
        if char == "%":
            if not (len(part) > place + 2 and part[place + 1] in HEX and part[place + 2] in HEX):
                raise ValueError(f"Wrong percent-encoded symbol in URL {name}")
            place += 2
        elif char not in allowed and char.isascii():
            raise ValueError(f"Disallowed character in URL {name}")
        place += 1


def _own_query(url: str, host: str) -> dict[str, str] | None:
    """The parameters of `tg://host?...`; the first of a name counts."""
    small = lowered(url[: len(host) + 6])
    if not small.startswith("tg:"):
        return None
    url = url[3:].removeprefix("//")
    if lowered(url[: len(host)]) != host:
        return None
    url = url[len(host) :]
    if url and url[0] not in "/?#":
        return None
    url = url.removeprefix("/")
    if not url.startswith("?"):
        return None
    query: dict[str, str] = {}
    for parameter in url[1:].split("#")[0].split("&"):
        key, _, value = parameter.partition("=")
        query.setdefault(key, value)
    return query


def user_id(url: str) -> int | None:
    """Whom `tg://user?id=...` means."""
    query = _own_query(lowered(url), "user")
    found = integer(query["id"]) if query and "id" in query else None
    return found if found and 0 < found <= LARGEST_USER else None


def custom_emoji_id(url: str) -> str | None:
    query = _own_query(url, "emoji")
    found = integer(query["id"]) if query and "id" in query else None
    return str(found) if found else None


def date_time(url: str) -> tuple[int, str] | None:
    """The moment and format of `tg://time?unix=...&format=...`."""
    query = _own_query(url, "time")
    if query is None or "unix" not in query:
        return None
    moment = integer(query["unix"], 32)
    form = query.get("format", "")
    return (moment, form) if moment and moment > 0 and is_date_format(form) else None


def is_date_format(form: str) -> bool:
    return form in ("r", "R") or set(form) <= set("tTdDwW")
