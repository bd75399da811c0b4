"""Finding by words, without a conversation: how much is found, why, and how long it may take whatever is typed."""

import time as clock
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from bot import packs
from bot.bench import search as bench
from bot.bench.stock import entries_of, many
from bot.packs import Pack
from bot.services.search.asking import understand
from bot.services.search.finding import Found, find
from bot.services.search.index import Index
from bot.services.search.spelling import read, sound, stem

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)
"""A Monday, at noon in León."""
ZONE = "America/Mexico_City"


@cache
def pack_of(key: str) -> Pack:
    return packs.read(key)


@cache
def index_of(key: str) -> Index:
    return Index(entries_of(pack_of(key), NOW))


def look(text: str, key: str = "leon", *, language: str = "es", now: datetime = NOW) -> Found:
    return find(index_of(key), text, language=language, now=now, zone=ZONE)


def ids(found: Found) -> list[str]:
    return [hit.entry.id for hit in found.hits]


def test_most_of_what_people_type_is_found_where_full_text_search_finds_half() -> None:
    aside = bench.queries("aside")
    assert len(aside) > 100 and len(aside) + len(bench.queries("tuned")) > 240
    first, three = bench.recall(bench.MAKERS["ours"], aside)
    assert first >= 0.85 and three >= 0.95
    for peer in ("fts5_unicode61", "fts5_trigram"):
        peer_first, peer_three = bench.recall(bench.MAKERS[peer], aside)
        assert peer_first < first - 0.2 and peer_three < three - 0.2, peer


def test_every_query_wants_something_that_is_there() -> None:
    known = {key: {entry.id for entry in index_of(key).entries} for key in packs.NAMES}
    for half in ("tuned", "aside"):
        for row in bench.queries(half):
            assert known[row["in"]] & set(row["want"]), row
    typed = [(row["in"], row["q"]) for half in ("tuned", "aside") for row in bench.queries(half)]
    assert len(typed) == len(set(typed)), "set aside means that it isn't tuned on"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("unas acrilicas", "unas-acrilicas"),
        ("uñas", "unas-acrilicas"),
        ("poner unas", "unas-acrilicas"),
        ("VARVERÍA", "barberia"),
        ("kiero aprender fransés", "frances-a1"),
        ("zumbaaaa!!!", "zumba"),
        ("computacoin", "computacion"),
        ("serigrfia", "serigrafia"),
        ("sicologo", "orientacion-psicologica"),
        ("💅", "unas-acrilicas"),
        ("💅🏽💅🏽", "unas-acrilicas"),
        ("haircut", "barberia"),
        ("screen printing", "serigrafia"),
        ("chamba", "feria-empleo"),
    ],
)
def test_accents_typos_slang_signs_and_the_other_language_lead_to_the_course(typed: str, key: str) -> None:
    assert f"c:{key}" in ids(look(typed))[:2]


@pytest.mark.parametrize(
    "typed",
    [
        "asdfgh",
        "?",
        "qwerty uiop",
        "xkcd zzz",
        "lorem ipsum",
        "👍",
        "123456",
        "15/03/2008",
        "Ana María Pérez",
        "<b>",
        "",
    ],
)
@pytest.mark.parametrize("key", packs.NAMES)
def test_what_means_nothing_finds_nothing(typed: str, key: str) -> None:
    found = look(typed, key)
    assert not (found.hits or found.near or found.helplines)


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("hola", "hello"), ("holaaa!", "hello"), ("buenas tardes", "hello"), ("k onda", "hello"), ("hi there", "hello"),
        ("gracias", "thanks"), ("thank you!", "thanks"), ("jaja", "chat"), ("ok", "chat"), ("adiós", "bye"),
        ("¿cómo me inscribo?", "sign_up"), ("como me inscrivo", "sign_up"), ("how do I sign up", "sign_up"),
        ("¿dónde están?", "where"), ("a que hora abren", "hours"), ("¿es gratis?", "cost"), ("is it free?", "cost"),
        ("borrar mis datos", "data"), ("speak english please", "language"), ("quiero hablar con una persona", "person"),
        ("eres un bot?", "bot"), ("mis cursos", "mine"), ("que cursos hay", "courses"), ("ayuda", "help"),
    ],
)  # fmt: skip
def test_everyday_questions_are_understood_and_bring_no_random_courses(typed: str, question: str) -> None:
    for key in packs.NAMES:
        found = look(typed, key)
        assert found.asked.question == question, key
        assert not found.hits and not found.near, key


def test_how_to_reach_the_institute_brings_no_crisis_line() -> None:
    for typed in ("whatsapp", "tienen whats app?", "numero de telefono", "llamar"):
        found = look(typed)
        assert found.asked.question == "person" and not found.helplines, typed
    assert look("linea de la vida telefono").helplines


def test_a_question_about_a_course_finds_the_course() -> None:
    for typed in ("a que hora es zumba", "cuanto cuesta la barberia", "como me inscribo a dibujo", "donde es crossfit"):
        found = look(typed)
        assert found.asked.question == "" and len(ids(found)) >= 1, typed
    assert ids(look("cuanto cuesta la barberia"))[0] == "c:barberia"


def test_words_of_distress_bring_helplines_that_help_with_just_that() -> None:
    assert look("me kiero morir").helplines[:2] == ["gto_crisis", "mx_linea_vida"]
    assert look("suisidio").helplines and look("I want to kill myself").helplines
    assert "leon_mujer_a_salvo" in look("mi novio me golpea").helplines
    assert look("extorsion").helplines == ["mx_089"]
    assert look("bullying").helplines[:2] == ["gto_crisis", "mx_linea_vida"]
    for key in packs.NAMES:
        assert all(
            line in {one.key for one in pack_of(key).helplines if one.shown} for line in look("abuso", key).helplines
        )


def test_words_of_distress_that_mean_something_else_bring_none() -> None:
    everyday = (
        "me muero de hambre",
        "mi hermano me toca la guitarra",
        "la clase de parkour me da miedo",
        "soy bien adicta al chocolate",
        "me pegó el sol en la cancha",
        "mi mamá no me deja salir entre semana",
        "me toca el martes",
    )
    for typed in ("cortarme el pelo", "primeros auxilios", "quiero morirme de risa", "barberia", *everyday):
        assert look(typed).helplines == [], typed


@pytest.mark.parametrize("key", packs.NAMES)
def test_a_common_word_is_never_taken_for_a_word_of_danger_mistyped(key: str) -> None:
    common = ("volar un dron", "goles", "renuncia", "salto de longitud", "te quiero mi querido", "Occidente", "Violeta")
    for typed in (
        *common,
        "Mérida",
        "subsidio",
        "suelo",
        "me toman una foto",
        "play the drums",
        "talking",
        "nice shape",
    ):
        assert look(typed, key).helplines == [], typed
    for typed in ("suisidio", "violasion", "drogaz", "estoy trizte", "lloran", "me golpeann"):
        assert look(typed, key).helplines or not look("suicidio", key).helplines, typed


def test_conditions_that_are_plainly_said_hold_for_every_result() -> None:
    found = look("cursos gratis el sábado")
    assert len(found.hits) == 3
    for hit in found.hits:
        meeting = next(reason.meeting for reason in hit.reasons if reason.meeting)
        assert meeting.day.weekday() == 5 and hit.entry.cost == 0
        assert {reason.why for reason in hit.reasons} == {"time", "free"}
    tomorrow = look("qué hay mañana")
    assert tomorrow.hits
    assert {r.meeting.day for hit in tomorrow.hits for r in hit.reasons if r.meeting} == {
        NOW.date() + timedelta(days=1)
    }
    assert all(hit.entry.modality in ("online", "whatsapp") for hit in look("algo en línea").hits)
    assert {hit.entry.venue for hit in look("casa del adolescente").hits} == {"casa-adolescente"}


def test_in_the_morning_is_not_tomorrow() -> None:
    assert understand("algo en la mañana", index_of("leon")).wishes.hours == "morning"
    assert understand("algo mañana", index_of("leon")).wishes.date == "tomorrow"
    assert understand("mañana en la tarde", index_of("leon")).wishes.date == "tomorrow"


def test_a_condition_that_nothing_meets_is_said_and_the_nearest_shown() -> None:
    found = look("francés el domingo")
    assert not found.hits and found.missed
    assert {hit.entry.key for hit in found.near} == {"frances-a1", "frances-intermedio"}


def test_an_age_leaves_out_what_one_cant_take() -> None:
    for hit in look("tengo 16 años y quiero algo de inglés", "juarez").hits:
        youngest, oldest = hit.entry.ages
        assert (youngest or 0) <= 16 <= (oldest or 99)


def test_a_topic_is_found_by_its_name_with_its_door() -> None:
    found = look("algo de belleza", "huixquilucan")
    assert found.topics == ["belleza"] and {hit.entry.topic for hit in found.hits} == {"belleza"}


def test_what_is_closed_or_has_begun_stands_below_what_is_open() -> None:
    found = look("uñas")
    assert ids(found) == ["c:unas-acrilicas", "k:nails-cup"]
    assert [hit.open for hit in found.hits] == [True, False]
    later = look("uñas", now=NOW + timedelta(days=10))
    assert [hit.open for hit in later.hits] == [False, False]
    for row in bench.queries("tuned"):
        opened = [hit.open for hit in look(row["q"], row["in"]).hits]
        assert opened == sorted(opened, reverse=True), row


def test_every_result_has_a_reason_in_words_of_the_reader() -> None:
    for row in bench.queries("tuned"):
        assert all(hit.reasons for hit in look(row["q"], row["in"]).hits), row
    (reason, *_others) = look("chamba").hits[0].reasons
    assert (reason.why, reason.typed, reason.word) == ("meant", "chamba", "empleo")
    (reason, *_others) = look("varveria").hits[0].reasons
    assert (reason.why, reason.typed, reason.word) == ("spelled", "varveria", "barbería")
    (reason, *_others) = look("chamba", language="en").hits[0].reasons
    assert reason.word == "job"


HOSTILE = {
    "long": "a" * 5_000,
    "many words": "uñas " * 1_000,
    "many slips": " ".join(f"barbreia{n}" for n in range(600)),
    "zalgo": "u" + "\u0301\u0317\u0353" * 2_000 + "ñas",
    "regex bomb": "(a+)+$" * 800,
    "marks of direction": "\u202e\u2066uñas\u2069" * 400,
    "nothing but NUL": "\x00" * 5_000,
    "one sign that is a line": "\ufdfa" * 4_096,
    "emoji": "👩‍👩‍👧‍👦💅" * 800,
    "FTS": '" OR * NEAR( ^ - " ' * 250,
    "surrogate": "\ud83d uñas",
    "digits": "9" * 4_096,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_text_is_answered_at_once_and_does_no_harm(kind: str) -> None:
    index = index_of("leon")
    find(index, "uñas", language="es", now=NOW, zone=ZONE)
    spent = []
    for _try in range(3):
        begin = clock.process_time()
        found = find(index, HOSTILE[kind], language="es", now=NOW, zone=ZONE)
        spent.append(clock.process_time() - begin)
    assert min(spent) < 0.05
    assert len(found.hits) <= 3 and len(found.asked.slots) <= 8


def test_words_are_folded_before_they_are_stemmed_and_enye_is_a_letter() -> None:
    assert stem("reposteria", "es") == stem(read("repostería")[0].plain, "es")
    assert stem("barberia", "es") == stem("barbero", "es")
    assert stem("aplicaciones", "es") == stem("aplicacion", "es")
    assert [word.kept for word in read("Uñas UNAS")] == ["uñas", "unas"]
    assert sound("varveria") == sound("barberia") and sound("kiero") == sound("quiero")
    assert sound("zapato") == sound("sapato") and sound("llave") == sound("yave")
    assert sound("hacer") == sound("aser") and sound("jente") == sound("gente")


def test_five_thousand_items_are_searched_in_the_blink_of_an_eye() -> None:
    entries = many([pack_of(key) for key in packs.NAMES], 5_000, NOW, seed=1)
    assert len({entry.key for entry in entries}) >= 5_000
    index = Index(entries)
    spent = []
    for row in bench.queries("tuned")[:60]:
        begin = clock.process_time()
        find(index, row["q"], language="es", now=NOW, zone=ZONE)
        spent.append(clock.process_time() - begin)
    assert sorted(spent)[30] < 0.02


def test_the_bench_says_one_object_with_ours_peers_and_ratio() -> None:
    found = bench.measure(size=40, seed=3)
    assert set(found["peers"]) == {"fts5_unicode61", "fts5_trigram", "rapidfuzz_titles"}
    for got in (found["ours"], *found["peers"].values()):
        assert {"p50_ms", "p95_ms", "p99_ms", "index_ms", "recall_at_1", "recall_at_3"} == set(got)
    assert found["ratio"] == found["ratios"][found["best_peer"]] and found["items"] == 40 and found["seed"] == 3


@pytest.mark.parametrize("typed", ["inicio", "menú", "menu", "start", "home", "ir al inicio", "INICIO!!"])
def test_the_words_of_a_menu_open_it_instead_of_searching(typed: str) -> None:
    found = look(typed)
    assert found.asked.question == "home" and ids(found) == [] and not found.near


@pytest.mark.parametrize("typed", ["empezar a bailar", "fecha de inicio", "clases para empezar en barberia"])
def test_the_same_words_within_something_else_do_not(typed: str) -> None:
    assert look(typed).asked.question != "home"


def test_sport_is_sport_first_and_what_only_shares_the_topic_stands_apart() -> None:
    assert ids(look("algo de deporte")) == ["c:actividades-deportivas", "c:zumba", "c:crossfit"]
    job = look("empleo")
    assert ids(job)[0] == "c:feria-empleo" and job.beside
    assert len(job.hits) + len(job.beside) <= 3
    assert {hit.entry.topic for hit in job.beside} == {"employment"}


@pytest.mark.parametrize(
    "typed", ["cosina", "manejo", "clases de manejo", "quiero aprender a manejar", "jugar ajedrez"]
)
def test_what_is_not_there_is_not_made_up_and_something_that_begins_soon_is_shown(typed: str) -> None:
    found = look(typed)
    assert found.asked.question == "" and found.hits == []
    shown = found.near or found.soon
    assert shown and not [hit for hit in shown if hit.entry.sensitive]
    if found.soon:
        assert len({hit.entry.topic for hit in found.soon}) == len(found.soon) and all(hit.open for hit in found.soon)


def test_words_written_apart_are_one_word() -> None:
    assert look("whats app").asked.question == look("whatsapp").asked.question == "person"
    assert ids(look("prepa abierta"))[0] == "c:inaeba"
    assert ids(look("prepa abierta", "juarez"))[0] == "c:bachillerato-canaco"


def test_conditions_alone_bring_up_nothing_sensitive() -> None:
    for typed in ("gratis", "algo el viernes", "gratis los viernes en la tarde", "para 15 años"):
        found = look(typed)
        assert not [hit for hit in (*found.hits, *found.near) if hit.entry.sensitive], typed
    assert ids(look("psicologo")) == ["c:orientacion-psicologica"], "but who asks finds it"
