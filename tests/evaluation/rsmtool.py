"""The scored answers that RSMTool tests itself on; see rsmtool.md."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Published:
    """Scores (200,) of a machine and of people; `second_of_some` is NaN where there is no second rating."""

    questions: list[str]
    groups: list[str]
    machine: Array
    human: Array
    second: Array
    second_of_some: Array


@cache
def published() -> Published:
    with Path(__file__).with_name("rsmtool.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    def numbers(column: str) -> Array:
        return np.array([float(row[column] or "nan") for row in rows])

    return Published(
        [row["question"] for row in rows],
        [row["group"] for row in rows],
        numbers("machine"),
        numbers("human"),
        numbers("second"),
        numbers("second_of_some"),
    )
