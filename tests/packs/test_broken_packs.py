"""Somebody who writes a pack of their own is told which file, which line, which field, and what to do."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.packs import PackError, read
from bot.packs.reading import BUILT_IN

Mend = Callable[..., list[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BUILT_IN / "leon", tmp_path / "mine"))


@pytest.fixture
def complaints(folder: Path) -> Mend:
    """Change words in a file of the pack and read it again: what it complains about, line by line."""

    def after(file: str, *changes: tuple[str, str]) -> list[str]:
        path = folder / file
        words = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in words, f"{old!r} is not in {file}: the test changes nothing"
            words = words.replace(old, new, 1)
        path.write_text(words, encoding="utf-8")
        with pytest.raises(PackError) as wrong:
            read(str(folder))
        return str(wrong.value).splitlines()[1:]

    return after


def line_of(folder: Path, file: str, words: str) -> int:
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if words in line)


def test_a_folder_of_ones_own_reads_like_a_built_in_one(folder: Path) -> None:
    mine = read(str(folder))
    assert mine.key == "mine"
    assert mine.courses == read("leon").courses


def test_a_name_that_leads_nowhere_lists_the_packs_there_are() -> None:
    with pytest.raises(PackError, match="leon, huixquilucan, juarez"):
        read("guadalajara")


def test_a_misspelt_field_is_named_with_the_one_meant(folder: Path, complaints: Mend) -> None:
    told = complaints("courses.yaml", ("  seats: 25\n", "  seat: 25\n"))
    line = line_of(folder, "courses.yaml", "  seat: 25")
    assert told == [
        f'  courses.yaml, line {line}, jovenes-a-consejo: seat: there is no field "seat": did you mean "seats"?'
    ]


def test_a_short_name_too_long_for_its_button_says_by_how_much(folder: Path, complaints: Mend) -> None:
    told = complaints("pillars.yaml", ("es: Participación, en", "es: Participación Ciudadana, en"))
    line = line_of(folder, "pillars.yaml", "Participación Ciudadana")
    assert told == [
        f"  pillars.yaml, line {line}, participation: short_name.es: "
        "23 characters, and there is room for 18: shorten it"
    ]


def test_a_missing_language_is_named(folder: Path, complaints: Mend) -> None:
    told = complaints("institution.yaml", ("short_name: {es: IMJU León, en: IMJU León}", "short_name: {es: IMJU León}"))
    line = line_of(folder, "institution.yaml", "short_name")
    assert told == [f"  institution.yaml, line {line}, short_name.en: this field is missing: add it"]


def test_every_problem_of_every_file_is_told_at_once(complaints: Mend, folder: Path) -> None:
    calls = folder / "calls.yaml"
    calls.write_text(calls.read_text(encoding="utf-8").replace("opens_month: 5", "opens_month: 13", 1), "utf-8")
    told = complaints(
        "courses.yaml",
        ("kind: programme", "kind: seminar"),
        ("cost_mxn: 0", "cost_mxn: gratis"),
        ("min: 12, max: 29", "min: 29, max: 12"),
    )
    assert len(told) == 4
    assert "kind: \"seminar\" is not one of the choices: write 'course', 'workshop'" in "\n".join(told)
    assert any("cost_mxn" in line and 'a whole number is expected, not "gratis"' in line for line in told)
    assert any("the youngest age (29) is above the oldest (12)" in line for line in told)
    assert any(line.startswith("  calls.yaml, line ") and '"13" is too large: 12 at most' in line for line in told)


def test_problems_come_in_the_order_of_the_lines(complaints: Mend) -> None:
    told = complaints("courses.yaml", ("  seats: 40", "  seats: 0"), ("  seats: 25", "  seats: many"))
    lines = [int(line.split("line ")[1].split(",")[0]) for line in told]
    assert lines == sorted(lines)
    assert len(lines) == 2


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("courses.yaml", "venue: casa-juventud", "venue: casa-grande", '"casa-grande" is not in venues.yaml'),
        ("courses.yaml", "topic: health", "topic: salud", '"salud" is not in pillars.yaml'),
        ("courses.yaml", "organiser: inaeba", "organiser: inea", '"inea" is not in organisers.yaml'),
        ("calls.yaml", "proof_of_address", "proof_of_adress", '"proof_of_adress" has no words'),
        ("calls.yaml", "        paper: motivation_letter\n", "", 'neither asks for "motivation_letter" nor says why'),
        (
            "calls.yaml",
            "documents: [curp, official_id, proof_of_address, p",
            "documents: [curp, official_id, p",
            "which the call doesn't",
        ),
        ("calls.yaml", "key: people_reached", "key: budget", "the key budget is used twice"),
        ("calls.yaml", "key: people_reached", "key: birth_date", "the profile asks for birth_date"),
        ("calls.yaml", "nature: grant", "nature: loan", "contradict each other"),
        ("courses.yaml", "key: dibujo", "key: pintura", "this key is already used on line"),
        ("courses.yaml", "key: glocal", "key: Glocal León", "write it like corte-laser"),
        ("courses.yaml", "first: next wednesday", "first: tomorrow", '"tomorrow" is no weekday'),
        ("courses.yaml", "first: next wednesday", "days: [monday], first: next friday", "say the day once"),
        ("courses.yaml", 'at: "17:00"', 'at: "25:00"', "write it like 17:30"),
        ("courses.yaml", "[hours,", "[horas,", "illustrative_fields names what is no field here: horas"),
        ("pillars.yaml", "📚", "📣", "already stands for participation"),
        ("calls.yaml", "opens: 2025-05-08", "opens: 8 de mayo", "is no date: write year-month-day"),
        ("calls.yaml", "opens: 2025-05-08", "opens: 2025-06-08", "before it opens"),
        ("institution.yaml", "America/Mexico_City", "America/Leon", 'there is no time zone "America/Leon"'),
        ("institution.yaml", "home: pillars", "home: areas", "the home shows areas"),
        ("helplines.yaml", "confidence: confirmed", "confidence: unconfirmed", "an unconfirmed line is never shown"),
        ("notice.yaml", "draft: true", "draft: maybe", 'write true or false, not "maybe"'),
        ("notice.yaml", "covers: [retention]", "covers: []", "write sections whose covers name retention"),
        ("notice.yaml", "draft: true", "draft: true\nrevisions: {digest: 0}", "is too small: 1 at least"),
        ("venues.yaml", "name: {", "name: [", "this is not YAML"),
        ("courses.yaml", "  seats: 25", "  seats: 25\n  seats: 30", "it is already written on line"),
        ("courses.yaml", "interests: [voice, comm", "interests: [voz, comm", '"voz" is not in interests.yaml'),
        ("calls.yaml", "interests: [beauty,", "interests: [beautty,", '"beautty" is not in interests.yaml'),
        (
            "interests.yaml",
            "- {key: voice",
            "- {key: voice, emoji: 🌾, short_name: {es: Otra, en: Other}}\n- {key: voice",
            "this key is already used on line",
        ),
        ("interests.yaml", "emoji: 🌱", "emoji: 🎵", "🎵 already stands for"),
        ("interests.yaml", "emoji: 🌱", "emoji: 📚", "📚 already stands for education"),
        ("interests.yaml", "es: Mi colonia", "es: Mi colonia y mi ciudad", "22 characters, and there is room for 18"),
        (
            "journey.yaml",
            "leads_to: [orient",
            "leads_to: [zumba, orientt",
            "is neither in courses.yaml nor in calls.yaml",
        ),
        (
            "journey.yaml",
            "leads_to: [orient",
            "leads_to: [dibujo, orient",
            "belongs to culture, and this stage is about",
        ),
        ("courses.yaml", "sensitive: true", "sensitive: perhaps", "sensitive"),
        ("journey.yaml", "interests: [community]", "interests: [comunity]", '"comunity" is not in interests.yaml'),
        ("journey.yaml", "topic: prevention", "topic: prevencion", '"prevencion" is not in pillars.yaml'),
        ("journey.yaml", "key: way", "key: matters", "this key is already used on line"),
        ("journey.yaml", "{key: school,", "{key: street,", "this key is already used on line"),
        (
            "journey.yaml",
            "es: Mi calle o colonia",
            "es: Mi calle o mi colonia",
            "21 characters, and there is room for 20",
        ),
        (
            "journey.yaml",
            "[colectivos-juveniles,",
            "[colectivos,",
            '"colectivos" is neither in courses.yaml nor in calls',
        ),
        ("journey.yaml", "    stamp: {es: Me cuido, en: Taking care}\n", "", "stamp: this field is missing"),
        ("news.yaml", "topics: [health]", "topics: [salud]", '"salud" is not in pillars.yaml'),
        ("news.yaml", "expires: 2027-01-15", "expires: 2025-01-15", "before it is published"),
        ("news.yaml", "key: linea-y-chat", "key: linea-mujeres", "this key is already used on line"),
    ],
)
def test_what_is_wrong_is_said_with_its_file_and_line(
    complaints: Mend, file: str, old: str, new: str, says: str
) -> None:
    told = complaints(file, (old, new))
    assert len(told) == 1, told
    assert told[0].startswith(f"  {file}, line ")
    assert says in told[0]


def test_a_pillar_without_a_stage_is_missed(folder: Path, complaints: Mend) -> None:
    whole = (folder / "journey.yaml").read_text(encoding="utf-8")
    told = complaints("journey.yaml", (whole[whole.index("  - topic: culture") : whole.index("  - topic: prev")], ""))
    line = line_of(folder, "journey.yaml", "stages:")
    assert told == [
        f"  journey.yaml, line {line}, stages: pillars.yaml also has culture: write a stage for each",
    ]


def test_a_second_stage_for_a_pillar_is_refused_and_the_one_left_out_named(folder: Path, complaints: Mend) -> None:
    told = complaints("journey.yaml", ("topic: culture", "topic: health"))
    first, second = (
        number
        for number, line in enumerate((folder / "journey.yaml").read_text(encoding="utf-8").splitlines(), start=1)
        if line == "  - topic: health"
    )
    assert told == [
        f"  journey.yaml, line {line_of(folder, 'journey.yaml', 'stages:')}, stages: "
        "pillars.yaml also has culture: write a stage for each",
        f"  journey.yaml, line {second}, health: topic: there is already a stage for health on line {first}: "
        "make them one",
    ]


def test_a_wrong_answer_is_found_by_its_stage_question_and_line(folder: Path, complaints: Mend) -> None:
    told = complaints("journey.yaml", ("interests: [voice, school]", "interests: [voice, scool]"))
    line = line_of(folder, "journey.yaml", "scool")
    assert told[0].startswith(f'  journey.yaml, line {line}, participation: matters: school: interests: "scool" is not')


def test_keys_too_long_for_the_button_of_an_answer_say_by_how_much(complaints: Mend) -> None:
    told = complaints(
        "journey.yaml",
        ("key: matters", "key: what-matters-to-you-most"),
        ("{key: street,", "{key: the-street-where-i-live,"),
    )
    assert told[0].endswith(
        "the keys of the stage, the question and the option have 60 letters, and a button has room for 58: shorten one"
    )


def test_a_pack_may_do_without_interests_journey_and_news(folder: Path) -> None:
    for file in ("interests.yaml", "journey.yaml", "news.yaml"):
        (folder / file).unlink()
    for file in ("courses.yaml", "calls.yaml"):
        path = folder / file
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if not line.startswith("  interests:")), encoding="utf-8")
    mine = read(folder)
    assert (mine.interests, mine.journey, mine.news) == ([], None, [])
    assert len(mine.courses) == len(read("leon").courses)


def test_interests_without_their_file_are_named_once_for_each_use(folder: Path) -> None:
    for file in ("interests.yaml", "journey.yaml"):
        (folder / file).unlink()
    with pytest.raises(PackError) as wrong:
        read(folder)
    told = [problem for problem in wrong.value.problems if "(none yet)" in str(problem)]
    assert len(told) == len(wrong.value.problems) > 40


def test_an_unreadable_list_of_interests_is_one_problem_and_not_a_hundred(complaints: Mend) -> None:
    told = complaints("interests.yaml", ("emoji: 🌱", "emoji: plant"))
    assert len(told) == 1
    assert "one emoji" in told[0]


def test_a_line_number_leads_to_the_words(folder: Path, complaints: Mend) -> None:
    told = complaints("courses.yaml", ("topic: health", "topic: salud"))
    number = int(told[0].split("line ")[1].split(",")[0])
    assert "salud" in (folder / "courses.yaml").read_text(encoding="utf-8").splitlines()[number - 1]


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "calls.yaml").unlink()
    with pytest.raises(PackError, match=r"calls\.yaml, line 1: this file is missing: add it"):
        read(folder)


def test_an_empty_file_is_not_taken_for_nothing(folder: Path) -> None:
    (folder / "calls.yaml").write_text("\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"calls\.yaml, line 1: this file is empty"):
        read(folder)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("null", "this file is empty"),
        ("- &me [*me]", "refers to itself"),
        ("- {[a, b]: c}", "a field's name is one word"),
        ("- !!python/object:os.system x", "this is not YAML"),
        ("- 5", 'item 1: fields are expected here (Venue), not "5"'),
        ("key: casa", "a list is expected"),
        ("- {1: 2}", "Keys should be strings"),
        ("- key: [casa]", "words are expected here, not a list"),
    ],
)
def test_odd_yaml_gets_a_sentence_and_not_a_crash(folder: Path, words: str, says: str) -> None:
    (folder / "venues.yaml").write_text(words, encoding="utf-8")
    with pytest.raises(PackError) as wrong:
        read(folder)
    assert says in str(wrong.value)


def test_a_file_in_another_encoding_is_told_apart_from_bad_yaml(folder: Path) -> None:
    (folder / "venues.yaml").write_bytes("- name: León".encode("cp1252"))
    with pytest.raises(PackError, match="save it as UTF-8"):
        read(folder)


def test_a_pack_without_a_national_line_does_not_load(folder: Path) -> None:
    path = folder / "helplines.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("scope: national", "scope: jalisco"), encoding="utf-8")
    with pytest.raises(PackError, match="no national line would be shown"):
        read(folder)


def test_a_pack_without_the_emergency_number_does_not_load(folder: Path) -> None:
    path = folder / "helplines.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('dial: "911"', 'dial: "912"'), encoding="utf-8")
    with pytest.raises(PackError, match="nothing would be shown to somebody in danger"):
        read(folder)


def test_a_safe_word_is_one_word(complaints: Mend) -> None:
    told = complaints(
        "institution.yaml", ("home: pillars", "home: pillars\nsafe_word: {es: dos palabras, en: tangerine}")
    )
    assert "safe_word.es" in told[0]


def test_a_course_without_a_source_must_admit_it(complaints: Mend) -> None:
    told = complaints("courses.yaml", ("- https://enterate", "- my own idea https://enterate"))
    assert "a source is an address" in told[0]
    assert ": sources.1:" in told[0]


def test_a_loan_for_minors_is_refused(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(BUILT_IN / "juarez", tmp_path / "juarez"))
    path = folder / "calls.yaml"
    before, loan = path.read_text(encoding="utf-8").split("key: fideapech-fech", 1)
    path.write_text(before + "key: fideapech-fech" + loan.replace("{min: 18}", "{min: 16}", 1), encoding="utf-8")
    with pytest.raises(PackError, match="fideapech-fech: a loan is for people of age"):
        read(folder)


@pytest.mark.parametrize(
    ("file", "was", "now", "says"),
    [
        ("calls.yaml", "ages: {min: 15}\n  employment", "ages: {min: 14}\n  employment", "nobody under 15 may work"),
        ("courses.yaml", "ages: {min: 15}\n  employment", "ages: {max: 18}\n  employment", "nobody under 15 may work"),
        ("calls.yaml", "employment: true", "employment: false", "in a dual place one works in a firm"),
        ("institution.yaml", "[applications, every_sign_up]", "[sign_ups]", "guardian_for"),
        ("institution.yaml", "[applications, every_sign_up]", "[applications, applications]", "written twice"),
    ],
)
def test_the_law_and_the_list_for_guardians_are_checked(
    tmp_path: Path, file: str, was: str, now: str, says: str
) -> None:
    folder = Path(shutil.copytree(BUILT_IN / "juarez", tmp_path / "juarez"))
    text = (folder / file).read_text(encoding="utf-8")
    assert was in text
    (folder / file).write_text(text.replace(was, now, 1), encoding="utf-8")
    with pytest.raises(PackError, match=says):
        read(folder)


def test_times_and_numbers_need_no_quotes(folder: Path) -> None:
    """In plain YAML 10:00 is the number 600, 075 the number 61 and `no` is false."""
    for file in ("courses.yaml", "helplines.yaml"):
        path = folder / file
        path.write_text(path.read_text(encoding="utf-8").replace('"17:00"', "17:00").replace('"075"', "075"), "utf-8")
    mine = read(folder)
    assert mine.courses == read("leon").courses
    assert mine.helplines == read("leon").helplines


def test_ones_own_labels_add_to_the_shared_ones(folder: Path) -> None:
    (folder / "labels.yaml").write_text("bike: {es: Traer bicicleta, en: Bring a bicycle}\n", encoding="utf-8")
    mine = read(folder)
    assert mine.label("bike").en == "Bring a bicycle"
    assert mine.label("curp").es == "CURP"
