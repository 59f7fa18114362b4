"""`pontozo compare`: two graders on the same rated answers, and which of their differences are real."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from pontozo.cli.data_options import Data, Questions, read_data
from pontozo.cli.json_file import JsonFile, json_text, writing
from pontozo.cli.named_grader import named_grader
from pontozo.cli.output import output_to
from pontozo.cli.rated_answers import Rater, Seed, graded_cases, rated_answers
from pontozo.counting import counted
from pontozo.errors import UserError


def compare(
    data: Data,
    questions: Questions = None,
    grader: Annotated[
        list[str] | None,
        typer.Option(
            "--grader", "-g", help="A grader's name, the folder of a saved one, or hub:org/name; give two of them."
        ),
    ] = None,
    rater: Rater = None,
    figure: Annotated[
        str, typer.Option("--figure", help="The figure that decides; choose it before you look.")
    ] = "qwk",
    answers: Annotated[int, typer.Option("--answers", min=0, help="Tell at most so many answers that differ.")] = 10,
    seed: Seed = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON, not as tables.")] = False,
    out: JsonFile = None,
) -> None:
    """Grade rated answers with two graders and tell which differences between them are real.

    Only answers that both graders score are compared; how many each leaves unscored is told.
    """
    from pontozo.cli.compare_shown import show
    from pontozo.evaluation.comparing import Graded, check_figure, compare_graders
    from pontozo.evaluation.results import as_json as record

    names = _two(grader or [])
    check_figure(figure)
    with writing(out, (data, questions), names) as write:
        rated = rated_answers(data, read_data(data, questions), rater)
        loaded = [named_grader(name) for name in names]
        first, second = (Graded(each.name, graded_cases(rated, each, rater), each.seen) for each in loaded)
        found = compare_graders(first, second, figure, seed, answers)
        with output_to(sys.stdout):
            # The file first: a reader of the tables that has enough must not cost it.
            write(json_text(record(found)))
            if as_json:
                print(json_text(record(found)))
            else:
                show(found, written=out)


def _two(graders: Sequence[str]) -> Sequence[str]:
    if len(graders) != 2:
        raise UserError(f"two graders are compared: give --grader twice, not {counted(len(graders), 'time')}")
    return graders
