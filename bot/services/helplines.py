"""Which helplines fit what somebody wrote: by what their sources say they help with, those of here first."""

import datetime as dt
from typing import Final

from bot.packs.care import EMERGENCY, Helpline
from bot.packs.schema import Pack
from bot.safety import Topic

BESIDE: Final = 2
"""Lines on a card besides 911: more would be a list to choose from, and choosing is hard just then."""

WANTED: Final[dict[Topic, tuple[str, ...]]] = {
    Topic.SUICIDE: ("suicide", "crisis"),
    Topic.SELF_HARM: ("suicide", "crisis", "mental_health"),
    Topic.HOME_VIOLENCE: ("child_protection", "violence"),
    Topic.SEXUAL_VIOLENCE: ("sexual_violence", "violence"),
    Topic.DATING_VIOLENCE: ("violence", "gender_violence"),
    Topic.BULLYING: ("bullying", "emotional_support", "crisis"),
    Topic.TRAFFICKING: ("trafficking", "violence"),
    Topic.SUBSTANCES: ("addictions", "crisis"),
}
"""The helplines' topics that help with each, the most fitting first."""

FOR_WOMEN: Final = frozenset({Topic.HOME_VIOLENCE, Topic.SEXUAL_VIOLENCE, Topic.DATING_VIOLENCE})
"""Where one of the two is a line against violence at women; the card says for whom it is."""


def fitting(pack: Pack, topic: Topic, on: dt.date) -> list[Helpline]:
    """911, then at most BESIDE confirmed lines one can call or write to; those for everybody before those for some."""
    shown = [line for line in pack.shown_helplines(on) if line.kind == "helpline"]
    emergency = [line for line in shown if line.dial == EMERGENCY]
    wanted = WANTED[topic]
    others = [line for line in shown if line.dial != EMERGENCY and set(wanted) & set(line.topics)]

    def order(line: Helpline) -> tuple[bool, int]:
        return line.audience is not None, min(wanted.index(one) for one in line.topics if one in wanted)

    # The sort is stable: within the same fit, those of here stay before the national ones.
    best = sorted(others, key=order)
    if topic in FOR_WOMEN and (for_women := [line for line in others if "gender_violence" in line.topics]):
        best = [*[line for line in best if line not in for_women][: BESIDE - 1], *for_women]
    return [*emergency, *best[:BESIDE]]
