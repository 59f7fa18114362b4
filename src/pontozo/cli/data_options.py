"""What the verbs of `pontozo data` take alike, and what they tell alike."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pontozo.cli.tables import one_line
from pontozo.errors import UserError

if TYPE_CHECKING:
    from pontozo.gradebook import Gradebook, Key

Data = Annotated[
    Path,
    typer.Argument(readable=False, help="A file of any form, or a set that ships: starter, starter-en, starter-hu."),
]
Questions = Annotated[
    Path | None,
    typer.Option("--questions", "-q", readable=False, help="The questions, where the file holds answers only."),
]
Form = Annotated[
    str | None,
    typer.Option("--to", help="The form to write, where the name does not tell it: csv, markdown, moodle-xml …"),
]

GraderName = Annotated[
    str,
    typer.Option(
        "--grader",
        "-g",
        help="A grader's name (probe, similarity), the folder of a saved one, or hub:org/name[@revision].",
    ),
]
By = Annotated[
    str | None,
    typer.Option(
        "--by", help="What stays on one side: answer (equal ones), question, or any column: student, group, domain …"
    ),
]


def read_data(data: Path, questions: Path | None) -> Gradebook:
    """What the file holds; what was left out on reading is told on standard error."""
    from pontozo.formats import read

    gradebook = read(data, questions)
    tell("note", gradebook.notes)
    return gradebook


def key_of(by: str, gradebook: Gradebook) -> Key:
    """What `--by` keeps together. Raises UserError for a column that no answer has."""
    from pontozo.gradebook import by_answer, by_question, by_trait

    if by == "answer":
        return by_answer
    return by_question if by == "question" else by_trait(known_column(by, gradebook))


def needed_for(by: str) -> str:
    """What there must be several of, to divide by it."""
    named = {"answer": "different answers", "question": "questions with answers"}
    return named.get(by, f"different values of {by!r}")


def known_column(name: str, gradebook: Gradebook) -> str:
    """The name, where the answers have something of it. Raises UserError for another."""
    from pontozo.gradebook import trait_names

    names = trait_names(gradebook)
    if name not in names:
        raise UserError(f"there is no column {name!r}; there are {', '.join(names)}")
    return name


def tell(what: str, said: Iterable[object]) -> None:
    """A line on standard error for each thing said."""
    for each in said:
        typer.echo(f"pontozo: {what}: {one_line(str(each))}", err=True)


def keep_input(written: Path, *read: Path | None) -> None:
    """Raise UserError where what is written would take the place of what is read."""
    for path in read:
        if path is not None and is_same(written, path):
            raise UserError(f"{written} would overwrite what is read; choose another name")


def is_same(one: Path, other: Path) -> bool:
    """Whether two names lead to one file: by another spelling, by a link, or because capitals make no difference."""
    # Path.resolve would raise at links that lead in a circle.
    if os.path.realpath(one) == os.path.realpath(other):
        return True
    first, second = _status(one), _status(other)
    return first is not None and second is not None and os.path.samestat(first, second)


def _status(path: Path) -> os.stat_result | None:
    """What is at `path`; None where nothing is, or nothing that may be looked at: that is told when it is opened."""
    try:
        return path.stat()
    except OSError:
        return None
