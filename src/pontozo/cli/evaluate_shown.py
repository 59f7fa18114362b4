"""What `pontozo evaluate` shows: the verdict first, then the grader beside people and baselines."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from pontozo.cli.numbers import UNDEFINED, number
from pontozo.cli.tables import one_line, print_table
from pontozo.counting import counted

if TYPE_CHECKING:
    from pontozo.evaluation.intervals import Interval
    from pontozo.evaluation.results import Evaluation, Figures, Part

_FIGURES = {
    "exact": "exact",
    "within_one_step": "within one step",
    "qwk": "QWK",
    "rmse_share": "RMSE, share",
    "smd": "SMD",
}
_NUMBERS = ("answers", *_FIGURES.values())
#: The figure that is told with its interval; the report tells all of them.
_WITH_INTERVAL = "qwk"
#: So many values of a column are shown; --json and --out hold all.
_MOST_PARTS = 30


def show(found: Evaluation, written: Path | None) -> None:
    """Print the verdict, the table, what the grader is weak at, and what was not measured."""
    from pontozo.wording.evaluation import conclusion_told

    for sentence in conclusion_told(found.conclusion, "en"):
        print(one_line(sentence))
    print()
    print_table(("scores", *_NUMBERS), _rows(found), _NUMBERS)
    for lines in (_labels(found), _fairness(found), _notes(found)):
        if told := list(lines):
            print()
            print("\n".join(map(one_line, told)))
    if written is not None:
        print(f"Written to {one_line(str(written))}")


def _rows(found: Evaluation) -> Iterator[tuple[str, ...]]:
    overall = found.overall
    yield _row(one_line(found.source.grader), overall.answers - overall.unscored, overall.figures, with_interval=True)
    for part in found.without:
        yield _row(f"  without {part.name}", part.answers - part.unscored, part.figures, with_interval=True)
    if found.people is not None:
        people = found.people
        yield _row("two raters", people.answers, people.first_second, with_interval=True)
        if people.answers < overall.answers - overall.unscored:
            yield _row("  the grader on these", people.answers, people.machine, with_interval=True)
    for baseline in found.baselines:
        yield _row(f"baseline: {baseline.name}", baseline.answers, baseline.figures)
    # Beside the columns, not among them: the data may have one of this name.
    for column, parts in (*found.columns.items(), ("seen", found.familiarity)):
        for part in parts[:_MOST_PARTS]:
            yield _of_part(column, part)


def _of_part(column: str, part: Part) -> tuple[str, ...]:
    """A part of the answers; of a few, what relates them to each other means nothing."""
    from pontozo.evaluation.report.choosing import meaning_something, scored_of

    return _row(one_line(f"{column}: {part.name or '(nothing)'}"), scored_of(part), meaning_something(part))


def _row(name: str, answers: int, figures: Figures, *, with_interval: bool = False) -> tuple[str, ...]:
    told = [
        _told(figures[key], with_interval=with_interval and key == _WITH_INTERVAL) if key in figures else UNDEFINED
        for key in _FIGURES
    ]
    return (name, str(answers), *told)


def _told(figure: Interval, *, with_interval: bool) -> str:
    value = number(figure.value)
    if isnan(figure.low) or not with_interval:
        return value
    return f"{value} ({number(figure.low)} to {number(figure.high)})"


def _labels(found: Evaluation) -> Iterator[str]:
    for part in found.labels:
        told = ", ".join(
            f"{label} {number(part.figures[name].value)}"
            for name, label in (("accuracy", "accuracy"), ("macro_f1", "macro-F1"), ("weighted_f1", "weighted F1"))
        )
        yield f"{part.view} over {counted(part.criteria, 'rated criterion', 'rated criteria')}: {told}"


def _fairness(found: Evaluation) -> Iterator[str]:
    if found.fairness is not None:
        yield from found.fairness.told("en")


def _notes(found: Evaluation) -> Iterator[str]:
    """What is not in the figures, or makes them look better than they are."""
    from pontozo.evaluation.evaluating import MOST_GROUPS
    from pontozo.wording import reason

    if found.unrated:
        yield f"{counted(found.unrated, 'answer')} without a rating were left out."
    if found.unscored:
        yield f"{counted(found.overall.unscored, 'answer')} came back unscored and stand in no figure:"
        yield from (f"    {count:4d}  {reason(code, 'en').text}" for code, count in found.unscored.items())
    if found.seen.answers:
        yield (
            f"Warning: the grader was fitted on {found.seen.answers} of these {found.overall.answers} answers; "
            "trust the line without them."
        )
    elif found.seen.known:
        unseen = "none of these answers" if found.seen.questions else "none of these questions"
        yield f"The grader was fitted on {unseen}."
    else:
        yield "It is not known what the grader was fitted on; --seen FILE tells, where it was on answers like these."
    if not found.baselines:
        yield "No baselines: too few answers, not blank and not seen, that they could learn from."
    for column, parts in found.columns.items():
        if column == "group" and len(parts) > MOST_GROUPS:
            yield f"Fairness is told of at most {MOST_GROUPS} groups; here are {len(parts)}."
        if len(parts) > _MOST_PARTS:
            yield f"{column}: {len(parts) - _MOST_PARTS} more values are not shown; --json and --out hold all."
