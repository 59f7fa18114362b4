"""A gradebook as a data set: one row an answer, all ratings kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from pontozo.domain import Answer, Question, Rating
from pontozo.formats.answer_fields import further_fields
from pontozo.formats.hugging_face.layout import (
    ANSWER,
    FURTHER,
    FURTHER_RATINGS,
    GUIDE,
    HTML,
    ID,
    LANGUAGE,
    MAXIMUM,
    OUTCOMES,
    QUESTION,
    QUESTION_ID,
    RATER,
    SCORE,
    features,
    library,
)
from pontozo.formats.question_fields import question_fields
from pontozo.formats.survey import MOST_FAULTS
from pontozo.formats.values import as_json_text
from pontozo.gradebook import DataError, Gradebook, check

if TYPE_CHECKING:
    import datasets

#: So many rows are made at once: as Python's objects they take far more room than in the data set.
_AT_ONCE = 1000

Record = dict[str, Any]


def to_dataset(gradebook: Gradebook) -> datasets.Dataset:
    """The gradebook as a `datasets.Dataset` in memory, one row an answer.

    Each row has its question: `question_id`, `question` (the text), `guide` (JSON text), `language` (null where it was
    not given), `maximum` (points); then `id`, `answer` (plain text), `answer_html`, `student`, `attempt`, `group`; the
    first rating as `score` (points), `rater` and `outcomes` (a list of criterion and outcome), all others as a list
    under `further_ratings`; and what else stood beside the answer as JSON text under `further`. What is not there is
    null. A question that nobody answered has a row of its own, at the end, with null for all of its answer.

    `from_dataset` gives the same gradebook, but for how an answer stood in its file: of that only what Pontozó does
    not know is kept, so that a set whose column `student` was taken out names no student.

    Raises DataError for a gradebook with faults, and UserError where `datasets` is not installed.
    """
    datasets, columns = library("datasets"), features()
    if found := list(islice(check(gradebook), MOST_FAULTS)):
        raise DataError(found)
    rows = _rows(gradebook)
    parts = [datasets.Dataset.from_list(part, features=columns) for part in iter(lambda: _some(rows), [])]
    empty = datasets.Dataset.from_dict({name: [] for name in columns}, features=columns)
    return datasets.concatenate_datasets(parts) if parts else empty


def _some(rows: Iterator[Record]) -> list[Record]:
    return list(islice(rows, _AT_ONCE))


def _rows(gradebook: Gradebook) -> Iterator[Record]:
    asked = {identifier: _asked(question) for identifier, question in gradebook.questions.items()}
    unanswered = dict(asked)
    for question, answer in gradebook.pairs():
        unanswered.pop(question.id, None)
        yield {**asked[question.id], **_answered(answer)}
    for fields in unanswered.values():
        yield {**fields, **dict.fromkeys(_answered(Answer(""))), OUTCOMES: [], FURTHER_RATINGS: []}


def _asked(question: Question) -> Record:
    fields: Record = question_fields(question)
    return {
        QUESTION_ID: question.id,
        QUESTION: question.text,
        GUIDE: as_json_text(fields["guide"]),
        LANGUAGE: question.language,
        MAXIMUM: fields.get("maximum"),
    }


def _answered(answer: Answer) -> Record:
    first, others = answer.ratings[:1], answer.ratings[1:]
    further = further_fields(answer)
    return {
        ID: answer.id,
        ANSWER: answer.text,
        HTML: answer.html or None,
        "student": answer.student or None,
        "attempt": answer.attempt or None,
        "group": answer.group or None,
        **(_rated(first[0]) if first else {SCORE: None, RATER: None, OUTCOMES: []}),
        FURTHER_RATINGS: [_rated(rating) for rating in others],
        FURTHER: as_json_text(further) if further else None,
    }


def _rated(rating: Rating) -> Record:
    return {
        SCORE: None if rating.score is None else float(rating.score),
        RATER: rating.rater,
        OUTCOMES: _listed(rating.outcomes),
    }


def _listed(outcomes: Mapping[str, str]) -> Iterable[Mapping[str, str]]:
    return [{"criterion": criterion, "outcome": outcome} for criterion, outcome in outcomes.items()]
