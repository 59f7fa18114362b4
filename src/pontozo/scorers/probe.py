"""`probe`: the frozen encoder's alignment features under a small head fitted on rated answers.

Two heads: one for languages that the encoder knows, over all features, and one for the others, over letters and lemmas
alone: there the encoder's cosines are worse than nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pontozo.domain import STANDARD, Criterion, Question, Span, outcome_named
from pontozo.engine import Encoder
from pontozo.errors import UserError
from pontozo.gradebook import Gradebook, rated_outcomes
from pontozo.scorers.alignment import Aligned, features, polar_columns, supporting_columns, views_of
from pontozo.scorers.analysis import Analyser
from pontozo.scorers.base import Pair, PairScorer, wordings_to_score
from pontozo.scorers.heads import Head, fit_head
from pontozo.text.canonical import canonical
from pontozo.text.language import language_of
from pontozo.text.words import guide_words

Array = NDArray[np.float64]
_FILE = "head.npz"
#: A thought that is covered less than this, against the best covered one of its wording, has no words to show.
_SHOWN = 0.6
_MISSING = [outcome.name for outcome in STANDARD].index("missing")
_WITH_MEANING, _LETTERS_ONLY = "meaning", "letters"
#: So many rated criteria are aligned at a time: their token vectors take some 100 kB each.
_PORTION = 500
_NOTHING = (
    "probe cannot be fitted: too few answers have a rated outcome for each criterion; give more outcomes, or scores of "
    "questions with one criterion"
)


@dataclass(frozen=True, eq=False)
class RatedCriterion:
    """One rated criterion: its features with and without meaning, and which standard outcome it came to."""

    question: str
    letters: Array
    meaning: Array | None
    outcome: str


class Aligner:
    """Aligns pairs: reads all their texts, each once, a language at a time; remembers what it aligned last."""

    def __init__(self, encoder: Encoder) -> None:
        self._analyser = Analyser(encoder)
        self._last: dict[tuple[str, str, str], Aligned] = {}

    def align(self, pairs: Sequence[Pair]) -> list[Aligned]:
        """An alignment of each pair, in order; each by itself."""
        keys = [(pair.question.revision, pair.wording, pair.answer) for pair in pairs]
        missing = {key: pair for key, pair in zip(keys, pairs, strict=True) if key not in self._last}
        if missing:
            self._last = {key: self._last[key] for key in keys if key in self._last}
            by_language: dict[str, dict[tuple[str, str, str], Pair]] = {}
            for key, pair in missing.items():
                by_language.setdefault(language_of(pair.question), {})[key] = pair
            for code, own in by_language.items():
                self._last.update(zip(own, self._aligned(own.values(), code), strict=True))
        return [self._last[key] for key in keys]

    def _aligned(self, pairs: Collection[Pair], code: str) -> Iterator[Aligned]:
        texts = [text for pair in pairs for text in (pair.wording, pair.answer, pair.question.text)]
        analyses = iter(self._analyser.analyse(texts, code))
        for pair in pairs:
            reference, answer, question = (next(analyses) for _ in range(3))
            yield Aligned(
                reference,
                answer,
                question,
                views_of(reference, answer),
                elsewhere=_elsewhere(pair.question, pair.wording, code),
                subjects=_subjects(pair.question, code),
            )


@lru_cache(maxsize=4096)
def _elsewhere(question: Question, wording: str, code: str) -> frozenset[str]:
    """Lemmas of the guide's criteria but the one that has this wording."""
    others = (each for each in question.criteria if wording not in wordings_to_score(each))
    return frozenset(word.lemma for each in others for text in each.wordings for word in guide_words(text, code))


@lru_cache(maxsize=1024)
def _subjects(question: Question, code: str) -> frozenset[str]:
    """Lemmas of the content words that the question shares with its guide."""
    asked = {word.lemma for word in guide_words(question.text, code) if word.is_content}
    told = {word.lemma for each in question.criteria for text in each.wordings for word in guide_words(text, code)}
    return frozenset(asked & told)


class ProbeScorer(PairScorer):
    """Token alignment under a fitted head."""

    name = "probe"

    def __init__(self, encoder: Encoder, heads: dict[str, Head]) -> None:
        self.encoder = encoder
        self._heads = heads
        self._aligner = Aligner(encoder)

    def probabilities(self, pairs: Sequence[Pair]) -> Array:
        if not pairs:
            return np.empty((0, len(STANDARD)))
        return np.array([self._row(aligned) for aligned in self._aligner.align(pairs)])

    def _row(self, aligned: Aligned) -> Array:
        """The distribution of one pair. A wording of several thoughts is met at most as likely as each is touched."""
        # A scorer fitted on no answers in a language of the encoder knows letters only.
        with_meaning = aligned.has_meaning and _WITH_MEANING in self._heads
        head = self._heads[_WITH_MEANING if with_meaning else _LETTERS_ONLY]
        parts = [aligned, *aligned.thoughts()]
        rows = head.probabilities(np.stack([features(part, with_meaning) for part in parts]))
        contradicted, missing, partial, met = rows[0]
        whole = min([met, *(1 - rows[1:, _MISSING])])
        return np.array([contradicted, missing, partial + met - whole, whole])

    def evidence(self, pair: Pair) -> tuple[Span, ...]:
        (aligned,) = self._aligner.align([pair])
        coverage = [thought.coverage for thought in aligned.thoughts() or [aligned]]
        best = aligned.best_clauses
        shown = {best[i] for i, covered in enumerate(coverage) if best and covered >= _SHOWN * max(coverage)}
        return tuple(aligned.answer.span(aligned.answer.clause_words[clause]) for clause in sorted(shown))

    def save(self, folder: Path) -> list[str]:
        """Write the head into `folder`; the names of the files written."""
        arrays: dict[str, Any] = {
            f"{kind}.{name}": array for kind, head in self._heads.items() for name, array in head.arrays().items()
        }
        np.savez_compressed(folder / _FILE, **arrays)
        return [_FILE]

    @classmethod
    def load(cls, folder: Path, encoder: Encoder) -> ProbeScorer:
        """The scorer whose head stands in `folder`."""
        with np.load(folder / _FILE, allow_pickle=False) as arrays:
            by_kind: dict[str, dict[str, NDArray[Any]]] = {}
            for path, array in arrays.items():
                kind, _, name = path.partition(".")
                by_kind.setdefault(kind, {})[name] = array
        return cls(encoder, {kind: Head.of(own) for kind, own in by_kind.items()})

    @classmethod
    def fit(cls, rows: Sequence[RatedCriterion], encoder: Encoder, seed: int = 0) -> ProbeScorer:
        """A scorer fitted on rated criteria, as `CriterionReader` reads them off rated answers.

        The head for letters alone is fitted on all rows, the one with meaning on those in a language that the
        encoder knows, where there are any. Raises UserError where there is no row.
        """
        if not rows:
            raise UserError(_NOTHING)
        heads = {_LETTERS_ONLY: _fit([row.letters for row in rows], [row.outcome for row in rows], False, seed)}
        with_meaning = [row.meaning for row in rows if row.meaning is not None]
        if with_meaning:
            outcomes = [row.outcome for row in rows if row.meaning is not None]
            heads[_WITH_MEANING] = _fit(with_meaning, outcomes, True, seed)
        return cls(encoder, heads)

    @classmethod
    def fitter(cls, encoder: Encoder, seed: int = 0) -> Callable[[Gradebook], ProbeScorer]:
        """Fits scorers on one gradebook after another: on parts of one, each answer is read once."""
        reader = CriterionReader(encoder)
        return lambda gradebook: cls.fit(reader.read(gradebook), encoder, seed)


def _fit(rows: Sequence[Array], outcomes: Sequence[str], with_meaning: bool, seed: int) -> Head:
    return fit_head(np.stack(rows), outcomes, supporting_columns(with_meaning), polar_columns(with_meaning), seed)


@dataclass(frozen=True)
class _Rated:
    """A criterion of an answer, and the outcome that a person set."""

    question: Question
    place: int
    criterion: Criterion
    answer: str
    outcome: str

    @property
    def key(self) -> tuple[str, int, str]:
        """What the features depend on."""
        return self.question.revision, self.place, self.answer


class CriterionReader:
    """Reads rated criteria as rows to fit on; features that it has read, it does not read again."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._features: dict[tuple[str, int, str], tuple[Array, Array | None]] = {}

    def read(self, gradebook: Gradebook) -> list[RatedCriterion]:
        """Each criterion of each answer whose criteria are all rated.

        Of several wordings the one that the answer covers best stands for the criterion. Scales of levels are left
        out: their outcomes do not say how far each description is reached; so are blank answers, graded by rule.
        """
        rated = list(_rated(gradebook))
        new = list({each.key: each for each in rated if each.key not in self._features}.values())
        for at in range(0, len(new), _PORTION):
            self._learn(new[at : at + _PORTION])
        return [
            RatedCriterion(each.question.id, *self._features[each.key], _standard(each.criterion, each.outcome))
            for each in rated
        ]

    def _learn(self, rated: Sequence[_Rated]) -> None:
        pairs = [Pair(each.question, wording, each.answer) for each in rated for wording in each.criterion.wordings]
        aligned = iter(Aligner(self._encoder).align(pairs))
        for each in rated:
            best = max((next(aligned) for _ in each.criterion.wordings), key=lambda found: found.coverage)
            meaning = features(best, True) if best.has_meaning else None
            self._features[each.key] = features(best, False), meaning


def _rated(gradebook: Gradebook) -> Iterator[_Rated]:
    for question, answer in gradebook.pairs():
        outcomes = rated_outcomes(question, answer)
        text = canonical(answer.text).text
        if outcomes and text:
            for place, (criterion, outcome) in enumerate(zip(question.criteria, outcomes, strict=True)):
                if isinstance(criterion, Criterion):
                    yield _Rated(question, place, criterion, text, outcome)


def _standard(criterion: Criterion, name: str) -> str:
    """The standard outcome that a criterion's own comes to: by name, else by credit."""
    if name in {outcome.name for outcome in STANDARD}:
        return name
    credit = outcome_named(criterion.outcomes, name).credit
    return "missing" if credit == 0 else "met" if credit == 1 else "partial"
