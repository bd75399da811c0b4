"""Home, topics and lists; help and the notice; of every pack, in both languages."""

from datetime import date, datetime, timedelta

import pytest
from markupsafe import Markup

from bot.addresses import ALL, AllCourses, CallAt, CourseAt, Helplines, Nothing, Resume, TopicAt
from bot.i18n import speaking
from bot.packs import Pack
from bot.screens import astray, help, home, notices, rows, topics
from bot.services.facts import Facts
from handlers import menu
from tests.screens.conftest import MakeCall, MakeCourse, both
from tests.screens.looks import buttons, check, labels, length, said, told

TODAY = date(2026, 11, 21)
LANGUAGES = pytest.mark.parametrize("locale", ["es", "en"])


@LANGUAGES
def test_the_screens_of_every_pack_are_well_made(locale: str, pack: Pack) -> None:
    with speaking(locale):
        for screen in (
            home.welcome(pack),
            home.hello(pack),
            home.home(pack),
            home.home(pack, left_open="Regularización en matemáticas e inglés <b> & más"),
            home.languages(),
            topics.topics(pack),
            help.help(pack, today=TODAY),
            *(help.helplines(pack, page, today=TODAY) for page in range(5)),
            help.how_it_works(pack),
            *(notices.notice(pack, page) for page in range(len(notices.pages(pack)) + 2)),
            astray.unknown_command(menu.main(pack)),
            astray.unknown_command(menu.main(pack), left_open="Glocal"),
            *(astray.other(pack, kind) for kind in ("voice", "sticker", "photo", "dice", "something new")),
            astray.edited(pack),
            astray.in_group(pack, bot_name="rumbo_bot"),
        ):
            check(screen)


def test_the_welcome_shows_the_notice_in_two_lines_and_offers_the_other_language(leon: Pack) -> None:
    welcome = home.welcome(leon)
    assert welcome.text.endswith("\n".join(line.es for line in leon.notice.summary))
    assert "English" in labels(welcome) and "Aviso completo" in labels(welcome)
    with speaking("en"):
        assert "Español" in labels(home.welcome(leon))


def test_a_hello_to_a_newcomer_shows_the_notice_in_two_lines_too(pack: Pack) -> None:
    assert home.hello(pack).text.endswith("\n".join(line.es for line in pack.notice.summary))
    assert "Aviso completo" in labels(home.hello(pack))


@LANGUAGES
def test_the_bots_description_begins_with_the_institutions_name(locale: str, pack: Pack) -> None:
    with speaking(locale):
        about, short = menu.descriptions(pack)
    assert about.startswith(f"{getattr(pack.institution.name, locale)}: ")
    assert short.startswith(f"{getattr(pack.institution.short_name, locale)}: ")


def test_a_card_opened_from_the_list_of_everything_knows_it(
    make_course: MakeCourse, make_call: MakeCall, leon: Pack, facts: Facts, now: datetime
) -> None:
    all_of_them = topics.all_courses([make_course()], 1, facts=facts, now=now)
    assert CourseAt(7, ALL) in [button.to for button in buttons(all_of_them)]
    every_call = topics.all_calls([make_call()], 1, facts=facts, now=now)
    assert CallAt(3, ALL) in [button.to for button in buttons(every_call)]
    topic = topics.topic(
        leon.topic("employment"), topics.Offer([make_course()], [make_call()]), 1, facts=facts, now=now
    )
    assert {CourseAt(7), CallAt(3)} <= {button.to for button in buttons(topic)}


def test_home_has_a_door_for_every_topic_and_an_open_question_on_top(pack: Pack) -> None:
    doors = {button.to for button in buttons(home.home(pack))}
    assert {TopicAt(topic.key, 1) for topic in pack.topics} <= doors
    assert Resume() not in doors
    top = home.home(pack, left_open="Zumba").rows[0]
    assert [(button.label, button.to) for button in top] == [("Seguir: Zumba", Resume())]


def test_a_list_has_six_a_page_and_says_where_one_is(
    make_course: MakeCourse, make_call: MakeCall, leon: Pack, facts: Facts, now: datetime
) -> None:
    offer = topics.Offer([make_course(id=n, key=f"c{n}") for n in range(1, 9)], [make_call(id=n) for n in range(1, 6)])
    topic = leon.topic("employment")
    first = check(topics.topic(topic, offer, 1, facts=facts, now=now))
    last = check(topics.topic(topic, offer, 3, facts=facts, now=now))
    assert [button.label for button in first.rows[6]] == ["1/3", "›"]
    assert [button.label for button in last.rows[1]] == ["‹", "3/3"]
    assert last.rows[1][1].to == Nothing() and last.rows[1][0].to == TopicAt("employment", 2)
    assert check(topics.topic(topic, offer, 99, facts=facts, now=now)).rows == last.rows
    assert check(topics.topic(topic, offer, -5, facts=facts, now=now)).rows == first.rows


def test_a_card_leads_back_to_its_page(make_course: MakeCourse, make_call: MakeCall) -> None:
    offer = topics.Offer([make_course(id=n, key=f"c{n}") for n in range(1, 9)], [make_call()])
    assert offer.page_of(make_course(key="c6")) == 1
    assert offer.page_of(make_course(key="c7", id=70)) == 2, "another edition stands where its course stands"
    assert offer.page_of(make_call()) == 2
    assert offer.page_of(make_course(key="gone")) == 1


def test_a_button_of_a_list_says_when_where_there_is_room(
    make_course: MakeCourse, make_call: MakeCall, leon: Pack, facts: Facts, now: datetime
) -> None:
    long = "Taller larguísimo…XX"
    offer = topics.Offer(
        [
            make_course(),
            make_course(short_title=both("Jóvenes a Consejo")),
            make_course(short_title=both(long)),
            make_course(starts_at=now + timedelta(hours=2)),
            make_course(starts_at=now - timedelta(days=1)),
        ],
        [make_call(edition="2021")],
    )
    shown = labels(check(topics.topic(leon.topic("employment"), offer, 1, facts=facts, now=now)))
    assert shown[:6] == [
        "Barbería · sáb 28 nov", "Jóvenes a Consejo · 28 nov", long, "Barbería · hoy", "Barbería",
        "📝 477 Nails Cup · cerrada",
    ]  # fmt: skip


def test_an_empty_topic_shows_another_way(leon: Pack, facts: Facts, now: datetime) -> None:
    shown = check(topics.topic(leon.topic("health"), topics.Offer([], []), 1, facts=facts, now=now))
    assert "no hay nada" in said(shown)
    assert AllCourses(1) in [button.to for button in buttons(shown)]
    check(topics.all_courses([], 1, facts=facts, now=now))
    check(topics.all_calls([], 1, facts=facts, now=now))


@LANGUAGES
def test_help_fits_a_phone_and_shows_every_confirmed_line_and_no_other(locale: str, pack: Pack) -> None:
    with speaking(locale):
        text = Markup(help.help(pack, today=TODAY).text).unescape()
        heading, _blank, *listed = told(help.help(pack, today=TODAY))
    shown = pack.shown_helplines(TODAY)
    assert len(text) < 700 and heading.endswith(("marca 911", "call 911"))
    assert len(listed) == len(shown) and shown[0].dial == "911"
    for line, said_of_it in zip(shown, listed, strict=True):
        number = line.number.partition(" → ")[0]
        assert getattr(line.name, locale) in said_of_it and said_of_it.count(number) == 1
        assert said_of_it.startswith("📍") == (line.kind == "place")
    for hidden in (line for line in pack.helplines if line not in shown):
        assert hidden.number not in text


def test_the_womens_line_says_which_key_to_press(pack: Pack) -> None:
    assert "Línea de las Mujeres: 079, y luego 1 · 24 horas" in told(help.help(pack, today=TODAY))
    with speaking("en"):
        assert "Women's line: 079, then 1 · 24 hours" in told(help.help(pack, today=TODAY))


def test_the_details_of_all_lines_can_be_paged_through(pack: Pack) -> None:
    shown = pack.shown_helplines(TODAY)
    assert Helplines(1) in [button.to for button in buttons(help.help(pack, today=TODAY))]
    read: list[str] = []
    screen = help.helplines(pack, 1, today=TODAY)
    while True:
        read.append(said(screen))
        later = next((button.to for button in buttons(screen) if button.label == "›"), None)
        if later is None:
            break
        assert isinstance(later, Helplines)
        screen = help.helplines(pack, later.page, today=TODAY)
    whole = "\n".join(read)
    for line in shown:
        assert f"{line.name.es}: {help.dialled(line)}" in whole and line.what_for.es in whole
        assert whole.count(line.what_for.es) == 1
    assert whole.count("revisado el 20 de noviembre de 2026") == len(shown)


def test_how_it_works_says_it_is_a_bot_and_where_people_are(leon: Pack) -> None:
    text = said(help.how_it_works(leon))
    assert "Soy un bot" in text and str(leon.institution.contact.email) in text


def test_the_whole_notice_can_be_paged_through(pack: Pack) -> None:
    pages = [notices.notice(pack, page + 1) for page in range(len(notices.pages(pack)))]
    read = "\n".join(said(page) for page in pages)
    for section in pack.notice.sections:
        assert section.heading.es in read
    assert pack.notice.version in said(pages[-1])
    assert any(button.url for button in buttons(notices.notice(pack, 1, public_url="https://x.mx")))


@LANGUAGES
def test_the_menu_is_what_telegram_takes(locale: str, pack: Pack) -> None:
    with speaking(locale):
        commands, (about, short) = menu.commands(pack), menu.descriptions(pack)
    assert len(commands) <= 8 and len({name for name, _what in commands}) == len(commands)
    for name, what in commands:
        assert name.isascii() and name.replace("_", "").islower() and len(name) <= 32
        assert 3 <= len(what) <= 256 and type(what) is str
    assert len(about) <= 512 and len(short) <= 120


def test_a_label_is_cut_between_what_people_read_as_characters() -> None:
    family = "👨‍👩‍👧‍👦"
    assert rows.short(family * 3, 3) == family * 3
    assert rows.short(family * 4, 3) == family * 2 + "…"
    assert length(rows.short("á" * 40)) == rows.LABEL
    assert rows.marked("Barbería", "", "x" * 40) == "Barbería"
