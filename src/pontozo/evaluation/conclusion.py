"""What the figures come to, in one of five levels, by thresholds that the field uses.

Williamson, Xi & Breyer 2012, "A framework for evaluation and use of automated scoring": QWK of .70 with people, at most
.10 below that of two people, and means no more than .15 standard deviations apart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from pontozo.evaluation.results import Baseline, Conclusion, Part, People
from pontozo.wording.evaluation import LEAST_ANSWERS, LEAST_QWK, MOST_SMD

#: How far below two people's QWK a grader may be.
MOST_BELOW_PEOPLE = 0.10


def conclude(overall: Part, baselines: Sequence[Baseline], people: People | None) -> Conclusion:
    """The level and the figures that decided it."""
    facts: dict[str, float | str] = {"answers": overall.answers - overall.unscored, "questions": overall.questions}
    if overall.figures:
        qwk = overall.figures["qwk"]
        facts |= {"qwk": qwk.value, "qwk_low": qwk.low, "qwk_high": qwk.high}
        facts |= {name: overall.figures[name].value for name in ("exact", "smd")}
    best = max(baselines, key=lambda each: _or_lowest(each.figures["qwk"].value), default=None)
    if best is not None:
        facts["best_baseline"] = best.name
        facts |= {"baseline_qwk": best.figures["qwk"].value, "more_qwk_low": best.grader_more_qwk.low}
    if people is not None:
        facts["people_qwk"] = people.first_second["qwk"].value
        facts["machine_qwk_on_same"] = people.machine["qwk"].value
    return Conclusion(_level(overall, best, people), facts)


def _level(overall: Part, best: Baseline | None, people: People | None) -> str:
    if overall.answers - overall.unscored < LEAST_ANSWERS or math.isnan(overall.figures["qwk"].value):
        return "too little"
    # NaN where it cannot be told: that does not lie above 0 either.
    if best is not None and not best.grader_more_qwk.low > 0:
        return "no better"
    qwk, smd = overall.figures["qwk"].value, overall.figures["smd"].value
    if qwk < LEAST_QWK or not abs(smd) <= MOST_SMD:
        return "help"
    if people is None:
        return "agrees"
    below = people.first_second["qwk"].value - people.machine["qwk"].value
    return "as people" if below <= MOST_BELOW_PEOPLE else "agrees"


def _or_lowest(value: float) -> float:
    return -math.inf if math.isnan(value) else value
