"""What the figures come to, in one of five levels, by thresholds that the field uses.

Williamson, Xi & Breyer 2012, "A framework for evaluation and use of automated scoring": QWK of .70 with people, at most
.10 below that of two people, and means no more than .15 standard deviations apart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from pontozo.evaluation.fairness import Fairness
from pontozo.evaluation.intervals import RARE
from pontozo.evaluation.results import Baseline, Conclusion, Coverage, Part, People
from pontozo.wording.evaluation import LEAST_ANSWERS, LEAST_QWK, MOST_SMD

#: How far below two people's QWK a grader may be.
MOST_BELOW_PEOPLE = 0.10
#: A grader that leaves more than this share to people spares them little.
MOST_UNSCORED = 0.20


def conclude(
    overall: Part,
    baselines: Sequence[Baseline],
    people: People | None,
    coverage: Coverage | None = None,
    fairness: Fairness | None = None,
) -> Conclusion:
    """The level and the figures that decided it."""
    best = max(baselines, key=lambda each: _or_lowest(each.figures["qwk"].value), default=None)
    facts = {
        "answers": overall.answers - overall.unscored,
        "unscored": overall.unscored,
        "questions": overall.questions,
        "unit": overall.unit,
        **_agreement(overall),
        **_beside(best, people),
        **_alone(coverage),
        **_apart(fairness),
    }
    return Conclusion(_level(overall, best, people), facts)


def _agreement(overall: Part) -> dict[str, float]:
    if not overall.figures:
        return {}
    qwk = overall.figures["qwk"]
    return {
        "qwk": qwk.value,
        "qwk_low": qwk.low,
        "qwk_high": qwk.high,
        **{name: overall.figures[name].value for name in ("exact", "smd")},
        "mean_gap": overall.machine_mean - overall.human_mean,
    }


def _beside(best: Baseline | None, people: People | None) -> dict[str, float | str]:
    facts: dict[str, float | str] = {}
    if best is not None:
        more = best.grader_more_qwk
        facts |= {"best_baseline": best.name, "baseline_qwk": best.figures["qwk"].value, "more_qwk": more.value}
        facts |= {"more_qwk_low": more.low, "more_qwk_high": more.high, "more_qwk_p": best.p}
    if people is not None:
        facts |= {"people_qwk": people.first_second["qwk"].value, "machine_qwk_on_same": people.machine["qwk"].value}
        facts |= {"people_answers": people.answers}
    return facts


def _alone(coverage: Coverage | None) -> dict[str, float]:
    """What the grader would let through with no person, at its own threshold."""
    return {} if coverage is None else {"sure_share": coverage.own.share, "sure_wrong": coverage.own.wrong}


def _apart(fairness: Fairness | None) -> dict[str, float]:
    """How many groups it treats unlike the reference at equal human score."""
    count = 0 if fairness is None else sum(group.csd.excludes_zero for group in fairness.groups)
    return {"groups_apart": count} if count else {}


def _level(overall: Part, best: Baseline | None, people: People | None) -> str:
    scored = overall.answers - overall.unscored
    if scored < LEAST_ANSWERS or math.isnan(overall.figures["qwk"].value) or math.isnan(overall.figures["smd"].value):
        return "too little"  # SMD cannot be told where people gave everyone the same
    # NaN where it cannot be told: that does not lie above 0 either.
    if best is not None and not (best.grader_more_qwk.low > 0 and best.p < RARE):
        return "no better"
    qwk, smd = overall.figures["qwk"].value, overall.figures["smd"].value
    if qwk < LEAST_QWK or abs(smd) > MOST_SMD or overall.unscored > MOST_UNSCORED * overall.answers:
        return "help"
    if people is None or people.answers < LEAST_ANSWERS:
        return "agrees"
    below = people.first_second["qwk"].value - people.machine["qwk"].value
    return "as people" if below <= MOST_BELOW_PEOPLE else "agrees"


def _or_lowest(value: float) -> float:
    return -math.inf if math.isnan(value) else value
