"""What a teacher brings: questions, answers, ratings."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache, cached_property
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field, TypeAdapter, field_validator, model_validator
from pydantic.dataclasses import dataclass

from pontozo.domain.exact import Exact, Number, exact, show
from pontozo.domain.guide import All, Criterion, Guide, Leaf, leaves
from pontozo.domain.outcomes import CONFIG

#: The longest answer that is graded, in code points: about thirty printed pages.
LONGEST_ANSWER = 100_000


def _none_is_empty(value: object) -> object:
    return {} if value is None else value


@cache
def _guides() -> TypeAdapter[Guide]:
    return TypeAdapter(Guide)


@dataclass(frozen=True, config=CONFIG)
class Question:
    """The text asked, its scoring guide, its language.

    `guide` may be a plain list of criteria (all of them count) or any tree. `language` is an ISO 639 code ("en",
    "hu"); without one it is told from the text. Without an `id` the question is called after its revision.

    Raises ValueError for a guide that can earn nothing, or in which two criteria share an id.
    """

    text: Annotated[str, Field(validation_alias=AliasChoices("text", "question"))]
    guide: Annotated[Guide, Field(validation_alias=AliasChoices("guide", "scoring_guide"))]
    id: str = ""
    language: Annotated[str, Field(pattern="^[a-z]{2,3}$")] | None = None

    if TYPE_CHECKING:

        def __init__(
            self, text: str, guide: Guide | Sequence[Guide], id: str = "", language: str | None = None
        ) -> None: ...

    @field_validator("id", mode="before")
    @classmethod
    def _id_as_text(cls, value: object) -> object:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @model_validator(mode="after")
    def _check(self) -> Question:
        if self.maximum <= 0:
            raise ValueError("guide: nothing in it earns points")
        if len(set(self.criterion_ids)) != len(self.criterion_ids):
            raise ValueError("guide: two criteria have the same id")
        if not self.id:
            object.__setattr__(self, "id", f"q-{self.revision[:8]}")
        return self

    @classmethod
    def from_references(
        cls, text: str, references: Sequence[str], maximum: Number = 1, id: str = "", language: str | None = None
    ) -> Question:
        """A question that has reference answers only: one criterion, worth everything, worded as each of them."""
        return cls(text, [Criterion(references, points=maximum)], id=id, language=language)

    @property
    def maximum(self) -> Fraction:
        """The highest score, in points."""
        return self.guide.maximum

    @cached_property
    def criteria(self) -> tuple[Leaf, ...]:
        """The leaves of the guide, in the order they are written."""
        return tuple(leaf for leaf, _ in leaves(self.guide))

    @cached_property
    def deductions(self) -> tuple[bool, ...]:
        """For each criterion, whether it describes a mistake: what it earns is taken off."""
        return tuple(deducts for _, deducts in leaves(self.guide))

    @cached_property
    def criterion_ids(self) -> tuple[str, ...]:
        """For each criterion its id, or its place: "1", "2", …"""
        return tuple(leaf.id or str(place) for place, leaf in enumerate(self.criteria, 1))

    @cached_property
    def revision(self) -> str:
        """SHA-256, in hexadecimal, of all that matters for grading: text, guide, language."""
        guide = _guides().dump_json(self.guide)
        return hashlib.sha256(b"\x00".join([self.text.encode(), guide, str(self.language).encode()])).hexdigest()


@dataclass(frozen=True, config=CONFIG)
class Span:
    """A stretch of the stored answer, in code points: `answer[start:end]`."""

    start: Annotated[int, Field(ge=0)]
    end: int

    @model_validator(mode="after")
    def _check(self) -> Span:
        if self.end <= self.start:
            raise ValueError("a span must not be empty")
        return self

    def of(self, text: str) -> str:
        """What stands there in `text`."""
        return text[self.start : self.end]


@dataclass(frozen=True, config=CONFIG)
class Rating:
    """What one rater gave: a score, an outcome for each criterion (by criterion id), or both."""

    rater: str = ""
    score: Annotated[Exact, Field(ge=0)] | None = None
    outcomes: Annotated[Mapping[str, str], BeforeValidator(_none_is_empty)] = Field(default_factory=dict)

    if TYPE_CHECKING:

        def __init__(
            self, rater: str = "", score: Number | None = None, outcomes: Mapping[str, str] | None = None
        ) -> None: ...


@dataclass(frozen=True, config=CONFIG)
class Answer:
    """A student's text as it is stored. `question` is the question's id; `extra` holds whatever else stood there.

    `html` is the rich text that an editor saved, where there was one; `text` is then its plain form, on which all
    evidence stands.
    """

    text: str
    question: str = ""
    id: str = ""
    student: str = ""
    attempt: str = ""
    group: str = ""
    ratings: tuple[Rating, ...] = ()
    extra: Annotated[Mapping[str, Any], BeforeValidator(_none_is_empty)] = Field(default_factory=dict)
    html: str = ""

    if TYPE_CHECKING:

        def __init__(
            self,
            text: str,
            question: str = "",
            id: str = "",
            student: str = "",
            attempt: str = "",
            group: str = "",
            ratings: Sequence[Rating] = (),
            extra: Mapping[str, Any] | None = None,
            html: str = "",
        ) -> None: ...


def check_maximum(question: Question, stated: object) -> str | None:
    """What is wrong with a stated maximum, or None where it agrees with the guide."""
    try:
        maximum = exact(stated)
    except ValueError as error:
        return str(error)
    if maximum == question.maximum:
        return None
    summed = "its criteria add up to" if isinstance(question.guide, All) else "the guide gives"
    return f"says {show(maximum)}, but {summed} {show(question.maximum)}"


def check_rating(question: Question, rating: Rating) -> str | None:
    """What is wrong with a rating of an answer to `question` (off the scale, a name that is not there), or None."""
    if rating.score is not None and rating.score > question.maximum:
        return f"score {show(rating.score)} is more than the question's maximum, {show(question.maximum)}"
    known = dict(zip(question.criterion_ids, question.criteria, strict=True))
    for criterion, outcome in rating.outcomes.items():
        if criterion not in known:
            return f"there is no criterion {criterion!r} in the guide of question {question.id!r}"
        names = [each.name for each in known[criterion].outcomes]
        if outcome not in names:
            return f"criterion {criterion}: outcome {outcome!r} is none of {', '.join(names)}"
    return None
