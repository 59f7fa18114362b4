"""What Pontozó knows of a language, one file each, and which language a text is in."""

from __future__ import annotations

import json
from dataclasses import dataclass
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
    """Words by their role: those that say little alone, that negate, that open a clause, that open one which is part of
    a thought; pairs of opposites.
    """

    code: str
    stop: frozenset[str] = frozenset()
    negation: frozenset[str] = frozenset()
    conjunctions: frozenset[str] = frozenset()
    subordinate: frozenset[str] = frozenset()
    opposites: frozenset[frozenset[str]] = frozenset()


@cache
def language(code: str) -> Language:
    """What is known of the language; of one without a file, nothing."""
    if code not in LANGUAGES:
        return Language(code)
    known = json.loads(resources.files(__package__).joinpath(f"{code}.json").read_text("utf-8"))
    return Language(
        code,
        stop=frozenset(known["stop"]),
        negation=frozenset(known["negation"]),
        conjunctions=frozenset(known["conjunctions"]),
        subordinate=frozenset(known["subordinate"]),
        opposites=frozenset(frozenset(pair) for pair in known["opposites"]),
    )


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
