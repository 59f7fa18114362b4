"""`pontozo export`: a tuned encoder grader as one that grades without torch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pontozo.cli.data_options import Questions, keep_input, read_data
from pontozo.cli.rated_answers import with_bar
from pontozo.errors import UserError

if TYPE_CHECKING:
    from pontozo.learning.export import Exported


def export(
    grader: Annotated[str, typer.Argument(help="The folder of a grader that was trained on an encoder.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", readable=False, help="Save the exported grader as this folder.")
    ] = None,
    data: Annotated[
        Path,
        typer.Option(
            "--data", "-d", readable=False, help="Hold both graders against each other on these answers, of any form."
        ),
    ] = Path("starter"),
    questions: Questions = None,
    most: Annotated[int, typer.Option("--most", min=1, help="On at most so many of them, by lot.")] = 200,
) -> None:
    """Save an encoder grader with weights of 8 bits: smaller, faster on a CPU, and it grades without torch.

    How far it lies from the grader it is made from is measured, told, and written into its card.
    """
    if out is None:
        raise UserError("--out is missing: name the folder that the exported grader is to be saved as")
    keep_input(out, Path(grader))
    from pontozo.learning.export import drawn, export_grader

    pairs = drawn(read_data(data, questions), most)
    _tell(export_grader(grader, out, pairs, data.name, with_bar))


def _tell(exported: Exported) -> None:
    from pontozo.counting import counted

    near, folder = exported.nearness, exported.folder
    print(f"Exported as int8 in {folder} ({exported.size / 1e6:.1f} MB).")
    print(
        f"On {counted(near.answers, 'answer')} of {near.source} its probabilities differ by {near.largest:.3f} at most "
        f"and by {near.mean:.3f} on average; {near.changed:.1%} of the scores are others."
    )
    print(f"Where torch is not installed: pontozo grade answers.csv --grader {folder}")
