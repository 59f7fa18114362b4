"""The figures of one grader on one test part, and how tables show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.public_sets.labels import label_figures
from pontozo.domain import outcome_named
from pontozo.evaluation.cases import Case
from pontozo.evaluation.intervals import Interval
from pontozo.evaluation.labels import Place, draws_of
from pontozo.evaluation.metrics import accuracy, cohens_kappa
from pontozo.evaluation.parts import Drawing, part_of
from pontozo.evaluation.results import as_json

_SCORES = ("qwk", "exact", "rmse_share")
_NOTHING = "–"
#: The credit of what got no score: no person gives it.
_UNSCORED = -1.0


def figures_of(cases: Sequence[Case], drawing: Drawing) -> dict[str, Any]:
    """Totals (of scored answers), labels and credit of criteria (of all: what is unscored is wrong)."""
    part: dict[str, Any] = as_json(part_of("all", cases, drawing))
    return {
        **{name: part[name] for name in ("answers", "unscored", "questions")},
        "scores": {name: part["figures"][name] for name in _SCORES if name in part["figures"]},
        "labels": as_json(label_figures(cases, drawing)) if _has_findings(cases) else {},
        "criteria": as_json(credit_figures(cases, drawing)),
    }


def credit_figures(cases: Sequence[Case], drawing: Drawing) -> dict[str, Interval]:
    """Of rated criteria, the share with the credit that the person gave, and Cohen's kappa of the credits.

    Nothing where the grader judged the guide as a whole, or nobody set an outcome.
    """
    rated = [(Place(case.question.id, at), *pair) for at, case in enumerate(cases) for pair in _credits(case)]
    if not rated or not _has_findings(cases):
        return {}
    places, human, machine = (list(column) for column in zip(*rated, strict=True))
    drawn = draws_of(places, drawing.count, drawing.seed)
    right = accuracy.of([*map(str, human)], [*map(str, machine)])
    return {"accuracy": drawn.interval(right), "kappa": drawn.interval(cohens_kappa.of(human, machine))}


def _has_findings(cases: Sequence[Case]) -> bool:
    return any(case.grade.findings for case in cases)


def _credits(case: Case) -> list[tuple[float, float]]:
    """The credit that a person gave and the one proposed, of each criterion with a rated outcome."""
    proposed = {each.criterion: each.credit for each in case.grade.findings}
    named = zip(case.question.criterion_ids, case.question.criteria, strict=True)
    return [
        (float(outcome_named(leaf.outcomes, name).credit), proposed.get(identifier, _UNSCORED))
        for identifier, leaf in named
        if (name := case.rating.outcomes.get(identifier)) is not None
    ]


def shown(figure: Mapping[str, Any] | None) -> str:
    """A figure with its interval, where it has them."""
    if not figure or figure["value"] is None:
        return _NOTHING
    if figure["low"] is None:
        return _number(figure["value"])
    return f"{_number(figure['value'])} ({_number(figure['low'])} to {_number(figure['high'])})"


def _number(value: float) -> str:
    # A zero has no sign.
    return f"{round(value, 3) + 0.0:.3f}"


def at(found: Any, *path: str) -> Any:
    """What stands at the path; None where a step is not there."""
    for step in path:
        found = found.get(step) if found else None
    return found


def seconds(value: float | None) -> str:
    """Seconds as a table shows them."""
    return _NOTHING if value is None else f"{value:.0f}" if value >= 10 else f"{value:.1f}"
