"""The command: which part, one process after another, results and page."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.learning import minilm, scratch, totals, units
from benchmarks.learning.asked import Asked
from benchmarks.report import RESULTS, check_page, write_text
from pontozo.errors import UserError

PAGE = Path(__file__).parents[2] / "docs" / "how-well-it-learns.md"


@dataclass(frozen=True)
class Part:
    """One of the benchmarks: what it measures, how it is shown, and which folders it needs."""

    measure: Callable[[Asked], dict[str, Any]]
    table: Callable[[Mapping[str, Any]], str]
    needs: tuple[str, ...]


PARTS = {
    "scratch": Part(scratch.measure, scratch.table, ("data",)),
    "minilm": Part(minilm.measure, minilm.table, ("data", "model")),
    "totals": Part(totals.measure, totals.table, ("model",)),
    "units": Part(units.measure, units.table, ("model",)),
}
_HELP = {
    "data": "the folder with the archive of the published sets, or unpacked",
    "model": "the folder of all-MiniLM-L6-v2: config.json, model.safetensors, tokenizer",
}


def name_of(part: str) -> str:
    """The name of the part's results, and of its place in the page."""
    return f"learning_{part}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and write; 2 where something that was given cannot be used, said in a sentence."""
    given = _parser().parse_args(arguments)
    part = PARTS[given.part]
    folders = {name: getattr(given, name) for name in part.needs}
    asked = Asked(**folders, most=given.most, trial=given.trial)
    try:
        if not given.trial:
            check_page(given.page, name_of(given.part))
        found = part.measure(asked)
        if given.trial:
            print(part.table(found))
        else:
            write_text(
                name_of(given.part), _command(given.part, part, asked), found, part.table(found), given.page,
                given.results,
            )  # fmt: skip
    except UserError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    return 0


def _command(name: str, part: Part, asked: Asked) -> str:
    """How it is run again, without where folders stand here."""
    folders = " ".join(f"--{need} {'DIR' if need == 'data' else 'FOLDER'}" for need in part.needs)
    most = f" --most {asked.most}" if asked.most else ""
    return f"python -m benchmarks.learning {name} {folders}{most}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learning", description="Measure how well models learn.")
    parts = parser.add_subparsers(dest="part", required=True)
    for name, part in PARTS.items():
        own = parts.add_parser(name)
        for need in part.needs:
            own.add_argument(f"--{need}", type=Path, required=True, help=_HELP[need])
        own.add_argument("--most", type=_positive, help="learn from about so many answers, by lot")
        own.add_argument("--trial", action="store_true", help="test on a part of what is learnt from; write nothing")
        own.add_argument("--results", type=Path, default=RESULTS, help="the folder for the results")
        own.add_argument("--page", type=Path, default=PAGE, help="the page with the place for the table")
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"must be a whole number above 0, not {text!r}")
    return int(text)
