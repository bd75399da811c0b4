"""The catalogues are complete, and the tool that says so can be trusted."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from bot import catalogues, i18n

ROOT = Path(__file__).resolve().parent.parent.parent


def test_spanish_and_english_are_complete() -> None:
    assert catalogues.check(ROOT) == []


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree with one sentence of each kind, and its catalogues."""
    (tmp_path / "bot").mkdir()
    (tmp_path / "handlers").mkdir()
    (tmp_path / "bot" / "words.py").write_text('_("Hello <b>{name}</b>")\nngettext("{n} seat", "{n} seats", n)\n')
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path / "locales")
    for locale in i18n.LOCALES:
        catalogues.path(locale).parent.mkdir(parents=True)
        catalogues.path(locale).write_bytes(catalogues.written(Catalog(locale=locale)))
    return tmp_path


def translate(hello: str, seats: tuple[str, str] = ("{n} lugar", "{n} lugares")) -> None:
    catalogue = catalogues.read("es")
    catalogue["Hello <b>{name}</b>"].string = hello
    catalogue["{n} seat"].string = seats
    catalogues.path("es").write_bytes(catalogues.written(catalogue))


def test_update_adds_what_is_new_fills_english_and_drops_what_is_gone(elsewhere: Path) -> None:
    assert sorted(catalogues.update(elsewhere)) == ["Hello <b>{name}</b>", "{n} seat"]
    translate("Hola <b>{name}</b>")
    assert catalogues.check(elsewhere) == []
    (elsewhere / "bot" / "words.py").write_text('_("Bye")\n')
    assert any("not in the catalogue: 'Bye'" in problem for problem in catalogues.check(elsewhere))
    assert any("no longer in the code" in problem for problem in catalogues.check(elsewhere))
    assert catalogues.update(elsewhere) == ["Bye"]
    assert b"Hello" not in catalogues.path("es").read_bytes()
    assert catalogues.check(elsewhere) == ["es: not translated: 'Bye'"]


@pytest.mark.parametrize(
    ("hello", "seats", "problem"),
    [
        ("Hola <b>{nombre}</b>", ("{n} lugar", "{n} lugares"), "placeholders differ"),
        ("Hola <b>", ("{n} lugar", "{n} lugares"), "placeholders differ"),
        ("Hola {name}", ("{n} lugar", "{n} lugares"), "markup differs"),
        ("Hola <b>{name}</b> ", ("{n} lugar", "{n} lugares"), "spaces or line breaks differ"),
        ("Hola <b>{name}</b>", ("{n} lugar", ""), "not translated"),
    ],
)
def test_check_finds_what_is_wrong(elsewhere: Path, hello: str, seats: tuple[str, str], problem: str) -> None:
    catalogues.update(elsewhere)
    translate(hello, seats)
    assert any(problem in found for found in catalogues.check(elsewhere))


def test_check_finds_fuzzy_entries_and_entries_written_twice(elsewhere: Path) -> None:
    catalogues.update(elsewhere)
    translate("Hola <b>{name}</b>")
    file = catalogues.path("es")
    whole = file.read_text()
    file.write_text(whole + '\nmsgid "Hello <b>{name}</b>"\nmsgstr "Otra <b>{name}</b>"\n')
    assert any("written twice" in found for found in catalogues.check(elsewhere))
    file.write_text(whole.replace('msgid "Hello', '#, fuzzy\nmsgid "Hello'))
    assert any("fuzzy" in found for found in catalogues.check(elsewhere))


def test_the_command_says_how_it_went(elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogues.main(["update"]) == 0
    assert catalogues.main(["check"]) == 1
    assert "not translated" in capsys.readouterr().out
    translate("Hola <b>{name}</b>")
    assert catalogues.main(["check"]) == 0
    assert catalogues.main([]) == 2
