"""Scorers that any other must beat: word overlap, and the same credit for everyone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pontozo.domain import STANDARD, Judgement, Span, Task, Verdict
from pontozo.scorers.base import Pair, PairScorer, onto
from pontozo.text.language import language_of
from pontozo.text.words import overlap, words

Array = NDArray[np.float64]
_NAMES = [outcome.name for outcome in STANDARD]


def overlap_of(pair: Pair) -> float:
    """The share of the wording's words, by weight, whose lemma the answer holds."""
    code = language_of(pair.question)
    return overlap(words(pair.wording, code), words(pair.answer, code))


class OverlapScorer(PairScorer):
    """Word and lemma overlap with the guide under one logistic curve an outcome, fitted on rated criteria."""

    name = "word overlap"

    def __init__(self, shares: Sequence[float], outcomes: Sequence[str]) -> None:
        """Fitted on the overlap of each rated criterion and the standard outcome it came to."""
        from sklearn.linear_model import LogisticRegression

        self._model = LogisticRegression(max_iter=1000).fit(np.array(shares)[:, None], np.array(outcomes))

    def probabilities(self, pairs: Sequence[Pair]) -> Array:
        result = np.zeros((len(pairs), len(STANDARD)))
        for row, pair in zip(result, pairs, strict=True):
            probabilities = self._model.predict_proba([[overlap_of(pair)]])[0]
            row[[_NAMES.index(name) for name in self._model.classes_]] = probabilities
        return result

    def evidence(self, pair: Pair) -> tuple[Span, ...]:
        """None: a share of words points at no place."""
        del pair
        return ()


class MeanScorer:
    """The same for every answer: each criterion comes out as the mean credit of the answers it was fitted on."""

    name = "mean"

    def __init__(self, outcomes: Sequence[str]) -> None:
        """Fitted on the standard outcomes that rated criteria came to."""
        credits = [float(STANDARD[_NAMES.index(name)].credit) for name in outcomes]
        nearest = min(range(1, len(STANDARD)), key=lambda i: abs(float(STANDARD[i].credit) - np.mean(credits)))
        self._standard = [float(place == nearest) for place in range(len(STANDARD))]

    def judge(self, tasks: Sequence[Task]) -> list[Judgement]:
        return [
            Judgement([Verdict(onto(criterion.outcomes, self._standard)) for criterion in task.question.criteria])
            for task in tasks
        ]
