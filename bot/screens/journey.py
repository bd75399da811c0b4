"""The journey as one sees it: its parts, questions, challenges, stamps, the passport and the recognition.

What is done is shown; what isn't is still to be discovered, and nothing says how much that is.
"""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from bot.addresses import (
    Answer,
    CallAt,
    ChallengeDone,
    CourseAt,
    ForYou,
    Journey,
    LeaveChallenge,
    Passport,
    QuestionOf,
    Recognition,
    ShowEvidence,
    Stage,
)
from bot.i18n import _, listed, words
from bot.models import Call, Course
from bot.packs import Pack
from bot.packs import journey as packed
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import CALL, beside, blocks, bold, lines, small
from bot.services import journey as service
from bot.services.journey import Part
from bot.services.names import quoted

STAMP: Final = "✅"
BEGUN: Final = "👣"


def journey(pack: Pack, trip: packed.Journey, parts: Sequence[Part]) -> Screen:
    """All the parts, and what there is to look back on."""
    begun = [part for part in parts if part.begun and not part.stamped]
    finished = service.finished_at(list(parts)) is not None
    following = service.next_step(list(parts)) if any(part.begun for part in parts) else None
    return Screen(
        blocks(
            bold(words(trip.name)),
            words(trip.welcome),
            lines(
                beside(STAMP, with_a_stamp(pack, parts)),
                beside(BEGUN, _("Begun: {topics}", topics=listed([topic_of(pack, one) for one in begun])))
                if begun
                else "",
            ),
        ),
        (
            *rows.alone(Button(_("Continue my journey"), Stage(following.stage.topic)) if following else None),
            *rows.in_twos(Button(f"{_mark(pack, one)} {topic_of(pack, one)}", Stage(one.stage.topic)) for one in parts),
            *rows.in_twos(
                [
                    Button(_("My passport"), Passport()),
                    Button(words(trip.title), Recognition()) if finished else None,
                ]
            ),
            *rows.footer(),
        ),
    )


def door(part: Part) -> Button:
    """From the topic's own screen to its part of the journey."""
    to = Stage(part.stage.topic)
    if part.stamped:
        label = _("My stamp: {stamp}", stamp=words(part.stage.stamp)).unescape()
        return Button(rows.short(label, rows.WIDE), to)
    return Button(_("Continue my journey") if part.begun else _("Start this part"), to)


def question(pack: Pack, part: Part, step: int, *, notice: str = "") -> Screen:
    """The question that stands at `step`; the first one of a part that isn't begun comes with its welcome."""
    stage, one = part.stage, part.stage.questions[step]
    given = part.answer(one)
    count = _("{at} of {all}", at=step + 1, all=len(stage.questions))
    options = [Button(words(option.label), Answer(stage.topic, one.key, option.key)) for option in one.options]
    start = Journey() if part.open_step is not None else Stage(stage.topic)
    return Screen(
        blocks(
            notice,
            Markup(" · ").join([_head(pack, part), count]),
            "" if part.begun else words(stage.welcome),
            lines(words(one.ask), _("So far: {answer}", answer=words(given.label)) if given else ""),
        ),
        (
            *rows.in_twos(options),
            *rows.alone(Button(_("Keep it"), QuestionOf(stage.topic, step + 1)) if given else None),
            *rows.footer(QuestionOf(stage.topic, step - 1) if step else start),
        ),
    )


def challenge(pack: Pack, part: Part, *, notice: str = "") -> Screen:
    """Something small to do in real life; three ways to say how it went."""
    topic, one = part.stage.topic, part.stage.challenge
    return Screen(
        blocks(
            notice,
            Markup(" · ").join([_head(pack, part), _("your challenge")]),
            lines(words(one.text), small(_("For example: {example}", example=words(one.example)))),
            _("Do it whenever you like: it waits for you here."),
        ),
        (
            *rows.alone(Button(_("Tell or show"), ShowEvidence(topic))),
            *rows.in_twos([Button(_("I did it"), ChallengeDone(topic)), _change(part)]),
            *rows.footer(Journey()),
        ),
    )


def ask_evidence(pack: Pack, part: Part, *, trouble: str = "") -> Screen:
    """Waits for a text, a photo or a recording. `trouble`: why it is asked again."""
    topic = part.stage.topic
    return Screen(
        blocks(
            trouble,
            Markup(" · ").join([_head(pack, part), _("your challenge")]),
            lines(
                _("Write to me how it went, or send a photo, a voice message or a video."),
                small(_("For example: {example}", example=words(part.stage.challenge.example))),
            ),
            _("I keep it with your journey. Today nobody else can see it, and you can send something new at any time."),
        ),
        (
            *rows.alone(None if part.stamped else Button(_("I did it"), ChallengeDone(topic))),
            *rows.alone(Button(_("Go on later"), LeaveChallenge(topic))),
            *rows.footer(Stage(topic)),
        ),
    )


def needs_something_else(kind: str) -> Markup:
    """Something came that can't be kept. `kind` is aiogram's name of it."""
    if kind == "sticker":
        return _("Nice one! Tell me in writing too, please, or send a photo.")
    return _("I can't keep that. Write it, please, or send a photo.")


def left(pack: Pack, part: Part) -> Screen:
    """The challenge was left for another day."""
    label = _("My stamp: {stamp}", stamp=words(part.stage.stamp)) if part.stamped else _("See the challenge")
    return Screen(
        _("We'll leave it here. The challenge of {topic} waits, with no hurry.", topic=bold(topic_of(pack, part))),
        (
            *rows.alone(Button(rows.short(label.unescape(), rows.WIDE), Stage(part.stage.topic))),
            *rows.footer(Journey()),
        ),
    )


def stamped(
    pack: Pack,
    part: Part,
    fits: Sequence[Course | Call],
    *,
    new: bool = False,
    notice: str = "",
    undo: Button | None = None,
) -> Screen:
    """The stamp, what was said for it, and what may suit the person after what they answered. `undo`: takes the stamp
    back, where it came unasked."""
    stamp, topic = words(part.stage.stamp), part.stage.topic
    head = _("New stamp: {stamp}", stamp=stamp) if new else _("Your stamp: {stamp}", stamp=stamp)
    return Screen(
        blocks(
            notice,
            lines(_head(pack, part), bold(f"{STAMP} {head.unescape()}")),
            words(part.stage.done),
            _what_was_told(part),
            _("After what you answered, this may suit you:") if fits else "",
        ),
        (
            *rows.alone(undo),
            *((thing(one),) for one in fits),
            *rows.in_twos([Button(_("For you"), ForYou()), Button(_("My passport"), Passport())]),
            *rows.in_twos([Button(_("Tell it anew"), ShowEvidence(topic)), _change(part)]),
            *rows.footer(Journey()),
        ),
    )


def nudge(pack: Pack, part: Part) -> Screen:
    """One next step, with everything it needs to be done now. Every nudge also gets the way never to be told again."""
    topic = bold(topic_of(pack, part))
    if part.open_step is None:
        said = _("A small challenge of {topic}, for whenever you like:", topic=topic)
        step = words(part.stage.challenge.text)
    else:
        said = _("A question of {topic}, for whenever you like:", topic=topic)
        step = words(part.stage.questions[part.open_step].ask)
    return Screen(
        blocks(said, step, _("Your journey goes on where you left it.") if part.begun else ""),
        rows.alone(Button(_("Continue my journey"), Stage(part.stage.topic))),
    )


def _head(pack: Pack, part: Part) -> Markup:
    topic = pack.topic(part.stage.topic)
    return bold(f"{topic.emoji} {words(topic.short_name)}")


def topic_of(pack: Pack, part: Part) -> str:
    return words(pack.topic(part.stage.topic).short_name)


def _mark(pack: Pack, part: Part) -> str:
    return STAMP if part.stamped else BEGUN if part.begun else pack.topic(part.stage.topic).emoji


def _change(part: Part) -> Button:
    return Button(_("Change my answers"), QuestionOf(part.stage.topic, 0))


def with_a_stamp(pack: Pack, parts: Sequence[Part], *, named: bool = False) -> str:
    """Which parts have one; `named`: and what it is called."""
    found = [part for part in parts if part.stamped]
    if not found:
        return ""
    said = [f"{topic_of(pack, one)} ({words(one.stage.stamp)})" if named else topic_of(pack, one) for one in found]
    return _("With a stamp: {topics}", topics=listed(said))


def _what_was_told(part: Part) -> Markup:
    row = part.row
    if row is None or row.evidence_kind == "done":
        return Markup()
    if row.evidence_kind in service.FILES:
        below = _("You wrote with it: “{caption}”", caption=quoted(row.caption)) if row.caption else ""
        return lines(small(sent(row.evidence_kind or "")), small(below))
    return small(_("You told me: “{text}”", text=quoted(row.evidence or "")))


def sent(kind: str) -> Markup:
    """What was shown. Nobody listens or looks: it is only kept."""
    said = {
        "photo": _("You sent a photo."),
        "voice": _("You sent a voice message."),
        "audio": _("You sent a recording."),
        "video": _("You sent a video."),
        "video_note": _("You sent a video."),
    }
    return said.get(kind) or _("You sent a file.")


def thing(one: Course | Call) -> Button:
    """To the card of a course or a call."""
    label = words(one.short_title)
    if isinstance(one, Call):
        return Button(rows.short(f"{CALL} {label}", rows.WIDE), CallAt(one.id or 0))
    return Button(rows.short(label, rows.WIDE), CourseAt(one.id or 0))
