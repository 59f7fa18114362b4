"""What any grader must beat does what it says."""

import pytest

from pontozo.domain import ALL_OR_NOTHING, Criterion, Question, Task
from pontozo.evaluation.baselines import MeanScorer, OverlapScorer, overlap_of
from pontozo.scorers.base import Pair

QUESTION = Question("", [Criterion("the pointer is null")], language="en")


def test_overlap_follows_the_share_of_words() -> None:
    scorer = OverlapScorer([0.0, 0.1, 0.9, 1.0] * 10, ["missing", "missing", "met", "met"] * 10)
    near, far = scorer.judge([Task(QUESTION, "a null pointer"), Task(QUESTION, "the weather")])
    assert near.verdicts[0].distribution[3] > 0.5 > far.verdicts[0].distribution[3]
    assert near.verdicts[0].evidence == ()
    assert overlap_of(Pair(QUESTION, "the pointer is null", "pointers are null")) == pytest.approx(2.15 / 2.3)


def test_the_mean_says_the_same_of_every_answer() -> None:
    both = Question("", [Criterion("one thing"), Criterion("another thing", 2, ALL_OR_NOTHING)])
    judgements = MeanScorer(["met", "met", "met", "missing"]).judge([Task(both, "a"), Task(both, "b")])
    assert judgements[0] == judgements[1]
    assert judgements[0].fits(Task(both, "a"))
    assert judgements[0].verdicts[0].distribution in {(0, 0, 1, 0), (0, 0, 0, 1)}
    assert MeanScorer(["missing"]).judge([Task(QUESTION, "a")])[0].verdicts[0].distribution == (0, 1, 0, 0)
