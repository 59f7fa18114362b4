"""The grader that `--grader` names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pontozo.cli.data_options import tell

if TYPE_CHECKING:
    from pontozo.grader import Grader


def named_grader(name: str) -> Grader:
    """The grader of this name, folder or place on a hub; which commit a branch of a hub is at is told.

    Raises UserError where there is none.
    """
    from pontozo.artefact import exact_name, load_grader

    exact = exact_name(name)
    if exact != name:
        tell("note", [f"{name} is {exact} now; that name gives this very grader again"])
    return load_grader(exact)
