"""Cases made quickly: a question with so many criteria, a grade whose outcomes are named, ratings by several people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from pontozo.domain import (
    STANDARD,
    Answer,
    Criterion,
    Finding,
    Grade,
    Number,
    Outcome,
    Question,
    Rating,
    Reason,
    outcome_named,
    score,
)
from pontozo.evaluation.cases import Case, Cases, cases_of
from pontozo.evaluation.parts import Drawing
from tests import strategies

#: Enough resamples for what does not depend on them.
FEW = Drawing(count=20)


def asked(*points: Number, id: str = "q", language: str = "en", outcomes: Sequence[Outcome] = STANDARD) -> Question:
    """A question with a criterion for each of these points."""
    criteria = [Criterion(f"thought {place}", each, outcomes) for place, each in enumerate(points, 1)]
    return Question(f"What of {id}?", criteria, id=id, language=language)


#: Two criteria, worth 2 points and 1: totals from 0 to 3 in halves.
TWO = asked(2, 1)
#: One criterion, worth 1 point.
ONE = asked(1)


def rating(names: str, rater: str = "", question: Question = TWO) -> Rating:
    """What a rater set: for each criterion, in order, the name of an outcome."""
    return Rating(rater, outcomes=dict(zip(question.criterion_ids, names.split(), strict=True)))


def grade(question: Question, answer: Answer, names: Sequence[str], confidence: float | None) -> Grade:
    """A grade that found these outcomes, one a criterion; none at all is an answer that could not be scored."""
    decided = [outcome_named(leaf.outcomes, name) for leaf, name in zip(question.criteria, names, strict=bool(names))]
    rows = zip(question.criteria, question.criterion_ids, decided, question.deductions, strict=bool(names))
    findings = tuple(
        Finding(
            criterion=identifier,
            wording=leaf.wordings[0],
            outcome=outcome.name,
            credit=float(outcome.credit),
            points=float(leaf.points),
            earned=float(outcome.credit * leaf.points) * (-1 if deducts else 1),
            probability=0.9,
            deducts=deducts,
        )
        for leaf, identifier, outcome, deducts in rows
    )
    return Grade(
        answer=answer.id,
        question=question.id,
        score=float(score(question, decided)) if names else None,
        max_score=float(question.maximum),
        findings=findings,
        comment="Well said." if names else "",
        confidence=confidence if names else None,
        review=(),
        unscored=None if names else Reason("scorer_failed", "The scorer failed."),
        grader="by hand",
        revision=question.revision,
        language=question.language or "en",
    )


def graded(question: Question, names: str, answer: Answer, confidence: float | None = 0.9) -> Case:
    """The case of a rated answer; `names` are the outcomes found, "" leaves it unscored."""
    (case,) = cases_of([(question, answer, grade(question, answer, names.split(), confidence))]).cases
    return case


def case(
    names: str,
    *rated: str | Rating,
    question: Question = TWO,
    confidence: float | None = 0.9,
    answer: Answer | None = None,
) -> Case:
    """A case of `question`: the outcomes found, then what each person set, as names of outcomes or as a rating.

    `answer` is the answer without its ratings, where more of it matters.
    """
    ratings = [
        each if isinstance(each, Rating) else rating(each, f"rater {place}", question)
        for place, each in enumerate(rated, 1)
    ]
    given = answer or Answer("an answer", id="a")
    return graded(question, names, replace(given, question=question.id, ratings=tuple(ratings)), confidence)


def some_cases(least: int = 1, most: int = 8) -> st.SearchStrategy[Cases]:
    """Answers to questions with any guide: scored or not, blank or not, rated by nobody, by one, or by several."""
    return _some_cases(least, most).filter(lambda found: len(found.cases) >= least)


@st.composite
def _some_cases(draw: DrawFn, least: int, most: int) -> Cases:
    drawn = draw(st.lists(strategies.questions(), min_size=1, max_size=3))
    questions = [replace(question, id=f"q{place}") for place, question in enumerate(drawn)]
    placed = draw(st.lists(st.sampled_from(questions), min_size=least, max_size=most))
    return cases_of([_drawn(draw, question, f"a{place}") for place, question in enumerate(placed)])


def _drawn(draw: DrawFn, question: Question, identifier: str) -> tuple[Question, Answer, Grade]:
    # Outcomes in full come first, since a rating that comes to no score makes no case.
    full = st.tuples(*(st.sampled_from([each.name for each in leaf.outcomes]) for leaf in question.criteria))
    in_full = full.map(lambda names: Rating("in full", outcomes=dict(zip(question.criterion_ids, names, strict=True))))
    answer = Answer(
        draw(st.sampled_from(["", "a word", "another word"])),
        question=question.id,
        id=identifier,
        student=draw(st.sampled_from(["", "Anna", "Béla"])),
        group=draw(st.sampled_from(["", "a", "b"])),
        ratings=draw(st.lists(in_full | strategies.ratings(question), max_size=3)),
        extra={"domain": draw(st.sampled_from([None, "here", 7]))},
    )
    names = draw(st.just(()) | full)
    confidence = draw(st.none() | st.floats(0, 1))
    return question, answer, grade(question, answer, names, confidence)
