"""The figures by which graders are measured: each a `Figure`, of plain arrays or of many resamples of them."""

from pontozo.evaluation.metrics.labels import accuracy, macro_f1, three_way, two_way, weighted_f1
from pontozo.evaluation.metrics.raters import Level, krippendorffs_alpha, prmse
from pontozo.evaluation.metrics.scores import (
    agreement_within,
    cohens_kappa,
    exact_agreement,
    linear_weighted_kappa,
    mae,
    pearson,
    quadratic_weighted_kappa,
    rmse,
    spearman,
    standardised_mean_difference,
)
from pontozo.evaluation.metrics.weighted import Array, Figure, Statistic

__all__ = [
    "Array",
    "Figure",
    "Level",
    "Statistic",
    "accuracy",
    "agreement_within",
    "cohens_kappa",
    "exact_agreement",
    "krippendorffs_alpha",
    "linear_weighted_kappa",
    "macro_f1",
    "mae",
    "pearson",
    "prmse",
    "quadratic_weighted_kappa",
    "rmse",
    "spearman",
    "standardised_mean_difference",
    "three_way",
    "two_way",
    "weighted_f1",
]
