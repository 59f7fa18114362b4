"""The command: what is asked, one process after another, results and page."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.public_sets.attacks import ATTACKED_SETS, Attacking, attack
from benchmarks.public_sets.graders import FREE, GRADERS
from benchmarks.public_sets.measuring import Measuring, alone, measure
from benchmarks.public_sets.sets import Library, library
from benchmarks.public_sets.tables import attack_tables, tables
from benchmarks.report import RESULTS, check_page, write_text
from pontozo.errors import UserError
from pontozo.evaluation.parts import Drawing

PAGE = Path(__file__).parents[2] / "docs" / "public-sets.md"
NAME, ATTACKS = "public_sets", "public_sets_attacks"
COMMAND = "python -m benchmarks.public_sets --data DIR"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and write; 2 where something that was given cannot be used, said in a sentence."""
    asked = _parser().parse_args(arguments)
    try:
        check_page(asked.page, ATTACKS if asked.attacks else NAME)
        with library(asked.data) as found:
            for sentence in found.left_out:
                _tell(sentence)
            if asked.attacks:
                _attack(found, asked.most, asked.page, asked.results)
            else:
                _measure(found, asked.page, asked.results)
    except UserError as error:
        _tell(f"Error: {error}")
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.public_sets", description="Measure on published sets.")
    parser.add_argument("--data", type=Path, required=True, help="the folder with the archives, or unpacked")
    parser.add_argument("--attacks", action="store_true", help="the table of attacks instead")
    parser.add_argument("--most", type=_positive, help="with --attacks: at most so many answers of each set, by lot")
    parser.add_argument("--results", type=Path, default=RESULTS, help="the folder for the results")
    parser.add_argument("--page", type=Path, default=PAGE, help="the page with the place for the tables")
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"must be a whole number above 0, not {text!r}")
    return int(text)


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _measure(found: Library, page: Path, results: Path) -> None:
    drawing = Drawing()
    sets: dict[str, Any] = {}
    for data in found.found:
        sets[data.name] = {}
        for grader in (*GRADERS, FREE):
            _tell(f"{data.name}: {grader}")
            sets[data.name].update(alone(measure, Measuring(data, grader, drawing)))
    figures = {**_conditions(found, drawing), "sets": sets}
    write_text(NAME, COMMAND, figures, tables(figures), page, results)


def _attack(found: Library, most: int | None, page: Path, results: Path) -> None:
    drawing = Drawing()
    attacked = [data for data in found.found if data.name in ATTACKED_SETS]
    if not attacked:
        raise UserError(f"there is no set to attack; {' or '.join(ATTACKED_SETS)} must be there")
    sets = {}
    for data in attacked:
        _tell(f"{data.name}: attacks")
        sets[data.name] = alone(attack, Attacking(data, drawing, most))
    figures = {**_conditions(found, drawing), "most": most, "sets": sets}
    command = f"{COMMAND} --attacks" + (f" --most {most}" if most else "")
    write_text(ATTACKS, command, figures, attack_tables(figures), page, results)


def _conditions(found: Library, drawing: Drawing) -> dict[str, Any]:
    return {
        "seed": drawing.seed,
        "resamples": drawing.count,
        "archives_sha256": found.archives,
        "left_out": found.left_out,
    }
