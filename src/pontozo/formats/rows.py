"""One row of a table, or one object of a list, made into an answer or into faults."""

from __future__ import annotations

from collections.abc import Mapping

from pontozo.domain import Answer, Question
from pontozo.formats.answer_fields import HTML
from pontozo.formats.base import Row
from pontozo.formats.columns import is_proposed
from pontozo.formats.ratings import read_ratings
from pontozo.formats.row_cells import Cells
from pontozo.formats.sentences import shown
from pontozo.formats.values import as_text
from pontozo.gradebook import Fault
from pontozo.text.rich import plain_text

#: What a column may say of the format of the answer beside it, besides HTML.
_PLAIN = "plain"


class RowReader:
    """Makes rows into answers to the questions it knows; one for a whole file."""

    def __init__(self, file: str, questions: Mapping[str, Question]) -> None:
        self.file = file
        self.questions = questions
        self._by_text = _by_text(questions)
        self._only = next(iter(questions)) if len(questions) == 1 else ""

    def read(self, values: Mapping[str, object], place: str, question: str | None = None) -> list[Row | Fault]:
        """The row, or the faults in it. `question` is the one that it stands under.

        A row without an id is called after its place ("row 3"): a bare number could be another row's own id.
        """
        values = {key: value for key, value in values.items() if not is_proposed(key)}
        cells = Cells(self.file, values, place)
        if "answer" not in cells.roles:
            return [Fault(self.file, f"has no answer; found {shown(values)}", place, "answer")]
        if question is None:
            question = self._question(cells)
        text = cells.take("answer", as_text, "")
        is_html = cells.take("format", _is_html, False)
        answer = Answer(
            plain_text(text) if is_html else text,
            question=question,
            id=cells.take("id", as_text, "").strip() or place,
            student=cells.take("student", as_text, ""),
            attempt=cells.take("attempt", as_text, ""),
            group=cells.take("group", as_text, ""),
            ratings=read_ratings(cells, self.questions[question]) if question in self.questions else (),
            extra=values,
            html=text if is_html else "",
        )
        return list(cells.faults) or [Row(answer, place, cells.roles)]

    def _question(self, cells: Cells) -> str:
        """The id of the question that the row names by id, text or task; what it says, where there is none such."""
        named = [cells.take(role, as_text, "") for role in ("question", "task") if role in cells.roles]
        said = [name for name in named if name.strip()]
        if not said and not self._only and not cells.faults:
            role = "question" if "question" in cells.roles or "task" not in cells.roles else "task"
            cells.fault(role, "is empty; each row needs its question's id")
        for name in said:
            for each in (name, name.strip()):
                if each in self.questions:
                    return each
            if found := self._by_text.get(" ".join(name.split())):
                return found
        return said[0].strip() if said else self._only


def _by_text(questions: Mapping[str, Question]) -> Mapping[str, str]:
    """Ids by text, for texts that only one question has."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for question in questions.values():
        text = " ".join(question.text.split())
        if found.setdefault(text, question.id) != question.id:
            twice.add(text)
    return {text: id for text, id in found.items() if text and text not in twice}


def _is_html(value: object) -> bool:
    said = as_text(value).strip().lower()
    if said not in ("", _PLAIN, HTML):
        raise ValueError(f"must be {_PLAIN} or {HTML}, not {shown(value)}")
    return said == HTML
