"""The way to where a course meets."""

from urllib.parse import quote

from bot.addresses import MapOf
from bot.i18n import _, words
from bot.models import Course
from bot.packs import Pack
from bot.screen import Button, Pin
from bot.screens.lines import venue_of


def pin(course: Course, pack: Pack) -> Pin | None:
    """Its place on the map, where that was published to the point."""
    venue = venue_of(course, pack)
    if venue is None or course.modality in ("online", "whatsapp", "phone"):
        return None
    if venue.latitude is None or venue.longitude is None:
        return None
    title, address = words(venue.name), words(venue.address) or words(pack.institution.short_name)
    return Pin(venue.latitude, venue.longitude, title, address)


def map_button(course: Course, pack: Pack, *, taking_part: bool = False) -> Button | None:
    """How to get there: a pin in the chat where its place was published, or else a link that searches the map. Where a
    sensitive course meets isn't left lying about: only who takes part is shown the way."""
    venue = venue_of(course, pack)
    if venue is None or course.modality in ("online", "whatsapp", "phone") or (course.sensitive and not taking_part):
        return None
    if pin(course, pack) is not None:
        return Button(_("How to get there"), MapOf(course.id or 0))
    # With the state: there is a León in Spain too. Where no address was published, the map may know the name.
    at = venue.address.es if venue.address else pack.institution.city
    place = f"{venue.name.es}, {at}, {pack.institution.state}, México"
    return Button(_("See map"), url=f"https://www.google.com/maps/search/?api=1&query={quote(place)}")
