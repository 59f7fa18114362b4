"""How a reference and an answer align, word by word.

For each word of the reference the likest word of the answer, in up to three views: the encoder's last and fourth
layer (cosine of contextual vectors, the idea of BERTScore: Zhang et al. 2020, "BERTScore: Evaluating text generation
with BERT") and the letters (`pontozo.text.words.lexical_similarity`). A reference's thought may stand anywhere in the
answer, but its words belong together: coverage by the whole answer and by its best clause are both told, and the gap
between them is what an answer shows that has the words but exchanged who does what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pontozo.engine import unit_vectors
from pontozo.scorers.analysis import Analysis
from pontozo.text.language import language
from pontozo.text.words import Word, lexical_similarity

Array = NDArray[np.float64]

#: From this similarity on, two words are taken to say the same when their order is compared.
_SAME = 0.6
_PER_VIEW = (
    "coverage",
    "coverage of new words",
    "coverage of own words",
    "weakest word",
    "three weakest words",
    "precision",
    "best clause",
    "weakest thought",
    "weakest thought in one clause",
    "order",
)
_OF_PAIR = ("numbers held", "denied", "other subject", "against")
_OF_MEANING = ("sentence", "best clause vector")
#: What tells for from against; all else may only speak for a thought.
_POLAR = ("denied", "other subject", "against", "order")


@dataclass(frozen=True, eq=False)
class Aligned:
    """A reference (one wording), an answer and their question, with the similarity of every word to every word."""

    reference: Analysis
    answer: Analysis
    question: Analysis
    views: list[Array]
    """Arrays (words of reference, words of answer): letters and, where there are vectors, last and fourth layer."""
    elsewhere: frozenset[str] = frozenset()
    """Lemmas that other criteria of the guide hold too."""
    subjects: frozenset[str] = frozenset()
    """Lemmas that question and guide share: the things that are told about, and may be exchanged."""

    @property
    def has_meaning(self) -> bool:
        """Whether the encoder knows the language."""
        return len(self.views) > 1

    @cached_property
    def evidence_view(self) -> Array:
        """The similarity that evidence is chosen by: the mean of the views."""
        result: Array = np.mean(self.views, axis=0)
        return result

    @property
    def coverage(self) -> float:
        """How well the answer covers the reference, over all views: what the better of two wordings is told by."""
        if not self.answer.words:
            return 0.0
        return _mean(self.evidence_view.max(axis=1), self.reference.weights)

    @cached_property
    def new_weights(self) -> Array:
        """Weights of the reference's words, those that the question already holds at none."""
        held = self.question.lemmas
        return np.array([0.0 if word.lemma in held else word.weight for word in self.reference.words])

    @cached_property
    def own_weights(self) -> Array:
        """Weights of the words that neither the question nor another criterion holds; of all new words if none is."""
        own = self.new_weights * np.array([word.lemma not in self.elsewhere for word in self.reference.words])
        return own if own.any() else self.new_weights

    def thoughts(self) -> list[Aligned]:
        """Each thought of the reference by itself; none where there is only one.

        A word of the answer goes to the one thought that holds the word likest to it, so that what is said of one
        thought does not pass for the other.
        """
        bounds = self.reference.thought_words
        if len(bounds) < 2:
            return []
        likest = self.evidence_view.argmax(axis=0)
        return [
            self._only(
                list(range(bound.start, bound.stop)),
                np.flatnonzero((likest >= bound.start) & (likest < bound.stop)).tolist(),
            )
            for bound in bounds
        ]

    def _only(self, rows: Sequence[int], columns: Sequence[int]) -> Aligned:
        """The alignment of these words of the reference with these of the answer."""
        return replace(
            self,
            reference=self.reference.only(rows),
            answer=self.answer.only(columns),
            views=[view[np.ix_(rows, columns)] for view in self.views],
        )

    @cached_property
    def best_clauses(self) -> list[int]:
        """For each thought of the reference, the clause of the answer that covers it best; none of an empty answer."""
        if not self.answer.clause_words:
            return []
        return [
            int(np.argmax(_by_clause(self.evidence_view[bound], self.reference.weights[bound], self.answer)))
            for bound in self.reference.thought_words
        ]


def views_of(reference: Analysis, answer: Analysis) -> list[Array]:
    """The similarity of every word of the reference to every word of the answer, in each view there is."""
    result = [lexical_similarity(reference.words, answer.words)]
    here, there = reference.meaning, answer.meaning
    if here is not None and there is not None:
        result += [_cosines(here.last, there.last), _cosines(here.middle, there.middle)]
    return result


def _cosines(rows: NDArray[np.float32], columns: NDArray[np.float32]) -> Array:
    return np.clip(rows.astype(np.float64) @ columns.astype(np.float64).T, 0.0, 1.0)


def _mean(values: Array, weights: Array) -> float:
    whole = float(weights.sum())
    return float((values * weights).sum()) / whole if whole else 0.0


def _by_clause(view: Array, weights: Array, answer: Analysis) -> Array:
    """How well each clause of the answer covers these words: (clauses,)."""
    likest = np.stack([view[:, bound].max(axis=1) for bound in answer.clause_words])
    covered: Array = (likest * weights).sum(axis=1)
    return covered / max(float(weights.sum()), 1e-12)


def feature_names(with_meaning: bool) -> list[str]:
    """Names of the columns of `features`, in order."""
    views = ["letters", "last layer", "fourth layer"] if with_meaning else ["letters"]
    names = [f"{view}: {name}" for view in views for name in _PER_VIEW]
    return [*names, *_OF_PAIR, *(_OF_MEANING if with_meaning else ())]


def supporting_columns(with_meaning: bool) -> list[int]:
    """Columns of `features` that rise with how much of the reference stands in the answer."""
    return [i for i, name in enumerate(feature_names(with_meaning)) if not name.endswith(_POLAR)]


def polar_columns(with_meaning: bool) -> list[int]:
    """Columns of `features` that tell whether the answer speaks for the reference or against it."""
    return [i for i, name in enumerate(feature_names(with_meaning)) if name.endswith(_POLAR)]


def features(pair: Aligned, with_meaning: bool) -> Array:
    """The numbers of one pair, (features,), each finite; named by `feature_names`. Without meaning: letters alone."""
    if not pair.answer.words or not pair.reference.words:
        return np.zeros(len(feature_names(with_meaning)))
    values = [number for view in pair.views[: None if with_meaning else 1] for number in _of_view(view, pair)]
    values += _of_pair(pair)
    if with_meaning:
        values += _of_meaning(pair)
    return np.array(values)


def _of_view(view: Array, pair: Aligned) -> list[float]:
    weights = pair.reference.weights
    likest = view.max(axis=1)
    content = np.sort(likest[[word.is_content for word in pair.reference.words]])
    coverage = _mean(likest, weights)
    thoughts = pair.reference.thought_words or [slice(0, len(pair.reference.words))]
    by_thought = [_by_clause(view[bound], weights[bound], pair.answer) for bound in thoughts]
    return [
        coverage,
        _mean(likest, pair.new_weights) if pair.new_weights.any() else coverage,
        _mean(likest, pair.own_weights) if pair.own_weights.any() else coverage,
        float(content[0]) if content.size else coverage,
        float(content[:3].mean()) if content.size else coverage,
        _mean(view.max(axis=0), pair.answer.weights),
        float(_by_clause(view, weights, pair.answer).max()),
        min(_mean(likest[bound], weights[bound]) for bound in thoughts),
        min(float(each.max()) for each in by_thought),
        _order(view, pair.reference.words),
    ]


def _order(view: Array, words: Sequence[Word]) -> float:
    """The share of pairs of the reference's matched content words that stand in the same order in the answer."""
    rows = [i for i, word in enumerate(words) if word.is_content and view[i].max() >= _SAME]
    if len(rows) < 2:
        return 1.0
    places = view[rows].argmax(axis=1)
    ahead = np.triu(places[:, None] <= places[None, :], 1).sum()
    return float(ahead) / (len(rows) * (len(rows) - 1) / 2)


def _of_pair(pair: Aligned) -> list[float]:
    return [_numbers_held(pair), *_against(pair)]


def _numbers_held(pair: Aligned) -> float:
    """The share of the reference's numbers that the answer holds; 1 where there are none."""
    numbers = [word.folded for word in pair.reference.words if word.is_number]
    held = {word.folded for word in pair.answer.words}
    return sum(number in held for number in numbers) / len(numbers) if numbers else 1.0


def _against(pair: Aligned) -> list[float]:
    """How strongly the answer denies the reference, tells it of another subject, or either: three numbers, 0 to 1.

    Told thought by thought, from the clause of the answer that covers the thought best, and the more the better it
    does: what a clause about something else denies is not this thought. The mean over the thoughts.
    """
    thoughts = list(zip(pair.reference.thought_words, pair.best_clauses, strict=True)) if pair.answer.words else []
    if not thoughts:
        return [0.0, 0.0, 0.0]
    told = []
    for thought, clause in thoughts:
        bound = pair.answer.clause_words[clause]
        said = pair.answer.words[bound]
        weights = pair.reference.weights[thought]
        covered = _mean(pair.evidence_view[thought, bound].max(axis=1), weights) ** 2
        reference = pair.reference.words[thought]
        told.append([covered * sign for sign in _signs(reference, said, pair)])
    return [float(mean) for mean in np.mean(told, axis=0)]


def _signs(reference: Sequence[Word], said: Sequence[Word], pair: Aligned) -> tuple[bool, bool, bool]:
    """Whether what is said denies the thought, tells it of another subject, or speaks against it in any way.

    A denied opposite ("not slower" for "faster") denies nothing.
    """
    denied = _negated(reference, said) != _opposed(reference, said, pair.reference.code)
    exchanged = _exchanged(reference, said, pair.subjects)
    return denied, exchanged, denied or exchanged or _renumbered(reference, said)


def _negated(reference: Sequence[Word], said: Sequence[Word]) -> bool:
    """Whether one of the two says "not" and the other does not. How often does not matter: Hungarian says it twice."""
    return any(word.negates for word in reference) != any(word.negates for word in said)


def _opposed(reference: Sequence[Word], said: Sequence[Word], code: str) -> bool:
    """Whether the opposite of a word of the reference is said, and the word itself is not."""
    opposites = language(code).opposites
    there = {form for word in said for form in (word.folded, word.lemma)}
    return any(
        form in opposites and form not in there and bool(opposites[form] & there)
        for word in reference
        for form in {word.folded, word.lemma}
    )


def _renumbered(reference: Sequence[Word], said: Sequence[Word]) -> bool:
    """Whether a number of the reference is not said, but another is."""
    wanted = {word.folded for word in reference if word.is_number}
    there = {word.folded for word in said if word.is_number}
    return bool(wanted - there and there - wanted)


def _exchanged(reference: Sequence[Word], said: Sequence[Word], subjects: frozenset[str]) -> bool:
    """Whether another of the question's subjects stands where one of the reference's own does not."""
    own = {word.lemma for word in reference} & subjects
    there = {word.lemma for word in said} & subjects
    return bool(own - there and there - own)


def _of_meaning(pair: Aligned) -> list[float]:
    reference, answer = pair.reference.meaning, pair.answer.meaning
    if reference is None or answer is None:
        raise ValueError("features of meaning need a language that the encoder knows")
    whole = _centre(reference.last, pair.reference.weights)
    nearness = [
        float((_centre(answer.last[bound], pair.answer.weights[bound]) * whole).sum())
        for bound in pair.answer.clause_words
    ]
    return [float((reference.sentence * answer.sentence).sum()), max(nearness, default=0.0)]


def _centre(vectors: NDArray[np.float32], weights: Array) -> Array:
    """The weighted mean of word vectors, at length 1 (or 0)."""
    return unit_vectors((vectors * weights[:, None]).sum(axis=0))
