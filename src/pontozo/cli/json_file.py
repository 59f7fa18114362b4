"""Everything that was found as JSON, into the file given with `--out`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from pontozo.cli.data_options import is_same, keep_input
from pontozo.errors import UserError

JsonFile = Annotated[Path | None, typer.Option("--out", "-o", readable=False, help="Write everything here, as .json.")]
Write = Callable[[str], None]


def json_text(record: object) -> str:
    """The record as people can read it too, a line for each value."""
    return json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False)


@contextmanager
def writing(out: Path | None, read: Sequence[Path | None], graders: Sequence[str]) -> Iterator[Write]:
    """What writes a text to `out`, which takes its place once it is whole; does nothing without `out`.

    The place is tried at once, not after minutes of grading. Raises UserError where nothing can be written there, or
    where that would harm what is `read` or the folder of a grader.
    """
    if out is None:
        yield _nowhere
        return
    _check(out, read, graders)
    from pontozo.formats.beside import BesideFile

    beside = BesideFile(out)

    def write(text: str) -> None:
        beside.file.write(f"{text}\n".encode())
        beside.put(out)

    try:
        yield write
    finally:
        beside.drop()


def _nowhere(text: str) -> None:
    del text


def _check(out: Path, read: Sequence[Path | None], graders: Sequence[str]) -> None:
    if out.suffix.lower() != ".json":
        raise UserError(f"{out}: what is found is written as JSON; give --out a name that ends in .json")
    keep_input(out, *read)
    for folder in map(Path, graders):
        if folder.is_dir() and is_same(out.parent, folder):
            raise UserError(f"{out} would stand in the folder of a grader and spoil it; choose another folder")
