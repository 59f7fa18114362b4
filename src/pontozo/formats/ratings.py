"""What raters gave, read from the columns of one row: scores, outcomes, credits or points, by one rater or several."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import Any

from pontozo.domain import Leaf, Question, Rating, check_rating, show
from pontozo.formats.columns import ByCriterion, RaterColumns, rater_columns
from pontozo.formats.row_cells import Cells
from pontozo.formats.sentences import shown
from pontozo.formats.values import as_number, as_points, as_text, from_json_text

_OUTCOMES_EXAMPLE = '["met", "missing"]'
#: What begins as JSON does; anything else is a list as people write it: "met, missing".
_JSON_START = ("[", "{", '"')
_RATINGS_EXAMPLE = '[{"rater": "A", "score": 2}, {"rater": "B", "score": 3}]'
_RATING_KEYS = {"rater", "score", "outcomes"}


def read_ratings(cells: Cells, question: Question) -> tuple[Rating, ...]:
    """The ratings of the row's answer to `question`. What is wrong is noted in `cells`, under its column."""
    listed: tuple[Rating, ...] = cells.take("ratings", partial(_listed_ratings, question=question), ())
    found = [_by_one_rater(cells, columns, question) for columns in rater_columns(cells.columns)]
    return (*(rating for rating in found if rating is not None), *listed)


def _by_one_rater(cells: Cells, columns: RaterColumns, question: Question) -> Rating | None:
    score = cells.take_column(columns.score, partial(_score, question), None)
    listed: Mapping[str, str] = cells.take_column(columns.outcomes, partial(_listed_outcomes, question=question), {})
    outcomes = dict(listed)
    for each in columns.by_criterion:
        single = cells.take_column(each.column, partial(_single, question, each), None)
        if single is not None and outcomes.setdefault(single[0], single[1]) != single[1]:
            cells.column_fault(each.column, f"says otherwise than another column of criterion {each.place}")
    if score is None and not outcomes:
        return None
    name = cells.take_column(columns.named, as_text, "") or columns.rater
    return Rating(name, score, outcomes)


def _score(question: Question, value: object) -> Fraction | None:
    score = as_points(value)
    if score is not None:
        _check(question, Rating(score=score))
    return score


def _check(question: Question, rating: Rating) -> None:
    if wrong := check_rating(question, rating):
        raise ValueError(wrong)


def _single(question: Question, column: ByCriterion, value: object) -> tuple[str, str] | None:
    """Criterion and outcome from a cell of its own; None where the cell is blank."""
    if not as_text(value).strip():
        return None
    if not 0 < column.place <= len(question.criteria):
        raise ValueError(f"there is no criterion {column.place}; the guide of question {question.id!r} has fewer")
    identifier, leaf = question.criterion_ids[column.place - 1], question.criteria[column.place - 1]
    if column.kind == "outcome":
        name = as_text(value)
        if all(each.name != name for each in leaf.outcomes):
            name = name.strip()
        _check(question, Rating(outcomes={identifier: name}))
    else:
        name = _outcome_worth(leaf, column.kind, as_number(value) or Fraction(0))
    return identifier, name


def _outcome_worth(leaf: Leaf, kind: str, value: Fraction) -> str:
    """The outcome that earns this credit or these points; a deduction's points may be written with a minus.

    Where several earn the same, the last of them: of "contradicted" and "missing" the one that says less.
    """
    unit = leaf.points if kind == "points" else Fraction(1)
    names = [each.name for each in leaf.outcomes if each.credit * unit == abs(value)]
    if not names:
        earned = ", ".join(dict.fromkeys(show(each.credit * unit) for each in leaf.outcomes))
        raise ValueError(f"{show(value)} is nothing that this criterion can earn; its outcomes earn {earned} {kind}")
    return names[-1]


def _listed_outcomes(value: object, question: Question) -> Mapping[str, str]:
    """Outcomes by criterion id from a list in the guide's order or an object; either also as text."""
    found = _outcome_list(value)
    if found is None:
        return {}
    if isinstance(found, list):
        ids = question.criterion_ids
        if len(found) != len(ids):
            raise ValueError(f"must list one outcome for each criterion of the guide ({len(ids)}), not {len(found)}")
        found = dict(zip(ids, found, strict=True))
    if not isinstance(found, Mapping):
        raise ValueError(f"must be a list of outcomes, not {shown(found)}")
    outcomes = {str(key): as_text(name) for key, name in found.items() if name not in (None, "")}
    _check(question, Rating(outcomes=outcomes))
    return outcomes


def _outcome_list(value: object) -> object:
    """The list or object that stands in a cell, be it as JSON or with commas between the outcomes."""
    if not isinstance(value, str) or value.lstrip().startswith(_JSON_START):
        return from_json_text(value, _OUTCOMES_EXAMPLE)
    names = [name.strip() for name in value.split(",")]
    return names if any(names) else None


def _listed_ratings(value: object, question: Question) -> tuple[Rating, ...]:
    """Ratings from a list of objects, or from JSON text of one."""
    found = from_json_text(value, _RATINGS_EXAMPLE)
    if found is None:
        return ()
    if not isinstance(found, list):
        raise ValueError(f"must be a list such as {_RATINGS_EXAMPLE}, not {shown(found)}")
    ratings = [_rating(each, question) for each in found]
    return tuple(rating for rating in ratings if rating.score is not None or rating.outcomes)


def _rating(value: Any, question: Question) -> Rating:
    if not isinstance(value, Mapping) or not set(value) <= _RATING_KEYS:
        raise ValueError(f"must hold objects with the keys rater, score and outcomes, not {shown(value)}")
    score = _score(question, value.get("score"))
    return Rating(as_text(value.get("rater")), score, _listed_outcomes(value.get("outcomes"), question))
