"""Talking to a person of the team: what the young person reads, and what the topic of the staff's group reads.

Into the group goes little of whom it is about: nothing in the topic's name, the first name hidden until it is tapped,
so that no phone shows it unasked.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from markupsafe import Markup

from bot.addresses import CloseThread, EndTalk, GoOnTalking, Helplines, TakeThread, TalkToPerson
from bot.i18n import _, ngettext, when, words
from bot.models import Thread
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.home import LANGUAGES
from bot.screens.lines import WARNING, blocks, bold, lines, sentences
from bot.services import opening

HELP, SEARCH, LINES, COMMAND = "help", "search", "lines", ""
"""From where somebody asked for a person."""


def button(about: str, *, offered: bool) -> Button | None:
    """None where there is no group of the staff's to pass anything on to."""
    return Button(_("Talk to a person"), TalkToPerson(about)) if offered else None


def write_to(pack: Pack, about: str, *, offered: bool) -> Button | None:
    """The same beside helplines, where it must not be taken for one."""
    label = rows.short(str(_("Write to {institution}", institution=words(pack.institution.short_name)).unescape()), 28)
    return Button(label, TalkToPerson(about)) if offered else None


def invite(pack: Pack, usual: timedelta | None, *, now: datetime) -> Screen:
    """Before the first word: who reads it, and when."""
    return Screen(
        blocks(
            bold(_("Talk to a person")),
            _(
                "Write me what it's about, or send a photo or a voice message: I pass it on to the team of "
                "{institution}, and their answer comes here.",
                institution=words(pack.institution.short_name),
            ),
            _hours(pack, usual, now),
            _in_danger(),
        ),
        (
            *rows.in_twos([Button(_("Helplines"), Helplines(1)), rows.quick_exit()]),
            *rows.in_twos([Button(_("Leave it"), EndTalk())]),
        ),
    )


def going_on(pack: Pack, usual: timedelta | None, *, now: datetime) -> Screen:
    """They ask for a person while they have one."""
    return Screen(
        blocks(
            _(
                "You're talking to the team of {institution}: what you write reaches them.",
                institution=words(pack.institution.short_name),
            ),
            _hours(pack, usual, now),
        ),
        _end(),
    )


def passing_on(pack: Pack, usual: timedelta | None, *, now: datetime) -> Screen:
    """After the first message."""
    return Screen(
        blocks(
            _("I'm passing it on to the team. Their answer comes here, and so does whatever else you want to add."),
            _hours(pack, usual, now),
            _("Meanwhile I keep quiet. /end brings me back."),
        ),
        _end(),
    )


def still_open() -> Screen:
    """After a command, while a conversation is open."""
    return Screen(_("Your conversation with the team is still open: what you write goes to them."), _end())


def no_way(pack: Pack) -> Screen:
    """The group can't be reached: what there is instead, and that nothing is lost."""
    contact = pack.institution.contact
    hours = _("Hours: {hours}", hours=words(contact.hours)) if contact.hours else ""
    ways = [way for way in (contact.phone, contact.email) if way]
    return Screen(
        blocks(
            _("I can't reach the team's group right now. Your message stays here and I pass it on as soon as I can."),
            lines(_("If you'd rather not wait:"), *ways, hours) if ways else "",
            _in_danger(),
        ),
        (*rows.alone(Button(_("Helplines"), Helplines(1))), *_end()),
    )


def cannot_pass(kind: str) -> Screen:
    said = {
        "image": _("Sent as a file, a picture may tell where it was taken. Send it as a photo and I pass it on."),
        "contact": _("No phone number is needed here, so I didn't pass it on. They answer in this chat."),
    }
    other = _("I can't pass that on. Write it, or send a photo, a voice message, a video or a document.")
    return Screen(said.get(kind) or other)


def somebody_answers(pack: Pack) -> Screen:
    """Before a colleague's first words."""
    return Screen(
        _(
            "A person from the team of {institution} is writing to you now:",
            institution=words(pack.institution.short_name),
        )
    )


def ended(pack: Pack) -> Screen:
    return Screen(
        _("Your conversation with the team has ended. I'm here again, for whatever you're looking for."), _on()
    )


def dropped() -> Screen:
    return Screen(_("All right: nothing was passed on."), rows.footer())


def nothing_open() -> Screen:
    return Screen(_("You have no open conversation with the team."), _on())


def closed_by_team(pack: Pack) -> Screen:
    return Screen(
        _(
            "The team of {institution} ended the conversation here. If something is missing, write to them again.",
            institution=words(pack.institution.short_name),
        ),
        _on(),
    )


def glad() -> Screen:
    return Screen(_("Good: the conversation stays open. Write whatever you need."), _end())


# Letters


def late(pack: Pack, usual: timedelta | None, *, now: datetime) -> Screen:
    return Screen(
        blocks(
            _("The team hasn't answered yet, and it takes longer than usual. I've reminded them."),
            _hours(pack, usual, now, briefly=True),
            _in_danger(),
        ),
        _end(),
    )


def anything_else() -> Screen:
    return Screen(
        _("Do you need anything else from the team? If I hear nothing by tomorrow, I close the conversation."),
        rows.in_twos([Button(_("Yes, I'm still here"), GoOnTalking()), Button(_("No, end it"), EndTalk())]),
    )


def over() -> Screen:
    return Screen(
        _("I closed your conversation with the team, since nobody wrote for two days. I'm here again."), _on()
    )


# The topic


def topic_name(thread: Thread) -> str:
    """`#12 · Búsqueda`: everybody's phone shows it, so it says nothing of who it is."""
    return f"#{thread.id} · {_about(thread.about)}"


def first(thread: Thread, first_name: str, locale: str, *, minor: bool | None, alone: bool) -> Screen:
    """The first line in a topic. `minor`: None where the age isn't known; `alone`: fewer than two colleagues can see
    it."""
    ages = {True: _("under 18"), False: _("of age"), None: _("age not known: treat as under 18")}
    who = [Markup("<tg-spoiler>{}</tg-spoiler>").format(first_name)] if first_name else []
    whose = Markup(" · ").join([*who, Markup("{}").format(LANGUAGES.get(locale, locale)), ages[minor]])
    guarded = _("Nothing here can be forwarded or saved: the conversation stays in this group.")
    return Screen(
        blocks(
            bold(_("Conversation {number}", number=thread.id)),
            lines(whose, _("Came from: {place}", place=_about(thread.about))),
            guarded if thread.protected else "",
            lines(
                _("What you write here reaches them as the institution, without your name."),
                _("// at the beginning: a note among colleagues, passed on to nobody."),
                _("/cerrar ends it. Don't move it to another chat."),
            ),
            _beside(_("Fewer than two colleagues have a role. Two must see each conversation: /equipo"))
            if alone
            else "",
        ),
        rows.alone(Button(_("End it"), CloseThread(thread.id or 0))),
    )


def perhaps_double() -> Screen:
    return Screen(
        _("I was interrupted while making this topic. If there is an empty one with the same number, it can go.")
    )


def moved_here() -> Screen:
    return Screen(_("This topic was made twice. The conversation goes on in the other one with this number."))


def adopted() -> Screen:
    return Screen(_("From now on this is the conversation's topic."))


def not_passed(why: str, thread: Thread | None = None) -> Screen:
    """Why what was written here reached nobody."""
    reasons = {
        "nobody": _(
            "Not passed on: it was written anonymously or as a channel. Write as yourself; they don't see who."
        ),
        "role": _("Not passed on: only who has a role in the team answers (/equipo, in private)."),
        "closed": _("Not passed on: this conversation has ended. It opens again when they write."),
        "command": _("Not passed on: I don't know that command. There is /cerrar, and // begins a note."),
        "kind": _("Not passed on: I can't copy that kind of message."),
        "contact": _("Not passed on: no phone numbers. The conversation stays here."),
        "blocked": _("It didn't arrive: they blocked the bot, or their Telegram is gone."),
        "uncertain": _("I don't know whether that arrived: Telegram didn't say."),
        "failed": _("It didn't arrive: Telegram refused it."),
    }
    return Screen(_beside(reasons[why]))


def taken(called: str, thread: Thread, message_id: int) -> Screen:
    """Another colleague answers here."""
    return Screen(
        _("Not passed on yet: {name} is answering here.", name=called),
        rows.alone(Button(_("I take over"), TakeThread(thread.id or 0, message_id))),
    )


def takes(called: str) -> Screen:
    return Screen(_("{name} answers from now on.", name=called))


def not_passed_on() -> Screen:
    """Below the card, to whoever is talking to the team."""
    return Screen(
        _(
            "The team knows that I showed you this, though not what you wrote: that is kept nowhere. You can answer "
            "them here."
        )
    )


def told(what: str) -> Screen:
    """What happened on the other side."""
    happened = {
        "person": _("They ended the conversation."),
        "staff": _("Ended. They were told."),
        "silence": _("Ended: nobody wrote for two days."),
        "left": _("They left quickly and emptied their chat. Don't write to them: wait until they write."),
        "again": _("They are writing again."),
        "danger": _("They were shown the card with 911 and the helplines. What they wrote then was kept nowhere."),
        "lost": _("They sent something that couldn't be copied. Ask them to send it again."),
    }
    said = happened[what]
    return Screen(_beside(said) if what in ("left", "danger", "lost") else said)


def waits(minutes: int, thread: Thread) -> Screen:
    """The reminder. It mentions nobody: whoever is free answers."""
    waited = ngettext("waiting for {n} minute", "waiting for {n} minutes", minutes)
    return Screen(_beside(_("Conversation {number}: {waited} for an answer.", number=thread.id, waited=waited)))


def _about(about: str) -> Markup:
    return {HELP: _("help"), SEARCH: _("a search"), LINES: _("the helplines")}.get(about) or _("the menu")


def _in_danger() -> Markup:
    return _("In danger: 911, at any hour.")


def _beside(said: str) -> Markup:
    return Markup("{} {}").format(WARNING, said)


def _end() -> tuple[rows.Row, ...]:
    return rows.in_twos([Button(_("End it"), EndTalk()), rows.quick_exit()])


def _on() -> tuple[rows.Row, ...]:
    return (*rows.alone(Button(_("Write to them again"), TalkToPerson())), *rows.footer())


def _hours(pack: Pack, usual: timedelta | None, now: datetime, *, briefly: bool = False) -> Markup:
    """When somebody reads it, as far as that is known; nobody pretends that somebody is reading."""
    contact, zone = pack.institution.contact, pack.institution.timezone
    said: Sequence[str]
    if opening.is_open(contact.opening, zone, now):
        said = [_("They are there now, unless it is a holiday.")]
    elif following := opening.opens(contact.opening, zone, now):
        return sentences(
            _("Nobody is there now; they open {when}, unless it is a holiday.", when=when(following, zone, now=now)),
            "" if briefly else _("Your message waits and is read then."),
        )
    elif contact.hours:
        said = [_("Hours: {hours}. I can't tell whether somebody is there now.", hours=words(contact.hours))]
    else:
        said = [_("I don't know their hours.")]
    waited = _("They usually answer within about {time}.", time=_span(usual)) if usual and not briefly else ""
    return sentences(*said, waited)


def _span(time: timedelta) -> Markup:
    minutes = int(time.total_seconds()) // 60
    return (
        ngettext("{n} hour", "{n} hours", minutes // 60)
        if minutes % 60 == 0
        else ngettext("{n} minute", "{n} minutes", minutes)
    )
