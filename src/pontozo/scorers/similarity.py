"""`similarity`: how near the answer comes to each thought of a criterion; needs no ratings.

Nearness is the cosine of sentence vectors, of the thought and of the likest stretch of the answer (a clause, a
sentence, two neighbouring clauses, the whole), where the encoder knows the language; elsewhere the share of the
thought's words that the answer holds, by lemma and letters. It cannot tell a thought from its opposite: it never says
*contradicted*.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pontozo.domain import Span
from pontozo.engine import Encoder
from pontozo.gradebook import Gradebook
from pontozo.scorers.base import Pair, PairScorer
from pontozo.text.clauses import clauses, thoughts
from pontozo.text.language import language_of
from pontozo.text.words import Word, guide_words, lexical_similarity, words

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Scale:
    """How nearness becomes a probability: logistic curves of one steepness around where a thought counts as touched
    on, and as made.
    """

    touched: float
    made: float
    steepness: float

    def probabilities(self, nearness: Sequence[float]) -> list[float]:
        """The standard outcomes, from the nearness of each thought: all must be made, one touched on."""
        touched = 1 / (1 + np.exp(-self.steepness * (max(nearness) - self.touched)))
        made = 1 / (1 + np.exp(-self.steepness * (min(nearness) - self.made)))
        met = min(float(made), float(touched))
        return [0.0, 1.0 - float(touched), float(touched) - met, met]


# The two that agreed best with the outcomes of the starter set's first 24 questions, of a grid in steps of .05
# (docs/how-good.md says so too).
COSINE = Scale(touched=0.65, made=0.7, steepness=12.0)
WORDS = Scale(touched=0.42, made=0.5, steepness=8.0)


class SimilarityScorer(PairScorer):
    """Cosine over clauses, or overlap of lemmas where the encoder does not know the language."""

    name = "similarity"

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self._last: dict[str, Array] = {}

    def probabilities(self, pairs: Sequence[Pair]) -> Array:
        vectors = self._vectors(pairs)
        rows = [
            self._scale(pair).probabilities([max(near, default=0.0) for near in self._near(pair, vectors)])
            for pair in pairs
        ]
        return np.array(rows).reshape(len(pairs), len(self.columns))

    def evidence(self, pair: Pair) -> tuple[Span, ...]:
        stretches = _stretches(pair)
        near = self._near(pair, self._vectors([pair]))
        return tuple(sorted({stretches[int(np.argmax(each))] for each in near}, key=lambda span: span.start))

    def save(self, folder: Path) -> list[str]:
        """Nothing is fitted, so nothing is written."""
        del folder
        return []

    @classmethod
    def load(cls, folder: Path, encoder: Encoder) -> SimilarityScorer:
        """The scorer; `folder` holds nothing for it."""
        del folder
        return cls(encoder)

    @classmethod
    def fitter(cls, encoder: Encoder, seed: int = 0) -> Callable[[Gradebook], SimilarityScorer]:
        """Gives the one scorer there is: nothing is fitted."""
        del seed
        return lambda _: cls(encoder)

    def _knows(self, pair: Pair) -> bool:
        return language_of(pair.question) in self.encoder.languages

    def _scale(self, pair: Pair) -> Scale:
        return COSINE if self._knows(pair) else WORDS

    def _vectors(self, pairs: Sequence[Pair]) -> dict[str, Array]:
        """Sentence vectors of all that the pairs compare; those of the last call are not made again."""
        known = [pair for pair in pairs if self._knows(pair)]
        texts = dict.fromkeys(text for pair in known for text in (*_thoughts(pair), *_texts(pair)))
        missing = [text for text in texts if text not in self._last]
        if missing:
            encoded = self.encoder.encode(missing)
            fresh = {text: each.sentence.astype(np.float64) for text, each in zip(missing, encoded, strict=True)}
            self._last = {text: fresh[text] if text in fresh else self._last[text] for text in texts}
        return self._last

    def _near(self, pair: Pair, vectors: dict[str, Array]) -> list[list[float]]:
        """For each thought, its nearness to each stretch of the answer."""
        if self._knows(pair):
            return [
                [float((vectors[thought] * vectors[text]).sum()) for text in _texts(pair)]
                for thought in _thoughts(pair)
            ]
        code = language_of(pair.question)
        stretches = [words(text, code) for text in _texts(pair)]
        return [[_coverage(guide_words(thought, code), held) for held in stretches] for thought in _thoughts(pair)]


def _thoughts(pair: Pair) -> list[str]:
    return thoughts(pair.wording, language_of(pair.question))


def _stretches(pair: Pair) -> list[Span]:
    return _stretches_of(pair.answer, language_of(pair.question))


@lru_cache(maxsize=256)
def _stretches_of(answer: str, code: str) -> list[Span]:
    """The clauses of the answer, each two neighbours, and the whole, shortest first."""
    single = clauses(answer, code)
    double = [Span(first.start, second.end) for first, second in pairwise(single)]
    whole = [Span(0, len(answer))] if answer else []
    return list(dict.fromkeys([*single, *double, *whole]))


def _texts(pair: Pair) -> list[str]:
    return [span.of(pair.answer) for span in _stretches(pair)]


def _coverage(wanted: Sequence[Word], held: Sequence[Word]) -> float:
    """The share, by weight, of the wanted words that those held say in some form."""
    weights = np.array([word.weight for word in wanted])
    if not len(held) or not weights.sum():
        return 0.0
    return float((lexical_similarity(wanted, held).max(axis=1) * weights).sum() / weights.sum())
