"""A referral as the person sees it: what is passed on, to whom and why, how it stands, and whether it happened.

What is sensitive isn't named in what comes unasked, and every screen about it has the quick exit.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from markupsafe import Markup

from bot import time
from bot.addresses import (
    Address,
    AllCalls,
    CallAt,
    CourseAt,
    EndReferral,
    HowItWent,
    Known,
    MyReferrals,
    NewReferralLink,
    Notice,
    ReachBy,
    ReferMe,
    ReferralAt,
    SendReferral,
    TopicAt,
    UseNameForReferral,
)
from bot.errors import BadAnswer
from bot.i18n import _, day, full_date, listed, ngettext, words
from bot.models import Call, Course, Person, Referral, Referred
from bot.packs import Pack
from bot.packs.forms import Question, Title40
from bot.packs.words import Message320
from bot.screen import Button, Screen
from bot.screens import answers, rows
from bot.screens.guardians import missing as guardian_missing
from bot.screens.guardians import reason as guardian_reason
from bot.screens.lines import DASH, age_limit, blocks, bold, found, lines, name, sentences, small
from bot.screens.refusals import example
from bot.services.applications.identifiers import phone_shown
from bot.services.facts import Facts
from bot.services.partners import referring, things

Thing = Course | Call
_PHONE: Final = Question(
    key="phone", kind="phone", label=Title40(es="Teléfono", en="Phone"), ask=Message320(es="¿Cuál?", en="Which?")
)


def button(thing: Thing, pack: Pack, *, facts: Facts, now: datetime) -> Button | None:
    """On a card: that whoever offers it get in touch; None where one isn't referred to it."""
    if not things.takes_referrals(thing, pack, facts=facts, now=now):
        return None
    return Button(_("Have them contact me"), ReferMe(things.kind_of(thing), thing.id or 0))


def partner(thing: Thing | Referral, pack: Pack) -> str:
    who = found(pack.organiser, thing.organiser)
    return words(who.name) if who else str(_("whoever offers it"))


def card_of(thing: Thing) -> Address:
    return CourseAt(thing.id or 0) if isinstance(thing, Course) else CallAt(thing.id or 0)


def quiet(thing: Thing | None) -> list[Button | None]:
    return [rows.quick_exit() if thing is not None and thing.sensitive else None]


def misfit(thing: Thing, person: Person, why: str, *, facts: Facts) -> Screen:
    """It isn't for their age: why, and when that changes."""
    on = things.old_enough_on(thing, person, facts) if why == "young" else None
    youngest, oldest = things.ages(thing, facts)
    said = (
        _("This is for ages {age} and up.", age=youngest)
        if why == "young"
        else _("This is for ages up to {age}.", age=oldest)
    )
    when = _("You can ask for it from {date}.", date=full_date(on)) if on else ""
    others = AllCalls(1) if isinstance(thing, Call) else TopicAt(thing.topic, 1)
    return Screen(
        sentences(said, when),
        (*rows.alone(Button(_("See what else there is"), others)), *rows.footer(card_of(thing))),
    )


def ask_reach(referral: Referral, thing: Thing, person: Person, pack: Pack) -> Screen:
    """What is passed on, to whom, why; and how they want to be reached."""
    passed = [_("your name"), *([_("your age")] if referral.with_age else []), _("how to reach you")]
    return Screen(
        blocks(
            bold(_("That {partner} contacts you", partner=partner(thing, pack))),
            _(
                "The staff of {institution} tells {partner} that you are interested in {what}, so that they write to "
                "you or call you.",
                institution=words(pack.institution.short_name),
                partner=partner(thing, pack),
                what=name(thing),
            ),
            _("All that is passed on: {what}.", what=listed([str(one) for one in passed])),
            _("How should they reach you? By Telegram they don't get your account: they tell us, and we write to you."),
        ),
        (
            *rows.in_twos(
                [
                    Button(_("By Telegram"), ReachBy(referral.id or 0, referring.TELEGRAM)),
                    Button(_("By phone"), ReachBy(referral.id or 0, referring.PHONE)),
                ]
            ),
            *rows.in_twos(quiet(thing)),
            *rows.footer(card_of(thing)),
        ),
    )


def ask(
    what: str,
    referral: Referral,
    thing: Thing,
    pack: Pack,
    *,
    facts: Facts,
    today: date,
    suggestion: str = "",
    trouble: Markup | str = "",
) -> Screen:
    """One thing that is missing: `name`, `birth_date` or `phone`."""
    limit = age_limit(thing) if things.ages(thing, facts) != (None, None) else ""
    texts = {
        "name": lines(
            _("What is your full name? {partner} asks for you by it.", partner=partner(thing, pack)),
            _("For example: {name}", name="Ana María Pérez"),
        ),
        "birth_date": lines(
            _("When were you born?"),
            _("It's to check the age limit: {ages}.", ages=limit) if limit else "",
            _("Only your age in years is passed on.") if referral.with_age else "",
            guardian_reason(),
            _("Day, month and year; for example {date}", date=example(today)),
        ),
        "phone": lines(
            _("To which number should {partner} call you?", partner=partner(thing, pack)),
            _("Ten digits; for example {number}", number="477 123 4567"),
        ),
    }
    use = Button(_("Use {name}", name=rows.short(suggestion, 14)), UseNameForReferral(referral.id or 0))
    telegram = Button(_("Better by Telegram"), ReachBy(referral.id or 0, referring.TELEGRAM))
    return Screen(
        blocks(trouble, texts[what]),
        (
            *rows.alone(use if what == "name" and suggestion else telegram if what == "phone" else None),
            *rows.in_twos(quiet(thing)),
            *rows.footer(card_of(thing)),
        ),
    )


def confirm(referral: Referral, thing: Thing, person: Person, pack: Pack, *, today: date, guardian: bool) -> Screen:
    """Exactly what is passed on, before the yes. `guardian`: theirs is needed too."""
    age = person.age(today)
    years = ngettext("{n} year old", "{n} years old", age) if age is not None and referral.with_age else ""
    return Screen(
        blocks(
            bold(_("Is this right?")),
            lines(
                _("To {partner} I pass on:", partner=partner(thing, pack)),
                *(Markup("{}{}").format(DASH, one) for one in (person.name or "", years, reach(referral)) if one),
                _("For: {what}", what=name(thing)),
            ),
            guardian_missing() if guardian else "",
            small(
                _(
                    "With your yes, the staff of {institution} passes it on. You can take it back at any time: what "
                    "was passed on already stays with them.",
                    institution=words(pack.institution.short_name),
                )
            ),
        ),
        (
            *rows.alone(Button(_("Yes, pass it on"), SendReferral(referral.id or 0))),
            *rows.in_twos([Button(_("Full notice"), Notice(1)), *quiet(thing)]),
            *rows.footer(card_of(thing)),
        ),
    )


def reach(referral: Referral) -> Markup:
    if referral.reach == referring.PHONE and referral.phone:
        return _("by phone: {number}", number=phone_shown(referral.phone))
    return _("by Telegram, through us")


def bad_identifier(error: BadAnswer) -> Markup:
    """What was wrong with a telephone or an RFC; the question follows."""
    return answers.trouble(_PHONE, error)


def state(referral: Referral, *, facts: Facts, now: datetime) -> Markup:
    """How it stands, in a few words."""
    said = {
        Referred.DRAFT: _("not sent yet"),
        Referred.GUARDIAN: _("your guardian's permission is missing"),
        Referred.OPEN: _("about to be passed on"),
        Referred.SILENT: _("nobody contacted you; the staff is looking into it"),
        Referred.DONE: _("it worked out"),
    }.get(referral.state)
    if referral.state is Referred.PASSED and referral.passed_at:
        return _("passed on on {date}", date=day(time.local(referral.passed_at, facts.zone).date()))
    if said:
        return said
    return {
        "guardian": _("your guardian didn't agree"),
        "changed": _("you changed your mind"),
    }.get(referral.why or "") or _("you took it back")


def mine(
    found_: Sequence[Referral], named: Mapping[int, Thing | None], pack: Pack, *, facts: Facts, now: datetime
) -> Screen:
    """All of them, the newest first."""
    told = [
        Markup("{}{}: {}").format(DASH, _named(one, named.get(one.id or 0), pack), state(one, facts=facts, now=now))
        for one in found_
    ]
    buttons = [
        Button(rows.short(str(_named(one, named.get(one.id or 0), pack))), ReferralAt(one.id or 0))
        for one in found_[:6]
    ]
    sensitive = next((thing for thing in named.values() if thing is not None and thing.sensitive), None)
    return Screen(
        blocks(
            bold(_("Who is to contact you")),
            lines(*told) if told else _("You haven't asked for anything to be passed on."),
        ),
        (*rows.in_twos(buttons), *rows.in_twos(quiet(sensitive)), *rows.footer(Known(1))),
    )


def _named(referral: Referral, thing: Thing | None, pack: Pack) -> str:
    return words(thing.short_title) if thing is not None else partner(referral, pack)


def standing(
    referral: Referral, thing: Thing | None, pack: Pack, *, facts: Facts, now: datetime, known: int = 0
) -> Screen:
    """One of them: how it stands and what can be done. `known`: guardians who were written to."""
    number = referral.id or 0
    acts: list[Button | None] = []
    more: Markup | str = ""
    if referral.state is Referred.GUARDIAN:
        if referral.guardian_said_at:
            more = _("Somebody answered by your link: tell me whether it was your guardian.")
        else:
            asked = _("I wrote to your guardian.") if known else ""
            more = sentences(guardian_missing(), asked)
        acts = [Button(_("Make a link"), NewReferralLink(number))]
    elif referral.state is Referred.OPEN:
        more = ngettext(
            "The staff passes it on within {n} working day, and I tell you when.",
            "The staff passes it on within {n} working days, and I tell you when.",
            referring.LATE_AFTER,
        )
    elif referral.state in (Referred.PASSED, Referred.SILENT):
        more = _("When you know, tell me how it went.")
        acts = ways_it_went(referral)
    over = referral.state in (Referred.DONE, Referred.ENDED)
    back = None if over else Button(_("Withdraw it"), EndReferral(number))
    return Screen(
        blocks(
            lines(bold(_named(referral, thing, pack)), partner(referral, pack), state(referral, facts=facts, now=now)),
            more,
        ),
        (
            *rows.in_twos(acts),
            *rows.in_twos([back, *quiet(thing)]),
            *rows.footer(MyReferrals()),
        ),
    )


def sent(
    referral: Referral, thing: Thing, pack: Pack, *, facts: Facts, now: datetime, linked: bool, known: int
) -> Screen:
    """The receipt."""
    if referral.state is Referred.GUARDIAN:
        forward = _("Forward the next message to them, from your own Telegram.") if linked else ""
        more: Markup | str = sentences(guardian_missing(), _("I wrote to your guardian.") if known else forward)
    else:
        more = sentences(
            ngettext(
                "The staff passes it on within {n} working day, and I tell you when.",
                "The staff passes it on within {n} working days, and I tell you when.",
                referring.LATE_AFTER,
            ),
            _("Two weeks after that I ask you whether it happened."),
        )
    head = (
        _("Noted.")
        if thing.sensitive
        else _("Noted: {partner} is to contact you about {what}.", partner=partner(thing, pack), what=name(thing))
    )
    return Screen(
        blocks(head, more),
        (
            *rows.in_twos([Button(_("See how it stands"), ReferralAt(referral.id or 0)), *quiet(thing)]),
            *rows.footer(),
        ),
        kept=True,
    )


def link(token: str, referral: Referral, thing: Thing, pack: Pack, *, bot_name: str, facts: Facts) -> Screen:
    """The message to forward to a guardian."""
    code = Markup("<code>r_{}</code>").format(token)
    address = f"https://t.me/{bot_name}?start=r_{token}" if bot_name else ""
    until = referral.token_until
    how = (
        lines(
            _("Open this link in your own Telegram:"),
            address,
            _("If nothing happens there, send the bot this code: {code}", code=code),
        )
        if address
        else _("From your own Telegram, send the bot this code: {code}", code=code)
    )
    return Screen(
        blocks(
            _(
                "Hi. I'd like {partner} to contact me about {what}. I'm under 18, so I need your permission.",
                partner=partner(thing, pack),
                what=name(thing),
            ),
            how,
            _("It works once, until {until}.", until=day(time.local(until, facts.zone).date())) if until else "",
        )
    )


def ask_end(referral: Referral) -> Screen:
    passed = referral.state in (Referred.PASSED, Referred.SILENT)
    return Screen(
        sentences(
            _("Withdraw it?"),
            _("It was passed on already: if they write to you, tell them no.")
            if passed
            else _("Nothing is passed on."),
        ),
        (
            *rows.alone(Button(_("Yes, take it back"), EndReferral(referral.id or 0, 1))),
            *rows.footer(ReferralAt(referral.id or 0)),
        ),
    )


def ways_it_went(referral: Referral) -> list[Button | None]:
    number = referral.id or 0
    silent = Button(_("They didn't answer"), HowItWent(number, "silent"))
    return [
        Button(_("Yes, it happened"), HowItWent(number, "yes")),
        Button(_("Not yet"), HowItWent(number, "later")),
        silent if referral.state is Referred.PASSED else None,
        Button(_("I changed my mind"), HowItWent(number, "changed")),
    ]


def answered(referral: Referral, said: str) -> Screen:
    """After that question."""
    again = referral.asks < referring.ASKS
    text = {
        "yes": _("How good! I've closed it, and forgotten the contact you gave."),
        "later": _("All right, I'll ask you once more in two weeks.")
        if again
        else _("All right. I won't ask again; whenever it happens you can tell me here."),
        "silent": _("Thank you for telling me. The staff is told that nobody contacted you, and asks again."),
        "changed": _("All right: it is closed. If you want it again one day, ask for it from its card."),
    }[said]
    return Screen(text, rows.footer(MyReferrals()))
