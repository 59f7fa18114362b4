"""What any grader must beat: scores that need no grader, and the simplest scorers."""

from pontozo.evaluation.baselines.scorers import MeanScorer, OverlapScorer, overlap_of
from pontozo.evaluation.baselines.scores import BASELINES, baseline_scores

__all__ = ["BASELINES", "MeanScorer", "OverlapScorer", "baseline_scores", "overlap_of"]
