"""A guardian's yes, as the guardian sees it: what is asked, who they are, what they approved. And, for both sides,
who knows whom."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from bot.addresses import (
    Decide,
    Guardians,
    Notice,
    PartWays,
    PermissionAt,
    Profile,
    SayRelation,
    UseGuardianName,
    Withdraw,
)
from bot.errors import PermissionGone
from bot.i18n import _, words
from bot.i18n import when as moment
from bot.models import Call, Course, CourseSession, Guardianship, Permission, Person, Standing
from bot.packs import Pack
from bot.screen import Button, Screen
from bot.screens import permitted, rows
from bot.screens.guardians import relation
from bot.screens.lines import blocks, bold, cost, lines, name, organiser, sentences, small, title, venue_of, when, where
from bot.services.approvals import Applied, Matter
from bot.services.facts import Facts
from bot.services.guardians import first_name


def request(
    permission: Permission,
    matter: Matter,
    young: Person,
    sessions: Sequence[CourseSession],
    *,
    pack: Pack,
    facts: Facts,
    now: datetime,
    fix: bool = False,
) -> Screen:
    """What it is about and what is kept; then who they are, or, once that is known, yes and no. `fix`: who they are is
    asked again. `sessions`: of the course, where it is about a place in one."""
    who, number = first_name(young), permission.id or 0
    known = bool(permission.relation and permission.name) and not (fix and permission.guardianship_id is None)
    asked, what, kept = (
        permitted.about(matter, young, pack, facts=facts, now=now)
        if isinstance(matter, Applied)
        else _about_a_place(matter.course, who, sessions, pack=pack, facts=facts, now=now)
    )
    text = blocks(
        bold(asked),
        what,
        small(kept),
        _("You can answer until {until}.", until=moment(permission.expires_at, facts.zone, now=now)),
    )
    no, notice = Button(_("I don't agree"), Decide(number, 0)), Button(_("Full notice"), Notice(1))
    if not known:
        mine = [
            Button(_("I'm the mother"), SayRelation(number, "mother")),
            Button(_("I'm the father"), SayRelation(number, "father")),
            Button(_("I'm the guardian"), SayRelation(number, "guardian")),
        ]
        return Screen(
            blocks(text, _("What are you to {name}?", name=who)),
            (*rows.in_twos(mine[:2]), *rows.alone(mine[2]), *rows.in_twos([no, notice]), *rows.footer()),
        )
    states = _(
        "With a yes you state that you are {name}, {relation} of {who}, and of age.",
        name=bold(permission.name or ""),
        relation=relation(permission.relation),
        who=who,
    )
    mend = Button(_("Correct who I am"), PermissionAt(number, 1)) if permission.guardianship_id is None else None
    return Screen(
        blocks(text, states),
        (
            *rows.alone(Button(_("Yes, I agree"), Decide(number, 1))),
            *rows.in_twos([no, notice]),
            *rows.alone(mend),
            *rows.footer(),
        ),
    )


def _about_a_place(
    course: Course, who: str, sessions: Sequence[CourseSession], *, pack: Pack, facts: Facts, now: datetime
) -> tuple[Markup, Markup, Markup]:
    """What is asked, what it is about, and what is kept."""
    what = blocks(
        lines(
            title(course),
            when(course, sessions, facts=facts, now=now),
            where(course, venue_of(course, pack)),
            cost(course),
            organiser(course, pack),
        ),
        sentences(words(course.summary)),
    )
    kept = _(
        "{institution} keeps {name}'s name, birth date and place in the course; of you, your name, what you are to "
        "{name}, and your answer, to be able to show it. You can take it back at any time.",
        institution=words(pack.institution.short_name),
        name=who,
    )
    return _("May {name} join?", name=who), what, kept


def ask_name(permission: Permission, young: Person, *, suggestion: str = "", trouble: Markup | str = "") -> Screen:
    who = first_name(young)
    use = Button(_("Use {name}", name=rows.short(suggestion, 14)), UseGuardianName(permission.id or 0))
    return Screen(
        blocks(
            trouble,
            lines(
                _("What is your full name? It is kept with the permission, and {name} sees it to know you.", name=who),
                _("For example: {name}", name="Ana María Pérez"),
            ),
        ),
        (*rows.alone(use if suggestion else None), *rows.footer(PermissionAt(permission.id or 0, 1))),
    )


def answered(permission: Permission, matter: Matter, young: Person) -> Screen:
    """After the answer: what came of it, or what is still missing."""
    who, of = first_name(young), name(matter.thing)
    if not permission.approved:
        said = _("All right, you don't agree. I've told {name}.", name=who)
        return Screen(said, rows.footer())
    if permission.why == "withdrawn":
        said = _("You took back your permission for {course}. I've told {name}.", course=of, name=who)
    elif permission.confirmed_at is not None:
        said = _("Done, {name} has your permission for {course}. I've told them.", name=who, course=of)
    else:
        waits = blocks(
            _("Thank you. Now {name} has to confirm that it was you; until then it doesn't count.", name=who),
            _("I'll tell you."),
        )
        return Screen(waits, rows.footer())
    return Screen(said, (*rows.alone(_list()), *rows.footer()))


def _list() -> Button:
    return Button(_("Permissions I gave"), Guardians())


def confirmed(matter: Matter, young: Person) -> Screen:
    """The young person said that it was their guardian."""
    who = first_name(young)
    if isinstance(matter, Applied):
        seat = permitted.confirmed(matter, young)
    elif matter.enrollment.standing is Standing.ENROLLED:
        seat = _("{name} has a place in {course} now.", name=who, course=name(matter.course))
    else:
        seat = _("{name} stays in line for {course}.", name=who, course=name(matter.course))
    return Screen(
        blocks(
            sentences(_("{name} confirmed that it was you.", name=who), seat),
            _("Whatever you approve you can see and take back in /guardians. Next time I ask you right here."),
        ),
        (*rows.alone(_list()), *rows.footer()),
    )


def refused() -> Screen:
    """The young person said that it was somebody else."""
    return Screen(
        blocks(
            _("The person who made that link said that it wasn't for you, so your answer doesn't count."),
            _("If that was a mistake, ask them for a new link."),
        ),
        rows.footer(),
    )


def in_vain(matter: Matter, young: Person) -> Screen:
    who = first_name(young)
    gone = (
        permitted.in_vain(matter)
        if isinstance(matter, Applied)
        else _(
            "The place in {course} went to the next person; {name} can try again.",
            course=name(matter.course),
            name=who,
        )
    )
    return Screen(
        blocks(
            _("Time ran out before {name} confirmed that it was you.", name=who),
            gone,
        ),
        rows.footer(),
    )


def free(young: Person) -> Screen:
    """The young person is of age."""
    return Screen(
        blocks(
            _("{name} is 18 now, and decides alone from today on.", name=bold(first_name(young))),
            _("You no longer see their permissions here. Thank you for having been there."),
        ),
        rows.footer(),
    )


def parted(pair: Guardianship, young: Person) -> Screen:
    """Said to the guardian."""
    return Screen(
        blocks(
            _("{name} no longer has you as {relation} here.", name=first_name(young), relation=relation(pair.relation)),
            _("What you approved goes on, and you can still take it back."),
        ),
        (*rows.alone(_list()), *rows.footer()),
    )


def everything(
    mine: Sequence[Guardianship],
    wards: Sequence[tuple[Guardianship, Person]],
    given: Sequence[tuple[Permission, Course | Call, Person]],
) -> Screen:
    """Who answers for one, for whom one answers, and what one approved."""
    for_me = [Markup("– {} ({})").format(bold(one.name), relation(one.relation)) for one in mine]
    for_them = [Markup("– {} ({})").format(bold(first_name(young)), relation(one.relation)) for one, young in wards]
    approved = [Markup("– {}: {}").format(first_name(young), name(thing)) for _p, thing, young in given]
    ending = [
        *((one, rows.short(one.name, 12)) for one in mine),
        *((one, rows.short(first_name(young), 12)) for one, young in wards),
    ]
    nothing = _("There is nothing here. If somebody under 18 needs your permission, they send you a link.")
    return Screen(
        blocks(
            bold(_("Guardians")),
            lines(_("They answer for you:"), *for_me) if for_me else "",
            lines(_("You answer for:"), *for_them) if for_them else "",
            lines(_("You gave permission for:"), *approved) if approved else "",
            "" if for_me or for_them or approved else nothing,
        ),
        (
            *(
                (
                    Button(
                        _("Take back: {course}", course=rows.short(words(thing.short_title), 16)),
                        Withdraw(one.id or 0),
                    ),
                )
                for one, thing, _y in given
            ),
            *rows.in_twos([Button(_("Part: {name}", name=who), PartWays(one.id or 0)) for one, who in ending]),
            *rows.footer(Profile()),
        ),
    )


def ask_withdraw(permission: Permission, matter: Matter, young: Person) -> Screen:
    lost = (
        permitted.lost(young)
        if isinstance(matter, Applied)
        else _("{name} loses the place at once, and it may go to somebody else.", name=first_name(young))
    )
    return Screen(
        blocks(
            _("Take back your permission for {course}?", course=name(matter.thing)),
            lost,
        ),
        (*rows.alone(Button(_("Yes, take it back"), Withdraw(permission.id or 0, 1))), *rows.footer(Guardians())),
    )


def ask_part(pair: Guardianship, young: Person, *, mine: bool) -> Screen:
    """`mine`: asked of the young person."""
    text = (
        blocks(
            _("Should {name} no longer answer for you here?", name=bold(pair.name)),
            _("What they approved goes on, and they can still take it back. For something new you need a new link."),
        )
        if mine
        else blocks(
            _("Should you no longer answer for {name} here?", name=bold(first_name(young))),
            _("What you approved goes on, and you can still take it back. You won't be asked any more."),
        )
    )
    return Screen(text, (*rows.alone(Button(_("Yes, part"), PartWays(pair.id or 0, 1))), *rows.footer(Guardians())))


def taken_back() -> Markup:
    return _("Taken back.")


def done() -> Markup:
    return _("Done.")


def gone(refusal: PermissionGone) -> Screen:
    """Why somebody can't be asked, or can't answer, and what to do."""
    said = {
        "own": blocks(
            _("This link is for your mother, father or guardian: you made it yourself."),
            _("Forward it to them; they open it with their own Telegram account."),
        ),
        "expired": blocks(_("The time for that permission is over."), _("A new one can be asked for.")),
        "used": blocks(
            _("That link has been used already, or was cancelled, or there is a newer one."),
            _("Ask for a new one, if it's still needed."),
        ),
        "taken": blocks(
            _("Somebody else opened that link before you."),
            _("If it was meant for you, ask for a new one."),
        ),
        "minor": blocks(
            _("Only somebody of age can give permission, and the birth date I know of you says that you aren't."),
            _("The link has to be opened by the mother, the father or the guardian."),
        ),
        "enough": blocks(
            _("There are two guardians already, and that is as many as there can be."),
            _("One of them can give the permission; or one is taken off first, in /guardians."),
        ),
    }
    unknown = blocks(
        _("I don't know that link. Maybe a piece of it is missing."), _("Ask for the message once more, whole.")
    )
    back = (Button(_("Guardians"), Guardians()),) if refusal.why == "enough" else ()
    return Screen(said.get(refusal.why) or unknown, (*((back,) if back else ()), *rows.footer()))
