"""Text files with columns: which letters they are written in, and what stands between the columns."""

import csv
import io
import re
from collections import Counter
from itertools import islice
from typing import Final

from bot.sheets.quoting import unquoted
from bot.sheets.tables import COLUMNS, ROWS, Sheet, Unreadable, tidy

SEPARATORS: Final = (";", ",", "\t", "|")
_QUOTED_FIRST: Final = re.compile(r'"(?:[^"]|""){0,1000}"([;,\t|])')
"""Behind a first cell in quotes stands what stands between all."""
FIELD: Final = 20_000
_SAMPLE: Final = 30
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROLS: Final = frozenset(map(chr, range(32))) - set("\t\r\n\f\v")


def read(content: bytes) -> Sheet:
    """Raises Unreadable."""
    text = decode(content)
    separator, text = _separator(text)
    rows: list[list[str]] = []
    csv.field_size_limit(FIELD)
    try:
        # A row of ten million commas must not become a list of ten million texts.
        if any(line.count(separator) > 50 * COLUMNS for line in text.splitlines()):
            raise Unreadable("too_wide")
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append([unquoted(cell) for cell in row])
            if len(rows) > 4 * ROWS:
                raise Unreadable("too_many_rows")
    except csv.Error:
        raise Unreadable("broken") from None
    return tidy("csv", rows)


def decode(content: bytes) -> str:
    """UTF-8 where it is that, else Windows-1252; UTF-16 only where it says so. Raises Unreadable."""
    marked = next((encoding for mark, encoding in _BOMS if content.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Unreadable("not_text")
    if "\0" in text or sum(text.count(control) for control in _CONTROLS) > len(text) // 1000:
        raise Unreadable("not_text")
    return text


def _separator(text: str) -> tuple[str, str]:
    """What stands between columns, and the text without a first line `sep=;` as some programs write it."""
    first, _line, rest = text.partition("\n")
    said = first.strip().lower()
    if said.startswith("sep=") and len(said) == 5 and said[4] in SEPARATORS:
        return said[4], rest
    if quoted_first := _QUOTED_FIRST.match(text):
        return quoted_first[1], text
    sample = text[:40_000]
    return max(SEPARATORS, key=lambda one: _fit(sample, one)), text


def _fit(sample: str, separator: str) -> tuple[int, int]:
    """How many cells stand in rows of the commonest width: a comma in a title block makes no columns."""
    try:
        rows = list(islice(csv.reader(io.StringIO(sample), delimiter=separator), _SAMPLE))
    except csv.Error:
        return (0, 0)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return (0, 0)
    width, times = max(widths.items(), key=lambda one: (one[0] - 1) * one[1])
    return ((width - 1) * times, times)
