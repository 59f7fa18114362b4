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
    with output_to(sys.stdout):
        for kind, found in _findings(data, questions):
            faults += kind == _FAULT
            print(_line(kind, found, as_json))
    if faults:
        typer.echo(f"{data}: {counted(faults, 'fault')}", err=True)
        raise typer.Exit(BAD_INPUT)
    typer.echo(f"{data}: no faults", err=True)


def _findings(data: Path, questions: Path | None) -> Iterator[tuple[str, Fault]]:
    """The faults; what was left out and what is odd only where there are none."""
    from pontozo.formats import faults_of, read

    has_faults = False
    for fault in faults_of(data, questions):
        has_faults = True
        yield _FAULT, fault
    if not has_faults:
        gradebook = read(data, questions)
        yield from ((_NOTE, note) for note in gradebook.notes)
        yield from ((_REMARK, remark) for remark in _remarks(gradebook, str(data)))


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
    # What stands in the data may hold line ends; a finding stays one line.
    said = " ".join(str(found).splitlines())
    return said if kind == _FAULT else f"{kind}: {said}"
