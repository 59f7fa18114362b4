"""`pontozo grade`: a class's answers in, proposed scores out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import tee
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pontozo.cli.data_options import GraderName, keep_input, read_data
from pontozo.cli.json_list import JsonList
from pontozo.cli.named_grader import named_grader
from pontozo.cli.output import output_to
from pontozo.cli.rated_answers import with_bar
from pontozo.cli.stopping import exit_code, hearing_sigterm
from pontozo.errors import UserError

if TYPE_CHECKING:
    from pontozo.cli.table import ClassTable
    from pontozo.domain import Answer, Grade
    from pontozo.formats import GradeWriter
    from pontozo.gradebook import Gradebook
    from pontozo.grader import Grader


def grade(
    answers: Annotated[
        Path, typer.Argument(readable=False, help="The answers: a CSV, XLSX or JSONL table, or one JSON file with all.")
    ],
    questions: Annotated[
        Path | None,
        typer.Option("--questions", "-q", readable=False, help="The questions and their guides: YAML or JSON."),
    ] = None,
    grader: GraderName = "probe",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", readable=False, help="Write the grades here: .csv, .xlsx, .json or .jsonl."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the grades as one JSON list, not as a table.")] = False,
) -> None:
    """Propose a score for every answer, criterion by criterion.

    Everything is checked before anything is graded. The file given with --out is written beside its place and moved
    there at the end; stopped by Ctrl-C or SIGTERM, what was graded so far is kept whole under a name of its own.
    """
    writer: GradeWriter | None = None
    try:
        with hearing_sigterm():
            from pontozo.cli.table import ClassTable
            from pontozo.formats import open_writer

            gradebook = _read(answers, questions, out)
            loaded = named_grader(grader)
            table = ClassTable(loaded.name)
            writer = open_writer(out, gradebook) if out else None
            with output_to(sys.stdout):
                if _write(_graded(gradebook, loaded), table, writer, JsonList(sys.stdout) if as_json else None):
                    table.show(rows=not as_json, written=out)
    except KeyboardInterrupt as error:
        kept = f" What was graded so far is in {writer.kept}." if writer is not None and writer.kept else ""
        typer.echo(f"\npontozo: stopped.{kept}", err=True)
        raise typer.Exit(exit_code(error)) from None


def _read(answers: Path, questions: Path | None, out: Path | None) -> Gradebook:
    """What is to be graded. Raises UserError where there is nothing, or where `out` is what is read."""
    if out is not None:
        keep_input(out, answers, questions)
    gradebook = read_data(answers, questions)
    if not gradebook.count():
        raise UserError(
            f"{answers} holds questions but no answers; give the answers file, with --questions {answers} for this one"
        )
    return gradebook


def _write(
    graded: Iterable[tuple[Answer, Grade]], table: ClassTable, writer: GradeWriter | None, printer: JsonList | None
) -> bool:
    """Hand each grade to all who take it; false where it ended early because nobody is left."""
    # The file first: where it cannot be opened, nothing must have been printed.
    given: tuple[GradeWriter | JsonList | None, ...] = (writer, printer)
    sinks = [sink for sink in given if sink is not None]
    with ExitStack() as outputs:
        for sink in sinks:
            outputs.enter_context(sink)
        for answer, each in graded:
            table.add(answer, each)
            for sink in sinks:
                sink.write(answer, each)
            if writer is None and printer is not None and not printer.has_reader:
                return False
    return True


def _graded(gradebook: Gradebook, grader: Grader) -> Iterator[tuple[Answer, Grade]]:
    """Each answer with its grade; on a terminal, with a bar that shows how far the work is."""
    pairs, again = tee(gradebook.pairs())
    graded = zip((answer for _, answer in again), grader.grade_many(pairs), strict=True)
    # To count may mean to read the file once more: only where it is shown.
    return with_bar(graded, "Grading", gradebook.count() if sys.stderr.isatty() else 0)
