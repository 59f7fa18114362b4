"""ASAP-SAS, the short answers of the Hewlett Foundation's prize (Kaggle 2012): tab-separated, scored by two raters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pontozo.domain import Answer, Question, Rating
from pontozo.formats.base import Reading, Row
from pontozo.formats.public_sets.scores import rating, scaled_question
from pontozo.formats.public_sets.texts import EnglishSource, clean, first_cells, tab_rows
from pontozo.formats.source import Source
from pontozo.formats.values import as_points
from pontozo.gradebook import Fault

_ID, _SET, _TEXT = "id", "essayset", "essaytext"
_RATERS = {"score1": "rater 1", "score2": "rater 2"}
#: The highest score of each essay set, by the descriptions that come with the set.
MAXIMUMS: Mapping[str, int] = {str(number): 3 if number in (1, 2, 5, 6) else 2 for number in range(1, 11)}
_NO_TEXTS = (
    "holds no texts of questions: each essay set is a question without a guide, good for looking at people's scores "
    "alone; to grade, name a questions file with the ids 1 to 10 (--questions)"
)


class AsapSas:
    """Answers to the questions of a questions file whose ids are the numbers of the essay sets.

    Without one, each essay set is a question that says nothing but its number. Files without scores are read as well.
    """

    name = "table of ASAP-SAS, tab-separated, with the columns Id, EssaySet, Score1, Score2, EssayText"

    def recognises(self, source: Source) -> bool:
        return first_cells(source) >= {_ID, _SET, _TEXT}

    def read(self, source: Source, questions: Mapping[str, Question] | None) -> Reading:
        table = list(tab_rows(EnglishSource(source.name)))
        if questions is not None:
            return Reading(questions, tuple(_rows(source, table, questions)))
        sets = dict.fromkeys(_number(cells) for _, cells in table if not isinstance(cells, Fault))
        own = {number: _nameless(number) for number in sets if number in MAXIMUMS}
        return Reading(own, tuple(_rows(source, table, own)), notes=(source.fault(_NO_TEXTS),))


def _nameless(number: str) -> Question:
    maximum = MAXIMUMS[number]
    text = f"ASAP-SAS, essay set {number}"
    return scaled_question(text, [f"a full answer to essay set {number}"], maximum, range(maximum + 1), number)


def _number(cells: Mapping[str, str]) -> str:
    return cells[_SET].strip()


def _rows(
    source: Source, table: Iterable[tuple[str, Mapping[str, str] | Fault]], questions: Mapping[str, Question]
) -> Iterator[Row | Fault]:
    for place, cells in table:
        if isinstance(cells, Fault):
            yield cells
            continue
        number = _number(cells)
        try:
            ratings = tuple(_ratings(cells, questions.get(number)))
        except ValueError as error:
            yield source.fault(str(error), place, "Score1, Score2")
            continue
        further = {name: value for name, value in cells.items() if name not in (_ID, _SET, _TEXT, *_RATERS)}
        answer = Answer(clean(cells[_TEXT]), number, cells[_ID].strip(), ratings=ratings, extra=further)
        yield Row(answer, place, {"question": "EssaySet", "id": "Id", "answer": "EssayText"})


def _ratings(cells: Mapping[str, str], question: Question | None) -> Iterator[Rating]:
    for column, rater in _RATERS.items():
        score = as_points(cells.get(column))
        if score is not None:
            yield rating(question, score, rater)
