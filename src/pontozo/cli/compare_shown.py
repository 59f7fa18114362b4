"""What `pontozo compare` shows: a sentence or two, the figures side by side, the questions and answers that differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

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
#: With fewer units than this, percentile intervals are too narrow (docs/metrics.md, "Intervals").
_FEW = 10
_UNDEFINED = "–"


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


def told(found: Comparison) -> list[str]:
    """What the figures mean, in plain sentences: the one that decides first."""
    return [_decided(found), *_limits(found), *_others(found)]


def _decided(found: Comparison) -> str:
    name, figure = found.decides, found.figures[found.decides]
    if isnan(figure.more.low):
        return (
            f"Whether {found.first} and {found.second} differ in {name} cannot be told: it is undefined on these "
            "answers, or on most of the resamples."
        )
    first, second = number(figure.first), number(figure.second)
    between = f"{number(figure.more.low, sign=True)} and {number(figure.more.high, sign=True)}"
    if figure.is_real:
        tail = f"the difference is real, between {between} (95% interval; p = {number(figure.p)})."
        if figure.better == "first":
            return f"{found.first} is better than {found.second}: {name} {first} against {second}; {tail}"
        if figure.better == "second":
            return f"{found.second} is better than {found.first}: {name} {second} against {first}; {tail}"
        return f"{found.first} and {found.second} differ in {name}, {first} and {second}; {tail}"
    start = f"No difference in {name} between {found.first} and {found.second} can be told from chance"
    if figure.more.excludes_zero:
        return (
            f"{start}: {first} and {second}, p = {number(figure.p)}. The interval, between {between}, leaves out 0, but "
            "where the two disagree, p is the one to trust."
        )
    return f"{start}: it may be between {between} ({first} and {second}, p = {number(figure.p)})."


def _limits(found: Comparison) -> Iterator[str]:
    """What so few questions cannot show."""
    if found.unit == "answer":
        yield "All answers belong to one question: this speaks of that question only."
    # All but one unit exchanged is the same as that one exchanged, so half of the 2^n exchanges differ as much.
    least = 2.0 ** (1 - found.units)
    if least >= 0.05:
        units = counted(found.units, found.unit)
        yield f"On {units} no difference can be called real: p cannot fall below {number(min(least, 1.0))}."
    elif found.units < _FEW:
        yield f"On {counted(found.units, found.unit)} the intervals are too narrow: trust p."


def _others(found: Comparison) -> Iterator[str]:
    """Which other figures differ, and what that is worth."""
    others = {
        name: each for name, each in found.figures.items() if name != found.decides and not isnan(each.more.value)
    }
    real = [name for name, each in others.items() if each.is_real]
    if real:
        yield (
            f"Of the other {counted(len(others), 'figure')}, {', '.join(real)} differ really by themselves. Of so many, "
            f"one in twenty looks real by chance, so {found.decides} decides, or the one that --figure NAME chooses "
            "beforehand."
        )
    else:
        yield f"Of the other {counted(len(others), 'figure')} none shows a real difference."


def _show_figures(found: Comparison) -> None:
    headings = ("figure", found.first, found.second, "difference", "95% interval", "p", "real")
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
        _UNDEFINED if isnan(figure.p) or isnan(figure.more.low) else "yes" if figure.is_real else "no",
    )


def _interval(more: Interval) -> str:
    return _UNDEFINED if isnan(more.low) else f"{number(more.low, sign=True)} to {number(more.high, sign=True)}"


def _counts(found: Comparison) -> Iterator[str]:
    yield (
        f"{counted(found.answers, 'rated answer')}, {found.compared} scored by both and compared; "
        f"left unscored: {found.first_unscored} by {found.first}, {found.second_unscored} by {found.second}."
    )
    if found.unrated:
        yield f"{counted(found.unrated, 'answer')} without a rating that counts here: not graded."
    if found.criteria > found.labelled:
        yield (
            f"{counted(found.criteria, 'rated criterion', 'rated criteria')}; the 2-way and 3-way figures are of "
            f"{found.labelled}: the others are scales, with no outcome called met."
        )
    elif found.criteria:
        yield f"{counted(found.criteria, 'rated criterion', 'rated criteria')}."
    else:
        yield "No figures of criteria: people gave scores, but no outcomes."


def _show_questions(found: Comparison) -> None:
    shown = found.questions[:_QUESTIONS]
    which = f"{len(shown)} of {len(found.questions)} questions" if len(found.questions) > len(shown) else "By question"
    print(f"{which}, the largest difference first: mean error, as a share of the maximum")
    headings = ("question", "answers", found.first, found.second, "better")
    print_table(headings, [_question_row(each, found) for each in shown], headings[1:4])


def _question_row(each: QuestionDifference, found: Comparison) -> Sequence[str]:
    better = {"first": found.first, "second": found.second}.get(each.better, "equal")
    return (each.question, str(each.answers), number(each.first), number(each.second), better)


def _show_answers(found: Comparison) -> None:
    print("The answers on which they differ most, in points")
    headings = ("question", "answer", found.first, found.second, "people", "of", "text")
    print_table(headings, [_answer_row(each) for each in found.apart], headings[2:6])


def _answer_row(each: AnswerDifference) -> Sequence[str]:
    text = one_line(each.text)
    scores = (each.first, each.second, each.human, each.maximum)
    return (each.question, each.answer, *map(points, scores), text if len(text) <= _TEXT else f"{text[: _TEXT - 1]}…")


def number(value: float, *, sign: bool = False) -> str:
    """A figure with three decimals: ".652", with a sign "+.012"; "–" where it is undefined."""
    if isnan(value):
        return _UNDEFINED
    text = f"{value:{'+' if sign else ''}.3f}"
    if not text.strip("+-0."):
        return ".000"
    return text.replace("0.", ".", 1) if abs(value) < 1 and not text.lstrip("+-").startswith("1") else text
