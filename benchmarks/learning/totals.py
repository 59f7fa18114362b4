"""The starter set with its outcomes hidden: what comes of learning criteria from totals alone, on other questions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from benchmarks.learning.asked import Asked
from benchmarks.learning.figures import at, seconds, shown
from benchmarks.learning.hiding import totals_only
from benchmarks.learning.jobs import Job, Make, circumstances, measured_alone, told
from benchmarks.learning.learners import fitted, most_frequent, tuned
from benchmarks.learning.starter_parts import starter_options, starter_parts
from benchmarks.report import as_markdown
from pontozo.gradebook import Gradebook

_HEADING = ("grader", "learns from", "criteria right", "kappa of criteria", "QWK of totals", "seconds to learn")


def measure(asked: Asked) -> dict[str, Any]:
    """MiniLM from outcomes and from totals, the frozen probe and the most frequent outcome."""
    learnt, tested = starter_parts(asked)
    hidden = totals_only(learnt)
    options = starter_options(asked)
    jobs: dict[str, tuple[Make, Gradebook]] = {
        "MiniLM | outcomes": (partial(tuned, options), learnt),
        "MiniLM | totals": (partial(tuned, options), hidden),
        "probe | outcomes": (partial(fitted, "probe"), learnt),
        "most frequent outcome | outcomes": (most_frequent, learnt),
    }
    found = {name: measured_alone(name, Job(make, book, {"UQ": tested})) for name, (make, book) in jobs.items()}
    return {"set": "starter-en", **circumstances({"MiniLM": options}, learnt), "graders": found}


def table(found: Mapping[str, Any]) -> str:
    """A row a grader."""
    rows = [_HEADING, *(_row(name, own) for name, own in found["graders"].items())]
    test = next(iter(found["graders"].values()))["tests"]["UQ"]
    facts = (
        f"{found['learnt_from']['answers']} answers to {found['learnt_from']['questions']} questions learnt from, "
        f"{test['answers']} to {test['questions']} others tested."
    )
    return f"{as_markdown(rows)}\n\n{facts} {told(found)}"


def _row(name: str, found: Mapping[str, Any]) -> tuple[str, ...]:
    own = found["tests"]["UQ"]
    grader, source = name.split(" | ")
    paths = (("criteria", "accuracy"), ("criteria", "kappa"), ("scores", "qwk"))
    return (grader, source, *(shown(at(own, *path)) for path in paths), seconds(found["seconds_to_learn"]))
