"""What a colleague hears when something can't stand in a field, and how to mend it."""

from markupsafe import Markup

from bot import time
from bot.addresses import Catalogue, DraftAt, ItemAt, TakeUpDraft
from bot.errors import BadField, ChangedMeanwhile
from bot.i18n import _, day, ngettext
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.catalogue import labels
from bot.screens.lines import blocks, bold
from bot.services.facts import Facts


def sentence(refusal: BadField, facts: Facts | None = None) -> Markup:
    """Why, and what to do; `facts` lets it name the session that is meant."""
    name, low, high = labels.field(refusal.name), refusal.low or 0, refusal.high or 0
    at = day(time.local(refusal.at, facts.zone).date()) if refusal.at and facts else ""
    said = {
        "blank": _("{field} is still empty: write it with letters.", field=name),
        "too_long": _("{field}: that is too long. {n} characters fit; please shorten it.", field=name, n=high),
        "number": _("{field}: write it as a whole number, for example 20.", field=name),
        "range": _("{field}: between {low} and {high}, please.", field=name, low=low, high=high),
        "address": _("{field}: write the whole address, beginning with https://", field=name),
        "date": _("I didn't understand that as a day. Write it like 12 Dec, 12/12/2026 or tomorrow."),
        "no_such_day": _("That day isn't in the calendar. Write it like 12 Dec or 12/12/2026."),
        "hour": _("I didn't understand the hours. Write them like 16:00 to 18:00 or 4 to 6 pm."),
        "end": _("I need both hours, from and to. Write them like 16:00 to 18:00."),
        "rule": _("I need the hours and both days. Write it like: 16:00 to 18:00 from 1 Dec to 26 Jan"),
        "weekday": _("Tick the days of the week first, or write them: Tuesday and Thursday 16:00 to 18:00 …"),
        "ages": _("Write the ages like 12 to 29, 18+ or up to 29."),
        "order": _order(refusal, name),
        "past": _("{when} is over already. Choose a day that lies ahead.", when=at or _("That day")),
        "far": _("That is too far ahead. Two years are the most; a rule spans one year."),
        "long": _("A session lasts from a quarter of an hour to 12 hours. Correct the hours, please."),
        "overlap": _("Two sessions would be at the same time ({when}). Move one of them.", when=at or "…"),
        "nothing": _("That gives no session at all: no such day lies between the two, or all are holidays."),
        "too_many": _("That would be {n}; {high} are the most. Choose a shorter time.", n=low or "…", high=high),
        "taken": ngettext(
            "{n} person has a place already, so there can't be fewer places than that. Call the course off, or wait "
            "until somebody leaves.",
            "{n} people have a place already, so there can't be fewer places than that. Call the course off, or wait "
            "until somebody leaves.",
            low,
        ),
        "work": _("Nobody under 15 may work: write an age of 15 or more."),
        "loan": _("A loan is for people of age: write 18 or more."),
        "map": _("That isn't a place on the map. Use the paper clip, then Location."),
    }
    return said.get(refusal.why) or _("{field}: choose one of what is offered, please.", field=name)


def _order(refusal: BadField, name: Markup) -> Markup:
    if refusal.name == "sessions":
        return _("It would end before it begins. Write the hours like 16:00 to 18:00, the earlier day first.")
    return _("{field}: it comes before what it has to follow. Correct one of the two.", field=name)


def bad_field(refusal: BadField) -> Screen:
    """The same on its own, where no question is open."""
    return Screen(sentence(refusal), (*rows.footer(Catalogue()),))


def changed_meanwhile(refusal: ChangedMeanwhile) -> Screen:
    """Nothing was overwritten; what one wrote is kept."""
    kept = refusal.draft
    return Screen(
        blocks(
            bold(_("Somebody changed this meanwhile.")),
            _("I changed nothing. Look at it as it is now; what you wrote is kept.")
            if kept
            else _("I changed nothing. Look at it as it is now, and try again."),
        ),
        (
            *rows.in_twos(
                [
                    Button(_("See it as it is"), ItemAt(refusal.kind, refusal.id)) if refusal.kind != "venue" else None,
                    Button(_("Use my changes"), TakeUpDraft(kept)) if kept else None,
                    Button(_("My changes"), DraftAt(kept)) if kept else None,
                ]
            ),
            *rows.footer(Catalogue()),
        ),
    )
