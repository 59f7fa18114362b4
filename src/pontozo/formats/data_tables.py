"""Answers and ratings as a table without grades: which columns it needs, and what it has no place for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pontozo.domain import Answer, Question, Rating, plain
from pontozo.formats.answer_fields import HTML, further_fields, is_free, rating_fields, stand_ins
from pontozo.formats.as_it_stood import DataTable, as_it_stood
from pontozo.formats.losses import further_losses, name_losses, question_losses
from pontozo.gradebook import Gradebook

#: More raters than this are told in one column: a pair of columns for each would hide the answers.
_MOST_RATERS = 5
#: The columns of an answer's own, in order, and those that stand there even if all cells are blank.
_OWN = ("id", "student", "attempt", "group", "question", "answer", "answer_format")
_ALWAYS = ("id", "question", "answer")


def data_table(gradebook: Gradebook, can_head: Callable[[str], bool] = bool) -> DataTable:
    """The table that holds the gradebook's answers: as it stood, if they came from one; else by the standard names.

    `can_head` says whether a text can be a heading. Goes through the answers once.
    """
    return as_it_stood(gradebook) or _by_standard_names(gradebook, can_head)


def _by_standard_names(gradebook: Gradebook, can_head: Callable[[str], bool]) -> DataTable:
    needs = _Needs(can_head)
    for question, answer in gradebook.pairs():
        needs.add(question, answer)
    return needs.table(gradebook.questions)


def table_losses(
    gradebook: Gradebook, becomes_text: Callable[[object], bool], can_head: Callable[[str], bool] = bool
) -> Sequence[str]:
    """What a table has no place for. `becomes_text` says of a value whether it does so in a cell."""
    names = name_losses(gradebook, lambda name: is_free(name) and can_head(name))
    if names and as_it_stood(gradebook):
        names = ()
    return [*question_losses(gradebook), *names, *further_losses(gradebook, becomes_text)]


@dataclass
class _Needs:
    """The columns that some answer needs."""

    can_head: Callable[[str], bool]
    optional: dict[str, None] = field(default_factory=dict)
    further: dict[str, None] = field(default_factory=dict)
    raters: dict[str, int] = field(default_factory=dict)
    places: set[int] = field(default_factory=set)
    most_ratings: int = 0
    can_be_columns: bool = True

    def add(self, question: Question, answer: Answer) -> None:
        said = {name: value for name, value in _own_cells(answer).items() if value}
        self.optional.update(dict.fromkeys(said))
        self.further.update(dict.fromkeys(filter(self._fits, further_fields(answer))))
        self._add_raters([rating.rater for rating in answer.ratings])
        for rating in answer.ratings:
            self.places.update(question.criterion_ids.index(criterion) + 1 for criterion in rating.outcomes)

    def _fits(self, further: str) -> bool:
        return is_free(further) and self.can_head(further)

    def _add_raters(self, names: Sequence[str]) -> None:
        """Columns for raters keep their order only where that is the order of the ratings of every answer."""
        self.most_ratings = max(self.most_ratings, len(names))
        if len(self.raters) > _MOST_RATERS:
            return
        for name in names:
            self.raters.setdefault(name, len(self.raters))
        places = [self.raters[name] for name in names]
        is_in_order = all(before < after for before, after in pairwise(places))
        self.can_be_columns &= is_in_order and all(map(_fits_heading, names))

    def table(self, questions: Mapping[str, Question]) -> DataTable:
        ratings = self._rating_columns()
        own = [name for name in _OWN if name in self.optional or name in _ALWAYS]
        columns = (*own, *ratings, *stand_ins((*own, *ratings), self.further), *self.further)

        def cells(answer: Answer) -> list[object]:
            rated = _rating_cells(questions[answer.question], answer.ratings, ratings)
            values = {**further_fields(answer), **_own_cells(answer), **rated}
            return [values.get(column) for column in columns]

        return DataTable(columns, cells)

    def _rating_columns(self) -> list[str]:
        """A few columns for one rating an answer; as many for each of a few raters; else one column for them all."""
        places = sorted(self.places)
        if self.most_ratings <= 1:
            own = ["score", "rater"] if self.most_ratings else []
            return [*own, *(f"outcome_{place}" for place in places)]
        if not self.can_be_columns or len(self.raters) > _MOST_RATERS:
            return ["ratings"]
        each = ("score", *(f"outcome_{place}" for place in places))
        return [f"{what} [{rater}]" for rater in self.raters for what in each]


def _own_cells(answer: Answer) -> dict[str, Any]:
    """What the answer's own columns hold, all of `_OWN`."""
    return {
        "id": answer.id,
        "student": answer.student,
        "attempt": answer.attempt,
        "group": answer.group,
        "question": answer.question,
        "answer": answer.html or answer.text,
        "answer_format": HTML if answer.html else "",
    }


def _fits_heading(rater: str) -> bool:
    return bool(rater) and rater == rater.strip() and rater.isprintable() and not set(rater) & set("[]")


def _rating_cells(question: Question, ratings: Iterable[Rating], columns: Sequence[str]) -> dict[str, Any]:
    if "ratings" in columns:
        listed = [rating_fields(rating) for rating in ratings]
        return {"ratings": listed or None}
    has_names = "score" not in columns
    cells: dict[str, Any] = {}
    for rating in ratings:
        suffix = f" [{rating.rater}]" if has_names else ""
        cells["rater"] = rating.rater
        cells[f"score{suffix}"] = None if rating.score is None else plain(rating.score)
        for criterion, outcome in rating.outcomes.items():
            cells[f"outcome_{question.criterion_ids.index(criterion) + 1}{suffix}"] = outcome
    return cells
