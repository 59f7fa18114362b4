"""The level that figures come to, at its thresholds."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from pontozo.evaluation.conclusion import conclude
from pontozo.evaluation.fairness import Explained, Fairness, GroupDifference
from pontozo.evaluation.intervals import Interval
from pontozo.evaluation.results import Baseline, Coverage, Figures, Part, People, Reach
from pontozo.wording.evaluation import LEAST_ANSWERS


def figures(qwk: float, smd: float = 0.0, exact: float = 0.5) -> Figures:
    return {name: Interval(value, value, value) for name, value in (("qwk", qwk), ("smd", smd), ("exact", exact))}


def overall(qwk: float, smd: float = 0.0, answers: int = 200, unscored: int = 0) -> Part:
    own = figures(qwk, smd) if answers > unscored else {}
    return Part("all", answers, unscored, 9, 0.5, 0.4, "question", own)


def baseline(low: float, qwk: float = 0.3, name: str = "length") -> Baseline:
    return Baseline(name, 100, figures(qwk), Interval(0.4, low, 0.5), 0.01)


def people(first_second: float, machine: float) -> People:
    return People(100, 2, figures(first_second), figures(machine), Interval(0.8, 0.7, 0.9))


BETTER = [baseline(low=0.1)]


def level(part: Part, baselines: list[Baseline] = BETTER, others: People | None = None) -> str:
    return conclude(part, baselines, others).level


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (overall(0.9, answers=LEAST_ANSWERS - 1), "too little"),
        (overall(0.9, answers=LEAST_ANSWERS), "agrees"),
        (overall(0.9, answers=LEAST_ANSWERS + 10, unscored=11), "too little"),
        (overall(0.9, answers=100, unscored=100), "too little"),
        (overall(math.nan), "too little"),
        (overall(0.6999), "help"),
        (overall(0.70), "agrees"),
        (overall(0.9, smd=0.15), "agrees"),
        (overall(0.9, smd=0.1501), "help"),
        (overall(0.9, smd=-0.1501), "help"),
        (overall(0.9, smd=math.nan), "too little"),
        (overall(-0.5), "help"),
    ],
)
def test_agreement_alone_says(part: Part, expected: str) -> None:
    assert level(part) == expected


@pytest.mark.parametrize(("low", "expected"), [(0.0001, "agrees"), (0.0, "no better"), (math.nan, "no better")])
def test_a_grader_must_surely_beat_what_comes_free(low: float, expected: str) -> None:
    assert level(overall(0.9), [baseline(low)]) == expected


def test_the_best_of_the_baselines_is_the_one_to_beat() -> None:
    best, poor, none = baseline(-0.1, 0.8, "overlap"), baseline(0.2, 0.1, "length"), baseline(0.2, math.nan, "nothing")
    for order in ([best, poor, none], [none, poor, best]):
        found = conclude(overall(0.9), order, None)
        assert (found.level, found.facts["best_baseline"], found.facts["baseline_qwk"]) == ("no better", "overlap", 0.8)
    assert level(overall(0.9), [poor, none]) == "agrees"
    assert level(overall(0.9), []) == "agrees"


@pytest.mark.parametrize(
    ("first_second", "machine", "expected"),
    [
        (0.85, 0.75, "as people"),
        (0.851, 0.75, "agrees"),
        (0.6, 0.75, "as people"),
        (math.nan, 0.75, "agrees"),
        (0.8, math.nan, "agrees"),
    ],
)
def test_beside_people_it_may_fall_a_tenth_short(first_second: float, machine: float, expected: str) -> None:
    assert level(overall(0.75), others=people(first_second, machine)) == expected


def test_a_few_answers_rated_twice_do_not_make_it_as_good_as_people() -> None:
    few = replace(people(0.8, 0.8), answers=LEAST_ANSWERS - 1)
    assert level(overall(0.9), others=few) == "agrees"
    assert level(overall(0.9), others=replace(few, answers=LEAST_ANSWERS)) == "as people"


def test_a_grader_that_leaves_many_answers_to_people_only_helps() -> None:
    assert level(overall(0.9, answers=1000, unscored=200)) == "agrees"
    assert level(overall(0.9, answers=1000, unscored=201)) == "help"


def test_people_who_disagree_make_a_poor_grader_no_better() -> None:
    assert level(overall(0.6), others=people(0.5, 0.6)) == "help"


def test_what_decided_is_told() -> None:
    reach = Reach(threshold=0.5, share=0.4, wrong=0.2, qwk=0.9)
    found = conclude(overall(0.75, smd=0.05, unscored=20), BETTER, people(0.8, 0.76), Coverage((reach,), 0.4, reach))
    assert found.facts == {
        "answers": 180,
        "unscored": 20,
        "questions": 9,
        "unit": "question",
        "qwk": 0.75,
        "qwk_low": 0.75,
        "qwk_high": 0.75,
        "exact": 0.5,
        "smd": 0.05,
        "best_baseline": "length",
        "baseline_qwk": 0.3,
        "more_qwk": 0.4,
        "more_qwk_low": 0.1,
        "more_qwk_high": 0.5,
        "more_qwk_p": 0.01,
        "people_qwk": 0.8,
        "machine_qwk_on_same": 0.76,
        "people_answers": 100,
        "mean_gap": pytest.approx(-0.1),
        "sure_share": 0.4,
        "sure_wrong": 0.2,
    }
    nothing = conclude(overall(0.9, answers=3, unscored=3), [], None)
    assert nothing.facts == {"answers": 0, "unscored": 3, "questions": 9, "unit": "question"}


@pytest.mark.parametrize(("low", "apart"), [(0.02, 1), (-0.02, 0)])
def test_groups_that_fare_unlike_are_counted(low: float, apart: int) -> None:
    none = Interval(0.0, 0.0, 0.0)
    differences = {"a": none, "b": Interval(0.1, low, 0.2)}
    rows = [GroupDifference(name, 9, 0.5, 0.5, none, none, none, csd) for name, csd in differences.items()]
    explained = Explained(0.0, 1.0)
    found = conclude(overall(0.9), BETTER, None, None, Fairness("a", tuple(rows), explained, explained, explained))
    assert found.facts.get("groups_apart", 0) == apart
