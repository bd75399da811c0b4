"""The reader's language: sentences from the catalogues in `locales/`, dates and money from Babel.

Inside `speaking(locale)`, `_()` gives a sentence as markup with every value escaped. Placeholders are plain names:
a catalogue can't reach into an object (`{a.b}` and `{a[0]}` are refused).
"""

import io
import re
import string
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final, Protocol

from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal
from babel.support import NullTranslations, Translations
from markupsafe import Markup, escape

from bot import time

LOCALES: Final = ("es", "en")
FOLDER: Final = Path(__file__).resolve().parent.parent / "locales"
_BABEL: Final = {"es": "es_MX", "en": "en"}
_LIKE_Y: Final = re.compile(r"\W*(?:[ií]|h[ií](?!e))", re.IGNORECASE)
_locale: ContextVar[str] = ContextVar("locale", default="es")


class Bilingual(Protocol):
    es: str
    en: str


def choose(language_code: str | None) -> str:
    """The language for what Telegram says of a person: English for any English, Spanish for everything else."""
    return "en" if (language_code or "").lower().replace("_", "-").split("-")[0] == "en" else "es"


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Everything said inside is in this language."""
    token = _locale.set(locale if locale in LOCALES else "es")
    try:
        yield
    finally:
        _locale.reset(token)


def spoken() -> str:
    """The language being spoken: `es` or `en`."""
    return _locale.get()


@cache
def catalogue(locale: str) -> NullTranslations:
    """The compiled catalogue, made from its .po file on first use. An entry marked fuzzy is not used."""
    with (FOLDER / locale / "LC_MESSAGES" / "rumbo.po").open("rb") as file:
        entries = read_po(file, locale=locale)
    compiled = io.BytesIO()
    write_mo(compiled, entries)
    compiled.seek(0)
    return Translations(compiled)


class _Names(string.Formatter):
    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, str]:
        if not field_name.isidentifier():
            raise ValueError(f"a placeholder must be a plain name, not {field_name!r}")
        return kwargs[field_name], field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        return str(escape(format(value, format_spec) if format_spec else value))


_names = _Names()


def fill(template: str, values: Mapping[str, Any]) -> Markup:
    """A sentence with its values, each escaped unless it is markup already."""
    return Markup(_names.vformat(template, (), values))  # noqa: S704 - the formatter escapes every value


def _(message: str, **values: Any) -> Markup:
    """The sentence in the language being spoken."""
    return fill(catalogue(spoken()).gettext(message), values)


def ngettext(one: str, many: str, n: int, **values: Any) -> Markup:
    """The sentence that fits the count; `{n}` is the count as people write it."""
    return fill(catalogue(spoken()).ngettext(one, many, n), {"n": number(n), **values})


def words(text: Bilingual | Mapping[str, str] | None) -> str:
    """A pack's text in the language being spoken, Spanish where the other is missing. Plain text, not markup."""
    if text is None:
        return ""
    if isinstance(text, Mapping):
        return text.get(spoken()) or text.get("es", "")
    return getattr(text, spoken()) or text.es


def number(value: float) -> str:
    return format_decimal(value, locale=_BABEL[spoken()])


def money(pesos: int) -> str:
    """A price as people say it: `Gratis` or `$150`."""
    if pesos == 0:
        return str(_("Free"))
    return format_currency(pesos, "MXN", "¤#,##0", locale="es_MX", currency_digits=False)


def listed(items: Sequence[str]) -> str:
    """`a, b y c`; in Spanish "e" before an i-sound: `Reglamento e Identificación`."""
    said = format_list(list(items), locale=_BABEL[spoken()])
    if spoken() == "es" and len(items) > 1 and _LIKE_Y.match(items[-1]):
        return said.removesuffix(f" y {items[-1]}") + f" e {items[-1]}"
    return said


def hour(moment: datetime, zone: str) -> str:
    """`10:00`, on the zone's wall clock, 24 hours in both languages as in Mexico."""
    return format_time(time.local(moment, zone), "HH:mm", locale=_BABEL[spoken()])


def day(value: date, *, year: bool = False) -> str:
    """`sáb 28 nov`, with the year where it isn't the current one or is asked for."""
    babel = _BABEL[spoken()]
    pattern = "EEE d MMM" if spoken() == "es" else "EEE, MMM d"
    return format_date(value, pattern + (" y" if year else ""), locale=babel).replace(".", "")


def full_date(value: date) -> str:
    """`28 de noviembre de 2026`."""
    return format_date(value, "long", locale=_BABEL[spoken()])


def month(value: date) -> str:
    """`noviembre de 2026`."""
    return format_skeleton("yMMMM", value, locale=_BABEL[spoken()])


def short_month(value: date) -> str:
    """`nov`."""
    return format_date(value, "MMM", locale=_BABEL[spoken()]).replace(".", "")


def short_day(value: date) -> str:
    """`7 sep`."""
    return format_skeleton("MMMd", value, locale=_BABEL[spoken()]).replace(".", "")


def when(moment: datetime, zone: str, *, now: datetime) -> str:
    """`hoy, 10:00`, `mañana, 10:00` or `sáb 28 nov, 10:00`."""
    there, here = time.local(moment, zone).date(), time.local(now, zone).date()
    if there == here:
        return str(_("today, {hour}", hour=hour(moment, zone)))
    if there == here + timedelta(days=1):
        return str(_("tomorrow, {hour}", hour=hour(moment, zone)))
    return f"{day(there, year=there.year != here.year)}, {hour(moment, zone)}"
