"""What measuring adds to grading, on 5,000 rated answers: `python -m benchmarks.evaluating`.

The answers are those of the starter set, each once as it is and then with another answer's first words behind it, so
that all differ; their outcomes stay. This measures time alone: the figures mean nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice, pairwise

from benchmarks.report import PAGE, check_page, write
from pontozo.artefact import load_grader
from pontozo.domain import Answer
from pontozo.evaluation.cases import cases_of
from pontozo.evaluation.evaluating import Plan, evaluate
from pontozo.evaluation.report import report_html
from pontozo.formats import read
from pontozo.gradebook import Gradebook

ANSWERS = 5000
AIM_SECONDS = 10.0
HEADING = ("what", "seconds", "share of grading")


def main() -> None:
    """Grade, measure, draw, write."""
    check_page(PAGE, "evaluating")
    starter = read("starter")
    gradebook = replace(starter, answers=tuple(islice(_answers(starter), ANSWERS)))
    grader = load_grader()
    pairs = list(gradebook.pairs())
    clock = [time.perf_counter()]
    grades = list(grader.grade_many(pairs))
    clock.append(time.perf_counter())
    graded = ((question, answer, grade) for (question, answer), grade in zip(pairs, grades, strict=True))
    found = evaluate(cases_of(graded), Plan("starter", grader.name, seen=grader.seen))
    clock.append(time.perf_counter())
    report_html(found, "en")
    clock.append(time.perf_counter())
    grading, measuring, drawing = (after - before for before, after in pairwise(clock))
    rows = {
        f"grading {len(pairs):,} answers to {len(gradebook.questions)} questions": grading,
        "all figures, with intervals": measuring,
        "the report": drawing,
        f"added, together (aim: {AIM_SECONDS:g})": measuring + drawing,
    }
    table = [HEADING, *((name, f"{each:.1f}", f"{each / grading:.2f}") for name, each in rows.items())]
    write("evaluating", "python -m benchmarks.evaluating", rows, table)


def _answers(starter: Gradebook) -> Iterator[Answer]:
    answers = list(starter.answers)
    yield from answers
    for place, (answer, other) in enumerate(zip(cycle(answers), cycle(answers[::-1]), strict=False)):
        yield replace(
            answer, id=f"{answer.id}-{place}", text=f"{answer.text} {place} {' '.join(other.text.split()[:3])}"
        )


if __name__ == "__main__":
    main()
