"""The criterion list: JSON objects that say of one criterion and one answer whether the answer meets it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, BinaryIO

from pontozo.counting import counted
from pontozo.domain import Answer, Leaf, Question, Rating, outcome_named
from pontozo.formats.base import Reading, Row
from pontozo.formats.columns import CRITERION_KEY, GUIDES, has_answers, roles
from pontozo.formats.documents import keys_of
from pontozo.formats.drafts import DraftError, question_of
from pontozo.formats.items import Entry, by_id, entries, label
from pontozo.formats.json_records import write_list
from pontozo.formats.losses import unanswered_losses
from pontozo.formats.rows import RowReader
from pontozo.formats.sentences import shown
from pontozo.formats.source import Source
from pontozo.gradebook import Fault, Gradebook

_SCORE = "score"
_RATINGS = {
    "": (),
    "true": (Rating(score=1, outcomes={"1": "met"}),),
    "false": (Rating(score=0, outcomes={"1": "missing"}),),
}


class CriterionList:
    """A JSON list of `{"criteria", "answer", "score": "True" or "False"}`; each criterion is a question of its own."""

    name = "JSON list with the keys 'criteria', 'answer' and 'score'"
    key = "criterion-list"
    suffixes: tuple[str, ...] = ()
    holds_questions = False

    def recognises(self, source: Source) -> bool:
        keys = keys_of(source.document)
        is_criterion = CRITERION_KEY in keys and has_answers(tuple(keys))
        return is_criterion and not any(guide in keys for guide in GUIDES)

    def read(self, source: Source, questions: Mapping[str, Question] | None) -> Reading:  # noqa: ARG002 (brings its own)
        drafted = list(entries(source, source.document, _question))
        named = [(entry, entry.question) for entry in drafted if entry.question]
        found, _ = by_id(source, named)
        reader = RowReader(source.name, found)
        rows = tuple(row for entry, question in named for row in _rows(reader, entry, question))
        return Reading(found, rows, faults=tuple(fault for entry in drafted for fault in entry.faults))

    def cannot_hold(self, gradebook: Gradebook) -> Sequence[str]:
        questions = [each for each in gradebook.questions.values() if not _is_one_criterion(each)]
        credits = [credit for pair in gradebook.pairs() for _, credit in _credits(*pair) if credit is not None]
        between = sum(0 < credit < 1 for credit in credits)
        lost = ["all of an answer but its text: id, student, rater, score, further fields"]
        if questions:
            lost.append(f"of {counted(len(questions), 'question')} all but the first wording of each criterion")
        if between:
            lost.append(f"{counted(between, 'partly earned criterion', 'partly earned criteria')}, written as False")
        if any(len(answer.ratings) > 1 for answer in gradebook.answers):
            lost.append("of several ratings of an answer all but the first that has outcomes")
        return [*lost, *unanswered_losses(gradebook)]

    def write(self, file: BinaryIO, gradebook: Gradebook) -> None:
        write_list(file, (record for question, answer in gradebook.pairs() for record in _records(question, answer)))


def _is_one_criterion(question: Question) -> bool:
    return question.revision == _question({CRITERION_KEY: question.criteria[0].wordings[0]}).revision


def _credits(question: Question, answer: Answer) -> Iterator[tuple[Leaf, Fraction | None]]:
    """Each criterion with the credit that the answer's first rating by outcomes gives it; None where it gives none."""
    outcomes = next((rating.outcomes for rating in answer.ratings if rating.outcomes), {})
    for identifier, leaf in zip(question.criterion_ids, question.criteria, strict=True):
        name = outcomes.get(identifier)
        yield leaf, None if name is None else outcome_named(leaf.outcomes, name).credit


def _records(question: Question, answer: Answer) -> Iterator[dict[str, str]]:
    for leaf, credit in _credits(question, answer):
        score = {} if credit is None else {_SCORE: str(credit == 1)}
        yield {CRITERION_KEY: leaf.wordings[0], "answer": answer.text, **score}


def _question(item: Mapping[str, Any]) -> Question:
    text = item.get(CRITERION_KEY)
    if not isinstance(text, str):
        raise DraftError([(CRITERION_KEY, f"must be text, not {shown(text)}")])
    criterion = {"criterion": text, "points": 1, "outcomes": "all-or-nothing"}
    return question_of({"text": "", "guide": [criterion]}, {"guide.1.criterion": CRITERION_KEY})


def _rows(reader: RowReader, entry: Entry, question: Question) -> Iterator[Row | Fault]:
    said = entry.item.get(_SCORE)
    ratings = _RATINGS.get("" if said is None else str(said).strip().lower())
    if ratings is None:
        message = f"must be True or False, not {shown(said)}; leave it out where nobody has judged"
        yield Fault(reader.file, message, entry.place, _SCORE)
        return
    rater = entry.item.get(roles(tuple(entry.item)).get("rater", ""))
    ratings = tuple(replace(rating, rater=label(rater)) for rating in ratings)
    unrated = {key: value for key, value in entry.item.items() if key != _SCORE}
    for row in reader.read(unrated, entry.place, question.id):
        if isinstance(row, Row):
            extra = {key: entry.item[key] for key in entry.item if key in row.answer.extra or key == _SCORE}
            yield replace(row, answer=replace(row.answer, ratings=ratings, extra=extra))
        else:
            yield row
