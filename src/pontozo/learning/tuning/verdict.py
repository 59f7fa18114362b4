"""What the figures of a run do not say by themselves: that they rest on too little, or that too little was learnt."""

from __future__ import annotations

from math import isnan

from pontozo.counting import counted
from pontozo.learning.tuning.history import HeldOut

#: Of fewer answers, a figure says more of chance than of the grader.
FEWEST = 10


def doubts(held_out: HeldOut, mean: HeldOut) -> list[str]:
    """What a teacher must know of a grader that measured like this, beside the `mean` score of each question."""
    return [told for told in (too_few(held_out), no_better(held_out, mean)) if told]


def too_few(held_out: HeldOut) -> str:
    """That the figures rest on too few answers, in a sentence; "" where there are enough, or none at all."""
    if not 0 < held_out.answers < FEWEST:
        return ""
    return (
        f"Only {counted(held_out.answers, 'answer')} held out could be compared, too few to say how well it grades: "
        "rate more answers, or measure it on others."
    )


def no_better(held_out: HeldOut, mean: HeldOut) -> str:
    """That the mean score of each question does as well, in a sentence; "" where it does not, or nothing is known.

    What counts is the QWK as it is told, to three digits; where it is undefined for both, how many scores are exact.
    """
    if not held_out.answers or not mean.answers or _is_better(held_out, mean):
        return ""
    return (
        "On the answers held out it is no better than the mean score of each question, so do not use it: it learnt too "
        "little. Try more --epochs, a higher --learning-rate, or more rated answers."
    )


def _is_better(held_out: HeldOut, mean: HeldOut) -> bool:
    if isnan(held_out.qwk) and isnan(mean.qwk):
        return held_out.exact > mean.exact
    # What gives every answer the same score agrees as chance does: 0.
    one, other = (0.0 if isnan(each.qwk) else round(each.qwk, 3) for each in (held_out, mean))
    return one > other


def figure(value: float) -> str:
    """A figure to three digits, as a run tells them; never a minus zero."""
    return f"{value:z.3f}"
