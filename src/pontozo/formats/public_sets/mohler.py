"""Mohler et al. 2011, the folder ShortAnswerGrading_v2.0: a course on data structures, scored by two people.

Mohler, Bunescu & Mihalcea 2011, "Learning to Grade Short Answer Questions using Semantic Similarity Measures and
Dependency Graph Alignments".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from pontozo.counting import counted
from pontozo.domain import Answer, Question
from pontozo.formats.base import Reading, Row
from pontozo.formats.folders import Folder
from pontozo.formats.public_sets.scores import rating, scaled_question
from pontozo.formats.public_sets.texts import EnglishSource, clean
from pontozo.formats.values import as_points
from pontozo.gradebook import Fault

#: The two people, as the set calls them: the author, and a teaching assistant.
RATERS = ("me", "other")
_AVERAGE = "ave"
#: Assignments that the raters scored from 0 to 10; all others from 0 to 5.
_OUT_OF_TEN = ("11", "12")
#: The average is always from 0 to 5.
_AVERAGE_MAXIMUM = 5
_STEP = Fraction(1, 2)
_SLIP = Fraction(1, 10)
_LINE = re.compile(r"(#?)\s*(\d+\.\d+)(?:\s+(.*))?", re.DOTALL)


class Mohler:
    """Questions of one criterion, worded as the reference answer, on the raters' scale: 0 to 5 or 10, in halves.

    Questions that the authors took out of their own list (docs/files) are left out, and so are those without answers.
    """

    name = "folder of Mohler et al. 2011 (ShortAnswerGrading_v2.0)"

    def recognises_folder(self, folder: Folder) -> bool:
        return _data(folder) is not None

    def read_folder(self, folder: Folder) -> Reading:
        data = _data(folder)
        if data is None:
            raise folder.error("holds no data/raw/questions; unpack the set again")
        return _Set(folder, data).reading()


def _data(folder: Folder) -> Path | None:
    """The folder that holds raw and scores: the one named "data" in the folder, or the folder itself."""
    places = (folder.path / "data", folder.path)
    return next((each for each in places if (each / "raw/questions").is_file() and (each / "scores").is_dir()), None)


@dataclass(frozen=True)
class _Line:
    number: int
    is_comment: bool
    question: str
    text: str


class _Set:
    """The files of the set."""

    def __init__(self, folder: Folder, data: Path) -> None:
        self._folder = folder
        self._data = data
        self._faults: list[Fault] = []
        self._odd_averages = 0

    def reading(self) -> Reading:
        references: dict[str, list[str]] = {}
        for line in self._lines("raw/answers"):
            references.setdefault(line.question, []).append(line.text)
        texts = {line.question: line.text for line in self._lines("raw/questions")}
        left_out = self._left_out()
        answered = [each for each in texts if self._file(f"raw/{each}").is_file() and each not in left_out]
        questions: dict[str, Question] = {}
        rows: list[Row | Fault] = []
        for identifier in answered:
            wordings = [text for text in references.get(identifier, []) if text]
            if not wordings:
                self._fault("raw/answers", f"has no reference answer to question {identifier}")
                continue
            questions[identifier] = _question(identifier, texts[identifier], wordings)
            rows += self._rows(questions[identifier])
        silent = [each for each in texts if each not in left_out and each not in answered]
        notes = tuple(map(self._folder.fault, self._notes([each for each in texts if each in left_out], silent)))
        return Reading(questions, tuple(rows), faults=tuple(self._faults), notes=notes)

    def _file(self, name: str) -> Path:
        return self._data / name

    def _fault(self, name: str, message: str, row: str = "") -> None:
        self._faults.append(Fault(str(self._file(name)), message, row))

    def _lines(self, name: str) -> Iterator[_Line]:
        """The lines of a file, each of which begins with the number of a question; of any other there is a fault."""
        for number, line in EnglishSource(self._file(name)).lines():
            found = _LINE.fullmatch(line.strip())
            if found is None:
                self._fault(name, "must begin with the number of a question, such as 1.1", f"line {number}")
            else:
                yield _Line(number, bool(found[1]), found[2], clean(found[3] or ""))

    def _left_out(self) -> frozenset[str]:
        """The questions that the authors commented out of their list; none where the list is not there."""
        if not self._file("docs/files").is_file():
            return frozenset()
        return frozenset(line.question for line in self._lines("docs/files") if line.is_comment)

    def _rows(self, question: Question) -> Iterator[Row]:
        """The answers to a question. Answers and scores stand line by line side by side."""
        identifier = question.id
        answers = list(self._lines(f"raw/{identifier}"))
        scores = {name: self._scores(identifier, name) for name in (*RATERS, _AVERAGE)}
        given = {name: each for name, each in scores.items() if each}
        if not set(given) & set(RATERS):
            self._fault(f"scores/{identifier}", f"has none of the files {', '.join(RATERS)}; unpack the set again")
            return
        for name, each in given.items():
            if len(each) != len(answers):
                message = (
                    f"has {counted(len(each), 'score')} beside {counted(len(answers), 'answer')}; they do not line up"
                )
                self._fault(f"scores/{identifier}/{name}", f"{message}: unpack the set again")
                return
        for place, line in enumerate(answers):
            own = {name: given[name][place] for name in given}
            yield self._row(question, line, place + 1, own)

    def _scores(self, identifier: str, name: str) -> Sequence[Fraction]:
        """The scores of one person, or the averages; none where the file is not there or not of numbers alone."""
        file = f"scores/{identifier}/{name}"
        if not self._file(file).is_file():
            return ()
        found = []
        for number, line in EnglishSource(self._file(file)).lines():
            try:
                found.append(as_points(line) or Fraction(0))
            except ValueError as error:
                self._fault(file, str(error), f"line {number}")
        return found

    def _row(self, question: Question, line: _Line, place: int, scores: dict[str, Fraction]) -> Row:
        ratings = tuple(rating(question, scores[name], name) for name in RATERS if name in scores)
        average = scores.get(_AVERAGE)
        if average is not None:
            mean = sum((each.score or Fraction(0) for each in ratings), Fraction(0)) / len(ratings)
            self._odd_averages += abs(mean / question.maximum * _AVERAGE_MAXIMUM - average) > _SLIP
        extra = {} if average is None else {"average": float(average)}
        answer = Answer(line.text, question.id, f"{question.id}/{place}", ratings=ratings, extra=extra)
        return Row(answer, f"raw/{question.id}, line {line.number}")

    def _notes(self, left_out: Sequence[str], silent: Sequence[str]) -> Iterator[str]:
        if left_out:
            yield f"left out {counted(len(left_out), 'question')} that docs/files comments out: {', '.join(left_out)}"
        if silent:
            yield f"left out {counted(len(silent), 'question')} without answers: {', '.join(silent)}"
        if self._odd_averages:
            answers = counted(self._odd_averages, "answer")
            yield f"the average in 'ave' is not that of the two scores in {answers}; the scores count"


def _question(identifier: str, text: str, references: Sequence[str]) -> Question:
    maximum = 10 if identifier.partition(".")[0] in _OUT_OF_TEN else 5
    return scaled_question(text, references, maximum, [_STEP], identifier)
