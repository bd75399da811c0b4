"""The card of a call for applications."""

from datetime import date, datetime

from markupsafe import Markup

from bot import time
from bot.addresses import Address, TellWhenOpen, TopicAt
from bot.i18n import _, full_date, listed, month, words
from bot.models import Application, Call
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import call_forms, rows
from bot.screens.lines import (
    CALENDAR,
    MONEY,
    ages,
    beside,
    blocks,
    by_law,
    illustrative,
    labels,
    lines,
    organiser,
    sentences,
    share_button,
    source,
    title,
)
from bot.screens.standing import promise, take_back
from bot.services import calls, wishes
from bot.services.applications import rounds
from bot.services.facts import OF_AGE, Facts


def card(
    call: Call,
    *,
    pack: Pack,
    facts: Facts,
    now: datetime,
    back: Address | None = None,
    bot_name: str = "",
    why: str = "",
    wished: bool = False,
    own: Application | None = None,
) -> Screen:
    """In the order of a course's card; what is unknown is left out. `why` is the line of a suggestion; `wished`: the
    reader waits for it to open; `own`: their application in the edition that is open."""
    today = time.local(now, facts.zone).date()
    papers = labels(pack, call.documents)
    who = labels(pack, call.eligibility)
    tell = _tell_me(call, today)
    noted = wished and tell is not None
    form = rounds.form_of(call) if rounds.window(call, facts=facts, now=now) else None
    act = call_forms.act(call, own, facts=facts, now=now)
    text = blocks(
        lines(
            title(call),
            beside(CALENDAR, call_forms.when(call, facts=facts, now=now) or when(call, today)),
            beside(
                MONEY, sentences(words(call.benefit), _("It is a loan: it has to be paid back.") if call.loan else "")
            ),
            call_forms.gets(form) if form else "",
            ages(call),
            _("You can apply if you {who}", who=listed(who)) if who else "",
            by_law() if call.employment and (call.age_min or 0) < OF_AGE else "",
            organiser(call, pack),
            why,
        ),
        sentences(words(call.summary), words(call.note)),
        lines(
            _("Papers: {papers}", papers=listed(papers)) if papers else "",
            _("How to apply: {how}", how=words(call.how_to_apply)) if call.how_to_apply and act is None else "",
            _("Questions: {contact}", contact=words(call.contact)) if call.contact else "",
            call_forms.answer(call, facts=facts, now=now) if form or call.results_by else "",
        ),
        sentences(_("Noted."), promise(call, "opening", wishes.opening(call, today))) if noted else "",
        lines(call_forms.rehearsed(call, today), illustrative(call), source(call)),
    )
    return Screen(
        text,
        (
            *rows.alone(act),
            *rows.alone(_online(call, today, here=act is not None)),
            *rows.alone(take_back(call, "c") if noted else tell),
            *rows.in_twos([call_forms.papers_button(call), share_button(call, bot_name, f"k_{call.key}")]),
            *rows.footer(back or TopicAt(call.topic, 1)),
        ),
    )


def _online(call: Call, today: date, *, here: bool) -> Button | None:
    """Where one applies; before it opens, or where one applies `here`, where one reads about it."""
    standing = calls.standing(call, today)
    if not call.apply_url or standing == "closed":
        return None
    return Button(_("Apply online") if standing == "open" and not here else _("See the website"), url=call.apply_url)


def _tell_me(call: Call, today: date) -> Button | None:
    """For a call that isn't open; its dates may not even be published."""
    if call.closed_at is not None or calls.standing(call, today) == "open":
        return None
    return Button(_("Tell me when it opens"), TellWhenOpen(call.id or 0))


def when(call: Call, today: date) -> Markup:
    """Whether it is open, until or from when, and what is known of the last edition."""
    standing = calls.standing(call, today)
    if standing == "open":
        return _open(call, today)
    if standing == "upcoming":
        if call.opens:
            return _("Opens on {date}", date=full_date(call.opens))
        begins = _window(call, today) or _month(call.opens_month, today)
        return _("Opens in {when}", when=begins) if begins else _("Opens soon")
    last = call.closes or call.opens
    seen = month(last) if last else (call.edition or "")
    ended = _("Closed; the last one we know of was in {when}", when=seen) if seen else _("Closed for now")
    return lines_in_one(ended, words(call.recurs))


def _open(call: Call, today: date) -> Markup:
    if last := calls.last_day(call, today):
        return _("Open until {date}", date=full_date(last))
    if call.rolling:
        return _("Open all year")
    closes = _window(call, today) or _month(call.closes_month, today)
    return _("Open until the end of {month}", month=closes) if closes else _("Open now")


def _window(call: Call, today: date) -> str:
    """The month of a call with several windows that it is, or the next one."""
    following = min((window for window in call.windows if window >= f"{today:%Y-%m}"), default="")
    return month(date.fromisoformat(f"{following}-01")) if following else ""


def _month(number: int | None, today: date) -> str:
    """The next time that month comes round, this month included."""
    if number is None:
        return ""
    return month(date(today.year + (number < today.month), number, 1))


def lines_in_one(*parts: str) -> Markup:
    return Markup(" · ").join(part for part in parts if part)
