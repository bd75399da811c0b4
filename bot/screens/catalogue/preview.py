"""Before something is published or ended: what becomes different, and whom it affects."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from markupsafe import Markup

from bot.addresses import AskField, CheckDraft, DraftAt, DraftDates, EndItem, FormOf, ItemAt, PublishDraft
from bot.errors import BadField
from bot.i18n import _, listed, ngettext, words
from bot.i18n import when as moment
from bot.models import CatalogueDraft
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.catalogue import forms, labels, troubles
from bot.screens.catalogue.lists import on_people
from bot.screens.changes import Dates, told
from bot.screens.lines import blocks, bold, lines
from bot.services.editing.fields import COURSE, NEWS, SESSIONS, VENUE
from bot.services.editing.foreseeing import Effects
from bot.services.editing.forms import FORM
from bot.services.facts import Facts

SHOWN: Final = 6
_RECKONED: Final = (FORM, "closes")
"""What may be refused because people are applying."""


def preview(
    draft: CatalogueDraft,
    effects: Effects,
    mark: str,
    text: str,
    *,
    pack: Pack,
    places: Mapping[str, str],
    facts: Facts,
    now: datetime,
) -> Screen:
    """`text`: a new thing as people will read it."""
    number = draft.id or 0
    if effects.nothing:
        return Screen(
            _("There is nothing to publish: all of it is like that already."),
            (*rows.footer(DraftAt(number)),),
        )
    body = text if effects.new else lines(*_changes(effects, pack, places, facts, now))
    return Screen(
        blocks(
            bold(_("This is what people will see:") if effects.new else _("This becomes different:")),
            body,
            _nobody_signs_up(draft.kind, effects),
            whom(draft.kind, effects, facts=facts, now=now),
        ),
        (
            *rows.alone(Button(_("Publish") if effects.new else _("Publish the change"), PublishDraft(number, mark))),
            *rows.footer(DraftAt(number)),
        ),
    )


def _nobody_signs_up(kind: str, effects: Effects) -> Markup:
    """A course without a number of places has no button to join by: said before it is published."""
    if kind != COURSE or not effects.new or effects.after.get("seats") is not None:
        return Markup()
    return _("⚠️ It has no number of places, so nobody can sign up for it here.")


def _changes(effects: Effects, pack: Pack, places: Mapping[str, str], facts: Facts, now: datetime) -> list[Markup]:
    said: list[Markup] = []
    for name in effects.changed[:SHOWN]:
        if name == SESSIONS:
            found = effects.sessions
            dates = Dates(
                [((one.starts_at, one.ends_at), to) for one, to in found.moved],
                found.added,
                [(one.starts_at, one.ends_at) for one in found.dropped],
            )
            said += told(dates, facts=facts, now=now)
            continue
        before, after = (labels.value(name, side.get(name), pack, places) for side in (effects.before, effects.after))
        if before == after and name == FORM:
            said.append(Markup("{}: {}").format(bold(labels.field(name)), _in_form(effects)))
            continue
        if before == after:
            # The same in the language being spoken: the other one changed.
            before, after = (
                _english(side.get(name)) or shown for side, shown in ((effects.before, before), (effects.after, after))
            )
        said.append(
            Markup("{}: {} → {}").format(bold(labels.field(name)), rows.short(before, 100), rows.short(after, 100))
        )
    more = len(effects.changed) - SHOWN
    return [*said, *([ngettext("and {n} more", "and {n} more", more)] if more > 0 else [])]


def _in_form(effects: Effects) -> str:
    """Which parts of a form are new, where it asks as much as before."""
    before, after = effects.before[FORM], effects.after[FORM]
    known = ("questions", "criteria", "reasons", "checks", "next_steps", "places")
    parts = [str(labels.field(name)) for name in known if before.get(name) != after.get(name)]
    return listed(parts) if parts else str(_("how it is judged"))


def _english(content: Any) -> str:
    return str(content.get("en", "")) if isinstance(content, Mapping) else ""


def whom(kind: str, effects: Effects, *, facts: Facts, now: datetime) -> Markup:
    """Whom it affects, and when they are told."""
    if kind == NEWS:
        if not effects.new:
            return _("A correction is no news: nobody is told again.")
        return ngettext(
            "{n} person follows these topics and reads it in their next digest.",
            "{n} people follow these topics and read it in their next digest.",
            effects.interested,
        )
    if kind == VENUE and effects.courses:
        at = ngettext("{n} course meets there.", "{n} courses meet there.", effects.courses)
    else:
        at = Markup()
    if kind not in (COURSE, VENUE) or effects.new:
        return Markup()
    people = on_people(effects.enrolled, effects.offered, effects.waiting)
    tells = (
        _("{people}; they are told {when}.", people=people, when=at_once(effects.told_at, facts, now))
        if effects.told and effects.told_at
        else _("{people}; nobody is written to for this.", people=people)
        if effects.people
        else people
    )
    offered = (
        ngettext(
            "{n} who waits is offered a place at once.", "{n} who wait are offered a place at once.", effects.seats
        )
        if effects.seats
        else ""
    )
    return lines(at, tells, offered)


def at_once(at: datetime, facts: Facts, now: datetime) -> str:
    """`right away`, or the moment."""
    return str(_("right away")) if at <= now + timedelta(minutes=1) else moment(at, facts.zone, now=now)


def not_yet(draft: CatalogueDraft, refusal: BadField, facts: Facts) -> Screen:
    """Something is missing, or can't be; with the way to it."""
    number = draft.id or 0
    name = {"age_min": "ages", "age_max": "ages", "latitude": "map", "longitude": "map"}.get(refusal.name, refusal.name)
    to = DraftDates(number) if name == SESSIONS else FormOf(number) if name == FORM else AskField(number, name)
    there = name in (SESSIONS, FORM) or name in labels.ASKED[draft.kind]
    return Screen(
        blocks(_("Not yet:"), forms.sentence(refusal) if name in _RECKONED else troubles.sentence(refusal, facts)),
        (
            *rows.alone(forms.put_back(draft, refusal)),
            *rows.alone(Button(labels.field(name), to) if there else None),
            *rows.footer(DraftAt(number)),
        ),
    )


def changed_since(draft: CatalogueDraft) -> Screen:
    """The draft isn't what was previewed any more."""
    number = draft.id or 0
    return Screen(
        _("The draft changed after you looked at it. Look once more before you publish it."),
        (*rows.alone(Button(_("Check and publish"), CheckDraft(number))), *rows.footer(DraftAt(number))),
    )


def ask_end(
    kind: str,
    thing: Any,
    how: str,
    counts: tuple[int, int, int],
    interested: int,
    at: datetime,
    *,
    facts: Facts,
    now: datetime,
) -> Screen:
    """Before something is taken out, called off, brought back or confirmed."""
    name = bold(words(thing.title))
    people = on_people(*counts) if kind == COURSE else ""
    somebody = kind == COURSE and sum(counts) > 0
    asked = {
        "close": _("Take {name} out of the catalogue?", name=name),
        "cancel": _("Call {name} off?", name=name),
        "reopen": _("Bring {name} back into the catalogue?", name=name),
        "confirm": _("Is everything that {name} says confirmed?", name=name),
    }[how]
    waits = ngettext("{n} asked to be told.", "{n} asked to be told.", interested) if interested else ""
    means = {
        "close": _("Nobody new finds it. Who has a place keeps it, and nobody is written to."),
        "cancel": lines(
            people,
            _("They are told {when}, and their places are gone.", when=at_once(at, facts, now)) if somebody else "",
            _("Sign-ups can't be brought back: if you bring it back later, everybody has to sign up again.")
            if somebody
            else "",
        ),
        "reopen": lines(_("People find it again."), waits),
        "confirm": lines(_("It no longer says that it is an example, and takes sign-ups."), waits),
    }[how]
    yes = {
        "close": _("Yes, take it out"),
        "cancel": _("Yes, call it off"),
        "reopen": _("Yes, bring it back"),
        "confirm": _("Yes, confirmed"),
    }[how]
    return Screen(
        blocks(asked, means),
        (
            *rows.alone(Button(yes, EndItem(kind, thing.id, how, thing.revision))),
            *rows.footer(ItemAt(kind, thing.id)),
        ),
    )


def published(kind: str, effects: Effects, *, facts: Facts, now: datetime) -> Markup:
    """The first line after publishing."""
    if effects.told and effects.told_at is not None:
        return _("Published. They are told {when}.", when=at_once(effects.told_at, facts, now))
    return _("Published: people find it now.") if effects.new else _("Published.")
