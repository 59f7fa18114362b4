"""Answers that no scorer should see: blank, unreadable, or copied from the question or the guide.

A rule that errs costs a person a look; one that keeps a right answer from its score costs more. So each is narrow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from pontozo.domain import Levels, Question
from pontozo.text.language import fold, language
from pontozo.text.words import Word, guide_words, words

#: This many words in a row that stand in a source too count as copied from it.
_RUN = 3
#: From this share of copied words on, an answer that adds nothing repeats the question, if it holds so much of it.
_MOSTLY, _REPEATED = 0.7, 0.6
#: The guide is repeated only by an answer of at least so many words: what is short is simply right.
_LONG = 8

_KEYBOARD = ("qwertzuiop", "qwertyuiop", "asdfghjkl", "yxcvbnm", "zxcvbnm")
# One letter three times, seven letters without a vowel between them, or one piece three times over.
_STRUCK_AT_RANDOM = re.compile(r"(.)\1\1|[^aeiouy]{7,}|^(.{2,5})\2\2+$")
#: Signs that fill a blank; any other is code or mathematics.
_FILLERS = frozenset("-~^")


def screen(question: Question, answer: str, code: str) -> str:
    """Why this answer, in canonical form, is not for a scorer; "" where it is.

    One of "blank", "unreadable", "repeats_question", "repeats_guide": codes of `pontozo.wording`.
    """
    if not answer:
        return "blank"
    found = words(answer, code)
    if not any(map(_says_something, found)) and not _holds_symbols(answer):
        return "unreadable"
    if _repeats_question(found, question, code):
        return "repeats_question"
    return "repeats_guide" if _repeats_guide(found, question, code) else ""


def _plain(found: Sequence[Word]) -> list[str]:
    return [word.text.casefold() for word in found if word.text[0].isalnum()]


def _runs(found: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(found[i : i + _RUN]) for i in range(len(found) - _RUN + 1)}


def _copied_share(answer: Sequence[str], runs: set[tuple[str, ...]]) -> float:
    """The share of the answer's words that lie in one of the runs."""
    copied = [False] * len(answer)
    for i in range(len(answer) - _RUN + 1):
        if tuple(answer[i : i + _RUN]) in runs:
            copied[i : i + _RUN] = [True] * _RUN
    return sum(copied) / len(answer) if answer else 0.0


def _repeats_question(found: Sequence[Word], question: Question, code: str) -> bool:
    """Whether the answer is the question, or most of it and nothing else: no word of its own, no choice made."""
    asked = guide_words(question.text, code)
    answer, wanted = _plain(found), _plain(asked)
    if not wanted or answer in [_plain(guide_words(text, code)) for each in question.criteria for text in each.texts]:
        return False
    if answer == wanted:
        return True
    adds = {word.lemma for word in found if word.is_content} - {word.lemma for word in asked}
    chooses = (set(wanted) & language(code).choice) - set(answer)
    copied = _copied_share(answer, _runs(wanted))
    return not adds and not chooses and copied >= _MOSTLY and len(answer) >= _REPEATED * len(wanted)


def _repeats_guide(found: Sequence[Word], question: Question, code: str) -> bool:
    """Whether the answer is long and nothing but whole wordings: of two criteria or more, or of the only one."""
    answer = _plain(found)
    if len(answer) < _LONG:
        return False
    by_criterion = [[_plain(guide_words(text, code)) for text in each.texts] for each in question.criteria]
    runs = _runs(answer)
    whole = [[each for each in wordings if each and _copied_share(each, runs) == 1] for wordings in by_criterion]
    if len(by_criterion) == 1 and not isinstance(question.criteria[0], Levels):
        return answer in whole[0]
    pieces = [wording for wordings in whole for wording in wordings]
    sources = set().union(*map(_runs, pieces))
    return len(pieces) >= 2 and _copied_share(answer, sources) == 1


def _says_something(word: Word) -> bool:
    """Whether a word is one, or a sign of code: anything but letters struck at random and what fills a blank."""
    text = word.text
    if not text[0].isalpha():
        return not set(text) <= _FILLERS
    folded = fold(text)
    if not folded.isascii() or len(folded) <= 3 or text[1:] != text[1:].lower():
        return True  # Another script, a short name, a name as code has it: not for this rule to tell.
    in_rows = any(folded[i : i + 4] in row for row in _KEYBOARD for i in range(0, len(folded) - 3, 4))
    return not in_rows and not _STRUCK_AT_RANDOM.search(folded)


def _holds_symbols(answer: str) -> bool:
    """Whether a letter or number stands there that no rule for words knows: "½", "π", "∞"."""
    return any(unicodedata.category(c) in ("No", "Nl", "Sm", "Lo") for c in answer if not c.isascii())
