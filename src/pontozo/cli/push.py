"""`pontozo push`: a saved grader to a model hub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pontozo.counting import counted

if TYPE_CHECKING:
    from pontozo.publishing import Pushed


def push(
    grader: Annotated[str, typer.Argument(help="The folder of a saved grader.")],
    repository: Annotated[str, typer.Argument(help="Where it goes on the hub: org/name; made where there is none.")],
    revision: Annotated[
        str, typer.Option("--revision", help="The branch that it goes to; made where there is none.")
    ] = "",
    private: Annotated[
        bool, typer.Option("--private/--public", help="Whether only you and your organisation may see it.")
    ] = True,
    message: Annotated[str, typer.Option("--message", "-m", help="What the commit says.")] = "",
) -> None:
    """Put a saved grader on a model hub, whole and in one commit.

    It must be as it was saved. Besides its files nothing goes up; they hold no answers, but digests of those it learnt
    from, and what its card says of them. You must be logged in: hf auth login, or HF_TOKEN.
    """
    from pontozo.publishing import push_grader

    _tell(push_grader(grader, repository, revision=revision, private=private, message=message))


def _tell(pushed: Pushed) -> None:
    seen = "private" if pushed.private else "public"
    files = f"{counted(len(pushed.files), 'file')} ({', '.join(pushed.files)}; {pushed.size:,} bytes)"
    typer.echo(f"Pushed {files} to {pushed.place.repository}, which is {seen}.")
    if pushed.removed:
        typer.echo(f"Removed what the grader that stood there had besides: {', '.join(pushed.removed)}.")
    typer.echo(f"To grade with it: pontozo grade answers.csv --grader {pushed.place}")
