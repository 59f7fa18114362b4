"""What a comparison of two graders means, in plain sentences: which differences are real, and what cannot be told."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from typing import TYPE_CHECKING

from pontozo.cli.numbers import number
from pontozo.counting import counted
from pontozo.evaluation.intervals import FEWEST, RARE, least_p

if TYPE_CHECKING:
    from pontozo.evaluation.comparing import Comparison, FigureDifference


def labels(found: Comparison) -> tuple[str, str]:
    """What the graders are called in tables: their names, without the hash behind them where that is enough."""
    first, second = (name.partition("@")[0] for name in (found.first, found.second))
    return (found.first, found.second) if first == second else (first, second)


def told(found: Comparison) -> list[str]:
    """What the figures mean, in plain sentences: the one that decides first."""
    return [_decided(found), *_limits(found), *_others(found)]


def _decided(found: Comparison) -> str:
    figure = found.figures[found.decides]
    if isnan(figure.more.low):
        return (
            f"Whether {found.first} and {found.second} differ in {found.decides} cannot be told: it is undefined on "
            "these answers, or on most of the resamples."
        )
    return _real(found, figure) if figure.is_real else _not_real(found, figure)


def _real(found: Comparison, figure: FigureDifference) -> str:
    first, second = (found.first, number(figure.first)), (found.second, number(figure.second))
    tail = f"the difference is real, between {_between(figure)} (95% interval; p = {number(figure.p)})."
    if not figure.better:
        return f"{first[0]} and {second[0]} differ in {found.decides}, {first[1]} and {second[1]}; {tail}"
    better, worse = (first, second) if figure.better == "first" else (second, first)
    return f"{better[0]} is better than {worse[0]}: {found.decides} {better[1]} against {worse[1]}; {tail}"


def _not_real(found: Comparison, figure: FigureDifference) -> str:
    start = f"No difference in {found.decides} between {found.first} and {found.second} can be told from chance"
    values, p = f"{number(figure.first)} and {number(figure.second)}", f"p = {number(figure.p)}"
    if figure.more.excludes_zero:
        interval = _between(figure, "to")
        return f"{start}: {values}, {p}. The interval, {interval}, leaves out 0; where the two disagree, trust p."
    return f"{start}: it may be between {_between(figure)} ({values}, {p})."


def _between(figure: FigureDifference, joined: str = "and") -> str:
    return f"{number(figure.more.low, sign=True)} {joined} {number(figure.more.high, sign=True)}"


def _limits(found: Comparison) -> Iterator[str]:
    """What so few questions cannot show."""
    if found.unit == "answer":
        yield f"There are fewer than {FEWEST} questions: answers were drawn, and this speaks of these questions only."
    least = least_p(found.units)
    if least >= RARE:
        units = counted(found.units, found.unit)
        yield f"On {units} no difference can be called real: p cannot fall below {number(least)}."


def _others(found: Comparison) -> Iterator[str]:
    """Which other figures differ, and what that is worth."""
    others = {
        name: each for name, each in found.figures.items() if name != found.decides and not isnan(each.more.value)
    }
    real = [name for name, each in others.items() if each.is_real]
    if real:
        yield (
            f"Taken by itself, each of these other figures shows a real difference: {', '.join(real)}. Of so many "
            f"({len(others)}), one in twenty looks real by chance: {found.decides} decides, or another that --figure "
            "NAME chose before looking."
        )
    else:
        yield "No other figure shows a real difference."
