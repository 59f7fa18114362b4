"""Answers that were met before: what was learnt by heart is no measure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pontozo.domain import Answer, Question
from pontozo.gradebook.book import Gradebook
from pontozo.gradebook.digests import digest
from pontozo.text.canonical import canonical


@dataclass(frozen=True)
class Seen:
    """The answers and questions that something was fitted on, as digests of 64 bits.

    Two answers are the same if their texts are, and the texts of their questions: in canonical form, upper and lower
    case alike. Ids do not count, since sets call one question by several. Blank answers are never the same: they are
    graded by rule.
    """

    answers: frozenset[int] = frozenset()
    questions: frozenset[int] = frozenset()

    @classmethod
    def of(cls, gradebook: Gradebook) -> Seen:
        """All that the gradebook holds. Raises DataError at an answer to a question that is not there."""
        pairs = [(_question_key(question), _key(question, answer)) for question, answer in gradebook.pairs()]
        return cls(frozenset(key for _, key in pairs if key is not None), frozenset(key for key, _ in pairs))

    def holds(self, question: Question, answer: Answer) -> bool:
        """Whether this answer to this question was seen."""
        return _key(question, answer) in self.answers

    def holds_question(self, question: Question) -> bool:
        """Whether any answer to the question was seen."""
        return _question_key(question) in self.questions

    def __or__(self, other: Seen) -> Seen:
        return Seen(self.answers | other.answers, self.questions | other.questions)

    def __and__(self, other: Seen) -> Seen:
        return Seen(self.answers & other.answers, self.questions & other.questions)


def overlap(train: Gradebook, test: Gradebook) -> Iterator[Answer]:
    """The answers of `test` that `train` holds too, in the order of `test`.

    Raises DataError at an answer to a question that is not there.
    """
    seen = Seen.of(train)
    return (answer for question, answer in test.pairs() if seen.holds(question, answer))


def _question_key(question: Question) -> int:
    return digest(_asked(question.text))


def _key(question: Question, answer: Answer) -> int | None:
    text = canonical(answer.text).text.casefold()
    return digest(_asked(question.text), text) if text else None


@lru_cache(maxsize=4096)
def _asked(text: str) -> str:
    return canonical(text).text.casefold()
