"""What a person can talk about. Handlers ask services, choose a screen, and say nothing themselves."""

from bot import quickly as quickly

# isort: split
from aiogram import Dispatcher, Router
from aiogram.fsm.scene import SceneRegistry

from handlers import (
    agenda,
    applying,
    approving,
    birth_dates,
    browsing,
    calls,
    challenging,
    closed,
    courses,
    describing,
    enrollments,
    fallback,
    floor,
    giving_up,
    groups,
    guardians,
    home,
    joining,
    journey,
    moving,
    naming,
    news,
    notices,
    official,
    overhearing,
    papers,
    partners,
    profile,
    requesting,
    rights,
    searching,
    settling,
    sharing,
    staff,
    start,
    suggestions,
    talking,
    topics,
    wishes,
)
from handlers.drafts import Suspend
from handlers.rules import Guard
from handlers.staff import answering
from handlers.talking import WayBack

CONTINUATIONS = settling.CONTINUATIONS
"""What goes on once Telegram has answered a call, by the name that the call carries."""


def attach(dispatcher: Dispatcher) -> None:
    """The listening order: groups, closed profiles, commands and buttons, a conversation with the team,
    open questions, then everything else.

    Routers are made anew each time, so that any number of dispatchers can be listened with.
    """
    names = ("rumbo", "groups", "closed", "early", "looking", "talking", "late")
    root, crowd, shut, early, looking, talk, late = (Router(name=name) for name in names)
    scenes = SceneRegistry(root)
    answering.listen(crowd)
    groups.listen(crowd)
    talking.listen_between(talk)
    closed.listen(shut)
    fallback.listen_early(early)
    floor.listen_early(early)
    nouns = (start, home, journey, topics, browsing, courses, calls, enrollments, agenda, suggestions, searching, news)
    people = (
        notices,
        profile,
        rights,
        moving,
        guardians,
        naming,
        sharing,
        official,
        challenging,
        requesting,
        joining,
        talking,
    )
    asking = (applying, papers, partners, *people, describing, birth_dates, overhearing)
    for noun in (*nouns, giving_up, wishes, *asking, staff):
        noun.listen(looking)
    fallback.listen_commands(looking)
    joining.listen_late(late)
    official.listen_late(late)
    applying.listen_late(late)
    staff.listen_late(late)
    searching.listen_late(late)
    fallback.listen(late)
    for observer in root.observers.values():
        observer.middleware(Guard())
    for observer in (looking.message, looking.callback_query, late.callback_query):
        observer.middleware(Suspend())
    looking.message.middleware(WayBack())
    root.include_routers(crowd, early, shut, looking, talk)
    scenes.add(joining.Joining, describing.Describing, describing.Locating, router=root)
    scenes.add(challenging.Challenging, overhearing.Overhearing, router=root)
    scenes.add(requesting.Requesting, approving.Approving, naming.Naming, applying.Applying, router=root)
    scenes.add(*partners.SCENES, *staff.SCENES, router=root)
    root.include_router(late)
    dispatcher.include_router(root)
