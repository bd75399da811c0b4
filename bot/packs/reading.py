"""From a folder of YAML files to a Pack, or to everything that has to be mended first."""

from collections.abc import Iterator
from pathlib import Path
from types import NoneType
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.packs.checks import check_together
from bot.packs.lines import Sheet, read_sheet
from bot.packs.problems import PackError, Problem, advice
from bot.packs.schema import (
    Area,
    Call,
    Course,
    Helpline,
    Institution,
    Interest,
    Journey,
    News,
    Notice,
    Organiser,
    Pack,
    Pillar,
    Text,
    Venue,
)

BUILT_IN = Path(__file__).parent
NAMES = ("leon", "huixquilucan", "juarez")

_FILES: dict[str, Any] = {
    "institution": Institution,
    "organisers": list[Organiser],
    "venues": list[Venue],
    "courses": list[Course],
    "calls": list[Call],
    "helplines": list[Helpline],
    "notice": Notice,
}
_MAY_BE_ABSENT: dict[str, Any] = {"interests": list[Interest], "journey": Journey, "news": list[News]}
_DOORS: dict[str, Any] = {"pillars": list[Pillar], "areas": list[Area]}


def read(name_or_folder: str | Path) -> Pack:
    """A built-in pack by its name, or one's own by the path of its folder. Raises PackError.

    A name that is built in wins over a folder of that name; write ./leon for the folder.
    """
    folder = BUILT_IN / name_or_folder if name_or_folder in NAMES else Path(name_or_folder)
    if not folder.is_dir():
        says = f"there is no such folder, and the packs that come with the bot are {', '.join(NAMES)}"
        raise PackError(str(name_or_folder), [Problem(str(name_or_folder), 1, "", says)])
    return _Reading(folder).pack()


class _Reading:
    """One go at reading a folder; collects the problems of all files before giving up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.sheets: dict[str, Sheet] = {}
        self.parts: dict[str, Any] = {}

    def pack(self) -> Pack:
        doors = {stem: kind for stem, kind in _DOORS.items() if (self.folder / f"{stem}.yaml").exists()}
        for stem, kind in {**_FILES, **(doors or {"pillars": _DOORS["pillars"]})}.items():
            self._take(stem, kind, self.folder / f"{stem}.yaml")
        for stem, kind in _MAY_BE_ABSENT.items():
            if (self.folder / f"{stem}.yaml").exists():
                self._take(stem, kind, self.folder / f"{stem}.yaml")
        self._take("labels", dict[str, Text], BUILT_IN / "labels.yaml")
        own_labels = self.folder / "labels.yaml"
        if own_labels.exists():
            shared = self.parts.get("labels", {})
            self._take("labels", dict[str, Text], own_labels)
            self.parts["labels"] = {**shared, **self.parts.get("labels", {})}
        self.problems += check_together(self.parts, self.sheets)
        if self.problems:
            raise PackError(self.folder.name, self.problems)
        return Pack(key=self.folder.name, **self.parts)

    def _take(self, stem: str, kind: Any, path: Path) -> None:
        self.parts.pop(stem, None)
        self.sheets[stem], problems = read_sheet(path)
        self.problems += problems
        if self.sheets[stem].value is None:
            return
        try:
            self.parts[stem] = TypeAdapter(kind).validate_python(self.sheets[stem].value)
        except ValidationError as wrong:
            self.problems += _told(self.sheets[stem], kind, wrong)


def _told(sheet: Sheet, kind: Any, wrong: ValidationError) -> Iterator[Problem]:
    for error in wrong.errors(include_url=False):
        loc = error["loc"]
        yield Problem(sheet.name, sheet.line(loc), _field(sheet.value, loc), advice(error, _names_at(kind, loc)))


def _field(value: Any, loc: tuple[int | str, ...]) -> str:
    """The place as a person says it: `barberia: title.en`; an item without a key is counted from 1."""
    if not loc or not isinstance(loc[0], int):
        return ".".join(str(step + 1 if isinstance(step, int) else step) for step in loc)
    item = value[loc[0]] if isinstance(value, list) else None
    name = item.get("key") if isinstance(item, dict) and isinstance(item.get("key"), str) else None
    rest = ".".join(str(step + 1 if isinstance(step, int) else step) for step in loc[1:])
    return f"{name or f'item {loc[0] + 1}'}{f': {rest}' if rest else ''}"


def _names_at(kind: Any, loc: tuple[int | str, ...]) -> list[str]:
    """The fields one may write beside the last step of `loc`."""
    for step in loc[:-1]:
        kind = _inside(kind, step)
    model = _model(kind)
    return [] if model is None else [info.alias or name for name, info in model.model_fields.items()]


def _inside(kind: Any, step: int | str) -> Any:
    if isinstance(step, int):
        return next(iter(get_args(kind)), None)
    model = _model(kind)
    if model is None:
        return next(iter(get_args(kind)[1:]), None)
    return next((info.annotation for name, info in model.model_fields.items() if step in (name, info.alias)), None)


def _model(kind: Any) -> type[BaseModel] | None:
    """The model itself, or the one in `Model | None`."""
    options = [option for option in get_args(kind) if option is not NoneType] or [kind]
    found = options[0] if len(options) == 1 else None
    return found if isinstance(found, type) and issubclass(found, BaseModel) else None
