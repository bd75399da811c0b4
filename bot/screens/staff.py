"""What staff is told in their own group."""

from collections.abc import Sequence

from bot.i18n import _, full_date, words
from bot.packs.schema import Helpline
from bot.screen import Screen
from bot.screens.help import dialled
from bot.screens.lines import WARNING, beside, blocks, lines


def overdue(helplines: Sequence[Helpline]) -> Screen:
    """Which numbers to call, and what to do then. The file's own names, since that is where it is changed."""
    listed = (
        _(
            "{name}: {number}, due on {day} ({key})",
            name=words(line.name),
            number=dialled(line),
            day=full_date(line.reverify_by),
            key=line.key,
        )
        for line in helplines
    )
    return Screen(
        blocks(
            beside(WARNING, _("Helplines to check: call each one and confirm its number and hours.")),
            lines(*listed),
            _("They stay shown meanwhile. Once checked, change verified_on and reverify_by in helplines.yaml."),
        )
    )
