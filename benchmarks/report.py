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


def write(
    name: str, command: str, figures: Mapping[str, Any], table: Sequence[Sequence[str]], page: Path = PAGE
) -> None:
    """Write `name`.json with all figures, and the table into its place in the page; the first row is the heading."""
    RESULTS.mkdir(exist_ok=True)
    facts = {"command": command, "conditions": conditions(), "figures": figures}
    (RESULTS / f"{name}.json").write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", "utf-8")
    head, *rows = ["| " + " | ".join(row) + " |" for row in table]
    rule = "|" + "---|" * len(table[0])
    measured = ", ".join(f"{what} {value}" for what, value in conditions().items())
    text = "\n".join([head, rule, *rows, "", f"`{command}`; {measured}."])
    page.write_text(_with_table(page.read_text("utf-8"), name, text), "utf-8")
    print(text)


def _with_table(page: str, name: str, table: str) -> str:
    """The page with the table between the two comments that mark its place."""
    begin, end = f"<!-- {name}: written by the benchmark -->", f"<!-- end of {name} -->"
    before, rest = page.split(begin)
    _, after = rest.split(end)
    return f"{before}{begin}\n\n{table}\n\n{end}{after}"
