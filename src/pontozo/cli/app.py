"""The command `pontozo`: its verbs, its version, and how a fault ends it.

Exit codes: 0 done; 1 a fault of Pontozó's own; 2 bad input, nothing written; 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from pontozo.cli.exit_codes import BAD_INPUT
from pontozo.cli.grade import grade
from pontozo.errors import UserError

app = typer.Typer(
    help="Proposes scores for free-text answers, criterion by criterion; the teacher decides.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    epilog="Exit codes: 0 done, 1 internal fault, 2 bad input (nothing is written), 130 stopped by Ctrl-C.",
)
app.command()(grade)


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
    """Run the command; a user's mistake ends it with one sentence and exit code 2."""
    try:
        app()
    except UserError as error:
        typer.echo(f"pontozo: {error}", err=True)
        sys.exit(BAD_INPUT)
    except BrokenPipeError:
        # Whoever read our output has enough (`pontozo … | head`); Python must not complain of it once more at exit.
        sys.stdout = None
        sys.exit(0)
