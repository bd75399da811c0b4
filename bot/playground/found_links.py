"""Links and e-mail addresses in a text, by the rules of Telegram's own library.

A candidate grows around a dot: the name of a host to both sides, what stands before an @, a port, a path, a protocol.
Then its host must be a plausible one. Without a protocol only well-known endings count; the list here is shorter
than Telegram's (countries and the common ones).
"""

import re
import unicodedata
from collections.abc import Callable

TLDS = frozenset(
    (  # noqa: SIM905 - a list of 350 quoted words would hide what they are
        "com org net edu gov mil int info biz name pro app dev page site online store shop club blog cloud tech xyz "
        "top live news media social today world work agency academy school courses training education university "
        "institute jobs careers health care community foundation center company email link click digital design "
        "studio art music video photo photos tv fm radio events travel tours city town house land farm garden green "
        "eco bio bot chat wiki lat gratis viajes juegos soy gmail google youtube facebook onion ton zip mov tel mobi "
        "coop museum aero arpa asia cat post ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh "
        "bi bj bm bn bo br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do "
        "dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn "
        "hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt "
        "lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu "
        "nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so "
        "sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn "
        "vu wf ws ye yt za zm zw "
    ).split()
)
PROTOCOL = re.compile(r"(?i)(?:https?|ftp|tonsite)://")
EMAIL = re.compile(
    r"(?i)(?:[a-z0-9_-]{0,26}[.+]){0,10}[a-z0-9_-]{1,35}@(?:[a-z0-9](?:[a-z0-9_-]{0,28}[a-z0-9])?\.){1,6}[a-z]{2,8}"
)
TG_LINK = re.compile(r"(?i)(?:tg|ton)://[a-z0-9_-]{1,253}")
PORT = re.compile(r":0*([1-9][0-9]{0,4})(?![0-9])")
BAD_ENDS = ".:;,('?!`"
NOT_IN_PATH = frozenset('\n<>"«»')
NOT_IN_USER = frozenset("\n/[]{}()'`<>\"@«»")

Found = tuple[int, int, str]


def find_addresses(text: str) -> list[Found]:
    """(begin, end, "url" or "email") in characters."""
    found: list[Found] = []
    if "://" in text:
        for match in TG_LINK.finditer(text):
            found.append((match.start(), _path_end(text, match.end()), "url"))
    for begin, end in _candidates(text):
        address = text[begin:end]
        if EMAIL.fullmatch(address):
            found.append((begin, end, "email"))
        elif address.startswith("mailto:") and EMAIL.fullmatch(address[7:]):
            found.append((begin + 7, end, "email"))
        else:
            size = _plausible(address)
            if size:
                found.append((begin, begin + size, "url"))
    return found


def _is_symbol(char: str) -> bool:
    if "\u2000" <= char <= "\u206f":
        return char in "\u200c\u200d" or "\u2010" <= char <= "\u2015"
    return char > " " and (char.isascii() or unicodedata.category(char)[0] != "Z")


def _in_host(char: str) -> bool:
    if char < "\u00c0":
        return char.isascii() and (char.isalnum() or char in "._-~")
    return _is_symbol(char)


def _in_user(char: str) -> bool:
    return char not in NOT_IN_USER and _is_symbol(char)


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _path_end(text: str, end: int) -> int:
    """Behind the path that may follow a host."""
    if end >= len(text) or text[end] not in "/?#":
        return end
    stop = end + 1
    while stop < len(text) and text[stop] not in NOT_IN_PATH and _is_symbol(text[stop]):
        stop += 1
    while stop > end + 1 and text[stop - 1] in BAD_ENDS:
        stop -= 1
    return stop if text[end] == "/" or stop > end + 1 else end


def _back(text: str, place: int, start: int, fits: Callable[[str], bool]) -> int:
    """The farthest place before `place` from which every character fits."""
    while place > start and fits(text[place - 1]):
        place -= 1
    return place


def _candidates(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start, size = 0, len(text)
    while True:
        dot = text.find(".", start)
        if dot < 0 or dot + 1 == size:
            return found
        if text[dot + 1] == " ":
            start = dot + 2
            continue
        begin = _back(text, dot, start, _in_host)
        end, at = dot, -1
        while end < size and (text[end] == "@" or _in_host(text[end])):
            at = end if text[end] == "@" else at
            end += 1
        if at >= 0:
            begin = _back(text, begin, start, _in_user)
        port = PORT.match(text, end)
        if port and int(port.group(1)) <= 65535:
            end = port.end()
        end = _path_end(text, end)
        while end > dot + 1 and text[end - 1] == ".":
            end -= 1
        whole = _with_front(text, start, begin, at >= 0)
        if whole is not None:
            if end > dot + 1:
                found.append((whole, end))
            while end < size and text[end] == ".":
                end += 1
        else:
            while text[end - 1] != ".":
                end -= 1
        start = max(end, dot + 1)


def _with_front(text: str, start: int, begin: int, has_at: bool) -> int | None:
    """Where the address begins with user name and protocol; None when what stands before it spoils it."""
    if begin > start and text[begin - 1] == "@":
        user = _back(text, begin - 1, start, _in_user)
        if has_at or user == begin - 1:
            return None
        begin = user
    if begin == start:
        return begin
    if begin - start >= 6 and text.startswith("://", begin - 3):
        return _with_protocol(text, start, begin)
    before = text[begin - 1]
    return None if _is_word(before) or before in "/#@" else begin


def _with_protocol(text: str, start: int, begin: int) -> int | None:
    place = begin - 3
    while place > start and (
        text[place - 1].isalnum() or text[place - 1] in "+-" or _is_symbol_beyond(text[place - 1])
    ):
        place -= 1
    protocol = text[place : begin - 3].lower()
    for known, refused in (("http", ("shttp",)), ("https", ()), ("ftp", ("tftp", "sftp")), ("tonsite", ())):
        if protocol.endswith(known) and protocol not in refused:
            return begin - 3 - len(known)
    return None


def _is_symbol_beyond(char: str) -> bool:
    return not char.isascii() and unicodedata.category(char)[0] != "Z"


def _plausible(address: str) -> int:
    """How much of the candidate is an address; 0 when it is none."""
    protocol = PROTOCOL.match(address)
    begin = protocol.end() if protocol else 0
    stops = [place for mark in "/?#" if (place := address.find(mark, begin)) >= 0]
    host_end = min(stops, default=len(address))
    host = address[begin:host_end]
    if "@" in host:
        host = host[host.index("@") + 1 :]
    host = host.rpartition(":")[0] if ":" in host else host
    if not _is_host(host, has_protocol=protocol is not None):
        return 0
    return host_end + _balanced(address[host_end:])


def _balanced(path: str) -> int:
    """A bracket that closes nothing ends the path."""
    depth = {"(": 0, "[": 0, "{": 0}
    closing = {")": "(", "]": "[", "}": "{"}
    end = len(path)
    for place, char in enumerate(path):
        if char in depth:
            depth[char] += 1
        elif char in closing:
            depth[closing[char]] -= 1
            if depth[closing[char]] < 0:
                end = place
                break
    while end > 0 and path[end - 1] in BAD_ENDS:
        end -= 1
    return end


def _is_host(host: str, *, has_protocol: bool) -> bool:
    parts = host.split(".")
    if len(parts) == 1 or any(not part or len(part.encode()) >= 64 or part.endswith("-") for part in parts):
        return False
    if host.replace(".", "").isdecimal() and host.isascii():
        return len(parts) == 4 and all(str(int(part)) == part and int(part) <= 255 for part in parts)
    tld = parts[-1]
    if len(tld) <= 1:
        return False
    if tld.startswith("xn--"):
        if len(tld) <= 5 or not (tld[4:].isascii() and tld[4:].isalnum()):
            return False
    elif "_" in tld or "-" in tld or not (has_protocol or _is_common(tld)):
        return False
    return "_" not in parts[-2]


def _is_common(tld: str) -> bool:
    small = tld.lower()
    # "Hola.Como" is a missing space, not a host: an ending with only its first letter capital is none.
    return small in TLDS and (small == tld or small[0] != tld[0])
