"""One's profile: what is in it, and changing it bit by bit."""

from datetime import date
from typing import Final

from markupsafe import Markup

from bot.addresses import (
    Address,
    ChangeAccount,
    ClearField,
    EditField,
    Guardians,
    Known,
    Languages,
    Notices,
    Profile,
    SetField,
    ShareLocation,
)
from bot.i18n import _, full_date, listed
from bot.models import Person
from bot.packs import Pack
from bot.screen import Ask, Button, Screen
from bot.screens import known, rows, values
from bot.screens.home import LANGUAGES
from bot.screens.lines import blocks, bold, lines, small
from bot.screens.refusals import example
from bot.screens.tastes import CHOSEN as TICK
from bot.screens.tastes import free_labels, moves_label, occupation_labels
from bot.screens.traits import free_times, interests, occupation, place
from bot.services import tastes

TYPED: Final = ("name", "birth_date", "place")
CHOSEN: Final = ("occupation", "moves", "free")


def profile(person: Person, pack: Pack, *, permissions: bool = False) -> Screen:
    """What one has told of oneself, and a button for each; nothing of it is demanded. `permissions`: some were asked
    for or given."""
    said = [
        (_("Name"), person.name or ""),
        (_("Birth date"), full_date(person.birth_date) if person.birth_date else ""),
        (_("Occupation"), occupation(person)),
        (_("Interests"), listed(interests(person, pack))),
        (_("Free time"), listed(free_times(person))),
        (_("Place"), Markup(" · ").join(place(person).splitlines())),
        (_("Language"), LANGUAGES[person.locale]),
    ]
    told = [Markup("{}: {}").format(bold(heading), value) for heading, value in said if value]
    fields = [
        ("name", _("Name")),
        ("birth_date", _("Birth date")),
        ("occupation", _("Occupation")),
        ("moves", _("Interests")),
        ("free", _("Free time")),
        ("place", _("Place")),
    ]
    return Screen(
        blocks(
            bold(_("Your profile")),
            lines(*told),
            _("You need none of this to look around. Tap what you want to change."),
        ),
        (
            *rows.alone(Button(_("All I know about you"), Known(1))),
            *rows.in_twos(
                [
                    *(Button(label, EditField(field)) for field, label in fields),
                    Button(_("Language"), Languages()),
                    Button(_("Notices"), Notices()),
                ]
            ),
            *rows.alone(Button(_("Guardians"), Guardians()) if permissions else None),
            *rows.alone(Button(_("Use another account"), ChangeAccount())),
            *rows.footer(),
        ),
    )


def back(page: int) -> Address:
    """To the list or the profile, whichever it was opened from."""
    return Known(page) if page else Profile()


def choices(field: str, person: Person, pack: Pack, page: int) -> Screen:
    """Occupation: one of them. Interests and free times: any of them, each tap one more or less."""
    asked = {
        "occupation": _("What are you doing now?"),
        "free": _("When are you free? Tap as many as you like."),
        "moves": _("What moves you? Tap as many as you like."),
    }[field]
    offered = tastes.choices(pack, tastes.STEPS.index(field))
    if field == "moves":
        labels = {key: moves_label(pack, key) for key in offered}
    else:
        labels = occupation_labels() if field == "occupation" else free_labels()
    kept = getattr(person, field)
    chosen = {kept} if field == "occupation" else {*kept}
    buttons = [
        Button(f"{TICK} {labels[key]}" if key in chosen else labels[key], SetField(field, key, page)) for key in offered
    ]
    options = tuple((button,) for button in buttons) if field == "free" else rows.in_twos(buttons)
    return Screen(
        blocks(asked, small(_why(field))), (*options, *_delete(field, page, bool(kept)), *rows.footer(back(page)))
    )


def _why(key: str) -> Markup:
    one = known.entry(key)
    return one.why() if one else Markup()


def _delete(field: str, page: int, there: bool) -> tuple[rows.Row, ...]:
    return rows.alone(Button(_("Delete"), ClearField(field, page)) if there else None)


def entry(told: values.Told, one: known.Entry, page: int) -> Screen:
    """Something that can only be deleted, whole; the tap on *Delete* does it."""
    text = known.shown(told, one)
    lost = _("If you delete this, it can't be brought back.") if text else _("There is nothing left of it.")
    if one.key == "journey" and text:
        lost = _("If you delete this, your answers and your stamps are gone, and can't be brought back.")
    return Screen(blocks(text, lost), (*_delete(one.key, page, bool(text)), *rows.footer(back(page))))


def question(
    field: str,
    person: Person,
    *,
    today: date,
    page: int = 0,
    suggestion: str = "",
    trouble: Markup | str = "",
    locating: bool = True,
) -> Screen:
    """Asks for what is typed. `suggestion`: a name to take with one tap; `trouble`: why it is asked again; `locating`:
    whether a location would be of any use."""
    if field == "name":
        asked = lines(_("What is your full name?"), _("For example: {name}", name="Ana María Pérez"))
        given = person.name or ""
        use = Button(_("Use {name}", name=rows.short(suggestion, 14)), SetField("name", "telegram", page))
        main = use if suggestion and suggestion != given else None
    elif field == "birth_date":
        asked = lines(_("When were you born?"), _("Day, month and year; for example {date}", date=example(today)))
        given, main = full_date(person.birth_date) if person.birth_date else "", None
    else:
        asked = lines(
            _("What is your colonia called? Write just its name, without street or number."),
            _("Or share where you are: I keep it rounded to about a kilometre.") if locating else "",
        )
        given = Markup(" · ").join(place(person).splitlines())
        main = Button(_("Share where I am"), ShareLocation(page)) if locating else None
    so_far = _("So far: {answer}", answer=given) if given else ""
    return Screen(
        blocks(trouble, lines(asked, so_far), small(_why(field))),
        (*rows.alone(main), *_delete(field, page, bool(given)), *rows.footer(back(page))),
    )


def ask_location(trouble: Markup | str = "") -> Screen:
    """Brings the phone's own keyboard."""
    text = _("Tap the button at the bottom of your phone to share where you are, or write the name of your colonia.")
    return Screen(blocks(trouble, text), ask=Ask(str(_("Share where I am")), str(_("Back"))))


def noted_place(person: Person, *, moved: bool = False) -> Screen:
    """What is kept now, which takes the phone's own keyboard away. `moved`: see below."""
    kept = Markup(" · ").join(place(person).splitlines())
    return Screen(blocks(_("Noted: {place}.", place=kept), _no_longer_there() if moved else ""), unasks=True)


def moved(person: Person, page: int) -> Screen:
    """Another colonia: the location that was shared before is gone, or the distances would be counted from there."""
    return Screen(
        blocks(_("Noted: {place}.", place=person.colonia or ""), _no_longer_there()),
        rows.alone(Button(_("Share where I am"), ShareLocation(page))),
    )


def _no_longer_there() -> Markup:
    return _(
        "I deleted the location you had shared, since you told me another colonia. To see what is near you now, "
        "share where you are again."
    )


def same_colonia(person: Person, page: int) -> Screen:
    """A location came beside a colonia that was told before: that one stays, until they say otherwise."""
    return Screen(
        blocks(
            _("I count distances from the location you shared."),
            _(
                "And I still have {colonia} as your colonia. If it's another one now, change it.",
                colonia=person.colonia,
            ),
        ),
        (
            *rows.in_twos(
                [
                    Button(_("Change colonia"), EditField("place", page)),
                    Button(_("Delete colonia"), ClearField("colonia", page)),
                ]
            ),
            *rows.footer(back(page)),
        ),
    )


def keyboard_gone() -> Screen:
    return Screen(_("I put the location button away."), unasks=True)


def noted() -> Markup:
    """The toast after a change."""
    return _("Noted.")


def deleted() -> Markup:
    return _("Deleted.")
