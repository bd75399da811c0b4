"""Referrals as the staff sees them: what is to be passed on, and one of them whole."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from bot import time
from bot.addresses import PassOn, ReferralOf, ReferralsToPass, Team, WriteAboutReferral
from bot.i18n import _, day, ngettext, words
from bot.models import Call, Course, Person, Referral, Referred
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import WARNING, beside, blocks, bold, found, lines, small
from bot.screens.partners.referrals import partner, reach
from bot.services.facts import Facts
from bot.services.partners import referring

Thing = Course | Call


def waiting(
    found_: Sequence[tuple[Referral, Person]],
    named: Mapping[int, Thing | None],
    page: int,
    pack: Pack,
    *,
    facts: Facts,
    now: datetime,
) -> Screen:
    """Nobody's name stands in the list: whoever opens one is noted."""
    shown, page, pages = rows.cut(found_, page)
    told = [_line(one, named.get(one.id or 0), pack, facts=facts, now=now) for one, _person in shown]
    each = [Button(_("Open {number}", number=one.id), ReferralOf(one.id or 0)) for one, _person in shown]
    late = sum(referring.is_late(one, facts=facts, now=now) for one, _person in found_)
    return Screen(
        blocks(
            bold(_("Referrals to pass on")),
            beside(WARNING, ngettext("{n} is overdue.", "{n} are overdue.", late)) if late else "",
            lines(*told) if told else _("There is nothing to pass on."),
        ),
        (*rows.in_twos(each), *rows.pager(page, pages, ReferralsToPass), *rows.footer(Team())),
    )


def _line(referral: Referral, thing: Thing | None, pack: Pack, *, facts: Facts, now: datetime) -> Markup:
    since = day(time.local(referral.asked_at or referral.begun_at, facts.zone).date())
    silent = _("nobody answered") if referral.state is Referred.SILENT else ""
    what = words(thing.short_title) if thing is not None else ""
    parts = (bold(f"{referral.id}"), partner(referral, pack), what, since, silent)
    return Markup(" · ").join(part for part in parts if part)


def one(referral: Referral, thing: Thing | None, person: Person, pack: Pack, *, facts: Facts, now: datetime) -> Screen:
    """All that the person agreed to pass on, and how it reaches the partner."""
    age = person.age(time.local(now, facts.zone).date())
    years = ngettext("{n} year old", "{n} years old", age) if age is not None and referral.with_age else ""
    who = found(pack.organiser, referral.organiser)
    how = who.partner if who else None
    ways = {"email": how.email, "link": how.link} if how else {}
    number = referral.id or 0
    asked = referral.passed_at or referral.asked_at or referral.begun_at
    since = day(time.local(asked, facts.zone).date())
    return Screen(
        blocks(
            lines(
                bold(_("Referral {number}", number=number)),
                _("To: {partner}", partner=partner(referral, pack)),
                ways.get(how.by if how else "") or _("By hand: nobody has given us an address for it."),
                _("For: {what}", what=words(thing.title)) if thing is not None else "",
            ),
            lines(bold(person.name or ""), years, reach(referral)),
            _("Passed on on {date}.", date=since)
            if referral.state is Referred.PASSED
            else _("They say that nobody got in touch. Ask again, and tell them what you hear.")
            if referral.state is Referred.SILENT
            else _("They agreed on {date} that exactly this is passed on.", date=since),
            small(_("That you opened it, and what you do with it, is noted.")),
        ),
        (
            *rows.alone(None if referral.state is Referred.PASSED else Button(_("I passed it on"), PassOn(number))),
            *rows.alone(Button(_("Write to them"), WriteAboutReferral(number))),
            *rows.footer(ReferralsToPass()),
        ),
    )


def ask_word(referral: Referral, pack: Pack, trouble: Markup | str = "") -> Screen:
    """What the staff writes to the person."""
    return Screen(
        blocks(
            trouble,
            _(
                "What should they hear about referral {number}? They get it here as a message of the staff; that you "
                "wrote is noted, without the words.",
                number=referral.id,
            ),
            _("For example: {example}", example=_("They expect you on Thursday at ten; ask for Laura.")),
        ),
        rows.footer(ReferralOf(referral.id or 0)),
    )
