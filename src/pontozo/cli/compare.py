"""`pontozo compare`: two graders on the same rated answers, and which of their differences are real."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pontozo.cli.data_options import Data, Questions, is_same, keep_input, read_data
from pontozo.cli.output import output_to
from pontozo.errors import UserError

if TYPE_CHECKING:
    from pontozo.domain import Answer, Question
    from pontozo.evaluation.comparing import Comparison, Graded
    from pontozo.gradebook import Gradebook
    from pontozo.grader import Grader


def compare(
    data: Data,
    questions: Questions = None,
    grader: Annotated[
        list[str] | None,
        typer.Option("--grader", "-g", help="A grader's name or the folder of a saved one; give two of them."),
    ] = None,
    rater: Annotated[
        str | None, typer.Option("--rater", help="Measure against this rater, not against each answer's first.")
    ] = None,
    figure: Annotated[
        str, typer.Option("--figure", help="The figure that decides; choose it before you look.")
    ] = "qwk",
    answers: Annotated[int, typer.Option("--answers", min=0, help="Tell at most so many answers that differ.")] = 10,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed draws the same resamples.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON, not as tables.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", readable=False, help="Write everything here, as .json.")
    ] = None,
) -> None:
    """Grade rated answers with two graders and tell which differences between them are real.

    Only answers that both graders score are compared; how many each leaves unscored is told.
    """
    from pontozo.artefact import load_grader
    from pontozo.cli.compare_shown import show
    from pontozo.evaluation.comparing import check_figure, compare_graders

    names = _two(grader or [])
    check_figure(figure)
    if out is not None:
        _check_out(out, data, questions, names)
    rated = _rated(data, read_data(data, questions), rater)
    loaded = [load_grader(name) for name in names]
    first, second = (_graded(rated, each, rater) for each in loaded)
    found = compare_graders(first, second, figure, seed, answers)
    with output_to(sys.stdout):
        if out is not None:
            _write(out, found)
        if as_json:
            print(_json(found))
        else:
            show(found, written=out)


def _two(graders: Sequence[str]) -> Sequence[str]:
    if len(graders) != 2:
        raise UserError(f"two graders are compared: give --grader twice, not {len(graders)} times")
    return graders


def _check_out(out: Path, data: Path, questions: Path | None, graders: Sequence[str]) -> None:
    """Raises UserError where nothing can be written to `out`, or where that would harm what is read."""
    from pontozo.formats.beside import check_place

    if out.suffix.lower() != ".json":
        raise UserError(f"{out}: what is found is written as JSON; give --out a name that ends in .json")
    keep_input(out, data, questions)
    check_place(out)
    for folder in map(Path, graders):
        if folder.is_dir() and is_same(out.parent, folder):
            raise UserError(f"{out} would stand in the folder of a grader and spoil it; choose another folder")


@dataclass(frozen=True)
class _Rated:
    """The answers that people, or the rater asked for, gave a score, and how many others there are."""

    pairs: Sequence[tuple[Question, Answer]]
    unrated: int


def _rated(data: Path, gradebook: Gradebook, rater: str | None) -> _Rated:
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
            pairs.append((question, answer))
    if not raters:
        raise UserError(f"{data} holds no rated answer; graders are compared on answers that people gave a score")
    if not pairs:
        known = ", ".join(repr(name) for name in raters)
        raise UserError(f"{data}: nobody called {rater!r} gave a score; the raters are {known}")
    return _Rated(pairs, total - len(pairs))


def _graded(rated: _Rated, grader: Grader, rater: str | None) -> Graded:
    """The rated answers as `grader` grades them; on a terminal, with a bar that shows how far the work is."""
    from rich.console import Console
    from rich.progress import track

    from pontozo.evaluation.cases import Cases, cases_of
    from pontozo.evaluation.comparing import Graded

    grades = track(
        grader.grade_many(rated.pairs),
        f"Grading by {grader.name}",
        total=len(rated.pairs),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    graded = ((question, answer, grade) for (question, answer), grade in zip(rated.pairs, grades, strict=True))
    return Graded(grader.name, Cases(cases_of(graded, rater).cases, rated.unrated))


def _json(found: Comparison) -> str:
    from pontozo.evaluation.results import as_json

    return json.dumps(as_json(found), ensure_ascii=False, indent=2, allow_nan=False)


def _write(out: Path, found: Comparison) -> None:
    """Writes `out`, which takes its place only once it is whole."""
    from pontozo.formats.beside import BesideFile

    beside = BesideFile(out)
    try:
        beside.file.write(f"{_json(found)}\n".encode())
    except BaseException:
        beside.drop()
        raise
    beside.put(out)
