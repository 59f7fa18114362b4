"""What `pontozo compare` shows: a sentence or two, the figures side by side, the questions and answers that differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from pontozo.cli.compare_told import labels, told
from pontozo.cli.numbers import UNDEFINED, number
from pontozo.cli.tables import one_line, print_table
from pontozo.counting import counted
from pontozo.domain import show as points

if TYPE_CHECKING:
    from pontozo.evaluation.comparing import AnswerDifference, Comparison, FigureDifference, QuestionDifference
    from pontozo.evaluation.intervals import Interval

#: So many questions are shown; --json and --out hold all.
_QUESTIONS = 10
#: So much of an answer is shown.
_TEXT = 60


def show(found: Comparison, written: Path | None) -> None:
    """Prints a comparison to standard output."""
    for sentence in told(found):
        print(one_line(sentence))
    print()
    _show_figures(found)
    print()
    for line in _counts(found):
        print(one_line(line))
    if found.questions:
        print()
        _show_questions(found)
    if found.apart:
        print()
        _show_answers(found)
    if written is not None:
        print(f"\nWritten to {written}")


def _show_figures(found: Comparison) -> None:
    headings = ("figure", *labels(found), "difference", "95% interval", "p", "real")
    names = sorted(found.figures, key=lambda name: name != found.decides)
    shown = [name for name in names if name == found.decides or not isnan(found.figures[name].more.value)]
    print_table(headings, [_figure_row(name, found.figures[name]) for name in shown], headings[1:6])


def _figure_row(name: str, figure: FigureDifference) -> Sequence[str]:
    return (
        name,
        number(figure.first),
        number(figure.second),
        number(figure.more.value, sign=True),
        _interval(figure.more),
        number(figure.p),
        UNDEFINED if isnan(figure.p) or isnan(figure.more.low) else "yes" if figure.is_real else "no",
    )


def _interval(more: Interval) -> str:
    return UNDEFINED if isnan(more.low) else f"{number(more.low, sign=True)} to {number(more.high, sign=True)}"


def _counts(found: Comparison) -> Iterator[str]:
    first, second = labels(found)
    yield (
        f"{counted(found.answers, 'rated answer')}, {found.compared} scored by both and compared; "
        f"left unscored: {found.first_unscored} by {first}, {found.second_unscored} by {second}."
    )
    if found.unrated:
        yield f"{counted(found.unrated, 'answer')} without a rating that counts here: not graded."
    for name, seen in ((first, found.first_seen), (second, found.second_seen)):
        if seen:
            yield f"Warning: {name} was fitted or calibrated on {seen} of these answers, and looks better than it is."
    if found.criteria > found.labelled:
        yield (
            f"{counted(found.criteria, 'rated criterion', 'rated criteria')}; the 2-way and 3-way figures are of "
            f"{found.labelled}: the others are scales, with no outcome called met."
        )
    elif found.criteria:
        yield f"{counted(found.criteria, 'rated criterion', 'rated criteria')}."
    else:
        yield "No figures of criteria: they need people's outcomes, and graders that both go by criteria."


def _show_questions(found: Comparison) -> None:
    shown = found.questions[:_QUESTIONS]
    which = f"{len(shown)} of {len(found.questions)} questions" if len(found.questions) > len(shown) else "By question"
    print(f"{which}, the largest difference first: mean error, as a share of the maximum")
    headings = ("question", "answers", *labels(found), "better")
    print_table(headings, [_question_row(each, found) for each in shown], headings[1:4])


def _question_row(each: QuestionDifference, found: Comparison) -> Sequence[str]:
    first, second = labels(found)
    better = {"first": first, "second": second}.get(each.better, "equal")
    return (each.question, str(each.answers), number(each.first), number(each.second), better)


def _show_answers(found: Comparison) -> None:
    print("The answers on which they differ most, in points")
    headings = ("question", "answer", *labels(found), "people", "of", "text")
    print_table(headings, [_answer_row(each) for each in found.apart], headings[2:6])


def _answer_row(each: AnswerDifference) -> Sequence[str]:
    text = one_line(each.text)
    scores = (each.first, each.second, each.human, each.maximum)
    return (each.question, each.answer, *map(points, scores), text if len(text) <= _TEXT else f"{text[: _TEXT - 1]}…")
