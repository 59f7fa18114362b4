"""The report's drawings: questions, calibration, risk against share graded alone.

Nothing in them is told by colour alone: people are filled circles, the grader diamonds, thresholds dashed.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import TYPE_CHECKING
from unicodedata import bidirectional, east_asian_width

from markupsafe import Markup

from pontozo.evaluation.report.choosing import points_of, widest_questions
from pontozo.evaluation.report.svg import inline_svg
from pontozo.evaluation.results import Bin, Coverage, Part, Reliability
from pontozo.wording.evaluation import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: So many questions can be told apart in one drawing.
MOST_QUESTIONS = 40
#: So many of them are told to those who hear the page; the table holds all.
_SAID = 8
_WIDTH, _HEIGHT, _ROW = 430.0, 330.0, 22.0
_INK, _BLUE, _GREY, _PALE = "#1a1a1a", "#0b4f9e", "#595959", "#d9d9d9"
#: How many narrow letters of a question's id fit.
_LETTERS = 16


def questions_chart(parts: Sequence[Part], words: Words) -> Markup | None:
    """Mean scores of people and of the grader, a row for each question; None where no question has both."""
    shown = widest_questions(parts, MOST_QUESTIONS)
    if not shown:
        return None
    height = _ROW * len(shown) + 62

    def draw(figure: Figure) -> None:
        axes = _axes(figure, (120, 46, _WIDTH - 134, height - 52), (_WIDTH, height))
        for row, part in enumerate(shown):
            axes.plot([part.human_mean, part.machine_mean], [row, row], color=_GREY, linewidth=2, zorder=2)
        rows = range(len(shown))
        people, grader = [part.human_mean for part in shown], [part.machine_mean for part in shown]
        axes.plot(people, rows, "o", color=_INK, markersize=8, clip_on=False, zorder=3)
        axes.plot(grader, rows, "D", mfc="white", mec=_BLUE, mew=2, markersize=7, clip_on=False, zorder=4)
        axes.set_ylim(len(shown) - 0.5, -0.5)
        axes.set_yticks([])
        for row in rows:
            axes.text(-0.04, row, "?", ha="right", va="center", gid=f"question-{row}", clip_on=False)
        _shares(axes, words, "x")
        axes.set_xlabel(words.say("questions axis"))

    labels = {f"question-{row}": _short(part.name) for row, part in enumerate(shown)}
    return inline_svg("questions", (_WIDTH, height), draw, labels, _questions_told(shown, len(parts), words))


def _questions_told(shown: Sequence[Part], count: int, words: Words) -> str:
    rows = [
        words.say(
            "questions alt row",
            question=_short(part.name),
            human=words.percent(part.human_mean),
            machine=words.percent(part.machine_mean),
        )
        for part in shown[:_SAID]
    ]
    if count > len(rows):
        rows.append(words.say("questions alt more"))
    return words.say("questions alt", rows=" ".join(rows))


def calibration_chart(reliability: Reliability, words: Words) -> Markup | None:
    """How often the grader is right, by what it says; None where no confidence was told."""
    bins = [each for each in reliability.bins if not isnan(each.right.value)]
    if not bins:
        return None

    def draw(figure: Figure) -> None:
        axes = _axes(figure, (64, 88, _WIDTH - 84, _HEIGHT - 100), (_WIDTH, _HEIGHT))
        axes.plot([0, 1], [0, 1], "--", color=_GREY, linewidth=1.5)
        told, right = [each.told for each in bins], [each.right.value for each in bins]
        axes.plot(told, right, "-", color=_BLUE, linewidth=1.5)
        for each in bins:
            axes.plot([each.told] * 2, [each.right.low, each.right.high], "-_", color=_BLUE, linewidth=1.5)
        axes.plot(told, right, "D", mfc="white", mec=_BLUE, mew=2, markersize=7, clip_on=False, zorder=4)
        _shares(axes, words, "x")
        _shares(axes, words, "y")
        axes.set_xlabel(words.say("calibration x"))
        axes.set_ylabel(words.say("calibration y"))
        _counts(figure, bins, words)

    return inline_svg("calibration", (_WIDTH, _HEIGHT), draw, {}, _calibration_told(bins, words))


def _counts(figure: Figure, bins: Sequence[Bin], words: Words) -> None:
    """How many answers each bin has, in a row below the drawing, each in the middle of its bin."""
    below = _axes(figure, (64, 6, _WIDTH - 84, 36), (_WIDTH, _HEIGHT))
    below.set_axis_off()
    below.set_xlim(0, 1)
    below.set_ylim(0, 2)
    below.text(0.5, 0.4, words.say("calibration n"), ha="center", va="center")
    for each in bins:
        middle = (each.low + each.high) / 2
        below.text(middle, 1.4, words.whole(each.answers), ha="center", va="center", fontsize=10)


def _calibration_told(bins: Sequence[Bin], words: Words) -> str:
    rows = [
        words.say(
            "calibration alt row",
            told=words.percent(each.told),
            right=words.percent(each.right.value),
            answers=words.counted("answer", each.answers),
        )
        for each in bins
    ]
    return words.say("calibration alt", rows=" ".join(rows))


def coverage_chart(coverage: Coverage, words: Words) -> Markup | None:
    """Which share of scores is not people's, by which share is graded alone; None where there is no point."""
    curve = [each for each in coverage.curve if not isnan(each.wrong)]
    if not curve:
        return None
    highest = max(each.wrong for each in curve)

    def draw(figure: Figure) -> None:
        axes = _axes(figure, (64, 46, _WIDTH - 84, _HEIGHT - 58), (_WIDTH, _HEIGHT))
        # A line through one point is none: it gets a mark.
        line = "-" if len(curve) > 1 else "o"
        axes.plot([each.share for each in curve], [each.wrong for each in curve], line, color=_BLUE, linewidth=2)
        _thresholds(axes, coverage)
        _shares(axes, words, "x")
        _shares(axes, words, "y", top=min(1.0, max(0.1, 1.15 * highest)))
        axes.set_xlabel(words.say("coverage x"))
        axes.set_ylabel(words.say("coverage y"))

    return inline_svg("coverage", (_WIDTH, _HEIGHT), draw, {}, _coverage_told(coverage, words))


def _thresholds(axes: Axes, coverage: Coverage) -> None:
    if coverage.at_qwk_80 > 0:
        axes.axvline(coverage.at_qwk_80, linestyle="--", color=_INK, linewidth=1.5)
    own = coverage.own
    if not isnan(own.wrong):
        axes.plot([own.share], [own.wrong], "D", mfc="white", mec=_INK, mew=2, markersize=9, clip_on=False, zorder=4)


def _coverage_told(coverage: Coverage, words: Words) -> str:
    rows = [
        words.say("coverage alt row", share=words.percent(each.share), wrong=words.percent(each.wrong))
        for each in points_of(coverage)
        if not isnan(each.wrong)
    ]
    return words.say("coverage alt", rows=" ".join(rows))


def _axes(figure: Figure, place: tuple[float, float, float, float], size: tuple[float, float]) -> Axes:
    """Axes at a place (left, bottom, width, height) of a drawing of this size, all in the drawing's units."""
    left, bottom, width, height = place
    axes = figure.add_axes((left / size[0], bottom / size[1], width / size[0], height / size[1]))
    axes.spines[["top", "right"]].set_visible(False)
    return axes


def _shares(axes: Axes, words: Words, side: str, top: float = 1.0) -> None:
    """An axis of shares, from 0 to `top`, in percent."""
    axis = axes.xaxis if side == "x" else axes.yaxis
    (axes.set_xlim if side == "x" else axes.set_ylim)(0, top)
    step = next(each for each in (0.02, 0.05, 0.1, 0.2) if top / each <= 5.5)
    places = [place * step for place in range(int(top / step + 1e-9) + 1)]
    axis.set_ticks(places, [words.number(100 * place, 0) + "%" for place in places])
    axis.grid(True, color=_PALE, linewidth=0.8)
    axes.set_axisbelow(True)


def _short(name: str) -> str:
    """A name that fits beside the drawing, without signs that are not seen or that turn what follows."""
    seen = "".join(sign if sign.isprintable() else " " for sign in name if bidirectional(sign) not in _TURNING)
    width, kept = 0, ""
    for sign in " ".join(seen.split()):
        width += 2 if east_asian_width(sign) in "WF" else 1
        if width > _LETTERS:
            return kept[:-1] + "…"
        kept += sign
    return kept


#: Signs that turn the direction of writing.
_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
