"""A forest of decision trees and a linear model as plain arrays: what a fitted head is saved as and run from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sklearn.ensemble import ExtraTreesClassifier
    from sklearn.linear_model import LogisticRegression

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Forest:
    """Trees end to end: `roots` (trees,); per node `left`, `right` (children, -1 at a leaf), `feature`, `threshold`,
    and `value` (nodes, classes), the leaf's distribution. A row goes left where its feature is at most the threshold.
    """

    roots: NDArray[np.int32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    value: NDArray[np.float32]

    def probabilities(self, rows: Array) -> Array:
        """Array (rows, classes): the mean over the trees of the leaf each row falls into."""
        result = np.empty((len(rows), self.value.shape[1]))
        for i, row in enumerate(rows.astype(np.float32)):
            nodes = self.roots
            while (inner := self.left[nodes] >= 0).any():
                goes_left = row[self.feature[nodes]] <= self.threshold[nodes]
                below = np.where(goes_left, self.left[nodes], self.right[nodes])
                nodes = np.where(inner, below, nodes)
            result[i] = self.value[nodes].mean(axis=0, dtype=np.float64)
        return result

    @classmethod
    def of(cls, model: ExtraTreesClassifier) -> Forest:
        """The arrays of a fitted scikit-learn forest."""
        trees = [estimator.tree_ for estimator in model.estimators_]
        roots = np.cumsum([0, *(tree.node_count for tree in trees[:-1])]).astype(np.int32)

        def children(name: str) -> NDArray[np.int32]:
            own = [getattr(tree, name) for tree in trees]
            return np.concatenate([np.where(c >= 0, c + r, -1) for c, r in zip(own, roots, strict=True)]).astype(
                np.int32
            )

        counts = np.concatenate([tree.value[:, 0, :] for tree in trees])
        return cls(
            roots,
            children("children_left"),
            children("children_right"),
            np.concatenate([tree.feature for tree in trees]).astype(np.int16),
            # Rounded down, so that a float32 row falls on the side it fell on in training.
            _round_down(np.concatenate([tree.threshold for tree in trees])),
            (counts / counts.sum(axis=1, keepdims=True)).astype(np.float32),
        )


def _round_down(values: Array) -> NDArray[np.float32]:
    rounded = values.astype(np.float32)
    return np.where(rounded > values, np.nextafter(rounded, np.float32(-np.inf)), rounded).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Linear:
    """Multinomial logistic regression on standardised features: `weights` (features, classes), `bias` (classes,)."""

    mean: Array
    scale: Array
    weights: Array
    bias: Array

    def probabilities(self, rows: Array) -> Array:
        """Array (rows, classes). Summed row by row: a matrix product may round differently for another row count."""
        standard = (rows - self.mean) / self.scale
        logits = np.stack([(row[:, None] * self.weights).sum(axis=0) for row in standard]) + self.bias
        exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
        result: Array = exponentials / exponentials.sum(axis=1, keepdims=True)
        return result

    @classmethod
    def of(cls, mean: Array, scale: Array, model: LogisticRegression) -> Linear:
        """The arrays of a fitted scikit-learn model on features standardised by `mean` and `scale`."""
        return cls(mean, scale, model.coef_.T.copy(), model.intercept_.copy())


@dataclass(frozen=True, eq=False)
class Head:
    """A forest and a linear model, averaged."""

    forest: Forest
    linear: Linear

    def probabilities(self, rows: Array) -> Array:
        """Array (rows, classes), each row a distribution that depends on that row alone."""
        if not len(rows):
            return np.empty((0, len(self.linear.bias)))
        mean = (self.forest.probabilities(rows) + self.linear.probabilities(rows)) / 2
        result: Array = mean / mean.sum(axis=1, keepdims=True)
        return result

    def arrays(self, prefix: str) -> dict[str, NDArray[Any]]:
        """Everything it consists of, by name."""
        parts = {"forest": self.forest, "linear": self.linear}
        return {
            f"{prefix}.{part}.{field.name}": getattr(model, field.name)
            for part, model in parts.items()
            for field in fields(model)  # type: ignore[arg-type]
        }

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], prefix: str) -> Head:
        """The head that `arrays` took apart."""
        return cls(
            Forest(**{field.name: arrays[f"{prefix}.forest.{field.name}"] for field in fields(Forest)}),
            Linear(**{field.name: arrays[f"{prefix}.linear.{field.name}"] for field in fields(Linear)}),
        )


def fit_head(rows: Array, classes: NDArray[np.int64], weights: Array, count: int, seed: int) -> Head:
    """A head fitted on `rows` (n, features) with `classes` (n,) out of 0…count-1, each row weighing `weights`.

    A class that no row has gets one faint row of its own at the mean of all features, so that its column is there.
    """
    from sklearn.ensemble import ExtraTreesClassifier
    from sklearn.linear_model import LogisticRegression

    absent = np.array([each for each in range(count) if each not in classes], dtype=np.int64)
    rows = np.concatenate([rows, np.tile(rows.mean(axis=0), (len(absent), 1))])
    classes = np.concatenate([classes, absent])
    weights = np.concatenate([weights, np.full(len(absent), 1e-3)])
    mean, scale = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    trees = ExtraTreesClassifier(n_estimators=300, min_samples_leaf=4, max_features=0.3, random_state=seed, n_jobs=1)
    trees.fit(rows.astype(np.float32), classes, sample_weight=weights)
    linear = LogisticRegression(C=0.05, max_iter=2000)
    linear.fit((rows - mean) / scale, classes, sample_weight=weights)
    return Head(Forest.of(trees), Linear.of(mean, scale, linear))
