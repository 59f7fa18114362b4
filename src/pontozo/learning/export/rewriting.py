"""An exported encoder made small, and made so that pairs of a batch do not touch.

In a graph as torch exports it, and with weights rounded the usual way, a pair's neighbours change its result:

- `DynamicQuantizeLinear` takes one scale for all rows of a batch. Here each row has its own (`integers`).
- ONNX Runtime sums over tokens in one order where the batch is one pair, and in another where it is several (measured:
  the mean of the states differs in nearly every pair). Here the sum is a product with a row of ones, pair by pair.
- A product with a single row is summed in another order than one with several, unless the weights were packed
  beforehand (measured with packing turned off). Where rows are pairs, behind the pooling, one row more is put in and
  taken out again, so that there are always several.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from pontozo.learning.export.graph import Graph
from pontozo.learning.export.integers import Quantised, looked_up, product, quantised, quantised_gelu
from pontozo.learning.export.rounding import Floats


def rewritten(model: onnx.ModelProto, folder: Path, *, quantise: bool) -> onnx.ModelProto:
    """The same model, without an answer's neighbours in its result and, where `quantise`, with weights of 8 bits.

    `folder` holds the model's weights, where they are stored outside of it. With `quantise`, products of tokens and
    weights work on whole numbers, and the table that `input_ids` are looked up in is kept in bytes. What comes after
    the pooling stays in float32: it takes no time, and the outcome hangs on it. Names of inputs and outputs stay.
    """
    return _Rewriting(model, folder, quantise).model()


class _Rewriting:
    """One pass over a model's nodes, which are in an order in which they can run."""

    def __init__(self, model: onnx.ModelProto, folder: Path, quantise: bool) -> None:
        self._old = model.graph
        self._folder = folder
        self._quantise = quantise
        self._stored = {tensor.name: tensor for tensor in model.graph.initializer}
        self._makers = {output: node for node in model.graph.node for output in node.output}
        self._types = {
            value.name: value.type.tensor_type
            for values in (self._old.value_info, self._old.output)
            for value in values
        }
        self._new = Graph(prefix="rewritten_")
        self._bytes: dict[str, Quantised] = {}

    def model(self) -> onnx.ModelProto:
        for node in self._old.node:
            self._rewrite(node)
        if clash := self._stored.keys() & self._new.constants.keys():
            raise ValueError(f"weights of the model bear names that are used for something else here: {sorted(clash)}")
        self._drop_unused()
        used = {name for node in self._new.nodes for name in node.input}
        for name in self._stored.keys() & used:
            self._new.constant(name, array := self._array(name), array.dtype.type)
        self._new.constants = {name: self._new.constants[name] for name in sorted(self._new.constants.keys() & used)}
        return self._new.model("classifier", *(map(_bare, values) for values in (self._old.input, self._old.output)))

    def _rewrite(self, node: onnx.NodeProto) -> None:
        if node.op_type in ("MatMul", "Gemm") and self._rows_are_pairs(node):
            self._with_one_row_more(node)
        elif node.op_type in ("ReduceSum", "ReduceMean") and self._is_over_tokens(node):
            self._sum_as_product(node)
        elif self._quantise and node.op_type == "MatMul" and (kernel := self._kernel(node.input[1])) is not None:
            self._in_whole_numbers(node, kernel)
        elif self._quantise and node.op_type == "Gather" and self._is_word_table(node):
            words = node.input[0]
            looked_up(self._new, f"int8.{words}", self._array(words), node.input[1], node.output[0])
        else:
            self._new.keep(node)

    def _rows_are_pairs(self, node: onnx.NodeProto) -> bool:
        kind = self._types.get(node.input[0])
        if kind is None or len(kind.shape.dim) != 2:
            return False
        return bool(kind.shape.dim[0].dim_param) and not _attributes(node).get("transA", 0)

    def _is_over_tokens(self, node: onnx.NodeProto) -> bool:
        """Whether a sum or mean goes from (pairs, tokens, width) in float32 to a vector for each pair."""
        kind = self._types.get(node.input[0])
        if kind is None or kind.elem_type != TensorProto.FLOAT or len(kind.shape.dim) != 3:
            return False
        axes = self._array(node.input[1]).tolist() if len(node.input) > 1 and node.input[1] in self._stored else []
        return axes in ([1], [-2])

    def _is_word_table(self, node: onnx.NodeProto) -> bool:
        table, places = node.input
        return places == "input_ids" and table in self._stored and len(self._stored[table].dims) == 2

    def _kernel(self, name: str) -> Floats | None:
        """The weights (in, out) behind a value, where it is a constant; torch keeps large ones turned."""
        if name in self._stored:
            return self._array(name) if len(self._stored[name].dims) == 2 else None
        maker = self._makers.get(name)
        if maker is None or maker.op_type != "Transpose":
            return None
        turned = self._kernel(maker.input[0])
        return None if turned is None else turned.T

    def _array(self, name: str) -> Any:
        return numpy_helper.to_array(self._stored[name], base_dir=str(self._folder))

    def _in_whole_numbers(self, node: onnx.NodeProto, kernel: Floats) -> None:
        graph, value, output = self._new, node.input[0], node.output[0]
        width, out = kernel.shape
        multiplied = product(graph, f"int8.{node.input[1]}", self._in_bytes(value, width), kernel)
        leading = graph.add("Shape", value, end=-1)
        shape = graph.add("Concat", leading, graph.constant(f"width_{out}", [out], np.int64), axis=0)
        graph.add("Reshape", multiplied, shape, output=output)

    def _in_bytes(self, value: str, width: int) -> Quantised:
        """The rows of a value (…, width) in bytes, once for all products that it is part of."""
        if value not in self._bytes:
            rows = self._new.add("Reshape", value, self._new.constant(f"rows_{width}", [-1, width], np.int64))
            maker = self._makers.get(value)
            after_gelu = maker is not None and maker.op_type == "Gelu"
            self._bytes[value] = (quantised_gelu if after_gelu else quantised)(self._new, rows)
        return self._bytes[value]

    def _with_one_row_more(self, node: onnx.NodeProto) -> None:
        graph, value = self._new, node.input[0]
        none, one, last = (graph.constant(f"row_{row}", [row], np.int64) for row in (0, 1, -1))
        longer = graph.add("Concat", value, graph.add("Slice", value, none, one, none), axis=0)
        multiplied = graph.add(node.op_type, longer, *node.input[1:], **_attributes(node))
        graph.add("Slice", multiplied, none, last, none, output=node.output[0])

    def _sum_as_product(self, node: onnx.NodeProto) -> None:
        graph, value, output = self._new, node.input[0], node.output[0]
        tokens = graph.add("Shape", value, start=1, end=2)
        shape = graph.add("Concat", graph.constant("one_by_one", [1, 1], np.int64), tokens, axis=0)
        weight = graph.constant("one", 1.0)
        if node.op_type == "ReduceMean":
            weight = graph.add("Div", weight, graph.add("Cast", tokens, to=TensorProto.FLOAT))
        weights = graph.add("Expand", weight, shape)
        if _attributes(node).get("keepdims", 1):
            graph.add("MatMul", weights, value, output=output)
        else:
            graph.add(
                "Squeeze", graph.add("MatMul", weights, value), graph.constant("axis_1", [1], np.int64), output=output
            )

    def _drop_unused(self) -> None:
        needed = {output.name for output in self._old.output}
        kept = []
        for node in reversed(self._new.nodes):
            if needed & set(node.output):
                needed |= set(node.input)
                kept.append(node)
        self._new.nodes = kept[::-1]


def _attributes(node: onnx.NodeProto) -> Mapping[str, Any]:
    return {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}


def _bare(value: onnx.ValueInfoProto) -> onnx.ValueInfoProto:
    """A value's name and type, without the exporter's notes and its names for sizes."""
    kind = value.type.tensor_type
    axes = ["batch", "length"]
    shape = [axis.dim_value or axes[place] for place, axis in enumerate(kind.shape.dim)]
    return helper.make_tensor_value_info(value.name, kind.elem_type, shape)
