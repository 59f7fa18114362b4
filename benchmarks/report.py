"""Where results go, and what they were measured with."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pontozo.errors import UserError
from pontozo.formats.beside import write_bytes

RESULTS = Path(__file__).parent / "results"
PAGE = Path(__file__).parents[1] / "docs" / "how-good.md"


def conditions() -> dict[str, str]:
    """Date, versions and machine."""
    packages = ("pontozo", "numpy", "onnxruntime", "scikit-learn")
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": platform.python_version(),
        **{package: version(package) for package in packages},
        "cores": str(len(os.sched_getaffinity(0))),
    }


def as_markdown(table: Sequence[Sequence[str]]) -> str:
    """The table in Markdown; the first row is the heading."""
    head, *rows = ["| " + " | ".join(row) + " |" for row in table]
    return "\n".join([head, "|" + "---|" * len(table[0]), *rows])


def write(
    name: str, command: str, figures: Mapping[str, Any], table: Sequence[Sequence[str]], page: Path = PAGE
) -> None:
    """Write `name`.json with all figures, and the table into its place in the page; the first row is the heading."""
    write_text(name, command, figures, as_markdown(table), page)


def write_text(
    name: str, command: str, figures: Mapping[str, Any], text: str, page: Path, results: Path = RESULTS
) -> None:
    """Write `name`.json with all figures into `results`, and the text into its place in the page."""
    measured = conditions()
    results.mkdir(exist_ok=True)
    facts = {"command": command, "conditions": measured, "figures": figures}
    told = f"{text}\n\n`{command}`; {', '.join(f'{what} {value}' for what, value in measured.items())}."
    before, after = check_page(page, name)
    write_bytes(results / f"{name}.json", (json.dumps(facts, indent=2, ensure_ascii=False) + "\n").encode())
    write_bytes(page, f"{before}\n\n{told}\n\n{after}".encode())
    print(told)


def check_page(page: Path, name: str) -> tuple[str, str]:
    """The page before and behind the place for `name`, which two comments mark.

    Raises UserError where there is no such page, or no such place in it.
    """
    begin, end = f"<!-- {name}: written by the benchmark -->", f"<!-- end of {name} -->"
    if not page.is_file():
        raise UserError(f"{page}: there is no such page; make it, with the lines {begin} and {end} in it")
    before, found, rest = page.read_text("utf-8").partition(begin)
    _, ended, after = rest.partition(end)
    if not (found and ended):
        raise UserError(f"{page} has no place for {name}; put the lines {begin} and {end} there")
    return before + begin, end + after
