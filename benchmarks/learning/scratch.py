"""A small T5 and a small GPT-2 learn Beetle from nothing: from random weights, from its train part alone.

They hold nothing out: of questions that were not learnt from they can know nothing, so that no epoch can be chosen by
them. Learning rate and number of epochs stand fixed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.learning.asked import Asked
from benchmarks.learning.checkpoints import KINDS, prompts_of
from benchmarks.learning.figures import at, figures_of, seconds, shown
from benchmarks.learning.hiding import Tests, at_most, trial_parts, whole
from benchmarks.learning.jobs import circumstances, measured, told
from benchmarks.learning.learners import tuned
from benchmarks.public_sets.graders import free_scores
from benchmarks.public_sets.sets import FoundSet
from benchmarks.report import as_markdown
from pontozo.domain import Criterion, Question
from pontozo.evaluation.parts import Drawing
from pontozo.formats import read
from pontozo.gradebook import Gradebook
from pontozo.learning.tuning.options import TrainOptions

_SEED = 0
#: Usual for models of this size; not searched for.
_RATE = 1e-3
_EPOCHS = 12
_SHOWN = ("question mean", "most frequent", "length", "overlap")
_HEADING = ("grader", "2-way macro-F1", "3-way macro-F1", "QWK", "exact", "seconds to learn")


def measure(asked: Asked) -> dict[str, Any]:
    """Both models and the baselines on the answers to known questions."""
    with asked.public_set("Beetle") as data:
        train, tests = _parts(data, asked)
    with tempfile.TemporaryDirectory() as place:
        options = _checkpoints(train, Path(place))
        learners = {name: partial(tuned, each) for name, each in options.items()}
        found = measured(learners, train, tests)
    for name, cases in free_scores(train, tests["UA"]).items():
        found[name] = {"tests": {"UA": figures_of(cases.cases, Drawing())}}
    return {"set": "Beetle", **circumstances(options, train), "graders": found}


def _parts(data: FoundSet, asked: Asked) -> tuple[Gradebook, Tests]:
    train = _with_one_wording(read(data.train))
    if asked.trial:
        learnt, tests = trial_parts(train)
        return at_most(learnt, asked.most), {"UA": tests["UA"]}
    return at_most(train, asked.most), {"UA": _with_one_wording(read(data.tests["UA"]))}


def _with_one_wording(book: Gradebook) -> Gradebook:
    """Each question with the best of its reference answers: to a model that knows no word, others only take time."""
    questions = {name: _shortened(question) for name, question in book.questions.items()}
    return whole(replace(book, questions=questions))


def _shortened(question: Question) -> Question:
    (leaf,) = question.criteria
    return (
        replace(question, guide=replace(leaf, wordings=leaf.wordings[:1])) if isinstance(leaf, Criterion) else question
    )


def _checkpoints(train: Gradebook, place: Path) -> dict[str, TrainOptions]:
    """Each kind as a folder in `place`, and how it is trained."""
    texts = prompts_of(train)
    for name, save in KINDS.items():
        save(texts, place / name, _SEED)
    return {
        name: TrainOptions(
            str(place / name),
            epochs=_EPOCHS,
            learning_rate=_RATE,
            held_out=0.0,
            batch=8,
            micro_batch=4,
            seed=_SEED,
        )
        for name in KINDS
    }


def table(found: Mapping[str, Any]) -> str:
    """A row a grader, the models first."""
    free = [f"baseline: {name}" for name in _SHOWN]
    names = [*found["options"], *(name for name in free if name in found["graders"])]
    rows = [_HEADING, *(_row(name, found["graders"][name]) for name in names)]
    test = found["graders"][names[0]]["tests"]["UA"]
    facts = f"{found['learnt_from']['answers']} answers learnt from, {test['answers']} tested."
    return f"{as_markdown(rows)}\n\n{facts} {told(found)}"


def _row(name: str, found: Mapping[str, Any]) -> tuple[str, ...]:
    own = found["tests"]["UA"]
    figures = (at(own, "labels", "2-way", "macro_f1"), at(own, "labels", "3-way", "macro_f1"))
    scores = (at(own, "scores", "qwk"), at(own, "scores", "exact"))
    return (name, *map(shown, (*figures, *scores)), seconds(found.get("seconds_to_learn")))
