"""An announcement in words: what it holds, whom it is for, how many they are, when it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from markupsafe import Markup

from bot.i18n import _, listed, ngettext, number, words
from bot.i18n import when as moment
from bot.models import Broadcast, Call, Course, Role, Stage, Standing
from bot.packs import Pack
from bot.screens import rows
from bot.screens.announcing.said import Linked
from bot.screens.lines import blocks, bold, found, lines, sentences
from bot.screens.team import role_name
from bot.services.broadcasts import EVERYBODY, alone, approving, audience, correcting
from bot.services.broadcasts.audience import Count, Rule
from bot.services.broadcasts.content import Content
from bot.services.broadcasts.drafts import Draft
from bot.services.facts import Facts
from bot.time import is_quiet

EXCERPT: Final = 60
FREE_PACE: Final = 30
"""Messages a second that Telegram takes for free."""
STAR: Final = 0.1
"""Stars for each message above that."""


@dataclass(frozen=True)
class Named:
    """What a rule and buttons name: courses and calls by kind and id, topics by the pack."""

    pack: Pack
    things: Linked

    def thing(self, kind: str, id: int) -> str:
        thing: Course | Call | None = self.things.get((kind, id))
        return words(thing.short_title) if thing is not None else str(_("one that is gone"))

    def topic(self, key: str) -> str:
        topic = found(self.pack.topic, key)
        return words(topic.short_name) if topic is not None else key


def kind_name(kind: str) -> Markup:
    """What a kind of message is called."""
    return {
        "text": _("text"),
        "photo": _("photo"),
        "video": _("video"),
        "animation": _("GIF"),
        "document": _("document"),
        "audio": _("audio"),
        "voice": _("voice note"),
        "video_note": _("round video"),
        "poll": _("poll"),
    }.get(kind) or _("another kind")


def language(locale: str) -> Markup:
    return {EVERYBODY: _("for everybody"), "es": _("in Spanish"), "en": _("in English")}.get(locale) or Markup(
        "{}"
    ).format(locale)


def reader(locale: str) -> Markup:
    """Whoever reads it in that language."""
    return _("those who read Spanish") if locale == "es" else _("those who read English")


def holds(contents: Sequence[Content]) -> Markup:
    """`photo: “Este sábado…”`, or `album of 3`."""
    many = len(contents) > 1
    what = ngettext("album of {n}", "album of {n}", len(contents)) if many else kind_name(contents[0]["kind"])
    text = next((one["text"] for one in contents if one.get("text", "").strip()), "")
    if not text:
        return what
    return _("{what}: “{text}”", what=what, text=rows.short(" ".join(text.split()), EXCERPT))


def title(draft: Draft) -> str:
    """A few words by which its author knows it again."""
    for contents in draft.messages.values():
        text = next((one["text"] for one in contents if one.get("text", "").strip()), "")
        if text:
            return rows.short(" ".join(text.split()), rows.WIDE)
        return str(kind_name(contents[0]["kind"])).capitalize()
    if correcting.is_recall(draft.row, draft.messages):
        return str(_("Taking it back"))
    return str(_("Still without a message"))


def stage(row: Broadcast) -> Markup:
    if row.stage is Stage.DONE and correcting.is_recall(row, ()):
        return _("done")
    return {
        Stage.DRAFT: _("draft"),
        Stage.ASKED: _("waits for a yes"),
        Stage.APPROVED: _("approved"),
        Stage.PAUSED: _("paused"),
        Stage.STOPPED: _("stopped"),
        Stage.DONE: _("sent"),
        Stage.DISCARDED: _("thrown away"),
    }.get(row.stage) or _("on its way")


def messages(draft: Draft) -> Markup:
    return lines(
        *(
            Markup("{} ({})").format(holds(contents), language(locale))
            for locale, contents in sorted(draft.messages.items())
        )
    )


def buttons(buttons: Sequence[Mapping[str, Any]], named: Named) -> list[str]:
    """What the buttons are called."""
    return [one["label"] if one["kind"] == "link" else named.thing(one["kind"], one["id"]) for one in buttons]


def readers(draft: Draft, named: Named) -> Markup:
    """Whom it is for. A correction has no audience of its own to choose."""
    if draft.row.corrects_id is not None:
        return _("exactly those who got what it corrects")
    return whom(draft.rule, named)


def whom(rule: Rule, named: Named) -> Markup:
    """The audience in words: what holds together, one line each."""
    if rule.is_empty:
        return _("nobody yet")
    told: list[Markup] = []
    if rule.topics:
        told.append(_("follow {what}", what=_or([named.topic(key) for key in rule.topics])))
    if rule.courses:
        what = _or([named.thing("course", id) for id in rule.courses])
        standing = _or([str(standing_name(one)) for one in rule.standings])
        told.append(_("in {what} ({how})", what=what, how=standing) if standing else _("in {what}", what=what))
    if rule.calls:
        what = _or([named.thing("call", id) for id in rule.calls])
        ways = _or([str(applied_name(one)) for one in rule.applied or audience.APPLIED[:3]])
        told.append(_("in {what} ({how})", what=what, how=ways))
    if rule.ages is not None:
        told.append(_("are {youngest} to {oldest}", youngest=rule.ages[0], oldest=rule.ages[1]))
    if rule.colonias:
        told.append(_("live in {what}", what=_or(_each_once(rule.colonias))))
    if rule.languages:
        told.append(_("read {what}", what=_or([str(language_name(one)) for one in rule.languages])))
    if rule.stamps:
        told.append(_("have the stamp of {what}", what=_or([named.topic(key) for key in rule.stamps])))
    if rule.roles:
        told.append(_("are colleagues: {what}", what=_or([str(role_name(Role(one))) for one in rule.roles])))
    if rule.firms:
        told.append(_("have a place in {what}", what=_or(rule.firms)))
    if rule.checked:
        calls = [named.thing("call", id) for id in rule.checked if id != audience.ANY_CALL]
        what = str(_("any financing call")) if audience.ANY_CALL in rule.checked else _or(calls)
        told.append(_("checked their firm for {what}", what=what))
    if not told:
        return _("everybody")
    return _("people who {what}", what=Markup("; ").join(told))


def language_name(locale: str) -> Markup:
    return _("Spanish") if locale == "es" else _("English")


def standing_name(standing: str) -> Markup:
    return {
        Standing.ENROLLED: _("enrolled"),
        Standing.WAITING: _("in line"),
        Standing.LEFT: _("left it"),
    }.get(Standing(standing)) or _("a seat on hold")


def applied_name(way: str) -> Markup:
    return {
        audience.WAITS: _("waits for it to open"),
        audience.WRITES: _("is writing"),
        audience.SENT_IT: _("has applied"),
        audience.CHOSEN: _("was chosen"),
        audience.NOT_CHOSEN: _("wasn't chosen"),
    }[way]


def _each_once(colonias: Sequence[str]) -> list[str]:
    return list({one.casefold(): one for one in reversed(colonias)}.values())


def _or(items: Sequence[str]) -> str:
    return " / ".join(items)


def people(n: int) -> Markup:
    return ngettext("{n} person", "{n} people", n)


def how_many(found: Count, rule: Rule) -> Markup:
    """Who gets it, by language, and who doesn't, and why."""
    total = ngettext("It reaches {n} person.", "It reaches {n} people.", found.total)
    each = [
        _("{n} in {language}", n=number(many), language=language_name(locale))
        for locale, many in sorted(found.by_locale.items(), reverse=True)
    ]
    split = Markup("{}.").format(listed([str(one) for one in each])) if len(each) > 1 else Markup()
    return lines(sentences(bold(total), split), _not_them(found, rule))


def _not_them(found: Count, rule: Rule) -> Markup:
    left = sum(found.excluded.values())
    if not left:
        return Markup()
    why = {
        audience.CLOSED: _("with a closed profile"),
        audience.UNREACHABLE: _("out of reach (bot blocked, or no Telegram)"),
        audience.MUTED: _("with announcements turned off"),
        audience.LANGUAGE: _("without a version in their language"),
        audience.YOUNG: _("under {age}", age=rule.youngest or 0),
    }
    each = [
        _("{n} {why}", n=number(found.excluded[reason]), why=why[reason])
        for reason in audience.REASONS
        if found.excluded.get(reason)
    ]
    return _("Left out: {who}.", who=listed([str(one) for one in each]))


def when(due: datetime | None, *, facts: Facts, now: datetime, approved: bool = False) -> Markup:
    """The hour, and where it would be night, when it really goes."""
    if due is not None:
        return Markup("{}").format(moment(due, facts.zone, now=now))
    if is_quiet(now, facts.zone, facts.quiet):
        return _("{when}, after the quiet hours", when=moment(facts.awake(now), facts.zone, now=now))
    return _("at once") if approved else _("as soon as possible")


def for_minors(due: datetime | None, *, facts: Facts, now: datetime) -> Markup:
    """Those under 18 sleep longer."""
    quiet, at = facts.quiet_minors, facts.awake(due or now)
    if quiet is None or not is_quiet(at, facts.zone, quiet):
        return Markup()
    return _("Those under 18 have longer quiet hours: it reaches them in the morning.")


def cost(total: int, facts: Facts) -> Markup:
    """What it may cost at most; nothing where only the free pace is used."""
    paid = max(0, total - FREE_PACE)
    if not facts.paid_broadcast or not paid:
        return Markup()
    return _("⭐ At the paid pace it costs up to {stars} Stars of the bot's balance.", stars=number(paid * STAR))


def summary(draft: Draft, named: Named, found: Count, *, facts: Facts, now: datetime) -> Markup:
    """All of it, as it would be approved."""
    below = buttons(draft.row.buttons, named)
    return blocks(
        messages(draft) or _("Still without a message"),
        lines(
            _("Buttons: {what}", what=listed(below)) if below else "",
            _("For: {whom}", whom=readers(draft, named)),
            _("Goes: {when}", when=when(draft.row.due_at, facts=facts, now=now)),
        ),
        how_many(found, draft.rule) if draft.row.corrects_id or not draft.rule.is_empty else "",
        lines(for_minors(draft.row.due_at, facts=facts, now=now), cost(found.total, facts)),
    )


def why_a_yes(found: Count) -> Markup:
    """Why its author can't send it alone; nothing where they can."""
    if not approving.needs_a_yes(found):
        return Markup()
    if found.total > alone.MOST:
        return ngettext(
            "Up to {n} person you can send it alone; for more, somebody else approves it.",
            "Up to {n} people you can send it alone; for more, somebody else approves it.",
            alone.MOST,
        )
    return sentences(
        ngettext(
            "Within 24 hours you already send to {n} person without anybody else's yes, and that counts together.",
            "Within 24 hours you already send to {n} people without anybody else's yes, and that counts together.",
            found.beside,
        ),
        _(
            "With this one it is more than {most}, so somebody else approves it: an announcement for many isn't to go "
            "out in pieces.",
            most=alone.MOST,
        ),
    )
