"""Answers to the questions of an application: how one is written, what was wrong with one, and how it reads."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from bot.errors import BadAnswer
from bot.i18n import _, full_date, listed, ngettext, number, words
from bot.packs.forms import Question
from bot.screens.lines import DASH, lines, sentences
from bot.services.applications.answers import limit
from bot.services.applications.identifiers import phone_shown


def shown(question: Question, value: Any) -> Markup:
    """The answer as a reader sees it; for a paper, whose files stand elsewhere, nothing."""
    if question.kind == "file":
        return Markup()
    if value is None:
        return _("Not answered")
    named = {option.key: words(option.label) for option in question.options}
    ways: dict[str, Callable[[Any], str]] = {
        "choice": lambda key: named.get(key, str(key)),
        "several": lambda keys: listed([named.get(key, str(key)) for key in keys]),
        "number": number,
        "date": lambda day: full_date(date.fromisoformat(day)),
        "phone": phone_shown,
        "team": lambda names: lines(*(Markup("{}{}").format(DASH, name) for name in names)) or _("Nobody else"),
    }
    return Markup("{}").format(ways.get(question.kind, str)(value))


def ask_hint(question: Question) -> Markup:
    """How this kind of question is answered, in a line."""
    if question.kind == "number":
        return _range(question.low, question.high) or _("Just a whole number, without decimals.")
    if question.kind == "team":
        most = limit(question)
        return ngettext(
            "One name; if it's just you, write “just me”.",
            "One name on each line, {n} at most; if it's just you, write “just me”.",
            most,
        )
    if question.kind == "several" and question.at_most:
        return ngettext("Choose {n} at most.", "Choose {n} at most.", question.at_most)
    if question.kind == "file" and question.at_most:
        return ngettext(
            "A photo or a PDF, one file.",
            "Photos or PDFs, {n} files at most. You can send them together.",
            question.at_most,
        )
    said = {
        "short": _("In one line, {n} characters at most.", n=number(limit(question))),
        "long": _("As many lines as you need, {n} characters at most.", n=number(limit(question))),
        "choice": _("Tap one, or write it."),
        "several": _("As many as you like: tap them, or write them with commas."),
        "date": _("For example: 15/03/2027, or 15 mar 2027."),
        "curp": _("18 letters and digits. If you don't have it at hand: gob.mx/curp."),
        "rfc": _("13 letters and digits for a person, 12 for a company."),
        "phone": _("Ten digits, with the area code."),
        "place": _("Just the name of the colonia, without street or number."),
        "file": _("Photos or PDFs. You can send them together."),
        "link": _("Paste the whole address, as your browser shows it."),
    }
    return said[question.kind]


def trouble(question: Question | None, error: BadAnswer) -> Markup:
    """What was wrong and how to mend it, also where the question is gone. What identifies somebody isn't repeated."""
    said = _identifiers(error) or _texts(question, error) or _numbers(question, error) or _others(error)
    return said or sentences(_("I couldn't read that."), ask_hint(question) if question is not None else "")


def _identifiers(error: BadAnswer) -> Markup:
    if error.why == "curp_length":
        return ngettext(
            "A CURP has 18 characters, and I counted {n}. Copy it again, without leaving anything out.",
            "A CURP has 18 characters, and I counted {n}. Copy it again, without leaving anything out.",
            error.count,
        )
    if error.why == "rfc_length":
        return ngettext(
            "An RFC has 13 characters for a person or 12 for a company, and I counted {n}.",
            "An RFC has 13 characters for a person or 12 for a company, and I counted {n}.",
            error.count,
        )
    if error.why in ("phone_short", "phone_long"):
        return ngettext(
            "A phone number has ten digits, and I counted {n}. From another country: begin with + and its code.",
            "A phone number has ten digits, and I counted {n}. From another country: begin with + and its code.",
            error.count,
        )
    said = {
        "curp_letters": _("A CURP begins with four letters of your name, without Ñ or accents. Check the first four."),
        "curp_digits": _(
            "Characters 5 to 10 of a CURP are digits: your birth date. Check that no letter O stands for a zero."
        ),
        "curp_day": _(
            "Characters 5 to 10 of a CURP are a birth date (year, month, day), and yours isn't one. Check them."
        ),
        "curp_sex": _("Character 11 of a CURP is H, M or X. Check that one."),
        "curp_state": _(
            "Characters 12 and 13 of a CURP are the state where you were born: GT for Guanajuato, NE if it was "
            "abroad. Check those two."
        ),
        "curp_inside": _(
            "Characters 14 to 16 of a CURP are letters. Check that there's no zero instead of a letter O."
        ),
        "curp_end": _("A CURP ends with a letter or digit, and then a digit. Check the last two."),
        "curp_check": _(
            "One character doesn't fit the others: some letter or digit is off. Compare it with your document."
        ),
        "curp_born": _(
            "The birth date in that CURP isn't the one you gave me. Check the CURP. If the date is wrong, change it in "
            "your profile."
        ),
        "rfc_short": _(
            "The last three characters are missing (the homoclave). You'll find them on your tax certificate."
        ),
        "rfc_form": _("An RFC is three or four letters, six digits of a date, and three more characters. Check it."),
        "rfc_day": _("The six digits of an RFC are a date (year, month, day), and those aren't one. Check them."),
        "rfc_generic": _(
            "That RFC is the one for sales to the general public: it belongs to nobody. I need the one on your tax "
            "certificate."
        ),
        "phone_signs": _("I need just the number: ten digits, with the area code."),
        "phone_unknown": _("No phone has that number. Check the area code and each digit."),
    }
    return said.get(error.why, Markup())


def _texts(question: Question | None, error: BadAnswer) -> Markup:
    if error.why == "too_long" and question is not None and question.kind in ("short", "long"):
        return ngettext(
            "There's room for {most} characters, and you wrote {n}. Shorten it a little and send it again.",
            "There's room for {most} characters, and you wrote {n}. Shorten it a little and send it again.",
            error.count,
            most=number(error.high or 0),
        )
    said = {
        "blank": _("I couldn't see any words in that."),
        "too_long": _("That is too long: {n} characters at most.", n=number(error.high or 0)),
        "street": _("That looks like an address. I only need the colonia, and I didn't keep it."),
        "signs": _("“{typed}” has something that isn't part of a name.", typed=error.typed),
        "option": _("“{typed}” isn't one of the options. Tap one, or write it as it reads.", typed=error.typed),
        "options": _("These aren't among the options: {which}.", which=listed(_marked(error.hints))),
        "name": _(
            "“{typed}” doesn't look like a name to me. One name on each line, or with commas.", typed=error.typed
        ),
        "needs_file": _("This one is a photo or a PDF: send it with the paperclip. If you can't now, go on later."),
    }
    return said.get(error.why, Markup())


def _marked(said: Sequence[str]) -> list[str]:
    return [_("“{text}”", text=one) for one in said]


def _numbers(question: Question | None, error: BadAnswer) -> Markup:
    if error.why == "too_many":
        return ngettext(
            "There's room for {most}, and I counted {n}.",
            "There's room for {most}, and I counted {n}.",
            error.count,
            most=number(error.high or 0),
        )
    said = {
        "number": _(
            "I didn't understand “{typed}” as a number. For example: {example}.",
            typed=error.typed,
            example=_example(question),
        ),
        "whole": _(
            "I need a whole number, without decimals. By “{typed}”, do you mean {one} or {other}?",
            typed=error.typed,
            one=error.hints[0] if error.hints else "",
            other=error.hints[-1] if error.hints else "",
        ),
        "too_low": _range(error.low, error.high),
        "too_high": _range(error.low, error.high),
    }
    return said.get(error.why, Markup())


def _example(question: Question | None) -> str:
    """The question's own, or a number that it would take."""
    if question is None:
        return number(15_000)
    if question.example:
        return words(question.example).rstrip(".")
    low, high = question.low or 0, question.high
    return number(15_000 if high is None and low <= 15_000 else low if high is None else (low + high + 1) // 2)


def _range(low: int | None, high: int | None) -> Markup:
    if low is not None and high is not None:
        return _("A number from {low} to {high}.", low=number(low), high=number(high))
    if low is not None:
        return _("A number, {low} or more.", low=number(low))
    return _("A number, {high} at most.", high=number(high)) if high is not None else Markup()


def _others(error: BadAnswer) -> Markup:
    said = {
        "date": _("I didn't understand “{typed}” as a date.", typed=error.typed),
        "no_such_day": _("“{typed}”: that day isn't in the calendar.", typed=error.typed),
        "year": _("“{typed}”: I need the whole year, with its four digits.", typed=error.typed),
        "far": _("“{typed}” is too far away. Check the year.", typed=error.typed),
        "link": _("I need one address of a page, such as https://www.youtube.com/watch?v=…, and nothing else."),
        "email": _("That is an e-mail address. I need the address of a page."),
        "host": _(
            "Nobody could open that address. Paste it as your browser shows it, from a page that is on the internet."
        ),
    }
    return said.get(error.why, Markup())
