"""Hypothesis strategies for the nouns of the domain: everything that a teacher may write, in small sizes."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from pontozo.domain import (
    ALL_OR_NOTHING,
    STANDARD,
    All,
    Alternatives,
    BestOf,
    Criterion,
    Deduct,
    Guide,
    Leaf,
    Level,
    Levels,
    Outcome,
    Question,
    Verdict,
    scale,
)

#: The most leaves of a tree: few enough that a test can go through every combination of their outcomes.
MOST_LEAVES = 4


def texts() -> SearchStrategy[str]:
    """What a teacher or a student may write, if only it is not blank."""
    return st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(lambda text: bool(text.strip()))


def points(least: Fraction = Fraction(1, 1000)) -> SearchStrategy[Fraction]:
    """Amounts of points as teachers write them: thirds, tenths and any other denominator up to 1000."""
    thirds_and_tenths = st.sampled_from([Fraction(n, d) for d in (1, 2, 3, 10) for n in range(1, 31)])
    return thirds_and_tenths | st.fractions(least, 1000, max_denominator=1000)


@st.composite
def custom_outcomes(draw: DrawFn) -> tuple[Outcome, ...]:
    """Outcomes with credits of their own, rising from 0 to 1; equal credits may stand beside each other."""
    between = draw(st.lists(st.fractions(0, 1, max_denominator=1000), max_size=3))
    credits = [Fraction(0), *sorted(between), Fraction(1)]
    return tuple(Outcome(f"outcome {place}", credit) for place, credit in enumerate(credits))


def outcomes() -> SearchStrategy[tuple[Outcome, ...]]:
    """The outcomes of one criterion."""
    usual = st.sampled_from([STANDARD, ALL_OR_NOTHING, scale(2, 0.5), scale(3), scale(1, "1/3")])
    return usual | custom_outcomes()


def criteria() -> SearchStrategy[Criterion]:
    """Criteria without an id."""
    return st.builds(Criterion, st.lists(texts(), min_size=1, max_size=2), points(), outcomes())


@st.composite
def levels(draw: DrawFn) -> Levels:
    """Described scales."""
    steps = draw(st.lists(points(), min_size=1, max_size=3, unique=True))
    return Levels([Level(amount, f"worth {amount}") for amount in (Fraction(0), *sorted(steps))])


def leaf() -> SearchStrategy[Leaf]:
    """A criterion or a described scale."""
    return criteria() | levels()


@st.composite
def guides(draw: DrawFn, depth: int = 3, most_leaves: int = MOST_LEAVES, may_deduct: bool = True) -> Guide:
    """Trees of up to `depth` nodes above a leaf. They may be worth nothing: a deduction alone is one of them."""
    if depth == 0 or draw(st.booleans()):
        return draw(leaf())
    kind = draw(st.sampled_from(["all", "best", "alternatives", "deduct"][: 4 if may_deduct else 3]))
    count = draw(st.integers(1, min(3, most_leaves)))
    part = guides(depth - 1, most_leaves // count, kind == "all")
    parts = draw(st.lists(part, min_size=count, max_size=count))
    if kind == "best":
        return BestOf(draw(st.integers(1, count)), parts)
    if kind == "alternatives":
        return Alternatives(parts)
    return Deduct(parts) if kind == "deduct" else All(parts)


@st.composite
def questions(draw: DrawFn) -> Question:
    """Questions with any guide that is worth something."""
    guide = draw(guides())
    if guide.maximum <= 0:
        guide = All([draw(criteria()), guide])
    return Question(draw(texts()), guide, language=draw(st.sampled_from([None, "en", "hu"])))


@st.composite
def distributions(draw: DrawFn, size: int) -> tuple[float, ...]:
    """Distributions over `size` outcomes, sure ones and even ones among them."""
    weights = draw(st.lists(st.integers(0, 20), min_size=size, max_size=size).filter(any))
    return tuple(weight / sum(weights) for weight in weights)


@st.composite
def verdicts(draw: DrawFn, question: Question) -> tuple[Verdict, ...]:
    """One verdict for each criterion of `question`."""
    return tuple(Verdict(draw(distributions(len(criterion.outcomes)))) for criterion in question.criteria)


@st.composite
def judged(draw: DrawFn) -> tuple[Question, tuple[Verdict, ...]]:
    """A question and what a scorer may say of an answer to it."""
    question = draw(questions())
    return question, draw(verdicts(question))
