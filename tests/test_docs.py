"""The examples in the README and the pages are run, so that what a reader copies works.

A page's ```python blocks are one program, a block after another. Of its ```console blocks, the lines that begin with
`$ pontozo` are run one after another. Both run in a folder of their own with a copy of `examples/` in it. On the line
before a block may stand `<!-- not run: reason -->`, or `<!-- exits N -->` where its last command must end with N.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LONGEST_RUN = 300

_BLOCK = re.compile(
    r"(?:^[ ]*<!--\s*(?P<note>[^\n]*?)\s*-->\n(?:[ ]*\n)?)?"
    r"^(?P<indent>[ ]*)```(?P<kind>python|console)\b[^\n]*\n(?P<body>.*?)^(?P=indent)```[ ]*$",
    re.MULTILINE | re.DOTALL,
)
_EXITS = re.compile(r"exits (\d+)")
_NOT_RUN = re.compile(r"not run: \S")


@dataclass(frozen=True)
class Block:
    """A fenced example: `line` is that of its first line of text in the page."""

    kind: str
    body: str
    line: int
    exits: int


def blocks(page: str, kind: str) -> list[Block]:
    """The blocks of a kind that are to be run. Raises ValueError for a note that says nothing known."""
    found = []
    for match in _BLOCK.finditer(page):
        note = match["note"] or ""
        exits = _EXITS.fullmatch(note)
        if match["kind"] != kind or _NOT_RUN.match(note):
            continue
        if note and not exits:
            raise ValueError(f"the note before an example must be 'not run: reason' or 'exits N', not {note!r}")
        line = page.count("\n", 0, match.start("body")) + 1
        found.append(Block(kind, textwrap.dedent(match["body"]), line, int(exits[1]) if exits else 0))
    return found


def program(page: str) -> str:
    """The page's Python blocks as one program, each line where it stands in the page, so that errors name it."""
    lines: list[str] = []
    for block in blocks(page, "python"):
        lines += [""] * (block.line - 1 - len(lines))
        lines += block.body.splitlines()
    return "\n".join(lines)


def commands(page: str) -> list[tuple[str, int]]:
    """The commands that the page shows, each with the exit code it must end with."""
    found: list[tuple[str, int]] = []
    for block in blocks(page, "console"):
        text = block.body.replace("\\\n", " ")
        shown = [line.removeprefix("$ ") for line in text.splitlines() if line.startswith("$ pontozo ")]
        found += [(command, 0) for command in shown[:-1]]
        found += [(command, block.exits) for command in shown[-1:]]
    return found


def pages_with(kind: str) -> list[Path]:
    return [page for page in PAGES if blocks(page.read_text("utf-8"), kind)]


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder as a reader has it: with the examples in it, and nothing else."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


def run(command: str | list[str], desk: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return subprocess.run(
        command,
        shell=isinstance(command, str),
        cwd=desk,
        env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=LONGEST_RUN,
    )


@pytest.mark.parametrize("page", pages_with("python"), ids=name_of)
def test_the_python_of_a_page_runs(page: Path, desk: Path) -> None:
    script = desk / f"{page.stem}.py"
    script.write_text(program(page.read_text("utf-8")), "utf-8")
    ended = run([sys.executable, str(script)], desk)
    assert ended.returncode == 0, f"{name_of(page)}, lines as in the page:\n{ended.stderr}"


@pytest.mark.parametrize("page", pages_with("console"), ids=name_of)
def test_the_commands_of_a_page_run(page: Path, desk: Path) -> None:
    for command, exits in commands(page.read_text("utf-8")):
        ended = run(command, desk)
        assert ended.returncode == exits, f"{name_of(page)}: {command}\n{ended.stdout}\n{ended.stderr}"


def test_the_readme_shows_python_and_a_command() -> None:
    readme = PAGES[0].read_text("utf-8")
    assert program(readme)
    assert commands(readme)


PAGE = """# A page

```python
x = 1
```

<!-- not run: needs a GPU -->
```python
raise SystemExit
```

1. A list:

    ```python
    assert x == 1
    ```

```console
$ pip install pontozo
$ pontozo grade a.csv \\
    --questions q.yaml
a table
```

<!-- exits 2 -->
```console
$ pontozo --version
$ pontozo grade missing.csv
```

```text
$ pontozo never
```
"""


def test_the_blocks_of_a_page_are_one_program_with_its_lines() -> None:
    lines = program(PAGE).splitlines()
    assert [(number, line) for number, line in enumerate(lines, 1) if line] == [(4, "x = 1"), (15, "assert x == 1")]


def test_the_commands_of_a_page_come_with_their_exit_codes() -> None:
    assert [(" ".join(command.split()), exits) for command, exits in commands(PAGE)] == [
        ("pontozo grade a.csv --questions q.yaml", 0),
        ("pontozo --version", 0),
        ("pontozo grade missing.csv", 2),
    ]


@pytest.mark.parametrize("note", ["not run", "not run:", "exit 2", "exits two"])
def test_a_note_that_says_nothing_known_is_refused(note: str) -> None:
    with pytest.raises(ValueError, match="the note before an example must be"):
        program(f"<!-- {note} -->\n```python\nx = 1\n```\n")
