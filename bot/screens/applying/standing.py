"""How one's applications stand: the list, each one's card, the receipt, leaving and withdrawing."""

from collections.abc import Collection, Sequence
from datetime import datetime

from markupsafe import Markup

from bot.addresses import (
    AllCalls,
    ApplicationAt,
    Apply,
    AskGuardian,
    AskWithdrawal,
    CallAt,
    ConfirmationAt,
    ContinueApplication,
    MyApplications,
    Receipt,
    WholeApplication,
    WithdrawApplication,
)
from bot.i18n import _, ngettext, words
from bot.models import Application, Call, Decision, Permission, Progress
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.applying.saying import closing, how, left, promise
from bot.screens.lines import CALL, blocks, bold, dated, lines, name
from bot.services.applications import sending
from bot.services.applications.paths import Path
from bot.services.facts import Facts


def mine(found: Sequence[tuple[Application, Call, bool]], *, unconfirmed: Collection[int | None] = ()) -> Screen:
    """All of somebody's, with whether each can be gone on with; those first. `unconfirmed`: those for which they have
    to say whether it was their guardian who said yes."""
    if not found:
        return Screen(
            blocks(bold(_("My applications")), _("You haven't applied to anything yet. See which calls there are.")),
            (*rows.alone(Button(_("Calls"), AllCalls(1))), *rows.footer()),
        )
    ordered = [
        (one, call, _("confirm it") if _to_confirm(one, unconfirmed) else progress(one, open_=goes_on))
        for one, call, goes_on in sorted(found, key=lambda one: not one[2])
    ]
    listed = [
        Markup("{} {}: {}").format(
            CALL, words(call.short_title), _("you have to confirm it") if _to_confirm(one, unconfirmed) else stands
        )
        for one, call, stands in ordered
    ]
    return Screen(
        blocks(bold(_("My applications")), lines(*listed)),
        (
            *(
                (
                    Button(
                        rows.marked(words(call.short_title), str(stands)),
                        ApplicationAt(one.id or 0),
                    ),
                )
                for one, call, stands in ordered[: rows.PAGE * 2]
            ),
            *rows.footer(),
        ),
    )


def _to_confirm(one: Application, unconfirmed: Collection[int | None]) -> bool:
    return one.progress is Progress.GUARDIAN and one.id in unconfirmed


def progress(one: Application, *, open_: bool) -> Markup:
    """In a word or two. What was decided is told only once it is released."""
    if one.progress is Progress.DECIDED and one.told_to_wait:
        return _("waiting list")
    if one.progress is Progress.DECIDED and one.released_at is not None and one.decision is not None:
        told = {
            Decision.ACCEPTED: _("accepted"),
            Decision.WAITING: _("waiting list"),
            Decision.DECLINED: _("not chosen"),
        }
        return told[one.decision]
    said = {
        Progress.DRAFT: _("draft") if open_ else _("not sent"),
        Progress.GUARDIAN: _("waits for your guardian"),
        Progress.CORRECTING: _("to be corrected"),
        Progress.WITHDRAWN: _("withdrawn"),
        Progress.LAPSED: _("not sent"),
    }
    return said.get(one.progress) or _("in review")


def card(
    path: Path,
    *,
    facts: Facts,
    now: datetime,
    fitting: Sequence[Button] = (),
    more: Sequence[Button] = (),
    unconfirmed: Permission | None = None,
) -> Screen:
    """`fitting`: what fits somebody who wasn't chosen; `more`: what others can do here with it; `unconfirmed`: a yes
    of somebody whom they haven't recognised yet."""
    one = path.application
    waits = one.progress is Progress.GUARDIAN
    asked = unconfirmed if waits else None
    opens = path.is_open(now)
    said = how(path, to_confirm=asked is not None, facts=facts, now=now)
    acts: list[Button | None] = [
        Button(_("Continue"), ContinueApplication(path.id)) if opens else None,
        Button(_("Confirm who it was"), ConfirmationAt(asked.id or 0)) if asked else None,
        Button(_("Ask for permission"), AskGuardian(0, path.id)) if waits and not asked else None,
        _again(path, now),
        *more,
        Button(_("See it all"), WholeApplication(path.id)),
        Button(_("The call"), CallAt(path.call.id or 0)),
        Button(_("Copy as PDF"), Receipt(path.id)) if one.submitted_at else None,
        Button(_("Withdraw"), AskWithdrawal(path.id)) if _may_withdraw(one, opens=opens) else None,
    ]
    return Screen(
        blocks(bold(words(path.call.title)), said, _("This fits you now:") if fitting else ""),
        (*((button,) for button in fitting), *rows.in_twos(acts), *rows.footer(MyApplications())),
    )


def _again(path: Path, now: datetime) -> Button | None:
    """A withdrawn one may begin anew while the round is open."""
    one, closes = path.application, path.round.closes_at
    if one.progress is not Progress.WITHDRAWN or (closes is not None and now >= closes):
        return None
    return Button(_("Begin again"), Apply(path.call.id or 0))


def _may_withdraw(one: Application, *, opens: bool) -> bool:
    return sending.may_withdraw(one) and (opens or one.progress is not Progress.DRAFT)


def receipt(path: Path, *, facts: Facts, now: datetime, corrected: bool) -> Screen:
    """To scroll back to."""
    one = path.application
    title = _("I have your corrections") if corrected else _("I have your application")
    return Screen(
        blocks(
            bold(title),
            lines(
                _("Number: {number}", number=one.number),
                _("Call: {call}", call=words(path.call.title)),
                _("Sent: {when}", when=dated(one.submitted_at or now, facts=facts, now=now)),
                promise(one, path.round, facts=facts),
            ),
            _("What comes next: the team looks at it, and I write to you here."),
        ),
        (
            *rows.in_twos(
                [
                    Button(_("Copy as PDF"), Receipt(path.id)),
                    Button(_("My applications"), MyApplications()),
                ]
            ),
            *rows.footer(),
        ),
        kept=True,
    )


def later(path: Path, *, facts: Facts, now: datetime) -> Screen:
    return Screen(
        blocks(
            _("We'll leave {call} here. Everything you answered is kept.", call=name(path.call)),
            lines(left(path), closing(path, facts, now)),
        ),
        (
            *rows.alone(Button(_("Continue"), ContinueApplication(path.id))),
            *rows.footer(MyApplications()),
        ),
    )


def ask_withdrawal(path: Path, *, now: datetime) -> Screen:
    one, closes = path.application, path.round.closes_at
    if one.progress is Progress.DRAFT:
        said = _("Shall I put away your draft of {call}?", call=name(path.call))
    else:
        said = _("Shall I withdraw your application to {call}? Nobody will look at it then.", call=name(path.call))
    again = _("While the call is open you can begin again, and your answers will be offered to you.")
    if closes is not None and now >= closes:
        again = _("The call has closed: if you withdraw it, you can't apply to it again.")
    return Screen(
        blocks(said, again),
        (
            *rows.alone(Button(_("Yes, withdraw it"), WithdrawApplication(path.id))),
            *rows.footer(ApplicationAt(path.id)),
        ),
    )


def closed(call_id: int) -> Screen:
    """It takes no applications now."""
    return Screen(
        _("This call isn't taking applications now. Its card says when it does, and I can tell you."),
        (
            *rows.in_twos([Button(_("The call"), CallAt(call_id)), Button(_("My applications"), MyApplications())]),
            *rows.footer(),
        ),
    )


def not_editable(application_id: int) -> Screen:
    return Screen(
        _("That can't be changed any more: the application isn't a draft. Here is how it stands."),
        (
            *rows.alone(Button(_("See how it stands"), ApplicationAt(application_id))),
            *rows.footer(MyApplications()),
        ),
    )


def unanswered(application_id: int, count: int) -> Screen:
    return Screen(
        ngettext(
            "{n} answer is missing before it can be sent.", "{n} answers are missing before it can be sent.", count
        ),
        (
            *rows.alone(Button(_("See what is missing"), WholeApplication(application_id))),
            *rows.footer(MyApplications()),
        ),
    )


def going_on(call: Call, application: Application) -> Button:
    """One tap back to what is open."""
    label = rows.short(str(_("Continue: {course}", course=words(call.short_title)).unescape()), rows.WIDE)
    return Button(label, ContinueApplication(application.id or 0))
