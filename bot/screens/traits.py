"""What a person has told of themselves, in words. Empty where they told nothing."""

from markupsafe import Markup

from bot.i18n import _
from bot.models import Person
from bot.packs import Pack
from bot.screens.lines import lines
from bot.screens.tastes import free_labels, moves_label, occupation_labels


def occupation(person: Person) -> str:
    return occupation_labels().get(person.occupation or "", person.occupation or "")


def free_times(person: Person) -> list[str]:
    labels = free_labels()
    return [labels.get(key, key) for key in person.free]


def interests(person: Person, pack: Pack) -> list[str]:
    """As the pack calls them; a key that left the pack as it is, since it is still stored."""
    return [moves_label(pack, key) or key for key in person.moves]


def place(person: Person) -> Markup:
    """The neighbourhood, and about where they said they are."""
    near = Markup()
    if person.latitude is not None and person.longitude is not None:
        near = _(
            "near {latitude}, {longitude}, give or take a kilometre",
            latitude=f"{person.latitude:.2f}",
            longitude=f"{person.longitude:.2f}",
        )
    return lines(person.colonia or "", near)
