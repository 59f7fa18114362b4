"""A criterion at a time, or the whole guide at once: the same MiniLM, the same totals to learn from, other questions.

Outcomes are hidden from both, so that only what is judged at once differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from benchmarks.learning.asked import Asked
from benchmarks.learning.figures import at, seconds, shown
from benchmarks.learning.hiding import totals_only
from benchmarks.learning.jobs import circumstances, measured, told
from benchmarks.learning.learners import tuned
from benchmarks.learning.starter_parts import starter_options, starter_parts
from benchmarks.report import as_markdown
from pontozo.learning.tuning.options import UNITS

_HEADING = (
    "unit", "QWK", "exact", "RMSE, share of the maximum", "seconds to learn", "seconds for 1,000 answers", "unscored",
)  # fmt: skip


def measure(asked: Asked) -> dict[str, Any]:
    """Both units on the same answers to other questions."""
    learnt, tested = starter_parts(asked)
    options = {unit: starter_options(asked, unit=unit) for unit in UNITS}
    learners = {unit: partial(tuned, each) for unit, each in options.items()}
    found = measured(learners, totals_only(learnt), {"UQ": tested})
    return {"set": "starter-en", **circumstances(options, learnt), "graders": found}


def table(found: Mapping[str, Any]) -> str:
    """A row a unit."""
    rows = [_HEADING, *(_row(unit, own) for unit, own in found["graders"].items())]
    return f"{as_markdown(rows)}\n\n{told(found)}"


def _row(unit: str, found: Mapping[str, Any]) -> tuple[str, ...]:
    own = found["tests"]["UQ"]
    figures = (shown(at(own, "scores", name)) for name in ("qwk", "exact", "rmse_share"))
    cost = (seconds(found["seconds_to_learn"]), seconds(own["seconds_a_thousand"]), str(own["unscored"]))
    return (unit, *figures, *cost)
