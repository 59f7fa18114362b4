"""`pontozo data stats`: how much there is of what."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pontozo.cli.data_options import Data, Questions, read_data
from pontozo.cli.output import output_to
from pontozo.cli.tables import one_line, print_table
from pontozo.counting import counted
from pontozo.domain import plain, show

if TYPE_CHECKING:
    from pontozo.gradebook import QuestionSummary, Summary

_COUNTS = ("answers", "blank", "repeated", "rated")
#: So much of a wording is shown.
_WORDING = 60


def stats(
    data: Data,
    questions: Questions = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the numbers as JSON.")] = False,
) -> None:
    """Count answers, ratings and outcomes, by question and criterion."""
    from pontozo.gradebook import summarise

    summary = summarise(read_data(data, questions))
    with output_to(sys.stdout):
        if as_json:
            print(json.dumps(_record(summary), ensure_ascii=False, indent=2))
        else:
            _show(summary)


def _show(summary: Summary) -> None:
    numbers = (*_COUNTS, "words", "mean score", "of")
    print_table(("question", *numbers), [_question_row(each) for each in summary.questions], numbers)
    rated = [each for each in summary.questions if any(sum(c.outcomes.values()) for c in each.criteria)]
    if rated:
        print()
        rows = [row for each in rated for row in _criterion_rows(each)]
        print_table(("question", "criterion", "wording", "points", "outcomes"), rows, ("points",))
    print()
    print(f"{counted(len(summary.questions), 'question')}, {counted(summary.answers, 'answer')}")
    for rater, count in summary.raters.items():
        print(f"{counted(count, 'rating')} by {one_line(rater) or 'a rater without a name'}")


def _question_row(each: QuestionSummary) -> Sequence[str]:
    words, mean = each.mean_words, each.mean_score
    return (
        each.id,
        *map(str, _counts(each).values()),
        "–" if words is None else f"{words:.1f}",
        "–" if mean is None else show(mean),
        show(each.maximum),
    )


def _counts(each: QuestionSummary) -> dict[str, int]:
    # Numbers also where only one answer was counted, which may have been told as true or false.
    return {name: int(getattr(each, name)) for name in _COUNTS}


def _criterion_rows(each: QuestionSummary) -> Sequence[Sequence[str]]:
    return [
        (
            each.id,
            criterion.id,
            criterion.wording if len(criterion.wording) <= _WORDING else f"{criterion.wording[: _WORDING - 1]}…",
            show(criterion.points),
            ", ".join(f"{name} {count}" for name, count in criterion.outcomes.items() if count),
        )
        for criterion in each.criteria
    ]


def _record(summary: Summary) -> dict[str, Any]:
    return {
        "questions": [_question_record(each) for each in summary.questions],
        "answers": summary.answers,
        "rated": summary.rated,
        "blank": summary.blank,
        "raters": dict(summary.raters),
    }


def _question_record(each: QuestionSummary) -> dict[str, Any]:
    mean = each.mean_score
    return {
        "id": each.id,
        "language": each.language,
        "maximum": plain(each.maximum),
        **_counts(each),
        "mean_words": each.mean_words,
        "mean_score": None if mean is None else float(mean),
        "criteria": [
            {
                "id": criterion.id,
                "wording": criterion.wording,
                "points": plain(criterion.points),
                "outcomes": dict(criterion.outcomes),
            }
            for criterion in each.criteria
        ],
    }
