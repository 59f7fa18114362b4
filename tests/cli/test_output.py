"""Where the output goes, and what happens when it cannot go there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, shell


@pytest.mark.parametrize("options", ["", "--json"])
def test_a_reader_that_has_enough_is_no_fault(folder: Path, options: str) -> None:
    ran = shell(folder, f"pontozo grade examples/data.json {options} | head -c 1")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == ("[" if options else "s")


@pytest.mark.parametrize("options", ["", "--json"])
def test_the_file_is_completed_though_nobody_reads_what_is_printed(folder: Path, options: str) -> None:
    ran = shell(folder, f"pontozo grade examples/data.json {options} --out graded.json | true")
    assert ran.returncode == 0
    assert "Traceback" not in ran.stderr
    assert len(json.loads((folder / "graded.json").read_text("utf-8"))) == 11


def test_without_a_file_the_work_stops_when_nobody_reads(folder: Path) -> None:
    answers = [json.dumps({"answer": f"answer number {i} about delete and leaks"}) for i in range(200_000)]
    (folder / "many.jsonl").write_text("\n".join(answers), "utf-8")
    (folder / "q.json").write_text('[{"id": "q", "text": "What?", "guide": [{"criterion": "delete frees it"}]}]')
    ran = shell(folder, "timeout 60 pontozo grade many.jsonl -q q.json --grader similarity --json | head -2")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert len(ran.stdout.splitlines()) == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
@pytest.mark.parametrize("options", ["", "--json", "--json --out graded.csv"])
def test_output_that_cannot_be_written_is_one_sentence(folder: Path, options: str) -> None:
    ran = shell(folder, f"pontozo grade examples/data.json {options} > /dev/full")
    assert ran.returncode == 1
    assert ran.stderr == (
        "pontozo: the output cannot be written (No space left on device); make room or choose another place\n"
    )
    assert not list(folder.glob("*graded*"))


@pytest.mark.parametrize("name", ["graded.csv", "graded.xlsx"])
def test_a_file_that_cannot_be_written_whole_is_one_sentence_and_nothing_stays(folder: Path, name: str) -> None:
    (folder / name).write_text("mine")
    # No file may be longer than one block: what a full disk does, without one.
    ran = shell(folder, f"ulimit -f 1; exec pontozo grade examples/data.json --out {name} > /dev/null")
    assert ran.returncode == 1
    assert ran.stderr == "pontozo: the output cannot be written (File too large); make room or choose another place\n"
    assert (folder / name).read_text() == "mine"
    assert {path.name for path in folder.iterdir()} == {"examples", name}


def test_nothing_is_printed_where_the_file_cannot_be_opened(run: Run) -> None:
    assert run("grade", "examples/data.json", "--json", "--out", "no/such/folder.csv", exits=2).stdout == ""
