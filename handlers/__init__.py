"""What a person can talk about. Handlers ask services, choose a screen, and say nothing themselves."""

from aiogram import Dispatcher, Router
from aiogram.fsm.scene import SceneRegistry

from handlers import (
    agenda,
    birth_dates,
    browsing,
    calls,
    challenging,
    courses,
    describing,
    enrollments,
    fallback,
    groups,
    home,
    joining,
    journey,
    moving,
    news,
    notices,
    overhearing,
    profile,
    searching,
    sharing,
    start,
    suggestions,
    topics,
)
from handlers.drafts import Suspend


def attach(dispatcher: Dispatcher) -> None:
    """The listening order: groups, commands and buttons, open questions, then everything else.

    Routers are made anew each time, so that any number of dispatchers can be listened with.
    """
    root, crowd, early, looking, late = (Router(name=name) for name in ("rumbo", "groups", "early", "looking", "late"))
    scenes = SceneRegistry(root)
    groups.listen(crowd)
    fallback.listen_early(early)
    nouns = (start, home, journey, topics, browsing, courses, calls, enrollments, agenda, suggestions, searching, news)
    for noun in (*nouns, notices, profile, moving, sharing, challenging, joining, describing, birth_dates, overhearing):
        noun.listen(looking)
    fallback.listen_commands(looking)
    joining.listen_late(late)
    searching.listen_late(late)
    fallback.listen(late)
    for observer in (looking.message, looking.callback_query, late.callback_query):
        observer.middleware(Suspend())
    root.include_routers(crowd, early, looking)
    scenes.add(joining.Joining, describing.Describing, describing.Locating, router=root)
    scenes.add(challenging.Challenging, overhearing.Overhearing, router=root)
    root.include_router(late)
    dispatcher.include_router(root)
