"""`probe`: the frozen encoder's alignment features under a small head fitted on rated answers.

Two heads: one for languages that the encoder knows, over all features, and one for the others, over letters and lemmas
alone: there the encoder's cosines are worse than nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pontozo.domain import STANDARD, Criterion, Question, Span
from pontozo.engine import Encoder
from pontozo.scorers.alignment import Aligned, features
from pontozo.scorers.base import Pair, PairScorer
from pontozo.scorers.reading import Reader
from pontozo.scorers.trees import Head, fit_head
from pontozo.text.language import language_of

Array = NDArray[np.float64]
_FILE = "head.npz"
_WITH_MEANING, _LETTERS_ONLY = "meaning", "letters"


@dataclass(frozen=True)
class Example:
    """A rated answer to fit on: question, answer in canonical form, and the outcome of each criterion."""

    question: Question
    answer: str
    outcomes: Sequence[str]


@dataclass(frozen=True, eq=False)
class Row:
    """One rated criterion: its features with and without meaning, and which standard outcome it came to."""

    question: str
    letters: Array
    meaning: Array | None
    outcome: int


class Aligner:
    """Aligns pairs: reads all their texts, each once, a language at a time."""

    def __init__(self, encoder: Encoder) -> None:
        self._reader = Reader(encoder)

    def align(self, pairs: Sequence[Pair]) -> list[Aligned]:
        """An alignment of each pair, in order; each by itself."""
        codes = [language_of(pair.question) for pair in pairs]
        aligned: dict[int, Aligned] = {}
        for code in dict.fromkeys(codes):
            own = [i for i, each in enumerate(codes) if each == code]
            texts = [text for i in own for text in (pairs[i].wording, pairs[i].answer, pairs[i].question.text)]
            readings = self._reader.read(texts, code)
            for place, i in enumerate(own):
                reference, answer, question = readings[3 * place : 3 * place + 3]
                aligned[i] = Aligned(reference, answer, question, code)
        return [aligned[i] for i in range(len(pairs))]


class ProbeScorer(PairScorer):
    """Token alignment under a fitted head."""

    name = "probe"

    def __init__(self, encoder: Encoder, heads: dict[str, Head]) -> None:
        self.encoder = encoder
        self._heads = heads
        self._aligner = Aligner(encoder)

    def probabilities(self, pairs: Sequence[Pair]) -> Array:
        result = np.empty((len(pairs), len(STANDARD)))
        for i, aligned in enumerate(self._aligner.align(pairs)):
            head = self._heads[_WITH_MEANING if aligned.has_meaning else _LETTERS_ONLY]
            result[i] = head.probabilities(features(aligned, aligned.has_meaning)[None])[0]
        return result

    def evidence(self, pair: Pair) -> tuple[Span, ...]:
        (aligned,) = self._aligner.align([pair])
        chosen = sorted(set(aligned.best_clauses()))
        return tuple(aligned.answer.span(aligned.answer.clause_words[i]) for i in chosen)

    def save(self, folder: Path) -> list[str]:
        """Write the head into `folder`; the names of the files written."""
        arrays = {name: array for head in self._heads for name, array in self._heads[head].arrays(head).items()}
        np.savez_compressed(folder / _FILE, allow_pickle=False, **arrays)
        return [_FILE]

    @classmethod
    def load(cls, folder: Path, encoder: Encoder) -> ProbeScorer:
        """The scorer whose head stands in `folder`."""
        with np.load(folder / _FILE, allow_pickle=False) as arrays:
            names = {name.split(".")[0] for name in arrays.files}
            return cls(encoder, {name: Head.of(dict(arrays), name) for name in sorted(names)})

    @classmethod
    def fit(cls, rows: Sequence[Row], encoder: Encoder, seed: int = 0) -> ProbeScorer:
        """A scorer fitted on rated criteria, as `rated_rows` reads them off rated answers.

        The head for letters alone is fitted on all rows, the one with meaning on those in a language that the
        encoder knows. Raises ValueError where a head would have nothing to be fitted on.
        """
        with_meaning = [row for row in rows if row.meaning is not None]
        if not with_meaning:
            raise ValueError(f"no rated answers in a language of the encoder ({', '.join(sorted(encoder.languages))})")
        heads = {
            _LETTERS_ONLY: _fit([row.letters for row in rows], rows, seed),
            _WITH_MEANING: _fit([row.meaning for row in with_meaning if row.meaning is not None], with_meaning, seed),
        }
        return cls(encoder, heads)


def _fit(numbers: Sequence[Array], rows: Sequence[Row], seed: int) -> Head:
    classes = np.array([row.outcome for row in rows])
    return fit_head(np.stack(numbers), classes, np.ones(len(rows)), len(STANDARD), seed)


def rated_rows(examples: Sequence[Example], encoder: Encoder) -> list[Row]:
    """What each rated criterion of each example comes to as a row to fit on.

    Of several wordings the one that the answer covers best stands for the criterion. Scales of levels are left out:
    their outcomes do not say how far each description is reached.
    """
    rated = [
        (example.question, criterion, example.answer, outcome)
        for example in examples
        for criterion, outcome in zip(example.question.criteria, example.outcomes, strict=True)
        if isinstance(criterion, Criterion)
    ]
    pairs = [Pair(question, wording, answer) for question, criterion, answer, _ in rated for wording in criterion.wordings]
    aligned = iter(Aligner(encoder).align(pairs))
    rows = []
    for question, criterion, _, outcome in rated:
        best = max((next(aligned) for _ in criterion.wordings), key=lambda each: each.coverage)
        meaning = features(best, True) if best.has_meaning else None
        rows.append(Row(question.id, features(best, False), meaning, _standard(criterion, outcome)))
    return rows


def _standard(criterion: Criterion, name: str) -> int:
    """The place among the standard outcomes of a criterion's own outcome: by name, else by credit."""
    names = [outcome.name for outcome in STANDARD]
    if name in names:
        return names.index(name)
    credit = next(outcome.credit for outcome in criterion.outcomes if outcome.name == name)
    return names.index("missing" if credit == 0 else "met" if credit == 1 else "partial")
