"""`pontozo data show`: questions, guides and answers as a person reads them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from pontozo.cli.data_options import Data, Questions, read_data
from pontozo.cli.output import output_to
from pontozo.counting import counted
from pontozo.errors import UserError

if TYPE_CHECKING:
    from pontozo.domain import Answer
    from pontozo.gradebook import Gradebook


def show(
    data: Data,
    questions: Questions = None,
    question: Annotated[list[str] | None, typer.Option("--question", help="Only this one; may be repeated.")] = None,
    answers: Annotated[int, typer.Option("--answers", min=0, help="So many answers to each question.")] = 3,
) -> None:
    """Show the questions with their guides, and some answers to each, as Markdown."""
    from pontozo.formats import data_formats

    gradebook = _only(read_data(data, questions), question or [])
    shown, left_out = _first(gradebook, answers)
    with output_to(sys.stdout):
        # Markdown is written as bytes; what was printed before must stand before it.
        sys.stdout.flush()
        data_formats()["markdown"].write(sys.stdout.buffer, shown)
    if left_out:
        typer.echo(f"{counted(left_out, 'answer')} more; --answers N shows more of them", err=True)


def _only(gradebook: Gradebook, wanted: list[str]) -> Gradebook:
    for identifier in wanted:
        if identifier not in gradebook.questions:
            raise UserError(f"there is no question {identifier!r}; the questions are {', '.join(gradebook.questions)}")
    kept = {each: gradebook.questions[each] for each in wanted} if wanted else gradebook.questions
    return replace(gradebook, questions=kept)


def _first(gradebook: Gradebook, most: int) -> tuple[Gradebook, int]:
    """The gradebook with at most so many answers to each question, and how many that leaves out."""
    seen: Counter[str] = Counter()

    def first() -> Iterator[Answer]:
        for answer in gradebook.answers:
            if answer.question in gradebook.questions:
                seen[answer.question] += 1
                if seen[answer.question] <= most:
                    yield answer

    shown = replace(gradebook, answers=tuple(first()))
    return shown, seen.total() - shown.count()
