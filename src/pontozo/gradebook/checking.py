"""What is wrong, and what is merely odd, in questions and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pontozo.domain import LONGEST_ANSWER, Answer, Question, Rating, check_rating, show
from pontozo.gradebook.book import Fault, Gradebook, no_such_question
from pontozo.gradebook.digests import Digests
from pontozo.gradebook.rated import rated_score
from pontozo.text.canonical import canonical

#: What no stored text holds: NUL, and surrogates that stand alone.
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_DAMAGED = "holds a NUL byte or half a character; the file is damaged or not a text file"


def _texts(answer: Answer) -> Iterator[tuple[str, str]]:
    """Every text that stands in the answer's record, with the name of its field."""
    yield from (("id", answer.id), ("student", answer.student), ("answer", answer.text + answer.html))
    yield from (("attempt", answer.attempt), ("group", answer.group))
    yield from (("rater", rating.rater) for rating in answer.ratings)
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
        self._seen = Digests()
        #: Questions with characters that are no text, until this was said of them.
        self._damaged = {identifier for identifier, each in questions.items() if any(map(_NO_TEXT.search, _said(each)))}

    def faults(self, answer: Answer) -> Iterator[tuple[str, str]]:
        """Field and message of each fault of `answer`."""
        question = self._questions.get(answer.question)
        if question is None:
            yield "question", no_such_question(answer.question, self._questions)
        if answer.question in self._damaged:
            self._damaged.remove(answer.question)
            yield "question", f"the text or the guide of question {answer.question!r} {_DAMAGED}"
        if answer.id and self._seen.was_there(answer.question, answer.id):
            yield "id", f"the id {answer.id!r} stands twice for question {answer.question!r}; give each answer its own"
        yield from ((name, _DAMAGED) for name, text in _texts(answer) if _NO_TEXT.search(text))
        if len(answer.text) > LONGEST_ANSWER:
            yield "answer", f"is {len(answer.text):,} characters long; at most {LONGEST_ANSWER:,} can be graded"
        if question is not None:
            wrong = [check_rating(question, rating) for rating in answer.ratings]
            yield from (("score", message) for message in wrong if message)


def check(gradebook: Gradebook, file: str = "answers") -> Iterator[Fault]:
    """Every fault of the gradebook's answers, in order."""
    checker = Checker(gradebook.questions)
    for place, answer in enumerate(gradebook.answers, 1):
        for name, message in checker.faults(answer):
            yield Fault(file, message, row=f"answer {place}", field=name)


class Remarker:
    """Says what is odd about one rated answer after another: nothing that is wrong, but worth a second look."""

    def __init__(self, questions: Mapping[str, Question]) -> None:
        self._questions = questions
        self._answered: set[str] = set()
        self._texts = Digests()
        self._rated_texts = Digests()

    def remarks(self, answer: Answer) -> Iterator[tuple[str, str]]:
        """Field and message of each remark on `answer`, whose question must be known."""
        question = self._questions[answer.question]
        self._answered.add(question.id)
        for rating in answer.ratings:
            if said := _disagreement(question, rating):
                yield "score", said
        # Whoever gave them, and however often: a second rater who agrees is no slip.
        scores = sorted({str(score) for each in answer.ratings if (score := rated_score(question, each)) is not None})
        if scores and (text := canonical(answer.text).text):
            was_answered = self._texts.was_there(question.id, text)
            if not self._rated_texts.was_there(question.id, text, *scores) and was_answered:
                yield "score", "the same text was rated otherwise further above; one of the two may be a slip"

    def unanswered(self) -> list[str]:
        """The ids of the questions that no answer was given to."""
        return [identifier for identifier in self._questions if identifier not in self._answered]


def _disagreement(question: Question, rating: Rating) -> str:
    """What to say of a score that is not what the rater's own outcomes come to; "" where there is nothing to say."""
    total = rated_score(question, Rating(rating.rater, None, rating.outcomes))
    if rating.score is None or total is None or rating.score == total:
        return ""
    return f"says {show(rating.score)}, but the outcomes beside it come to {show(total)}"
