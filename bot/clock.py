"""The timetable. APScheduler only ticks: what is due stands in the database, so nothing is lost with the process."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import SQLAlchemyError

log = structlog.get_logger()

Job = Callable[[], Awaitable[object]]


def _guarded(name: str, job: Job) -> Job:
    async def tick() -> None:
        try:
            await job()
        except (SQLAlchemyError, OSError) as error:
            # The next tick finds the same rows still due.
            log.warning("job failed", job=name, problem=type(error).__name__)

    return tick


def timetable(jobs: Mapping[str, tuple[float, Job]]) -> AsyncIOScheduler:
    """A scheduler that calls each job every so many seconds, one run of a job at a time. Start and shut it down."""
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for name, (seconds, job) in jobs.items():
        scheduler.add_job(_guarded(name, job), "interval", seconds=seconds, id=name)
    return scheduler
