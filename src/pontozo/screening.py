"""Answers that no scorer should see: blank, unreadable, or copied from the question or the guide."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pontozo.domain import Question
from pontozo.text.words import Word, fold, guide_words, likeness, words

#: This many words in a row that stand in a source too count as copied from it.
_RUN = 3
#: From this share on, an answer's words count as copied from the guide; from the question, if nothing else is added.
_COPIED, _MOSTLY = 0.9, 0.7
#: So much of the question stands in an answer that repeats it.
_REPEATED = 0.6
#: A single criterion is repeated only by an answer of at least so many words: short ones are simply right.
_LONG = 8

_VOWELS = frozenset("aeiouy")
_KEYBOARD = ("qwertzuiop", "qwertyuiop", "asdfghjkl", "yxcvbnm", "zxcvbnm")


def screen(question: Question, answer: str, code: str) -> str:
    """Why this answer, in canonical form, is not for a scorer; "" where it is.

    One of "blank", "unreadable", "repeats_question", "repeats_guide": codes of `pontozo.wording`.
    """
    if not answer:
        return "blank"
    found = words(answer, code)
    guide = [guide_words(text, code) for criterion in question.criteria for text in criterion.wordings]
    asked = guide_words(question.text, code)
    if not _is_readable(found, [*asked, *(word for wording in guide for word in wording)], code):
        return "unreadable"
    if _repeats_question(found, asked, guide):
        return "repeats_question"
    return "repeats_guide" if _repeats_guide(question, found, code) else ""


def _folded(found: Sequence[Word]) -> list[str]:
    return [word.folded for word in found if word.text[0].isalnum()]


def _runs(found: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(found[i : i + _RUN]) for i in range(len(found) - _RUN + 1)}


def _copied_share(answer: Sequence[str], runs: set[tuple[str, ...]]) -> float:
    """The share of the answer's words that lie in one of the runs."""
    copied = [False] * len(answer)
    for i in range(len(answer) - _RUN + 1):
        if tuple(answer[i : i + _RUN]) in runs:
            copied[i : i + _RUN] = [True] * _RUN
    return sum(copied) / len(answer) if answer else 0.0


def _repeats_question(found: Sequence[Word], asked: Sequence[Word], guide: Sequence[Sequence[Word]]) -> bool:
    answer, question = _folded(found), _folded(asked)
    if not question or answer in [_folded(wording) for wording in guide]:
        return False
    if answer == question:
        return True
    adds = {word.lemma for word in found if word.is_content} - {word.lemma for word in asked}
    copied = _copied_share(answer, _runs(question))
    return not adds and copied >= _MOSTLY and len(answer) >= _REPEATED * len(question)


def _repeats_guide(question: Question, found: Sequence[Word], code: str) -> bool:
    """Whether the answer is made of whole wordings: of two criteria or more, or of the only one, if that is long."""
    answer = _folded(found)
    by_criterion = [[_folded(guide_words(text, code)) for text in each.wordings] for each in question.criteria]
    whole = [
        wording
        for wordings in by_criterion
        for wording in wordings
        if wording and _copied_share(wording, _runs(answer)) >= _COPIED
    ]
    if len(by_criterion) == 1:
        return len(answer) >= _LONG and answer in by_criterion[0]
    repeated = sum(any(wording in whole for wording in wordings) for wordings in by_criterion)
    sources = set().union(*(_runs(wording) for wording in whole), _runs(_folded(guide_words(question.text, code))))
    return repeated >= 2 and _copied_share(answer, sources) >= _COPIED


def _is_readable(found: Sequence[Word], known: Sequence[Word], code: str) -> bool:
    expected = {word.folded for word in known}
    return any(_says_something(word, expected, code) for word in found)


def _says_something(word: Word, expected: set[str], code: str) -> bool:
    """Whether a word is one: expected here, a number, a name as code has it, or like a word of a language.

    Letters struck at random ("asdf", "sdkjfhskdf") are not; a sign is only where question or guide has it.
    """
    text = word.text
    if word.folded in expected or word.is_number:
        return True
    if not text[0].isalpha():
        return False
    if any(likeness(word.folded, each) >= 0.7 for each in expected):
        return True
    if "_" in text or any(c.isdigit() for c in text) or text[1:] != text[1:].lower():
        return True
    return _is_pronounceable(fold(text)) and (len(text) > 3 or _is_in_dictionary(text, code))


def _is_pronounceable(folded: str) -> bool:
    if not folded.isascii():
        return True  # Another script: not for this rule to tell.
    if any(key in row or row in key for row in _KEYBOARD for key in [folded] if len(folded) > 3):
        return False
    if re.search(r"(.)\1\1|[^aeiouy]{5,}", folded) or re.fullmatch(r"(.{1,4})\1+", folded):
        return False
    share = sum(c in _VOWELS for c in folded) / len(folded)
    return 0.15 <= share <= 0.85 or len(folded) <= 3


def _is_in_dictionary(text: str, code: str) -> bool:
    import simplemma

    try:
        return bool(simplemma.is_known(text.lower(), lang=code))
    except ValueError:
        return True  # A language without a dictionary: no word of it can be called unknown.
