"""The command `pontozo`: its verbs, its version, and how a fault ends it.

Exit codes: 0 done; 1 a fault of Pontozó's own, or the output could not be written; 2 bad input, nothing written;
130 stopped by Ctrl-C; 143 by SIGTERM.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Annotated

import typer

from pontozo.cli.attack import attack
from pontozo.cli.compare import compare
from pontozo.cli.data import app as data
from pontozo.cli.evaluate import evaluate
from pontozo.cli.exit_codes import BAD_INPUT, FAILED
from pontozo.cli.export import export
from pontozo.cli.grade import grade
from pontozo.cli.plan import plan
from pontozo.cli.push import push
from pontozo.cli.stoppable import stoppable
from pontozo.cli.train import train
from pontozo.errors import OutputError, UserError

#: So many faults are told; nobody mends more at once.
_MOST_FAULTS = 20

app = typer.Typer(
    help="Proposes scores for free-text answers, criterion by criterion; the teacher decides.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    epilog="Exit codes: 0 done, 1 internal fault or output that cannot be written, 2 bad input (nothing is written), "
    "3 a model that does not fit into the memory (plan), 130 stopped by Ctrl-C, 143 by SIGTERM.",
)
app.command()(grade)
app.command()(stoppable(evaluate))
app.command()(stoppable(attack))
app.command()(stoppable(compare))
app.command()(stoppable(train))
app.command()(stoppable(export))
app.command()(stoppable(plan))
app.command()(stoppable(push))
app.add_typer(data, name="data")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"pontozo {version('pontozo')}")
        raise typer.Exit


@app.callback()
def options(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Proposes scores for free-text answers, criterion by criterion; the teacher decides."""


def main() -> None:
    """Run the command; what cannot be used or written ends it with a sentence for each fault, and no traceback."""
    _tolerate_old_terminals()
    try:
        app()
    except UserError as error:
        for sentence in _sentences(error):
            typer.echo(f"pontozo: {sentence}", err=True)
        sys.exit(BAD_INPUT)
    except OutputError as error:
        typer.echo(f"pontozo: {error}", err=True)
        sys.exit(FAILED)


def _tolerate_old_terminals() -> None:
    """Letters that an old encoding of the terminal lacks are shown as "?": no reason to end with a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _sentences(error: UserError) -> Iterator[str]:
    """What is wrong, a line each; only the number of the faults beyond the most that are told."""
    from pontozo.cli.tables import one_line
    from pontozo.gradebook import DataError

    faults: Sequence[object] = error.faults if isinstance(error, DataError) else (error,)
    for fault in faults[:_MOST_FAULTS]:
        yield one_line(str(fault))
    if (more := len(faults) - _MOST_FAULTS) > 0:
        yield f"… and {more} more {'fault' if more == 1 else 'faults'}; pontozo data check tells all"
