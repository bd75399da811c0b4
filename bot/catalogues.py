"""The catalogues in `locales/`: `python -m bot.catalogues update` after changing words, `check` before committing.

English sentences in the code are the msgids, so the English catalogue fills itself; an English msgstr is written by
hand only where the sentence people read should differ. Spanish is written by people.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.i18n import FOLDER, LOCALES

SOURCES: Final = ("bot", "handlers")
_KEYWORDS: Final = {"_": None, "ngettext": (1, 2)}
_PLACEHOLDER: Final = re.compile(r"\{[^{}]*\}")
_MARKUP: Final = re.compile(r"</?[a-z][^>]*>")
Texts = tuple[str, ...]


def template(root: Path) -> Catalog:
    """Every sentence in the code."""
    found = Catalog()
    for source in SOURCES:
        for _file, _line, message, comments, context in extract_from_dir(
            root / source, [("**.py", "python")], keywords=_KEYWORDS, comment_tags=("Translators:",)
        ):
            found.add(message, auto_comments=comments, context=context)
    return found


def path(locale: str) -> Path:
    return FOLDER / locale / "LC_MESSAGES" / "rumbo.po"


def read(locale: str) -> Catalog:
    with path(locale).open("rb") as file:
        return read_po(file, locale=locale)


def written(catalogue: Catalog) -> bytes:
    """The file's content: sorted, without places in the code, so that a change shows only what changed."""
    file = io.BytesIO()
    write_po(file, catalogue, width=110, no_location=True, sort_output=True, ignore_obsolete=True)
    return file.getvalue()


def update(root: Path) -> list[str]:
    """Bring both catalogues in step with the code; what is gone from the code goes. Returns what awaits Spanish."""
    for locale in LOCALES:
        catalogue, sentences = read(locale), template(root)
        created, revised = catalogue.creation_date, catalogue.revision_date
        catalogue.update(sentences, no_fuzzy_matching=True)
        catalogue.creation_date, catalogue.revision_date = created, revised
        if locale == "en":
            for message in _messages(catalogue):
                if not _is_said(message):
                    message.string = message.id
        path(locale).write_bytes(written(catalogue))
    return [_texts(message.id)[0] for message in _messages(read("es")) if not _is_said(message)]


def check(root: Path) -> list[str]:
    """One line for everything that is wrong; empty when the catalogues are complete."""
    sentences = {_texts(message.id) for message in _messages(template(root))}
    problems: list[str] = []
    for locale in LOCALES:
        problems += _duplicates(locale)
        catalogue = read(locale)
        known = {_texts(message.id) for message in _messages(catalogue)}
        problems += [f"{locale}: not in the catalogue: {texts[0]!r}" for texts in sorted(sentences - known)]
        problems += [f"{locale}: no longer in the code: {texts[0]!r}" for texts in sorted(known - sentences)]
        problems += [f"{locale}: obsolete entry: {_texts(message.id)[0]!r}" for message in catalogue.obsolete.values()]
        for message in _messages(catalogue):
            problems += [f"{locale}: {what}: {_texts(message.id)[0]!r}" for what in _wrong(message)]
    return problems


def _wrong(message: Message) -> Iterator[str]:
    """What is wrong with one entry."""
    said, meant = _texts(message.string), _texts(message.id)
    if message.fuzzy:
        yield "fuzzy"
    if not _is_said(message):
        yield "not translated"
        return
    if len(meant) > 1 and len(said) != len(meant):
        yield "a plural form is missing"
    # The singular may spell the number out; every other placeholder and all markup must be on both sides.
    spelled_out = {"{n}"} if len(meant) > 1 else set()
    for index, text in enumerate(said):
        original = meant[min(index, len(meant) - 1)]
        if set(_PLACEHOLDER.findall(text)) - spelled_out != set(_PLACEHOLDER.findall(original)) - spelled_out:
            yield "placeholders differ"
        if sorted(_MARKUP.findall(text)) != sorted(_MARKUP.findall(original)):
            yield "markup differs"
        if text != text.strip() or text.count("\n") != original.count("\n"):
            yield "spaces or line breaks differ"


def _duplicates(locale: str) -> Iterator[str]:
    """Entries written twice: reading the file would keep one of them without a word."""
    seen: set[str] = set()
    for block in path(locale).read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        start = next((number for number, line in enumerate(lines) if line.startswith("msgid ")), None)
        if start is None:
            continue
        key = [lines[start].removeprefix("msgid ")]
        for line in lines[start + 1 :]:
            if not line.startswith('"'):
                break
            key.append(line)
        msgid = "".join(part.strip()[1:-1] for part in key)
        if msgid in seen:
            yield f"{locale}: written twice: {msgid!r}"
        seen.add(msgid)


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _is_said(message: Message) -> bool:
    return bool(message.string) and all(_texts(message.string))


def _texts(value: str | Texts | list[str] | None) -> Texts:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def main(arguments: list[str]) -> int:
    root = FOLDER.parent
    if arguments == ["update"]:
        waiting = update(root)
        sys.stdout.writelines(f"es: not translated yet: {sentence!r}\n" for sentence in waiting)
        return 0
    if arguments == ["check"]:
        problems = check(root)
        sys.stdout.writelines(f"{problem}\n" for problem in problems)
        return 1 if problems else 0
    sys.stderr.write("Usage: python -m bot.catalogues update|check\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
