"""`pontozo evaluate`: how far a grader agrees with people, in figures and in pictures."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pontozo.cli.data_options import By, Data, GraderName, Questions, keep_input, known_column, read_data
from pontozo.cli.json_file import json_text
from pontozo.cli.measured_grader import Taking, measured_grader
from pontozo.cli.output import output_to
from pontozo.cli.rated_answers import RatedAnswers, Rater, Seed, rated_answers
from pontozo.errors import UserError

if TYPE_CHECKING:
    from pontozo.evaluation.cases import Cases
    from pontozo.evaluation.results import Evaluation

_METRICS, _REPORT, _ANSWERS = "metrics.json", "report.html", "answers.csv"


def evaluate(
    data: Data,
    questions: Questions = None,
    grader: GraderName = "probe",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", readable=False, help=f"Write {_REPORT}, {_METRICS}, {_ANSWERS} into this folder."),
    ] = None,
    folds: Annotated[
        int | None,
        typer.Option("--folds", min=2, help="Fit the grader anew, so many times, without the part it then grades."),
    ] = None,
    by: By = None,
    fit_on: Annotated[
        Path | None,
        typer.Option("--fit-on", readable=False, help="Fit the grader anew on the rated answers of this file."),
    ] = None,
    seen: Annotated[
        Path | None,
        typer.Option("--seen", readable=False, help="What the grader was fitted on, where it does not know itself."),
    ] = None,
    columns: Annotated[
        list[str] | None, typer.Option("--column", help="Tell apart what differs in this column; may be given again.")
    ] = None,
    group: Annotated[
        str | None, typer.Option("--group", help="The column of the groups that should be treated alike.")
    ] = None,
    rater: Rater = None,
    language: Annotated[
        str | None, typer.Option("--language", "-l", help="Of the report: en or hu; else that of most answers.")
    ] = None,
    seed: Seed = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print all figures as JSON, not as a table.")] = False,
) -> None:
    """Grade rated answers and tell how far the grader agrees with the people who rated them.

    A grader looks better than it is on answers it was fitted on: those are counted, and the figures stand there
    without them too. --folds and --fit-on fit the grader's family anew; with --folds each answer (or question, or
    class: --by) is graded by a grader that never saw it.
    """
    from pontozo.cli.evaluate_shown import show
    from pontozo.evaluation.evaluating import Plan
    from pontozo.evaluation.evaluating import evaluate as measured
    from pontozo.evaluation.parts import Drawing
    from pontozo.evaluation.results import as_json as record
    from pontozo.formats.beside import check_place

    _check_language(language)
    if by is not None and folds is None:
        raise UserError("--by says what folds keep together; give --folds too, or leave it out")
    if out is not None:
        _check_out(out, grader)
        for name in (_METRICS, _REPORT, _ANSWERS):
            keep_input(out / name, data, questions, fit_on, seen)
            if out.is_dir():
                check_place(out / name)
    gradebook = read_data(data, questions)
    for name in (*(columns or ()), *([group] if group else ())):
        known_column(name, gradebook)
    rated = rated_answers(data, gradebook, rater)
    _check_groups(group, rated)
    taken = measured_grader(
        grader, gradebook, rated, Taking(folds, by or "answer", fit_on, seen, questions, seed, rater)
    )
    plan = Plan(
        data=str(data),
        grader=taken.name,
        method=taken.method,
        rater=rater or "",
        columns=columns or (),
        group=group,
        seen=taken.seen,
        learnt_from=taken.learnt_from,
        baselines_by=by or "answer",
        review_below=taken.review_below,
        drawing=Drawing(seed=seed),
    )
    found = measured(taken.cases, plan)
    spoken = language or _language(taken.cases)
    with output_to(sys.stdout):
        if out is not None:
            _write(out, found, taken.cases, spoken)
        if as_json:
            print(json_text(record(found)))
        else:
            show(found, out)


def _check_language(language: str | None) -> None:
    from pontozo.wording import LANGUAGES

    if language is not None and language not in LANGUAGES:
        raise UserError(f"--language must be one of {', '.join(LANGUAGES)}, not {language!r}")


def _check_groups(group: str | None, rated: RatedAnswers) -> None:
    """Raises UserError for a column that fairness cannot be told by, before anything is graded."""
    from pontozo.evaluation.evaluating import MOST_GROUPS
    from pontozo.gradebook import trait

    count = 0 if group is None else len({trait(question, answer, group) for question, answer in rated.pairs} - {""})
    if count > MOST_GROUPS:
        raise UserError(
            f"--group takes a column of {MOST_GROUPS} groups at most, and {group!r} has {count}; --column tells such "
            "answers apart"
        )


def _check_out(out: Path, grader: str) -> None:
    """Raises UserError where no report can be put."""
    if out.exists() and not out.is_dir():
        raise UserError(f"{out} is a file; the report is a folder: give the name of one")
    if (out / "grader.json").exists() or str(out) == grader:
        raise UserError(f"{out} holds a grader, which a report would spoil; choose another folder")
    if not out.absolute().parent.is_dir():
        raise UserError(f"{out} cannot be made: there is no folder {out.parent}; make it first")


def _language(cases: Cases) -> str:
    """The language of most answers, if the report can be written in it."""
    from pontozo.wording import LANGUAGES

    (most, _), *_ = Counter(case.grade.language for case in cases.cases).most_common(1)
    return most if most in LANGUAGES else LANGUAGES[0]


def _write(out: Path, found: Evaluation, cases: Cases, language: str) -> None:
    """Writes all files, each beside its place first: what stood there before is replaced only by a whole one."""
    from pontozo.evaluation.answers_table import answers_csv
    from pontozo.evaluation.report import report_html
    from pontozo.evaluation.results import as_json
    from pontozo.formats.beside import write_bytes

    files = {
        _METRICS: (json_text(as_json(found)) + "\n").encode(),
        _REPORT: report_html(found, language).encode(),
        _ANSWERS: answers_csv(cases.cases),
    }
    out.mkdir(exist_ok=True)
    for name, data in files.items():
        write_bytes(out / name, data)
