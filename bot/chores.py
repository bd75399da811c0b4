"""What one process does again and again, each by its own clock."""

from functools import partial

import structlog

from bot import clock, time
from bot.house import House
from bot.jobs import downloads, look, overdue, papers, requests, sheets, threads
from bot.jobs import erase as erasing
from bot.jobs.fetching import Fetcher
from bot.jobs.figures import Figures
from bot.jobs.follow import Follower
from bot.jobs.nightly import Nightly
from bot.jobs.tidy import tidy
from bot.services import approvals, catalogue, of_age, offers
from bot.services.applications import closings, lateness, outages
from bot.services.applications.papers import PURPOSE as PAPER
from bot.services.broadcasts import approving
from bot.services.sheets import imports

log = structlog.get_logger()


def timetable(house: House, follower: Follower | None, *, working: bool) -> dict[str, tuple[float, clock.Job]]:
    """Every chore with its seconds between two rounds. Only a process that is `working` handles and speaks; a
    `follower` keeps to the playground's clock."""
    jobs: dict[str, tuple[float, clock.Job]] = {"hand_off": (60, partial(look_at_hand_off, house))}
    if working:
        jobs |= {
            "post": (1, partial(post, house)),
            "fetch": (1, partial(fetch, house)),
            "broadcast": (1, partial(announce, house)),
            "lapse": (2, partial(lapse, house)),
            "look": (look.EVERY, partial(look.look, house.db, house.turns.shelf)),
            "beat": (outages.EVERY, partial(beat, house)),
            "close": (60, partial(close, house)),
            "renew": (60, partial(renew, house)),
            "grow": (60, partial(grow, house)),
            "tidy": (3600, partial(tidy, house.db)),
            "erase": (30, partial(erase, house)),
            "remind_staff": (60, partial(remind_staff, house)),
            "threads": (20, partial(see_to_threads, house)),
            "nightly": (300, Nightly(house.db, house.facts).look),
            "figures": (20, Figures(house.db, house.facts).look),
        }
    if follower is not None:
        jobs["follow"] = (0.5, partial(_follow, house, follower))
    return jobs


async def _follow(house: House, follower: Follower) -> None:
    """A clock that was moved makes many things due at once."""
    if await follower.look():
        for chore in (lapse, close, renew, grow, see_to_threads, post):
            await chore(house)


async def lapse(house: House) -> None:
    """Take back offers nobody took, and seats no guardian said yes to, and pass each on; announcements nobody
    approved are drafts again."""
    async with house.db.begin() as session:
        gone = await approvals.lapse(session, facts=house.facts, now=time.now())
        gone += await offers.lapse(session, facts=house.facts, now=time.now())
        gone += await approving.lapse(session, now=time.now())
    if gone:
        house.courier.nudge()


async def beat(house: House) -> None:
    """A sign of life; after an outage, deadlines that fell into it are made up for."""
    async with house.db.begin() as session:
        outage = await outages.beat(session, now=time.now(), wall=time.wall())
        told = await outages.make_up(session, outage, now=time.now()) if outage else 0
    if outage is not None:
        log.warning("outage", began=outage.began_at.isoformat(), ended=outage.ended_at.isoformat(), told=told)
        house.courier.nudge()


async def close(house: House) -> None:
    """What closed: drafts lapse, later also what no guardian approved; and answers that are due or late. After the sign
    of life, so that nothing lapses that an outage kept from being sent."""
    await beat(house)
    async with house.db.begin() as session:
        found = await closings.look(session, facts=house.facts, now=time.now())
        found += await lateness.look(session, facts=house.facts, now=time.now())
    if found:
        house.courier.nudge()


async def renew(house: House) -> None:
    """Keep illustrative courses open: the next edition appears when the last has begun."""
    async with house.db.begin() as session:
        await catalogue.renew(session, house.pack, facts=house.facts, now=time.now())


async def grow(house: House) -> None:
    """Whoever turned 18 decides for themselves."""
    async with house.db.begin() as session:
        await of_age.look(session, facts=house.facts, now=time.now())


async def erase(house: House) -> None:
    """Forget whose day is over; seats they still had are offered."""
    if await erasing.erase_due(house.db, house.facts, house.stones):
        house.courier.nudge()


async def announce(house: House) -> None:
    """Take the steps of announcements that are under way, and show how far they are."""
    if await house.broadcasts.tick():
        house.courier.nudge()


async def remind_staff(house: House) -> None:
    """Of requests that wait, and once a week of helplines that are to be checked."""
    chat = house.settings.staff_chat
    told = await requests.remind(house.db, house.facts, chat)
    if chat is not None and await overdue.remind(house.db, house.pack, house.facts, chat):
        told = True
    if told:
        house.courier.nudge()


async def see_to_threads(house: House) -> None:
    """Conversations with the team: a topic, a reminder, a question, an end."""
    if house.settings.staff_chat is not None and await threads.look(house.db, house.pack, house.facts):
        house.courier.nudge()


async def look_at_hand_off(house: House) -> None:
    """What /health says of the hand-off; the log says it when it begins."""
    told = await threads.warnings(house.db, house.facts)
    for warning in set(told) - set(house.hand_off):
        log.warning("hand_off", warning=warning)
    house.hand_off = told


async def fetch(house: House) -> None:
    """Files that turns asked for."""
    assert house.settings.bot_token is not None
    fetcher = Fetcher(house.settings.bot_token.get_secret_value(), house.settings.telegram_api_url)
    purposes = {imports.PURPOSE: sheets.Taking(house.pack, house.facts), PAPER: papers.Taking()}
    if await downloads.fetch_due(house.db, fetcher, purposes):
        house.courier.nudge()


async def post(house: House) -> None:
    """Something may have come due."""
    house.courier.nudge()
