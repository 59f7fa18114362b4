"""A tuned encoder beside the same exported as int8: `python -m benchmarks.exported --model FOLDER`.

The checkpoint in FOLDER (all-MiniLM-L6-v2 for what is published) is tuned on some of the English answers of the starter
set: a model that says the same of every answer would be near its export whatever that does. On others of them both
graders are held against each other: probabilities, scores, agreement with the set's ratings, and answers a second, in
turns within one run, each with all cores that the process may use. Needs the extra `train`, and no network.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.report import as_markdown, check_page, write_text
from pontozo.artefact import load_grader
from pontozo.domain import Answer, Question
from pontozo.evaluation.agreement import agreement
from pontozo.evaluation.cases import cases_of
from pontozo.formats import read
from pontozo.grader import Grader
from pontozo.learning.export import Nearness, drawn, export_grader
from pontozo.learning.tuning.options import TrainOptions
from pontozo.learning.tuning.running import tune

PAGE = Path(__file__).parents[1] / "docs" / "training.md"
NAME, COMMAND = "exported", "python -m benchmarks.exported --model FOLDER"
SET = "starter-en"
#: So many answers are learnt from, so often; few, so higher steps than are usual.
LEARNT, EPOCHS, LEARNING_RATE = 300, 2, 2e-4
#: So many of the others are measured on, and so often each grader grades them, in turns.
MEASURED, ROUNDS = 200, 2
Pairs = Sequence[tuple[Question, Answer]]


def main() -> None:
    """Tune, export, measure, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exported")
    parser.add_argument("--model", required=True, help="the folder of an encoder's checkpoint")
    asked = parser.parse_args()
    check_page(PAGE, NAME)
    gradebook = read(SET)
    learnt = drawn(gradebook, LEARNT)
    known = {(answer.question, answer.id) for _, answer in learnt}
    unknown = [answer for answer in gradebook.answers if (answer.question, answer.id) not in known]
    others = drawn(replace(gradebook, answers=tuple(unknown)), MEASURED)
    with TemporaryDirectory() as folder:
        tuned, small = Path(folder) / "tuned", Path(folder) / "small"
        options = TrainOptions(asked.model, epochs=EPOCHS, learning_rate=LEARNING_RATE, held_out=0.0, length=256)
        tune(replace(gradebook, answers=tuple(answer for _, answer in learnt)), options, tuned)
        exported = export_grader(tuned, small, others, SET)
        figures = _figures(load_grader(tuned), load_grader(small), others)
        sizes = [sum(path.stat().st_size for path in each.iterdir()) for each in (tuned, small)]
    for found, size in zip(figures, sizes, strict=True):
        found["megabytes"] = size / 1e6
    facts = {"model": Path(asked.model).name, "learnt_from": len(learnt), "nearness": vars(exported.nearness)}
    facts |= {"torch": figures[0], "exported": figures[1]}
    write_text(NAME, COMMAND, facts, _told(exported.nearness, figures), PAGE)


def _figures(tuned: Grader, small: Grader, pairs: Pairs) -> tuple[dict[str, float], dict[str, float]]:
    """Agreement and answers a second of both; a first round of a few answers warms both up."""
    graders, seconds = (tuned, small), [0.0, 0.0]
    for grader in graders:
        list(grader.grade_many(pairs[:20]))
    found: list[dict[str, float]] = [{}, {}]
    for _ in range(ROUNDS):
        for place, grader in enumerate(graders):
            began = time.perf_counter()
            grades = list(grader.grade_many(pairs))
            seconds[place] += time.perf_counter() - began
            graded = [(question, answer, grade) for (question, answer), grade in zip(pairs, grades, strict=True)]
            told = agreement(cases_of(graded).cases)
            found[place] = {"qwk": told.qwk, "exact": told.exact, "criterion_accuracy": told.criterion_accuracy}
    for place, each in enumerate(found):
        each["answers_a_second"] = len(pairs) * ROUNDS / seconds[place]
    return found[0], found[1]


def _told(near: Nearness, figures: Sequence[dict[str, Any]]) -> str:
    slow, fast = figures
    table: list[tuple[str, ...]] = [("grader", "answers a second", "QWK", "exact", "criteria right", "size")]
    for name, each in (("PyTorch, fp32", slow), ("exported, int8", fast)):
        shown = [f"{each[figure]:.3f}" for figure in ("qwk", "exact", "criterion_accuracy")]
        table.append((name, f"{each['answers_a_second']:.1f}", *shown, f"{each['megabytes']:.0f} MB"))
    ratio = fast["answers_a_second"] / slow["answers_a_second"]
    return (
        f"{as_markdown(table)}\n\nThat is {ratio:.1f} × as fast. On these {near.answers} answers the largest "
        f"difference of a criterion's probabilities is {near.mean:.3f} on average and {near.largest:.3f} at most; "
        f"{near.changed:.1%} of the scores are others."
    )


if __name__ == "__main__":
    main()
