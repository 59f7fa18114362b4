"""The end of a run: the best weights, calibrated on what was held out, saved with all that is known of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path

import numpy as np

from pontozo.artefact import Provenance, save_grader
from pontozo.confidence import Calibration
from pontozo.counting import counted
from pontozo.domain import Judgement, Task
from pontozo.evaluation.agreement import scores_of
from pontozo.evaluation.baselines.predictions import question_mean
from pontozo.evaluation.baselines.rated import rated_answers, rated_cases
from pontozo.evaluation.baselines.totals import Totals
from pontozo.evaluation.cases import Case
from pontozo.evaluation.crossfit import calibrate
from pontozo.evaluation.figures import FIGURES
from pontozo.gradebook import Gradebook, Seen
from pontozo.learning.tuning import history
from pontozo.learning.tuning.adapters import merge
from pontozo.learning.tuning.history import HeldOut, Record
from pontozo.learning.tuning.measuring import Measured, measure
from pontozo.learning.tuning.options import TrainOptions
from pontozo.learning.tuning.session import Session
from pontozo.learning.tuning.verdict import doubts, figure
from pontozo.scorers.tuned.base import TunedScorer
from pontozo.text.language import language_of

_INTENDED_USE = (
    "Scores proposed for answers to questions of the kind it learnt from, criterion by criterion, for a teacher who "
    "decides. Not for grades that nobody looks at."
)


@dataclass(frozen=True)
class Facts:
    """What a run learns from, for the grader's card and for whoever watches.

    `left_out` counts answers by why they were ("unrated", or a code of screening), `items` those learnt from,
    `shortened` the different answers, of those held out too, that did not fit whole. `licence` is the checkpoint's, ""
    where it is not known.
    """

    source: str
    options: TrainOptions
    kind: str
    used: Gradebook
    learnt: Gradebook
    held: Gradebook
    left_out: Mapping[str, int]
    items: int
    shortened: int
    licence: str


@dataclass(frozen=True)
class Tuned:
    """What came of a run: where the grader is, how it agrees with people on what was held out, and beside it what the
    mean score of each question does there (the mean of all for a question not learnt from).

    `step` steps of `steps` were made; a run that is not `is_whole` was stopped there.
    """

    folder: Path
    held_out: HeldOut
    mean: HeldOut
    history: tuple[Record, ...]
    step: int
    steps: int
    is_whole: bool

    @property
    def doubts(self) -> list[str]:
        """What must be known of these figures, in sentences."""
        return doubts(self.held_out, self.mean)

    @property
    def has_chosen(self) -> bool:
        """Whether the best of several measurements was taken."""
        return sum(record.held_out.answers > 0 for record in self.history) > 1


class _WithHistory:
    """A scorer that is saved with the history of its run beside it."""

    def __init__(self, scorer: TunedScorer, records: Sequence[Record]) -> None:
        self.name = scorer.name
        self._scorer = scorer
        self._records = records

    def judge(self, tasks: Sequence[Task]) -> list[Judgement]:
        return self._scorer.judge(tasks)

    def save(self, folder: Path) -> list[str]:
        return [*self._scorer.save(folder), *history.save(self._records, folder)]


def finish(session: Session, facts: Facts, out: Path) -> Tuned:
    """Save the best that the session has come to as the folder `out`."""
    session.to_best()
    scorer = session.scorer
    if facts.options.merge:
        merge(scorer)
    measured = Measured((), HeldOut())
    if session.data.has_held:
        measured = measure(scorer, session.data.held, session.processes)
    tuned = Tuned(
        out,
        measured.held_out,
        mean_of(measured.cases, facts.learnt),
        tuple(session.state.history),
        session.state.step,
        session.steps,
        session.is_whole,
    )
    if session.processes.is_first:
        calibration = calibrate(measured.cases) if measured.cases else Calibration()
        saved = _WithHistory(scorer, tuned.history)
        save_grader(saved, calibration, _provenance(facts, tuned), out, out.name, Seen.of(facts.used))
    return tuned


def mean_of(cases: Sequence[Case], learnt: Gradebook) -> HeldOut:
    """How the mean score of each question agrees with people on the scored ones of these cases."""
    scored = [case for case in cases if case.grade.score is not None]
    known = list(rated_answers(learnt))
    if not scored or not known:
        return HeldOut()
    asked = rated_cases(scored)
    scores = scores_of(scored, Totals().nearest_of(asked, question_mean(asked, known)))
    whole = np.ones((1, len(scored)))
    return HeldOut(len(scored), 0, *(float(FIGURES[name](scores)(whole)[0]) for name in ("qwk", "exact")))


def _provenance(facts: Facts, tuned: Tuned) -> Provenance:
    options = facts.options
    return Provenance(
        title=f"{_checkpoint(options)} tuned on rated answers",
        fitted_on=_fitted_on(facts, tuned),
        licence=_licence(facts),
        seed=options.seed,
        measured=_figures(tuned),
        limits=_limits(facts, tuned),
        base=_checkpoint(options),
        base_revision=options.revision,
        base_licence=facts.licence,
        languages=tuple(sorted(_languages(facts))),
        intended_use=_INTENDED_USE,
    )


def _languages(facts: Facts) -> Counter[str]:
    """How many answers that were learnt from are in which language."""
    return Counter(language_of(question) for question, _ in facts.learnt.pairs())


def _fitted_on(facts: Facts, tuned: Tuned) -> str:
    options = facts.options
    at = f" at revision {options.revision}" if options.revision else ""
    told = (
        f"{_counted(facts.learnt)} of {facts.source} "
        f"({', '.join(f'{count} {code}' for code, count in _languages(facts).items())}), from the checkpoint "
        f"{_checkpoint(options)}{at}, {_how(options)}"
    )
    if not facts.held.questions:
        return told
    ends = "to measure, to choose and to calibrate on" if tuned.has_chosen else "to measure and to calibrate on"
    return f"{told}; {_counted(facts.held)} were held out {ends}"


def _checkpoint(options: TrainOptions) -> str:
    """Its name; of a folder the last part, since where it stood says nothing elsewhere."""
    folder = Path(options.model)
    return folder.resolve().name if folder.is_dir() else options.model


def _counted(book: Gradebook) -> str:
    answers = counted(len(tuple(book.answers)), "answer")
    return f"{answers} to {counted(len(book.questions), 'question')}"


def _how(options: TrainOptions) -> str:
    unit = "a criterion at a time" if options.unit == "criterion" else "the whole guide at once"
    if options.method == "full":
        return f"all weights, {unit}"
    kept = ", merged" if options.merge else ", beside its base"
    return f"{options.method} of rank {options.rank}{kept}, {unit}"


def _licence(facts: Facts) -> str:
    base = facts.licence or "that of the checkpoint, which is not known here"
    return f"of the weights: {base}; the answers that it learnt from may ask for more"


def _figures(tuned: Tuned) -> dict[str, str]:
    told = tuned.held_out
    if not told.answers:
        return {}
    figures = {"QWK": told.qwk, "exact": told.exact, "criteria right": told.criterion_accuracy}
    known = ", ".join(f"{name} {figure(value)}" for name, value in figures.items() if not isnan(value))
    found = {f"held out, {counted(told.answers, 'answer')}": known}
    if told.unscored:
        found["held out, unscored"] = counted(told.unscored, "answer")
    if not isnan(tuned.mean.qwk):
        found["the mean score instead"] = f"QWK {figure(tuned.mean.qwk)}, exact {figure(tuned.mean.exact)}"
    return found


def _limits(facts: Facts, tuned: Tuned) -> str:
    said = []
    if not tuned.is_whole:
        said.append(f"The run was stopped after step {tuned.step} of {tuned.steps}, before its end.")
    if not tuned.held_out.answers:
        said.append("Nothing was held out: how well it grades is not known, and its confidence is not calibrated.")
    elif len(facts.used.questions) < len(facts.learnt.questions) + len(facts.held.questions):
        said.append("It was measured on other answers to the questions it learnt from; on new questions it does worse.")
    said += tuned.doubts
    if tuned.has_chosen:
        said.append("The answers held out also chose the best of the measurements, so their figures flatter a little.")
    if facts.shortened:
        said.append(f"Shortened, being longer than it reads at once: {counted(facts.shortened, 'answer')} of its own.")
    said.append("It knows the languages, subjects and ways of rating of the answers above; measure it on your own.")
    return " ".join(said)
