"""Names on Telegram, e-mail addresses, telephone numbers and disarmed links in a text, and whose they are."""

import re
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from bot.services.official import links
from bot.services.official.known import LOCAL, TELLING, Ours, mark_of, number_of, skeleton
from bot.services.official.links import Leads, Link, Way
from bot.services.search import spelling

_EMAIL: Final = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}")
_NAME: Final = re.compile(r"(?<![\w@.])@\w{4,32}\b")
_NUMBER: Final = re.compile(r"\+?\(?\d(?:[\s().-]{0,2}\d){9,19}")
_DOT: Final = r"\s?(?:\[\.\]|\(\.\)|\{\.\}|[\[(](?:dot|punto)[\])])\s?"
_SCHEME: Final = r"h(?:xx|tt)ps?(?:\[:\]|:)/{2}"
_WRITTEN: Final = re.compile(
    rf"(?:{_SCHEME})?[\w-]{{1,63}}(?:(?:{_DOT}|\.)[\w-]{{1,63}}){{1,8}}(?:[:/?#]\S{{0,500}})?", re.IGNORECASE
)
"""An address as it is written, also with its dots or its scheme taken apart so that nobody taps it."""
_ROOM: Final = 4_096
_ASKING: Final = frozenset(
    re.findall(
        r"\w+",
        """
    a account al be bot can correo cuenta de del e el ellos email en enlace era eres es esa ese eso esta este esto
    confiable cierta cierto from gracias hello hey hi hola i imju instituto is it la liga link los mail mi my
    numero no number o of official oficial oiga oye page pagina para perfil phone please por favor pregunta
    pueden que real rumbo saber safe seguro segura si site sitio son su suya suyo tel telefono thanks that the
    this trust tu tuya tuyo u un una ustedes verdad verdadera verdadero web whatsapp ya yours you your
    """,
    )
)
"""Words of somebody who asks whose a thing is; none of them asks a reader for anything."""


def found(text: str, ours: Ours) -> list[Link]:
    """Whose each of them is, but for numbers: disarmed links, e-mail addresses, then names."""
    text = text[:_ROOM]
    return [
        *(links.judge(_armed(one), ours) for one in _disarmed(text)),
        *(email(one, ours) for one in _EMAIL.findall(text)),
        *(links.judge_name(one, ours) for one in _NAME.findall(text)),
    ]


def numbers(text: str, ours: Ours) -> list[Link]:
    """Whose each telephone number, or account to pay to, is; each once."""
    read = _NUMBER.findall(text[:_ROOM])
    written = dict.fromkeys(one if ")" in one else one.strip("(") for one in read)
    return [number(one, ours) for one in written]


def alone(text: str) -> bool:
    """Whether a text is only such things (one at least), and words that ask about them."""
    rest = without(text)
    return rest != text[:_ROOM] and only_asks(rest)


def without(text: str) -> str:
    """The text without such things; numbers that are no telephone number stay."""
    rest = text[:_ROOM]
    for one in _disarmed(rest):
        rest = rest.replace(one, " ")
    rest = _NAME.sub(" ", _EMAIL.sub(" ", rest))
    return _NUMBER.sub(lambda one: " " if len(number_of(one[0])) == LOCAL else one[0], rest)


def only_asks(text: str) -> bool:
    """Whether there is no word in it but of somebody who asks whose a thing is."""
    return all(spelling.fold(word) in _ASKING for word in re.findall(r"\w+", text))


def email(written: str, ours: Ours) -> Link:
    """Whose an e-mail address is."""
    said = written.casefold()
    if said in ours.emails:
        return Link(Leads.OURS, said, way=Way.EMAIL)
    name, _at, host = said.rpartition("@")
    like = next(iter(ours.emails), "")
    seen = re.sub(r"[._+-]", "", skeleton(name))
    known = [skeleton(one.partition("@")[0]) for one in ours.emails] + [skeleton(mark_of(site)) for site in ours.sites]
    imitates = any(len(one) >= TELLING and (one in seen or _slip(seen, one)) for one in known)
    site = links.judge(host, ours)
    if imitates or site.leads is Leads.LOOKALIKE:
        return Link(Leads.LOOKALIKE, said, like or site.like, way=Way.EMAIL)
    return Link(Leads.ELSEWHERE, said, way=Way.EMAIL)


def number(written: str, ours: Ours) -> Link:
    """Whose a telephone number is: one that is a slip away from a known one looks like it."""
    digits = number_of(written)
    if digits in ours.phones:
        whose = ours.phones[digits]
        return Link(Leads.OURS if whose.ours else Leads.PARTNER, written, digits, way=Way.PHONE)
    near = next((one for one in ours.phones if len(one) == len(digits) and _slip(digits, one)), "")
    if near:
        return Link(Leads.LOOKALIKE, written, ours.phones[near].written, way=Way.PHONE)
    return Link(Leads.ELSEWHERE, written, way=Way.PHONE)


def _slip(a: str, b: str) -> bool:
    return DamerauLevenshtein.distance(a, b, score_cutoff=1) <= 1


def _disarmed(text: str) -> list[str]:
    return [one for one in _WRITTEN.findall(text) if _armed(one) != one]


def _armed(written: str) -> str:
    """An address that was taken apart, put together again."""
    scheme = re.sub(r"(?i)^h(?:xx|tt)p(s?)(?:\[:\]|:)/{2}", r"http\1://", written)
    return re.sub(_DOT, ".", scheme, flags=re.IGNORECASE)
