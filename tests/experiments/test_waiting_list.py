"""Promise P3: the waiting list is fair and complete, whatever people do and whenever a process dies."""

import random

import pytest
from sqlalchemy import event

from bot.db import Database
from tests.experiments.histories import History, Sweep, sweep, sweep_carelessly


@pytest.fixture(autouse=True)
def no_power_cut(db: Database) -> None:
    if db.is_sqlite:
        event.listen(db.engine.sync_engine, "connect", lambda made, _: made.execute("PRAGMA synchronous=OFF"))


async def live(
    db: Database, seed: int, histories: int, sweeper: Sweep, *, rounds: int = 2, until_broken: bool = False
) -> History:
    history = History(db, random.Random(seed), sweeper)
    for number in range(1, histories + 1):
        await history.live(rounds)
        if number % 100 == 0:
            print(f"seed {seed}, after {number} histories: {history.commits} commits, {dict(history.violations)}")
        if until_broken and history.violations:
            break
    print(f"seed {seed}: {history.commits} commits, {history.crashes} crashes, {dict(history.violations)}")
    return history


async def test_no_history_breaks_the_line(db: Database, full: bool) -> None:
    seed, histories = random.randrange(10**9), 1_000 if full else 20
    history = await live(db, seed, histories, sweep, rounds=5 if full else 2)
    assert not history.violations, f"seed {seed}"
    # Between 11 and 43 in a dozen runs of the short form.
    assert history.crashes and await history.offers_made() > histories // 5, "nothing much happened"


async def test_the_control_that_looks_first_and_offers_then_breaks_it(db: Database, full: bool) -> None:
    """The same histories with a sweeper that doesn't hold the course while it works."""
    seed = 7
    assert not (await live(db, seed, 5, sweep, rounds=3)).violations
    history = await live(db, seed, 1_000 if full else 40, sweep_carelessly, rounds=3, until_broken=True)
    assert history.violations, "the control must fail"
