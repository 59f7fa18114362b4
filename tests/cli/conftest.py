"""Running the command as a user does."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

COMMAND = str(Path(sys.executable).with_name("pontozo"))
EXAMPLES = Path(__file__).parents[2] / "examples"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds the examples."""
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Runs `pontozo` in that folder."""

    def run_in_folder(*arguments: str, exits: int = 0) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "100"}
        ran = subprocess.run([COMMAND, *arguments], cwd=folder, capture_output=True, text=True, env=environment)
        assert ran.returncode == exits, ran.stderr
        return ran

    return run_in_folder


def shell(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Runs the command line, `pontozo` in it; it ends as the first of its parts that fails."""
    line = command.replace("pontozo", COMMAND, 1)
    return subprocess.run(["bash", "-o", "pipefail", "-c", line], cwd=folder, capture_output=True, text=True)


def on_a_terminal(folder: Path, *arguments: str) -> str:
    """What `pontozo` shows on a terminal, 100 columns wide."""
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    process = subprocess.Popen([COMMAND, *arguments], cwd=folder, stdout=slave, stderr=slave, env=environment)
    os.close(slave)
    printed = b""
    while True:
        try:
            printed += os.read(master, 65536)
        except OSError:  # The other end of a terminal that closed.
            break
    os.close(master)
    assert process.wait() == 0, printed
    return printed.decode()
