"""The answer to "is it official?": whose it is, how one can tell, and what to do."""

from markupsafe import Markup

from bot.addresses import CallAt, CourseAt, Help, NewsAt
from bot.i18n import _, words
from bot.models import Call, Course
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.home import resume
from bot.screens.lines import CALL, WARNING, beside, blocks, bold, lines
from bot.services.names import quoted
from bot.services.official import Kind, Ours, Thing, Verdict

SURE = "✅"
AT_MOST = 3
"""How many differences are named."""


def prompt(ours: Ours, *, left_open: str = "") -> Screen:
    """How to ask, and what is ours."""
    own = [*sorted(ours.sites), *([f"@{ours.bot_name}"] if ours.bot_name else [])]
    return Screen(
        blocks(
            lines(
                bold(_("Is it official?")),
                _("Forward me the message or paste the link, and I'll tell you whether it's ours. I don't keep it."),
            ),
            _("What is ours: {list}", list=Markup(", ").join(own)) if own else "",
        ),
        (*resume(left_open), *rows.footer(Help())),
    )


def answer(verdict: Verdict, ours: Ours, pack: Pack, *, left_open: str = "") -> Screen:
    """The verdict first, then what to do, then the thing itself as it is today."""
    return Screen(
        blocks(*_said(verdict, ours), _ask(pack) if _doubtful(verdict) else ""),
        (*rows.alone(_open(verdict.thing)), *resume(left_open), *rows.footer(Help())),
    )


def _said(verdict: Verdict, ours: Ours) -> tuple[str, ...]:
    name = bold(words(verdict.thing.title)) if verdict.thing else Markup()
    link = verdict.link
    host = bold(link.host) if link else Markup()
    careful = _("Don't open it, don't pay, and don't give your data there.")
    match verdict.kind:
        case Kind.SAID if verdict.thing:
            told = _("It's about {name}. What it says may have changed since; here it is as of today.", name=name)
            return beside(SURE, bold(_("Yes, I sent that."))), told
        case Kind.SAID:
            told = _("It was said in this bot's own chat, and what is forwarded can't be changed.")
            return beside(SURE, bold(_("Yes, I sent that."))), told
        case Kind.COPY:
            told = _("Somebody else sent it, so to be sure go by the card here.")
            return beside(SURE, _("It says the same as our card of {name}.", name=name)), told
        case Kind.CHANGED:
            told = _("Go by the card here. Don't pay or give your data because of that message.")
            head = _("It copies something of ours, {name}, but this was changed:", name=name)
            return beside(WARNING, head), lines(*_differences(verdict)), told
        case Kind.LOOKALIKE if link:
            like = bold(link.like)
            return beside(
                WARNING, _("Careful: that leads to {host}, which is not {like}.", host=host, like=like)
            ), careful
        case Kind.POSES:
            head = _("Whoever sent it goes by “{name}”, but that is no account of ours.", name=quoted(verdict.name))
            me = _("I only write to you from this chat.")
            return beside(WARNING, head), lines(me, careful)
        case Kind.PAGE if link:
            mine = link.host == f"@{ours.bot_name}"
            return (beside(SURE, _("{link} is me.", link=host) if mine else _("{link} is a page of ours.", link=host)),)
        case Kind.PARTNER if link and (whose := ours.partner_of(link.like)):
            told = _("It isn't ours, but it's where I send you myself.")
            return beside(SURE, _("{link} is the page of {name}.", link=host, name=bold(words(whose)))), told
        case Kind.HIDDEN:
            told = _("It's a shortened link, which hides where it leads. Better not open it.")
            return beside(WARNING, _("I can't tell where {link} leads.", link=host)), told
        case Kind.ABOUT:
            told = _(
                "Hold it against the card here: if it asks for money or data that the card doesn't, it isn't ours."
            )
            head = _("I don't recognise this message, although it speaks of {name}.", name=name)
            return head, lines(*_differences(verdict)), told
        case Kind.STRANGER if link:
            return beside(WARNING, _("{link} is not ours.", link=host)), careful
        case Kind.STRANGER:
            told = _("Somebody else wrote it. Don't pay or give your data because of it.")
            return _("That is no message of ours."), told
    told = _("I can't read pictures or recordings. Write here what it says, or paste the link.")
    return _("I see no words and no link there, so I can't tell."), told


def _differences(verdict: Verdict) -> list[Markup]:
    changed = [
        _("• It says “{theirs}”; ours says “{own}”.", theirs=_cut(theirs), own=_cut(own))
        for theirs, own in verdict.changed
    ]
    added = [_("• It adds “{what}”.", what=quoted(what)) for what in verdict.added]
    return [*changed, *added][:AT_MOST]


def _cut(line: str) -> str:
    return rows.short(line, 60)


def _doubtful(verdict: Verdict) -> bool:
    return verdict.kind not in (Kind.SAID, Kind.COPY, Kind.PAGE, Kind.PARTNER, Kind.NOTHING)


def _ask(pack: Pack) -> Markup:
    """Where a person of the institution can be asked."""
    contact = pack.institution.contact
    way = contact.email or contact.phone
    return _("If in doubt, ask the institute: {way}", way=way) if way else Markup()


def _open(thing: Thing | None) -> Button | None:
    """The thing as it stands in the bot."""
    if thing is None:
        return None
    if isinstance(thing, Course):
        return Button(rows.short(words(thing.short_title), rows.WIDE), CourseAt(thing.id or 0))
    if isinstance(thing, Call):
        return Button(rows.short(f"{CALL} {words(thing.short_title)}", rows.WIDE), CallAt(thing.id or 0))
    return Button(rows.short(words(thing.title), rows.WIDE), NewsAt(thing.id or 0))
