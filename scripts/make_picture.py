"""Draw the README's picture: what `pontozo grade` shows of the example class on a terminal.

`python scripts/make_picture.py` runs the command on a terminal of its own and writes docs/images/grade.svg.
"""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "images" / "grade.svg"
ARGUMENTS = (
    "grade",
    "examples/programming-2/answers.csv",
    "--questions",
    "examples/programming-2/questions.yaml",
)
WIDTH = 92


def main() -> None:
    """Run, record, write."""
    printed = _on_a_terminal([str(Path(sys.executable).with_name("pontozo")), *ARGUMENTS])
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text("$ pontozo " + " ".join(ARGUMENTS), style="bold"))
    console.print(Text.from_ansi(printed))
    picture = console.export_svg(title="pontozo")
    # The picture must not fetch a font: any typewriter face will do.
    PICTURE.write_text(re.sub(r"@font-face \{.*?\}", "", picture, flags=re.DOTALL), "utf-8")


def _on_a_terminal(command: list[str]) -> str:
    """What the command prints to standard output when that is a terminal; its progress bar goes elsewhere."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": str(WIDTH)}
    process = subprocess.Popen(command, cwd=ROOT, stdout=theirs, stderr=subprocess.DEVNULL, env=environment)
    os.close(theirs)
    printed = b""
    while True:
        try:
            printed += os.read(ours, 65536)
        except OSError:  # The other end has closed.
            break
    os.close(ours)
    if process.wait():
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return printed.decode().replace("\r\n", "\n")


if __name__ == "__main__":
    main()
