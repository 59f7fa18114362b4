"""Hypothesis strategies for the nouns of the domain: everything that a teacher may write, in small sizes."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from pontozo.domain import (
    ALL_OR_NOTHING,
    STANDARD,
    All,
    Alternatives,
    Answer,
    BestOf,
    Criterion,
    Deduct,
    Guide,
    Leaf,
    Level,
    Levels,
    Outcome,
    Question,
    Rating,
    Verdict,
    scale,
)
from pontozo.formats.columns import further_columns
from pontozo.gradebook import Gradebook
from pontozo.text.rich import plain_text

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


#: Texts that one form or another could take for something else, or lose a part of.
AWKWARD_TEXTS = [
    "", " ", " a ", "a  b", "\t", "a\tb", "\n", "a\nb", "a\n\nb", " a\n  b\n", "\na", "a\n", "\r", "a\rb", "a\r\nb",
    "\x01", "a\x0bb", "a\x0cb", "a\x85b", "a\u2028b", "\ufeff", "a\u00a0b", "\u200b", "e\u0301", "\ufffe", "\x7f", "😀",
    "=1+1", "+x", "-1", "-x", "@a", "'", "'=1", "''-", "007", "1,5", "1.50", "1,000", "1e5", "1/2", "½", "12:30",
    "2024-05-02", "true", "TRUE", "yes", "null", "NULL", "~", "NaN", "#NULL!", "#NAME?", "_x000D_", "_x005F_x0041_",
    '"', '"a"', '""', "[1]", "{}", '["met"]', "a, b", "a;b", "a: b", "- a: b", "* a", "1. a", "# a", "## a",
    "### Guide", "a #", "a ##", "> a", "```", "```json\n1", "~~~", "    a", "<!--", "<script>", "<pre>",
    "| a | b |\n|---|---|", "---", "a\n---", "a\n===", "\\", "\\n", "&lt;", "<b>a</b>", "*a*", "[a]: b", "[a]", "!a",
    "%a", "a'b",
]  # fmt: skip


def stored_texts() -> SearchStrategy[str]:
    """Any text that a file may hold, blank ones too: all characters but NUL and halves of characters."""
    return st.sampled_from(AWKWARD_TEXTS) | st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


def labels() -> SearchStrategy[str]:
    """Ids: not blank, on one line, no white space at the ends, which files do not keep there."""
    return stored_texts().map(str.strip).filter(lambda text: bool(text) and text.isprintable())


def further_values() -> SearchStrategy[Any]:
    """What may stand in a further field of an answer: text, or whatever JSON holds."""
    single = (
        st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.floats(allow_nan=False, allow_infinity=False)
    )
    nested = st.recursive(
        single | stored_texts(),
        lambda part: st.lists(part, max_size=2) | st.dictionaries(stored_texts(), part, max_size=2),
        max_leaves=4,
    )
    return stored_texts() | nested


def further_names() -> SearchStrategy[str]:
    """Names of further fields, none of which means anything to Pontozó in an answer."""
    names = st.sampled_from(["note", "Megjegyzés", "language", "text", "maximum", "title", "tags"]) | stored_texts()
    return names.filter(lambda name: further_columns((name,)) == (name,))


@st.composite
def ratings(draw: DrawFn, question: Question) -> Rating:
    """Ratings that say something: a score, outcomes of some or all criteria, or both."""
    names = {
        identifier: draw(st.sampled_from([None, *(each.name for each in leaf.outcomes)]))
        for identifier, leaf in zip(question.criterion_ids, question.criteria, strict=True)
    }
    outcomes = {identifier: name for identifier, name in names.items() if name is not None}
    most = Fraction(math.floor(question.maximum * 1000), 1000)
    score = draw(st.none() | st.fractions(0, most, max_denominator=1000))
    rater = draw(st.sampled_from(["", "Anna", "Béla", "Cili [2]", " Dani"]) | stored_texts())
    return Rating(rater, score if score is not None or outcomes else Fraction(0), outcomes)


@st.composite
def rich_texts(draw: DrawFn) -> str:
    """Rich text as an editor saves it."""
    tags = st.sampled_from(["p", "b", "li", "pre", "div", "code"])
    pieces = draw(st.lists(st.tuples(tags, stored_texts()), min_size=1, max_size=3))
    return "".join(f"<{tag}>{text}</{tag}>" for tag, text in pieces)


@st.composite
def answers(draw: DrawFn, question: Question) -> Answer:
    """Answers to a question, plain or rich, rated by nobody, by one or by several."""
    html = draw(st.just("") | rich_texts())
    return Answer(
        plain_text(html) if html else draw(stored_texts()),
        question=question.id,
        id=draw(labels()),
        student=draw(stored_texts()),
        attempt=draw(st.just("") | stored_texts()),
        group=draw(st.just("") | stored_texts()),
        ratings=draw(st.lists(ratings(question), max_size=3)),
        extra=draw(st.dictionaries(further_names(), further_values(), max_size=2)),
        html=html,
    )


def _can_be_stored(question: Question) -> bool:
    return not any(
        "\0" in text for text in (question.text, *(text for leaf in question.criteria for text in leaf.texts))
    )


@st.composite
def gradebooks(draw: DrawFn, least_answers: int = 0) -> Gradebook:
    """Questions under ids of their own, and answers to them, in any order."""
    drawn = draw(st.dictionaries(labels(), questions().filter(_can_be_stored), min_size=1, max_size=3))
    asked = [replace(question, id=identifier) for identifier, question in drawn.items()]
    each = st.sampled_from(asked).flatmap(answers)
    given = st.lists(each, min_size=least_answers, max_size=4, unique_by=lambda answer: (answer.question, answer.id))
    return Gradebook.of(asked, tuple(draw(given)))
