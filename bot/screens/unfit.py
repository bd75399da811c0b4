"""Nothing fits: the honest reason, the day from which that changes, and what there is meanwhile."""

from datetime import date

from markupsafe import Markup

from bot.addresses import AllCalls, AllCourses, AllNews, CallAt, Journey, NotMine, Tastes, TellWhenOldEnough
from bot.i18n import _, full_date, ngettext, words
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.lines import CALL, beside, blocks, bold, lines, name, sentences
from bot.screens.standing import noted_age, take_back
from bot.services.unfit import Unfit


def nothing(why: Unfit, pack: Pack, *, noted: date | None, has_news: bool) -> Screen:
    """In place of the suggestions. `noted`: the day on which the person is told already."""
    tell = None
    if noted is not None:
        tell = take_back(None, "p")
    elif why.on is not None:
        tell = Button(_("Tell me then"), TellWhenOldEnough())
    journey = Button(_("My journey"), Journey()) if pack.journey else None
    news = Button(_("News"), AllNews()) if has_news else None
    coming = [
        Button(rows.short(f"{CALL} {words(call.short_title)}", rows.WIDE), CallAt(call.id or 0))
        for call, _on in why.coming
    ]
    return Screen(
        blocks(bold(_("For you")), _reason(why), noted_age(noted) if noted else "", _meanwhile(why, pack, has_news)),
        (
            *rows.alone(tell),
            *rows.in_twos([journey, news]),
            *((button,) for button in coming),
            *rows.in_twos([Button(_("All courses"), AllCourses(1)), Button(_("Calls"), AllCalls(1))]),
            *rows.in_twos(
                [Button(_("What I go by"), Tastes()), Button(_("Not for me"), NotMine()) if why.dismissed else None]
            ),
            *rows.footer(),
        ),
    )


def later(why: Unfit) -> Markup:
    """Below few suggestions: from when there are more."""
    return _("From {date} on there is more for you.", date=full_date(why.on)) if why.on else Markup()


def _reason(why: Unfit) -> Markup:
    dismissed = (
        ngettext(
            "You said “not for me” to {n} thing, and can take that back.",
            "You said “not for me” to {n} things, and can take that back.",
            why.dismissed,
        )
        if why.dismissed
        else ""
    )
    if why.on is not None:
        said = sentences(
            _("What there is now begins at age {age}.", age=why.age),
            ngettext(
                "From {date} on you can join: that opens {n} course or call of today's to you.",
                "From {date} on you can join: that opens {n} courses and calls like today's to you.",
                why.opens,
                date=full_date(why.on),
            ),
        )
    elif why.up_to:
        said = _("What there is now is for ages up to {age}; whoever organises it set that limit.", age=why.up_to)
    else:
        said = _("Right now I have nothing left that fits you. You can still look at everything.")
    return sentences(said, dismissed)


def _meanwhile(why: Unfit, pack: Pack, has_news: bool) -> Markup:
    journey = _("{name}, at any age", name=words(pack.journey.name)) if pack.journey else ""
    coming = [beside(CALL, _("{call} opens on {date}", call=name(call), date=full_date(on))) for call, on in why.coming]
    entries = [journey, _("News of what is going on") if has_news else "", *coming]
    if not any(entries):
        return Markup()
    return lines(_("Meanwhile, this is there for you:"), *(Markup("· {}").format(one) for one in entries if one))
