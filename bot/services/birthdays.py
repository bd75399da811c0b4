"""A date of birth as somebody typed it, in the ways people in Mexico write one."""

import re
import unicodedata
from datetime import date
from typing import Final, NoReturn

from bot.errors import NotADate
from bot.services.names import quoted, visible
from bot.time import age_on

OLDEST: Final = 110
_MONTHS: Final = (
    ("enero", "january"),
    ("febrero", "february"),
    ("marzo", "march"),
    ("abril", "april"),
    ("mayo", "may"),
    ("junio", "june"),
    ("julio", "july"),
    ("agosto", "august"),
    ("septiembre", "september", "setiembre"),
    ("octubre", "october"),
    ("noviembre", "november"),
    ("diciembre", "december"),
)
_DAY, _YEAR, _WORD = r"(?P<day>\d{1,2})(?:st|nd|rd|th|o|ro)?", r"(?P<year>\d{4}|'?\d\d)", r"(?P<word>[a-z]{3,10})"
_GAP = r"(?:\s*[/.,-]\s*|\s+(?:de\s+|del\s+|of\s+)?)"
_WAYS = tuple(
    re.compile(way)
    for way in (
        rf"{_DAY}{_GAP}(?P<month>\d{{1,2}}){_GAP}{_YEAR}",
        rf"(?P<year>\d{{4}}){_GAP}(?P<month>\d{{1,2}}){_GAP}(?P<day>\d{{1,2}})",
        rf"(?:el\s+|the\s+)?{_DAY}{_GAP}{_WORD}\.?{_GAP}(?:del\s+)?{_YEAR}",
        rf"{_WORD}\.?\s+{_DAY},?\s+(?:de\s+|del\s+)?{_YEAR}",
        r"(?P<day>\d\d)(?P<month>\d\d)(?P<year>(?:19|20)\d\d)",
    )
)


def birth_date_from(text: str, *, today: date) -> date:
    """The date, day before month. Raises NotADate, whose hints are dates that may have been meant (dd/mm/yyyy)."""

    def refuse(why: str, *hints: date) -> NoReturn:
        raise NotADate(why, quoted(text), tuple(f"{hint:%d/%m}/{hint.year:04}" for hint in hints))

    found = _numbers(text)
    if found is None:
        refuse("not_understood")
    day, month, year, whole_year = found
    if not whole_year:
        century = today.year // 100 * 100
        lived = (day_of(day, month, start + year) for start in (century - 100, century))
        refuse("ambiguous_year", *(meant for meant in lived if meant and 0 <= age_on(today, meant) <= OLDEST))
    born = day_of(day, month, year)
    if born is None:
        other_order = day_of(month, day, year)
        refuse("no_such_day", *([other_order] if other_order and other_order <= today else []))
    if born > today:
        refuse("in_future")
    if age_on(today, born) > OLDEST:
        refuse("too_old")
    return born


def _numbers(text: str) -> tuple[int, int, int, bool] | None:
    """Day, month, year, and whether the year had all its digits."""
    if len(text) > 200:
        return None
    typed = plain(visible(text))
    for way in _WAYS:
        if not (match := way.fullmatch(typed)):
            continue
        parts = match.groupdict()
        month = month_named(parts["word"]) if parts.get("word") else int(parts["month"])
        if month is not None:
            year = parts["year"].lstrip("'")
            return int(parts["day"]), month, int(year), len(year) == 4
    return None


def plain(text: str) -> str:
    """Lower case without accents; any script's digits as 0 to 9, full-width signs as the usual ones."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    letters = (char for char in folded if not unicodedata.combining(char))
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in letters).strip(" .")


def month_named(word: str) -> int | None:
    """The month whose Spanish or English name begins so; three letters are enough in both."""
    for number, names in enumerate(_MONTHS, start=1):
        if any(name.startswith(word) for name in names):
            return number
    return None


def day_of(day: int, month: int, year: int) -> date | None:
    """None for a day that the calendar doesn't have."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
