"""Ctrl-C and SIGTERM while `pontozo data` works on a large file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND

SIGNALS = pytest.mark.parametrize(("by", "exits"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])


def write_many(folder: Path) -> None:
    question = {"id": "q", "text": "What?", "guide": [{"criterion": "delete frees the memory"}]}
    (folder / "q.json").write_text(json.dumps([question]))
    rows = (json.dumps({"id": str(number), "answer": f"answer number {number}"}) for number in range(20_000))
    (folder / "many.jsonl").write_text("\n".join(rows))


def started(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [COMMAND, "data", *arguments]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def await_part(folder: Path) -> None:
    """Waits until a file is being written beside its place."""
    deadline = time.monotonic() + 60
    while not any(path.stat().st_size for path in folder.glob(".*.part")) and time.monotonic() < deadline:
        time.sleep(0.01)


@SIGNALS
@pytest.mark.parametrize("verb", ["convert many.jsonl out.csv", "split many.jsonl out.csv held.csv"])
def test_stopped_while_writing_nothing_is_left_and_nothing_replaced(
    folder: Path, by: signal.Signals, exits: int, verb: str
) -> None:
    (folder / "out.csv").write_text("mine")
    write_many(folder)
    process = started(folder, *verb.split(), "-q", "q.json")
    await_part(folder)
    process.send_signal(by)
    printed, said = process.communicate(timeout=60)
    assert (process.returncode, printed, said) == (exits, "", "\npontozo: stopped.\n")
    assert (folder / "out.csv").read_text() == "mine"
    assert {path.name for path in folder.iterdir()} == {"examples", "q.json", "many.jsonl", "out.csv"}


@SIGNALS
@pytest.mark.parametrize(
    "verb", ["check data", "convert data x.csv", "show data", "split data x.csv y.csv", "stats data"]
)
def test_stopped_while_reading_it_ends_with_a_word(folder: Path, by: signal.Signals, exits: int, verb: str) -> None:
    os.mkfifo(folder / "data")
    process = started(folder, *verb.split())
    # The pipe opens once the command reads it, and then it waits for what never comes.
    with (folder / "data").open("wb"):
        process.send_signal(by)
        printed, said = process.communicate(timeout=60)
    assert (process.returncode, printed, said) == (exits, "", "\npontozo: stopped.\n")
