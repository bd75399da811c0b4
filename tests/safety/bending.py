"""Ways in which the same words arrive: slips, missing accents, other alphabets, spaced letters, longer texts."""

import random
import unicodedata
from collections.abc import Callable

_CYRILLIC = str.maketrans("aeopcxyiAEOPCXTMHKB", "аеорсхуіАЕОРСХТМНКВ")
_GREEK = str.maketrans("oiavAEOIMNTX", "οιανΑΕΟΙΜΝΤΧ")
_LEET = str.maketrans("aeiost", "431057")
_EAR = (("qu", "k"), ("v", "b"), ("z", "s"), ("ll", "y"), ("ce", "se"), ("ci", "si"), ("h", ""))
_NEAR = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuiopoasdfghjkxzxcvbn", strict=False))
_LONG = 6


def _plain(text: str, _dice: random.Random) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))


def _shout(text: str, _dice: random.Random) -> str:
    return text.upper() + "!!!"


def _fullwidth(text: str, _dice: random.Random) -> str:
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text)


def _bold(text: str, _dice: random.Random) -> str:
    return "".join(chr(0x1D5EE + ord(one) - 97) if "a" <= one <= "z" else one for one in text)


def _cyrillic(text: str, _dice: random.Random) -> str:
    return text.translate(_CYRILLIC)


def _greek(text: str, _dice: random.Random) -> str:
    return text.translate(_GREEK)


def _invisible(text: str, dice: random.Random) -> str:
    return "".join(one + dice.choice(["", "\u200b", "\u200d", "\u00ad", "\u2060"]) for one in text)


def _zalgo(text: str, dice: random.Random) -> str:
    return "".join(one + "".join(chr(dice.randint(0x300, 0x36F)) for _ in range(3)) for one in text)


def _spaced(text: str, _dice: random.Random) -> str:
    return "  ".join(" ".join(word) for word in text.split())


def _tight(text: str, dice: random.Random) -> str:
    return _spaced(_plain(text, dice).replace(",", ""), dice).replace("  ", " ")


def _dotted(text: str, _dice: random.Random) -> str:
    return " ".join(word[:2] + "." + word[2:] if len(word) > 4 else word for word in text.split())


def _together(text: str, dice: random.Random) -> str:
    return _plain(text, dice).replace(" ", "").replace(",", "")


def _leet(text: str, dice: random.Random) -> str:
    return " ".join(word.translate(_LEET) if len(word) > 4 else word for word in _plain(text, dice).split())


def _stretched(text: str, _dice: random.Random) -> str:
    return " ".join(word + word[-1] * 4 if word[-1] in "aeiou" else word for word in text.split())


def _by_ear(text: str, dice: random.Random) -> str:
    for right, written in _EAR:
        text = text.replace(right, written) if right != "h" or "ch" not in text else text
    return _plain(text, dice)


def _texted(text: str, dice: random.Random) -> str:
    short = {"que": "q", "porque": "xq", "quiero": "kiero", "de": "d", "por": "x", "también": "tmb", "estoy": "toy"}
    return " ".join(short.get(word, word) for word in _plain(text, dice).split())


def _slip(text: str, dice: random.Random) -> str:
    """One slip in one longer word: a letter twice, left out, changed, or two in the wrong order."""
    words = text.split()
    longer = [at for at, word in enumerate(words) if len(word) >= _LONG and word.isalpha()]
    if not longer:
        return text
    at = dice.choice(longer)
    word = words[at]
    where = dice.randint(1, len(word) - 2)
    words[at] = dice.choice(
        [
            word[:where] + word[where] + word[where:],
            word[:where] + word[where + 1 :],
            word[:where] + _NEAR.get(word[where], "x") + word[where + 1 :],
            word[:where] + word[where + 1] + word[where] + word[where + 2 :],
        ]
    )
    return " ".join(words)


def _quoted(text: str, _dice: random.Random) -> str:
    return f"“{text}”…"


def _sad_face(text: str, _dice: random.Random) -> str:
    return f"{text} 😭💔"


def _asked(text: str, _dice: random.Random) -> str:
    return f"oye una pregunta, {text}"


def _told(text: str, _dice: random.Random) -> str:
    return f"hola buenas noches no sé a quién decirle esto pero {text} y no sé qué hacer"


def _in_a_form(text: str, _dice: random.Random) -> str:
    return (
        "Hola, me llamo Fernanda y tengo 16 años. Me gustaría entrar al taller de fotografía porque me gusta mucho. "
        f"{text}. En las tardes ayudo en la tienda de mi abuelita y los sábados los tengo libres."
    )


def _beside_an_idiom(text: str, _dice: random.Random) -> str:
    return f"me muero de hambre pero neta {text}"


def _beside_homework(text: str, _dice: random.Random) -> str:
    return f"la tarea de mate me está matando. {text}"


BENT: dict[str, Callable[[str, random.Random], str]] = {
    "plain": _plain,
    "shout": _shout,
    "fullwidth": _fullwidth,
    "bold": _bold,
    "cyrillic": _cyrillic,
    "greek": _greek,
    "invisible": _invisible,
    "zalgo": _zalgo,
    "spaced": _spaced,
    "tight": _tight,
    "dotted": _dotted,
    "together": _together,
    "leet": _leet,
    "stretched": _stretched,
    "by_ear": _by_ear,
    "texted": _texted,
    "slip": _slip,
    "quoted": _quoted,
    "sad_face": _sad_face,
    "asked": _asked,
    "told": _told,
    "in_a_form": _in_a_form,
    "beside_an_idiom": _beside_an_idiom,
    "beside_homework": _beside_homework,
}
ONLY_SPANISH = ("by_ear", "texted", "told", "in_a_form", "beside_an_idiom", "beside_homework", "asked")
FOR_ORDINARY = (
    "plain",
    "shout",
    "fullwidth",
    "cyrillic",
    "invisible",
    "spaced",
    "dotted",
    "together",
    "leet",
    "by_ear",
)
"""Bendings that an ordinary message must survive too without an alarm."""
