"""How far people agree with each other, on answers that several rated: what a grader is held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pontozo.evaluation import metrics
from pontozo.evaluation.agreement import scores_of
from pontozo.evaluation.cases import Case
from pontozo.evaluation.figures import measure
from pontozo.evaluation.parts import Drawing
from pontozo.evaluation.results import People


def people_of(cases: Sequence[Case], drawing: Drawing) -> People | None:
    """Agreement of first and second rating, and of the grader with the first, on the same answers.

    Only answers that were scored are taken, so that both stand on the same ones. None where nobody rated twice.
    """
    twice = [case for case in cases if case.others and case.grade.score is not None]
    if not twice:
        return None
    drawn = drawing.resamples(twice)
    machine = scores_of(twice)
    first_second = scores_of(twice, np.array([float(case.others[0][1]) for case in twice]))
    ratings = np.asarray(first_second.ratings) / first_second.maximum[:, None]
    # Between two people neither is the standard, so the divisor is that of both (RSMTool).
    smd = metrics.standardised_mean_difference.of(*first_second.shares, pooled=True)
    return People(
        answers=len(twice),
        raters=1 + max(len(case.others) for case in twice),
        # No PRMSE: a rater's own errors stand in the ratings that it would be measured by.
        first_second={**measure(replace(first_second, ratings=None), drawn), "smd": drawn.interval(smd)},
        machine=measure(machine, drawn),
        alpha=drawn.interval(metrics.krippendorffs_alpha.of(ratings, "interval")),
    )
