"""The grader that is measured: taken as it is, or its family fitted anew; and what of the answers it has seen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pontozo.cli.data_options import key_of, needed_for, read_data
from pontozo.cli.named_grader import named_grader
from pontozo.cli.rated_answers import RatedAnswers, graded_cases
from pontozo.errors import UserError

if TYPE_CHECKING:
    from pontozo.evaluation.cases import Case, Cases
    from pontozo.evaluation.results import Method
    from pontozo.gradebook import Gradebook, Seen


@dataclass(frozen=True)
class Taking:
    """How the grader is to be taken; see the options of `pontozo evaluate`."""

    folds: int | None = None
    by: str = "answer"
    fit_on: Path | None = None
    seen: Path | None = None
    questions: Path | None = None
    seed: int = 0
    rater: str | None = None


@dataclass(frozen=True)
class Measured:
    """The cases to measure, who graded them and how; what it had seen, and what baselines may learn from."""

    cases: Cases
    name: str
    method: Method
    seen: Seen | None
    learnt_from: Gradebook | None
    review_below: float


def measured_grader(grader: str, gradebook: Gradebook, rated: RatedAnswers, taking: Taking) -> Measured:
    """The rated answers as the grader grades them.

    Raises UserError for options that exclude each other, and where the grader cannot be fitted so.
    """
    given = [name for name in ("folds", "fit_on", "seen") if getattr(taking, name) is not None]
    if len(given) > 1:
        one, other = (f"--{name.replace('_', '-')}" for name in given[:2])
        raise UserError(f"{one} and {other} exclude each other; give one of them")
    if taking.folds is not None:
        return _on_folds(grader, gradebook, rated, taking, taking.folds)
    if taking.fit_on is not None:
        return _fitted_on(grader, rated, taking, taking.fit_on)
    return _as_it_is(grader, rated, taking)


def _as_it_is(name: str, rated: RatedAnswers, taking: Taking) -> Measured:
    from pontozo.evaluation.results import Method
    from pontozo.gradebook import Seen

    grader = named_grader(name)
    told = None if taking.seen is None else read_data(taking.seen, taking.questions)
    seen = grader.seen if told is None else Seen.of(told) | (grader.seen or Seen())
    cases = graded_cases(rated, grader, taking.rater)
    return Measured(cases, grader.name, Method(), seen, told, grader.calibration.review_below)


def _fitted_on(name: str, rated: RatedAnswers, taking: Taking, path: Path) -> Measured:
    from pontozo.evaluation.results import Method
    from pontozo.learning.fitting import fit_grader

    family = _family(name)
    train = read_data(path, taking.questions)
    grader = fit_grader(family, train, taking.seed)
    cases = graded_cases(rated, grader, taking.rater)
    method = Method("fitted", file=str(path))
    return Measured(cases, family, method, grader.seen, train, grader.calibration.review_below)


def _on_folds(name: str, gradebook: Gradebook, rated: RatedAnswers, taking: Taking, count: int) -> Measured:
    """Each fold graded by a grader fitted on the others; what stands in both all the same counts as seen."""
    from pontozo.evaluation.cases import Cases
    from pontozo.evaluation.results import Method
    from pontozo.gradebook import Gradebook, Seen, folds
    from pontozo.learning.fitting import Fitting

    family = _family(name)
    fitting = Fitting(family, taking.seed)
    book = Gradebook(gradebook.questions, [answer for _, answer in rated.pairs], gradebook.columns)
    parts = list(folds(book, count, key_of(taking.by, gradebook), taking.seed))
    if len(parts) < 2:
        raise UserError(f"the answers cannot be divided into folds: that takes two {needed_for(taking.by)} at least")
    found: list[Case] = []
    seen = Seen()
    for rest, held in parts:
        grader = fitting.fit(rest)
        part = RatedAnswers(list(held.pairs()), 0)
        found += graded_cases(part, grader, taking.rater).cases
        seen |= Seen.of(held) & Seen.of(rest)
    method = Method("folds", folds=len(parts), by=taking.by)
    return Measured(Cases(tuple(found), rated.unrated), family, method, seen, None, grader.calibration.review_below)


def _family(name: str) -> str:
    """The family of the grader with this name or in this folder; else the name may be a family's."""
    from pontozo.artefact import UnknownGraderError, family_of

    try:
        return family_of(name)
    except UnknownGraderError:
        return name
