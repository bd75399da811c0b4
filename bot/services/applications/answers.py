"""What somebody typed for a question, as the value that is kept: JSON, or a BadAnswer that says how to mend it.

Kinds of BadAnswer, besides those of `identifiers`: blank; too_long (`high` graphemes, `count` were written); option
(none of the labels), options (`hints`: those that aren't); number, whole (`hints`), too_low, too_high; date,
no_such_day, year (all four digits), far; street, signs; link, email, host (nobody on the internet); name (`hints`: why,
of NotAName), too_many (`high` at most); needs_file (a photo or a PDF, not words).
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

import regex

from bot.errors import BadAnswer, BadField, NotAName, NotAPlace
from bot.packs.forms import LONG, SHORT, Question
from bot.services import profiles
from bot.services.applications.addresses import link_from
from bot.services.applications.identifiers import curp_from, phone_from, rfc_from
from bot.services.birthdays import plain
from bot.services.names import LONGEST, name_from, quoted, unpiled, visible
from bot.services.typed_times import day_from

CURP: Final = "curp"
"""The key of the applicant's own CURP, which has to agree with their birth date; another key is somebody else's."""
TEAM: Final = 12
"""Names, where the question sets no limit of its own."""
_LISTED: Final = 1_000
"""Characters of a list."""
_LONGEST: Final = 16_000
"""Code points that are looked at, of anything."""
_MOST: Final = 10**15
"""Above it a spreadsheet would round."""
_LAST_OF_ROW: Final = re.compile(r"(?:^|\s+)(?:y|e|and|&)\s+", re.IGNORECASE)
_WORD: Final = regex.compile(r"[\p{L}\p{N}\p{So}]")
_ALONE: Final = frozenset(
    {"nadie", "nadie mas", "solo yo", "yo solo", "yo sola", "ninguno", "nobody", "just me", "no one"}
)

_BEFORE: Final = re.compile(r"^(?:(?:mxn|mx|us)\s?)?\$\s?|^mxn\s")
_ABOUT: Final = re.compile(
    r"^(?:hace )?(?:como|unos|unas|casi|aprox(?:imadamente)?\.?|mas o menos|hace|about|around|almost|roughly) "
    r"(?=\$?\s?\d)"
)
_TIME: Final = tuple(
    frozenset(words.split())
    for words in (
        "año años ano anos year years",
        "mes meses month months",
        "semana semanas week weeks",
        "dia dias day days",
        "hora horas hour hours",
    )
)
"""Units of time: a year is no answer where months are asked for."""
_NUMBER: Final = re.compile(
    r"(?P<minus>-\s?)?(?P<digits>\d[\d., ']{0,40})\s?(?P<times>mil|k|thousand|millon(?:es)?|million)?"
    r"(?:\s(?!\d)(?:de )?[a-z%./ ]{1,40}|%)?"
)
_TIMES: Final = {"m": 1_000, "k": 1_000, "t": 1_000}
_BACK: Final = {"ayer": 1, "yesterday": 1, "antier": 2, "anteayer": 2}
_GROUPS: Final = re.compile(r"\d{1,3}(?:[, ']\d{3})+")
_CENTS: Final = re.compile(r"(?<=\d)\.(\d{1,2})$")


def parse(question: Question, text: str, *, born: date | None, today: date) -> Any:
    """The value, which never changes when it is parsed again from its own words. Raises BadAnswer.

    `born` is the applicant's birth date as far as it is known. Options can be answered by key or by label, in either
    language."""
    if len(text) > _LONGEST:
        raise BadAnswer("too_long", high=limit(question), count=len(text))
    ways: dict[str, Callable[[str], Any]] = {
        "short": partial(_words, question),
        "long": partial(_lines, question),
        "choice": partial(_choice, question),
        "several": partial(_several, question),
        "number": partial(_number, question),
        "date": partial(_date, today=today),
        "curp": partial(curp_from, born=born if question.key == CURP else None, today=today),
        "rfc": rfc_from,
        "phone": phone_from,
        "place": _place,
        "file": _file,
        "link": link_from,
        "team": partial(_team, question),
    }
    return ways[question.kind](text)


def check_again(question: Question, value: Any, *, born: date | None, today: date) -> None:
    """A kept answer that hangs on the person's birth date, which may have changed since. Raises BadAnswer."""
    if question.kind == "curp" and question.key == CURP and value is not None:
        parse(question, value, born=born, today=today)


def limit(question: Question) -> int:
    """Graphemes of a text, or names of a team."""
    return question.at_most or {"long": LONG, "team": TEAM}.get(question.kind, SHORT)


def _words(question: Question, text: str) -> str:
    return _bounded(question, unpiled(visible(text)))


def _lines(question: Question, text: str) -> str:
    """Lines stay lines; more than one empty line between them is one."""
    kept: list[str] = []
    for line in map(visible, text.splitlines()):
        if line or (kept and kept[-1]):
            kept.append(unpiled(line))
    return _bounded(question, "\n".join(kept).strip())


def _bounded(question: Question, said: str) -> str:
    if not _WORD.search(said):
        raise BadAnswer("blank")
    count = len(regex.findall(r"\X", said))
    if count > limit(question):
        raise BadAnswer("too_long", high=limit(question), count=count)
    return said


def _choice(question: Question, text: str) -> str:
    found = _option(question, text)
    if found is None:
        raise BadAnswer("option", quoted(text))
    return found


def _several(question: Question, text: str) -> list[str]:
    """In the order of the form, each once."""
    if len(text) > _LISTED:
        raise BadAnswer("option", quoted(text))
    whole = _option(question, text)
    chosen: set[str] = set() if whole is None else {whole}
    unknown: list[str] = []
    for part in _parts(text) if whole is None else []:
        if (found := _option(question, part)) is not None:
            chosen.add(found)
            continue
        inside = [_option(question, one) for one in re.split(r"\s+(?:y|e|and|&)\s+", part, flags=re.IGNORECASE)]
        if None in inside:
            unknown.append(quoted(part))
        chosen.update(one for one in inside if one is not None)
    if unknown:
        raise BadAnswer("options", hints=tuple(unknown[:3]))
    if not chosen:
        raise BadAnswer("option", quoted(text))
    if question.at_most is not None and len(chosen) > question.at_most:
        raise BadAnswer("too_many", high=question.at_most, count=len(chosen))
    return [option.key for option in question.options if option.key in chosen]


def _parts(text: str) -> list[str]:
    parts = (re.sub(r"^(?:\d{1,2}\s*[.)]|[-–—•*·])\s*", "", visible(one)) for one in re.split(r"[,;\n]", text))
    return [one for one in parts if one]


def _option(question: Question, text: str) -> str | None:
    """By its key, its label, or a beginning that only one label has."""
    said = _folded(text[:200])
    named = {label: option.key for option in question.options for label in _labels(option.label.es, option.label.en)}
    named |= {option.key: option.key for option in question.options}
    if said in named:
        return named[said]
    begun = {key for label, key in named.items() if len(said) >= 3 and label.startswith(said)}
    return begun.pop() if len(begun) == 1 else None


def _labels(*labels: str) -> list[str]:
    return [_folded(label) for label in labels]


def _folded(text: str) -> str:
    """Small letters, without accents, emoji and signs at the ends."""
    return re.sub(r"^[^\w$]+|[^\w%]+$", "", " ".join(plain(visible(text)).split()))


def _number(question: Question, text: str) -> int:
    """A whole one: "15,000", "$15,000.00", "15 mil pesos". A point with three digits after it is asked about."""
    said = _BEFORE.sub("", _ABOUT.sub("", plain(visible(text[:200]))))
    match = _NUMBER.fullmatch(said)
    if match is None or _in_another_unit(question, said):
        raise BadAnswer("number", quoted(text))
    value = _count(match["digits"].strip(), match["times"] or "", text)
    value = -value if match["minus"] else value
    low, high = question.low, question.high
    if value < (0 if low is None else low):
        raise BadAnswer("too_low", low=low or 0, high=high)
    if value > (_MOST if high is None else high):
        raise BadAnswer("too_high", low=low, high=_MOST if high is None else high)
    return value


def _in_another_unit(question: Question, said: str) -> bool:
    asked = {
        word for text in (question.ask, question.label) for part in (text.es, text.en) for word in _single_words(part)
    }
    named = [unit for unit in _TIME if unit & _single_words(said)]
    return any(unit & asked for unit in _TIME) and any(not unit & asked for unit in named)


def _single_words(text: str) -> set[str]:
    return set(re.findall(r"\w+", plain(text)))


def _count(digits: str, times: str, typed: str) -> int:
    by = 1_000_000 if times.startswith("mill") else _TIMES.get(times[:1], 1)
    cents = _CENTS.search(digits)
    whole = digits[: cents.start()] if cents else digits
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", digits):
        # Fifteen thousand to some, fifteen to others.
        read = int(digits.replace(".", ""))
        raise BadAnswer("whole", quoted(typed), hints=(f"{read * by:,}", f"{int(digits.partition('.')[0]) * by:,}"))
    if not (whole.isdecimal() or _GROUPS.fullmatch(whole)):
        raise BadAnswer("number", quoted(typed))
    hundredths = int(re.sub(r"\D", "", whole)) * 100 + (int(cents[1].ljust(2, "0")) if cents else 0)
    value, rest = divmod(hundredths * by, 100)
    if rest:
        raise BadAnswer("whole", quoted(typed), hints=(f"{value:,}", f"{value + 1:,}"))
    return value


def _date(text: str, *, today: date) -> str:
    """Without a year the next time that day comes; a year in two digits is one of the coming ten or the last ten."""
    said = plain(visible(text[:200]))
    if said in _BACK:
        return (today - timedelta(days=_BACK[said])).isoformat()
    try:
        found = day_from(text, today=today, name="answer")
    except BadField as refusal:
        why = refusal.why if refusal.why == "no_such_day" else "date"
        raise BadAnswer(why, quoted(text)) from None
    if str(found.year) not in said and abs(found.year - today.year) > 10:
        raise BadAnswer("year", quoted(text))
    if not 1900 <= found.year <= today.year + 50:
        raise BadAnswer("far", quoted(text))
    return found.isoformat()


def _place(text: str) -> str:
    try:
        return profiles.colonia_from(text)
    except NotAPlace as refusal:
        raise BadAnswer(refusal.why, refusal.typed, high=profiles.LONGEST) from None


def _team(question: Question, text: str) -> list[str]:
    """Names, one a line or between commas, each once; nobody, where somebody says that they are alone."""
    if _folded(text[:200]) in _ALONE:
        return []
    if len(text) > _LISTED + limit(question) * (LONGEST + 2):
        raise BadAnswer("too_many", high=limit(question), count=len(_parts(text)))
    names: dict[str, str] = {}
    for part in _names(text):
        try:
            name = name_from(part)
        except NotAName as refusal:
            raise BadAnswer("name", quoted(part), hints=(refusal.why,)) from None
        names.setdefault(plain(name), name)
        if len(names) > limit(question):
            raise BadAnswer("too_many", high=limit(question), count=len(names))
    if not names:
        raise BadAnswer("blank")
    return list(names.values())


def _names(text: str) -> list[str]:
    """One a line, or in a row: `Ana, Beto y Carla`, `Ana / Beto`. In a line of its own an "y" belongs to the name."""
    parts = _parts(text.replace("/", "\n"))
    if "\n" in text.strip() or not parts:
        return parts
    return [*parts[:-1], *(one for one in _LAST_OF_ROW.split(parts[-1]) if one)]


def _file(_text: str) -> str:
    raise BadAnswer("needs_file")
