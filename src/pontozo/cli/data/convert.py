"""`pontozo data convert`: the same data in another form."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pontozo.cli.data_options import Data, Form, Questions, keep_input, read_data, tell
from pontozo.cli.output import output_to
from pontozo.counting import counted


def convert(
    data: Data,
    out: Annotated[Path, typer.Argument(readable=False, help="The file to write; its name tells the form.")],
    questions: Questions = None,
    to: Form = None,
) -> None:
    """Write the same questions, answers and ratings in another form.

    What the form cannot hold is left out and told. A file that is there is replaced once the new one is whole.
    """
    from pontozo.formats import writable_form, write_data

    keep_input(out, data, questions)
    writable_form(out, to)
    gradebook = read_data(data, questions)
    with output_to(sys.stdout):
        tell("left out", write_data(out, gradebook, to))
        found = f"{counted(len(gradebook.questions), 'question')}, {counted(gradebook.count(), 'answer')}"
        # What was read, not what is in the new file: that is this without what was told to be left out.
        print(f"{found} read. Written to {out}")
