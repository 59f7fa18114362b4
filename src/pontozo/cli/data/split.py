"""`pontozo data split`: the same data in two files, one to be kept apart."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pontozo.cli.data_options import By, Data, Form, Questions, is_same, keep_input, key_of, needed_for, read_data, tell
from pontozo.cli.output import output_to
from pontozo.counting import counted
from pontozo.errors import UserError

if TYPE_CHECKING:
    from pontozo.gradebook import Gradebook


def split(
    data: Data,
    rest: Annotated[Path, typer.Argument(readable=False, help="The file to write with the rest.")],
    held_out: Annotated[Path, typer.Argument(readable=False, help="The file to write with what is kept apart.")],
    questions: Questions = None,
    by: By = None,
    share: Annotated[float, typer.Option("--share", help="How much to keep apart, between 0 and 1.")] = 0.2,
    seed: Annotated[int, typer.Option("--seed", help="The same seed makes the same parts.")] = 0,
    to: Form = None,
) -> None:
    """Divide the answers at random into two files.

    Answers to a question that have the same text stay in one file, so that nothing kept apart has been seen.
    """
    from pontozo.formats import writable_form, write_parts

    if not 0 < share < 1:
        raise UserError(f"--share must lie between 0 and 1, not {share:g}")
    if is_same(rest, held_out):
        raise UserError(f"both parts would be written to {rest}; give them different names")
    for written in (rest, held_out):
        keep_input(written, data, questions)
        writable_form(written, to)
    parts = dict(
        zip((rest, held_out), _divided(data, read_data(data, questions), by or "answer", share, seed), strict=True)
    )
    with output_to(sys.stdout):
        tell("left out", write_parts(parts, to))
        for path, part in parts.items():
            print(f"{path}: {counted(len(part.questions), 'question')}, {counted(part.count(), 'answer')}")


def _divided(data: Path, gradebook: Gradebook, by: str, share: float, seed: int) -> tuple[Gradebook, Gradebook]:
    """The rest and what is kept apart. Raises UserError where there is too little for two."""
    from pontozo.gradebook import split

    parts = split(gradebook, share, key_of(by, gradebook), seed)
    if any(not part.count() for part in parts):
        raise UserError(f"{data} cannot be divided: that takes two {needed_for(by)} at least")
    return parts
