"""The command itself: version, help, completion, how it ends."""

import subprocess
from importlib.metadata import version

from tests.cli.conftest import COMMAND, Run


def test_version(run: Run) -> None:
    assert run("--version").stdout.strip() == f"pontozo {version('pontozo')}"


def test_help_names_verbs_options_and_exit_codes(run: Run) -> None:
    assert "grade" in run("--help").stdout
    assert "130" in run("--help").stdout
    helped = run("grade", "--help").stdout
    for option in ("--questions", "--grader", "--out", "--json"):
        assert option in helped


def test_completion_can_be_shown() -> None:
    # The shell is told from the process that calls; bash must not step aside for it, hence the second command.
    ran = subprocess.run(["bash", "-c", f"{COMMAND} --show-completion && true"], capture_output=True, text=True)
    assert "_PONTOZO_COMPLETE" in ran.stdout
