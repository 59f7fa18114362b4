"""The questions file, YAML or JSON: questions with their guides, and perhaps answers under them or beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from pontozo.domain import Question
from pontozo.formats.answer_fields import standard_fields
from pontozo.formats.base import Reading, Row
from pontozo.formats.columns import GUIDES, roles
from pontozo.formats.documents import keys_of
from pontozo.formats.drafts import REFERENCES, question_in_full
from pontozo.formats.items import Entry, by_id, entries, label, read_items
from pontozo.formats.losses import further_losses, is_number, name_losses, order_losses
from pontozo.formats.question_fields import question_fields
from pontozo.formats.rows import RowReader
from pontozo.formats.sentences import shown
from pontozo.formats.source import Source
from pontozo.gradebook import Fault, Gradebook

_QUESTIONS = "questions"
_ANSWERS = "answers"
_TOP = (_QUESTIONS, _ANSWERS, "title")


class QuestionsFile:
    """Questions as a list, under `questions:`, or as a mapping from id to question."""

    name = "YAML or JSON questions with the keys 'text' and 'guide'"
    key = "yaml"
    suffixes = (".yaml", ".yml")
    holds_questions = True

    def recognises(self, source: Source) -> bool:
        keys = keys_of(_listed(source.document))
        return _has_questions(source.document) or any(key in keys for key in (*GUIDES, REFERENCES))

    def read(self, source: Source, questions: Mapping[str, Question] | None) -> Reading:  # noqa: ARG002 (brings its own)
        document: Any = source.document
        top: Mapping[str, Any] = document if _has_questions(document) else {_QUESTIONS: document}
        drafted = list(entries(source, _listed(top[_QUESTIONS]), question_in_full, "question"))
        named = [(entry, entry.question) for entry in drafted if entry.question]
        found, twice = by_id(source, named)
        twice += _same_text(source, named)
        answers = _Answers(source, found)
        rows = [answers.under(entry.item.get(_ANSWERS), entry.place, question.id) for entry, question in named]
        return Reading(
            found,
            tuple(row for each in (*rows, answers.beside(top.get(_ANSWERS))) for row in each),
            faults=(*_top_faults(source, top, bool(drafted)), *(f for entry in drafted for f in entry.faults), *twice),
        )

    def cannot_hold(self, gradebook: Gradebook) -> Sequence[str]:
        return [*order_losses(gradebook), *name_losses(gradebook), *further_losses(gradebook, is_number)]

    def write(self, file: BinaryIO, gradebook: Gradebook) -> None:
        answers: dict[str, list[dict[str, Any]]] = {}
        for _, answer in gradebook.pairs():
            fields = {key: value for key, value in standard_fields(answer).items() if key != "question"}
            answers.setdefault(answer.question, []).append(fields)
        from pontozo.formats.yaml_text import dump_yaml  # only here: whoever reads a table has no use for it

        questions = [_written(question, answers) for question in gradebook.questions.values()]
        file.write(dump_yaml({_QUESTIONS: questions}).encode())


def _written(question: Question, answers: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """The question with its answers under it."""
    own = answers.get(question.id)
    return {**question_fields(question), **({_ANSWERS: own} if own else {})}


def _has_questions(document: object) -> bool:
    return isinstance(document, dict) and _QUESTIONS in document


def _listed(questions: object) -> list[Any]:
    """The questions as a list, in whichever way they are written."""
    if isinstance(questions, list):
        return questions
    if not isinstance(questions, dict):
        return []
    if any(key in questions for key in (*GUIDES, REFERENCES)):
        return [questions]
    return [{"id": id, **each} if isinstance(each, dict) else each for id, each in questions.items()]


def _same_text(source: Source, named: Iterable[tuple[Entry, Question]]) -> Iterator[Fault]:
    """A fault for each question without an id whose text another such question has: no answer could name it."""
    seen: set[str] = set()
    for entry, question in named:
        if label(entry.item.get("id")):
            continue
        if question.text in seen:
            yield source.fault("two questions have this text; give each an id", entry.place, "text")
        seen.add(question.text)


def _top_faults(source: Source, top: Mapping[str, Any], has_questions: bool) -> Iterator[Fault]:
    for key in top:
        if key not in _TOP:
            yield source.fault(f"is not a known key; beside questions there may be {_ANSWERS} and title", field=key)
    if not has_questions:
        yield source.fault("holds no questions; write at least one, with id, text and guide", field=_QUESTIONS)


class _Answers:
    """Reads the answers of a questions file."""

    def __init__(self, source: Source, questions: Mapping[str, Question]) -> None:
        self._source = source
        self._reader = RowReader(source.name, questions)

    def beside(self, answers: object) -> Iterator[Row | Fault]:
        """Answers at the top of the file, each of which names its question."""
        yield from self._no_list(answers)
        yield from read_items(self._source, answers, self._read, "answer")

    def under(self, answers: object, place: str, question: str) -> Iterator[Row | Fault]:
        """Answers under a question; one may be written as its text alone."""
        yield from self._no_list(answers, place)
        listed = answers if isinstance(answers, list) else []
        objects = [{"answer": each} if each is None or isinstance(each, str) else each for each in listed]
        named = [{"question": question, **each} if isinstance(each, dict) else each for each in objects]
        yield from read_items(self._source, named, self._read, f"{place}, answer")

    def _no_list(self, answers: object, place: str = "") -> Iterator[Fault]:
        if answers is not None and not isinstance(answers, list):
            yield self._source.fault(f"must be a list of answers, not {shown(answers)}", place, _ANSWERS)

    def _read(self, values: dict[str, Any], place: str) -> list[Row | Fault]:
        column = roles(tuple(values)).get("answer", "")
        if column in values and values[column] is None:
            message = 'is null; write "" for a blank answer, or put the word in quotes'
            return [self._source.fault(message, place, column)]
        return self._reader.read(values, place)
