"""The crisis floor: the card for danger, the line for worry, with whom to talk, and leaving at once.

Fixed words. Nobody is asked anything, nothing is promised, and a card is short: it is read at a bad moment.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from markupsafe import Markup

from bot.addresses import Helplines, NotThat, TalkTo, UseWritten
from bot.i18n import _, when, words
from bot.packs import Pack
from bot.packs.schema import Helpline
from bot.safety import Finding, Topic
from bot.screen import Button, Screen
from bot.screens import rows, threads
from bot.screens.help import dialled, hours
from bot.screens.lines import blocks, bold, lines, sentences
from bot.services import opening
from bot.services.helplines import fitting


def card(pack: Pack, finding: Finding, mark: str, *, today: date) -> Screen:
    """What somebody in danger, or near somebody in danger, is told: 911 first, then the lines that fit."""
    said = _for_somebody if finding.third_person else _TO_THEMSELVES[finding.topic]
    return Screen(
        blocks(said(), lines(*(_line(line) for line in fitting(pack, finding.topic, today)))),
        (
            *rows.alone(Button(_("Talk to someone"), TalkTo(finding.topic.value))),
            *rows.in_twos([Button(_("That's not it"), NotThat(mark)), rows.quick_exit()]),
        ),
    )


def card_in_group(pack: Pack, finding: Finding, *, bot_name: str, today: date) -> Screen:
    """The card in a group, where only whoever wrote sees it: numbers, and the way to where more can be said."""
    said = _for_somebody if finding.third_person else _TO_THEMSELVES[finding.topic]
    return Screen(
        blocks(
            said(),
            lines(*(_line(line) for line in fitting(pack, finding.topic, today))),
            _("Only you see this message."),
        ),
        rows.alone(Button(_("Talk in private"), url=f"https://t.me/{bot_name}?start=g") if bot_name else None),
    )


def beside(finding: Finding) -> Screen:
    """One line after the ordinary answer, where what was written sounds heavy."""
    if finding.third_person:
        said = _("If you're worried about somebody, there are people who can tell you how to help, for free.")
    else:
        said = _("If this weighs on you, you don't have to carry it alone: people listen, for free.")
    return Screen(said, rows.alone(Button(_("See who"), TalkTo(finding.topic.value))))


def gone() -> Screen:
    """What was written has been deleted from the chat, and nothing of it was kept."""
    return Screen(
        _("That message isn't in the chat any more, and I kept nothing of it. Write it again."), rows.footer()
    )


def talk_to(
    pack: Pack, topic: Topic, *, now: datetime, today: date, talk: bool = False, talking: bool = False
) -> Screen:
    """People who answer now; then the institution, with its hours as they are. `talk`: whether its team can be written
    to from here; `talking`: whether that is what is going on."""
    return Screen(
        blocks(
            lines(
                bold(_("People who answer now")),
                *(_line(line) for line in fitting(pack, topic, today)),
                _reads_along(talking=talking),
            ),
            _institution(pack, now),
        ),
        (
            *rows.in_twos([Button(_("Every line"), Helplines(1)), rows.quick_exit()]),
            *rows.alone(threads.write_to(pack, threads.LINES, offered=talk)),
            *rows.footer(),
        ),
    )


def not_that(resume: tuple[rows.Row, ...]) -> Screen:
    """The card wasn't needed: nothing came of it. `resume`: the way back to a question that was left open."""
    told = _("What you wrote was not kept. If it was an answer, or something you look for, tap here and I'll use it.")
    return Screen(
        blocks(_("Thank you for telling me, I misread that."), told),
        (*rows.alone(Button(_("Use what I wrote"), UseWritten())), *resume, *rows.footer()),
    )


def used() -> Screen:
    """What was written is being used; what comes of it follows."""
    return Screen(_("Thank you for telling me, I misread that."))


def nothing_here(pack: Pack) -> Screen:
    """All that is left after leaving at once: what a stranger may read."""
    said = _("{institution}: courses and calls. To see them: /courses", institution=words(pack.institution.short_name))
    return Screen(said, unasks=True)


def _line(line: Helpline) -> Markup:
    """`Name: number · 24 hours · free`, and for whom where it isn't for everybody."""
    name = words(line.name)
    called = bold(f"{name}: {dialled(line)}") if line.dial == "911" else Markup("{}: {}").format(name, dialled(line))
    details = (hours(line), words(line.cost).lower(), words(line.audience).lower())
    return Markup(" · ").join([called, *(part for part in details if part)])


def _reads_along(*, talking: bool) -> Markup:
    if talking:
        return _("What you write here goes to the team too, but somebody isn't always reading.")
    return _("I'm a bot: nobody reads this chat.")


def _institution(pack: Pack, now: datetime) -> Markup:
    contact, zone = pack.institution.contact, pack.institution.timezone
    ways = [way for way in (contact.phone, contact.email) if way]
    if not ways:
        return Markup()
    open_now = opening.is_open(contact.opening, zone, now)
    following = opening.opens(contact.opening, zone, now)
    if open_now:
        there = _("There should be somebody there now.")
    elif following:
        there = _("Nobody is there now; they open {when}, unless it is a holiday.", when=when(following, zone, now=now))
    elif contact.hours:
        there = _("Hours: {hours}. I can't tell whether somebody is there now.", hours=words(contact.hours))
    else:
        there = _("I don't know their hours.")
    head = bold(words(pack.institution.short_name))
    return lines(head, " · ".join(ways), sentences(there, _("911 always answers.")))


def _suicide() -> Markup:
    return _("Thank you for saying it. You don't have to go through this alone: there are people who listen right now.")


def _self_harm() -> Markup:
    return _("Thank you for saying it. What hurts you matters, and there are people who listen without judging you.")


def _violence() -> Markup:
    return _("Thank you for saying it. It isn't your fault. If you can, go where you are safe, and call:")


def _sexual() -> Markup:
    return _("Thank you for saying it. It isn't your fault, and you don't have to face it alone. They can help now:")


def _bullying() -> Markup:
    return _("Thank you for saying it. Nobody deserves to be treated like that. There are people who listen right now:")


def _trafficking() -> Markup:
    return _("Thank you for saying it. Nobody may force you or keep you there. If you can, get to safety and call:")


def _substances() -> Markup:
    return _("If somebody doesn't wake up or breathes badly, call 911 now. These people listen without judging you:")


def _for_somebody() -> Markup:
    return _(
        "Thank you for telling me. In danger right now: 911. These people tell you what to do, for them and for you:"
    )


_TO_THEMSELVES: Final[dict[Topic, Callable[[], Markup]]] = {
    Topic.SUICIDE: _suicide,
    Topic.SELF_HARM: _self_harm,
    Topic.HOME_VIOLENCE: _violence,
    Topic.SEXUAL_VIOLENCE: _sexual,
    Topic.DATING_VIOLENCE: _violence,
    Topic.BULLYING: _bullying,
    Topic.TRAFFICKING: _trafficking,
    Topic.SUBSTANCES: _substances,
}
