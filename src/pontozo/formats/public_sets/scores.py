"""Scores of the public sets: questions whose scale is that of the raters, and ratings on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from pontozo.domain import Criterion, Number, Question, Rating, common_unit, exact, scale
from pontozo.domain.exact import LARGEST_DENOMINATOR


def scaled_question(
    text: str, references: Sequence[str], maximum: Number, scores: Iterable[Number], identifier: str
) -> Question:
    """An English question with one criterion, worded as each reference; it can come out at every one of the `scores`.

    The scale runs from 0 to `maximum`, in the greatest common step of these and the maximum. Where that would take more
    than 1000 steps, the outcomes are the standard ones.
    """
    top = exact(maximum)
    step = common_unit([top, *(each for each in map(exact, scores) if each)])
    wordings = tuple(dict.fromkeys(references))
    if top / step > LARGEST_DENOMINATOR:
        return Question.from_references(text, wordings, top, identifier, "en")
    return Question(text, [Criterion(wordings, top, scale(top, step))], identifier, "en")


def rating(question: Question | None, score: Fraction, rater: str = "") -> Rating:
    """The score, and the outcome that it comes to, where the question has one criterion with an outcome of that credit.

    No credit is *missing* rather than *contradicted*: a score does not say which.
    """
    if question is None or len(question.criteria) != 1:
        return Rating(rater, score)
    credit = score / question.maximum
    names = [each.name for each in question.criteria[0].outcomes if each.credit == credit]
    return Rating(rater, score, {question.criterion_ids[0]: names[-1]} if names else {})
