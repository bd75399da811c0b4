"""What only shows when the files are looked at together: keys that lead nowhere, keys used twice, no national line."""

from collections.abc import Iterator
from typing import Any

from bot.packs.lines import Sheet
from bot.packs.problems import Problem


def check_together(parts: dict[str, Any], sheets: dict[str, Sheet]) -> list[Problem]:
    """A file that was not read is left out of the checks that need it, so one error does not cause ten."""
    look = _Look(parts, sheets)
    return [*look.keys_once(), *look.emoji_once(), *look.the_home(), *look.references(), *look.labels(), *look.lines()]


class _Look:
    def __init__(self, parts: dict[str, Any], sheets: dict[str, Sheet]) -> None:
        self.parts, self.sheets = parts, sheets

    def keys_once(self) -> Iterator[Problem]:
        for stem, things in self._lists():
            seen: dict[str, int] = {}
            for index, thing in enumerate(things):
                line = self.sheets[stem].line((index, "key"))
                if thing.key in seen:
                    yield self._problem(stem, index, "key", f"this key is already used on line {seen[thing.key]}")
                seen.setdefault(thing.key, line)

    def emoji_once(self) -> Iterator[Problem]:
        for stem in ("pillars", "areas"):
            seen: dict[str, str] = {}
            for index, topic in enumerate(self.parts.get(stem, [])):
                if topic.emoji in seen:
                    says = f"{topic.emoji} already stands for {seen[topic.emoji]}: choose another"
                    yield self._problem(stem, index, "emoji", says)
                seen.setdefault(topic.emoji, topic.key)

    def the_home(self) -> Iterator[Problem]:
        institution = self.parts.get("institution")
        if institution and self._read("pillars", "areas") and not self.parts.get(institution.home):
            says = (
                f"the home shows {institution.home}, and {institution.home}.yaml has none: write them, or change home"
            )
            yield Problem("institution.yaml", self.sheets["institution"].line(("home",)), "home", says)

    def references(self) -> Iterator[Problem]:
        yield from self._lead_somewhere("organiser", "organisers")
        yield from self._lead_somewhere("venue", "venues")
        institution = self.parts.get("institution")
        if institution and institution.home in self.parts:
            yield from self._lead_somewhere("topic", institution.home)

    def labels(self) -> Iterator[Problem]:
        labels = self.parts.get("labels")
        for stem, field in (("courses", "requirements"), ("calls", "documents"), ("calls", "eligibility")):
            for index, thing in enumerate(self.parts.get(stem, [])):
                for place, key in enumerate(getattr(thing, field)):
                    if labels is not None and key not in labels:
                        says = f'"{key}" has no words: add it to labels.yaml with es and en'
                        yield self._problem(stem, index, field, says, place)

    def lines(self) -> Iterator[Problem]:
        lines = self.parts.get("helplines")
        if lines is not None and not any(line.shown and line.scope == "national" for line in lines):
            says = "no national line would be shown: add one with scope: national, confirmed, show_by_default: true"
            yield Problem("helplines.yaml", 1, "", says)

    def _lead_somewhere(self, field: str, target: str) -> Iterator[Problem]:
        if target not in self.parts:
            return
        known = [thing.key for thing in self.parts[target]]
        for stem in ("courses", "calls"):
            for index, thing in enumerate(self.parts.get(stem, [])):
                key = getattr(thing, field, None)
                if key is not None and key not in known:
                    says = (
                        f'"{key}" is not in {target}.yaml: write one of {", ".join(known) or "(none yet)"}, or add it'
                    )
                    yield self._problem(stem, index, field, says)

    def _lists(self) -> Iterator[tuple[str, list[Any]]]:
        return ((stem, things) for stem, things in self.parts.items() if isinstance(things, list))

    def _read(self, *stems: str) -> bool:
        return all(stem in self.parts or stem not in self.sheets for stem in stems)

    def _problem(self, stem: str, index: int, field: str, says: str, place: int | None = None) -> Problem:
        sheet, thing = self.sheets[stem], self.parts[stem][index]
        loc = (index, field) if place is None else (index, field, place)
        return Problem(sheet.name, sheet.line(loc), f"{thing.key}: {field}", says)
