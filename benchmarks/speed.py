"""Time and memory of whole commands, start included: `python -m benchmarks.speed`.

Each command runs once to warm the disk's cache and then three times; the median is told. The class is 200 answers of
the starter set to one question of three criteria.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.report import write
from pontozo.formats import read

RUNS = 3
#: A small process that runs the command: its own memory, which a child's peak begins with, is little.
_LAUNCHER = """
import os, sys, time
started = time.perf_counter()
process = os.fork()
if not process:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.execv(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(process, 0)
print(time.perf_counter() - started, os.waitstatus_to_exitcode(status), usage.ru_maxrss)
"""
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
    starter = read("starter")
    question = starter.questions["malloc-new"]
    texts = list(dict.fromkeys(answer.text for answer in starter.answers))[:200]
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
    launched = subprocess.run(
        [sys.executable, "-S", "-c", _LAUNCHER, *command], capture_output=True, text=True, check=True
    )
    seconds, status, kilobytes = launched.stdout.split()
    if int(status):
        raise RuntimeError(f"{' '.join(command)} ended with {status}: {launched.stderr}")
    return float(seconds), int(kilobytes) / 1024


if __name__ == "__main__":
    main()
