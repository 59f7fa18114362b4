"""`pontozo data check`: everything that is wrong with a file, and what is odd in it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pontozo.cli.data_options import Data, Questions
from pontozo.cli.exit_codes import BAD_INPUT
from pontozo.cli.output import output_to
from pontozo.cli.tables import one_line
from pontozo.counting import counted

if TYPE_CHECKING:
    from pontozo.gradebook import Fault, Gradebook

_FAULT, _NOTE, _REMARK = "fault", "note", "remark"


def check(
    data: Data,
    questions: Questions = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print each finding as one line of JSON.")] = False,
) -> None:
    """List all faults of a file, each with its row and field; where there are none, what is odd in it.

    Ends with 2 where there are faults, with 0 where there are none, whatever is odd.
    """
    faults = 0
    is_through = False
    with output_to(sys.stdout):
        for kind, found in _findings(data, questions):
            faults += kind == _FAULT
            print(_line(kind, found, as_json))
        is_through = True
    # A reader that had enough saw a part of them, and their number is not known.
    if is_through:
        typer.echo(f"{data}: {counted(faults, 'fault') if faults else 'no faults'}", err=True)
    if faults:
        raise typer.Exit(BAD_INPUT)


def _findings(data: Path, questions: Path | None) -> Iterator[tuple[str, Fault]]:
    """The faults; what was left out and what is odd only where there are none."""
    from pontozo.formats import read

    has_faults = False
    for fault in _faults(data, questions):
        has_faults = True
        yield _FAULT, fault
    if not has_faults:
        gradebook = read(data, questions)
        yield from ((_NOTE, note) for note in gradebook.notes)
        yield from ((_REMARK, remark) for remark in _remarks(gradebook, str(data)))


def _faults(data: Path, questions: Path | None) -> Iterator[Fault]:
    """The faults of the file; those that keep it, or the questions file, from being read are faults like others."""
    from pontozo.formats import faults_of
    from pontozo.gradebook import DataError

    try:
        yield from faults_of(data, questions)
    except DataError as error:
        yield from error.faults


def _remarks(gradebook: Gradebook, file: str) -> Iterator[Fault]:
    from pontozo.gradebook import Fault, Remarker

    remarker = Remarker(gradebook.questions)
    for answer in gradebook.answers:
        for name, message in remarker.remarks(answer):
            yield Fault(file, message, f"answer {answer.id} to {answer.question}", name)
    if unanswered := remarker.unanswered():
        yield Fault(file, f"{counted(len(unanswered), 'question')} without answers: {', '.join(unanswered)}")


def _line(kind: str, found: Fault, as_json: bool) -> str:
    if as_json:
        return json.dumps({"kind": kind, **asdict(found)}, ensure_ascii=False)
    said = one_line(str(found))
    return said if kind == _FAULT else f"{kind}: {said}"
