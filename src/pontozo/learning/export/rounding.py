"""Weights as whole numbers of 8 bits with scales."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LEAST_SCALE = 1e-12  # a row or column of zeros is divided by it


def quantise_table(table: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Round a table of vectors to -127…127 with one scale a row: whole numbers (rows, width) and scales (rows, 1)."""
    return _rounded(table, np.abs(table).max(axis=1, keepdims=True) / np.float32(127))


def quantise_kernel(kernel: Floats) -> tuple[NDArray[np.int8], Floats]:
    """Round a kernel (in, out) to whole numbers with one scale a column: numbers (in, out) and scales (1, out).

    x86 cores without VNNI add two neighbouring products, of an unsigned and a signed byte, in 16 bits that saturate.
    So the scale keeps the magnitudes of two neighbours to 128 together: 255 × 128 < 2^15. It costs less than half a
    bit, as two large weights seldom meet, and the sums are exact on every machine.
    """
    magnitudes = np.abs(np.pad(kernel, ((0, len(kernel) % 2), (0, 0)))).reshape(-1, 2, kernel.shape[1])
    return _rounded(kernel, magnitudes.sum(axis=1).max(axis=0, keepdims=True) / np.float32(127))


def _rounded(values: Floats, scale: Floats) -> tuple[NDArray[np.int8], Floats]:
    positive = np.maximum(scale, np.float32(LEAST_SCALE))
    return np.rint(values / positive).astype(np.int8), positive
