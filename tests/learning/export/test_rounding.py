"""Weights in 8 bits: near what they were, and never too large to be summed."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from pontozo.learning.export.rounding import quantise_kernel, quantise_table


def test_tables_are_rounded_by_row() -> None:
    table = np.array([[1.0, -2.0], [0.01, 0.003], [0, 0]], np.float32)
    whole, scale = quantise_table(table)
    assert whole.tolist() == [[64, -127], [127, 38], [0, 0]]
    assert np.all(np.abs(whole * scale - table) <= scale / 2)


@pytest.mark.parametrize("rows", [64, 63, 1])
@pytest.mark.parametrize("seed", range(5))
def test_no_two_neighbouring_products_overflow(seed: int, rows: int) -> None:
    kernel = np.random.default_rng(seed).standard_t(3, (rows, 50)).astype(np.float32)
    whole, scale = quantise_kernel(kernel)
    assert 255 * neighbours(whole).max() < 2**15
    assert np.all(np.abs(whole * scale - kernel) <= scale * 0.501)


def neighbours(whole: NDArray[np.int8]) -> NDArray[np.int32]:
    """The magnitudes of two and two rows together."""
    magnitudes = np.abs(whole.astype(np.int32))
    return np.add.reduceat(magnitudes, np.arange(0, len(whole), 2), axis=0)
