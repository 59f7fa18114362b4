"""SemEval-2013 Task 7, the Student Response Analysis: SciEntsBank and Beetle, one XML file a question.

Dzikovska et al. 2013, "SemEval-2013 Task 7: The Joint Student Response Analysis and 8th Recognizing Textual Entailment
Challenge".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pontozo.domain import ALL_OR_NOTHING, Answer, Criterion, Question, Rating
from pontozo.formats.base import Reading, Row
from pontozo.formats.folders import Folder, read_each
from pontozo.formats.public_sets.question_xml import (
    QuestionXml,
    Reference,
    StudentAnswer,
    is_question_xml,
    question_xml,
)
from pontozo.formats.public_sets.saf import is_saf
from pontozo.formats.sentences import shown
from pontozo.formats.source import Source
from pontozo.gradebook import Fault

#: What each label says of the one criterion. The 5-way labels come to what the task itself makes of them in 3-way.
OUTCOMES: Mapping[str, str] = {
    "correct": "met",
    "contradictory": "contradicted",
    "incorrect": "missing",
    "partially_correct_incomplete": "missing",
    "irrelevant": "missing",
    "non_domain": "missing",
}
#: Beetle's categories whose reference answers are whole answers by themselves, the best first. "KEYWORD" is none: its
#: texts ("a gap") stand in wrong answers as well as in right ones.
WHOLE = ("BEST", "GOOD", "MINIMAL")
#: The criterion's id: its place.
_CRITERION = "1"


class SemEval:
    """Questions worth 1 point with one criterion, worded as each reference answer; labels as its outcomes.

    `categories` are those of Beetle that become wordings, in this order; where a question has none of them, all its
    reference answers do. References without a category, as in SciEntsBank, always do.
    """

    name = "question of SemEval-2013 Task 7 (SciEntsBank, Beetle) as XML"

    def __init__(self, categories: Sequence[str] = WHOLE) -> None:
        self._categories = ("", *categories)

    def recognises(self, source: Source) -> bool:
        return is_question_xml(source) and not is_saf(source)

    def read(self, source: Source, questions: Mapping[str, Question] | None) -> Reading:  # noqa: ARG002 (brings its own)
        found = question_xml(source)
        criterion = Criterion(self._wordings(found.references), 1, ALL_OR_NOTHING)
        question = Question(found.text, [criterion], id=found.id, language="en")
        return Reading({question.id: question}, tuple(_rows(source, found)))

    def recognises_folder(self, folder: Folder) -> bool:
        return any(self.recognises(Source(path)) for path in folder.files(".xml")[:1])

    def read_folder(self, folder: Folder) -> Reading:
        return read_each(folder, ".xml", self)

    def _wordings(self, references: Sequence[Reference]) -> tuple[str, ...]:
        chosen = [each.text for category in self._categories for each in references if each.category == category]
        return tuple(dict.fromkeys(chosen or [each.text for each in references]))


def _rows(source: Source, found: QuestionXml) -> Iterator[Row | Fault]:
    categories = {each.id: each.category for each in found.references}
    for answer in found.answers:
        label = answer.said.get("accuracy", "").strip()
        outcome = OUTCOMES.get(label.casefold())
        if label and outcome is None:
            message = f"must be one of {', '.join(OUTCOMES)}, not {shown(label)}"
            yield source.fault(message, answer.place, "accuracy")
            continue
        ratings = () if outcome is None else (Rating(outcomes={_CRITERION: outcome}),)
        extra = _extra(found, answer, categories)
        yield Row(Answer(answer.text, found.id, answer.id, ratings=ratings, extra=extra), answer.place)


def _extra(found: QuestionXml, answer: StudentAnswer, categories: Mapping[str, str]) -> dict[str, str]:
    """What the set says besides; the reference answer that Beetle's annotators saw in the answer, with its category."""
    matched = answer.said.get("answerMatch", "")
    told = {
        "label": answer.said.get("accuracy", ""),
        "module": found.said.get("module", ""),
        "test_set": found.said.get("testSet", ""),
        "reference": matched,
        "reference_category": categories.get(matched, ""),
        "count": answer.said.get("count", ""),
    }
    return {name: value for name, value in told.items() if value}
