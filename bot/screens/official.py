"""The answer to "is it official?": whose it is, how one can tell, and what to do."""

from markupsafe import Markup

from bot.addresses import CallAt, CourseAt, Help, NewsAt
from bot.i18n import _, words
from bot.models import Call, Course
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import rows
from bot.screens.home import resume
from bot.screens.lines import CALL, WARNING, beside, blocks, bold, lines, sentences
from bot.services.names import quoted
from bot.services.official import Kind, Link, Ours, Thing, Verdict, Way

SURE = "✅"
GOVERNMENT = ".gob.mx"
AT_MOST = 3
"""How many differences are named."""


def prompt(ours: Ours, *, left_open: str = "") -> Screen:
    """How to ask, and what is ours."""
    # On the machine of whoever tries it, our pages are at a number that says nothing to anybody.
    own = [
        *sorted(site for site in ours.sites if not site.replace(".", "").isdigit()),
        *([f"@{ours.bot_name}"] if ours.bot_name else []),
    ]
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
        case Kind.POSES:
            head = _("Whoever sent it goes by “{name}”, but that is no account of ours.", name=quoted(verdict.name))
            me = _("I only write to you from this chat.")
            return beside(WARNING, head), lines(me, _careful(None))
        case Kind.ABOUT:
            told = _(
                "Hold it against the card here: if it asks for money or data that the card doesn't, it isn't ours."
            )
            head = _("I don't recognise this message, although it speaks of {name}.", name=name)
            return head, lines(*_differences(verdict)), told
        case Kind.STRANGER if verdict.link is None:
            told = _("Somebody else wrote it. Don't pay or give your data because of it.")
            return _("That is no message of ours."), told
    if verdict.link:
        return _of_link(verdict, verdict.link, ours)
    told = _("I can't read pictures or recordings. Write here what it says, or paste the link.")
    return _("I see no words and no link there, so I can't tell."), told


def _of_link(verdict: Verdict, link: Link, ours: Ours) -> tuple[str, ...]:
    """What is told by a link, an account, an address or a number."""
    host, careful = bold(link.host), _careful(link)
    match verdict.kind:
        case Kind.LOOKALIKE:
            return beside(WARNING, _imitates(link)), careful
        case Kind.PAGE:
            return (beside(SURE, _known(link, ours)),)
        case Kind.NAMES:
            return _named(verdict, link, ours)
        case Kind.PARTNER if ours.partner_of(link.like):
            told = _("It isn't ours, but it's where I send you myself.")
            return beside(SURE, _known(link, ours)), told
        case Kind.PARTNER if phone := ours.phones.get(link.like):
            told = (
                _("It isn't ours, but it's on my list of helplines.")
                if phone.sure
                else _("It isn't ours. It's on my list of helplines, but nobody has confirmed it yet.")
            )
            return beside(SURE if phone.sure else WARNING, _known(link, ours)), told
        case Kind.HIDDEN:
            told = _("It's a shortened link, which hides where it leads. Better not open it.")
            return beside(WARNING, _("I can't tell where {link} leads.", link=host)), _nor(verdict), told
    if link.way is Way.WEB and f".{link.host}".endswith(GOVERNMENT):
        told = _("Its name ends in .gob.mx, which only public offices in Mexico have. What it says, ask there.")
        return _("{link} is not ours.", link=host), _nor(verdict), told
    return beside(WARNING, _("{link} is not ours.", link=host)), _nor(verdict), careful


def _nor(verdict: Verdict) -> Markup:
    """The other links of the same message."""
    return lines(*(_("• {link} isn't ours either.", link=bold(host)) for host in verdict.added[:AT_MOST]))


def _careful(link: Link | None) -> str:
    if link and link.way is Way.PHONE:
        # It may be somebody's helpline, which nobody must be kept from calling.
        return _("If it asks for money or data, don't answer. The helplines that I know are in Help.")
    if link and link.way is not Way.WEB:
        return _("Don't write or call there, don't pay, and don't give your data.")
    return _("Don't open it, don't pay, and don't give your data there.")


def _imitates(link: Link) -> Markup:
    host, like = bold(link.host), bold(link.like)
    match link.way:
        case Way.WEB:
            return _("Careful: that leads to {host}, which is not {like}.", host=host, like=like)
        case Way.PHONE:
            return _("Careful: {host} looks like {like}, but it's another number.", host=host, like=like)
    return _("Careful: {host} looks like ours, {like}, but it isn't.", host=host, like=like)


def _known(link: Link, ours: Ours) -> Markup:
    """Whose something known is."""
    host = bold(link.host)
    if phone := ours.phones.get(link.like):
        return _("{link} is the number of {name}.", link=host, name=bold(words(phone.whose)))
    if whose := ours.partner_of(link.like):
        return _("{link} is the page of {name}.", link=host, name=bold(words(whose)))
    match link.way:
        case Way.ACCOUNT:
            return _("{link} is me.", link=host)
        case Way.EMAIL:
            return _("{link} is our e-mail address.", link=host)
    return _("{link} is a page of ours.", link=host)


def _named(verdict: Verdict, link: Link, ours: Ours) -> tuple[str, ...]:
    """A known page among somebody else's words: the page is vouched for, the words are not."""
    head = sentences(_known(link, ours), bold(_("But we didn't write that message.")))
    numbers = [_("• {number} is no number of ours.", number=one) for one in verdict.added[:AT_MOST]]
    told = _("Open the page yourself, or ask here.") if link.way is Way.WEB else _("If in doubt, ask here.")
    never = _("Don't give your NIP, passwords, money or papers because of it.")
    return beside(WARNING, head), lines(*numbers), sentences(never, told)


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
