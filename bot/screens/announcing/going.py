"""An announcement on its way and after: a bar that moves, what became of it, and what can be done about it."""

from datetime import datetime, timedelta
from typing import Final

from markupsafe import Markup

from bot.addresses import (
    AnnouncementAt,
    Announcements,
    AskCorrection,
    AskRecall,
    AskStopSending,
    CorrectAnnouncement,
    DuplicateAnnouncement,
    HowItGoes,
    OutcomePicture,
    OutcomeSheet,
    PauseSending,
    RecallAnnouncement,
    ResumeSending,
    StopSending,
)
from bot.i18n import _, ngettext, number
from bot.i18n import when as moment
from bot.models import Broadcast, Stage
from bot.screen import Button, Drawing, File, Screen
from bot.screens import rows
from bot.screens.announcing import sheet, telling
from bot.screens.lines import blocks, bold, lines, sentences
from bot.services.attention import NONE_WANTED
from bot.services.broadcasts import audience, correcting, outcomes, running
from bot.services.broadcasts.drafts import Draft
from bot.services.broadcasts.outcomes import Tally
from bot.services.facts import Facts

CELLS: Final = 12
COLOURS: Final = ("#2e9e6b", "#8a93a6", "#e8a33d", "#d1495b", "#b8c0cc")


def progress(
    draft: Draft, tally: Tally, *, facts: Facts, now: datetime, a_second: float = 0.0, steers: bool = True
) -> Screen:
    """`a_second`: messages lately, where that is known; `steers`: whether the reader may pause and stop."""
    row = draft.row
    over = row.stage in (Stage.DONE, Stage.STOPPED) and row.ended_at is not None
    return Screen(
        blocks(
            Markup("{} · {}").format(bold(telling.title(draft)), _stage(row)),
            _told(row, tally, facts=facts, now=now),
            lines(_bar(tally), _speed(row, tally, a_second)) if not over else Markup(),
            lines(*counted(tally, row)),
            _asleep(tally),
        ),
        (*_buttons(draft, over=over, steers=steers), *rows.footer(Announcements())),
    )


def _stage(row: Broadcast) -> Markup:
    return {
        Stage.FREEZING: _("getting ready"),
        Stage.CANARY: _("the first few"),
        Stage.WATCHED: _("a moment to look"),
        Stage.SENDING: _("on its way"),
        Stage.PAUSED: _("paused"),
        Stage.STOPPED: _("stopped"),
        Stage.DONE: _("done"),
    }.get(row.stage) or telling.stage(row)


def _told(row: Broadcast, tally: Tally, *, facts: Facts, now: datetime) -> Markup:
    """What is happening, and what comes next."""
    match row.stage:
        case Stage.FREEZING if correcting.is_recall(row, ()):
            return _("I'm writing down who has it.")
        case Stage.FREEZING:
            return _("I'm writing down who gets it. Nothing has left yet.")
        case Stage.CANARY if row.canary_size:
            return ngettext(
                "First it goes to {n} person, drawn by lot.",
                "First it goes to {n} people, drawn by lot.",
                row.canary_size or 0,
            )
        case Stage.WATCHED:
            until = moment(row.watched_until or now, facts.zone, now=now)
            return _("The first few have it. Look whether all is well: the rest leaves {when}.", when=until)
        case Stage.PAUSED if row.reason == running.ERRORS:
            return _(
                "I paused it by myself: {errors} of {tried} messages went wrong. Look at the spreadsheet; then go on "
                "or stop it.",
                errors=number(tally.errors),
                tried=number(tally.tried),
            )
        case Stage.PAUSED:
            return _("Nothing leaves until you say go on.")
        case Stage.STOPPED:
            return _("Nothing more leaves. Whoever got it already can be sent a correction, or it is taken back.")
        case Stage.DONE:
            return _("Everybody has been seen to.")
    return Markup()


def _bar(tally: Tally) -> Markup:
    part = tally.done / tally.audience if tally.audience else 0.0
    full = int(part * CELLS)
    return Markup("{}{} {}").format("▓" * full, "░" * (CELLS - full), f"{int(part * 100)} %")


def _speed(row: Broadcast, tally: Tally, a_second: float) -> Markup:
    done = _("{done} of {all}", done=number(tally.done), all=number(tally.audience))
    if row.stage is not Stage.SENDING or a_second < 0.05:
        return done
    left = timedelta(seconds=(tally.waiting - tally.asleep) / a_second)
    return Markup(" · ").join([done, _("{n} a second", n=number(round(a_second))), _left(left)])


def _left(left: timedelta) -> Markup:
    minutes = round(left.total_seconds() / 60)
    if minutes < 1:
        return _("less than a minute left")
    if minutes < 90:
        return ngettext("about {n} minute left", "about {n} minutes left", minutes)
    return ngettext("about {n} hour left", "about {n} hours left", round(minutes / 60))


def counted(tally: Tally, row: Broadcast) -> list[Markup]:
    """Each outcome that there is, the whole last."""
    arrived = _("Arrived")
    if row.corrects_id is not None:
        arrived = _("Taken back") if correcting.is_recall(row, ()) else _("Changed")
    named = [
        ("✅", arrived, tally.sent),
        ("🚪", _("Blocked the bot or left Telegram"), tally.unreachable),
        ("⚠️", _("Telegram refused it"), tally.failed),
        ("❔", _("May have arrived"), tally.uncertain),
        ("➖", _("Left out"), tally.skipped),
        ("⏳", _("Still to come"), tally.waiting),
    ]
    return [Markup("{} {}: {}").format(mark, what, number(many)) for mark, what, many in named if many]


def _asleep(tally: Tally) -> Markup:
    if not tally.asleep:
        return Markup()
    return ngettext(
        "🌙 {n} of them sleeps now and gets it in the morning.",
        "🌙 {n} of them sleep now and get it in the morning.",
        tally.asleep,
    )


def _buttons(draft: Draft, *, over: bool, steers: bool) -> tuple[rows.Row, ...]:
    row, id = draft.row, draft.id
    found: list[Button | None] = []
    if steers and row.stage in (*running.MOVING, Stage.PAUSED):
        found = [
            Button(_("Go on"), ResumeSending(id)) if row.stage in (Stage.PAUSED, Stage.WATCHED) else None,
            Button(_("Pause"), PauseSending(id)) if row.stage is not Stage.PAUSED else None,
            Button(_("Stop"), AskStopSending(id)),
        ]
    elif over:
        found = [Button(_("Picture"), OutcomePicture(id))]
    if over or row.stage is Stage.PAUSED:
        found.append(Button(_("Spreadsheet"), OutcomeSheet(id)))
        if row.corrects_id is None:
            found += [Button(_("Correct it"), AskCorrection(id)), Button(_("Recall it"), AskRecall(id))]
    if not over and row.stage is not Stage.PAUSED:
        found.append(Button(_("Look again"), HowItGoes(id)))
    copy = Button(_("Duplicate as new"), DuplicateAnnouncement(id)) if over and draft.messages else None
    return (*rows.in_twos(found), *rows.alone(copy))


def ask_stop(draft: Draft, tally: Tally) -> Screen:
    return Screen(
        blocks(
            bold(_("Stop “{title}” for good?", title=telling.title(draft))),
            sentences(
                ngettext("{n} person won't get it.", "{n} people won't get it.", tally.waiting),
                _("Whoever has it keeps it, until you correct it or take it back. To think first, pause it."),
            ),
        ),
        (
            *rows.alone(Button(_("Yes, stop it"), StopSending(draft.id))),
            *rows.alone(Button(_("Pause"), PauseSending(draft.id))),
            *rows.footer(HowItGoes(draft.id)),
        ),
    )


def ask_correction(draft: Draft, fresh: int, old: int) -> Screen:
    return Screen(
        blocks(
            bold(_("Correct “{title}”?", title=telling.title(draft))),
            sentences(_reach(fresh, _("It changes the message that they have, without a new sound.")), _too_old(old)),
            _("You write the new version; it is approved like any other."),
            _stops_for_good(draft, _("Once it leaves, the old version is stopped for good: nobody else gets it.")),
        ),
        (
            *rows.alone(Button(_("Write it"), CorrectAnnouncement(draft.id))),
            *rows.footer(HowItGoes(draft.id)),
        ),
    )


def ask_recall(draft: Draft, fresh: int, old: int) -> Screen:
    return Screen(
        blocks(
            bold(_("Take “{title}” back?", title=telling.title(draft))),
            sentences(_reach(fresh, _("The message disappears from their chats.")), _too_old(old)),
            _("Who read it has read it. This can't be undone."),
            _stops_for_good(draft, _("It is stopped for good: nobody else gets it.")),
        ),
        (
            *rows.alone(Button(_("Yes, recall it"), RecallAnnouncement(draft.id))),
            *rows.footer(HowItGoes(draft.id)),
        ),
    )


def _stops_for_good(draft: Draft, told: Markup) -> Markup:
    """What becomes of the rest, where it only paused."""
    return told if draft.row.stage is Stage.PAUSED else Markup()


def _reach(fresh: int, what: str) -> Markup:
    reached = ngettext("It reaches {n} person who got it.", "It reaches the {n} people who got it.", fresh)
    return sentences(reached, what)


def _too_old(old: int) -> Markup:
    if not old:
        return Markup()
    return ngettext(
        "For {n} it is too late: Telegram lets a bot change its messages for 48 hours.",
        "For {n} it is too late: Telegram lets a bot change its messages for 48 hours.",
        old,
    )


def picture(draft: Draft, tally: Tally) -> Screen:
    """The outcome as bars; its caption says the same in words."""
    named = [
        (_("Arrived"), tally.sent),
        (_("Left out"), tally.skipped),
        (_("Blocked"), tally.unreachable),
        (_("Refused"), tally.failed),
        (_("Uncertain"), tally.uncertain),
    ]
    values = {
        "title": telling.title(draft),
        "line": str(ngettext("{n} person", "{n} people", tally.audience)),
        "bars": [
            {"label": str(label), "count": many, "shown": str(number(many)), "colour": colour}
            for (label, many), colour in zip(named, COLOURS, strict=True)
        ],
    }
    return Screen(
        blocks(bold(telling.title(draft)), lines(*counted(tally, draft.row)), lines(*because(tally))),
        rows.footer(AnnouncementAt(draft.id)),
        drawing=Drawing("outcomes", values),
    )


def spreadsheet(draft: Draft, tally: Tally, *, facts: Facts) -> Screen:
    made = sheet.of(telling.title(draft), tally, row=draft.row, zone=facts.zone)
    return Screen(
        _("How “{title}” went: by outcome, by language, and why.", title=telling.title(draft)),
        rows.footer(AnnouncementAt(draft.id)),
        file=File(str(_("announcement-{id}.xlsx", id=draft.id)), made),
        kept=True,
    )


def because(tally: Tally) -> list[Markup]:
    """Why some didn't get it, the most frequent reason first."""
    most = sorted(tally.reasons.items(), key=lambda one: (-one[1], one[0]))
    return [Markup("{}: {}").format(reason(code), number(many)) for code, many in most[:6]]


def reason(code: str) -> Markup:
    """What a receipt's reason says to staff; Telegram's own words as they are."""
    named = {
        audience.CLOSED: _("Closed their profile"),
        audience.MUTED: _("Don't want announcements"),
        NONE_WANTED: _("Don't want announcements"),
        audience.LANGUAGE: _("Read no language it is written in"),
        audience.YOUNG: _("Too young for what it links to"),
        outcomes.ERASED: _("Deleted their profile"),
        running.STOPPED: _("It was stopped before"),
        correcting.TOO_OLD: _("Too late to change: older than 48 hours"),
        "its process died twice": _("The machine stopped twice while it left"),
    }
    return named.get(code) or Markup("{}").format(code)
