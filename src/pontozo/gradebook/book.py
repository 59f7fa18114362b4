"""Questions, answers, ratings: what is read, trained on, measured on and written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass, field

from pontozo.domain import Answer, Question
from pontozo.errors import UserError


@dataclass(frozen=True)
class Fault:
    """Something wrong in what was read: where, what, and what to do. `row` counts as the file's own reader does."""

    file: str
    message: str
    row: str = ""
    field: str = ""

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.file, self.row, self.field and f"field {self.field!r}") if part)
        return f"{place}: {self.message}"


class DataError(UserError):
    """What was read cannot be used; `faults` says why, one entry a fault."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(f"{faults[0]}{more}")


@dataclass(frozen=True)
class Gradebook:
    """Questions by id, and answers to them in their own order.

    `answers` is anything that can be gone through more than once, so no iterator (ValueError); a large file is read
    anew each time, so that a gradebook of any length fits in memory. `columns` names the extra fields of the answers,
    in the order they stood. `delimiter` is what separated the cells, if they stood in a table; None if they stood in
    none. `notes` tells what was left out on reading, and why: nothing that is wrong, but that a person should know.
    """

    questions: Mapping[str, Question]
    answers: Iterable[Answer] = field(default=())
    columns: tuple[str, ...] = ()
    notes: tuple[Fault, ...] = ()
    delimiter: str | None = None

    def __post_init__(self) -> None:
        if isinstance(self.answers, Iterator):
            raise ValueError("answers must be something that can be gone through more than once, such as a list")

    @classmethod
    def of(cls, questions: Iterable[Question], answers: Iterable[Answer] = ()) -> Gradebook:
        """The gradebook of these questions and answers. Raises DataError for two questions of one id."""
        by_id: dict[str, Question] = {}
        for question in questions:
            if by_id.setdefault(question.id, question) != question:
                raise DataError([Fault("questions", f"two questions have the id {question.id!r}")])
        return cls(by_id, answers)

    def count(self) -> int:
        """How many answers there are; goes through them once where they do not know."""
        return len(self.answers) if isinstance(self.answers, Sized) else sum(1 for _ in self.answers)

    def pairs(self) -> Iterator[tuple[Question, Answer]]:
        """Each answer with its question. Raises DataError at an answer to a question that is not there."""
        for answer in self.answers:
            question = self.questions.get(answer.question)
            if question is None:
                message = no_such_question(answer.question, self.questions)
                raise DataError([Fault("answers", message, row=answer.id, field="question")])
            yield question, answer


def no_such_question(identifier: str, questions: Mapping[str, Question]) -> str:
    """What to say of an answer to a question that is not there."""
    known = ", ".join(list(questions)[:5]) + (", …" if len(questions) > 5 else "")
    return f"there is no question {identifier!r}; the questions are {known or 'none'}"
