"""Answers that stand in two gradebooks: what was learnt by heart is no measure."""

from __future__ import annotations

from collections.abc import Iterator

from pontozo.domain import Answer, Question
from pontozo.gradebook.book import Gradebook
from pontozo.gradebook.digests import digest
from pontozo.text.canonical import canonical


def overlap(train: Gradebook, test: Gradebook) -> Iterator[Answer]:
    """The answers of `test` that `train` holds too, in the order of `test`.

    Two answers are the same if their texts are, and the texts of their questions: in canonical form, upper and lower
    case alike. Ids do not count, since sets call one question by several. Blank answers are never the same: they are
    graded by rule.

    Raises DataError at an answer to a question that is not there.
    """
    seen = {key for question, answer in train.pairs() if (key := _key(question, answer)) is not None}
    return (answer for question, answer in test.pairs() if _key(question, answer) in seen)


def _key(question: Question, answer: Answer) -> int | None:
    text = canonical(answer.text).text.casefold()
    return digest(canonical(question.text).text.casefold(), text) if text else None
