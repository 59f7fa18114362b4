"""One learner in a process of its own: it learns, it grades, and seconds and memory are its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from time import process_time
from typing import Any

from benchmarks.learning.figures import figures_of
from benchmarks.learning.hiding import Tests
from benchmarks.public_sets.graders import graded
from benchmarks.public_sets.measuring import alone, peak_megabytes
from pontozo.evaluation.parts import Drawing
from pontozo.gradebook import Gradebook
from pontozo.grader import Grader
from pontozo.learning.tuning.options import TrainOptions

_VERSIONS = ("torch", "transformers", "peft")

Make = Callable[[Gradebook], Grader]


@dataclass(frozen=True)
class Job:
    """How a grader comes to be, what from, and on what it is measured."""

    make: Make
    train: Gradebook
    tests: Tests


def measured(learners: Mapping[str, Make], train: Gradebook, tests: Tests) -> dict[str, Any]:
    """By the name of each learner, what `learn_and_grade` finds of it."""
    return {name: measured_alone(name, Job(make, train, tests)) for name, make in learners.items()}


def measured_alone(name: str, job: Job) -> dict[str, Any]:
    """What `learn_and_grade` finds, in a process of its own."""
    print(name, file=sys.stderr, flush=True)
    return alone(learn_and_grade, job)


def learn_and_grade(job: Job) -> dict[str, Any]:
    """Figures by test part, processor seconds to learn and a thousand graded answers, and the most memory by then.

    Processor seconds are those of all threads together: they do not grow because others use the machine.
    """
    started = process_time()
    grader = job.make(job.train)
    learning, peak = process_time() - started, peak_megabytes()
    return {
        "seconds_to_learn": learning,
        "peak_megabytes": peak,
        "tests": {name: _tested(grader, test) for name, test in job.tests.items()},
    }


def _tested(grader: Grader, test: Gradebook) -> dict[str, Any]:
    started = process_time()
    cases = graded(grader, test).cases
    taken = process_time() - started
    return {"seconds_a_thousand": 1000 * taken / len(cases), **figures_of(cases, Drawing())}


def circumstances(options: Mapping[str, TrainOptions], train: Gradebook) -> dict[str, Any]:
    """What else belongs to the results: versions, what was learnt from, every option but where a checkpoint stood."""
    return {
        "versions": {name: version(name) for name in _VERSIONS},
        "learnt_from": {"answers": train.count(), "questions": len(train.questions)},
        "options": {name: {**each.record(), "model": ""} for name, each in options.items()},
    }


def told(circumstances: Mapping[str, Any]) -> str:
    """A sentence on the libraries, which belongs under each table."""
    versions = ", ".join(f"{name} {number}" for name, number in circumstances["versions"].items())
    return f"One thread; {versions}."
