"""A text as the embedded scorers see it: words, clauses and, where the encoder knows the language, vectors."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pontozo.domain import Span
from pontozo.engine import Encoded, Encoder, unit_vectors
from pontozo.text.clauses import clauses, thought_spans
from pontozo.text.words import Word, words

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Meaning:
    """What the encoder makes of a text: unit vectors of its words, (words, width), and of the whole, (width,)."""

    last: Vectors
    middle: Vectors
    sentence: Vectors

    def only(self, places: Sequence[int]) -> Meaning:
        """The meaning of the words at `places`; the mean of their vectors stands for the whole."""
        last, middle = self.last[places], self.middle[places]
        return Meaning(last, middle, unit_vectors(last.sum(axis=0)))


@dataclass(frozen=True, eq=False)
class Analysis:
    """A text in the language `code`, its words with their places, and its clauses.

    `meaning` is None where the encoder does not know the language.
    """

    text: str
    code: str
    words: tuple[Word, ...]
    clauses: tuple[Span, ...]
    meaning: Meaning | None

    @cached_property
    def weights(self) -> NDArray[np.float64]:
        """The weight of each word, (words,)."""
        return np.array([word.weight for word in self.words])

    @cached_property
    def clause_words(self) -> list[slice]:
        """For each clause that has words, which words they are."""
        return self._words_in(self.clauses)

    @cached_property
    def lemmas(self) -> frozenset[str]:
        """The lemmas of all its words."""
        return frozenset(word.lemma for word in self.words)

    @cached_property
    def thought_words(self) -> list[slice]:
        """For each thought that has words, which words they are; asked of wordings only."""
        return self._words_in(thought_spans(self.text, self.code))

    def _words_in(self, spans: Sequence[Span]) -> list[slice]:
        starts = np.array([word.start for word in self.words])
        bounds = [slice(*np.searchsorted(starts, [span.start, span.end]).tolist()) for span in spans]
        return [bound for bound in bounds if bound.stop > bound.start]

    def span(self, bound: slice) -> Span:
        """Where the words of `bound` stand."""
        return Span(self.words[bound.start].start, self.words[bound.stop - 1].end)

    def only(self, places: Sequence[int]) -> Analysis:
        """The analysis of the words at `places` alone, as they stand in this text."""
        kept = tuple(self.words[place] for place in places)
        return replace(self, words=kept, meaning=self.meaning and self.meaning.only(places))


class Analyser:
    """Analyses texts, many at once; keeps what it analysed last, since the same guide meets every answer."""

    def __init__(self, encoder: Encoder, keep: int = 50_000) -> None:
        """`keep` is how many words the kept analyses hold together: 3 kB a word."""
        self.encoder = encoder
        self._keep = keep
        self._held = 0
        self._kept: OrderedDict[tuple[str, str], Analysis] = OrderedDict()

    def analyse(self, texts: Sequence[str], language: str) -> list[Analysis]:
        """An analysis of each text, in order. It does not depend on the other texts."""
        wanted = dict.fromkeys(texts)
        found = {text: self._kept[text, language] for text in wanted if (text, language) in self._kept}
        missing = [text for text in wanted if text not in found]
        if language in self.encoder.languages:
            encoded: Sequence[Encoded | None] = self.encoder.encode(missing)
        else:
            encoded = [None] * len(missing)
        for text, vectors in zip(missing, encoded, strict=True):
            found[text] = _analysis(text, language, vectors)
        for text in wanted:
            self._remember((text, language), found[text])
        return [found[text] for text in texts]

    def _remember(self, key: tuple[str, str], analysis: Analysis) -> None:
        if key not in self._kept:
            self._held += len(analysis.words)
        self._kept[key] = analysis
        self._kept.move_to_end(key)
        while self._held > self._keep:
            _, oldest = self._kept.popitem(last=False)
            self._held -= len(oldest.words)


def _analysis(text: str, language: str, encoded: Encoded | None) -> Analysis:
    found = words(text, language)
    meaning = _meaning(found, encoded) if encoded is not None else None
    return Analysis(text, language, found, tuple(clauses(text, language)), meaning)


def _meaning(found: Sequence[Word], encoded: Encoded) -> Meaning:
    pieces = [_pieces_of(word, encoded.offsets) for word in found]
    return Meaning(_of_words(pieces, encoded.last), _of_words(pieces, encoded.middle), encoded.sentence)


def _pieces_of(word: Word, offsets: NDArray[np.int32]) -> slice:
    """The word pieces that lie within a word; offsets rise, so they are neighbours."""
    first = int(np.searchsorted(offsets[:, 1], word.start, side="right"))
    last = int(np.searchsorted(offsets[:, 0], word.end, side="left"))
    return slice(first, last)


def _of_words(pieces: Sequence[slice], vectors: Vectors) -> Vectors:
    """Unit vectors of words as the mean of their pieces' vectors; zero for a word the encoder has no piece of."""
    result = np.zeros((len(pieces), vectors.shape[1]), dtype=np.float32)
    for row, bound in zip(result, pieces, strict=True):
        if bound.stop > bound.start:
            row[:] = vectors[bound].mean(axis=0)
    return unit_vectors(result)
