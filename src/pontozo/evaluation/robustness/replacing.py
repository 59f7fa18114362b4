"""Whole words and phrases of a text found and replaced, whatever their case."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

#: What may stand for the apostrophe of a phrase.
_APOSTROPHE = "['’]"


@lru_cache(maxsize=256)
def _pattern(phrases: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    either = "|".join(re.escape(phrase).replace("'", _APOSTROPHE) for phrase in longest_first)
    return re.compile(rf"(?<![\w'’])(?:{either})(?![\w'’])", re.IGNORECASE)


def whole(phrases: Collection[str]) -> re.Pattern[str]:
    """A pattern that finds each of the phrases as whole words in any case, the longest where several begin."""
    return _pattern(frozenset(phrases))


def replaced(text: str, others: Mapping[str, str], count: int = 0) -> str:
    """`text` with what `others` knows in its other form: all of it, or the first `count`.

    A capital stays a capital. A word whose other form is empty goes with the blank after it.
    """

    def other(match: re.Match[str]) -> str:
        # What no lower case makes equal, a dotless i for an i, stays as it is.
        form = others.get(match["phrase"].lower().replace("’", "'"), match["phrase"])
        return like(match["phrase"], form) + match["blank"] if form else ""

    return re.compile(rf"(?P<phrase>{whole(others).pattern})(?P<blank>\s?)", re.IGNORECASE).sub(other, text, count)


def like(model: str, word: str) -> str:
    """`word`, with a capital where `model` has one."""
    return word[:1].upper() + word[1:] if model[:1].isupper() else word
