"""`pontozo data show`: questions, guides and answers as a person reads them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Annotated

import typer

from pontozo.cli.data_options import Data, Questions, read_data, tell
from pontozo.cli.output import output_to
from pontozo.cli.tables import lines_for_terminal
from pontozo.counting import counted
from pontozo.errors import UserError

if TYPE_CHECKING:
    from pontozo.domain import Answer
    from pontozo.gradebook import Gradebook


def show(
    data: Data,
    questions: Questions = None,
    question: Annotated[
        list[str] | None, typer.Option("--question", help="Only the question of this id; may be repeated.")
    ] = None,
    answers: Annotated[int, typer.Option("--answers", min=0, help="At most so many answers to each question.")] = 3,
) -> None:
    """Show the questions with their guides, and some answers to each, as Markdown."""
    from pontozo.gradebook.book import no_such_question

    gradebook = read_data(data, questions)
    for each in question or []:
        if each not in gradebook.questions:
            raise UserError(f"{data}: {no_such_question(each, gradebook.questions)}")
    shown, left_out = _first(_only(gradebook, question or []), answers)
    with output_to(sys.stdout):
        _write(shown)
        if left_out:
            tell("note", [f"{counted(left_out, 'answer')} more; --answers N shows so many to each question"])


def _write(shown: Gradebook) -> None:
    from pontozo.formats import data_formats

    written = BytesIO()
    data_formats()["markdown"].write(written, shown)
    if sys.stdout.isatty():
        sys.stdout.write(lines_for_terminal(written.getvalue().decode()))
    else:
        # As it is, in UTF-8 everywhere: what is kept in a file can be read again.
        sys.stdout.buffer.write(written.getvalue())
    sys.stdout.flush()


def _only(gradebook: Gradebook, wanted: list[str]) -> Gradebook:
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
