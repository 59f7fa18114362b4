"""Rated answers as baselines see them, and which of them must not be learnt from together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import nsmallest

import numpy as np
from numpy.typing import NDArray

from pontozo.domain import LONGEST_ANSWER, Answer, Question
from pontozo.evaluation.cases import Case
from pontozo.gradebook import Gradebook, scored_ratings
from pontozo.gradebook.digests import digest
from pontozo.text.canonical import canonical

#: So many folds, where there are as many different answers.
FOLDS = 10
#: So many code points are read of an answer that no grader reads because it is too long.
BEGINNING = 5_000


@dataclass(frozen=True)
class RatedText:
    """A rated answer: its text in canonical form, and the share of the maximum that a person gave it.

    Of a text that is too long to be graded, only the beginning is read.
    """

    question: Question
    text: str
    share: Fraction

    @classmethod
    def of(cls, question: Question, answer: Answer, score: Fraction) -> RatedText:
        """The answer to `question` that was given `score`, in points."""
        text = answer.text if len(answer.text) <= LONGEST_ANSWER else answer.text[:BEGINNING]
        return cls(question, canonical(text).text, score / question.maximum)

    def lot(self, seed: int) -> int:
        """What decides where it goes: the same for equal texts to one question."""
        return digest(str(seed), self.question.revision, self.text)


def rated_cases(cases: Sequence[Case]) -> list[RatedText]:
    """The cases' answers, in order, with the score that each case is about."""
    return [RatedText.of(case.question, case.answer, case.score) for case in cases]


def rated_answers(gradebook: Gradebook) -> Iterator[RatedText]:
    """The answers of the gradebook that have a rating that comes to a score, with the first of these.

    Raises DataError at an answer to a question that is not there.
    """
    for question, answer in gradebook.pairs():
        rated = next(scored_ratings(question, answer), None)
        if rated is not None:
            yield RatedText.of(question, answer, rated[1])


def drawn(rated: Sequence[RatedText], most: int, seed: int) -> Sequence[RatedText]:
    """At most so many of them, by lot; the same whatever their order."""
    return rated if len(rated) <= most else nsmallest(most, rated, key=lambda each: each.lot(seed))


def folds(rated: Sequence[RatedText], together: Sequence[str] | None, seed: int) -> NDArray[np.intp]:
    """The fold of each (n,), from 0: equal texts to one question share one, and each question is dealt out evenly.

    With `together` (n,), answers of which it says the same share one instead: those to a question, of a course.
    There are ten, or as many as there are different ones. They do not depend on scores, nor on the order.
    """
    if together is None:
        keys = [(each.question.revision, each.lot(seed)) for each in rated]
    else:
        keys = [("", digest(str(seed), value)) for value in together]
    fold_of = {key: place % FOLDS for place, key in enumerate(sorted(set(keys)))}
    return np.array([fold_of[key] for key in keys], dtype=np.intp)
