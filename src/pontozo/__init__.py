"""Pontozó proposes scores for free-text answers, criterion by criterion; the teacher decides."""

from typing import TYPE_CHECKING, Any

from pontozo.domain import Answer, Criterion, Grade, Question
from pontozo.gradebook import Gradebook

if TYPE_CHECKING:
    from pontozo.artefact import load_grader
    from pontozo.grader import Grader

__all__ = ["Answer", "Criterion", "Grade", "Gradebook", "Grader", "Question", "load_grader"]


def __getattr__(name: str) -> Any:
    # What needs the engine is imported when it is first asked for, so that `import pontozo` stays quick.
    if name == "Grader":
        from pontozo.grader import Grader

        return Grader
    if name == "load_grader":
        from pontozo.artefact import load_grader

        return load_grader
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
