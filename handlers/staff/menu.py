"""The menu of a colleague: everybody's commands, and their own before them."""

from bot.i18n import _, speaking
from bot.models import Person
from bot.screen import Menu, plain
from bot.services import people, rights
from bot.services.rights import Act
from bot.turn import Turn
from handlers import menu


async def show_commands(turn: Turn, person_id: int) -> None:
    """Bring the menu of somebody's chat in step with their roles, in their language."""
    chat_id = await people.reach(turn.session, person_id)
    person = await turn.session.get(Person, person_id)
    if chat_id is None or person is None:
        return
    roles = await rights.roles_of(turn.session, person_id)
    if not roles:
        turn.said.menu(Menu(chat_id))
        return
    with speaking(person.locale):
        spanish = person.locale == "es"
        own = [("equipo" if spanish else "team", plain(_("Your screens as part of the team")))]
        if rights.may(roles, Act.SEE_ANNOUNCEMENTS):
            own.append(("anuncio" if spanish else "announce", plain(_("Announcements to many"))))
        if rights.may(roles, Act.EDIT_CATALOGUE):
            own.append(("catalogo" if spanish else "catalogue", plain(_("Make and change what is on offer"))))
        if rights.may(roles, Act.REVIEW):
            own.append(("solicitudes" if spanish else "applications", plain(_("Read and decide applications"))))
        elif rights.may(roles, Act.EXPORT_APPLICATIONS):
            own.append(("solicitudes" if spanish else "applications", plain(_("Take away applications"))))
        if rights.may(roles, Act.READ_FIGURES):
            own.append(("panel", plain(_("Figures of whole weeks"))))
        if rights.may(roles, Act.TAKE_ATTENDANCE):
            own.append(("asistencia" if spanish else "attendance", plain(_("Tick who came to a course"))))
        if rights.may(roles, Act.SEE_PLACES):
            own.append(("dual", plain(_("Places in firms, and their logs"))))
        if rights.may(roles, Act.REFER):
            own.append(("derivaciones" if spanish else "referrals", plain(_("Referrals to pass on"))))
        turn.said.menu(Menu(chat_id, (*own, *menu.commands(turn.pack))))
