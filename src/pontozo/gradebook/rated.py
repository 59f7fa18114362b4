"""What people's ratings say of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from pontozo.domain import Answer, Question, Rating, outcome_named, score


def rated_outcomes(question: Question, answer: Answer) -> tuple[str, ...] | None:
    """The outcome of each criterion by the first rating that gives them all; None where none does."""
    return next((found for rating in answer.ratings if (found := _in_full(question, rating))), None)


def rated_score(question: Question, rating: Rating) -> Fraction | None:
    """The score that the rater gave, else the one that the outcomes come to; None where one is missing.

    Raises StopIteration for an outcome that its criterion has not.
    """
    if rating.score is not None:
        return rating.score
    names = _in_full(question, rating)
    if names is None:
        return None
    pairs = zip(question.criteria, names, strict=True)
    return score(question, [outcome_named(criterion.outcomes, name) for criterion, name in pairs])


def scored_ratings(question: Question, answer: Answer) -> Iterator[tuple[Rating, Fraction]]:
    """Each rating of the answer that comes to a score, in order, with that score."""
    for rating in answer.ratings:
        given = rated_score(question, rating)
        if given is not None:
            yield rating, given


def _in_full(question: Question, rating: Rating) -> tuple[str, ...] | None:
    if not set(question.criterion_ids) <= set(rating.outcomes):
        return None
    return tuple(rating.outcomes[criterion] for criterion in question.criterion_ids)
