"""`pontozo attack`: what share of wrong answers can be made to pass, and what right ones do not survive."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pontozo.cli.data_options import Data, GraderName, Questions, read_data
from pontozo.cli.json_file import JsonFile, json_text, writing
from pontozo.cli.named_grader import named_grader
from pontozo.cli.output import output_to
from pontozo.cli.rated_answers import Seed, warn_of_seen, with_bar

if TYPE_CHECKING:
    from pontozo.evaluation.robustness import Robustness


def attack(
    data: Data,
    questions: Questions = None,
    grader: GraderName = "probe",
    pass_mark: Annotated[
        float, typer.Option("--pass-mark", help="What an answer needs to pass, as a share of the maximum.")
    ] = 0.5,
    most: Annotated[
        int | None, typer.Option("--most", min=1, help="At most so many answers, by lot; of each question its share.")
    ] = None,
    seed: Seed = 0,
    examples: Annotated[int, typer.Option("--examples", min=0, help="So many of the worst examples of each edit.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON, not as tables.")] = False,
    out: JsonFile = None,
) -> None:
    """Edit answers that people have rated, and see whether the score does what it should.

    Attacks must not make wrong and partial answers pass, harmless edits must not make right ones fail, and what says
    the opposite must not stay right. An answer makes about twenty texts to grade: with very many, try --most 200.
    """
    from pontozo.cli.attack_shown import show
    from pontozo.evaluation.robustness import as_json as record

    with writing(out, (data, questions), (grader,)) as write:
        found = _measured(data, questions, grader, pass_mark, most, seed, examples)
        with output_to(sys.stdout):
            # The file first: a reader of the tables that has enough must not cost it.
            write(json_text(record(found)))
            if as_json:
                print(json_text(record(found)))
            else:
                show(found, written=out)


def _measured(
    data: Path, questions: Path | None, grader: str, pass_mark: float, most: int | None, seed: int, examples: int
) -> Robustness:
    """What was found. Raises UserError where there is nothing to try."""
    from pontozo.evaluation.robustness import measure_robustness
    from pontozo.gradebook import DataError

    gradebook = read_data(data, questions)
    loaded = named_grader(grader)
    warn_of_seen(loaded, gradebook)
    try:
        return measure_robustness(
            loaded,
            gradebook,
            pass_mark=pass_mark,
            seed=seed,
            examples=examples,
            most=most,
            watch=lambda grades, total: with_bar(grades, "Grading edits", total),
        )
    except DataError as error:
        # Only the command knows the name of the file that the answers are from.
        named = [replace(each, file=str(data)) if each.file == "answers" else each for each in error.faults]
        raise DataError(named) from None
