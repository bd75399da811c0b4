"""What one keeps of the journey: the passport and the recognition. Each is a picture, with its words below it."""

from collections.abc import Sequence

from bot import time
from bot.addresses import Journey
from bot.i18n import _, full_date, listed, ngettext, words
from bot.models import Call, Course
from bot.packs import Pack
from bot.packs import journey as packed
from bot.screen import Button, Drawing, Screen
from bot.screens import rows
from bot.screens.journey import STAMP, thing, topic_of, with_a_stamp
from bot.screens.lines import beside, blocks, bold, lines, small
from bot.services import journey as service
from bot.services.facts import Facts
from bot.services.journey import Part


def passport(pack: Pack, trip: packed.Journey, parts: Sequence[Part], *, name: str) -> Screen:
    """The wheel with its stamps, and in words what it shows. `name` may be empty."""
    open_still = [topic_of(pack, part) for part in parts if not part.stamped]
    values = {
        "name": name,
        "title": words(trip.name),
        "parts": [
            {
                "emoji": pack.topic(part.stage.topic).emoji,
                "label": topic_of(pack, part),
                "stamp": words(part.stage.stamp),
                "stamped": part.stamped,
            }
            for part in parts
        ],
    }
    return Screen(
        blocks(
            bold(_("Passport of {name}", name=name).unescape() if name else _("My passport")),
            lines(
                ngettext("A wheel of {n} part.", "A wheel of {n} parts.", len(parts)),
                beside(STAMP, with_a_stamp(pack, parts, named=True)),
                _("Still to discover: {topics}", topics=listed(open_still)) if open_still else "",
            ),
        ),
        (*rows.alone(Button(_("My journey"), Journey())), *rows.footer()),
        drawing=Drawing("passport", values),
        kept=True,
    )


def recognition(
    pack: Pack,
    trip: packed.Journey,
    parts: Sequence[Part],
    give_back: Sequence[Course | Call],
    *,
    name: str,
    facts: Facts,
) -> Screen:
    """For all the stamps, with the invitation to give back."""
    at = service.finished_at(list(parts))
    assert at is not None
    title, institution = words(trip.title), words(pack.institution.name)
    day = full_date(time.local(at, facts.zone).date())
    seen = [part for part in (title, name, institution, day) if part]
    return Screen(
        blocks(
            bold(title),
            words(trip.finished),
            words(trip.give_back) if give_back else "",
            small(_("In the picture: {seen}", seen=" · ".join(seen))),
        ),
        (
            *((thing(one),) for one in give_back),
            *rows.alone(Button(_("My journey"), Journey())),
            *rows.footer(),
        ),
        drawing=Drawing(
            "recognition",
            {
                "title": title,
                "name": name,
                "institution": institution,
                "date": day,
                "emoji": [pack.topic(part.stage.topic).emoji for part in parts],
            },
        ),
        kept=True,
    )
