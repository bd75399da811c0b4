"""CURP, RFC and phone, as people type them: each way to be wrong has its own name, and none quotes what was typed."""

import re
import unicodedata
from datetime import date
from typing import Final

import phonenumbers
from stdnum.mx import curp as curp_rules
from stdnum.mx import rfc as rfc_rules

from bot.errors import BadAnswer
from bot.services.birthdays import day_of

_LONGEST: Final = 80
"""Characters that any of them can have with what people put between."""
_BETWEEN: Final = re.compile(r"[\s_.,:/·-]+")
_PERSON_OR_COMPANY: Final = re.compile(r"[A-Z&Ñ]{3,4}\d{6}[0-9A-Z]{3}")
_GENERIC: Final = ("XAXX010101000", "XEXX010101000")
"""What invoices to the public in general, and to foreigners, carry: they name nobody."""
_CALLED: Final = re.compile(r"(?:tel(?:efono|\.)?|cel(?:ular|\.)?|phone|whatsapp|mi numero es)?[\s:]*([+\d\s().-]+)")


def curp_from(text: str, *, born: date | None, today: date) -> str:
    """Eighteen capitals and digits whose parts are right; H, M and X are sexes.

    Raises BadAnswer: curp_length (`count`), curp_letters (the four of the name), curp_digits (the date), curp_day (no
    such day, or one that hasn't come), curp_sex, curp_state, curp_inside (the three of the name), curp_end, curp_check
    (the last digit doesn't follow from the others), or curp_born (another birth date than the one we know)."""
    said = _compact(text, "curp_length")
    if len(said) != 18:
        raise BadAnswer("curp_length", count=len(said))
    letters, digits, sex, state, inside, serial, check = (
        said[:4],
        said[4:10],
        said[10],
        said[11:13],
        said[13:16],
        said[16],
        said[17],
    )
    if not _latin(letters) or letters in curp_rules._name_blacklist:
        raise BadAnswer("curp_letters")
    if not (digits.isascii() and digits.isdigit()):
        raise BadAnswer("curp_digits")
    if sex not in "HMX":
        raise BadAnswer("curp_sex")
    if state not in curp_rules._valid_states:
        raise BadAnswer("curp_state")
    if not _latin(inside):
        raise BadAnswer("curp_inside")
    if not (serial.isascii() and serial.isalnum() and check.isascii() and check.isdigit()):
        raise BadAnswer("curp_end")
    # Whoever was born before 2000 has a digit there, everybody since a letter.
    century = 1900 if serial.isdigit() else 2000
    day = day_of(int(digits[4:]), int(digits[2:4]), century + int(digits[:2]))
    if day is None or day > today:
        raise BadAnswer("curp_day")
    if check != curp_rules.calc_check_digit(said):
        raise BadAnswer("curp_check")
    if born is not None and day != born:
        raise BadAnswer("curp_born")
    return said


def rfc_from(text: str) -> str:
    """A person's thirteen or a company's twelve. Its last character isn't checked: the tax office itself gave out a
    few that don't follow from the others.

    Raises BadAnswer: rfc_length (`count`), rfc_short (the three last are missing), rfc_form, rfc_day, or rfc_generic
    (one that stands for nobody in particular)."""
    said = _compact(text, "rfc_length")
    if said in _GENERIC:
        raise BadAnswer("rfc_generic")
    if len(said) in (9, 10) and re.fullmatch(r"[A-Z&Ñ]{3,4}\d{6}", said):
        raise BadAnswer("rfc_short")
    if len(said) not in (12, 13):
        raise BadAnswer("rfc_length", count=len(said))
    if not _PERSON_OR_COMPANY.fullmatch(said) or said[:4] in rfc_rules._name_blacklist:
        raise BadAnswer("rfc_form")
    year, month, day = (int(said[-9:-3][at : at + 2]) for at in (0, 2, 4))
    if day_of(day, month, 1900 + year) is None and day_of(day, month, 2000 + year) is None:
        raise BadAnswer("rfc_day")
    return said


def phone_from(text: str) -> str:
    """In E.164; without a country's code it is Mexican. What Mexico dialled before ten digits sufficed is taken off.

    Raises BadAnswer: phone_signs, phone_short or phone_long (`count` digits), or phone_unknown (nobody can have it)."""
    if len(text) > _LONGEST:
        raise BadAnswer("phone_signs")
    plain = unicodedata.normalize("NFKD", text).casefold()
    match = _CALLED.fullmatch("".join(char for char in plain if not unicodedata.combining(char)).strip())
    if match is None:
        raise BadAnswer("phone_signs")
    abroad = match[1].lstrip().startswith(("+", "00"))
    digits = "".join(str(unicodedata.decimal(char)) for char in match[1] if char.isdecimal())
    digits = digits.removeprefix("00") if abroad else digits
    for before in ("521", "52", "044", "045", "01"):
        if len(digits) == len(before) + 10 and digits.startswith(before) and (not abroad or before in ("521", "52")):
            digits, abroad = digits.removeprefix(before), False
            break
    if not abroad and len(digits) != 10:
        raise BadAnswer("phone_short" if len(digits) < 10 else "phone_long", count=len(digits))
    try:
        number = phonenumbers.parse(f"+{digits}" if abroad else digits, "MX")
    except phonenumbers.NumberParseException:
        raise BadAnswer("phone_unknown") from None
    if not phonenumbers.is_valid_number(number):
        raise BadAnswer("phone_unknown")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_shown(number: str) -> str:
    """As it is dialled: `477 123 4567` in Mexico, `+34 612 34 56 78` elsewhere."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    way = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, way.NATIONAL if parsed.country_code == 52 else way.INTERNATIONAL)


def _compact(text: str, too_long: str) -> str:
    """Capitals and digits without what people put between; a name before it (`CURP:`) is left out."""
    if len(text) > _LONGEST:
        raise BadAnswer(too_long, count=len(text))
    # Full-width letters and other scripts' digits are the usual ones; NFKC keeps Ñ whole.
    said = re.sub(r"^\s*(?:MI\s+)?(?:CURP|RFC)(?:\s+ES)?[\s:]+", "", unicodedata.normalize("NFKC", text).upper())
    said = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in said)
    return "".join(char for char in _BETWEEN.sub("", said) if unicodedata.category(char) not in ("Cf", "Cc", "Pd"))


def _latin(text: str) -> bool:
    return text.isascii() and text.isalpha()
