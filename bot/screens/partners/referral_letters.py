"""What a person is told of a referral later, by itself."""

from markupsafe import Markup

from bot.addresses import (
    ConfirmReferrer,
    ReferralAt,
)
from bot.i18n import _, words
from bot.models import Referral
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.guardians import yours
from bot.screens.lines import blocks, bold, name, sentences, small
from bot.screens.partners.referrals import Thing, card_of, partner, quiet, ways_it_went


def passed_on(referral: Referral, thing: Thing | None, pack: Pack) -> Screen:
    """The letter when the staff passed it on."""
    if thing is None or thing.sensitive:
        said = _("What you asked me was passed on. They will contact you; in two weeks I ask you how it went.")
    else:
        said = _(
            "{partner} has been told that you are interested in {what}. In two weeks I ask you whether it happened.",
            partner=partner(thing, pack),
            what=name(thing),
        )
    return Screen(said, (*rows.in_twos([Button(_("See how it stands"), ReferralAt(referral.id or 0)), *quiet(thing)]),))


def check(referral: Referral, thing: Thing | None, pack: Pack) -> Screen:
    """The letter two weeks later."""
    if thing is None or thing.sensitive:
        said: Markup = _("Did it happen? Two weeks ago I passed on what you asked me.")
    else:
        said = _(
            "Did it happen? {partner} was to contact you about {what}.", partner=partner(thing, pack), what=name(thing)
        )
    return Screen(said, (*rows.in_twos(ways_it_went(referral)), *rows.in_twos(quiet(thing))))


def word(referral: Referral, thing: Thing | None, pack: Pack) -> Screen:
    """What the staff has to say about it. The preview shows the first line only."""
    head = (
        _("A message from the staff")
        if thing is None or thing.sensitive
        else _("About {what}", what=words(thing.short_title))
    )
    return Screen(
        blocks(
            bold(head),
            referral.word or "",
            small(_("From the staff of {institution}.", institution=words(pack.institution.short_name))),
        ),
        (*rows.in_twos([Button(_("See how it stands"), ReferralAt(referral.id or 0)), *quiet(thing)]),),
    )


def declined(referral: Referral, thing: Thing | None, pack: Pack) -> Screen:
    theirs = referral.guardian_name or str(_("Your guardian"))
    return Screen(
        sentences(
            _("{who} didn't agree, so nothing is passed on.", who=bold(theirs)),
            _("You can talk about it, and ask again from its card."),
        ),
        (*rows.alone(Button(_("See the card"), card_of(thing)) if thing else None), *rows.footer()),
    )


def is_it_them(referral: Referral, thing: Thing | None, pack: Pack) -> Screen:
    """Somebody answered by the link: is it the guardian?"""
    number = referral.id or 0
    said = {"mother": _("Yes, my mother"), "father": _("Yes, my father")}
    return Screen(
        blocks(
            _(
                "{name} says that they are {relation} and that you may be contacted. Is that so?",
                name=bold(referral.guardian_name or str(_("Whoever opened your link"))),
                relation=yours(referral.relation),
            ),
            _("Say yes only if you know that it was really them."),
        ),
        (
            *rows.alone(Button(said.get(referral.relation or "") or _("Yes, my guardian"), ConfirmReferrer(number, 1))),
            *rows.alone(Button(_("No, somebody else"), ConfirmReferrer(number, 0))),
        ),
    )
