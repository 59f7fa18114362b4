"""What Pontozó knows of a language, one file each, and which language a text is in."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources

from pontozo.domain import Question
from pontozo.text.canonical import canonical

#: The languages that have a file of their own here.
LANGUAGES = ("en", "hu")
#: What an undeclared text is taken for when nothing in it speaks for another.
FALLBACK = "en"


@dataclass(frozen=True)
class Language:
    """Words by their role in a language.

    `stop` say little alone; `negation` deny; `conjunctions` open a clause, `subordinate` one that is part of a thought;
    `choice` stand between things to choose from; `numbers` are numbers in words; `opposites` gives for a word, folded,
    those that say the opposite.
    """

    code: str
    stop: frozenset[str] = frozenset()
    negation: frozenset[str] = frozenset()
    conjunctions: frozenset[str] = frozenset()
    subordinate: frozenset[str] = frozenset()
    choice: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    opposites: Mapping[str, frozenset[str]] = field(default_factory=dict)


_SETS = ("stop", "negation", "conjunctions", "subordinate", "choice", "numbers")


@cache
def language(code: str) -> Language:
    """What is known of the language; of one without a file, nothing."""
    if code not in LANGUAGES:
        return Language(code)
    known = json.loads(resources.files(__package__).joinpath(f"{code}.json").read_text("utf-8"))
    return Language(code, **{name: frozenset(known[name]) for name in _SETS}, opposites=_by_word(known["opposites"]))


def _by_word(pairs: Iterable[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    opposites: dict[str, set[str]] = {}
    for one, other in pairs:
        opposites.setdefault(fold(one), set()).add(fold(other))
        opposites.setdefault(fold(other), set()).add(fold(one))
    return {word: frozenset(others) for word, others in opposites.items()}


def fold(text: str) -> str:
    """Lower case without accents: how a word is compared when spelling is forgiven."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


@lru_cache(maxsize=1024)
def detect(text: str) -> str:
    """The language whose function words and letters the text holds most of; English where none speaks up."""
    words = canonical(text).text.lower().split()

    def evidence(code: str) -> int:
        known = language(code)
        return sum(word.strip(".,;:?!()\"'") in known.stop | known.negation for word in words)

    hungarian_letters = sum(any(letter in word for letter in "őűáéíóöúü") for word in words)
    weights = {code: evidence(code) + (hungarian_letters if code == "hu" else 0) for code in LANGUAGES}
    return max(weights, key=lambda code: (weights[code], code == FALLBACK))


def language_of(question: Question) -> str:
    """The question's own language, else the one its text and guide are written in."""
    if question.language:
        return question.language
    return detect(" ".join([question.text, *(text for each in question.criteria for text in each.wordings)]))
