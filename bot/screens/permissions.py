"""What needs a yes: how each stands, and what changes with a tap."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from bot import time
from bot.addresses import Journey, Known, Notice, Permissions, Permit
from bot.i18n import _, full_date, words
from bot.models import Consent
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import DASH, blocks, bold, lines
from bot.services import consents, purposes
from bot.services.facts import Facts


def permissions(last: Mapping[str, Consent], *, pack: Pack, facts: Facts) -> Screen:
    """Every purpose of this pack that needs a yes, as it stands; and what rests on what was asked for."""
    shown = [key for key in purposes.ASKED if _is_there(key, pack)]
    return Screen(
        blocks(
            bold(_("Permissions")),
            _("For this I need your yes. You give it and take it back with a tap."),
            lines(*(_stands(key, last.get(key), facts) for key in shown)),
            _(
                "No permission is needed for what you ask for: keeping your places, reminding you of your dates, "
                "telling you what you asked me to tell you, and answering your requests."
            ),
        ),
        (
            *rows.in_twos(_switch(key, last.get(key), facts) for key in shown),
            *rows.alone(Button(_("Full notice"), Notice(1))),
            *rows.footer(Known(1)),
        ),
    )


def confirm(purpose: str) -> Screen:
    """Before a no that deletes what was given."""
    said = {
        purposes.EVIDENCE: _("What you wrote and showed for your challenges will be deleted. Your stamps stay."),
        purposes.PLACE: _("The place you told me will be deleted. You can give it again whenever you like."),
        purposes.REFERRALS: _("Your open referrals end. What was passed on already stays with whoever received it."),
    }[purpose]
    return Screen(
        blocks(bold(label(purpose)), said),
        (*rows.alone(Button(_("Yes, delete it"), Permit(purpose, 0, 2))), *rows.footer(Permissions())),
    )


def ask_nudge() -> Screen:
    """Asked once, with a stamp."""
    return Screen(
        blocks(
            bold(_("Shall I write to you if a week goes by?")),
            _("One message with the next step of your journey, in the afternoon. You can turn it off at any time."),
        ),
        rows.in_twos(
            [
                Button(_("Yes, write to me"), Permit(purposes.NUDGES, 1, 0)),
                Button(_("No, thank you"), Permit(purposes.NUDGES, 0, 0)),
            ]
        ),
    )


def answered(purpose: str, *, yes: bool) -> Screen:
    """After an answer given outside the list."""
    way = Button(_("My journey"), Journey()) if purpose == purposes.NUDGES else None
    return Screen(told(purpose, yes=yes), rows.in_twos([way, Button(_("Permissions"), Permissions())]))


def told(purpose: str, *, yes: bool) -> Markup:
    """What is so from now on."""
    if yes:
        return {
            purposes.SUGGESTIONS: _("Done: I suggest things by your answers."),
            purposes.NUDGES: _("Done: if a week goes by, I write to you."),
            purposes.NEWS: _("Done: I send you the news of what you follow."),
        }.get(purpose) or _("Noted.")
    return {
        purposes.SUGGESTIONS: _("Done: your answers no longer decide what I suggest. You see what everybody sees."),
        purposes.NUDGES: _("Done: I won't remind you of your journey."),
        purposes.NEWS: _("Done: I won't send you the news. You find them here whenever you like: /news"),
        purposes.EVIDENCE: _("Deleted: what you wrote and showed. Your stamps are still yours."),
        purposes.PLACE: _("Deleted: I no longer know where you are."),
        purposes.REFERRALS: _("Done: nobody is told to contact you. You can ask for it again whenever you like."),
    }[purpose]


def label(purpose: str) -> Markup:
    """What a purpose is called."""
    return {
        purposes.SUGGESTIONS: _("Suggestions by your answers"),
        purposes.NUDGES: _("Writing to you after a week without your journey"),
        purposes.NEWS: _("News on what you follow"),
        purposes.EVIDENCE: _("Keeping what you show for a challenge"),
        purposes.PLACE: _("Knowing roughly where you live"),
        purposes.REFERRALS: _("Passing on to others that they contact you"),
    }.get(purpose) or Markup("{}").format(purpose)


def notice_changed(pack: Pack, given: Sequence[Consent], facts: Facts) -> Screen:
    """The letter about a new version of the notice. Where a purpose changed, it asks again."""
    stay = [one.purpose for one in given if consents.stands(one, facts)]
    changed = [one.purpose for one in given if not consents.stands(one, facts)]
    return Screen(
        blocks(
            bold(_("The privacy notice of {institution} changed", institution=words(pack.institution.short_name))),
            lines(_("What you allow stays as it is:"), *(_item(key) for key in stay)) if stay else "",
            lines(_("This changed, so I ask you again. Until you say yes I don't do it:"), *map(_item, changed))
            if changed
            else "",
        ),
        (
            *(
                (Button(rows.short(_("Yes: {what}", what=label(key)).unescape(), rows.WIDE), Permit(key, 1, 0)),)
                for key in changed
            ),
            *rows.in_twos([Button(_("Full notice"), Notice(1)), Button(_("Permissions"), Permissions())]),
        ),
    )


def _item(key: str) -> Markup:
    return Markup("{}{}").format(DASH, label(key))


def _is_there(key: str, pack: Pack) -> bool:
    if key == purposes.REFERRALS:
        return any(one.partner for one in pack.organisers)
    if key in (purposes.NUDGES, purposes.EVIDENCE):
        return pack.journey is not None
    return bool(pack.news) if key == purposes.NEWS else True


def _stands(key: str, last: Consent | None, facts: Facts) -> Markup:
    if consents.stands(last, facts):
        assert last is not None and last.given_at is not None
        since = full_date(time.local(last.given_at, facts.zone).date())
        return _("{what}: yes, since {date}", what=bold(label(key)), date=since)
    if _by_giving(key):
        return _("{what}: no. Giving it to me is the yes.", what=bold(label(key)))
    return _("{what}: no", what=bold(label(key)))


def _by_giving(key: str) -> bool:
    """What is kept only once it is given has no button to turn it on."""
    one = purposes.of(key)
    return one is not None and one.deletes


def _switch(key: str, last: Consent | None, facts: Facts) -> Button | None:
    on = consents.stands(last, facts)
    if not on and _by_giving(key):
        return None
    return Button(_short(key, on=on), Permit(key, int(not on)))


def _short(key: str, *, on: bool) -> Markup:
    return {
        purposes.SUGGESTIONS: _("Suggestions: yes") if on else _("Suggestions: no"),
        purposes.NUDGES: _("My journey: yes") if on else _("My journey: no"),
        purposes.NEWS: _("News: yes") if on else _("News: no"),
        purposes.EVIDENCE: _("Challenges: yes"),
        purposes.PLACE: _("My place: yes"),
        purposes.REFERRALS: _("Referrals: yes"),
    }[key]
