"""Time and memory of whole commands, start included: `python -m benchmarks.speed`.

Each command runs once to warm the disk's cache and then three times; the median is told. The class is 200 answers of
the starter set to one question of three criteria.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.report import write
from pontozo.evaluation.starter_set import starter_set

RUNS = 3
HEADING = ("command", "seconds", "aim", "share of aim", "peak memory")


def main() -> None:
    """Measure and write."""
    with tempfile.TemporaryDirectory() as folder:
        answers, questions, one = _make_class(Path(folder))
        commands = {
            "200 answers × 3 criteria": (["grade", answers, "--questions", questions], 15.0),
            "200 answers × 3 criteria, similarity": (
                ["grade", answers, "--questions", questions, "--grader", "similarity"],
                15.0,
            ),
            "one answer": (["grade", one, "--questions", questions], 2.0),
            "help": (["--help"], 0.5),
        }
        figures = {}
        table: list[tuple[str, ...]] = [HEADING]
        for name, (arguments, aim) in commands.items():
            seconds, megabytes = _measure(arguments)
            figures[name] = {"seconds": seconds, "aim_seconds": aim, "peak_megabytes": megabytes}
            table.append((name, f"{seconds:.2f}", f"{aim:g}", f"{seconds / aim:.2f}", f"{megabytes:.0f} MB"))
    write("speed", "python -m benchmarks.speed", figures, table)


def _make_class(folder: Path) -> tuple[str, str, str]:
    """Two hundred answers, their question, and one answer alone: the files' paths."""
    starter = starter_set()
    question = starter.questions["malloc-new"]
    texts = list(dict.fromkeys(answer.text for answer in starter.answers if not answer.id.startswith("hu")))[:200]
    guide = [
        {"criterion": list(criterion.wordings), "points": float(criterion.points)} for criterion in question.criteria
    ]
    (folder / "questions.json").write_text(json.dumps([{"id": question.id, "text": question.text, "guide": guide}]))
    rows = [json.dumps({"id": str(i), "answer": text}) for i, text in enumerate(texts)]
    (folder / "class.jsonl").write_text("\n".join(rows))
    (folder / "one.jsonl").write_text(rows[0])
    return str(folder / "class.jsonl"), str(folder / "questions.json"), str(folder / "one.jsonl")


def _measure(arguments: Sequence[str]) -> tuple[float, float]:
    """Median wall seconds and largest peak memory in megabytes, of whole processes."""
    command = [str(Path(sys.executable).with_name("pontozo")), *arguments]
    runs = [_run(command) for _ in range(RUNS + 1)][1:]
    return statistics.median(seconds for seconds, _ in runs), max(megabytes for _, megabytes in runs)


def _run(command: Sequence[str]) -> tuple[float, float]:
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return seconds, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
