"""The verdict on something that was forwarded or pasted: the worst thing about it, and what it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.services.official import contacts, links, texts
from bot.services.official.finding import Thing
from bot.services.official.known import Ours, words_of
from bot.services.official.links import Leads, Link, Way


class Kind(StrEnum):
    SAID = "said"
    """This bot said it; nobody can change what is forwarded."""
    COPY = "copy"
    """Somebody else's message with our words, nothing harmful put in."""
    CHANGED = "changed"
    LOOKALIKE = "lookalike"
    """A site, an account or a bot that looks like ours."""
    POSES = "poses"
    """The sender goes by our name."""
    PAGE = "page"
    PARTNER = "partner"
    NAMES = "names"
    """It names a page (or an account, an address) that we know, among words that somebody else wrote."""
    HIDDEN = "hidden"
    ABOUT = "about"
    """It speaks of something of ours in other words."""
    STRANGER = "stranger"
    NOTHING = "nothing"
    """There is neither a text nor a link to judge."""


@dataclass(frozen=True)
class Sender:
    """Whose message it was, as Telegram says. `us`: this very bot."""

    name: str = ""
    username: str = ""
    us: bool = False
    a_bot: bool = False


@dataclass(frozen=True)
class Shown:
    """What a person was sent: its text, its links as (where it leads, what it shows), whose it was."""

    text: str
    links: tuple[tuple[str, str], ...] = ()
    mentions: tuple[str, ...] = ()
    sender: Sender | None = None


@dataclass(frozen=True)
class Own:
    """One thing of ours as it is said today, in every language: its lines, and those that change by themselves."""

    thing: Thing
    lines: Sequence[str]
    passing: Sequence[str] = ()


@dataclass(frozen=True)
class Verdict:
    kind: Kind
    thing: Thing | None = None
    link: Link | None = None
    """The link, or account, that decided it."""
    name: str = ""
    """For POSES: the name that the sender goes by."""
    added: tuple[str, ...] = ()
    """What isn't ours either: lines of a copy, numbers beside a known page, the other links beside the worst."""
    changed: tuple[tuple[str, str], ...] = ()


def judge_links(shown: Shown, ours: Ours) -> list[Link]:
    """Where each link leads, and whose each account and address is; of numbers only where there is nothing else."""
    judged = [links.judge(url, ours, shows=shows) for url, shows in shown.links]
    judged += [links.judge_name(name, ours) for name in shown.mentions]
    only = contacts.alone(shown.text)
    # In a text of one's own such things may well be one's own.
    if only or shown.sender or shown.links:
        judged += contacts.found(shown.text, ours)
    return list(dict.fromkeys([*judged, *(contacts.numbers(shown.text, ours) if only else ())]))


def judge(shown: Shown, judged: Sequence[Link], own: Sequence[Own], ours: Ours) -> Verdict:
    """The worst thing that can be said of it. `judged`: of `judge_links`; `own`: what it may be a copy of."""
    thing = own[0].thing if own else None
    sender = shown.sender or Sender()
    false = next((link for link in judged if link.leads is Leads.LOOKALIKE), None)
    if false is None and sender.username and not sender.us:
        account = links.judge_name(sender.username, ours)
        false = account if account.leads is Leads.LOOKALIKE else None
    foreign = [link for link in judged if link.leads in (Leads.ELSEWHERE, Leads.HIDDEN)]
    if sender.us:
        # Our own words may quote somebody's: a link that isn't ours is still judged.
        return Verdict(Kind.LOOKALIKE, thing, false) if false else Verdict(Kind.SAID, thing)
    if false:
        return Verdict(Kind.LOOKALIKE, thing, false)
    if copied := _copied(shown, own, foreign):
        return copied
    if poses(sender, ours):
        return Verdict(Kind.POSES, thing, name=sender.name)
    return _by_links(shown, judged, foreign, thing, ours) or _by_text(shown, own)


def poses(sender: Sender, ours: Ours) -> bool:
    """Whether somebody goes by the institution's name."""
    theirs = words_of(sender.name)
    return bool(theirs) and not sender.us and any(name <= theirs for name in ours.names if name)


def _copied(shown: Shown, own: Sequence[Own], foreign: Sequence[Link]) -> Verdict | None:
    held = [(one, texts.against(shown.text, one.lines, passing=one.passing)) for one in own]
    best, found = max(held, key=lambda pair: pair[1].share, default=(None, texts.Held(0.0)))
    if best is None or found.share < texts.HALF:
        return None
    kept = "\n".join(best.lines).casefold()
    put_in = (link.host for link in foreign if link.way is not Way.EMAIL or link.host not in kept)
    added = (*put_in, *found.added)
    kind = Kind.CHANGED if added or found.changed else Kind.COPY
    return Verdict(kind, best.thing, added=added, changed=found.changed)


def _by_links(
    shown: Shown, judged: Sequence[Link], foreign: Sequence[Link], thing: Thing | None, ours: Ours
) -> Verdict | None:
    if not judged:
        return None
    if foreign:
        hidden = next((link for link in foreign if link.leads is Leads.HIDDEN), None)
        worst = hidden or foreign[0]
        others = tuple(dict.fromkeys(link.host for link in foreign if link.host != worst.host))
        return Verdict(Kind.HIDDEN if hidden else Kind.STRANGER, thing, worst, added=others)
    partner = next((link for link in judged if link.leads is Leads.PARTNER), None)
    words = _words(shown)
    if not contacts.only_asks(contacts.without(words)):
        named = contacts.numbers(words, ours)
        theirs = tuple(one.host for one in named if one.leads not in (Leads.OURS, Leads.PARTNER))
        return Verdict(Kind.NAMES, thing, partner or judged[0], added=theirs)
    return Verdict(Kind.PARTNER if partner else Kind.PAGE, thing, partner or judged[0])


def _words(shown: Shown) -> str:
    """The text without the addresses that stand in it as they are."""
    text = shown.text
    for url, shows in sorted(shown.links, key=lambda link: -len(link[1])):
        if shows and (shows == url or links.is_address(shows)):
            text = text.replace(shows, " ")
    return text


def _by_text(shown: Shown, own: Sequence[Own]) -> Verdict:
    if not shown.text.strip():
        return Verdict(Kind.NOTHING)
    if not own:
        return Verdict(Kind.STRANGER)
    about = own[0]
    return Verdict(Kind.ABOUT, about.thing, added=texts.against(shown.text, about.lines, passing=about.passing).added)
