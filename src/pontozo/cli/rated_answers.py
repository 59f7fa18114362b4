"""What the verbs that measure have in common: the answers that people rated, graded with a bar."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from pontozo.cli.data_options import tell
from pontozo.errors import UserError

if TYPE_CHECKING:
    from pontozo.domain import Answer, Question
    from pontozo.evaluation.cases import Cases
    from pontozo.gradebook import Gradebook
    from pontozo.grader import Grader

T = TypeVar("T")

Rater = Annotated[
    str | None, typer.Option("--rater", help="Measure against this rater, not against each answer's first.")
]
Seed = Annotated[int, typer.Option("--seed", min=0, help="The same seed draws the same lots.")]


@dataclass(frozen=True)
class RatedAnswers:
    """The answers that people, or the rater asked for, gave a score, and how many others there are."""

    pairs: Sequence[tuple[Question, Answer]]
    unrated: int


def rated_answers(data: Path, gradebook: Gradebook, rater: str | None) -> RatedAnswers:
    """What is to be graded: the rest would say nothing of agreement. Raises UserError where there is none."""
    from pontozo.gradebook import scored_ratings

    pairs: list[tuple[Question, Answer]] = []
    raters: Counter[str] = Counter()
    total = 0
    for question, answer in gradebook.pairs():
        total += 1
        own = [rating.rater for rating, _ in scored_ratings(question, answer)]
        raters.update(own)
        if rater in own or (rater is None and own):
            pairs.append((question, _rated_first(answer, rater)))
    if not raters:
        raise UserError(f"{data} holds no rated answer; graders are measured on answers that people gave a score")
    if not pairs:
        known = ", ".join(repr(name) for name in raters)
        raise UserError(f"{data}: nobody called {rater!r} gave a score; the raters are {known}")
    return RatedAnswers(pairs, total - len(pairs))


def _rated_first(answer: Answer, rater: str | None) -> Answer:
    """The answer, the rater's rating before the others: what is fitted on it is fitted on that one."""
    if rater is None:
        return answer
    return replace(answer, ratings=tuple(sorted(answer.ratings, key=lambda rating: rating.rater != rater)))


def graded_cases(rated: RatedAnswers, grader: Grader, rater: str | None) -> Cases:
    """The rated answers as `grader` grades them."""
    from pontozo.evaluation.cases import Cases, cases_of

    grades = with_bar(grader.grade_many(rated.pairs), f"Grading by {grader.name}", len(rated.pairs))
    graded = ((question, answer, grade) for (question, answer), grade in zip(rated.pairs, grades, strict=True))
    return Cases(cases_of(graded, rater).cases, rated.unrated)


def warn_of_seen(grader: Grader, gradebook: Gradebook) -> None:
    """A line on standard error where the grader was fitted on some of the answers."""
    seen = grader.seen
    count = 0 if seen is None else sum(seen.holds(question, answer) for question, answer in gradebook.pairs())
    if count:
        told = f"{grader.name} was fitted or calibrated on {count} of these answers, and looks better on them"
        tell("warning", [told])


def with_bar(work: Iterable[T], label: str, total: int) -> Iterator[T]:
    """The same; on a terminal, with a bar on standard error that shows how far the work is."""
    if not sys.stderr.isatty():
        yield from work
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(work, label, total=total, console=Console(stderr=True), transient=True)
