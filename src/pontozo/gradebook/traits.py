"""What answers can be told apart by: their question, its language, their student, and every column they came with."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pontozo.domain import Answer, Question
from pontozo.gradebook.book import Gradebook
from pontozo.text.language import language_of

_OWN: Mapping[str, Callable[[Question, Answer], str]] = {
    "question": lambda question, _: question.id,
    "language": lambda question, _: language_of(question),
    "student": lambda _, answer: answer.student,
    "group": lambda _, answer: answer.group,
    "attempt": lambda _, answer: answer.attempt,
}


def trait(question: Question, answer: Answer, name: str) -> str:
    """What stands under `name` for the answer: "question", "language", "student", "group", "attempt" or an own column.

    "" where nothing does.
    """
    if name in answer.extra:
        value = answer.extra[name]
        return "" if value is None else str(value)
    own = _OWN.get(name)
    return own(question, answer) if own else ""


def trait_names(gradebook: Gradebook) -> tuple[str, ...]:
    """The names that `trait` knows for the gradebook's answers, those it came with last; goes through all answers."""
    own = dict.fromkeys(gradebook.columns)
    for answer in gradebook.answers:
        own.update(dict.fromkeys(answer.extra))
    return tuple({**dict.fromkeys(_OWN), **own})
