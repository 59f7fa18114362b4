"""Pontozó's figures as metrics of `evaluate`: the same numbers, in the library's own ways of asking for them."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pontozo.domain import Rating
from pontozo.evaluation.agreement import agreement, scores_of
from pontozo.evaluation.cases import Cases
from pontozo.evaluation.figures import FIGURES
from pontozo.evaluation.labels import LABEL_FIGURES, VIEWS
from tests.evaluation.helpers import asked, case, some_cases

os.environ["HF_HUB_OFFLINE"] = "1"
evaluate = pytest.importorskip("evaluate", reason="needs the extra 'train'")
metrics = pytest.importorskip("pontozo.evaluation.hugging_face")

SCORE_METRICS: list[Any] = metrics.ScoreMetric.__subclasses__()
LABEL_METRICS: list[Any] = metrics.LabelMetric.__subclasses__()
OUTCOMES = ["contradicted", "missing", "partial", "met"]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Where the library may write while it collects."""
    return {"cache_dir": str(tmp_path_factory.mktemp("metrics"))}


def same(found: dict[str, float] | None, expected: dict[str, float]) -> bool:
    assert found is not None
    assert found.keys() == expected.keys()
    return all(np.isclose(found[name], expected[name], rtol=0, atol=1e-12, equal_nan=True) for name in expected)


def test_every_class_is_a_metric_of_the_library() -> None:
    assert len(SCORE_METRICS) + len(LABEL_METRICS) == 13
    assert all(
        issubclass(each, evaluate.Metric) for each in [*SCORE_METRICS, *LABEL_METRICS, metrics.CriterionAccuracy]
    )


@given(found=some_cases())
@settings(max_examples=15)
def test_figures_of_scores_are_those_of_an_evaluation(here: dict[str, Any], found: Cases) -> None:
    scores = scores_of(found.scored)
    given = {"predictions": scores.machine, "references": scores.human}
    for metric in SCORE_METRICS:
        told = metric(maximum=scores.maximum, step=scores.step, **here).compute(**given)
        expected = FIGURES[metric.figure](scores)(np.ones((1, len(scores.human))))[0]
        assert same(told, {metric.figure: expected})


names = st.lists(st.tuples(st.sampled_from(OUTCOMES), st.sampled_from(OUTCOMES)), min_size=1, max_size=12)


@given(pairs=names)
@settings(max_examples=15)
def test_figures_of_outcomes_are_those_of_an_evaluation(here: dict[str, Any], pairs: list[tuple[str, str]]) -> None:
    human, machine = [first for first, _ in pairs], [second for _, second in pairs]
    for metric in LABEL_METRICS:
        for view, labels in VIEWS.items():
            told = metric(view, **here).compute(predictions=machine, references=human)
            expected = LABEL_FIGURES[metric.figure](labels(human), labels(machine))
            assert same(told, {f"{metric.figure}_{view}": expected})
    question = asked(*[1] * len(pairs))
    expected = agreement([case(" ".join(machine), " ".join(human), question=question)]).criterion_accuracy
    assert same(
        metrics.CriterionAccuracy(**here).compute(predictions=machine, references=human),
        {"criterion_accuracy": expected},
    )


def test_known_values(here: dict[str, Any]) -> None:
    given = {"predictions": [0, 1, 2, 2], "references": [0, 1, 1, 3]}
    assert same(metrics.ExactAgreement(**here).compute(**given), {"exact": 0.5})
    assert same(metrics.WithinOneStep(step=1, **here).compute(**given), {"within_one_step": 1.0})
    # Observed: 2 squared points on 4 answers; by chance: both variances and the squared difference of the means.
    assert same(metrics.QuadraticWeightedKappa(**here).compute(**given), {"qwk": 1 - 0.5 / (19 / 16 + 11 / 16)})
    said = {"predictions": ["met", "missing", "met"], "references": ["met", "contradicted", "partial"]}
    assert same(metrics.CriterionAccuracy(**here).compute(**said), {"criterion_accuracy": 2 / 3})
    assert same(metrics.MacroF1("2-way", **here).compute(**said), {"macro_f1_2-way": (2 / 3 + 2 / 3) / 2})
    assert same(metrics.MacroF1(**here).compute(**said), {"macro_f1_3-way": (2 / 3 + 0 + 0) / 3})
    assert same(metrics.WeightedF1(**here).compute(**said), {"weighted_f1_3-way": 2 / 9})
    assert same(metrics.LabelAccuracy(**here).compute(**said), {"accuracy_3-way": 1 / 3})


def test_labels_of_the_shared_task_are_taken_as_they_are(here: dict[str, Any]) -> None:
    five = {
        "predictions": ["correct", "non_domain", "contradictory", "irrelevant"],
        "references": ["correct", "partially_correct_incomplete", "contradictory", "correct"],
    }
    assert same(metrics.LabelAccuracy(**here).compute(**five), {"accuracy_3-way": 0.75})


def test_questions_of_different_worth_are_pooled_as_shares(here: dict[str, Any]) -> None:
    metric = metrics.QuadraticWeightedKappa(**here)
    pooled = metric.compute(predictions=[4, 1], references=[4, 0.5], maximum=[4, 1])
    assert same(pooled, metric.compute(predictions=[1, 1], references=[1, 0.5]) or {})
    assert not same(pooled, metric.compute(predictions=[4, 1], references=[4, 0.5]) or {})


def test_metrics_are_combined_and_each_takes_what_is_its_own(here: dict[str, Any]) -> None:
    all_scores = evaluate.combine([metric(**here) for metric in SCORE_METRICS])
    found = all_scores.compute(predictions=[0, 1, 2], references=[0, 1, 1], step=1, maximum=2, credits={"vague": 0.4})
    assert set(found) == {metric.figure for metric in SCORE_METRICS}
    both = evaluate.combine(
        [metrics.MacroF1("2-way", **here), metrics.MacroF1("3-way", **here), metrics.CriterionAccuracy(**here)]
    )
    assert set(both.compute(predictions=["met"], references=["met"])) == {
        "macro_f1_2-way", "macro_f1_3-way", "criterion_accuracy"
    }  # fmt: skip


@pytest.mark.parametrize("kind", [list, np.array, tuple])
def test_values_may_come_in_any_kind_and_bit_by_bit(here: dict[str, Any], kind: Any) -> None:
    human, machine = kind([0.0, 1.0, 2.0, 2.0]), kind([0.0, 1.0, 1.0, 2.0])
    metric: Any = metrics.QuadraticWeightedKappa(**here)
    at_once = metric.compute(predictions=machine, references=human)
    for first, second in zip(human, machine, strict=True):
        metric.add(prediction=second, reference=first)
    assert same(metric.compute(), at_once)
    for part in (slice(0, 1), slice(1, 4)):
        metric.add_batch(predictions=machine[part], references=human[part])
    assert same(metric.compute(), at_once)


def test_tensors_are_taken_too(here: dict[str, Any]) -> None:
    torch = pytest.importorskip("torch")
    told = metrics.ExactAgreement(**here).compute(
        predictions=torch.tensor([1.0, 2.0]), references=torch.tensor([1.0, 1.0])
    )
    assert same(told, {"exact": 0.5})


def test_values_may_be_kept_in_memory(here: dict[str, Any]) -> None:
    told = metrics.ExactAgreement(keep_in_memory=True, **here).compute(predictions=[1, 2], references=[1, 3])
    assert same(told, {"exact": 0.5})


def test_what_is_undefined_is_no_number(here: dict[str, Any]) -> None:
    (qwk,) = (metrics.QuadraticWeightedKappa(**here).compute(predictions=[1, 1], references=[1, 1]) or {}).values()
    (exact,) = (metrics.ExactAgreement(**here).compute(predictions=[], references=[]) or {}).values()
    assert math.isnan(qwk)
    assert math.isnan(exact)


def test_outcomes_of_a_guide_are_right_by_the_credit_they_earn(here: dict[str, Any]) -> None:
    said = {"predictions": ["vague", "exact", "missing"], "references": ["hinted", "met", "none"]}
    credits = {"vague": 0.4, "hinted": 0.4, "exact": 1, "none": 0}
    assert same(metrics.CriterionAccuracy(**here).compute(**said, credits=credits), {"criterion_accuracy": 1.0})
    assert same(metrics.CriterionAccuracy(credits=credits, **here).compute(**said), {"criterion_accuracy": 1.0})


@pytest.mark.parametrize(
    ("metric", "predictions", "references", "told"),
    [
        (metrics.ExactAgreement, [1, None], [1, 2], "leave unscored answers out, and count them"),
        (metrics.ExactAgreement, [1, math.nan], [1, 2], "leave unscored answers out, and count them"),
        (metrics.ExactAgreement, [1], [1, 2], "Mismatch in the number of predictions"),
        (metrics.WithinOneStep, [1], [1], "say what one step is, such as step=0.5"),
        (metrics.CriterionAccuracy, ["vague"], ["met"], "outcome 'vague': what credit it earns is not known; give it"),
        (
            metrics.MacroF1,
            ["met"],
            ["0.5"],
            "outcome '0.5': it is none of contradicted, missing, partial, met, correct",
        ),
    ],
)
def test_what_cannot_be_measured_is_one_clear_sentence(
    here: dict[str, Any], metric: Any, predictions: Sequence[Any], references: Sequence[Any], told: str
) -> None:
    with pytest.raises(ValueError, match=told.replace("(", r"\(")):
        metric(**here).compute(predictions=predictions, references=references)


def test_a_view_or_a_number_that_does_not_fit_is_one_clear_sentence(here: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="the view must be '2-way' or '3-way', not '5-way'"):
        metrics.MacroF1("5-way", **here)
    with pytest.raises(ValueError, match="maximum must be one number, or one for each of the 2 answers, not 3 of them"):
        metrics.QuadraticWeightedKappa(**here).compute(predictions=[1, 1], references=[1, 2], maximum=[1, 2, 3])


def test_ratings_of_criteria_alone_need_no_scores(here: dict[str, Any]) -> None:
    """The two ways to the same figure: from a case, and from what stands in a data set's `outcomes`."""
    one = case("met missing", Rating("", outcomes={"1": "met", "2": "contradicted"}))
    found = [each.finding.outcome for each in one.criteria], [each.outcome for each in one.criteria]
    assert same(
        metrics.CriterionAccuracy(**here).compute(predictions=found[0], references=found[1]), {"criterion_accuracy": 1}
    )


def test_without_the_library_a_sentence_says_what_to_install() -> None:
    program = "import sys; sys.modules['evaluate'] = None\nimport pontozo.evaluation.hugging_face"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert 'need the package evaluate; install it with: pip install "pontozo[train]"' in ended.stderr


def test_nothing_is_asked_of_a_hub(tmp_path: Path) -> None:
    """With every connection refused, the figures are the same."""
    program = """
import socket
def refuse(*given, **options): raise AssertionError("a connection was asked for")
socket.socket.connect = socket.create_connection = refuse
from pontozo.evaluation.hugging_face import QuadraticWeightedKappa
print(QuadraticWeightedKappa().compute(predictions=[0, 1], references=[0, 1]))
"""
    environment = {**os.environ, "HF_HOME": str(tmp_path)}
    environment.pop("HF_HUB_OFFLINE")
    ended = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
    )
    assert (ended.stdout.strip(), ended.returncode) == ("{'qwk': 1.0}", 0), ended.stderr
