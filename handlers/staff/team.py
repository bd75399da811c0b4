"""The team: who is in it, inviting, taking roles away."""

from aiogram import Router
from aiogram.types import CallbackQuery, TelegramObject

from bot.addresses import (
    AskRemoval,
    ChooseRole,
    ColleagueAt,
    Colleagues,
    Invitations,
    Invite,
    RemoveRole,
    TakeBackInvitation,
    Team,
)
from bot.errors import NotThere
from bot.i18n import _
from bot.models import Role
from bot.screens import team as screens
from bot.services import rights, team
from bot.services.applications import lateness
from bot.services.broadcasts import approving
from bot.services.rights import Act
from bot.turn import Turn
from handlers.hearing import At, Command
from handlers.rules import for_staff
from handlers.staff.menu import show_commands


def listen(router: Router) -> None:
    tap = router.callback_query.register
    router.message.register(show_desk, Command("equipo", "team"), **for_staff(Act.ENTER))
    tap(show_desk, At(Team), **for_staff(Act.ENTER))
    tap(show_colleagues, At(Colleagues), **for_staff(Act.ENTER))
    tap(show_colleague, At(ColleagueAt), **for_staff(Act.REMOVE))
    tap(ask_removal, At(AskRemoval), **for_staff(Act.REMOVE))
    tap(remove, At(RemoveRole), **for_staff(Act.REMOVE))
    tap(choose_role, At(ChooseRole), **for_staff(Act.INVITE))
    tap(invite, At(Invite), **for_staff(Act.INVITE))
    tap(show_invitations, At(Invitations), **for_staff(Act.INVITE))
    tap(take_back, At(TakeBackInvitation), **for_staff(Act.INVITE))


async def show_desk(event: TelegramObject, turn: Turn) -> None:
    roles = await rights.roles_of(turn.session, turn.me)
    sees = rights.may(roles, Act.SEE_ANSWER_DATES)
    late = await lateness.late(turn.session, facts=turn.facts, now=turn.now) if sees else 0
    turn.said.show(screens.desk(roles, turn.pack, late=late))


async def show_colleagues(query: CallbackQuery, turn: Turn, address: Colleagues) -> None:
    opens = rights.may(await rights.roles_of(turn.session, turn.me), Act.REMOVE)
    turn.said.show(screens.colleagues(await team.colleagues(turn.session), address.page, opens=opens))


async def show_colleague(query: CallbackQuery, turn: Turn, address: ColleagueAt) -> None:
    turn.said.show(screens.colleague(await team.colleague(turn.session, address.person)))


async def ask_removal(query: CallbackQuery, turn: Turn, address: AskRemoval) -> None:
    found = await team.colleague(turn.session, address.person)
    role = _role(address.role)
    if role not in found.roles:
        raise NotThere
    writes_on = rights.may(set(found.roles) - {role}, Act.ANNOUNCE)
    held = 0 if writes_on else await approving.waiting_alone(turn.session, address.person)
    turn.said.show(screens.ask_removal(found, role, held=held))


async def remove(query: CallbackQuery, turn: Turn, address: RemoveRole) -> None:
    await team.remove(turn.session, address.person, _role(address.role), by=turn.me, now=turn.now)
    await show_commands(turn, address.person)
    turn.said.toast(_("Done, the role is gone."))
    opens = rights.may(await rights.roles_of(turn.session, turn.me), Act.REMOVE)
    turn.said.show(screens.colleagues(await team.colleagues(turn.session), 1, opens=opens))


async def choose_role(query: CallbackQuery, turn: Turn) -> None:
    turn.said.show(screens.choose_role())


async def invite(query: CallbackQuery, turn: Turn, address: Invite) -> None:
    token, invitation = await team.invite(turn.session, _role(address.role), by=turn.me, now=turn.now)
    turn.said.show(screens.invited(token, invitation, bot_name=turn.bot_name, facts=turn.facts, now=turn.now))


async def show_invitations(query: CallbackQuery, turn: Turn, address: Invitations) -> None:
    found = await team.open_invitations(turn.session, now=turn.now)
    turn.said.show(screens.invitations(found, address.page, facts=turn.facts, now=turn.now))


async def take_back(query: CallbackQuery, turn: Turn, address: TakeBackInvitation) -> None:
    await team.take_back(turn.session, address.invitation, by=turn.me, now=turn.now)
    turn.said.toast(_("Taken back: that link is over."))
    found = await team.open_invitations(turn.session, now=turn.now)
    turn.said.show(screens.invitations(found, 1, facts=turn.facts, now=turn.now))


def _role(code: str) -> Role:
    try:
        return Role(code)
    except ValueError:
        raise NotThere from None
