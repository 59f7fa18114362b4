"""One grader on one set, in a process of its own, so that seconds and memory are its own."""

from __future__ import annotations

import multiprocessing
import resource
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from time import perf_counter
from typing import Any, TypeVar

from benchmarks.public_sets.graders import FREE, GRADERS, free_scores, graded
from benchmarks.public_sets.labels import label_figures
from benchmarks.public_sets.sets import FoundSet
from pontozo.confidence import Calibration
from pontozo.errors import UserError
from pontozo.evaluation.cases import Case, Cases
from pontozo.evaluation.curves import coverage, reliability
from pontozo.evaluation.parts import Drawing, part_of
from pontozo.evaluation.results import as_json
from pontozo.formats import read
from pontozo.gradebook import Gradebook, Seen

#: The figures of scores that are kept.
_SCORES = ("exact", "within_one_step", "qwk", "pearson", "rmse_share", "mae_share", "smd")

Job = TypeVar("Job")
Found = TypeVar("Found")


@dataclass(frozen=True)
class Measuring:
    """A set, and who is measured on it: a name in `GRADERS`, or `FREE`."""

    data: FoundSet
    grader: str
    drawing: Drawing


def alone(work: Callable[[Job], Found], job: Job) -> Found:
    """What `work` makes of `job`, in a new process; what goes wrong there is raised here."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_done, work, job).result()


def _done(work: Callable[[Job], Found], job: Job) -> Found:
    try:
        return work(job)
    except UserError as error:
        # Only the sentence goes from one process to another whole.
        raise UserError(str(error)) from None


def measure(job: Measuring) -> dict[str, Any]:
    """By the name of each system (a grader; or all baselines), its figures by split, with seconds and peak memory.

    Seconds are those of fitting and of grading alone; memory is the whole process's until the last answer is graded.
    """
    train = read(job.data.train)
    tests = {name: read(folder) for name, folder in job.data.tests.items()}
    cases, seconds, fitting = _free(train, tests) if job.grader == FREE else _graded(job.grader, train, tests)
    peak = peak_megabytes()
    seen = Seen.of(train)
    return {
        system: {
            "fitted_on_train": job.grader == FREE or GRADERS[job.grader].learns,
            "seconds_to_fit": fitting,
            "peak_megabytes": peak,
            "splits": {
                name: {"seconds_to_grade": seconds[name], **_split(found, seen, job.drawing)}
                for name, found in by_split.items()
            },
        }
        for system, by_split in cases.items()
    }


_Timed = tuple[dict[str, dict[str, Cases]], dict[str, float], float | None]


def _graded(name: str, train: Gradebook, tests: Mapping[str, Gradebook]) -> _Timed:
    """Cases by system and split, seconds by split, and seconds to fit, where it is fitted."""
    entry = GRADERS[name]
    started = perf_counter()
    grader = entry.make(train)
    fitting = perf_counter() - started if entry.learns else None
    cases, seconds = {}, {}
    for split, test in tests.items():
        started = perf_counter()
        cases[split] = graded(grader, test)
        seconds[split] = perf_counter() - started
    return {name: cases}, seconds, fitting


def _free(train: Gradebook, tests: Mapping[str, Gradebook]) -> _Timed:
    """The same of all baselines together, which learn and tell in one go."""
    cases: dict[str, dict[str, Cases]] = {}
    seconds = {}
    for split, test in tests.items():
        started = perf_counter()
        for name, found in free_scores(train, test).items():
            cases.setdefault(name, {})[split] = found
        seconds[split] = perf_counter() - started
    return cases, seconds, None


def _split(found: Cases, seen: Seen, drawing: Drawing) -> dict[str, Any]:
    """The figures of a split as it is, and without its answers that stand in train too, where there are any."""
    new = [case for case in found.cases if not seen.holds(case.question, case.answer)]
    repeats = len(found.cases) - len(new)
    return {
        "unrated": found.unrated,
        "in_train": repeats,
        "all": _figures(found.cases, drawing),
        "without_those_in_train": _figures(new, drawing) if repeats and new else None,
    }


def _figures(cases: Sequence[Case], drawing: Drawing) -> dict[str, Any]:
    part = part_of("all", cases, drawing)
    sure = reliability(cases)
    reach = coverage(cases, rated=len(cases), review_below=Calibration().review_below)
    found: dict[str, Any] = as_json(part)
    return {
        **{name: found[name] for name in ("answers", "unscored", "questions")},
        "labels": as_json(label_figures(cases, drawing)),
        "scores": {name: found["figures"][name] for name in _SCORES if name in found["figures"]},
        "calibration_error": None if sure is None else sure.error,
        "alone_at_qwk_80": None if reach is None else reach.at_qwk_80,
    }


def peak_megabytes() -> float:
    """The most memory that this process has had."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024**2 if sys.platform == "darwin" else 1024)
