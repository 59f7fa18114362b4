"""What share of wrong test answers can be made to pass by the grader that ships."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Any

from benchmarks.public_sets.measuring import peak_megabytes
from benchmarks.public_sets.sets import FoundSet
from pontozo.artefact import DEFAULT, load_grader
from pontozo.evaluation.parts import Drawing
from pontozo.evaluation.robustness import as_json, measure_robustness
from pontozo.formats import read
from pontozo.gradebook import Gradebook

#: The sets whose answers are attacked.
ATTACKED_SETS = ("SciEntsBank", "Beetle")


@dataclass(frozen=True)
class Attacking:
    """A set, and how many of its test answers to take: all where `most` is None."""

    data: FoundSet
    drawing: Drawing
    most: int | None = None


def attack(job: Attacking) -> dict[str, Any]:
    """Every edit on the answers of all test splits together, with seconds and peak memory.

    No example is kept: the answers are under another licence than the results.
    """
    gradebook = _joined([read(folder) for folder in job.data.tests.values()])
    started = perf_counter()
    found = measure_robustness(
        load_grader(DEFAULT),
        gradebook,
        seed=job.drawing.seed,
        resamples=job.drawing.count,
        examples=0,
        most=job.most,
    )
    seconds = perf_counter() - started
    return {"seconds": seconds, "peak_megabytes": peak_megabytes(), **as_json(found)}


def _joined(splits: list[Gradebook]) -> Gradebook:
    """All splits as one; a question keeps its id, which is the set's own, in each of them."""
    questions = {name: question for split in splits for name, question in split.questions.items()}
    return Gradebook(questions, tuple(answer for split in splits for answer in split.answers))
