"""The one-file JSON list: each object an answer with its question and guide; without answers, a question bank."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, BinaryIO

from pontozo.domain import Answer, Question
from pontozo.formats.answer_fields import is_free, standard_fields
from pontozo.formats.base import Reading
from pontozo.formats.columns import GUIDES, has_answers, is_proposed
from pontozo.formats.documents import keys_of
from pontozo.formats.drafts import DraftError, disagreement, question_of
from pontozo.formats.items import Entry, by_id, entries, label
from pontozo.formats.json_records import write_list
from pontozo.formats.losses import name_losses, unanswered_losses
from pontozo.formats.question_fields import question_fields
from pontozo.formats.rows import RowReader
from pontozo.formats.source import Source
from pontozo.gradebook import Gradebook

_TASK = "task"
_TEXTS = ("question", "text")
_MAXIMUM = "maximum_score"
#: What says which question an object is about. Objects that agree in these are about the same one.
_QUESTION_KEYS = (*_TEXTS, *GUIDES, "language")
#: All that an object may say of its question.
_OF_QUESTION = frozenset((_TASK, *_QUESTION_KEYS, "maximum", _MAXIMUM))
#: What fields are called here when they are missing.
_NAMES = {"text": "question", "guide": "scoring_guide"}


class JsonList:
    """A JSON list whose objects hold `task`, `question`, `maximum_score`, `scoring_guide`, `answer` and `score`."""

    name = "JSON list with the keys 'task', 'question', 'scoring_guide' and 'answer'"
    key = "json"
    suffixes = (".json",)
    holds_questions = True

    def recognises(self, source: Source) -> bool:
        keys = keys_of(source.document)
        return any(guide in keys for guide in GUIDES) and (_TASK in keys or has_answers(tuple(keys)))

    def read(self, source: Source, questions: Mapping[str, Question] | None) -> Reading:  # noqa: ARG002 (brings its own)
        keys = keys_of(source.document)
        is_bank = not has_answers(tuple(keys))
        drafted = list(entries(source, source.document, _Drafts().question))
        named = _named(drafted, is_bank)
        found, twice = by_id(source, named)
        reader = RowReader(source.name, found)
        answered = () if is_bank else named
        rows = [reader.read(entry.item, entry.place, question.id) for entry, question in answered]
        return Reading(
            found,
            tuple(row for each in rows for row in each),
            tuple(key for key in keys if key not in (*GUIDES, _MAXIMUM) and not is_proposed(key)),
            (*(fault for entry in drafted for fault in entry.faults), *twice),
        )

    def cannot_hold(self, gradebook: Gradebook) -> Sequence[str]:
        return [*unanswered_losses(gradebook), *name_losses(gradebook, _is_free)]

    def write(self, file: BinaryIO, gradebook: Gradebook) -> None:
        asked = {identifier: _asked(question) for identifier, question in gradebook.questions.items()}
        answered = ({**asked[question.id], **_answered(answer)} for question, answer in gradebook.pairs())
        bank = ({"id": identifier, **fields} for identifier, fields in asked.items())
        write_list(file, answered if gradebook.count() else bank)


def _asked(question: Question) -> dict[str, Any]:
    """What each object says of its question."""
    fields = question_fields(question, "question", "scoring_guide", _MAXIMUM)
    return {_TASK: fields.pop("id"), **fields}


def _answered(answer: Answer) -> dict[str, Any]:
    """What an object says of its answer, under names that leave `question` to the text of the question."""
    return {key: value for key, value in standard_fields(answer).items() if key not in _OF_QUESTION}


def _is_free(name: str) -> bool:
    """Whether a further field may have this name, where an object speaks of its question too."""
    return is_free(name) and name not in _OF_QUESTION


class _Drafts:
    """Makes objects into questions, each question once however many objects are about it."""

    def __init__(self) -> None:
        self._seen: dict[str, Question | None] = {}

    def question(self, item: Mapping[str, Any]) -> Question | None:
        raw = {key: item[key] for key in _QUESTION_KEYS if item.get(key) is not None}
        names = {domains: ours for domains, ours in _NAMES.items() if domains not in raw}
        if not any(key in raw for key in _TEXTS) and item.get(_TASK) is not None:
            raw["text"] = item[_TASK]
            names["text"] = _TASK
        key = json.dumps(raw, sort_keys=True)
        if key not in self._seen:
            self._seen[key] = None
            self._seen[key] = question_of(raw, names)
        question = self._seen[key]
        stated = item.get(_MAXIMUM)
        if question and stated is not None and (wrong := disagreement(question, stated)):
            raise DraftError([(_MAXIMUM, wrong)])
        return question


def _task(item: Mapping[str, Any]) -> str:
    """The name of the question. Where there is no other text, `task` is the question itself."""
    return label(item.get(_TASK)) if any(item.get(key) is not None for key in _TEXTS) else ""


def _named(drafted: Sequence[Entry], is_bank: bool) -> list[tuple[Entry, Question]]:
    """Each entry with its question under the id it has in this file.

    That is the task, if all entries of this task are about one question; in a bank else the entry's own id; else the
    id that the question has of itself.
    """
    whole = [(entry, entry.question) for entry in drafted if entry.question]
    revisions: dict[str, set[str]] = {}
    for entry, question in whole:
        revisions.setdefault(_task(entry.item), set()).add(question.revision)
    named = []
    renamed: dict[tuple[str, str], Question] = {}
    for entry, question in whole:
        task = _task(entry.item)
        own = label(entry.item.get("id")) if is_bank else ""
        id = (task if len(revisions[task]) == 1 else "") or own or question.id
        if (question.revision, id) not in renamed:
            renamed[question.revision, id] = replace(question, id=id)
        named.append((entry, renamed[question.revision, id]))
    return named
