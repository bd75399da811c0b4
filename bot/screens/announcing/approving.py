"""What a colleague reads who is asked for a yes, and what both sides hear."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.addresses import AnnouncementAt, Announcements, AskRefusal, RefuseAnnouncement, ReviewAnnouncement
from bot.i18n import _, ngettext, number
from bot.i18n import when as moment
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.announcing import desk, telling
from bot.screens.announcing.telling import Named
from bot.screens.lines import beside, blocks, bold
from bot.services.broadcasts import alone, approving
from bot.services.broadcasts.audience import Count
from bot.services.broadcasts.drafts import Draft
from bot.services.facts import Facts


def review(
    draft: Draft,
    named: Named,
    found: Count,
    names: Sequence[str],
    *,
    author: str,
    facts: Facts,
    now: datetime,
    trouble: Markup | str = "",
) -> Screen:
    """Below the previews: all that the yes is given to, and how to give it. The count has to be typed, so that nobody
    says yes by habit."""
    count = draft.row.asked_count or 0
    until = moment((draft.row.asked_at or now) + approving.WITHIN, facts.zone, now=now)
    return Screen(
        blocks(
            beside("⚠️", trouble) if trouble else "",
            bold(_("{author} asks for your yes to this announcement.", author=author)),
            telling.summary(draft, named, found, facts=facts, now=now),
            _("Tried above on: {names}.", names=", ".join(names)) if names else "",
            _in_pieces(found),
            _("If it's right, write how many people it reaches: {count}", count=bold(number(count))),
            _("You have until {when}.", when=until),
        ),
        (*rows.alone(Button(_("Don't approve"), AskRefusal(draft.id))), *rows.footer(Announcements())),
    )


def _in_pieces(found: Count) -> Markup:
    """Why so few need a yes."""
    if found.total > alone.MOST or not approving.needs_a_yes(found):
        return Markup()
    return ngettext(
        "It is for few, but its author sends to {n} more within 24 hours without anybody's yes. See whether it is one "
        "announcement in pieces.",
        "It is for few, but its author sends to {n} more within 24 hours without anybody's yes. See whether it is one "
        "announcement in pieces.",
        found.beside,
    )


def wrong_number(count: int) -> Markup:
    return _("That isn't the number. It reaches {count}.", count=number(count))


def moved(count: int) -> Markup:
    return _("Its audience changed meanwhile: now it reaches {count}. Look at it again.", count=number(count))


def approved(draft: Draft, *, facts: Facts, now: datetime) -> Screen:
    goes = telling.when(draft.row.due_at, facts=facts, now=now, approved=True)
    return Screen(
        _("Done, you approved it. It goes {when}.", when=goes),
        (*rows.alone(Button(_("See the announcement"), AnnouncementAt(draft.id))), *rows.footer(Announcements())),
    )


def ask_reason(draft: Draft) -> Screen:
    return Screen(
        blocks(
            bold(_("Why not?")),
            _("Write one line for its author; they read it as you write it."),
        ),
        (
            *rows.alone(Button(_("Without a reason"), RefuseAnnouncement(draft.id))),
            *rows.footer(ReviewAnnouncement(draft.id)),
        ),
    )


def refused() -> Screen:
    return Screen(
        _("Done: it isn't sent, and its author knows. They can change it and ask again."),
        rows.footer(Announcements()),
    )


def left() -> Screen:
    return Screen(
        _("I left it there. The announcement still waits for a yes."),
        (*rows.alone(Button(_("See announcements"), Announcements())), *rows.footer()),
    )


def asked(draft: Draft, *, author: str, facts: Facts, now: datetime) -> Screen:
    """The letter to whoever may approve: what waits, without a word of what it says."""
    until = moment((draft.row.asked_at or now) + approving.WITHIN, facts.zone, now=now)
    people = telling.people(draft.row.asked_count or 0)
    return Screen(
        blocks(
            bold(_("An announcement waits for a yes")),
            _(
                "{author} wrote it; it reaches {people}.",
                author=author,
                people=people,
            ),
            _("You can answer until {when}.", when=until),
        ),
        (*rows.alone(Button(_("Look at it"), ReviewAnnouncement(draft.id))), *rows.footer()),
        kept=True,
    )


def answered(draft: Draft, why: str, *, facts: Facts, now: datetime) -> Screen:
    """The letter to its author."""
    said = (draft.row.reason or "").partition(":")[2] if why == approving.REFUSED else ""
    goes = ""
    if why == approving.APPROVED:
        goes = _("It goes {when}.", when=telling.when(draft.row.due_at, facts=facts, now=now, approved=True))
    return Screen(
        blocks(desk.answer(why, said), goes),
        # Nobody opens what they may not write any more.
        (
            *rows.alone(Button(_("See the announcement"), AnnouncementAt(draft.id)) if why != approving.LEFT else None),
            *rows.footer(),
        ),
        kept=True,
    )
