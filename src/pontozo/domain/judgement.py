"""What a scorer says of an answer, what is decided from it, and the grade that comes out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, field_validator, model_validator
from pydantic.dataclasses import dataclass

from pontozo.domain.exact import Exact
from pontozo.domain.guide import Leaf, Spread, spread, total
from pontozo.domain.outcomes import CONFIG, Outcome
from pontozo.domain.records import Question, Span

#: How far from 1 the sum of a distribution may be, and how far below one half the median rule still says "reached".
TOLERANCE = 1e-6


@dataclass(frozen=True, config=CONFIG)
class Task:
    """One answer to judge by all criteria of its question.

    `answer` is the answer in canonical form (`pontozo.text.canonical`): what a scorer sees, and what its evidence
    refers to. It is data, whatever it says.
    """

    question: Question
    answer: str


@dataclass(frozen=True, config=CONFIG)
class Verdict:
    """What a scorer says of one criterion: a probability for each of its outcomes, in order, and the evidence.

    `wording` is the place, among the criterion's wordings, of the one that the answer comes nearest to.

    Raises ValueError unless the probabilities are numbers of at least 0 that sum to 1; they are stored as a
    distribution that sums to 1 as nearly as doubles can.
    """

    distribution: tuple[float, ...]
    evidence: tuple[Span, ...] = ()
    wording: Annotated[int, Field(ge=0)] = 0

    if TYPE_CHECKING:

        def __init__(self, distribution: Sequence[float], evidence: Sequence[Span] = (), wording: int = 0) -> None: ...

    @field_validator("distribution")
    @classmethod
    def _is_distribution(cls, values: tuple[float, ...]) -> tuple[float, ...]:
        return _summing_to_one(values)


def _summing_to_one(values: Sequence[float]) -> tuple[float, ...]:
    if not values or any(not math.isfinite(value) or value < 0 for value in values):
        raise ValueError("probabilities must be finite and at least 0")
    whole = math.fsum(values)
    if abs(whole - 1) > TOLERANCE:
        raise ValueError(f"probabilities must sum to 1, not {whole}")
    return tuple(value / whole for value in values)


@dataclass(frozen=True, config=CONFIG)
class Judgement:
    """What a scorer says of one answer: a verdict for each criterion in order, or one of the whole, or why it cannot.

    `whole` is a distribution over the totals, in points, of a scorer that does not go by criteria; it is stored with
    rising totals, summing to 1 as `Verdict` does. `is_shortened` says that the scorer could not read all of the answer,
    or of its question and guide, at once.

    Raises ValueError unless exactly one of the three is there, and for a `whole` that is no distribution.
    """

    verdicts: tuple[Verdict, ...] = ()
    unscored: str = ""
    whole: Mapping[Exact, float] = Field(default_factory=dict)
    is_shortened: bool = False

    if TYPE_CHECKING:

        def __init__(
            self,
            verdicts: Sequence[Verdict] = (),
            unscored: str = "",
            whole: Mapping[Fraction, float] | None = None,
            is_shortened: bool = False,
        ) -> None: ...

    @field_validator("whole", mode="before")
    @classmethod
    def _none_is_empty(cls, value: object) -> object:
        return {} if value is None else value

    @field_validator("whole")
    @classmethod
    def _is_distribution(cls, whole: Spread) -> Spread:
        probabilities = _summing_to_one([*whole.values()]) if whole else ()
        return dict(sorted(zip(whole, probabilities, strict=True)))

    @model_validator(mode="after")
    def _check(self) -> Judgement:
        if sum(map(bool, (self.verdicts, self.unscored, self.whole))) != 1:
            raise ValueError(
                "a judgement has either verdicts, or a distribution over totals, or a reason why it is unscored"
            )
        return self

    def fits(self, task: Task) -> bool:
        """Whether it is one of this task.

        There is one verdict a criterion, each over its outcomes, and all evidence lies in the answer; or all totals lie
        on the question's scale.
        """
        if self.whole:
            return all(0 <= points <= task.question.maximum for points in self.whole)
        criteria = task.question.criteria
        return len(self.verdicts) == len(criteria) and all(
            len(verdict.distribution) == len(criterion.outcomes)
            and verdict.wording < len(criterion.wordings)
            and all(span.end <= len(task.answer) for span in verdict.evidence)
            for verdict, criterion in zip(self.verdicts, criteria, strict=True)
        )


def decide(outcomes: Sequence[Outcome], distribution: Sequence[float]) -> Outcome:
    """The decision, the one rule used everywhere: the credit at the distribution's median.

    The median is the lowest credit that the answer earns at most with a probability of one half or more. Where
    several outcomes earn that credit (contradicted and missing both earn 0), the likeliest of them is named.
    """
    credits = [outcome.credit for outcome in outcomes]
    median = _median(zip(credits, distribution, strict=True))
    tied = [i for i, outcome in enumerate(outcomes) if outcome.credit == median]
    return outcomes[max(tied, key=lambda i: distribution[i])]


def decide_total(totals: Mapping[Fraction, float]) -> Fraction:
    """The decision on a distribution over totals, by the same rule: the total at the median.

    Raises ValueError for no totals.
    """
    return _median(sorted(totals.items()))


def _median(rising: Iterable[tuple[Fraction, float]]) -> Fraction:
    """The lowest of these amounts at or below which a probability of one half or more lies.

    Raises ValueError where the probabilities do not come to that.
    """
    below = 0.0
    for amount, probability in rising:
        below += probability
        if below >= 0.5 - TOLERANCE:
            return amount
    raise ValueError("the probabilities do not come to one half")


def credit_spread(criterion: Leaf, distribution: Sequence[float]) -> Spread:
    """The distribution over credit that a distribution over outcomes comes to."""
    credits: Spread = {}
    for outcome, probability in zip(criterion.outcomes, distribution, strict=True):
        credits[outcome.credit] = credits.get(outcome.credit, 0.0) + probability
    return credits


def total_spread(question: Question, verdicts: Sequence[Verdict]) -> Spread:
    """The distribution over the question's total, in points; criteria are taken as independent."""
    pairs = zip(question.criteria, verdicts, strict=True)
    return spread(question.guide, [credit_spread(criterion, verdict.distribution) for criterion, verdict in pairs])


def score(question: Question, decided: Sequence[Outcome]) -> Fraction:
    """The total that these outcomes, one a criterion, come to through the guide, in points."""
    return total(question.guide, [outcome.credit for outcome in decided])


@dataclass(frozen=True, config=CONFIG)
class Reason:
    """Why a person must look, or why an answer is unscored: a code for programs, a sentence for people."""

    code: str
    text: str


@dataclass(frozen=True, config=CONFIG)
class Finding:
    """What was found on one criterion.

    `credit` runs from 0 to 1; `points` is what the criterion is worth, `earned` what it came to (below 0 for a
    deduction); `counts` is false where *best k of* or *alternatives* left the criterion out. `probability` is the
    scorer's for the outcome named. `evidence` holds the answer's words, `spans` where they stand in the stored text.
    """

    criterion: str
    wording: str
    outcome: str
    credit: Annotated[float, Field(ge=0, le=1)]
    points: float
    earned: float
    probability: Annotated[float, Field(ge=0, le=1)]
    counts: bool = True
    deducts: bool = False
    evidence: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, config=CONFIG)
class Grade:
    """A proposed score with its reasons, or why there is none.

    `score` (0 to `max_score`, in points) is None where the answer is `unscored`: what could not be graded is never a
    zero. `confidence` is the calibrated probability that a teacher would give this total, None where nothing
    calibrated it. `review` holds why a person must look. `grader` and `revision` say what produced the grade:
    grader and guide.
    """

    answer: str
    question: str
    score: Annotated[float, Field(ge=0)] | None
    max_score: float
    findings: tuple[Finding, ...]
    comment: str
    confidence: Annotated[float, Field(ge=0, le=1)] | None
    review: tuple[Reason, ...]
    unscored: Reason | None
    grader: str
    revision: str
    language: str

    @model_validator(mode="after")
    def _check(self) -> Grade:
        if (self.score is None) != (self.unscored is not None):
            raise ValueError("a grade has either a score or a reason why it is unscored")
        if self.score is not None and self.score > self.max_score:
            raise ValueError(f"score {self.score} is more than the maximum, {self.max_score}")
        return self

    @property
    def needs_person(self) -> bool:
        """Whether a person must look before this grade is used."""
        return bool(self.review)
