"""What the verbs of `pontozo data` take alike, and what they tell alike."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pontozo.errors import UserError

if TYPE_CHECKING:
    from pontozo.gradebook import Gradebook

Data = Annotated[
    Path,
    typer.Argument(readable=False, help="A file of any form, or the name of a set that ships: starter, starter-en …"),
]
Questions = Annotated[
    Path | None,
    typer.Option("--questions", "-q", readable=False, help="The questions, where the file holds answers only."),
]
Form = Annotated[
    str | None,
    typer.Option("--to", help="The form to write, where the name does not tell it: csv, markdown, moodle-xml …"),
]


def read_data(data: Path, questions: Path | None) -> Gradebook:
    """What the file holds; what was left out on reading is told on standard error."""
    from pontozo.formats import read

    gradebook = read(data, questions)
    tell("note", gradebook.notes)
    return gradebook


def tell(what: str, said: Iterable[object]) -> None:
    """A line on standard error for each thing said."""
    for each in said:
        typer.echo(f"pontozo: {what}: {' '.join(str(each).splitlines())}", err=True)


def keep_input(written: Path, *read: Path | None) -> None:
    """Raise UserError where what is written would take the place of what is read."""
    for path in read:
        if path is not None and written.resolve() == path.resolve():
            raise UserError(f"{written} would overwrite what is read; choose another name")
