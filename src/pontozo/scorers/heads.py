"""The head of `probe` as plain arrays: what is fitted on rated criteria, saved, and run.

Three questions, one after another, each with the features that bear on it and no others:

1. is the thought *touched* (met, partial or contradicted, against missing)?
2. if so, is it spoken *against*? Told by negation, opposites and order alone;
3. if not, is it *whole* (met, against partial)?

The features of the first and third may only speak for the thought, never against it: the more of a thought's words an
answer covers, the likelier it is there. Left free, a forest learns from a set with many traps that covering much is
the mark of a contradiction, and fails on a real class (docs/architecture.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sklearn.ensemble import ExtraTreesClassifier

Array = NDArray[np.float64]

#: Trees of a forest, and how many rated criteria each leaf rests on.
_TREES, _LEAF = 200, 6
#: The odds of "against" are taken down to this share of what the examples say: a set with traps on purpose holds more
#: contradictions than a class does, and one told wrongly costs a student more than one overlooked.
_ODDS_AGAINST = 0.5
#: How far a linear model trusts its examples (the inverse of its L2 penalty).
_STRENGTH_WITH_FOREST, _STRENGTH_ALONE = 0.05, 0.3


@dataclass(frozen=True, eq=False)
class Forest:
    """Trees end to end: `roots` (trees,); for each node `left` and `right` (its children, -1 at a leaf), `feature`,
    `threshold`, and `value`, a leaf's probability. A row goes left where its feature is at most the threshold.
    """

    roots: NDArray[np.int32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    value: NDArray[np.float32]

    def probabilities(self, rows: Array) -> Array:
        """Array (rows,): the mean over the trees of the leaf each row falls into."""
        result = np.empty(len(rows))
        for i, row in enumerate(rows.astype(np.float32)):
            nodes = self.roots
            while (inner := self.left[nodes] >= 0).any():
                goes_left = row[self.feature[nodes]] <= self.threshold[nodes]
                below = np.where(goes_left, self.left[nodes], self.right[nodes])
                nodes = np.where(inner, below, nodes)
            result[i] = self.value[nodes].mean(dtype=np.float64)
        return result

    @classmethod
    def of(cls, model: ExtraTreesClassifier) -> Forest:
        """The arrays of a fitted scikit-learn forest of two classes."""
        trees = [estimator.tree_ for estimator in model.estimators_]
        roots = np.cumsum([0, *(tree.node_count for tree in trees[:-1])]).astype(np.int32)

        def children(name: str) -> NDArray[np.int32]:
            own = zip((getattr(tree, name) for tree in trees), roots, strict=True)
            return np.concatenate([np.where(child >= 0, child + root, -1) for child, root in own]).astype(np.int32)

        counts = np.concatenate([tree.value[:, 0, :] for tree in trees])
        return cls(
            roots,
            children("children_left"),
            children("children_right"),
            np.concatenate([tree.feature for tree in trees]).astype(np.int16),
            # Rounded down, so that a float32 row falls on the side it fell on in training.
            _round_down(np.concatenate([tree.threshold for tree in trees])),
            (counts[:, 1] / counts.sum(axis=1)).astype(np.float32),
        )


def _round_down(values: Array) -> NDArray[np.float32]:
    rounded = values.astype(np.float32)
    return np.where(rounded > values, np.nextafter(rounded, np.float32(-np.inf)), rounded).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Linear:
    """Logistic regression on standardised features: `mean`, `scale`, `weights` (features,) and `bias` (1,)."""

    mean: Array
    scale: Array
    weights: Array
    bias: Array

    def probabilities(self, rows: Array) -> Array:
        """Array (rows,). Summed row by row: a matrix product may round differently for another number of rows."""
        margins = [float(((row - self.mean) / self.scale * self.weights).sum()) for row in rows]
        result: Array = 1 / (1 + np.exp(-(np.array(margins) + self.bias[0])))
        return result


@dataclass(frozen=True, eq=False)
class Blend:
    """One yes-or-no question: the mean of a linear model's and, where there is one, a forest's probability of yes.

    `columns` are the features that it sees.
    """

    columns: NDArray[np.int16]
    linear: Linear
    forest: Forest | None

    def probabilities(self, rows: Array) -> Array:
        """Array (rows,)."""
        seen = rows[:, self.columns]
        linear = self.linear.probabilities(seen)
        return linear if self.forest is None else (linear + self.forest.probabilities(seen)) / 2

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Everything it consists of, by name."""
        parts: dict[str, Linear | Forest] = {"linear": self.linear}
        if self.forest is not None:
            parts["forest"] = self.forest
        named = {
            f"{part}.{field.name}": getattr(model, field.name)
            for part, model in parts.items()
            for field in fields(model)
        }
        return {"columns": self.columns, **named}

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Blend:
        """The blend that `arrays` took apart."""
        linear = Linear(**{field.name: arrays[f"linear.{field.name}"] for field in fields(Linear)})
        if "forest.roots" not in arrays:
            return cls(arrays["columns"], linear, None)
        forest = Forest(**{field.name: arrays[f"forest.{field.name}"] for field in fields(Forest)})
        return cls(arrays["columns"], linear, forest)


@dataclass(frozen=True, eq=False)
class Head:
    """The three questions, joined."""

    touched: Blend
    against: Blend
    whole: Blend

    def probabilities(self, rows: Array) -> Array:
        """Array (rows, 4): contradicted, missing, partial, met; each row depends on itself alone."""
        touched = self.touched.probabilities(rows)
        against = self.against.probabilities(rows)
        whole = self.whole.probabilities(rows)
        said = touched * (1 - against)
        return np.stack([touched * against, 1 - touched, said * (1 - whole), said * whole], axis=1)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Everything it consists of, by name."""
        return {
            f"{field.name}.{name}": array
            for field in fields(self)
            for name, array in getattr(self, field.name).arrays().items()
        }

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Head:
        """The head that `arrays` took apart."""
        return cls(**{field.name: Blend.of(_under(arrays, field.name)) for field in fields(cls)})


def _under(arrays: Mapping[str, NDArray[Any]], prefix: str) -> dict[str, NDArray[Any]]:
    start = f"{prefix}."
    return {name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)}


def fit_head(rows: Array, outcomes: Sequence[str], supporting: Sequence[int], polar: Sequence[int], seed: int) -> Head:
    """A head fitted on `rows` (n, features) that came to `outcomes`, by name.

    `supporting` are the columns that may only speak for a thought, `polar` those that tell for from against.
    """
    names = np.array(outcomes)
    is_touched = names != "missing"
    is_said = np.isin(names, ["partial", "met"])
    against = _fit(rows[is_touched], names[is_touched] == "contradicted", polar, seed, forest=False)
    return Head(
        _fit(rows, is_touched, supporting, seed, forest=True),
        replace(against, linear=replace(against.linear, bias=against.linear.bias + np.log(_ODDS_AGAINST))),
        _fit(rows[is_said], names[is_said] == "met", supporting, seed, forest=True),
    )


def _fit(rows: Array, yes: NDArray[np.bool_], columns: Sequence[int], seed: int, *, forest: bool) -> Blend:
    """One question's models. Two faint rows, a yes and a no, stand in where all examples say the same, or none is."""
    from sklearn.ensemble import ExtraTreesClassifier
    from sklearn.linear_model import LogisticRegression

    seen = rows[:, list(columns)]
    middle = seen.mean(axis=0) if len(seen) else np.zeros(len(columns))
    seen = np.concatenate([seen, [middle, middle]])
    answers = np.concatenate([yes, [True, False]]).astype(int)
    weights = np.concatenate([np.ones(len(yes)), [1e-3, 1e-3]])
    mean, scale = seen.mean(axis=0), np.maximum(seen.std(axis=0), 1e-6)
    strength = _STRENGTH_WITH_FOREST if forest else _STRENGTH_ALONE
    linear = LogisticRegression(C=strength, max_iter=2000).fit((seen - mean) / scale, answers, sample_weight=weights)
    model = Linear(mean, scale, linear.coef_[0].copy(), linear.intercept_.copy())
    if not forest:
        return Blend(np.array(columns, dtype=np.int16), model, None)
    trees = ExtraTreesClassifier(
        n_estimators=_TREES,
        min_samples_leaf=_LEAF,
        max_features=0.3,
        monotonic_cst=np.ones(len(columns), dtype=int),
        random_state=seed,
    ).fit(seen.astype(np.float32), answers, sample_weight=weights)
    return Blend(np.array(columns, dtype=np.int16), model, Forest.of(trees))
