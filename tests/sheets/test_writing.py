"""What we write: no formula in it, and what comes back is what went out."""

import io
import zipfile
from datetime import date

import python_calamine
from hypothesis import example, given
from hypothesis import strategies as st

from bot.sheets import texts, writing
from bot.sheets.quoting import quoted, unquoted
from bot.sheets.tables import COLUMNS, LONGEST
from bot.sheets.writing import Page

RISKY = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://x")',
    "＝1+1",
    "  =1",
    "'=1",
    "-",
    "|x",
    "%x",
)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40).map(str.strip)


@given(TEXTS | st.sampled_from(RISKY))
def test_a_text_that_a_program_would_calculate_is_marked_and_comes_back(text: str) -> None:
    assert unquoted(quoted(text)) == text
    assert not quoted(text).startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


@given(
    st.lists(st.lists(TEXTS | st.sampled_from(RISKY).map(str.strip), min_size=2, max_size=6), min_size=1, max_size=6)
)
@example([["", ""], [";;", ";;"]])
def test_a_text_file_comes_back_as_it_went(rows: list[list[str]]) -> None:
    width = max(map(len, rows))
    page = Page("x", ["Curso", *(f"C{n}" for n in range(width - 1))], rows)
    back = texts.read(writing.csv(page)).rows[1:]
    wanted = [[cell or None for cell in row] for row in rows]
    for row in wanted:
        while row and row[-1] is None:
            row.pop()
    while wanted and not wanted[-1]:
        wanted.pop()
    assert back == wanted
    assert width < COLUMNS and LONGEST > 40


def test_a_workbook_has_no_formula_and_no_link() -> None:
    page = Page("Cursos", ["a"], [[one] for one in RISKY] + [["http://malo.example"], [date(2026, 12, 5)], [7], [None]])
    content = writing.xlsx([page])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet and b"hyperlink" not in sheet.lower()
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:14]] == list(RISKY)
    assert rows[15][0] == date(2026, 12, 5) and rows[16][0] == 7


def test_letters_and_separators_are_found_out() -> None:
    text = "Título, bloque\nCurso;Cupo;Sede\nAlbañilería;20;Casa, junto al parque\n"
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        rows = texts.read(text.encode(encoding)).rows
        assert rows[2] == ["Albañilería", "20", "Casa, junto al parque"], encoding
    for separator in (",", ";", "\t", "|"):
        assert texts.read(f"Curso{separator}Cupo\nCanto{separator}20\n".encode()).rows[1] == ["Canto", "20"]
    assert texts.read(b"sep=;\nCurso;Cupo\n").rows == [["Curso", "Cupo"]]
