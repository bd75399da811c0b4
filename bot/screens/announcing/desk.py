"""The list of announcements, one of them with what can be done, and what is asked before something ends."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.addresses import (
    Address,
    AnnouncementAt,
    Announcements,
    AskDiscard,
    AudienceOf,
    ButtonsOf,
    DiscardAnnouncement,
    DuplicateAnnouncement,
    NewAnnouncement,
    PreviewOf,
    ReviewAnnouncement,
    Submit,
    SubmitSurely,
    TakeBackAnnouncement,
    Team,
    Versions,
    WhenOf,
)
from bot.errors import CantAnnounce
from bot.i18n import _, ngettext
from bot.i18n import when as moment
from bot.models import Broadcast, Stage
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.announcing import telling, troubles
from bot.screens.announcing.telling import Named
from bot.screens.lines import beside, blocks, bold, dated, lines
from bot.services.broadcasts import alone, approving
from bot.services.broadcasts.audience import Count
from bot.services.broadcasts.drafts import Draft
from bot.services.facts import Facts

MARK = 12
"""Characters of the hash that a button carries."""


def listed(shown: Sequence[Draft], page: int, pages: int, me: int, *, writes: bool) -> Screen:
    """One's own and everybody's that left the drafts. `writes`: whether the reader may write announcements."""
    first = (page - 1) * rows.PAGE + 1
    told = [
        Markup("{}. {} · {}").format(at, telling.title(draft), telling.stage(draft.row))
        for at, draft in enumerate(shown, first)
    ]
    each = [Button(_("See {n}", n=at), _way(draft.row, me)) for at, draft in enumerate(shown, first)]
    return Screen(
        blocks(bold(_("Announcements")), lines(*told) if told else _("There are none yet.")),
        (
            *rows.alone(Button(_("New announcement"), NewAnnouncement()) if writes else None),
            *rows.in_twos(each),
            *rows.pager(page, pages, Announcements),
            *rows.footer(Team()),
        ),
    )


def _way(row: Broadcast, me: int) -> AnnouncementAt | ReviewAnnouncement:
    waits = row.stage is Stage.ASKED and row.author_id != me
    return ReviewAnnouncement(row.id or 0) if waits else AnnouncementAt(row.id or 0)


def one(
    draft: Draft,
    named: Named,
    found: Count,
    *,
    facts: Facts,
    now: datetime,
    trouble: CantAnnounce | None = None,
) -> Screen:
    """One's own draft and what can be changed in it; one that was asked for or approved, as it is."""
    told = telling.summary(draft, named, found, facts=facts, now=now)
    head = Markup("{} · {}").format(bold(_("Announcement")), telling.stage(draft.row))
    id = draft.id
    if draft.row.stage is not Stage.DRAFT:
        return Screen(
            blocks(head, _stands(draft, facts=facts, now=now), told),
            (
                *rows.alone(Button(_("See how it looks"), PreviewOf(id))),
                (Button(_("Change it"), TakeBackAnnouncement(id)), Button(_("Throw it away"), AskDiscard(id))),
                *rows.alone(Button(_("Duplicate as new"), DuplicateAnnouncement(id))),
                *rows.footer(Announcements()),
            ),
        )
    whole = bool(draft.messages) and not (draft.rule.is_empty and draft.row.corrects_id is None)
    return Screen(
        blocks(
            beside("⚠️", troubles.told(trouble)) if trouble else "",
            head,
            _ended(draft.row),
            told,
            telling.why_a_yes(found) if whole else "",
        ),
        (
            *rows.in_twos(
                [
                    Button(_("Message"), Versions(id)),
                    Button(_("Buttons"), ButtonsOf(id)),
                    Button(_("For whom"), AudienceOf(id)) if draft.row.corrects_id is None else None,
                    Button(_("When"), WhenOf(id)),
                ]
            ),
            *rows.alone(Button(_("See how it looks"), PreviewOf(id)) if draft.messages else None),
            *rows.alone(Button(_send(found), Submit(id)) if whole else None),
            (Button(_("Duplicate as new"), DuplicateAnnouncement(id)), Button(_("Throw it away"), AskDiscard(id))),
            *rows.footer(Announcements()),
        ),
    )


def _send(found: Count) -> Markup:
    return _("Ask for a yes") if approving.needs_a_yes(found) else _("Send it")


def _stands(draft: Draft, *, facts: Facts, now: datetime) -> Markup:
    row = draft.row
    if row.stage is Stage.ASKED and row.asked_at is not None:
        until = moment(row.asked_at + approving.WITHIN, facts.zone, now=now)
        return _("Your colleagues who approve have it. They answer until {when}; I'll tell you.", when=until)
    return _("Approved. It goes {when}.", when=telling.when(row.due_at, facts=facts, now=now, approved=True))


def _ended(row: Broadcast) -> Markup:
    """Why it is a draft again."""
    why, _colon, said = (row.reason or "").partition(":")
    return answer(why, said) if why else Markup()


def answer(why: str, said: str = "") -> Markup:
    """What became of what was asked, for its author."""
    if why == approving.REFUSED:
        if said:
            return _("It wasn't approved: “{reason}” Change it and ask again.", reason=said)
        return _("It wasn't approved. Change it and ask again.")
    return {
        approving.APPROVED: _("Your announcement was approved."),
        approving.EXPIRED: _("Nobody answered within 24 hours, so it is a draft again. You can ask anew."),
        approving.LATE: _("It couldn't leave within 24 hours after the yes, so it is a draft again. You can ask anew."),
        approving.AGAIN: _(
            "It wasn't sent: by now its audience is larger or smaller than what was approved. I asked your colleagues "
            "again; there is nothing you have to do."
        ),
        approving.MOVED: _(
            "It wasn't sent: by now its audience is another one than what was approved. Look at it and send it again."
        ),
        approving.TOGETHER: _(
            "It wasn't sent: with what you sent alone in the last 24 hours it would reach more than {most} people. Ask "
            "for a yes, or send it tomorrow.",
            most=alone.MOST,
        ),
        approving.LEFT: _(
            "It wasn't sent: at its hour you couldn't write announcements any more, and nobody else had approved it. "
            "Whoever administers the team can give you the role again."
        ),
    }.get(why) or Markup()


def others(draft: Draft, named: Named, *, facts: Facts, now: datetime, may_copy: bool) -> Screen:
    """A colleague's, or one that is on its way or over: to read, and to begin from."""
    row = draft.row
    at = row.started_at or row.asked_at or row.edited_at
    return Screen(
        blocks(
            Markup("{} · {}").format(bold(_("Announcement")), telling.stage(row)),
            telling.messages(draft),
            lines(
                _("For: {whom}", whom=telling.readers(draft, named)),
                telling.people(row.audience_size if row.audience_size is not None else row.asked_count or 0),
                dated(at, facts=facts, now=now),
            ),
        ),
        (
            *rows.alone(Button(_("Duplicate as new"), DuplicateAnnouncement(draft.id)) if may_copy else None),
            *rows.footer(Announcements()),
        ),
    )


def sure(draft: Draft, found: Count, *, facts: Facts, now: datetime) -> Screen:
    """The one confirmation before it is sent, or the others are asked."""
    goes = telling.when(draft.row.due_at, facts=facts, now=now, approved=True)
    id, mark = draft.id, draft.hash[:MARK]
    how = (telling.how_many(found, draft.rule), telling.cost(found.total, facts))
    if not approving.needs_a_yes(found):
        question = ngettext("Send it to {n} person, {when}?", "Send it to {n} people, {when}?", found.total, when=goes)
        yes = ngettext("Yes, to {n} person", "Yes, to {n} people", found.total)
        back = _("Until the first one has left you can still take it back.")
    else:
        question = _("Ask your colleagues to approve it?")
        yes = _("Yes, ask them")
        back = (
            ngettext(
                "It is for more than {n} person, so somebody else has to say yes to exactly this, within 24 hours.",
                "It is for more than {n} people, so somebody else has to say yes to exactly this, within 24 hours.",
                alone.MOST,
            )
            if found.total > alone.MOST
            else telling.why_a_yes(found)
        )
    return Screen(
        blocks(bold(question), lines(*how), back),
        (
            *rows.alone(Button(yes, SubmitSurely(id, mark))),
            *rows.alone(Button(_("See how it looks"), PreviewOf(id))),
            *rows.footer(AnnouncementAt(id)),
        ),
    )


def submitted(draft: Draft, found: Count, *, facts: Facts, now: datetime) -> Screen:
    """What happens next."""
    goes = telling.when(draft.row.due_at, facts=facts, now=now, approved=True)
    if draft.row.stage is Stage.APPROVED:
        text = ngettext(
            "Done: it goes to {n} person, {when}.", "Done: it goes to {n} people, {when}.", found.total, when=goes
        )
    else:
        text = blocks(
            _("Done: whoever approves among your colleagues has it now."),
            _("They have 24 hours, and I'll tell you what they say. If you change it meanwhile, you ask anew."),
        )
    return Screen(
        text,
        (
            *rows.alone(Button(_("See the announcement"), AnnouncementAt(draft.id))),
            *rows.footer(Announcements()),
        ),
    )


def ask_discard(draft: Draft) -> Screen:
    return Screen(
        blocks(
            _("Throw “{title}” away?", title=telling.title(draft)),
            _("It is never sent then. To keep its text, duplicate it first."),
        ),
        (
            *rows.alone(Button(_("Yes, throw it away"), DiscardAnnouncement(draft.id))),
            *rows.footer(AnnouncementAt(draft.id)),
        ),
    )


def previewed(back: Address, names: Sequence[str], *, named_in_it: bool) -> Screen:
    """Below the previews: whose names they were tried on."""
    tried = Markup()
    if named_in_it and names:
        shown = ", ".join(names)
        tried = _("Tried on the longest and the strangest name in your audience ({names}), and without.", names=shown)
    elif named_in_it:
        tried = _("Nobody in your audience gave a name, so it comes without one.")
    return Screen(blocks(_("That is exactly how it arrives."), tried), rows.footer(back))
