"""`pontozo data convert`: the same data in another form."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pontozo.cli.data_options import Data, Form, Questions, keep_input, read_data, tell
from pontozo.counting import counted


def convert(
    data: Data,
    out: Annotated[Path, typer.Argument(readable=False, help="The file to write; its name tells the form.")],
    questions: Questions = None,
    to: Form = None,
) -> None:
    """Write the same questions, answers and ratings in another form.

    What the form cannot hold is left out and told. OUT is replaced once the new file is whole.
    """
    from pontozo.formats import write_data

    keep_input(out, data, questions)
    gradebook = read_data(data, questions)
    tell("left out", write_data(out, gradebook, to))
    typer.echo(f"{counted(len(gradebook.questions), 'question')}, {counted(gradebook.count(), 'answer')} → {out}")
