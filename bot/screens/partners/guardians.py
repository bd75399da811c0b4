"""A minor's referral, as their guardian sees it."""

from markupsafe import Markup

from bot.addresses import Notice, PermitReferral
from bot.i18n import _, listed, words
from bot.models import Call, Course, Person, Referral, Referred
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import blocks, bold, name, small
from bot.screens.partners.referrals import partner, reach
from bot.services.guardians import first_name


def request(referral: Referral, thing: Course | Call, young: Person, pack: Pack, *, known_as: str) -> Screen:
    """What is asked. `known_as`: what they are to the young person, where that is known."""
    number, who = referral.id or 0, first_name(young)
    passed = [_("their name"), *([_("their age")] if referral.with_age else []), reach(referral)]
    yes = (
        [Button(_("Yes, I agree"), PermitReferral(number, known_as))]
        if known_as
        else [
            Button(_("Yes, as the mother"), PermitReferral(number, "mother")),
            Button(_("Yes, as the father"), PermitReferral(number, "father")),
            Button(_("Yes, as guardian"), PermitReferral(number, "guardian")),
        ]
    )
    return Screen(
        blocks(
            bold(_("May {partner} contact {name}?", partner=partner(thing, pack), name=who)),
            _("It is about {what}. All that is passed on: {passed}.", what=name(thing), passed=listed(_plain(passed))),
            small(
                _(
                    "Of you, {institution} keeps your answer and what you are to {name}; your name only until {name} "
                    "has confirmed that it is you.",
                    institution=words(pack.institution.short_name),
                    name=who,
                )
            ),
        ),
        (
            *rows.in_twos(yes),
            *rows.in_twos(
                [Button(_("I don't agree"), PermitReferral(number, "no")), Button(_("Full notice"), Notice(1))]
            ),
            *rows.footer(),
        ),
    )


def _plain(parts: list[Markup]) -> list[str]:
    return [one.unescape() for one in parts]


def answered(referral: Referral, young: Person) -> Screen:
    who = first_name(young)
    if referral.why == "guardian":
        said = _("Noted: nothing is passed on. {name} hears of it.", name=who)
    elif referral.guardian_confirmed_at or referral.state is not Referred.GUARDIAN:
        said = _("Thank you. {name} hears of it, and the staff passes it on.", name=who)
    else:
        said = _("Thank you. {name} only has to confirm that it was you.", name=who)
    return Screen(said, rows.footer())
