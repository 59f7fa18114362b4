"""An ONNX graph that grows by nodes and constants."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

OPSET, IR_VERSION = 20, 9  # Gelu came with opset 20


class Graph:
    """An ONNX graph that grows by nodes and constants; names are given in order, so that bytes repeat.

    Values that get no name of their own are called `prefix` and a number.
    """

    def __init__(self, prefix: str = "v") -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}
        self._prefix = prefix

    def constant(self, name: str, values: Any, dtype: type[np.generic] = np.float32) -> str:
        """Keep an array in the graph under `name`, once."""
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.array(values, dtype=dtype, order="C"), name)
        return name

    def add(self, kind: str, *inputs: str, output: str = "", **attributes: Any) -> str:
        """Add a node with one output and return the output's name."""
        return self._node(kind, inputs, [output or f"{self._prefix}{len(self.nodes)}"], attributes)[0]

    def keep(self, node: onnx.NodeProto) -> None:
        """Take over a node from another graph, without what its exporter noted of the source code."""
        own = onnx.NodeProto()
        own.CopyFrom(node)
        own.ClearField("metadata_props")
        own.ClearField("doc_string")
        self.nodes.append(own)

    def split(self, value: str, parts: int) -> list[str]:
        """Cut the last axis into equal parts."""
        outputs = [f"{self._prefix}{len(self.nodes)}_{part}" for part in range(parts)]
        return self._node("Split", (value,), outputs, {"axis": -1, "num_outputs": parts})

    def model(
        self, name: str, inputs: Iterable[onnx.ValueInfoProto], outputs: Iterable[onnx.ValueInfoProto]
    ) -> onnx.ModelProto:
        """The whole as a model."""
        body = helper.make_graph(self.nodes, name, list(inputs), list(outputs), list(self.constants.values()))
        opsets = [helper.make_opsetid("", OPSET)]
        return helper.make_model(body, opset_imports=opsets, ir_version=IR_VERSION, producer_name="pontozo")

    def _node(self, kind: str, inputs: Iterable[str], outputs: list[str], attributes: dict[str, Any]) -> list[str]:
        name = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), outputs, name=name, **attributes))
        return outputs
