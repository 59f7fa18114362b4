"""The drawings: what they show, and that several can stand on one page."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from math import nan
from xml.etree import ElementTree

import matplotlib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pontozo.evaluation.report import charts
from pontozo.evaluation.results import Coverage, Reach, Reliability
from pontozo.wording import LANGUAGES
from pontozo.wording.evaluation import words
from tests.evaluation.report.samples import HOSTILE, coverage, part, reliability

EN = words("en")

#: Where nothing reaches the grader\'s own threshold.
NOTHING_ALONE = Reach(0.5, 0.0, nan, nan)


def drawings() -> list[str]:
    drawn = [
        charts.questions_chart([part("q1"), part("q2")], EN),
        charts.calibration_chart(reliability(), EN),
        charts.coverage_chart(coverage(), EN),
    ]
    return [each for each in drawn if each is not None]


def texts(drawing: str | None) -> list[str]:
    assert drawing is not None
    return [each.text or "" for each in ElementTree.fromstring(drawing).iter("{http://www.w3.org/2000/svg}text")]


def label(drawing: str | None) -> str:
    assert drawing is not None
    return ElementTree.fromstring(drawing).attrib["aria-label"]


def test_drawings_share_no_id_and_refer_only_to_their_own() -> None:
    assert len(drawings()) == 3
    seen: set[str] = set()
    for drawing in drawings():
        own = set(re.findall(r'\bid="([^"]+)"', drawing))
        assert own.isdisjoint(seen)
        assert set(re.findall(r'(?:url\(|href=")#([^")]+)', drawing)) <= own
        seen |= own


def test_the_same_figures_give_the_same_bytes() -> None:
    assert drawings() == drawings()


def test_the_librarys_settings_are_left_as_they_were() -> None:
    before = dict(matplotlib.rcParams)
    drawings()
    assert dict(matplotlib.rcParams) == before


def test_what_somebody_set_for_drawings_of_their_own_changes_nothing() -> None:
    before = drawings()
    with matplotlib.rc_context({"lines.linewidth": 9, "axes.facecolor": "red", "font.size": 30, "axes.grid": True}):
        assert drawings() == before


def test_several_threads_may_draw_at_once() -> None:
    drawn: list[list[str]] = []
    threads = [threading.Thread(target=lambda: drawn.append(drawings())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drawn == [drawings()] * 4


def test_the_widest_differences_are_drawn_first_and_not_more_than_fit() -> None:
    parts = [part(f"q{place}", human_mean=0.5, machine_mean=0.5 + place / 200) for place in range(100)]
    names = [text for text in texts(charts.questions_chart(parts, EN)) if text.startswith("q")]
    assert names == [f"q{place}" for place in range(99, 99 - charts.MOST_QUESTIONS, -1)]


def test_questions_of_which_a_mean_is_unknown_are_not_drawn() -> None:
    known, unknown = part("known"), part("unknown", machine_mean=nan)
    assert "unknown" not in texts(charts.questions_chart([unknown, known], EN))
    assert charts.questions_chart([unknown], EN) is None
    assert charts.questions_chart([], EN) is None


@pytest.mark.parametrize("name", HOSTILE)
def test_a_questions_id_is_text_and_fits(name: str) -> None:
    (row, *_) = texts(charts.questions_chart([part(name)], EN))
    assert len(row) <= 16
    assert "\u202e" not in row


@settings(max_examples=30)
@given(st.text(min_size=1, max_size=30))
def test_any_id_can_be_drawn(name: str) -> None:
    assert charts.questions_chart([part(name)], EN)


def test_what_is_drawn_is_told() -> None:
    two = [part("q1", human_mean=0.4, machine_mean=0.7), part("q2", human_mean=0.4, machine_mean=0.5)]
    assert "q1: people 40%, grader 70%. q2: people 40%, grader 50%." in label(charts.questions_chart(two, EN))
    assert "Told 55%: right in 53% of 15 answers." in label(charts.calibration_chart(reliability(), EN))
    assert "97% graded alone: 31% differ." in label(charts.coverage_chart(coverage(), EN))


def test_calibration_counts_the_answers() -> None:
    shown = texts(charts.calibration_chart(reliability(), EN))
    assert [str(each.answers) for each in reliability().bins] == [text for text in shown if text.isdigit()]


def test_without_a_point_nothing_is_drawn() -> None:
    assert charts.calibration_chart(Reliability(0, (), nan, nan), EN) is None
    assert charts.coverage_chart(Coverage((), 0.0, NOTHING_ALONE), EN) is None


def test_one_point_is_seen() -> None:
    """A line through one point is nothing: it gets a mark, as the many points of a line do not."""
    one = replace(coverage(), curve=coverage().curve[:1], own=NOTHING_ALONE)
    many = replace(coverage(), own=NOTHING_ALONE)
    drawn = [str(charts.coverage_chart(each, EN)) for each in (one, many)]
    # The marks are drawn in the line's colour, the ticks are not.
    assert [len(re.findall(r"<use[^>]*fill: #0b4f9e", each)) for each in drawn] == [1, 0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_drawings_speak_the_language(language: str) -> None:
    spoken = words(language)
    assert spoken.say("calibration x") in texts(charts.calibration_chart(reliability(), spoken))
    assert spoken.say("coverage y") in texts(charts.coverage_chart(coverage(), spoken))
