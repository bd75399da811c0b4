"""What belongs to the institution: its sites, its bot, its name; and the sites of others to which it sends people."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from confusable_homoglyphs import confusables
from publicsuffixlist import PublicSuffixList

from bot.packs import Pack
from bot.packs.words import Text
from bot.services.search import spelling

TELLING: Final = 6
"""Letters from which on a name is telling: many strangers' addresses hold a shorter one such as `leon`."""


@dataclass(frozen=True)
class Phone:
    """A number the pack names. `sure`: somebody confirmed it."""

    written: str
    whose: Text
    ours: bool = False
    sure: bool = True


@dataclass(frozen=True)
class Ours:
    """`sites`: hosts whose every subdomain is ours as well. `partners`: a host and whose it is. `names`: what the
    institution is called, each as the words it is told by. `bot_name` is empty until Telegram has told it."""

    sites: frozenset[str]
    names: tuple[frozenset[str], ...]
    bot_name: str = ""
    partners: dict[str, Text] = field(default_factory=dict, hash=False)
    emails: frozenset[str] = frozenset()
    phones: dict[str, Phone] = field(default_factory=dict, hash=False)
    """By their digits, see `number_of`."""

    def site_of(self, host: str) -> str:
        """The site of ours that this host is, or is a part of; empty for anybody else's."""
        return _within(host, self.sites)

    def partner_of(self, host: str) -> Text | None:
        return self.partners.get(_within(host, self.partners))

    @property
    def marks(self) -> dict[str, str]:
        """By the telling part of each known host, that host."""
        known = (*self.sites, *self.partners)
        return {mark: host for host in known if len(mark := mark_of(host)) >= TELLING}


def ours(pack: Pack, *, public_url: str, bot_name: str) -> Ours:
    """What this pack and this deployment call their own."""
    institution = pack.institution
    contact = institution.contact
    hosts = [_host(url) for url in (*contact.web, public_url)]
    if contact.email:
        hosts.append(contact.email.rpartition("@")[2].casefold())
    sites = frozenset(host for host in hosts if host)
    partners = {_host(one.url): one.name for one in pack.organisers if one.url}
    partners |= {_host(call.apply_url): call.title for call in pack.calls if call.apply_url}
    theirs = {host: name for host, name in partners.items() if host and not _within(host, sites)}
    told = (name.in_(locale) for name in (institution.short_name, institution.name) for locale in ("es", "en"))
    return Ours(
        sites,
        tuple({words_of(name): None for name in told}),
        bot_name.casefold(),
        theirs,
        frozenset({contact.email.casefold()} if contact.email else ()),
        _phones(pack),
    )


def _phones(pack: Pack) -> dict[str, Phone]:
    institution = pack.institution
    named: dict[str, Phone] = {}
    for line in pack.helplines:
        also = (way.removeprefix("phone:").partition(" ext")[0] for way in line.channels if way.startswith("phone:"))
        for written in (line.number, *also):
            named.setdefault(number_of(written), Phone(written, line.name, sure=line.confidence == "confirmed"))
    if institution.contact.phone:
        own = Phone(institution.contact.phone, institution.short_name, ours=True)
        named[number_of(own.written)] = own
    return {digits: phone for digits, phone in named.items() if len(digits) == LOCAL}


LOCAL: Final = 10
"""Digits of a telephone number in Mexico, without the country's."""


def number_of(written: str) -> str:
    """The digits of a telephone number, without Mexico's 52 (and the 1 that mobiles used to have)."""
    digits = re.sub(r"\D", "", written)
    return re.sub(rf"^(?:00)?521?(?=\d{{{LOCAL}}}$)", "", digits)


@cache
def suffixes() -> PublicSuffixList:
    """The endings under which names are given out; reading them takes a tenth of a second, once."""
    return PublicSuffixList()


def mark_of(host: str) -> str:
    """The part of a host by which people know it: `leonjoven` of `www.leonjoven.gob.mx`."""
    private = suffixes().privatesuffix(host) or ""
    label, _dot, _suffix = private.partition(".")
    # Under somebody's own domain it is the first part that tells: `tramites` of `tramites.stps.gob.mx`.
    return host.partition(".")[0] if len(label) < TELLING else label


def skeleton(text: str) -> str:
    """The text as an eye sees it: letters of other alphabets and digits become the Latin letters they look like."""
    seen = "".join(_latin(c) for c in text.casefold())
    return spelling.fold(seen).replace("ñ", "n").translate(_LIKE)


_LIKE: Final = str.maketrans("01345", "oleas")


@cache
def _latin(character: str) -> str:
    if character.isascii():
        return character
    found = confusables.is_confusable(character, preferred_aliases=["latin"])
    alike = (one["c"] for entry in found or () for one in entry["homoglyphs"])
    return next((one.casefold() for one in alike if one.isascii() and one.isalpha()), character)


def words_of(name: str) -> frozenset[str]:
    """The words of a name that tell it from others, as an eye sees them."""
    seen = {skeleton(word.typed) for word in spelling.read(name)}
    return frozenset(word for word in seen if len(word) > 2 and word not in ("del", "las", "los", "the"))


def _within(host: str, sites: Iterable[str]) -> str:
    return next((site for site in sites if host == site or host.endswith(f".{site}")), "")


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
