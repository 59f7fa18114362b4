"""Words of a text with their places, lemmas and weights, and how alike two words are."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pontozo.text.language import fold, language

# Numbers whole, names with their underscores, English contractions whole, and runs of signs as code uses them.
_WORD = re.compile(
    r"""
      \d+(?:[.,]\d+)*
    | [^\W\d]\w*(?:(?<=n)['’]t\b)?
    | [+\-*/%&|<>=!~^]+
    | \[\] | \(\) | \{\} | [:]{2} | [&#$@€]
    """,
    re.VERBOSE | re.IGNORECASE,
)
#: The weight of a word that says little alone, against 1 for others.
STOP_WEIGHT = 0.15
_SIGN_WEIGHT = 0.3
#: Likeness below this is what any two words share by chance.
_CHANCE = 0.35


@dataclass(frozen=True)
class Word:
    """One word: where it stands (code points), how it is compared, and what it weighs (0 to 1)."""

    text: str
    start: int
    end: int
    folded: str
    lemma: str
    weight: float
    negates: bool
    is_number: bool

    @property
    def is_content(self) -> bool:
        return self.weight > STOP_WEIGHT


@lru_cache(maxsize=65536)
def lemma(word: str, code: str) -> str:
    """The dictionary form by `simplemma`, accents and case folded; the word itself where it knows the language not."""
    import simplemma

    try:
        return fold(simplemma.lemmatize(word, lang=code))
    except ValueError:
        return fold(word)


def words(text: str, code: str) -> tuple[Word, ...]:
    """The words of a text in the language `code`, in order."""
    return tuple(_word(match, code) for match in _WORD.finditer(text))


#: `words` for texts that come again and again: questions and guides.
guide_words = lru_cache(maxsize=4096)(words)


def _word(match: re.Match[str], code: str) -> Word:
    known = language(code)
    text = match.group()
    plain = text.casefold().replace("’", "'")
    negates = plain.replace("'", "") in known.negation or plain.endswith("n't")
    weight = 1.0
    if plain in known.stop and not negates:
        weight = STOP_WEIGHT
    elif not any(c.isalnum() for c in text):
        weight = _SIGN_WEIGHT
    root = lemma(plain, code) if text[0].isalpha() else fold(plain)
    is_number = text[0].isdigit() or plain in known.numbers
    return Word(text, match.start(), match.end(), fold(plain), root, weight, negates, is_number)


@lru_cache(maxsize=65536)
def _trigrams(folded: str) -> frozenset[str]:
    padded = f"^{folded}$"
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


@lru_cache(maxsize=262144)
def likeness(first: str, second: str) -> float:
    """How alike two folded words are, 0 to 1: their shared beginning or shared trigrams, whichever says more.

    Trigrams by Dice's coefficient, which forgives a slip of the pen; the beginning, as a share of the longer word, for
    what a language of suffixes adds at the end. Numbers and signs are alike only when equal.
    """
    if first == second:
        return 1.0
    if min(len(first), len(second)) < 3 or not (first[0].isalpha() and second[0].isalpha()):
        return 0.0
    a, b = _trigrams(first), _trigrams(second)
    dice = 2 * len(a & b) / (len(a) + len(b))
    shared = next(
        (i for i, (x, y) in enumerate(zip(first, second, strict=False)) if x != y), min(len(first), len(second))
    )
    prefix = shared / max(len(first), len(second)) if shared >= 4 else 0.0
    best = max(dice, prefix)
    return best if best >= _CHANCE else 0.0


def lexical_similarity(rows: Sequence[Word], columns: Sequence[Word]) -> NDArray[np.float64]:
    """Array (rows, columns) of 0 to 1: 1 for equal words or lemmas, else `likeness` of word or lemma."""
    result = np.zeros((len(rows), len(columns)))
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            if row.lemma == column.lemma or row.folded == column.folded:
                result[i, j] = 1.0
            else:
                result[i, j] = max(likeness(row.folded, column.folded), likeness(row.lemma, column.lemma))
    return result


def overlap(reference: Sequence[Word], answer: Sequence[Word]) -> float:
    """The share, by weight, of the reference's words whose lemma the answer holds: 0 to 1."""
    held = {word.lemma for word in answer} | {word.folded for word in answer}
    weights = math.fsum(word.weight for word in reference)
    found = math.fsum(word.weight for word in reference if word.lemma in held or word.folded in held)
    return found / weights if weights else 0.0
