"""The language of the rules, compiled to regular expressions over signs (see lexicon.py).

`NAME` or `NAME.inf` is a concept, `word` is that word, `a/B` any of them, `a/B-C` but not C, `.` any word, `NUM` a
number. `?`, `*` after it as usual; `( x | y )` chooses; `~3` leaves out up to three words of the sentence. `!x~2`: no x
among the two words before this place (`!x` among the one before); `^x~2`: no x among the two words from here on.
`@name` is a macro. `%6 x ; y ; z`: in any order, at most six words between one and the next.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import permutations

from bot.safety.lexicon import ADULT, COMMA, MINOR, NUMBER, STOP, UNKNOWN

_SPECIAL = {
    "NUM": NUMBER + MINOR + ADULT,
    "AGE_MINOR": MINOR,
    "AGE_ADULT": ADULT,
    "COMMA": COMMA,
    "STOP": STOP,
    "OTHER": UNKNOWN,
}
_ITEM = re.compile(r"\(|\)[?*]?|\||\S+")


def expand(pattern: str, macros: Mapping[str, str]) -> str:
    if pattern[0] == "%":
        far, _, rest = pattern[1:].partition(" ")
        parts = (part.strip() for part in rest.split(";"))
        orders = permutations(f"( {part} )" if "|" in part else part for part in parts)
        pattern = f"( {' | '.join(f' ~{far} '.join(order) for order in orders)} )"
    for _depth in range(4):
        if "@" not in pattern:
            break
        pattern = re.sub(r"@(\w+)", lambda found: f"( {macros[found[1]]} )", pattern)
    return pattern


def literals(pattern: str) -> Iterator[str]:
    """The words that a pattern names itself."""
    for item in _ITEM.findall(pattern):
        if item[0] in "()|~":
            continue
        for part in re.split(r"[/-]", item.strip("!^?*").partition("~")[0]):
            if part and part[0].islower():
                yield part


def _set(written: str, signs: Mapping[str, str]) -> frozenset[str]:
    wanted, *without = written.split("-")
    found: set[str] = set()
    for part in wanted.split("/"):
        found |= set(_signs(part, signs))
    for part in without:
        found -= set(_signs(part, signs))
    if not found:
        raise ValueError(f"{written} stands for no word")
    return frozenset(found)


def _one(written: str, signs: Mapping[str, str]) -> str:
    return f"[^{STOP}]" if written == "." else f"[{_ranges(sorted(_set(written, signs)))}]"


def _ranges(sorted_signs: list[str]) -> str:
    """Neighbouring signs as one range: a concept's signs are neighbours, and short classes are quick."""
    runs: list[list[str]] = []
    for sign in sorted_signs:
        if runs and ord(sign) == ord(runs[-1][1]) + 1:
            runs[-1][1] = sign
        else:
            runs.append([sign, sign])
    return "".join(first if first == last else f"{first}-{last}" for first, last in runs)


def _signs(part: str, signs: Mapping[str, str]) -> str:
    if part in _SPECIAL:
        return _SPECIAL[part]
    name = part if part[0].isupper() else f"={part}"
    if name not in signs:
        raise ValueError(f"{part} is no concept and no word of the rules")
    return signs[name]


def needed(pattern: str, signs: Mapping[str, str]) -> list[frozenset[str]]:
    """What a text must have for the pattern to be worth trying: one sign of each set, the rarest first."""
    items = iter(_ITEM.findall(pattern))
    sets, _end = _needs(items, signs)
    return sorted(sets, key=len)


def _needs(items: Iterator[str], signs: Mapping[str, str]) -> tuple[list[frozenset[str]], str]:
    """Of what stands up to the closing bracket: of each choice its rarest set, put together."""
    choices: list[list[frozenset[str]]] = [[]]
    end = ""
    for item in items:
        if item == "(":
            inner, how = _needs(items, signs)
            if how == ")":
                choices[-1] += inner
        elif item[0] == ")":
            end = item
            break
        elif item == "|":
            choices.append([])
        elif item[0] not in "~!^." and item[-1] not in "?*":
            choices[-1].append(_set(item, signs))
    if len(choices) == 1:
        return choices[0], end
    if not all(choices):
        return [], end
    shared = set(choices[0]).intersection(*choices[1:])
    return [*shared, frozenset().union(*(min(sets, key=len) for sets in choices))], end


def compiled(pattern: str, signs: Mapping[str, str]) -> re.Pattern[str]:
    out: list[str] = []
    for item in _ITEM.findall(pattern):
        if item == "(":
            out.append("(?:")
        elif item[0] in ")|":
            out.append(item)
        elif item[0] == "~":
            out.append(f"[^{STOP}]{{0,{item[1:]}}}?")
        elif item[0] in "!^":
            name, _, reach = item[1:].partition("~")
            one = _one(name, signs)
            far = int(reach or 1)
            if item[0] == "^":
                out.append(f"(?![^{STOP}]{{0,{far - 1}}}{one})" if far > 1 else f"(?!{one})")
            else:
                out.extend(f"(?<!{one}{f'[^{STOP}{COMMA}]' * between})" for between in range(far))
        else:
            again = item[-1] if item[-1] in "?*" and len(item) > 1 else ""
            out.append(_one(item[: len(item) - len(again)], signs) + again)
    return re.compile("".join(out))
