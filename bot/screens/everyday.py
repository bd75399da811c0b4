"""Short answers to what people ask a bot everywhere, from what the pack says; what isn't known is said to be so."""

from collections.abc import Callable
from typing import Final

from markupsafe import Markup

from bot.addresses import AllCourses, Help, HowItWorks
from bot.i18n import _, words
from bot.packs import Pack
from bot.screen import Button
from bot.screens.lines import PLACE, beside, lines

Told = tuple[Markup, tuple[Button, ...]]
"""What is said, and the buttons that lead on."""
VENUES: Final = 4


def told(question: str, pack: Pack) -> Told:
    """The answer to a question of bot/services/search/words/questions.yaml; nothing for one that is a screen."""
    answer = _ANSWERS.get(question)
    return answer(pack) if answer else (Markup(), ())


def _hello(pack: Pack) -> Told:
    name = words(pack.institution.short_name)
    return (
        lines(
            _("Hi! I'm the bot of {institution}.", institution=name),
            _("Write what you're looking for, such as “English” or “nails”, or choose a topic."),
        ),
        (),
    )


def _thanks(pack: Pack) -> Told:
    return _("My pleasure! I'm here whenever you like."), _on(pack)


def _bye(pack: Pack) -> Told:
    return _("See you! With /start you're back at the beginning."), _on(pack)


def _chat(pack: Pack) -> Told:
    return _("I'm here. Write what you're looking for, and I'll look."), _on(pack)


def _bot(pack: Pack) -> Told:
    said = _("I'm a bot and nobody reads along. I find courses and calls, keep your place and remind you of dates.")
    return said, (Button(_("How this works"), HowItWorks()), *_on(pack))


def _sign_up(pack: Pack) -> Told:
    said = _(
        "Open a course and tap Join: I ask what's missing, and that's it. Each card says who may take part and "
        "what is asked for."
    )
    return said, _on(pack)


def _where(pack: Pack) -> Told:
    places = [
        beside(PLACE, ", ".join(part for part in (words(venue.name), words(venue.address)) if part))
        for venue in pack.venues[:VENUES]
    ]
    return lines(*places, _("Each card says where it is and how to get there.")), _on(pack)


def _hours(pack: Pack) -> Told:
    hours = pack.institution.contact.hours
    opened = _("Hours: {hours}", hours=words(hours)) if hours else _("I don't know the opening hours.")
    return lines(opened, _("When a course meets is on its card.")), _on(pack)


def _cost(pack: Pack) -> Told:
    known = [course.cost_mxn for course in pack.courses if course.cost_mxn is not None]
    every = _("All the courses whose cost I know are free.") if known and not any(known) else ""
    return lines(every, _("Each card says what it costs. Write “free” and I'll show you those.")), _on(pack)


def _person(pack: Pack) -> Told:
    contact = pack.institution.contact
    hours = _("Hours: {hours}", hours=words(contact.hours)) if contact.hours else ""
    ways = [way for way in (contact.email, contact.phone, *contact.web) if way]
    there = _("I'm a bot; people answer here:") if ways else _("I'm a bot, and I know of no address to write to.")
    return lines(there, *ways, hours, _("If you are in danger, call 911")), (Button(_("Help"), Help()),)


def _certificate(pack: Pack) -> Told:
    return _("Each card says what you get at the end, where that is known."), _on(pack)


def _age(pack: Pack) -> Told:
    ages = pack.institution.ages
    known = ages.min and ages.max
    served = _("It's for ages {youngest} to {oldest}.", youngest=ages.min, oldest=ages.max) if known else ""
    return lines(served, _("Each card says its own limits.")), _on(pack)


def _on(pack: Pack) -> tuple[Button, ...]:
    return (Button(_("All courses"), AllCourses(1)),)


_ANSWERS: Final[dict[str, Callable[[Pack], Told]]] = {
    "hello": _hello,
    "thanks": _thanks,
    "bye": _bye,
    "chat": _chat,
    "bot": _bot,
    "sign_up": _sign_up,
    "where": _where,
    "hours": _hours,
    "cost": _cost,
    "person": _person,
    "certificate": _certificate,
    "age": _age,
}
