"""Verb forms with what they say: who (1 I, 2 you, 3 he or they, 4 we), when, and whom a stuck-on pronoun names."""

from collections.abc import Iterator

Form = tuple[str, tuple[str, ...]]
_ENDINGS = {
    "ar": {
        "pres": "o as a amos an",
        "past": "e aste o amos aron",
        "imp": "aba abas aba abamos aban",
        "subj": "e es e emos en",
        "ger": "ando",
        "part": "ado",
        "psubj": "ara aras ara aramos aran",
        "vos": "as",
    },
    "er": {
        "pres": "o es e emos en",
        "past": "i iste io imos ieron",
        "imp": "ia ias ia iamos ian",
        "subj": "a as a amos an",
        "ger": "iendo",
        "part": "ido",
        "psubj": "iera ieras iera ieramos ieran",
        "vos": "es",
    },
}
_ENDINGS["ir"] = _ENDINGS["er"] | {"pres": "o es e imos en", "vos": "is"}
_WHO = ("1", "2", "3", "4", "3")
_STUCK = {
    "me": "me",
    "te": "te",
    "se": "se",
    "lo": "it",
    "la": "it",
    "le": "it",
    "los": "it",
    "las": "it",
    "les": "it",
    "nos": "us",
}


def _soft(stem: str, ending: str, kind: str) -> str:
    """The letter that keeps the sound: pegue, saque, rece."""
    if kind == "ar" and ending.startswith("e"):
        for last, becomes in (("g", "gu"), ("c", "qu"), ("z", "c")):
            if stem.endswith(last):
                return stem[: -len(last)] + becomes + ending
    if kind != "ar" and ending.startswith(("o", "a")) and stem.endswith("g"):
        return stem[:-1] + "j" + ending
    return stem + ending


def spanish(written: str) -> Iterator[Form]:
    """`written` is the infinitive, then the stressed stem and the weak one where they differ: `morir/muer/mur`."""
    infinitive, *stems = written.split("/")
    stem, kind = infinitive[:-2], infinitive[-2:]
    strong = stems[0] if stems else stem
    weak = stems[1] if len(stems) > 1 else stem
    ends = _ENDINGS[kind]
    for when in ("pres", "subj"):
        for at, (who, ending) in enumerate(zip(_WHO, ends[when].split(), strict=True)):
            base = strong if at != 3 else (weak if when == "subj" else stem)
            yield _soft(base, ending, kind), (who, when)
    for at, (who, ending) in enumerate(zip(_WHO, ends["past"].split(), strict=True)):
        yield _soft(weak if at in (2, 4) else stem, ending, kind), (who, "past")
    for who, ending in zip(_WHO, ends["imp"].split(), strict=True):
        yield stem + ending, (who, "imp", *(("1",) if who == "3" else ()))
    for who, ending in zip(_WHO, ends["psubj"].split(), strict=True):
        yield weak + ending, (who, "subj", *(("1",) if who == "3" else ()))
    for who, ending in zip(_WHO, ("e", "as", "a", "emos", "an"), strict=True):
        yield infinitive + ending, (who, "fut")
    for ending, who in (("ia", "1"), ("ia", "3"), ("ian", "3")):
        yield infinitive + ending, (who, "cond")
    part = stem + ends["part"]
    for last in ("o", "a", "os", "as"):
        yield part[:-1] + last, ("part",)
    gerund = weak + ends["ger"]
    for form, name in ((infinitive, "inf"), (gerund, "ger")):
        yield form, (name,)
        for stuck, whom in _STUCK.items():
            yield form + stuck, (name, whom)
    for base in {_soft(strong, ends["pres"].split()[2], kind), _soft(strong, ends["subj"].split()[4], kind)}:
        for stuck in ("me", "te", "se"):
            yield base + stuck, ("order", _STUCK[stuck])


def english(written: str) -> Iterator[Form]:
    """`written` is the plain form, then the past and the participle where they are irregular: `beat/beat/beaten`."""
    plain, *rest = written.split("/")
    short = plain[:-1] if plain.endswith("e") and not plain.endswith("ee") else plain
    if rest and rest[-1] == "+":
        short, rest = plain + plain[-1], rest[:-1]
    past = rest[0] if rest else short + "ed"
    yield plain, ("inf", "pres")
    if plain.endswith(("s", "sh", "ch", "x")):
        yield plain + "es", ("3", "pres")
    elif plain.endswith("y") and plain[-2] not in "aeo":
        yield plain[:-1] + "ies", ("3", "pres")
        past = rest[0] if rest else plain[:-1] + "ied"
    else:
        yield plain + "s", ("3", "pres")
    yield past, ("past",)
    yield rest[1] if len(rest) > 1 else past, ("part",)
    yield ("dying" if plain == "die" else short + "ing"), ("ger",)
    yield ("dyin" if plain == "die" else short + "in"), ("ger",)
