"""MiniLM tuned, all weights and LoRA, beside the frozen `probe` fitted on the same answers, and as it ships."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from benchmarks.learning.asked import Asked
from benchmarks.learning.figures import at, seconds, shown
from benchmarks.learning.hiding import Tests, at_most, trial_parts, whole
from benchmarks.learning.jobs import circumstances, measured, told
from benchmarks.learning.learners import fitted, shipped, tuned
from benchmarks.public_sets.sets import FoundSet
from benchmarks.report import as_markdown
from pontozo.formats import read
from pontozo.gradebook import Gradebook
from pontozo.learning.tuning.options import TrainOptions

_SET = "Beetle"
#: So many answers are learnt from, by lot, where nothing is said, so that one core has done in half an hour.
_MOST = 2000
_HEADING = (
    "grader", "test", "2-way macro-F1", "3-way macro-F1", "QWK", "seconds to learn", "peak memory",
    "seconds for 1,000 answers",
)  # fmt: skip


def measure(asked: Asked) -> dict[str, Any]:
    """All four on new answers to known questions, and on new questions."""
    with asked.public_set(_SET) as data:
        train, tests = _parts(data, asked)
    options = {
        "MiniLM, all weights": _options(asked, method="full", learning_rate=1e-4),
        "MiniLM, LoRA": _options(asked, method="lora", learning_rate=1e-3),
    }
    learners = {
        **{name: partial(tuned, each) for name, each in options.items()},
        "probe, fitted on the same": partial(fitted, "probe"),
        "probe, as it ships": partial(shipped, "probe"),
    }
    return {"set": _SET, **circumstances(options, train), "graders": measured(learners, train, tests)}


def _options(asked: Asked, **how: Any) -> TrainOptions:
    return TrainOptions(asked.checkpoint, epochs=3, batch=8, **how)


def _parts(data: FoundSet, asked: Asked) -> tuple[Gradebook, Tests]:
    train = whole(read(data.train))
    if asked.trial:
        learnt, tests = trial_parts(train)
        return at_most(learnt, asked.most or _MOST), tests
    return at_most(train, asked.most or _MOST), {name: whole(read(folder)) for name, folder in data.tests.items()}


def table(found: Mapping[str, Any]) -> str:
    """A row a grader and test."""
    rows = [_HEADING]
    for name, own in found["graders"].items():
        is_fitted = name != "probe, as it ships"
        for test, figures in own["tests"].items():
            learning = seconds(own["seconds_to_learn"] if is_fitted else None)
            cost = (learning, f"{own['peak_megabytes']:.0f} MB", seconds(figures["seconds_a_thousand"]))
            rows.append((name, test, *_figures(figures), *cost))
    facts = f"{found['learnt_from']['answers']} answers to {found['learnt_from']['questions']} questions learnt from."
    return f"{as_markdown(rows)}\n\n{facts} {told(found)}"


def _figures(own: Mapping[str, Any]) -> tuple[str, ...]:
    paths = (("labels", "2-way", "macro_f1"), ("labels", "3-way", "macro_f1"), ("scores", "qwk"))
    return tuple(shown(at(own, *path)) for path in paths)
