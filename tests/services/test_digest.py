"""News: from the pack to rows, who follows what, and the one message in which they come."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as hour
from typing import Any

import pytest
from sqlalchemy import func, insert, literal
from sqlmodel import col, select, update

from bot import letters as writing
from bot import time
from bot.addresses import AllNews, Allow, Following, NewsAt
from bot.db import Database, Session
from bot.errors import NotThere
from bot.models import Follow, Letter, News, Person, Post
from bot.models.base import UtcDateTime
from bot.packs import Pack
from bot.packs.schema import News as PackedNews
from bot.screen import Screen
from bot.services import catalogue, consents, digests, following, news, notices
from bot.services.facts import Facts
from tests.packs.reading import read
from tests.services.making import FACTS, JUAREZ, NOW, letters, person

OURS = replace(FACTS, quiet_minors=(hour(20), hour(9)))
TODAY = date(2026, 11, 21)


def leon() -> Pack:
    return read("leon")


def item(key: str, *topics: str, **fields: Any) -> PackedNews:
    words = {"es": f"Noticia {key}", "en": f"News {key}"}
    given = {"title": words, "body": words, "published": TODAY, "expires": TODAY + timedelta(days=20), **fields}
    return PackedNews(key=key, topics=list(topics), sources=["https://example.org/x"], **given)


async def load(session: Session, *items: PackedNews, now: datetime = NOW, facts: Facts = OURS) -> catalogue.Changes:
    pack = leon().model_copy(update={"courses": [], "calls": [], "news": list(items)})
    return await catalogue.load(session, pack, facts=facts, now=now)


async def follower(session: Session, *topics: str, at: int | None = 18, **fields: Any) -> Person:
    ana = await session.get_one(Person, await person(session))
    ana.digest_hour, ana.locale = at, "en"
    for name, value in fields.items():
        setattr(ana, name, value)
    for topic in topics:
        await following.choose(session, ana.id or 0, topic, "follow", now=NOW)
    await session.flush()
    return ana


async def planned(session: Session, ana: Person) -> list[str]:
    """When digests wait for her, on the wall clock."""
    waiting = [one for one in await letters(session, ana.id or 0) if one.state is Post.WAITING]
    return [f"{time.local(one.due_at, OURS.zone):%d %H:%M}" for one in waiting]


async def written(session: Session, ana: Person, *, facts: Facts = OURS) -> Screen | None:
    """Her digest when it is due, said; None where it has nothing to say."""
    (letter,) = [one for one in await letters(session, ana.id or 0) if one.state is Post.WAITING]
    outcome = await writing.write(session, letter, pack=leon(), facts=facts, now=letter.due_at)
    if isinstance(outcome, Screen):
        letter.state, letter.said_at = Post.DELIVERED, letter.due_at
        return outcome
    assert isinstance(outcome, writing.Dropped)
    letter.state, letter.reason = Post.DROPPED, outcome.reason
    return None


async def titles(session: Session, ana: Person) -> list[str]:
    return [one.title["en"] for one in await digests.untold(session, ana, facts=OURS, now=NOW)]


async def test_news_are_loaded_changed_in_place_closed_and_taken_back(db: Database) -> None:
    async with db.begin() as session:
        ana = await follower(session, "health")
        assert (await load(session, item("a", "health"), item("b"))).news.added == ["a", "b"]
        assert (await load(session, item("a", "health"), item("b"), now=NOW + timedelta(hours=1))).nothing
        first = (await session.exec(select(News).where(News.key == "a"))).one()
        changed = await load(session, item("a", "health", body={"es": "Otra", "en": "Other"}))
        assert (changed.news.changed, changed.news.closed) == ({"a": ["body"]}, ["b"])
        assert (first.body["en"], first.loaded_at) == ("Other", NOW), "a correction is no news"
        assert [one.key for one in await news.current(session, facts=OURS, now=NOW)] == ["a"]
        later = NOW + timedelta(days=1)
        ana.digested_at = NOW
        assert (await load(session, item("a", "health"), item("b"), now=later)).news.changed["b"] == ["closed_at"]
        assert await titles(session, ana) == ["News b"], "what is back is new"


async def test_only_what_is_published_and_not_over_is_shown_the_newest_first(db: Database) -> None:
    async with db.begin() as session:
        day = timedelta(days=1)
        await load(
            session,
            item("old", "health", published=TODAY - 9 * day, expires=TODAY),
            item("over", "health", published=TODAY - 9 * day, expires=TODAY - day),
            item("coming", "health", published=TODAY + day),
            item("new", "culture"),
        )
        assert [one.key for one in await news.current(session, facts=OURS, now=NOW)] == ["new", "old"]
        assert [one.key for one in await news.current(session, facts=OURS, now=NOW, topic="health")] == ["old"]
        midnight = time.at_local(TODAY + day, hour(0), OURS.zone)
        assert {one.key for one in await news.current(session, facts=OURS, now=midnight)} == {"new", "coming"}
        rows = {one.key: one.id or 0 for one in await session.exec(select(News))}
        assert (await news.get(session, rows["over"], facts=OURS, now=NOW)).key == "over", (
            "an old button still opens it"
        )
        for gone in (rows["coming"], 999):
            with pytest.raises(NotThere):
                await news.get(session, gone, facts=OURS, now=NOW)


async def test_followed_muted_or_neither_and_each_once(db: Database) -> None:
    async with db.begin() as session:
        ana = await person(session)
        for how, anew in (("follow", True), ("follow", False), ("mute", True), ("neither", True), ("neither", False)):
            assert await following.choose(session, ana, "health", how, now=NOW) is anew  # type: ignore[arg-type]
            expected = {} if how == "neither" else {"health": how}
            assert await following.of(session, ana) == expected


async def test_a_digest_comes_at_the_chosen_hour_to_whom_the_news_concern(db: Database) -> None:
    async with db.begin() as session:
        sport = await follower(session, "culture")
        health = await follower(session, "health", at=13)
        late = await follower(session, "health", at=9)
        nobody = await follower(session)
        muted = await follower(session, "health", muted=["digest"])
        await load(session, item("a", "health"))  # on a Saturday at noon
        assert await planned(session, health) == ["21 13:00"]
        assert await planned(session, late) == ["22 09:00"]
        assert [await planned(session, one) for one in (sport, nobody, muted)] == [[], [], []]
        await load(session, item("a", "health"), item("b"))
        assert await planned(session, sport) == ["21 18:00"], "what has no topic is for whoever follows anything"
        assert [await planned(session, one) for one in (health, nobody, muted)] == [["21 13:00"], [], []]


async def test_one_message_says_everything_new_and_nothing_twice(db: Database) -> None:
    async with db.begin() as session:
        ana = await follower(session, "health", "education")
        await following.choose(session, ana.id or 0, "culture", "mute", now=NOW)
        both = item("c", "health", "culture")
        await load(session, item("a", "health"), item("b", "education"), both, item("d", "prevention"), item("e"))
        screen = await written(session, ana)
        assert screen is not None
        assert screen.text.split("\n")[2:] == ["1. News e", "2. News b", "3. News a"], "and nothing muted"
        told = [one.id for one in await session.exec(select(News)) if one.key in "abe"]
        buttons = [button.to for row in screen.rows for button in row]
        assert buttons[3:] == [AllNews(), Following(), Allow("digest", 0, 0)]
        assert {one.news for one in buttons[:3] if isinstance(one, NewsAt)} == set(told)
        again = [item("a", "health"), item("b", "education"), both, item("e")]
        await load(session, *again, item("f", "education"), now=NOW + timedelta(days=1))
        screen = await written(session, ana)
        assert screen is not None and screen.text.split("\n")[2:] == ["1. News f"]


async def test_what_is_sensitive_is_in_no_digest(db: Database) -> None:
    async with db.begin() as session:
        ana = await follower(session, "health")
        await load(session, item("line", "health", sensitive=True))
        assert await planned(session, ana) == []
        assert await digests.untold(session, ana, facts=OURS, now=NOW) == []
        assert [one.key for one in await news.current(session, facts=OURS, now=NOW, topic="health")] == ["line"]


async def test_what_is_over_muted_or_withdrawn_by_then_is_not_said_and_no_news_is_no_message(db: Database) -> None:
    async with db.begin() as session:
        ana = await follower(session, "health", "culture", at=9)
        soon = item("a", "health", expires=TODAY)
        await load(session, soon, item("b", "culture"), item("c", "health"))
        await following.choose(session, ana.id or 0, "culture", "mute", now=NOW)
        await load(session, soon, item("b", "culture"))
        assert await planned(session, ana) == ["22 09:00"]
        assert await written(session, ana) is None
        assert (ana.digested_at, (await letters(session, ana.id or 0))[0].reason) == (None, "nothing new")


async def test_at_most_six_lines_and_the_rest_is_counted(db: Database) -> None:
    async with db.begin() as session:
        ana = await follower(session, "health")
        await load(session, *(item(f"n{number}", "health") for number in range(9)))
        screen = await written(session, ana)
        assert screen is not None
        assert len([line for line in screen.text.split("\n") if "News n" in line]) == 6
        assert "And 3 more" in screen.text
        assert await titles(session, ana) == []


async def test_placeholders_are_told_in_a_rehearsal_only_and_an_end_of_our_own_is_none(db: Database) -> None:
    real = replace(OURS, rehearsal=False)
    async with db.begin() as session:
        ana = await follower(session, "health")
        sample = item("a", "health", illustrative_fields=["body"])
        await load(session, sample, item("b", "health", illustrative_fields=["expires"]), facts=real)
        screen = await written(session, ana, facts=real)
        assert screen is not None and screen.text.split("\n")[2:] == ["1. News b"]
        assert await titles(session, await follower(session, "health")) == ["News b", "News a"]


async def test_news_of_another_day_come_on_that_day(db: Database) -> None:
    async with db.begin() as session:
        ana = await follower(session, "health", at=13)
        await load(session, item("a", "health"), item("b", "health", published=TODAY + timedelta(days=3)))
        assert await planned(session, ana) == ["21 13:00", "24 13:00"]
        (first, second) = await letters(session, ana.id or 0)
        for letter, said in ((first, ["1. News a"]), (second, ["1. News b"])):
            outcome = await writing.write(session, letter, pack=leon(), facts=OURS, now=letter.due_at)
            assert isinstance(outcome, Screen) and outcome.text.split("\n")[2:] == said
            letter.state, letter.said_at = Post.DELIVERED, letter.due_at


async def test_a_minor_is_not_told_in_their_evening(db: Database) -> None:
    async with db.begin() as session:
        minor = await follower(session, "health", at=20, birth_date=date(2010, 1, 1))
        adult = await follower(session, "health", at=20, birth_date=date(2000, 1, 1))
        unknown = await follower(session, "health", at=20, birth_date=None)
        assert digests.choices(minor, facts=OURS, now=NOW) == [9, 13, 16, 18]
        assert digests.choices(adult, facts=OURS, now=NOW) == [9, 13, 16, 18, 20]
        await load(session, item("a", "health"))
        assert [await planned(session, one) for one in (minor, adult, unknown)] == [
            ["21 19:00"],
            ["21 20:00"],
            ["21 20:00"],
        ]
        assert await written(session, minor) is not None


@pytest.mark.parametrize("sunday", [date(2026, 11, 1), date(2027, 3, 14)])
@pytest.mark.parametrize("zone", [JUAREZ, "America/Tijuana", "America/Cancun", FACTS.zone])
async def test_the_hour_is_the_one_on_the_wall_over_a_change_of_the_clocks(
    db: Database, zone: str, sunday: date
) -> None:
    async with db.begin() as session:
        ana = await follower(session, "health", at=9)
        facts = replace(OURS, zone=zone)
        evening = time.at_local(sunday - timedelta(days=1), hour(20), zone)
        due = digests.next_hour(ana, evening, facts=facts)
        assert time.local(due, zone).replace(tzinfo=None) == datetime.combine(sunday, hour(9))


async def test_another_hour_moves_what_waits_and_a_wrong_one_changes_nothing(db: Database) -> None:
    async with db.begin() as session:
        ana = await follower(session, "health", at=16)
        await load(session, item("a", "health"))
        assert await notices.digest_at(session, ana, 20, facts=OURS, now=NOW)
        assert await planned(session, ana) == ["21 20:00"]
        for wrong in (3, 8, 22, 99, -7, 24):
            assert not await notices.digest_at(session, ana, wrong, facts=OURS, now=NOW)
        assert ana.digest_hour == 20


async def test_who_begins_to_follow_is_told_what_there_is(db: Database) -> None:
    async with db.begin() as session:
        await load(session, item("a", "health"))
        ana = await follower(session, "health")
        assert await digests.plan_for(session, ana, facts=OURS, now=NOW) == time.at_local(TODAY, hour(18), OURS.zone)
        await digests.plan_for(session, ana, facts=OURS, now=NOW)
        assert await planned(session, ana) == ["21 18:00"]
        other = await follower(session, "culture")
        assert await digests.plan_for(session, other, facts=OURS, now=NOW) is None


async def test_a_digest_turned_off_and_on_the_same_day_comes_once(db: Database) -> None:
    async with db.begin() as session:
        ana = await follower(session, "health")
        await load(session, item("a", "health"))
        await notices.allow(session, ana, "digest", on=False, facts=OURS, now=NOW)
        assert await planned(session, ana) == []
        ana.muted = []
        await consents.give(session, ana.id or 0, "digest", facts=OURS, now=NOW)
        await load(session, item("a", "health"), item("b", "health"))
        assert await planned(session, ana) == ["21 18:00"], "planned again, though one of this day was dropped"
        assert await written(session, ana) is not None


async def test_two_digests_that_are_due_together_are_one(db: Database) -> None:
    async with db.begin() as session:
        ana = await follower(session, "health")
        await load(session, item("a", "health"))
        await load(session, item("a", "health"), item("b", "health"), now=NOW + timedelta(days=1))
        first, second = await letters(session, ana.id or 0)
        due = second.due_at
        first.due_at = due
        await session.flush()
        outcome = await writing.write(session, first, pack=leon(), facts=OURS, now=due)
        assert isinstance(outcome, Screen) and "News a" in outcome.text and "News b" in outcome.text
        (_first, other) = await letters(session, ana.id or 0)
        assert (other.state, other.reason) == (Post.DROPPED, f"merged into {first.id}")


async def test_one_that_has_to_be_written_again_says_the_same(db: Database) -> None:
    async with db.begin() as session:
        ana = await follower(session, "health")
        await load(session, item("a", "health"))
        (letter,) = await letters(session, ana.id or 0)
        moments = (letter.due_at, letter.due_at + timedelta(minutes=5))
        said = [await writing.write(session, letter, pack=leon(), facts=OURS, now=moment) for moment in moments]
        assert said[0] == said[1] and isinstance(said[0], Screen)


async def test_ten_thousand_followers_have_theirs_put_down_once(db: Database) -> None:
    people = 10_000
    async with db.begin() as session:
        someone = {"locale": "es", "chose_locale": False, "created_at": NOW, "moves": [], "free": [], "since": {}}
        made = [{**someone, "weekly": 3, "muted": [], "digest_hour": 13 + n % 5} for n in range(people)]
        await session.exec(insert(Person), params=made)
        everybody = select(col(Person.id), literal("health"), literal(False), literal(NOW, UtcDateTime()))
        await session.exec(insert(Follow).from_select(["person_id", "topic", "muted", "since"], everybody))
    async with db.begin() as session:
        await load(session, item("a", "health"), item("b"))
        await load(session, item("a", "health"), item("b"), item("c", "health"))
        found = (await session.exec(select(func.count(), func.count(func.distinct(Letter.person_id))))).one()
        assert tuple(found) == (people, people)
        hours = await session.exec(
            select(Person.digest_hour, Letter.due_at).join(Letter, col(Letter.person_id) == Person.id).distinct()
        )
        assert all(time.local(due, OURS.zone).hour == chosen for chosen, due in hours)
        await session.exec(update(Letter).values(state=Post.DELIVERED, said_at=NOW))
        assert (await load(session, item("a", "health"), item("b"), item("c", "health"))).nothing
        again = select(func.count()).select_from(Letter).where(col(Letter.state) == Post.WAITING)
        assert (await session.exec(again)).one() == 0
