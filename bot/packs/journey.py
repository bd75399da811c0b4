"""The journey as an institution writes it: for each pillar a welcome, questions, a challenge and a stamp."""

import datetime as dt
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from bot.packs.fields import CourseKey, Emoji, Part, Sourced
from bot.packs.words import Button20, Message320, Text, Title90, Topic18

KEYS: Final = 58
"""Letters of a topic's, a question's and an option's key together: what an answer's button has room for.

That keys are short enough and stand once in their list is checked with their lines, in `checks`."""


class Interest(Part):
    """Something that moves people: what suggestions are matched by, and a choice of the first short question."""

    key: CourseKey
    emoji: Emoji
    short_name: Topic18


class Option(Part):
    """An answer. Whoever taps it is suggested what speaks to these interests, and the courses or calls of the same
    pillar that it leads to by name: the only way to one that is sensitive."""

    key: CourseKey
    label: Button20
    interests: list[CourseKey] = Field(default_factory=list)
    leads_to: list[CourseKey] = Field(default_factory=list)


class Question(Part):
    """About the person's own life, answered with one tap."""

    key: CourseKey
    ask: Message320
    options: Annotated[list[Option], Field(min_length=2, max_length=6)]


class Challenge(Part):
    """Something small to do in real life. Telling, showing or just saying "done" all count the same."""

    text: Message320
    example: Text


class Stage(Part):
    topic: CourseKey
    welcome: Message320
    questions: Annotated[list[Question], Field(min_length=2, max_length=3)]
    challenge: Challenge
    stamp: Button20
    # What is said with the stamp.
    done: Message320


class Journey(Part):
    name: Text
    welcome: Message320
    stages: Annotated[list[Stage], Field(min_length=2, max_length=8)]
    # The recognition for all the stamps, what is said with it, and the invitation to give back.
    title: Button20
    finished: Message320
    give_back: Message320
    # Keys of courses or calls in which one gives back.
    give_back_in: list[CourseKey] = Field(default_factory=list)

    def stage(self, topic: str) -> Stage | None:
        return next((stage for stage in self.stages if stage.topic == topic), None)


class News(Sourced):
    key: CourseKey
    title: Title90
    body: Message320
    # Pillars or areas; none means that it is for everybody.
    topics: list[CourseKey] = Field(default_factory=list)
    published: dt.date
    # The last day on which it is shown.
    expires: dt.date
    # About a health condition, violence or the like: read by who looks for it, in no digest.
    sensitive: bool = False

    @model_validator(mode="after")
    def _published_before_it_expires(self) -> Self:
        if self.expires < self.published:
            raise ValueError(f"it expires ({self.expires}) before it is published ({self.published}): correct one")
        return self
