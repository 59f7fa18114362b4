"""Reading a million rows takes no more memory than reading a few, but for a few bytes an id."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

QUESTIONS = Path(__file__).parents[2] / "examples" / "programming-2" / "questions.yaml"
FEW, MANY = 10_000, 1_000_000
#: What a million ids may take, in bytes: two tables of 64-bit digests while the larger replaces the smaller.
FOR_IDS = 32 * 2**20
#: Reads the file, goes through all answers, and prints their number and the most memory taken, in kilobytes.
PROGRAM = """
import resource, sys
from pontozo.formats import read, write_data
gradebook = read(sys.argv[1], sys.argv[2])
count = sum(1 for _ in gradebook.answers)
if len(sys.argv) > 3:
    write_data(sys.argv[3], gradebook)
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def csv_row(place: int) -> str:
    return f'{place};student {place};list-vector;"A vector is one block; element {place} at once";{place % 6}\n'


def json_row(place: int) -> str:
    return json.dumps({"id": str(place), "question": "list-vector", "answer": f"reached at once, {place}"}) + "\n"


FORMS: dict[str, tuple[str, Callable[[int], str]]] = {
    "answers.csv": ("id;student;question;answer;score\n", csv_row),
    "answers.jsonl": ("", json_row),
}


def written(path: Path, name: str, count: int) -> Path:
    header, row = FORMS[name]
    with path.open("w", encoding="utf-8") as file:
        file.write(header)
        file.writelines(map(row, range(count)))
    return path


def read_in_a_process(*arguments: Path) -> tuple[int, int]:
    """How many answers were read, and the most memory that the process took, in bytes."""
    command = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    count, kilobytes = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return int(count), int(kilobytes) * 1024


@pytest.mark.soak
@pytest.mark.parametrize("name", FORMS)
def test_a_million_rows_are_read_in_flat_memory(tmp_path: Path, name: str) -> None:
    few = read_in_a_process(written(tmp_path / f"few-{name}", name, FEW), QUESTIONS)
    many = read_in_a_process(written(tmp_path / f"many-{name}", name, MANY), QUESTIONS)
    assert (few[0], many[0]) == (FEW, MANY)
    assert many[1] - few[1] < FOR_IDS


@pytest.mark.soak
def test_a_million_rows_are_converted_in_flat_memory(tmp_path: Path) -> None:
    few = written(tmp_path / "few.csv", "answers.csv", FEW)
    many = written(tmp_path / "many.csv", "answers.csv", MANY)
    for_few = read_in_a_process(few, QUESTIONS, tmp_path / "few.jsonl")
    for_many = read_in_a_process(many, QUESTIONS, tmp_path / "many.jsonl")
    assert for_many[1] - for_few[1] < FOR_IDS
    with (tmp_path / "many.jsonl").open(encoding="utf-8") as file:
        assert sum(1 for _ in file) == MANY
