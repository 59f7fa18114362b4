"""Figures of two lists of labels, one an answer each, and the 2-way and 3-way views of SemEval-2013 Task 7.

All raise ValueError for lists of different lengths and are NaN where there is no answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from pontozo.evaluation.metrics.weighted import Array, Figure, for_rows, mean, ratio, sums_by

CORRECT, CONTRADICTORY, INCORRECT = "correct", "contradictory", "incorrect"
_THREE_WAY = {"met": CORRECT, "contradicted": CONTRADICTORY}


def three_way(outcomes: Iterable[str]) -> list[str]:
    """The 3-way labels of outcomes: met is correct, contradicted contradictory, all others incorrect."""
    return [_THREE_WAY.get(outcome, INCORRECT) for outcome in outcomes]


def two_way(labels: Iterable[str]) -> list[str]:
    """The 2-way view of 3-way labels: correct against the rest."""
    return [CORRECT if label == CORRECT else INCORRECT for label in labels]


@Figure
def accuracy(weights: Array, human: Sequence[str], machine: Sequence[str]) -> Array:
    """Share of answers with equal labels, 0 to 1."""
    _check(human, machine)
    return mean(for_rows(weights, len(human)), (np.array(human) == np.array(machine)).astype(float))


@Figure
def macro_f1(weights: Array, human: Sequence[str], machine: Sequence[str]) -> Array:
    """Unweighted mean of the labels' F1, over labels that stand on either side."""
    f1, _ = _f1_by_label(weights, human, machine)
    stands = ~np.isnan(f1)
    return ratio(np.where(stands, f1, 0).sum(axis=1), stands.sum(axis=1).astype(float))


@Figure
def weighted_f1(weights: Array, human: Sequence[str], machine: Sequence[str]) -> Array:
    """Mean of the labels' F1, each weighted by how often people gave the label."""
    f1, counts = _f1_by_label(weights, human, machine)
    return ratio((np.where(np.isnan(f1), 0, f1) * counts).sum(axis=1), counts.sum(axis=1))


def _check(human: Sequence[str], machine: Sequence[str]) -> None:
    if len(human) != len(machine):
        raise ValueError(f"labels must be two lists of one length, not of {len(human)} and {len(machine)}")


def _f1_by_label(weights: Array, human: Sequence[str], machine: Sequence[str]) -> tuple[Array, Array]:
    """F1 of each label (b, k), NaN where it stands on neither side, and how often people gave it (b, k)."""
    _check(human, machine)
    weights = for_rows(weights, len(human))
    found, places = np.unique(np.array([*human, *machine]), return_inverse=True)
    of_human, of_machine = places[: len(human)], places[len(human) :]
    by_human, by_machine = sums_by(weights, of_human, len(found)), sums_by(weights, of_machine, len(found))
    hits = sums_by(weights, of_human, len(found), (of_human == of_machine).astype(float))
    return ratio(2 * hits, by_human + by_machine), by_human
