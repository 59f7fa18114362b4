"""Questions, answers, ratings: what is read, trained on, measured on and written."""

from __future__ import annotations

import hashlib
import random
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass, field

from pontozo.domain import LONGEST_ANSWER, Answer, Question, check_rating
from pontozo.errors import UserError
from pontozo.text.canonical import canonical

#: What no stored text holds: NUL, and surrogates that stand alone.
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_DAMAGED = "holds a NUL byte or half a character; the file is damaged or not a text file"


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

    `answers` is anything that can be gone through more than once; a large file is read anew each time, so that a
    gradebook of any length fits in memory. `columns` names the extra fields of the answers, in the order they stood.
    """

    questions: Mapping[str, Question]
    answers: Iterable[Answer] = field(default=())
    columns: tuple[str, ...] = ()

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
                message = _no_such_question(answer.question, self.questions)
                raise DataError([Fault("answers", message, row=answer.id, field="question")])
            yield question, answer


def _no_such_question(identifier: str, questions: Mapping[str, Question]) -> str:
    known = ", ".join(list(questions)[:5]) + (", …" if len(questions) > 5 else "")
    return f"there is no question {identifier!r}; the questions are {known or 'none'}"


def _texts(answer: Answer) -> Iterator[tuple[str, str]]:
    """Every text that stands in the answer's record, with the name of its field."""
    yield from (("id", answer.id), ("student", answer.student), ("answer", answer.text))
    yield from (("attempt", answer.attempt), ("group", answer.group))
    yield from ((name, value) for name, value in answer.extra.items() if isinstance(value, str))


def _said(question: Question) -> Iterator[str]:
    """Every text of a question: what it asks, its wordings, its levels."""
    yield question.text
    for criterion in question.criteria:
        yield from criterion.texts


class Checker:
    """Says what is wrong with one answer after another; remembers ids, as digests, to find them twice."""

    def __init__(self, questions: Mapping[str, Question]) -> None:
        self._questions = questions
        self._seen: set[bytes] = set()
        #: Questions with characters that are no text, until this was said of them.
        self._damaged = {identifier for identifier, each in questions.items() if any(map(_NO_TEXT.search, _said(each)))}

    def faults(self, answer: Answer) -> Iterator[tuple[str, str]]:
        """Field and message of each fault of `answer`."""
        question = self._questions.get(answer.question)
        if question is None:
            yield "question", _no_such_question(answer.question, self._questions)
        if answer.question in self._damaged:
            self._damaged.remove(answer.question)
            yield "question", f"the text or the guide of question {answer.question!r} {_DAMAGED}"
        if answer.id and self._is_twice(answer):
            yield "id", f"the id {answer.id!r} stands twice for question {answer.question!r}; give each answer its own"
        yield from ((name, _DAMAGED) for name, text in _texts(answer) if _NO_TEXT.search(text))
        if len(answer.text) > LONGEST_ANSWER:
            yield "answer", f"is {len(answer.text):,} characters long; at most {LONGEST_ANSWER:,} can be graded"
        if question is not None:
            wrong = [check_rating(question, rating) for rating in answer.ratings]
            yield from (("score", message) for message in wrong if message)

    def _is_twice(self, answer: Answer) -> bool:
        key = hashlib.blake2b(
            f"{answer.question}\x00{answer.id}".encode(errors="surrogatepass"), digest_size=12
        ).digest()
        if key in self._seen:
            return True
        self._seen.add(key)
        return False


def check(gradebook: Gradebook, file: str = "answers") -> Iterator[Fault]:
    """Every fault of the gradebook's answers, in order."""
    checker = Checker(gradebook.questions)
    for place, answer in enumerate(gradebook.answers, 1):
        for name, message in checker.faults(answer):
            yield Fault(file, message, row=f"answer {place}", field=name)


def _split(gradebook: Gradebook, share: float, seed: int, key: Callable[[Answer], Hashable]) -> tuple[Gradebook, ...]:
    if not 0 < share < 1:
        raise ValueError(f"the share to hold out must lie between 0 and 1, not {share}")
    keys = sorted({key(answer) for answer in gradebook.answers}, key=repr)
    random.Random(seed).shuffle(keys)
    held = set(keys[: min(max(1, round(share * len(keys))), len(keys) - 1)])
    rest_and_held: tuple[list[Answer], list[Answer]] = ([], [])
    for answer in gradebook.answers:
        rest_and_held[key(answer) in held].append(answer)
    return tuple(Gradebook(gradebook.questions, tuple(part), gradebook.columns) for part in rest_and_held)


def split_by_answer(gradebook: Gradebook, share: float, seed: int = 0) -> tuple[Gradebook, ...]:
    """The gradebook without, and with only, about `share` of the answers.

    Texts to one question that are equal in canonical form stay on one side, so that nothing held out has been seen.
    """
    return _split(gradebook, share, seed, lambda answer: (answer.question, canonical(answer.text).text))


def split_by_question(gradebook: Gradebook, share: float, seed: int = 0) -> tuple[Gradebook, ...]:
    """The gradebook without, and with only, the answers to about `share` of the questions."""
    return _split(gradebook, share, seed, lambda answer: answer.question)


@dataclass(frozen=True)
class Summary:
    """What a gradebook holds."""

    questions: int
    answers: int
    rated: int
    blank: int
    by_question: Mapping[str, int]


def summarise(gradebook: Gradebook) -> Summary:
    """Counts of questions, answers, answers with a rating, blank answers; answers by question."""
    by_question: Counter[str] = Counter()
    rated = blank = 0
    for answer in gradebook.answers:
        by_question[answer.question] += 1
        rated += bool(answer.ratings)
        blank += not canonical(answer.text).text
    return Summary(len(gradebook.questions), by_question.total(), rated, blank, dict(by_question))


def rated_outcomes(question: Question, answer: Answer) -> tuple[str, ...] | None:
    """The outcome of each criterion by the first rating that gives them all; None where none does."""
    for rating in answer.ratings:
        if set(question.criterion_ids) <= set(rating.outcomes):
            return tuple(rating.outcomes[criterion] for criterion in question.criterion_ids)
    return None
