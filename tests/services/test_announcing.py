"""What an announcement says, whom it is for, and that nobody gets one past the second person."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from bot.db import Database, Session
from bot.errors import CantAnnounce
from bot.models import (
    Account,
    Decision,
    Follow,
    JourneyStage,
    Letter,
    Person,
    Priority,
    Progress,
    Role,
    StaffRole,
    Standing,
)
from bot.services.broadcasts import aiming, audience, content, showing
from bot.services.broadcasts.audience import CLOSED, LANGUAGE, MUTED, UNREACHABLE, YOUNG, Rule
from tests.services import applying, making
from tests.services.making import FACTS, NOW

BOLD = {"type": "bold", "offset": 0, "length": 4}


def said(text: str, *marks: dict[str, Any], name: str = "Ana") -> tuple[str, list[dict[str, Any]]]:
    return content.filled(text, marks, name)


def marked(text: str, mark: dict[str, Any]) -> str:
    """The letters under a mark, as Telegram counts them."""
    held = text.encode("utf-16-le")[2 * mark["offset"] : 2 * (mark["offset"] + mark["length"])]
    return held.decode("utf-16-le")


@pytest.mark.parametrize(
    ("text", "named", "nameless"),
    [
        ("Hola {nombre}, te esperamos", "Hola Ana, te esperamos", "Hola, te esperamos"),
        ("¡Hola, {name}!", "¡Hola, Ana!", "¡Hola!"),
        ("{nombre}, mañana empieza", "Ana, mañana empieza", "Mañana empieza"),
        ("{ Nombre }: ven", "Ana: ven", "Ven"),
        ("Sin nada {otro}", "Sin nada {otro}", "Sin nada {otro}"),
        ("Hola\n{nombre}\nadiós", "Hola\nAna\nadiós", "Hola\n\nadiós"),
    ],
)
def test_the_name_stands_where_it_belongs_and_leaves_no_hole(text: str, named: str, nameless: str) -> None:
    assert said(text)[0] == named
    assert said(text, name="")[0] == nameless


def test_marks_move_along_with_the_name_counted_as_telegram_counts() -> None:
    text = "😀 Hola {nombre}, ven al 🎉 taller"
    whole = content.units(text)
    party = {"type": "bold", "offset": content.units("😀 Hola {nombre}, ven al "), "length": 2}
    slot = {"type": "italic", "offset": content.units("😀 Hola "), "length": content.units("{nombre}")}
    everything = {"type": "underline", "offset": 0, "length": whole}
    for name in ("Ana", "Maximiliano", "مريم", "𝔄na"):
        told, marks = said(text, party, slot, everything, name=name)
        assert [marked(told, mark) for mark in marks[:2]] == ["🎉", name]
        assert marked(told, marks[2]) == told
    told, marks = said(text, party, slot, everything, name="")
    assert [marked(told, mark) for mark in marks] == ["🎉", told], "what held only the name is gone"


@given(st.text(alphabet="aé 😀{}nombre\n,", max_size=40), st.data(), st.sampled_from(["", "Ana", "مريم", "😀"]))
def test_whatever_is_marked_marks_stay_on_the_text(text: str, data: Any, name: str) -> None:
    text += "{nombre}"
    size = content.units(text)
    begin = data.draw(st.integers(-2, size + 2))
    mark = {"type": "bold", "offset": begin, "length": data.draw(st.integers(-1, size + 3))}
    found = content.of({"text": text or "x", "entities": [mark]}) if text.strip() else {"text": "", "kind": "text"}
    told, marks = content.filled(found["text"], found.get("entities", []), name)
    for one in marks:
        assert 0 <= one["offset"] < one["offset"] + one["length"] <= content.units(told)


@pytest.mark.parametrize(
    "marks",
    [
        [{"type": "bold", "offset": 0, "length": 99}],
        [{"type": "bold", "offset": -1, "length": 2}],
        [{"type": "bold", "offset": 1, "length": 2}],  # between the halves of the first character
        [{"type": "text_link", "offset": 0, "length": 2, "url": "http://leon.gob.mx"}],
        [{"type": "text_link", "offset": 0, "length": 2, "url": "https://a:b@leon.gob.mx"}],
        [{"type": "text_mention", "offset": 0, "length": 2, "user": {"id": 1}}],
        [{"type": "custom_emoji", "offset": 0, "length": 2, "custom_emoji_id": "5"}],
        [{"offset": 0}, {}],
        "nothing of the kind",
    ],
)
def test_marks_that_are_wrong_or_that_no_bot_can_give_are_left_out(marks: Any) -> None:
    assert "entities" not in content.of({"text": "😀 Hola", "entities": marks})


def test_what_breaks_a_database_is_replaced_by_as_much() -> None:
    found = content.of({"text": "Ho\x00la \ud800 x", "entities": [{"type": "bold", "offset": 7, "length": 1}]})
    assert found["text"] == "Ho la \ufffd x" and len(found["entities"]) == 1


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ({"sticker": {"file_id": "x"}}, "kind"),
        ({"dice": {"value": 3}}, "kind"),
        ({"contact": {"phone_number": "1"}}, "kind"),
        ({"text": " \n "}, "empty"),
        ({"poll": {"question": "¿?", "options": [{"text": "una"}]}}, "kind"),
    ],
)
def test_what_cant_go_to_many_is_refused(message: dict[str, Any], why: str) -> None:
    with pytest.raises(CantAnnounce) as refused:
        content.of(message)
    assert refused.value.why == why


PHOTO = {"kind": "photo", "file_id": "F", "text": ""}


@pytest.mark.parametrize(
    ("contents", "why"),
    [
        ([], "empty"),
        ([{"kind": "text", "text": "{nombre}"}], "empty"),
        ([{"kind": "text", "text": "😀" * 2049}], "too_long"),
        ([{"kind": "text", "text": "a" * 4080 + "{nombre}"}], "too_long"),
        ([PHOTO | {"text": "a" * 1025}], "too_long"),
        ([PHOTO] * 11, "album_many"),
        ([PHOTO, {"kind": "document", "file_id": "D"}], "album_mixed"),
        ([PHOTO, {"kind": "voice", "file_id": "D"}], "album_mixed"),
    ],
)
def test_what_telegram_wouldnt_take_is_found_before(contents: list[dict[str, Any]], why: str) -> None:
    with pytest.raises(CantAnnounce) as refused:
        content.check(contents)
    assert refused.value.why == why


def test_what_telegram_takes_passes() -> None:
    for contents in (
        [{"kind": "text", "text": "😀" * 2048}],
        [PHOTO | {"text": "a" * 1024}],
        [PHOTO, {"kind": "video", "file_id": "V"}] * 5,
    ):
        content.check(contents)


def test_an_animation_is_no_document_and_of_a_photo_the_largest_is_kept() -> None:
    animation = {"animation": {"file_id": "A"}, "document": {"file_id": "D"}, "caption": "hola"}
    assert content.of(animation) == {"kind": "animation", "text": "hola", "file_id": "A"}
    photo = {"photo": [{"file_id": "s"}, {"file_id": "L"}], "has_media_spoiler": True, "media_group_id": "9"}
    assert content.of(photo) == {"kind": "photo", "text": "", "file_id": "L", "hidden": True, "album": "9"}


def test_a_quiz_is_copied_with_its_answer_and_without_one_it_is_a_plain_poll() -> None:
    quiz = {"question": "¿2+2?", "options": [{"text": "3"}, {"text": "4"}], "type": "quiz"}
    (piece,) = content.pieces([content.of({"poll": quiz | {"correct_option_ids": [1]}})], "")
    assert piece.poll == {"options": quiz["options"], "type": "quiz", "correct_option_ids": [1]}
    (piece,) = content.pieces([content.of({"poll": quiz | {"correct_option_ids": [7]}})], "")
    assert piece.poll == {"options": quiz["options"]}


def test_a_name_in_what_we_wrote_ourselves_is_escaped() -> None:
    (piece,) = content.pieces([{"kind": "text", "html": "<b>Hola {nombre}</b>"}], "<i>")
    assert piece.html == "<b>Hola &lt;i&gt;</b>"


def test_the_most_telling_names_are_chosen_and_their_disguise_is_as_long_and_as_strange() -> None:
    names = ["Ana", "Maximiliano", "مريم", "Zoë"]
    assert showing.most_telling(names) == ["Maximiliano", "مريم"]
    assert showing.most_telling(["Ana"]) == ["Ana"] and showing.most_telling([]) == []
    assert [showing.disguised(name) for name in names] == ["Xxx", "Xxxxxxxxxxx", "مممم", "Xxж"]


async def _is(session: Session, person: int, **fields: Any) -> int:
    stored = await session.get_one(Person, person)
    for name, value in fields.items():
        setattr(stored, name, value)
    await session.flush()
    return person


async def _counted(session: Session, rule: Rule) -> int:
    return (await audience.count(session, rule, now=NOW, facts=FACTS)).total


async def test_the_audience_is_what_holds_together_and_nobody_by_itself(db: Database) -> None:
    async with db.begin() as session:
        ana, beto, casey = await making.crowd(session, 3)
        course = await making.course(session)
        await making.join(session, ana, course)
        session.add(Follow(person_id=ana, topic="health", muted=False, since=NOW))
        session.add(Follow(person_id=beto, topic="health", muted=True, since=NOW))
        session.add(Follow(person_id=casey, topic="health", muted=False, since=NOW))
        stamp = {"topic": "health", "begun_at": NOW}
        session.add(JourneyStage(person_id=casey, stamped_at=NOW, **stamp))
        session.add(JourneyStage(person_id=ana, **stamp))
        session.add(StaffRole(person_id=beto, role=Role.AUTHOR, called="Beto", since=NOW))
        letter = {"priority": Priority.NEWS, "due_at": NOW, "subject": {"call_id": 4}}
        session.add(Letter(kind="call_open", key=f"call_open:4:{beto}:x", person_id=beto, **letter))
        session.add(Letter(kind="call_open", key=f"call_open:44:{ana}:x", person_id=ana, **letter))
        await _is(session, casey, locale="en", colonia="San Juan Bosco", birth_date=date(2010, 1, 1))
        await session.flush()
        for rule, many in (
            (Rule(), 0),
            (Rule(standings=("enrolled",), written_in=("es",)), 0),
            (Rule(everybody=True), 3),
            (Rule(topics=("health",)), 2),
            (Rule(courses=(course,)), 1),
            (Rule(courses=(course,), standings=(Standing.WAITING,)), 0),
            (Rule(calls=(4,)), 1),
            (Rule(stamps=("health",)), 1),
            (Rule(roles=(Role.AUTHOR,)), 1),
            (Rule(languages=("es",)), 2),
            (Rule(colonias=("San Juan Bosco", "Centro")), 1),
            (Rule(ages=(16, 16)), 1),
            (Rule(ages=(17, 30)), 2),
            (Rule(topics=("health",), languages=("es",)), 1),
            (Rule(topics=("health",), stamps=("health",), courses=(course,)), 0),
        ):
            assert await _counted(session, rule) == many, rule
            assert Rule.from_json(rule.to_json()) == rule


async def test_who_applied_to_a_call_is_reached_by_how_it_stands_and_a_decision_only_once_it_is_told(
    session: Session,
) -> None:
    people = await making.crowd(session, 5)
    writing, sent, chosen, untold, withdrawn = people
    call = await applying.call(session)
    of = await applying.round_of(session, call)
    decided: dict[str, Any] = {"progress": Progress.DECIDED, "decision": Decision.ACCEPTED}
    await applying.application(session, writing, of, progress=Progress.DRAFT)
    await applying.application(session, sent, of)
    await applying.application(session, chosen, of, **decided, released_at=NOW)
    await applying.application(session, untold, of, **decided)
    await applying.application(session, withdrawn, of, progress=Progress.WITHDRAWN)
    calls = (call.id or 0,)
    for ways, whom in (
        ((), {writing, sent, untold}),
        (("writes",), {writing}),
        (("sent",), {sent, untold}),
        (("chosen",), {chosen}),
        (("not_chosen",), set()),
        (("writes", "chosen"), {writing, chosen}),
    ):
        rule = Rule(calls=calls, applied=ways)
        found = await audience.slice_of(session, rule, after=0, limit=9, now=NOW, facts=FACTS)
        assert {person for person, _locale in found} == whom, ways
    assert aiming.turned(Rule(calls=calls, applied=("chosen",)), "calls", str(call.id)) == Rule()


async def test_who_is_left_out_is_counted_by_reason_and_in_no_slice(db: Database) -> None:
    async with db.begin() as session:
        people = await making.crowd(session, 8)
        closed, gone, muted, silent, english, young, *rest = people
        await _is(session, closed, erase_at=NOW + timedelta(hours=3), muted=["broadcast"])
        account = (await session.exec(select(Account).where(Account.person_id == gone))).one()
        account.stopped_at = NOW
        await _is(session, muted, muted=["digest", "broadcast"])
        await _is(session, silent, weekly=0)
        await _is(session, english, locale="en")
        await _is(session, young, birth_date=date(2013, 11, 22))
        rule = Rule(everybody=True, written_in=("es",), youngest=13)
        found = await audience.count(session, rule, now=NOW, facts=FACTS)
        assert found.by_locale == {"es": 2} and found.total == 2
        assert found.excluded == {CLOSED: 1, UNREACHABLE: 1, MUTED: 2, LANGUAGE: 1, YOUNG: 1}
        walked: list[int] = []
        while step := await audience.slice_of(
            session, rule, after=walked[-1] if walked else 0, limit=1, now=NOW, facts=FACTS
        ):
            walked += [person for person, locale in step if locale == "es"]
        assert walked == rest
        assert await audience.includes(session, rule, rest[0], now=NOW, facts=FACTS)
        assert not await audience.includes(session, rule, muted, now=NOW, facts=FACTS)


def test_a_condition_that_this_version_doesnt_know_is_no_audience() -> None:
    with pytest.raises(ValueError, match="moon"):
        Rule.from_json({"everybody": True, "moon": ["full"]})


async def test_names_to_try_it_on_are_the_audiences_and_hidden_from_who_may_not_read_them(db: Database) -> None:
    async with db.begin() as session:
        for name in ("Maximiliano Ruiz", "مريم", "Ana", None):
            await making.person(session, name=name)
        far = await making.person(session, name="Wolfeschlegelstein")
        await _is(session, far, locale="en")
        author, approver = await making.crowd(session, 2)
        session.add(StaffRole(person_id=author, role=Role.AUTHOR, called="A", since=NOW))
        session.add(StaffRole(person_id=approver, role=Role.APPROVER, called="B", since=NOW))
        await session.flush()
        rule = Rule(everybody=True, languages=("es",))
        seen = await showing.readers(session, rule, approver, now=NOW, facts=FACTS)
        assert seen == ["Maximiliano", "مريم"]
        assert await showing.readers(session, rule, author, now=NOW, facts=FACTS) == ["Xxxxxxxxxxx", "مممم"]
        intimate = await making.course(session, sensitive=True)
        await making.join(session, approver, intimate)
        rule = Rule(courses=(intimate,))
        assert await showing.readers(session, rule, approver, now=NOW, facts=FACTS) == ["Xxx"], "it would tell"
