"""Points for each criterion, one tap each; then how one judged and how the others did."""

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from bot.addresses import (
    AskComment,
    GivePoints,
    Judge,
    JudgeAgain,
    PointsOf,
    ReadAnswers,
    ReadNext,
    RoundAt,
)
from bot.i18n import _, ngettext, number, words
from bot.models import Review
from bot.packs.forms import Criterion, Form
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import DASH, beside, blocks, bold, lines
from bot.services.applications import points
from bot.services.applications.reviewing import Mine

SCALE: Final = range(points.MOST, -1, -1)


def point_name(given: int) -> Markup:
    return (_("nothing"), _("a little"), _("halfway"), _("well"), _("very well"))[given]


def ask_points(found: Mine, criterion: Criterion) -> Screen:
    """One criterion: what it means, and five answers."""
    application, form = found.application, found.form
    to, at = application.id or 0, form.criteria.index(criterion)
    had = found.review.points.get(criterion.key)
    each = [
        Button(
            Markup("{}{} · {}").format("✓ " if had == given else "", number(given), point_name(given)),
            GivePoints(to, criterion.key, given),
        )
        for given in SCALE
    ]
    return Screen(
        blocks(
            Markup("{} · {}").format(
                bold(application.number), _("{at} of {all}", at=number(at + 1), all=number(len(form.criteria)))
            ),
            lines(bold(words(criterion.label)), words(criterion.help) if criterion.help else ""),
            _("How well does it meet this?"),
        ),
        (
            *rows.in_twos(each),
            *rows.footer(PointsOf(to, form.criteria[at - 1].key) if at else ReadAnswers(to)),
        ),
    )


def judgement(found: Mine) -> Screen:
    """One's own, still open: what is given so far."""
    application, form, review = found.application, found.form, found.review
    to = application.id or 0
    done = points.whole(review.points, form)
    each = [Button(rows.short(words(one.label)), PointsOf(to, one.key)) for one in form.criteria]
    total = _("{n} of 100", n=number(points.share(review.points, form))) if done and form.judged else ""
    finish = _("Done, that is my judgement") if form.judged else _("Done, I read it")
    return Screen(
        blocks(
            Markup("{} · {}").format(bold(_("Your judgement")), application.number),
            lines(*table(review, form), bold(total) if total else ""),
            _comment(review),
            _("Tap a criterion to change it. Nobody sees this before you finish.") if form.judged else "",
        ),
        (
            *rows.alone(Button(finish, Judge(to)) if done else None),
            *rows.in_twos(each),
            *rows.alone(Button(_("Change the comment") if review.comment else _("Add a comment"), AskComment(to))),
            *rows.footer(ReadAnswers(to)),
        ),
    )


def table(review: Review, form: Form) -> list[Markup]:
    return [Markup("{}{}: {}").format(DASH, words(one.label), _points(review, one)) for one in form.criteria]


def _points(review: Review, criterion: Criterion) -> Markup:
    given = review.points.get(criterion.key)
    if given is None:
        return _("no points yet")
    said = _("{n} of {most}", n=number(given), most=number(points.MOST))
    if criterion.weight == 1:
        return said
    times = ngettext("counts once", "counts {n} times", criterion.weight)
    return Markup("{} ({})").format(said, times)


def _comment(review: Review) -> Markup:
    return _("Comment: {text}", text=review.comment) if review.comment else Markup()


def judged(found: Mine, *, changed: bool) -> Screen:
    """It counts: beside it what the others said, which nobody saw before. `changed`: its answers were corrected
    since."""
    entry, to = found.entry, found.application.id or 0
    others = [one for one in entry.judged if one.id != found.review.id]
    lacking = entry.needed - len(entry.judged)
    said = _("Nobody else has finished yet. You'll see the other judgement here.") if not others else Markup()
    if entry.differs:
        said = differing(lacking)
    return Screen(
        blocks(
            Markup("{} · {}").format(bold(_("Your judgement")), found.application.number),
            one_judgement(_("You"), found.review, found.form),
            *readings(others, found.form),
            said,
            _("Its answers were corrected after you judged it.") if changed else "",
        ),
        (
            *rows.alone(Button(_("Judge it again"), JudgeAgain(to)) if changed else None),
            *rows.in_twos(
                [
                    Button(_("Read the next one"), ReadNext(found.round.id or 0)),
                    Button(_("Its answers"), ReadAnswers(to)),
                ]
            ),
            *rows.footer(RoundAt(found.round.id or 0)),
        ),
    )


def differing(lacking: int) -> Markup:
    """Why a third one is asked."""
    said = _(
        "The judgements are far apart: more than {n} points of 100, or two in one criterion.", n=number(points.APART)
    )
    if lacking > 0:
        return beside("⚠️", Markup("{} {}").format(said, _("Somebody else reads it too.")))
    return beside("⚠️", said)


def readings(others: Sequence[Review], form: Form) -> list[Markup]:
    return [one_judgement(_("Reading {n}", n=number(at)), one, form) for at, one in enumerate(others, 1)]


def one_judgement(who: Markup | str, review: Review, form: Form) -> Markup:
    total = _("{n} of 100", n=number(points.share(review.points, form))) if form.judged else _("read")
    return lines(Markup("{}: {}").format(bold(who), total), *table(review, form), _comment(review))
