"""What is said when something was sent while a challenge was on the screen."""

from markupsafe import Markup

from bot.addresses import IsEvidence, NoEvidence, TakeEvidenceBack
from bot.i18n import _
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.journey import topic_of
from bot.screens.lines import blocks, bold, small
from bot.services.journey import Evidence, Part, mark_of
from bot.services.names import quoted


def is_it(pack: Pack, part: Part, sent: Evidence) -> Screen:
    """It may be how the challenge went, or not: one tap says which."""
    topic, mark = part.stage.topic, mark_of(sent)
    no = _("No, search for it") if sent.kind == "text" else _("No, it isn't")
    quote = small(_("You wrote: “{text}”", text=quoted(sent.content or ""))) if sent.kind == "text" else ""
    return Screen(
        blocks(
            _("Is this how your challenge of {topic} went?", topic=bold(topic_of(pack, part))),
            quote,
            _("I keep it until you tell me."),
        ),
        (
            *rows.in_twos([Button(_("Yes, it is"), IsEvidence(topic, mark)), Button(no, NoEvidence(topic, mark))]),
            *rows.footer(),
        ),
    )


def taken(pack: Pack, part: Part) -> Markup:
    return _("I took this as your evidence for the challenge of {topic}.", topic=bold(topic_of(pack, part)))


def take_back(part: Part, sent: Evidence) -> Button:
    return Button(_("It wasn't for that"), TakeEvidenceBack(part.stage.topic, mark_of(sent)))


def not_taken(sent: Evidence) -> Markup:
    """Above the challenge, which waits again."""
    if sent.kind == "text":
        return _("All right, it doesn't count for the challenge. I'm looking for it below.")
    return _("All right, it doesn't count for the challenge, and I didn't keep it.")
