"""Linear layers and tables of vectors in whole numbers, as parts of an ONNX graph.

A token's activations are quantised with a scale of that token's own (the largest magnitude in its row / 127; after
GELU, which has next to nothing below zero, the largest value / 231), so what stands beside it in a batch cannot change
it; weights have one scale for each output column. The product is multiplied by the row's scale and then by the
column's, in two `Mul` nodes: ONNX Runtime takes a product of two scales for a pattern it knows and fuses it into a
kernel that has only one scale for all rows.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from onnx import TensorProto

from pontozo.learning.export.graph import Graph
from pontozo.learning.export.rounding import LEAST_SCALE, Floats, quantise_kernel, quantise_table

GELU_DEPTH = 0.17  # GELU is nowhere below minus this, nor is its approximation by tanh
GELU_ZERO_POINT = 24  # measured: anything from 12 to 40 is as good


class Quantised(NamedTuple):
    """Names of values in the graph: rows of tokens as unsigned bytes, and what they stand for."""

    values: str  # (tokens, width)
    scale: str  # (tokens, 1)
    zero: str  # the byte that stands for 0


def quantised(graph: Graph, rows: str) -> Quantised:
    """Rows (tokens, width) as bytes about 128, each by its largest magnitude."""
    magnitude = graph.add("Abs", rows)
    return _as_bytes(graph, rows, magnitude, least=LEAST_SCALE, zero_point=128)


def quantised_gelu(graph: Graph, rows: str) -> Quantised:
    """Rows that came out of GELU, never below -0.17: bytes about 24, so that most of them are for what is positive."""
    steps = 255 - GELU_ZERO_POINT
    return _as_bytes(graph, rows, rows, least=GELU_DEPTH * steps / GELU_ZERO_POINT, zero_point=GELU_ZERO_POINT)


def _as_bytes(graph: Graph, rows: str, magnitude: str, least: float, zero_point: int) -> Quantised:
    """Rows divided by a scale of their own: the largest of `magnitude` and `least`, over the steps above zero."""
    axis = graph.constant("axis_1", [1], np.int64)
    largest = graph.add("ReduceMax", magnitude, axis, keepdims=1)
    bounded = graph.add("Max", largest, graph.constant(f"least_{zero_point}", least))
    scale = graph.add("Div", bounded, graph.constant(f"steps_{zero_point}", 255 - zero_point))
    flat = graph.add("Reshape", scale, graph.constant("flat", [-1], np.int64))
    zero = graph.constant(f"zero_{zero_point}", zero_point, np.uint8)
    zeros = graph.add("Expand", zero, graph.add("Shape", flat))
    return Quantised(graph.add("QuantizeLinear", rows, flat, zeros, axis=0), scale, zero)


def product(graph: Graph, name: str, rows: Quantised, kernel: Floats) -> str:
    """Integer product, then the row's scale and the column's, (tokens, in) → (tokens, out).

    The kernel (in, out) is kept as `name`.weight and `name`.scale.
    """
    whole, column_scale = quantise_kernel(kernel)
    summed = graph.add("MatMulInteger", rows.values, graph.constant(f"{name}.weight", whole, np.int8), rows.zero)
    by_row = graph.add("Mul", graph.add("Cast", summed, to=TensorProto.FLOAT), rows.scale)
    return graph.add("Mul", by_row, graph.constant(f"{name}.scale", column_scale[0]))


def looked_up(graph: Graph, name: str, table: Floats, places: str, output: str = "") -> str:
    """The vectors of a table (rows, width) at `places`; the table is kept as `name` and `name`.scale."""
    whole, scale = quantise_table(table)
    vectors = graph.add("Gather", graph.constant(name, whole, np.int8), places)
    scales = graph.add("Gather", graph.constant(f"{name}.scale", scale), places)
    return graph.add("Mul", graph.add("Cast", vectors, to=TensorProto.FLOAT), scales, output=output)
