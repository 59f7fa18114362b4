"""The two protocols: from n pairs to judgements, whatever the guide looks like."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pontozo.domain import (
    ALL_OR_NOTHING,
    STANDARD,
    Criterion,
    Judgement,
    Level,
    Levels,
    Outcome,
    Question,
    Span,
    Task,
    decide,
    scale,
)
from pontozo.scorers.base import Pair, PairScorer, onto, reached
from tests.strategies import outcomes, questions


class ByWording(PairScorer):
    """Says of each pair what is written down for its wording; asked for nothing else."""

    name = "by wording"

    def __init__(self, said: dict[str, Sequence[float]]) -> None:
        self._said = said
        self.shown: list[str] = []

    def probabilities(self, pairs: Sequence[Pair]) -> NDArray[np.float64]:
        return np.array([self._said[pair.wording] for pair in pairs]).reshape(-1, 4)

    def evidence(self, pair: Pair) -> tuple[Span, ...]:
        self.shown.append(pair.wording)
        return (Span(0, len(pair.answer)),)


def judged(question: Question, said: dict[str, Sequence[float]]) -> Judgement:
    (judgement,) = ByWording(said).judge([Task(question, "the answer")])
    return judgement


probabilities = st.lists(st.floats(0.01, 1), min_size=4, max_size=4).map(lambda row: [each / sum(row) for each in row])


@given(outcomes(), probabilities)
def test_any_outcomes_get_a_distribution(own: Sequence[Outcome], standard: list[float]) -> None:
    carried = onto(own, standard)
    assert len(carried) == len(own)
    assert sum(carried) == pytest.approx(1)
    assert min(carried) >= 0


def test_the_standard_outcomes_stay_as_they_are() -> None:
    assert onto(STANDARD, [0.1, 0.2, 0.3, 0.4]) == [0.1, 0.2, 0.3, 0.4]


def test_all_or_nothing_shares_out_what_is_partial() -> None:
    assert onto(ALL_OR_NOTHING, [0.1, 0.2, 0.3, 0.4]) == pytest.approx([0.1, 0.35, 0.55])


def test_a_scale_takes_partial_in_between_and_the_ends_at_its_ends() -> None:
    carried = onto(scale(4), [0.1, 0.2, 0.3, 0.4])
    assert carried == pytest.approx([0.3, 0.1, 0.1, 0.1, 0.4])
    assert decide(scale(4), onto(scale(4), [0, 0, 0, 1])).credit == 1
    assert decide(scale(4), onto(scale(4), [0.5, 0.5, 0, 0])).credit == 0


def test_the_best_of_several_wordings_counts() -> None:
    question = Question("", [Criterion(["weak", "strong"])])
    judgement = judged(question, {"weak": [0, 0.9, 0, 0.1], "strong": [0, 0.2, 0, 0.8]})
    assert judgement.verdicts[0].distribution == pytest.approx((0, 0.2, 0, 0.8))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_levels_reached_are_a_distribution(worth: list[float]) -> None:
    distribution = reached(worth)
    assert len(distribution) == len(worth) + 1
    assert sum(distribution) == pytest.approx(1)
    assert min(distribution) >= 0


def test_a_level_is_reached_only_with_all_below_it() -> None:
    question = Question("", [Levels([Level(0, "none"), Level(1, "names it"), Level(3, "explains it")])])
    met, missing = [0, 0, 0, 1], [0, 1, 0, 0]
    for named, explained, level in [(met, met, "level 2"), (met, missing, "level 1"), (missing, met, "level 0")]:
        verdict = judged(question, {"names it": named, "explains it": explained}).verdicts[0]
        assert decide(question.criteria[0].outcomes, verdict.distribution).name == level


@pytest.mark.parametrize(
    ("said", "shown"),
    [([0, 0, 0, 1], True), ([0, 0, 1, 0], True), ([1, 0, 0, 0], True), ([0, 1, 0, 0], False)],
)
def test_evidence_is_shown_for_what_is_there_or_spoken_against(said: list[float], shown: bool) -> None:
    verdict = judged(Question("", [Criterion("it")]), {"it": said}).verdicts[0]
    assert bool(verdict.evidence) == shown


@given(questions(), st.data())
def test_any_guide_gets_a_judgement_that_fits(question: Question, data: st.DataObject) -> None:
    texts = [text for each in question.criteria for text in each.wordings]
    texts += [level.text for each in question.criteria if isinstance(each, Levels) for level in each.levels]
    assert judged(question, {text: data.draw(probabilities) for text in texts}).fits(Task(question, "the answer"))


def test_no_tasks_no_judgements() -> None:
    assert ByWording({}).judge([]) == []
