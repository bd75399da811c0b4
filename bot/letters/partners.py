"""Letters about what is done with partners: referrals, the papers for a financing call, places in
firms."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Final

from bot import time
from bot.letters.desk import Desk, Dropped, Writer, Written
from bot.models import Call, Course, LogWeek, Person, Placement, Referral, Referred
from bot.screens.partners import dual, firms, referral_letters, signing
from bot.screens.partners import guardians as guardian_screens
from bot.services.partners import logging_weeks, permitting, placements, prechecks, referring, things

Thing = Course | Call


def _referral(write: Callable[[Desk, Referral, Thing | None], Awaitable[Written]]) -> Writer:
    async def written(desk: Desk) -> Written:
        found = await desk.session.get(Referral, desk.letter.subject.get("referral", 0), populate_existing=True)
        if found is None:
            return Dropped("the referral is gone")
        thing = await things.of(desk.session, found, facts=desk.facts, now=desk.now)
        return await write(desk, found, thing)

    return written


async def _passed_on(desk: Desk, referral: Referral, thing: Thing | None) -> Written:
    if referral.state is not Referred.PASSED:
        return Dropped("it isn't passed on any more")
    return referral_letters.passed_on(referral, thing, desk.pack)


async def _check(desk: Desk, referral: Referral, thing: Thing | None) -> Written:
    if referral.state is not Referred.PASSED:
        return Dropped("how it went is known")
    referral.asks += 1
    return referral_letters.check(referral, thing, desk.pack)


async def _word(desk: Desk, referral: Referral, thing: Thing | None) -> Written:
    if not referral.word:
        return Dropped("it is over")
    return referral_letters.word(referral, thing, desk.pack)


async def _asked(desk: Desk, referral: Referral, thing: Thing | None) -> Written:
    if referral.state is not Referred.GUARDIAN or thing is None:
        return Dropped("answered already")
    _one, known_as = await permitting.asked(desk.session, referral.id or 0, desk.person.id or 0)
    young = await desk.session.get_one(Person, referral.person_id)
    return guardian_screens.request(referral, thing, young, desk.pack, known_as=known_as)


async def _answered(desk: Desk, referral: Referral, thing: Thing | None) -> Written:
    if referral.state is not Referred.GUARDIAN or referral.guardian_said_at is None:
        return Dropped("confirmed already")
    return referral_letters.is_it_them(referral, thing, desk.pack)


async def _declined(desk: Desk, referral: Referral, thing: Thing | None) -> Written:
    return referral_letters.declined(referral, thing, desk.pack)


async def _papers(desk: Desk) -> Written:
    found = await prechecks.of(desk.session, desk.letter.subject.get("firm_check", 0))
    if found is None or found[0].person_id != desk.person.id or found[1].closed_at is not None:
        return Dropped("the call is gone")
    check, call = found
    if not check.reminds:
        return Dropped("turned off")
    missing = [key for key in call.documents if key not in check.papers]
    closes = prechecks.ladder(call, facts=desk.facts, now=desk.now).closes
    return firms.reminder(call, check, missing, closes, desk.pack)


def _placement(write: Callable[[Desk, Placement, LogWeek | None], Awaitable[Written]]) -> Writer:
    """To the young person or to the tutor, whichever the kind is for."""

    async def written(desk: Desk) -> Written:
        found = await desk.session.get(Placement, desk.letter.subject.get("placement", 0), populate_existing=True)
        if found is None or desk.person.id not in (found.person_id, found.tutor_id):
            return Dropped("the placement is gone, or somebody else signs")
        week = desk.letter.subject.get("week")
        known = await logging_weeks.logged(desk.session, found.id or 0)
        return await write(desk, found, known.get(date.fromisoformat(week)) if week else None)

    return written


async def _week(desk: Desk, placement: Placement, found: LogWeek | None) -> Written:
    if placement.ended_at is not None or (found is not None and found.did):
        return Dropped("noted already")
    week = date.fromisoformat(desk.letter.subject["week"])
    known = await logging_weeks.logged(desk.session, placement.id or 0)
    today = time.local(desk.now, desk.facts.zone).date()
    return dual.ask_hours(placement, week, logging_weeks.suggested(placement, known, week), today=today)


async def _is_it_the_tutor(desk: Desk, placement: Placement, _week: LogWeek | None) -> Written:
    if placement.tutor_said_at is None or placement.tutor_confirmed_at is not None:
        return Dropped("answered already")
    return dual.is_it_them(placement)


async def _tutor_confirmed(desk: Desk, placement: Placement, _week: LogWeek | None) -> Written:
    return signing.confirmed(placement, await desk.session.get_one(Person, placement.person_id))


async def _to_sign(desk: Desk, placement: Placement, _week: LogWeek | None) -> Written:
    waiting = await logging_weeks.to_sign(desk.session, desk.person.id or 0)
    return signing.waits(len(waiting)) if waiting else Dropped("nothing waits")


async def _remarked(desk: Desk, placement: Placement, found: LogWeek | None) -> Written:
    if found is None or not found.remark:
        return Dropped("changed already")
    return dual.remarked(placement, found, time.local(desk.now, desk.facts.zone).date())


WRITERS: Final[Mapping[str, Writer]] = {
    referring.PASSED_ON: _referral(_passed_on),
    referring.CHECK: _referral(_check),
    referring.WORD: _referral(_word),
    permitting.ASKED: _referral(_asked),
    permitting.ANSWERED: _referral(_answered),
    permitting.DECLINED: _referral(_declined),
    prechecks.REMINDER: _papers,
    placements.WEEK_ASKED: _placement(_week),
    placements.TUTOR_ANSWERED: _placement(_is_it_the_tutor),
    placements.TUTOR_CONFIRMED: _placement(_tutor_confirmed),
    placements.TO_SIGN: _placement(_to_sign),
    placements.REMARKED: _placement(_remarked),
}
