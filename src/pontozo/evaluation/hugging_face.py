"""Pontozó's figures as metrics of Hugging Face's `evaluate`: for a `Trainer`, for `evaluate.combine`, or alone.

    QuadraticWeightedKappa().compute(predictions=[2, 1, 0], references=[2, 2, 0])

`references` are people's, `predictions` a grader's. All are the figures of `pontozo.evaluation.metrics`; nothing is
downloaded. What is undefined is NaN, as there. Formulas and sources: docs/metrics.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from pontozo.domain import STANDARD
from pontozo.evaluation.figures import FIGURES, Scores
from pontozo.evaluation.labels import LABEL_FIGURES
from pontozo.evaluation.metrics import Array, exact_agreement, three_way, two_way
from pontozo.evaluation.metrics.labels import CONTRADICTORY, CORRECT, INCORRECT

try:
    import datasets
    import evaluate
except ModuleNotFoundError as error:
    message = f'metrics for evaluate need the package {error.name}; install it with: pip install "pontozo[train]"'
    raise ModuleNotFoundError(message, name=error.name) from None

if TYPE_CHECKING:

    class Metric:
        """What is used here of `evaluate.Metric`, which has no types of its own."""

        config_name: str

        def __init__(self, config_name: str | None = None, **options: Any) -> None: ...

        def compute(
            self, *, predictions: Any = None, references: Any = None, **options: Any
        ) -> dict[str, float] | None: ...

else:
    from evaluate import Metric

#: A number for all answers, or one for each.
Numbers = float | Sequence[float] | Array
#: The labels of SemEval-2013 Task 7 besides the three of the 3-way view.
_FIVE_WAY = ("partially_correct_incomplete", "irrelevant", "non_domain")
#: Outcomes, and labels of SemEval-2013 Task 7, as the 3-way view has them.
_THREE_WAY: Mapping[str, str] = {
    **{outcome.name: three_way([outcome.name])[0] for outcome in STANDARD},
    **{label: label for label in (CORRECT, CONTRADICTORY, INCORRECT)},
    **dict.fromkeys(_FIVE_WAY, INCORRECT),
}
_STANDARD_CREDITS: Mapping[str, float] = {outcome.name: float(outcome.credit) for outcome in STANDARD}
_SCORES = "Two lists of scores in points, one an answer each, none of them null or NaN."
_NAMES = "Two lists of names, one a criterion of an answer each."


class _Metric(Metric):
    """What all share: a description from the class's own words, one kind of value on both sides."""

    kind: ClassVar[str]
    inputs: ClassVar[str]

    def _info(self) -> Any:
        value = datasets.Value(self.kind)
        return evaluate.MetricInfo(
            description=self.__doc__ or "",
            citation="",
            inputs_description=self.inputs,
            features=datasets.Features({"predictions": value, "references": value}),
        )


class ScoreMetric(_Metric):
    """A figure of scores, under its name in `figures.FIGURES`.

    `maximum` and `step`, the most points of a question and the smallest difference between two of its scores, are one
    number each, or one an answer; what `compute` is given goes before what is given here. Figures that relate scores of
    different answers take shares of the maximum, so that questions of different worth can be pooled; without a maximum
    all scores are on one scale.
    """

    figure: ClassVar[str]
    needs_step: ClassVar[bool] = False
    kind = "float64"
    inputs = _SCORES

    def __init__(
        self, config_name: str | None = None, maximum: Numbers = 1.0, step: Numbers | None = None, **options: Any
    ) -> None:
        self._maximum = maximum
        self._step = step
        super().__init__(config_name, **options)

    def _compute(
        self,
        *,
        predictions: Sequence[float],
        references: Sequence[float],
        maximum: Numbers | None = None,
        step: Numbers | None = None,
        **others: Any,  # noqa: ARG002 (`combine` gives each metric what any of them takes)
    ) -> dict[str, float]:
        rows = len(references)
        most = _for_each(rows, maximum=self._maximum if maximum is None else maximum)
        given = self._step if step is None else step
        if self.needs_step and given is None:
            raise ValueError("say what one step is, such as step=0.5: the smallest difference between two scores")
        steps = _for_each(rows, step=0.0 if given is None else given)
        statistic = FIGURES[self.figure](Scores.of(references, predictions, most, steps, range(rows)))
        return {self.figure: float(statistic(np.ones((1, rows)))[0])}


class ExactAgreement(ScoreMetric):
    """Share of answers with equal scores."""

    figure = "exact"


class WithinOneStep(ScoreMetric):
    """Share of answers whose scores are at most one step apart. Raises ValueError where no step was given."""

    figure = "within_one_step"
    needs_step = True


class QuadraticWeightedKappa(ScoreMetric):
    """Quadratic weighted kappa of the shares of the maximum."""

    figure = "qwk"


class LinearWeightedKappa(ScoreMetric):
    """Linear weighted kappa of the shares of the maximum."""

    figure = "linear_weighted_kappa"


class CohensKappa(ScoreMetric):
    """Cohen's kappa of the shares of the maximum, each a category of its own."""

    figure = "kappa"


class Pearson(ScoreMetric):
    """Pearson's correlation of the shares of the maximum."""

    figure = "pearson"


class Spearman(ScoreMetric):
    """Spearman's rank correlation of the shares of the maximum."""

    figure = "spearman"


class MeanAbsoluteError(ScoreMetric):
    """Mean absolute error, in points."""

    figure = "mae"


class RootMeanSquaredError(ScoreMetric):
    """Root of the mean squared error, in points."""

    figure = "rmse"


class StandardisedMeanDifference(ScoreMetric):
    """How much higher the grader scores on average, in standard deviations of people's scores."""

    figure = "smd"


class CriterionAccuracy(_Metric):
    """Share of criteria whose outcomes earn the same credit: a *contradicted* proposed as *missing* counts as right.

    `credits` gives, here or to `compute`, the credit of outcomes of a guide's own, by name. Raises ValueError for an
    outcome of unknown credit.
    """

    kind = "string"
    inputs = _NAMES

    def __init__(
        self, config_name: str | None = None, credits: Mapping[str, float] | None = None, **options: Any
    ) -> None:
        self._credits = credits or {}
        super().__init__(config_name, **options)

    def _compute(
        self,
        *,
        predictions: Sequence[str],
        references: Sequence[str],
        credits: Mapping[str, float] | None = None,
        **others: Any,  # noqa: ARG002 (as above)
    ) -> dict[str, float]:
        known = {**_STANDARD_CREDITS, **self._credits, **(credits or {})}
        unknown = "what credit it earns is not known; give it, such as credits={'vague': 0.4}"
        human, machine = (_each(known, names, unknown) for names in (references, predictions))
        return {"criterion_accuracy": exact_agreement(human, machine)}


class LabelMetric(_Metric):
    """A figure of the 2-way or the 3-way view of outcomes (SemEval-2013 Task 7): `MacroF1("2-way")`, else 3-way.

    Names may be the usual outcomes or the task's own labels, of three or of five ways. Raises ValueError for others:
    a guide's own outcomes, and the steps of a scale, have no place in these views.
    """

    kind = "string"
    inputs = _NAMES
    figure: ClassVar[str]

    def __init__(self, config_name: str | None = None, **options: Any) -> None:
        if config_name not in (None, "2-way", "3-way"):
            raise ValueError(f"the view must be '2-way' or '3-way', not {config_name!r}")
        super().__init__(config_name or "3-way", **options)

    def _compute(
        self,
        *,
        predictions: Sequence[str],
        references: Sequence[str],
        **others: Any,  # noqa: ARG002 (as above)
    ) -> dict[str, float]:
        unknown = f"it is none of {', '.join(_THREE_WAY)}; translate it to one of these, or leave it out"
        human, machine = (_each(_THREE_WAY, names, unknown) for names in (references, predictions))
        if self.config_name == "2-way":
            human, machine = two_way(human), two_way(machine)
        return {f"{self.figure}_{self.config_name}": LABEL_FIGURES[self.figure](human, machine)}


class LabelAccuracy(LabelMetric):
    """Share of equal labels in the 2-way or the 3-way view."""

    figure = "accuracy"


class MacroF1(LabelMetric):
    """Unweighted mean of the labels' F1 in the 2-way or the 3-way view."""

    figure = "macro_f1"


class WeightedF1(LabelMetric):
    """Mean of the labels' F1 in the 2-way or the 3-way view, weighted by how often people gave the label."""

    figure = "weighted_f1"


def _each(known: Mapping[str, Any], names: Sequence[str], unknown: str) -> list[Any]:
    """What is known of each name. Raises ValueError, with `unknown`, for the first of which nothing is."""
    for name in names:
        if name not in known:
            raise ValueError(f"outcome {name!r}: {unknown}")
    return [known[name] for name in names]


def _for_each(rows: int, **given: Numbers) -> Array:
    """A number for each of so many answers. Raises ValueError, with the name it was given by, for more or fewer."""
    ((name, value),) = given.items()
    numbers = np.asarray(value, dtype=float)
    if numbers.shape not in ((), (rows,)):
        raise ValueError(
            f"{name} must be one number, or one for each of the {rows} answers, not {numbers.size} of them"
        )
    return np.broadcast_to(numbers, (rows,))
