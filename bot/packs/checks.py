"""What only shows when the files are looked at together: keys that lead nowhere, keys used twice, no national line."""

from collections.abc import Iterator
from typing import Any

from bot.packs.care import EMERGENCY
from bot.packs.journey import KEYS
from bot.packs.lines import Sheet
from bot.packs.problems import Problem

_Place = tuple[int | str, ...]


def check_together(parts: dict[str, Any], sheets: dict[str, Sheet]) -> list[Problem]:
    """A file that was not read is left out of the checks that need it, so one error does not cause ten."""
    look = _Look(parts, sheets)
    return [
        *look.keys_once(),
        *look.emoji_once(),
        *look.the_home(),
        *look.references(),
        *look.interests(),
        *look.labels(),
        *look.papers(),
        *look.lines(),
        *look.stages(),
        *look.answers(),
        *look.led_to(),
        *look.giving_back(),
    ]


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
        """One meaning each, for what stands side by side: pillars, areas, and interests beside both."""
        doors: dict[str, str] = {}
        for stem in ("pillars", "areas", "interests"):
            seen = dict(doors) if stem == "interests" else {}
            for index, thing in enumerate(self.parts.get(stem, [])):
                # The invisible sign that asks for colour makes no other picture.
                picture = thing.emoji.replace("\ufe0f", "")
                if picture in seen:
                    says = f"{thing.emoji} already stands for {seen[picture]}: choose another"
                    yield self._problem(stem, index, "emoji", says)
                seen.setdefault(picture, thing.key)
            doors |= seen

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
            known = [topic.key for topic in self.parts[institution.home]]
            for index, news in enumerate(self.parts.get("news", [])):
                for place, key in enumerate(news.topics):
                    if key not in known:
                        yield self._problem("news", index, "topics", _astray(key, institution.home, known), place)

    def interests(self) -> Iterator[Problem]:
        known = self._known_interests()
        if known is None:
            return
        for stem in ("courses", "calls"):
            for index, thing in enumerate(self.parts.get(stem, [])):
                for place, key in enumerate(thing.interests):
                    if key not in known:
                        yield self._problem(stem, index, "interests", _astray(key, "interests", known), place)

    def stages(self) -> Iterator[Problem]:
        """One for every pillar or area of the home, no more."""
        journey, institution = self.parts.get("journey"), self.parts.get("institution")
        if journey is None or institution is None or institution.home not in self.parts:
            return
        known = [topic.key for topic in self.parts[institution.home]]
        first: dict[str, int] = {}
        for index, stage in enumerate(journey.stages):
            place: _Place = ("stages", index, "topic")
            if stage.topic not in known:
                yield self._on_the_way(place, f"{stage.topic}: topic", _astray(stage.topic, institution.home, known))
            elif stage.topic in first:
                says = f"there is already a stage for {stage.topic} on line {first[stage.topic]}: make them one"
                yield self._on_the_way(place, f"{stage.topic}: topic", says)
            first.setdefault(stage.topic, self.sheets["journey"].line(place))
        missing = [key for key in known if key not in first]
        if missing and all(key in known for key in first):
            says = f"{institution.home}.yaml also has {', '.join(missing)}: write a stage for each"
            yield self._on_the_way(("stages",), "stages", says)

    def answers(self) -> Iterator[Problem]:
        """Their keys once in their list, short enough for a button; their interests, if any, leading somewhere."""
        journey, known = self.parts.get("journey"), self._known_interests()
        for at, stage in enumerate(journey.stages if journey else []):
            yield from self._once_on_the_way(stage.questions, ("stages", at, "questions"), stage.topic)
            for nth, question in enumerate(stage.questions):
                place: _Place = ("stages", at, "questions", nth, "options")
                name = f"{stage.topic}: {question.key}"
                yield from self._once_on_the_way(question.options, place, name)
                for index, option in enumerate(question.options):
                    length = len(stage.topic) + len(question.key) + len(option.key)
                    if length > KEYS:
                        says = (
                            f"the keys of the stage, the question and the option have {length} letters, and a button "
                            f"has room for {KEYS}: shorten one"
                        )
                        yield self._on_the_way((*place, index, "key"), f"{name}: {option.key}: key", says)
                    for number, key in enumerate(option.interests):
                        if known is not None and key not in known:
                            where = (*place, index, "interests", number)
                            says = _astray(key, "interests", known)
                            yield self._on_the_way(where, f"{name}: {option.key}: interests", says)

    def led_to(self) -> Iterator[Problem]:
        """What an answer leads to by name stands in the catalogue, under the same pillar or area."""
        journey = self.parts.get("journey")
        if journey is None or "courses" not in self.parts or "calls" not in self.parts:
            return
        topics = {thing.key: thing.topic for stem in ("courses", "calls") for thing in self.parts[stem]}
        known = {topic.key for stem in ("pillars", "areas") for topic in self.parts.get(stem) or ()}
        for at, stage in enumerate(journey.stages):
            for nth, question in enumerate(stage.questions):
                for index, option in enumerate(question.options):
                    for number, key in enumerate(option.leads_to):
                        # A topic that nobody knows is said where it is written.
                        if topics.get(key) == stage.topic or not {stage.topic, topics.get(key, stage.topic)} <= known:
                            continue
                        where = ("stages", at, "questions", nth, "options", index, "leads_to", number)
                        says = (
                            f'"{key}" belongs to {topics[key]}, and this stage is about {stage.topic}: take it out'
                            if key in topics
                            else f'"{key}" is neither in courses.yaml nor in calls.yaml: write a key from there'
                        )
                        name = f"{stage.topic}: {question.key}: {option.key}: leads_to"
                        yield self._on_the_way(where, name, says)

    def giving_back(self) -> Iterator[Problem]:
        journey = self.parts.get("journey")
        if journey is None or "courses" not in self.parts or "calls" not in self.parts:
            return
        known = {thing.key for stem in ("courses", "calls") for thing in self.parts[stem]}
        for index, key in enumerate(journey.give_back_in):
            if key not in known:
                says = f'"{key}" is neither in courses.yaml nor in calls.yaml: write a key from there, or take it out'
                yield self._on_the_way(("give_back_in", index), "give_back_in", says)

    def labels(self) -> Iterator[Problem]:
        labels = self.parts.get("labels")
        for stem, field in (("courses", "requirements"), ("calls", "documents"), ("calls", "eligibility")):
            for index, thing in enumerate(self.parts.get(stem, [])):
                for place, key in enumerate(getattr(thing, field)):
                    if labels is not None and key not in labels:
                        says = f'"{key}" has no words: add it to labels.yaml with es and en'
                        yield self._problem(stem, index, field, says, place)

    def papers(self) -> Iterator[Problem]:
        """A form asks for the papers that its call names, and no others; what it doesn't ask for, it says why."""
        for index, call in enumerate(self.parts.get("calls", [])):
            labels = self.parts.get("labels")
            # A paper without words may be misspelt: said once is enough.
            if call.form is None or labels is None or not set(call.documents) <= set(labels):
                continue
            asked = {one.paper for one in call.form.questions if one.paper}
            spared = {one.paper for one in call.form.spared}
            for place, key in enumerate(call.documents):
                if key not in asked | spared:
                    says = (
                        f'the form neither asks for "{key}" nor says why not: add a question, or write it under spared'
                    )
                    yield self._problem("calls", index, "documents", says, place)
            for key in sorted((asked | spared) - set(call.documents)):
                says = (
                    f'it asks for the paper "{key}", which the call doesn\'t name: add it to documents, or take it out'
                )
                yield self._problem("calls", index, "form", says)
            for key in sorted(asked & spared):
                yield self._problem("calls", index, "form", f'"{key}" is asked for and spared: take one of them out')

    def lines(self) -> Iterator[Problem]:
        lines = self.parts.get("helplines")
        if lines is not None and not any(line.shown and line.scope == "national" for line in lines):
            says = "no national line would be shown: add one with scope: national, confirmed, show_by_default: true"
            yield Problem("helplines.yaml", 1, "", says)
        elif lines is not None and not any(line.shown and line.dial == EMERGENCY for line in lines):
            says = f'nothing would be shown to somebody in danger: add a line with dial: "{EMERGENCY}", confirmed'
            yield Problem("helplines.yaml", 1, "", says)

    def _lead_somewhere(self, field: str, target: str) -> Iterator[Problem]:
        if target not in self.parts:
            return
        known = [thing.key for thing in self.parts[target]]
        for stem in ("courses", "calls"):
            for index, thing in enumerate(self.parts.get(stem, [])):
                key = getattr(thing, field, None)
                if key is not None and key not in known:
                    yield self._problem(stem, index, field, _astray(key, target, known))

    def _known_interests(self) -> list[str] | None:
        """None while interests.yaml is there and can't be read."""
        if not self._read("interests"):
            return None
        return [interest.key for interest in self.parts.get("interests", [])]

    def _once_on_the_way(self, things: list[Any], place: _Place, name: str) -> Iterator[Problem]:
        seen: dict[str, int] = {}
        for index, thing in enumerate(things):
            if thing.key in seen:
                says = f"this key is already used on line {seen[thing.key]}"
                yield self._on_the_way((*place, index, "key"), f"{name}: {thing.key}: key", says)
            seen.setdefault(thing.key, self.sheets["journey"].line((*place, index, "key")))

    def _lists(self) -> Iterator[tuple[str, list[Any]]]:
        return ((stem, things) for stem, things in self.parts.items() if isinstance(things, list))

    def _read(self, *stems: str) -> bool:
        return all(stem in self.parts or stem not in self.sheets for stem in stems)

    def _problem(self, stem: str, index: int, field: str, says: str, place: int | None = None) -> Problem:
        sheet, thing = self.sheets[stem], self.parts[stem][index]
        loc = (index, field) if place is None else (index, field, place)
        return Problem(sheet.name, sheet.line(loc), f"{thing.key}: {field}", says)

    def _on_the_way(self, place: _Place, field: str, says: str) -> Problem:
        sheet = self.sheets["journey"]
        return Problem(sheet.name, sheet.line(place), field, says)


def _astray(key: str, target: str, known: list[str]) -> str:
    return f'"{key}" is not in {target}.yaml: write one of {", ".join(known) or "(none yet)"}, or add it'
