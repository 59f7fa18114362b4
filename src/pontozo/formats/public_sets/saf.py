"""SAF 2.0, Short Answer Feedback: one XML file a question, a score and written feedback for each answer.

Filighera et al. 2022, "Your Answer is Incorrect... Would you like to know why? Introducing a Bilingual Short Answer
Feedback Dataset".
"""

from __future__ import annotations

import glob
from collections.abc import Iterator, Mapping
from fractions import Fraction

from pontozo.domain import Answer, Question, Rating, show
from pontozo.formats.base import Reading, Row
from pontozo.formats.folders import Folder, read_each
from pontozo.formats.public_sets.question_xml import QuestionXml, StudentAnswer, is_question_xml, question_xml
from pontozo.formats.public_sets.scores import rating, scaled_question
from pontozo.formats.source import Source
from pontozo.formats.values import as_points
from pontozo.gradebook import Fault

_USUAL = Fraction(1)


def is_saf(source: Source) -> bool:
    """Whether answers stand in an element of their own, beside their scores."""
    return is_question_xml(source) and b"<response>" in source.head


class Saf:
    """Questions with one criterion, worded as the reference answers.

    The XML names no maximum: it is the highest score seen for the question in this file, and in the files of the same
    name in the folders beside its own, which are the other splits. The scale has the steps of those scores.
    """

    name = "question of SAF (Short Answer Feedback) as XML"

    def recognises(self, source: Source) -> bool:
        return is_saf(source)

    def read(self, source: Source, questions: Mapping[str, Question] | None) -> Reading:  # noqa: ARG002 (brings its own)
        found = question_xml(source)
        seen = {score for each in (found, *_in_other_splits(source, found.id)) for score in _scores(each)}
        maximum = max(seen, default=Fraction(0)) or _USUAL
        references = [each.text for each in found.references]
        question = scaled_question(found.text, references, maximum, seen, found.id)
        notes = () if maximum == _USUAL else (source.fault(_no_maximum(maximum), f"question {found.id!r}"),)
        return Reading({question.id: question}, tuple(_rows(source, found, question)), notes=notes)

    def recognises_folder(self, folder: Folder) -> bool:
        return any(self.recognises(Source(path)) for path in folder.files(".xml")[:1])

    def read_folder(self, folder: Folder) -> Reading:
        return read_each(folder, ".xml", self)


def _no_maximum(maximum: Fraction) -> str:
    return f"names no maximum; the highest score seen, {show(maximum)}, is taken for it"


def _in_other_splits(source: Source, identifier: str) -> Iterator[QuestionXml]:
    own = source.path.resolve()
    for path in sorted(own.parent.parent.glob(f"*/{glob.escape(own.name)}")):
        if path == own or not path.is_file():
            continue
        other = Source(path)
        if is_saf(other) and (found := question_xml(other)).id == identifier:
            yield found


def _scores(found: QuestionXml) -> Iterator[Fraction]:
    """The scores that can be read; of the others the rows tell."""
    for answer in found.answers:
        try:
            score = _score(answer)
        except ValueError:
            continue
        if score is not None:
            yield score


def _score(answer: StudentAnswer) -> Fraction | None:
    return as_points(answer.said.get("score", ""))


def _rows(source: Source, found: QuestionXml, question: Question) -> Iterator[Row | Fault]:
    for answer in found.answers:
        try:
            score = _score(answer)
        except ValueError as error:
            yield source.fault(str(error), answer.place, "score")
            continue
        ratings: tuple[Rating, ...] = () if score is None else (rating(question, score),)
        told = {
            "label": answer.said.get("verification_feedback", ""),
            "feedback": answer.said.get("response_feedback", ""),
        }
        extra = {name: value for name, value in told.items() if value}
        yield Row(Answer(answer.text, found.id, answer.id, ratings=ratings, extra=extra), answer.place)
