"""The weeks of a placement as the words of a document."""

from collections.abc import Sequence
from typing import Any

from bot import time
from bot.i18n import _, full_date, ngettext, spoken, words
from bot.models import LogWeek, Person, Placement
from bot.packs import Pack
from bot.screen import unmarked
from bot.services.facts import Facts


def words_of(
    placement: Placement, person: Person, weeks: Sequence[LogWeek], *, pack: Pack, facts: Facts
) -> dict[str, Any]:
    """What `bot.pictures.receipt` draws; weeks in order."""
    signed = [one for one in weeks if one.signed_at is not None]
    total = sum(one.hours for one in weeks)
    about = [
        [_("Name"), person.name or ""],
        [_("Firm"), placement.firm or ""],
        [_("From"), full_date(placement.starts) if placement.starts else ""],
        [_("To"), full_date(placement.ends) if placement.ends else ""],
        [_("Noted"), ngettext("{n} hour", "{n} hours", total)],
        [_("Signed"), _("{n} of {all} weeks", n=len(signed), all=len(weeks))],
    ]
    items = [
        [
            _("Week of {date} · {hours}", date=full_date(one.week), hours=ngettext("{n} hour", "{n} hours", one.hours)),
            "\n".join([one.did or "", _signature(one, facts)]).strip(),
        ]
        for one in weeks
    ]
    values: dict[str, Any] = {
        "language": spoken(),
        "institution": words(pack.institution.name),
        "title": _("Log of dual education"),
        "about": about,
        "parts": [{"heading": _("Weeks"), "items": items}],
        "foot": _("As the young person noted it and their tutor signed it in the bot."),
    }
    found = unmarked(values)
    assert isinstance(found, dict)
    return found


def _signature(one: LogWeek, facts: Facts) -> str:
    if one.signed_at is None:
        return str(_("Not signed."))
    on = full_date(time.local(one.signed_at, facts.zone).date())
    return str(_("Signed by {name} on {date}.", name=one.signed_by or "", date=on).unescape())
