"""The criterion list: JSON objects that say of one criterion and one answer whether the answer meets it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pontozo.domain import Question, Rating
from pontozo.formats.base import Reading, Row
from pontozo.formats.columns import roles
from pontozo.formats.documents import keys_of
from pontozo.formats.drafts import GUIDES, DraftError, question_of
from pontozo.formats.items import Entry, by_id, entries
from pontozo.formats.rows import RowReader
from pontozo.formats.sentences import shown
from pontozo.formats.source import Source
from pontozo.gradebook import Fault

_CRITERION = "criteria"
_SCORE = "score"
_RATINGS = {
    "": (),
    "true": (Rating(score=1, outcomes={"1": "met"}),),
    "false": (Rating(score=0, outcomes={"1": "missing"}),),
}


class CriterionList:
    """A JSON list of `{"criteria", "answer", "score": "True" or "False"}`; each criterion is a question of its own."""

    name = "JSON list with the keys 'criteria', 'answer' and 'score'"

    def recognises(self, source: Source) -> bool:
        keys = keys_of(source.document)
        is_criterion = _CRITERION in keys and "answer" in roles(tuple(keys))
        return is_criterion and not any(guide in keys for guide in GUIDES)

    def read(self, source: Source, questions: Mapping[str, Question] | None) -> Reading:  # noqa: ARG002 (brings its own)
        drafted = list(entries(source, source.document, _question))
        named = [(entry, entry.question) for entry in drafted if entry.question]
        found, _ = by_id(source, named)
        reader = RowReader(source.name, found)
        rows = tuple(row for entry, question in named for row in _rows(reader, entry, question))
        return Reading(found, rows, faults=tuple(fault for entry in drafted for fault in entry.faults))


def _question(item: Mapping[str, Any]) -> Question:
    text = item.get(_CRITERION)
    if not isinstance(text, str):
        raise DraftError([(_CRITERION, f"must be text, not {shown(text)}")])
    criterion = {"criterion": text, "points": 1, "outcomes": "all-or-nothing"}
    return question_of({"text": "", "guide": [criterion]}, {"guide.1.criterion": _CRITERION})


def _rows(reader: RowReader, entry: Entry, question: Question) -> Iterator[Row | Fault]:
    said = entry.item.get(_SCORE)
    ratings = _RATINGS.get("" if said is None else str(said).strip().lower())
    if ratings is None:
        message = f"must be True or False, not {shown(said)}; leave it out where nobody has judged"
        yield Fault(reader.file, message, entry.place, _SCORE)
        return
    unrated = {key: value for key, value in entry.item.items() if key != _SCORE}
    for row in reader.read(unrated, entry.place, question.id):
        if isinstance(row, Row):
            extra = {key: entry.item[key] for key in entry.item if key in row.answer.extra or key == _SCORE}
            yield replace(row, answer=replace(row.answer, ratings=ratings, extra=extra))
        else:
            yield row
