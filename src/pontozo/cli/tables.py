"""Tables on a terminal, or as wide as it takes in a file."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Sequence
from typing import Literal

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

#: What would steer the terminal instead of being shown, or break a row in two.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
#: The same where lines may break.
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]], numbers: Collection[str]) -> None:
    """Prints a table to standard output. What stands under the headings `numbers` is set to the right."""
    is_terminal = sys.stdout.isatty()
    table = Table(box=box.SIMPLE_HEAD if is_terminal else None, show_edge=False, pad_edge=False)
    for heading in headings:
        justify: Literal["left", "right"] = "right" if heading in numbers else "left"
        table.add_column(_literal(heading), justify=justify, no_wrap=not is_terminal, overflow="fold")
    for row in rows:
        table.add_row(*map(_literal, row))
    # Not a terminal: as wide as it takes, so that nothing is cut in a file or a pipe.
    width = None if is_terminal else 1000
    console = Console(
        file=sys.stdout, width=width, markup=False, emoji=False, highlight=False, no_color=not is_terminal
    )
    with console.capture() as captured:
        console.print(table)
    printed = captured.get()
    if not is_terminal:
        printed = "".join(f"{line.rstrip()}\n" for line in printed.splitlines())
    # Written here: rich itself would end the program when nobody reads any more.
    sys.stdout.write(printed)


def one_line(text: str) -> str:
    """`text` on one line, whatever stood in the data: nothing in it breaks the line or steers the terminal."""
    return _CONTROL.sub(" ", " ".join(text.splitlines()))


def lines_for_terminal(text: str) -> str:
    """`text` with its lines and tabs, but nothing in it that steers the terminal."""
    return _STEERING.sub(" ", text)


def _literal(text: str) -> Text:
    """`text` as it stands: square brackets are no markup, colons no emoji, and nothing steers the terminal."""
    return Text(_CONTROL.sub(" ", text))
