"""From what was typed to plain lower-case letters: alphabets, accents, invisible characters, emoji, digits."""

import re
import unicodedata

_GREEK_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґѕјԁԛԝһӏ",
        [
            *("a", "b", "b", "r", "d", "e", "e", "x", "z", "n", "n", "k", "l", "m", "h", "o", "n", "p", "c", "t", "y"),
            *("f", "x", "u", "u", "w", "w", "b", "bl", "b", "e", "io", "r", "i", "i", "e", "r", "s", "j", "d", "q"),
            *("w", "h", "l"),
        ],
        strict=True,
    )
) | dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", "abydezn0iklmvxonpostuoxyw", strict=True))
"""By looks, as one writes Latin words with them."""
# In upper case they look different: В is B, Н is H, Р is P.
_CAPITALS = dict(zip("АВЕЅЈКМНОРСТУХІΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abesjkmhopctyxiabezhikmnoptyx", strict=True))
_OTHERS = {
    **dict(zip("ıȷłøđħŧɑɡɩʟɴʀʏßæœþðƙɓɗƒ", [*"ijlodhtagilnry", "ss", "ae", "oe", "th", *"dkbdf"], strict=True)),
    "№": "no",
    "’": "'",
    "‘": "'",
    "´": "'",
    "`": "'",
    "ʼ": "'",
    "＇": "'",
    "…": ". ",
    "¡": " ",
    "¿": " ",
    "\n": ". ",
    "\r": " ",
    "\t": " ",
}
EMOJI = {
    "🔪🗡🪓🪒": "emojiblade",
    "💊": "emojipill",
    "🩸": "emojiblood",
    "🔫": "emojigun",
    "💀☠⚰🪦⚱👻😵": "emojidead",
    "👊🤜🤛🥊": "emojihit",
    "😂🤣😹😆😝😜🤪": "emojilaugh",
    "😭😢😞😔💔🥺😿😥😓": "emojisad",
    "🌉": "emojibridge",
    "🪢": "emojirope",
    "🍺🍻🥃🍷🍾": "emojidrink",
    "🎮🕹": "emojigame",
}
_EMOJI = {ord(sign): f" {word} " for signs, word in EMOJI.items() for sign in signs}
_NAMED = re.compile(
    r"(?:REGIONAL INDICATOR SYMBOL LETTER|(?:NEGATIVE |CROSSED NEGATIVE )?(?:SQUARED|CIRCLED) LATIN CAPITAL LETTER"
    r"|LATIN LETTER SMALL CAPITAL|PARENTHESIZED LATIN SMALL LETTER|MODIFIER LETTER (?:SMALL|CAPITAL)"
    r"|TAG LATIN SMALL LETTER|LATIN SMALL LETTER (?:TURNED|OPEN)) ([A-Z])\b"
)


class _Table(dict[int, str]):
    """What each character becomes; worked out once for each that is met, so at most once for all of Unicode."""

    def __missing__(self, point: int) -> str:
        self[point] = found = _plain(chr(point))
        return found


def _plain(sign: str) -> str:
    known = _CAPITALS.get(sign) or _OTHERS.get(sign)
    if known is not None:
        return known
    if ord(sign) in _EMOJI:
        return _EMOJI[ord(sign)]
    kind = unicodedata.category(sign)
    named = _NAMED.match(unicodedata.name(sign, ""))
    if named:
        return named[1].lower()
    if kind in ("Cf", "Mn", "Me", "Cc", "Co", "Cn", "Cs") or sign in "\u115f\u3164":
        return ""
    if kind[0] == "Z":
        return " "
    letters = []
    for part in unicodedata.normalize("NFKD", sign):
        lower = part.lower()
        lower = _CAPITALS.get(part) or _GREEK_CYRILLIC.get(lower) or _OTHERS.get(lower) or lower
        letters.append("".join(one for one in lower if not unicodedata.combining(one)))
    plain = "".join(letters)[:4]
    return plain if plain.isascii() and plain else " "


_TABLE = _Table()
_SIGNS = re.compile(r"([^\w\s]{12})[^\w\s\u0300-\u036f]+")
"""More than twelve signs or emoji in a row say no more than twelve."""
_LONG = re.compile(r"(.)\1{2,}")
_LETTER_BY_LETTER = re.compile(r"(?<![a-z0-9])[a-z0-9@$'](?:[ .,_*/|~+-]{1,3}[a-z0-9@$'](?![a-z0-9@$'])){3,}")
_WIDE = re.compile(r" {2,}| ?[/|] ?")
_INSIDE = re.compile(r"(?<=[a-z0-9])[._*/|~+-](?=[a-z0-9])")
_WHEN = re.compile(
    r"\b\d{1,2}(?:[:h]\d{2}\b|[/-]\d{1,2}(?:[/-]\d{2,4})?\b|(?=\s{1,3}(?:de\s{1,3})?"
    r"(?:ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic|jan|apr|aug|dec)[a-z]{0,8}\b))"
)
"""A time of day or a date: its numbers are nobody's age."""
_LEET = str.maketrans("43105789@$!€+", "aeiostbgasiet")


def fold(text: str) -> str:
    """Lower-case ASCII; runs of one letter shortened to one, letters written one by one put together."""
    plain = _SIGNS.sub(r"\1", text).translate(_TABLE)
    plain = _WHEN.sub(" 0 ", plain)
    plain = _LONG.sub(r"\1", plain)
    return _LETTER_BY_LETTER.sub(_together, plain)


def _together(found: re.Match[str]) -> str:
    spelled = found[0]
    parts = _WIDE.split(spelled)
    if len(parts) > 1 and any(len(part) > 1 for part in parts):
        return " ".join(re.sub(r"[^a-z0-9@$']", "", part) for part in parts)
    return re.sub(r"[^a-z0-9@$']", "", spelled)


def joined(folded: str) -> str | None:
    """The text with the signs taken out that stand inside words, or None if there are none."""
    found = _INSIDE.sub("", folded)
    return found if found != folded else None


def unleet(word: str) -> str:
    """`m4t4rm3` is matarme."""
    return word.translate(_LEET)
