"""Text in both languages, in the lengths that the screens have room for."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

STRICT = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, coerce_numbers_to_str=True)


def _says_something(words: str) -> str:
    if not any(character.isalnum() for character in words):
        raise ValueError("it says nothing: write the words, or leave the whole field out if it may be left out")
    return words


SAYS_SOMETHING = AfterValidator(_says_something)
Words = Annotated[str, SAYS_SOMETHING]


class Text(BaseModel):
    """The same thing said in Spanish and in English. Never empty, plain text, no HTML."""

    model_config = STRICT

    es: Words
    en: Words

    def in_(self, locale: str) -> str:
        """English for "en" and its regions ("en_US", "en-GB"); Spanish for anything else."""
        return self.en if locale.lower().replace("_", "-").split("-")[0] == "en" else self.es

    @classmethod
    def join(cls, parts: list[Self], by: str) -> "Text":
        return Text(es=by.join(part.es for part in parts), en=by.join(part.en for part in parts))


class Topic18(Text):
    """Fits a button of the home screen, which has an emoji before it."""

    es: Annotated[str, StringConstraints(max_length=18), SAYS_SOMETHING]
    en: Annotated[str, StringConstraints(max_length=18), SAYS_SOMETHING]


class Button20(Text):
    """Fits a button."""

    es: Annotated[str, StringConstraints(max_length=20), SAYS_SOMETHING]
    en: Annotated[str, StringConstraints(max_length=20), SAYS_SOMETHING]


class Title90(Text):
    """The first line of a card."""

    es: Annotated[str, StringConstraints(max_length=90), SAYS_SOMETHING]
    en: Annotated[str, StringConstraints(max_length=90), SAYS_SOMETHING]


class Line160(Text):
    """One line of the short privacy notice."""

    es: Annotated[str, StringConstraints(max_length=160), SAYS_SOMETHING]
    en: Annotated[str, StringConstraints(max_length=160), SAYS_SOMETHING]


class Message320(Text):
    """One message that is read in one breath."""

    es: Annotated[str, StringConstraints(max_length=320), SAYS_SOMETHING]
    en: Annotated[str, StringConstraints(max_length=320), SAYS_SOMETHING]
