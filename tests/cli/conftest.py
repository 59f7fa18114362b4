"""Running the command as a user does."""

from __future__ import annotations

import os
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
