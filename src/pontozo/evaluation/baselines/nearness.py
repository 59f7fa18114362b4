"""One number an answer that may tell its score: how long it is, and how near to the guide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from pontozo.domain import Question
from pontozo.engine import embedded_encoder
from pontozo.evaluation.baselines.rated import RatedText
from pontozo.text.canonical import canonical
from pontozo.text.language import language_of
from pontozo.text.words import Word, guide_words, overlap, words

Array = NDArray[np.float64]
#: For each criterion that earns points its wordings, in canonical form, which is what graders have read.
_Thoughts = Sequence[Sequence[str]]


def numbers_of(rated: Sequence[RatedText]) -> Mapping[str, Array]:
    """By name ("length", "overlap", "cosine"), one number for each of n answers, (n,).

    Length is the logarithm of 1 + words. The other two are means over the criteria that earn points, each taken at the
    wording that the answer comes nearest to: the share of the wording's words, by weight, whose lemma the answer holds,
    and the cosine of the embedded encoder's sentence vectors, 0 for an answer without a token.
    """
    asked = {each.question.revision: each.question for each in rated}
    codes = {revision: language_of(question) for revision, question in asked.items()}
    thoughts = {revision: _thoughts(question) for revision, question in asked.items()}
    of = [each.question.revision for each in rated]
    said = [words(each.text, codes[revision]) for each, revision in zip(rated, of, strict=True)]
    return {
        "length": np.log1p([float(len(each)) for each in said]),
        "overlap": np.array([_overlap(each, thoughts[name], codes[name]) for each, name in zip(said, of, strict=True)]),
        "cosine": _cosines(rated, thoughts),
    }


def _thoughts(question: Question) -> _Thoughts:
    leaves = zip(question.criteria, question.deductions, strict=True)
    return [[canonical(wording).text for wording in leaf.wordings] for leaf, deducts in leaves if not deducts]


def _overlap(said: Sequence[Word], thoughts: _Thoughts, code: str) -> float:
    return fmean(max(overlap(guide_words(wording, code), said) for wording in wordings) for wordings in thoughts)


def _cosines(rated: Sequence[RatedText], thoughts: Mapping[str, _Thoughts]) -> Array:
    encoder = embedded_encoder()
    vectors = encoder.sentences([each.text for each in rated])
    places: dict[str, list[int]] = {}
    for place, each in enumerate(rated):
        places.setdefault(each.question.revision, []).append(place)
    found = np.zeros(len(rated))
    for revision, own in places.items():
        wordings = encoder.sentences([text for each in thoughts[revision] for text in each])
        near = vectors[own].astype(float) @ wordings.T.astype(float)
        first = [0, *accumulate(map(len, thoughts[revision]))][:-1]
        found[own] = np.maximum.reduceat(near, first, axis=1).mean(axis=1)
    return found
