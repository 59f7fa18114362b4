"""Which question a column is about, told by its text as Moodle's reports show it: damaged in many ways.

What stands between < and > is cut out, line breaks are spaces, bold is in capitals, list items begin with "*" whether
they were numbered or not, "(n)" has become "[No]", a thumb. So letters and digits alone are compared, without regard to
case, after the same was done to the question's own text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from pontozo.domain import Question
from pontozo.formats.sentences import shown

#: The emoticons that are letters in programming: O(n) and f(y).
_THUMBS = re.compile(r"\((?:n|y)\)|\[(?:no|yes|nem|igen)\]", re.IGNORECASE)
_ORDINAL = re.compile(r"^[^\S\n]*\d{1,3}\.\s", re.MULTILINE)
#: How alike two texts must be for one to be named as the nearest, and how much of them is looked at.
_NEAR = 0.5
_LOOKED_AT = 400
#: For so many texts the nearest question is named: to look for it takes long, and after a few the reason is clear.
_MOST_NAMED = 20


def without_tags(text: str) -> str:
    """The text as PHP's strip_tags leaves it: with everything gone from a "<" that no space follows to its ">"."""
    kept = []
    depth = 0
    quote = ""
    for place, character in enumerate(text):
        opens = character == "<" and not text[place + 1 : place + 2].isspace()
        if not depth and not opens:
            kept.append(character)
        elif quote:
            quote = "" if character == quote else quote
        elif opens:
            depth += 1
        elif character == ">":
            depth -= 1
        elif character in "\"'":
            quote = character
    return "".join(kept)


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKC", _THUMBS.sub("", text)).casefold()
    return "".join(character for character in plain if character.isalnum())


def _forms(text: str) -> Iterator[str]:
    """The letters of a question's text, whole and damaged."""
    for each in (text, _ORDINAL.sub("", text)):
        yield _letters(each)
        yield _letters(without_tags(each))


class QuestionFinder:
    """Finds questions by what a report says of them."""

    def __init__(self, questions: Mapping[str, Question]) -> None:
        self._questions = questions
        self._named = 0
        self._by_letters: dict[str, dict[str, None]] = {}
        for question in questions.values():
            for letters in _forms(question.text):
                self._by_letters.setdefault(letters, {})[question.id] = None
        self._by_number = _numbered(questions)
        self.by_text = lru_cache(maxsize=4096)(self._by_text)

    def by_number(self, number: str) -> str | None:
        """The question that is called "1", "q1" or "Question 1"."""
        return self._by_number.get(number.casefold())

    def _by_text(self, text: str) -> tuple[str, ...]:
        """The questions with this text: one where all is well."""
        letters = _letters(text)
        return tuple(self._by_letters.get(letters, ())) if letters else ()

    def nearest(self, text: str) -> str:
        """The question whose text is most like this one, to be named in a sentence; "" where none is like it."""
        self._named += 1
        if self._named > _MOST_NAMED:
            return ""
        matcher = SequenceMatcher(None, "", _letters(text)[:_LOOKED_AT], autojunk=False)
        best, likeness = "", _NEAR
        for identifier, letters in self._letters.items():
            matcher.set_seq1(letters)
            # Bounds that are quick to tell spare most of the comparisons.
            if min(matcher.real_quick_ratio(), matcher.quick_ratio()) >= likeness and matcher.ratio() >= likeness:
                best, likeness = identifier, matcher.ratio()
        return f"{best!r}, {shown(self._questions[best].text)}" if best else ""

    @cached_property
    def _letters(self) -> Mapping[str, str]:
        return {name: _letters(question.text)[:_LOOKED_AT] for name, question in self._questions.items()}


def _numbered(questions: Mapping[str, Question]) -> dict[str, str]:
    """Questions by the number in their id; none for a number that two ids have."""
    found: dict[str, set[str]] = {}
    for identifier in questions:
        said = " ".join(identifier.casefold().split())
        number = re.sub(r"^(?:question |kérdés |q)(?=\d)|\.? (?:question|kérdés)$", "", said)
        found.setdefault(number, set()).add(identifier)
    return {number: next(iter(ids)) for number, ids in found.items() if len(ids) == 1}
