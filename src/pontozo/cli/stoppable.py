"""Ctrl-C and SIGTERM while a verb works: it ends with a word, and leaves nothing half written."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import typer

from pontozo.cli.stopping import exit_code, hearing_sigterm

P = ParamSpec("P")


def stoppable(verb: Callable[P, None]) -> Callable[P, None]:
    """`verb`, which cleans up after itself when it is stopped, and ends as the help of the command says."""

    @wraps(verb)
    def stopping(*arguments: P.args, **options: P.kwargs) -> None:
        try:
            with hearing_sigterm():
                verb(*arguments, **options)
        except KeyboardInterrupt as error:
            typer.echo("\npontozo: stopped.", err=True)
            raise typer.Exit(exit_code(error)) from None

    return stopping
