"""Groups at equal human score: RSMTool's published values, the regression written out, and what people read."""

from __future__ import annotations

import json
import math
import re
from importlib import resources

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import stats

from pontozo.evaluation.fairness import Fairness, GroupDifference, fairness
from pontozo.evaluation.intervals import Resamples
from pontozo.wording import LANGUAGES
from tests.evaluation.rsmtool import published

KLINGON, ESPERANTO = "Klingon", "Esperanto"


def found(human: list[float], machine: list[float], groups: list[str], reference: str | None = None) -> Fairness:
    return fairness(human, machine, groups, range(len(groups)), reference, Resamples(range(len(groups)), count=50))


def by_name(told: Fairness) -> dict[str, GroupDifference]:
    return {each.group: each for each in told.groups}


def test_it_is_what_rsmtool_publishes() -> None:
    """lr_eval_with_h2_estimates_{osa,osd,csd}_by_L1.csv, _eval_by_L1.csv (DSM), _fairness_metrics_by_L1.csv."""
    data = published()
    told = fairness(data.human, data.machine, data.groups, data.questions)
    groups = by_name(told)
    assert [each.group for each in told.groups] == ["Vulcan", "Navi", "Klingon", "Esperanto"]
    assert [each.answers for each in told.groups] == [62, 50, 46, 42]
    figures = {
        name: [getattr(groups[name], figure).value for figure in ("osa", "osd", "csd", "dsm")] for name in groups
    }
    assert figures == {
        "Vulcan": pytest.approx([0, 0, 0, -0.02462720453545632]),
        "Navi": pytest.approx([-0.00975343388064017, 0.06463744048149422, 0.08992506116002548, 0.037985840450653174]),
        "Klingon": pytest.approx([-0.02906632931819041, 0.044099632711104696, 0.01656134623686847, 0.0221796767251277]),
        "Esperanto": pytest.approx([0.0411698406533099, -0.0056966520174585, 0.02739336994070005, -0.0331588207307203]),
    }
    explained = [(each.share, each.p) for each in (told.osa, told.osd, told.csd)]
    assert explained[0] == pytest.approx((-0.013165021496309715, 0.9371645385704773))
    assert explained[1] == pytest.approx((-0.013001937781871531, 0.9304882096907514))
    assert explained[2] == pytest.approx((-0.009958326923724559, 0.8676678917443028))


def test_by_question_too() -> None:
    """lr_eval_with_h2_fairness_metrics_by_QUESTION.csv; of five groups of one size the first is the reference."""
    data = published()
    told = fairness(data.human, data.machine, data.questions, data.questions)
    assert told.reference == "1"
    assert (told.csd.share, told.csd.p) == pytest.approx((-0.017551425709423696, 0.9999383957514398))
    assert by_name(told)["2"].csd.value == pytest.approx(0.017250403937722095)


def test_hand_made_scores_as_rsmtool_tests_them() -> None:
    """tests/test_fairness_utils.py."""
    one, other = KLINGON, ESPERANTO
    none = found([1, 1, 4, 4], [0.9, 0.99, 3.99, 3.9], [one, other, one, other])
    assert [none.osa.p, none.osd.p, none.csd.p] == pytest.approx([1, 1, 1])
    large = by_name(found([2, 3, 2, 3], [1, 1.5, 3, 3.5], [one, one, other, other]))[one]
    assert (large.osa.value, large.osd.value, large.csd.value) == pytest.approx((1, -2, -2))
    accuracy = found([1, 1, 4, 4], [0.9, 5, 3.99, 0.01], [one, other, one, other])
    assert accuracy.osa.p == pytest.approx(0, abs=5e-5)
    score = found([1, 1, 4, 4], [0.49, 1.5, 3.5, 4.51], [one, other, one, other])
    assert (score.osa.p, score.osd.p) == pytest.approx((1, 0), abs=5e-5)
    conditional = found(
        [1, 1, 1, 1, 4, 4, 4, 4],
        [1.21, 1.2, 1.21, 1.32, 3.78, 3.91, 3.9, 3.9],
        [one, one, one, other, one, other, other, other],
    )
    assert conditional.osd.p > 0.5
    assert conditional.csd.p == pytest.approx(0, abs=5e-5)
    named = found([1, 1, 4, 4, 3], [0.9, 0.99, 3.99, 3.9, 2.9], [one, other, one, other, one], other)
    assert (named.reference, named.groups[0].group) == (other, other)


Rows = list[tuple[int, int, str]]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.sampled_from("abc")), min_size=6, max_size=30))
@example([*[(0, 0, "a")] * 7, *[(0, 3, "a")] * 2, (0, 0, "b"), (1, 0, "b"), (0, 3, "b")])
def test_the_regression_written_out(rows: Rows) -> None:
    human, machine, groups = (np.array(each) for each in zip(*rows, strict=True))
    told = fairness(human, machine, groups.tolist(), range(len(rows)), resamples=Resamples(range(len(rows)), count=2))
    names = [each.group for each in told.groups]
    scores = np.array([human == each for each in np.unique(human)], dtype=float).T
    design = np.hstack([np.array([groups == each for each in names[1:]], dtype=float).reshape(-1, len(rows)).T, scores])
    error = machine - human
    coefficients, _, rank, _ = np.linalg.lstsq(design, error)
    if rank < design.shape[1]:
        assert all(math.isnan(each.csd.value) for each in told.groups[1:])
    else:
        assert [each.csd.value for each in told.groups[1:]] == pytest.approx(coefficients[: len(names) - 1], abs=1e-9)
    if len(names) > 1 and len(rows) > len(names) and len({*error}) > 1:
        parts = [error[groups == name] for name in names]
        if any(len({*part}) > 1 for part in parts) and min(len(part) for part in parts) > 1:
            expected = float(stats.f_oneway(*parts).pvalue)
            # Of equal means SciPy may get an F that is a digit below 0, which has no p-value there.
            assert told.osd.p == pytest.approx(1.0 if math.isnan(expected) else expected, abs=1e-9)


def unfair(by: float) -> tuple[list[float], list[float], list[str], list[str]]:
    """Shares of the maximum of 40 students in two groups, ten answers each; those of "b" get `by` more."""
    draw = np.random.default_rng(3)
    human = draw.integers(0, 5, 400) / 4
    groups = np.repeat(["a", "b"], 200)
    machine = human + draw.normal(0, 0.1, 400) + np.where(groups == "b", by, 0)
    return human.tolist(), machine.tolist(), groups.tolist(), [f"s{place // 10}" for place in range(400)]


def test_an_unfair_grader_is_found_and_told() -> None:
    told = fairness(*unfair(0.2))
    group = by_name(told)["b"]
    assert group.csd.value == pytest.approx(0.2, abs=0.03)
    assert group.csd.low > 0.1
    assert group.machine_mean - group.human_mean == pytest.approx(0.2, abs=0.03)
    assert told.csd.p < 1e-6
    english = told.told("en")
    assert len(english) == 2
    assert "“b” (200 answers)" in english[1]
    assert "% of the maximum more than “a”" in english[1]
    assert f"{group.dsm.value:.2f} standard deviations higher than" in english[1]
    assert "less accurately" in english[1]
    hungarian = told.told("hu")
    assert "többet ad, mint a viszonyítási csoportnak („a”)" in hungarian[1]
    assert f"{group.dsm.value:.2f} szórással feljebb".replace(".", ",") in hungarian[1]
    assert "." not in hungarian[1].split("%")[0].split("ennek a csoportnak")[1]


def test_less_is_told_as_less() -> None:
    text = fairness(*unfair(-0.2)).told("en")[1]
    told = text.split("gives this group ")[1]
    size, low, high = (float(each) for each in re.findall(r"([\d.]+)%", told.split(")")[0]))
    assert "less than “a”" in text
    assert 0 < low < size < high
    assert "standard deviations lower than" in text
    assert not re.search(r"[-−+]\d", text)


def test_a_fair_grader_is_not_accused() -> None:
    told = fairness(*unfair(0))
    assert not by_name(told)["b"].csd.excludes_zero
    (_, english), csd = told.told("en"), by_name(told)["b"].csd
    assert "no difference from “a” can be told from chance" in english
    assert f"from {-100 * csd.low:.1f}% of the maximum less to {100 * csd.high:.1f}% more" in english
    assert "nem különböztethető meg" in told.told("hu")[1]
    assert "nem különböztethető meg" not in told.told("de")[1]


def test_groups_that_share_no_human_score_cannot_be_compared() -> None:
    told = found([0, 0, 1, 1], [0, 1, 1, 0], ["a", "a", "b", "b"])
    assert math.isnan(by_name(told)["b"].csd.value)
    assert math.isnan(told.csd.p)
    assert "too few answers with equal human scores" in told.told("en")[1]


def test_one_group_and_one_answer() -> None:
    alone = found([1, 2, 3], [1, 1, 3], ["a", "a", "a"])
    assert (alone.groups[0].osd.value, alone.groups[0].csd.value) == (0, 0)
    assert math.isnan(alone.osa.p)
    assert "nothing to compare" in alone.told("en")[0]
    single = found([1], [2], ["a"])
    assert math.isnan(single.groups[0].dsm.value)
    assert math.isnan(single.csd.share)
    assert math.isnan(single.csd.p)


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(ValueError, match="no answer"):
        found([], [], [])
    with pytest.raises(ValueError, match="give one an answer"):
        fairness([1, 2], [1, 2], ["a"], ["q", "q"])
    with pytest.raises(ValueError, match="'c' is none of the groups; these are a, b"):
        found([1, 2], [1, 2], ["a", "b"], "c")


def test_every_language_says_the_same_things() -> None:
    texts = [
        resources.files("pontozo.wording").joinpath(code, "fairness-1.json").read_text("utf-8") for code in LANGUAGES
    ]
    first, *others = (json.loads(text) for text in texts)
    assert all(list(other) == list(first) for other in others)
