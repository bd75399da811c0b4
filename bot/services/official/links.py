"""Where a link leads: to us, to somebody we know, to somebody who looks like us, or to a stranger.

An address is only read, never opened.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from rapidfuzz.distance import DamerauLevenshtein

from bot.services.official.known import TELLING, Ours, mark_of, skeleton

_TELEGRAM: Final = frozenset({"t.me", "telegram.me", "telegram.dog"})
_SHORT: Final = frozenset(
    {"acortar.link", "bit.ly", "cutt.ly", "goo.gl", "is.gd", "linktr.ee", "n9.cl", "ow.ly", "rb.gy", "rebrand.ly"}
    | {"s.id", "shorturl.at", "t.co", "t.ly", "tiny.cc", "tinyurl.com"}
)
_WHOLE: Final = 10
"""Letters from which on two slips still look the same; a shorter name may have one."""
_HOST: Final = re.compile(r"[^\s/?#]+\.[^\s/?#.]{2,}")


class Leads(StrEnum):
    OURS = "ours"
    PARTNER = "partner"
    LOOKALIKE = "lookalike"
    HIDDEN = "hidden"
    """A shortened address: nobody can see where it leads."""
    ELSEWHERE = "elsewhere"


class Way(StrEnum):
    WEB = "web"
    ACCOUNT = "account"
    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True)
class Link:
    leads: Leads
    host: str
    """As a person reads it: decoded, without `www.`; for Telegram the `@name`; an e-mail address; a number."""
    like: str = ""
    """For a look-alike: which of the known ones it looks like. For a partner: its host (or number) in the pack."""
    payload: str = ""
    """What a link to our bot opens."""
    way: Way = Way.WEB


def host_of(url: str) -> str:
    """The host that a browser would go to, decoded and in small letters; empty where there is none."""
    # Browsers take a backslash for a slash; what stands before an @ is a name to log in with, not the site.
    plain = url.strip().replace("\\", "/")
    plain = plain if "://" in plain[:12] else f"https://{plain}"
    try:
        host = urlsplit(plain).hostname or ""
    except ValueError:
        return ""
    return ".".join(_decoded(part) for part in host.rstrip(".").split(".")).casefold().removeprefix("www.")


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        decoded = label.removeprefix("xn--").encode().decode("punycode")
    except (UnicodeError, ValueError):
        return label
    # Otherwise what nobody sees could make somebody else's name read like ours.
    return decoded if all(letter.isalnum() or letter == "-" for letter in decoded) else label


def is_address(shows: str) -> bool:
    """Whether the words that a link stands behind are an address themselves."""
    return bool(_HOST.fullmatch(shows.strip().partition("://")[2] or shows.strip()))


def judge(url: str, ours: Ours, *, shows: str = "") -> Link:
    """Where one link leads. `shows`: the words that it stands behind, which may name another address."""
    if url.casefold().startswith("tg:"):
        return _telegram(re.sub(r"(?i)^tg:/*resolve\?domain=", "", url).partition("&")[0], "", ours)
    host = host_of(url)
    if host in _TELEGRAM:
        _scheme, _slashes, path = url.partition("://")
        name, _question, query = (path or url).partition("/")[2].partition("?")
        payload = re.search(r"(?:^|&)start=([\w-]{1,64})", query)
        return _telegram(name, payload[1] if payload else "", ours)
    named = host_of(shows) if is_address(shows) else ""
    if ours.site_of(host):
        return Link(Leads.OURS, host)
    if named and (known := ours.site_of(named) or ("" if ours.partner_of(named) is None else named)):
        return Link(Leads.LOOKALIKE, host, known)
    if ours.partner_of(host) is not None:
        return Link(Leads.PARTNER, host, host)
    if like := _like(host, ours):
        return Link(Leads.LOOKALIKE, host, like)
    return Link(Leads.HIDDEN if host in _SHORT else Leads.ELSEWHERE, host)


def judge_name(name: str, ours: Ours) -> Link:
    """Where a `@name` on Telegram leads."""
    return _telegram(name, "", ours)


def _telegram(name: str, payload: str, ours: Ours) -> Link:
    name = name.strip("/@ ").partition("/")[0].casefold()
    shown = f"@{name}"
    if ours.bot_name and name == ours.bot_name:
        return Link(Leads.OURS, shown, payload=payload, way=Way.ACCOUNT)
    mine = ours.bot_name.removesuffix("bot").rstrip("_")
    bare = skeleton(name).removesuffix("bot").rstrip("_")
    if mine and (
        _carries(name, ours.bot_name)
        or _alike(bare, skeleton(mine))
        or (len(mine) >= TELLING and skeleton(mine) in bare)
    ):
        return Link(Leads.LOOKALIKE, shown, f"@{ours.bot_name}", way=Way.ACCOUNT)
    return Link(Leads.ELSEWHERE, shown, way=Way.ACCOUNT)


def _carries(name: str, bot_name: str) -> bool:
    """Whether a name is the bot's whole name, or holds it, but for its underscores and for letters that look alike."""
    whole = skeleton(bot_name).replace("_", "")
    seen = skeleton(name).replace("_", "")
    return len(whole) >= TELLING and (whole in seen or _alike(seen, whole))


def _like(host: str, ours: Ours) -> str:
    """The known host that this one imitates: by other alphabets, by a slip, or by carrying its name."""
    seen = skeleton(host)
    run = re.sub(r"[.-]", "", seen)
    for mark, known in ours.marks.items():
        name = skeleton(mark)
        if name in run or _alike(skeleton(mark_of(host)), name):
            return known
    return next((known for known in ours.sites if seen == skeleton(known)), "")


def _alike(a: str, b: str) -> bool:
    slips = 2 if len(b) >= _WHOLE else 1
    return len(b) >= TELLING and DamerauLevenshtein.distance(a, b, score_cutoff=slips) <= slips
