"""Every edit on every rated answer that it is meant for: does the score do what it should?"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from pontozo.domain import exact
from pontozo.errors import UserError
from pontozo.evaluation.robustness.edit import Duty, Edit
from pontozo.evaluation.robustness.gaming import GAMING
from pontozo.evaluation.robustness.harmless import HARMLESS
from pontozo.evaluation.robustness.meaning import MEANING
from pontozo.evaluation.robustness.measures import Resampling, Values
from pontozo.evaluation.robustness.results import EditResult, Example, Measure, Robustness
from pontozo.evaluation.robustness.sampling import drawn
from pontozo.evaluation.robustness.trials import (
    SAME,
    Standing,
    Subject,
    Trial,
    Watch,
    is_meant_for,
    passes,
    subjects,
    tried,
)
from pontozo.gradebook import DataError, Fault, Gradebook
from pontozo.grader import Grader

#: Every edit there is.
EDITS = (*GAMING, *HARMLESS, *MEANING)


def measure_robustness(
    grader: Grader,
    gradebook: Gradebook,
    *,
    pass_mark: float = 0.5,
    edits: Sequence[Edit] = EDITS,
    seed: int = 0,
    examples: int = 3,
    resamples: int = 1000,
    most: int | None = None,
    watch: Watch | None = None,
) -> Robustness:
    """How the grader takes edits of the gradebook's rated answers; the same for the same seed.

    With `most`, at most so many answers are taken: by lot, of each question about its share. `watch` sees each grade
    as it comes.

    An edit that must not raise is tried on what people put below the pass mark (a share of the maximum), the others on
    what they put at it or above. Each of the former is graded beside a neutral text of the same length. Every edit
    keeps up to `examples` of its worst cases; intervals draw questions `resamples` times.

    Raises UserError for a pass mark that is no share, DataError where no answer is rated, or has no question.
    """
    if not 0 < pass_mark <= 1:
        raise UserError(f"the pass mark must be a share of the maximum, above 0 and at most 1, not {pass_mark}")
    left_out: Counter[str] = Counter()
    rated = subjects(gradebook, pass_mark, left_out)
    if not rated:
        raise DataError([Fault("answers", _nothing_to_try(left_out))])
    found = rated if most is None else drawn(rated, most, seed)
    bench = _Bench(found, tried(grader, found, edits, seed, watch), pass_mark, Resampling(resamples, seed), seed)
    standings = Counter(subject.standing for subject in found)
    return Robustness(
        grader=grader.name,
        pass_mark=pass_mark,
        seed=seed,
        wrong=standings[Standing.WRONG],
        partial=standings[Standing.PARTIAL],
        right=standings[Standing.RIGHT],
        unrated=left_out["unrated"],
        blank=left_out["blank"],
        not_drawn=len(rated) - len(found),
        any_attack=bench.any_attack(),
        edits=tuple(bench.result(edit, examples) for edit in edits),
    )


def _nothing_to_try(left_out: Counter[str]) -> str:
    if not left_out:
        return "there are none; give a file with answers that people have rated"
    counts = f"{left_out['unrated']} unrated, {left_out['blank']} blank"
    return f"no answer is rated and holds a text ({counts}); give a file with people's scores or outcomes"


class _Bench:
    """Trials, and the figures made of them."""

    def __init__(
        self, found: Sequence[Subject], trials: Sequence[Trial], pass_mark: float, resampling: Resampling, seed: int
    ) -> None:
        self._subjects = found
        self._trials = trials
        self._pass_mark = pass_mark
        self._resampling = resampling
        self._seed = seed
        self._questions = {name: i for i, name in enumerate(dict.fromkeys(each.question.id for each in found))}

    def result(self, edit: Edit, examples: int) -> EditResult:
        """What came of one edit."""
        trials = [trial for trial in self._trials if trial.edit is edit]
        scored = [trial for trial in trials if trial.is_scored]
        controls = [trial.control for trial in trials if trial.control is not None]
        return EditResult(
            edit=edit.name,
            duty=edit.duty,
            tried=len(trials),
            not_applicable=sum(is_meant_for(edit, subject) for subject in self._subjects) - len(trials),
            unscored_before=sum(math.isnan(trial.before) for trial in trials),
            unscored=sum(math.isnan(trial.after) for trial in trials),
            unscored_control=sum(map(math.isnan, controls)) if edit.duty is Duty.MUST_NOT_RAISE else None,
            crossed=self._measure(self._at_stake(trials), self._crosses),
            moved=self._measure(scored, Trial.moves),
            change=self._measure(scored, lambda trial, score: score - trial.before),
            examples=tuple(map(self._example, self._worst(trials)[:examples])),
        )

    def any_attack(self) -> Measure:
        """Crossing by at least one of the edits, and by at least one of their controls."""
        attacks = [each for each in self._trials if each.edit.duty is Duty.MUST_NOT_RAISE and each.edit.is_wrong]
        groups = [list(own) for _, own in groupby(self._at_stake(attacks), lambda trial: trial.place)]
        edited = [any(self._crosses(each, each.after) for each in own) for own in groups]
        control = [
            any(each.control is not None and self._crosses(each, each.control) for each in own) for own in groups
        ]
        return self._resampling.measure(_array(edited), _array(control), self._question_of([own[0] for own in groups]))

    def _at_stake(self, trials: Iterable[Trial]) -> list[Trial]:
        return [trial for trial in trials if passes(trial.before, self._pass_mark) != trial.raises]

    def _crosses(self, trial: Trial, score: float) -> bool:
        return trial.crosses(score, self._pass_mark)

    def _measure(self, trials: Sequence[Trial], value: Callable[[Trial, float], float]) -> Measure:
        edited = _array(value(trial, trial.after) for trial in trials)
        control = _array(value(trial, trial.control) for trial in trials if trial.control is not None)
        has_control = bool(trials) and trials[0].raises
        return self._resampling.measure(edited, control if has_control else None, self._question_of(trials))

    def _question_of(self, trials: Sequence[Trial]) -> NDArray[np.intp]:
        return np.array([self._questions[trial.subject.question.id] for trial in trials], dtype=np.intp)

    def _worst(self, trials: Iterable[Trial]) -> list[Trial]:
        """The trials that came out wrong, those that cross the pass mark first, then by how wrong."""
        wrong = [(self._is_worse(trial), by, trial) for trial in trials if (by := _wrong_by(trial)) > SAME]
        return [trial for _, _, trial in sorted(wrong, key=lambda each: each[:2], reverse=True)]

    def _is_worse(self, trial: Trial) -> bool:
        return self._crosses(trial, trial.after) != (trial.edit.duty is Duty.MUST_LOWER)

    def _example(self, trial: Trial) -> Example:
        question, answer = trial.subject.question, trial.subject.answer
        maximum = float(question.maximum)
        return Example(
            question=question.id,
            answer=answer.id,
            before=answer.text,
            after=trial.edit(question, answer.text, trial.subject.language, self._seed) or "",
            score_before=_points(trial.before, maximum),
            score_after=_points(trial.after, maximum),
            maximum=maximum,
        )


def _array(values: Iterable[float]) -> Values:
    return np.array(list(values), dtype=float)


def _wrong_by(trial: Trial) -> float:
    """By how much of the maximum an edit does what it must not; 0 or less where it does not. Unscored counts as 0."""
    before, after = np.nan_to_num([trial.before, trial.after])
    if trial.edit.duty is Duty.MUST_LOWER:
        return float(after) if after >= before - SAME else 0.0
    return float(after - before if trial.raises else before - after)


def _points(share: float, maximum: float) -> float | None:
    return None if math.isnan(share) else float(exact(share * maximum))
