"""A torch encoder as an ONNX graph in float32, held against what torch gives."""

from __future__ import annotations

import copy
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from pontozo.engine.running import open_session
from pontozo.learning.export.errors import ExportError
from pontozo.learning.export.graph import OPSET

#: What the graph gives may differ from what torch gives by so much, and so much of the value: rounding, no more.
_TOLERANCE = 1e-3
#: Shapes (pairs, tokens) that the graph is tried on besides the longest; none of them is the one it was traced with.
_TRIED = ((1, 5), (3, 12))
#: So many pairs of these lengths are tried together and alone.
_TOGETHER, _TRIED_TOGETHER = 11, (5, 12, 33)


class Traced(torch.nn.Module):
    """A model as it is exported: without a mask, since nothing is ever padded.

    Without a head the model classifies by itself (`logits`). A head is given the last hidden states (n, length, hidden)
    and a mask of ones (n, length), and gives (n, k).
    """

    def __init__(self, model: Any, head: torch.nn.Module | None, hidden_states: bool) -> None:
        super().__init__()
        # A copy, since the model may be in training, on a GPU, in half precision; the caller goes on with it as it is.
        self.model: Any = copy.deepcopy(model).cpu().float()
        self.head: Any = copy.deepcopy(head).cpu().float() if head else None
        self.hidden_states = hidden_states
        # The plain formulation of attention: fused kernels have no counterpart in ONNX.
        self.model.set_attn_implementation("eager")
        self.eval()

    @property
    def has_types(self) -> bool:
        """Whether the model tells first and second text of a pair by token types."""
        return (getattr(self.model.config, "type_vocab_size", None) or 0) > 1

    def forward(self, input_ids: torch.Tensor, token_type_ids: torch.Tensor | None = None) -> tuple[torch.Tensor, ...]:
        types = {} if token_type_ids is None else {"token_type_ids": token_type_ids}
        said = self.model(input_ids=input_ids, output_hidden_states=self.head is None, **types)
        states = said.hidden_states[-1] if self.head is None else said.last_hidden_state
        logits = said.logits if self.head is None else self.head(states, torch.ones_like(input_ids))
        return (logits, states) if self.hidden_states else (logits,)

    def example(self, pairs: int, tokens: int) -> tuple[torch.Tensor, ...]:
        """Inputs of a shape: ids of the upper half of the vocabulary, where no special tokens of a checkpoint are."""
        size: int = self.model.config.vocab_size
        drawn = torch.randint(size // 2, size, (pairs, tokens), generator=torch.Generator().manual_seed(tokens))
        types = (torch.arange(tokens) >= tokens // 2).long().expand(pairs, tokens).contiguous()
        return (drawn, types) if self.has_types else (drawn,)


def trace(traced: Traced, path: Path) -> None:
    """Write the model as an ONNX graph, its weights beside it.

    Inputs `input_ids` and, where the model has them, `token_type_ids`, int64 (batch, length); outputs `logits` (batch,
    k) and, where asked for, `last_hidden_state` (batch, length, hidden), float32. Raises `ExportError` where torch does
    not know how.
    """
    example = traced.example(2, 9)
    both = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}
    try:
        with _quietly(), torch.no_grad():
            program = torch.onnx.export(
                traced,
                example,
                input_names=["input_ids", "token_type_ids"][: len(example)],
                output_names=["logits", "last_hidden_state"][: 1 + traced.hidden_states],
                dynamic_shapes=tuple(both for _ in example),
                opset_version=OPSET,
                verbose=False,
            )
    except torch.onnx.OnnxExporterError as fault:
        reason = _first_line(fault.__cause__ or fault)
        raise ExportError(
            f"{_kind(traced)} cannot be written as ONNX by torch {torch.__version__} ({reason}). "
            "Keep the model as it is, and grade with torch."
        ) from fault
    if program is None:  # only where a file is named for the export
        raise AssertionError("torch exported nothing")
    program.save(path, external_data=True)


def check_trace(traced: Traced, path: Path, max_tokens: int) -> None:
    """Hold the graph against torch, for several shapes up to `max_tokens`.

    Raises `ExportError` where it differs by more than rounding, and where the model itself cannot read so many tokens.
    """
    session = open_session(path)
    names = [each.name for each in session.get_inputs()]
    for shape in (*_TRIED, (1, max_tokens)):
        inputs = traced.example(*shape)
        expected = _said_by_torch(traced, inputs)
        found = session.run(None, dict(zip(names, (each.numpy() for each in inputs), strict=True)))
        for ours, theirs in zip(found, expected, strict=True):
            if not np.allclose(ours, theirs, rtol=_TOLERANCE, atol=_TOLERANCE):
                raise ExportError(
                    f"{_kind(traced)} as ONNX differs from the model by {np.abs(ours - theirs).max():.3g} on "
                    f"{shape[1]} tokens. Keep the model as it is, and grade with torch."
                )


def check_apart(traced: Traced, path: Path, max_tokens: int) -> None:
    """Hold what a finished graph says of pairs together against what it says of each alone, to the last digit.

    Raises `ExportError` where a pair's neighbours change it: no model that does so is written.
    """
    session = open_session(path)
    names = [each.name for each in session.get_inputs()]
    for tokens in {min(tokens, max_tokens) for tokens in _TRIED_TOGETHER}:
        inputs = [each.numpy() for each in traced.example(_TOGETHER, tokens)]
        together = session.run(None, dict(zip(names, inputs, strict=True)))
        for row in range(_TOGETHER):
            alone = session.run(None, {name: all_[row : row + 1] for name, all_ in zip(names, inputs, strict=True)})
            if not all(np.array_equal(ours[0], all_[row]) for ours, all_ in zip(alone, together, strict=True)):
                raise ExportError(
                    f"{_kind(traced)} as ONNX says other things of a pair alone than beside others. Give a head that "
                    "pools over the tokens' axis and ends in a linear layer."
                )


def _said_by_torch(traced: Traced, inputs: tuple[torch.Tensor, ...]) -> list[NDArray[np.float32]]:
    try:
        with torch.no_grad():
            return [each.numpy() for each in traced(*inputs)]
    except (IndexError, RuntimeError) as fault:
        most = getattr(traced.model.config, "max_position_embeddings", "unknown")
        raise ExportError(
            f"{_kind(traced)} cannot read {inputs[0].shape[1]} tokens ({_first_line(fault)}); its configuration says "
            f"max_position_embeddings: {most}. Give a smaller max_tokens."
        ) from fault


def _kind(traced: Traced) -> str:
    return str(traced.model.config.model_type)


def _first_line(fault: BaseException) -> str:
    return str(fault).strip().partition("\n")[0].rstrip(".")


@contextmanager
def _quietly() -> Iterator[None]:
    """Without what the exporter tells its own developers: warnings of torch about torch, and notes in the log."""
    loggers = [logging.getLogger(name) for name in ("torch.onnx", "onnxscript", "onnx_ir")]
    levels = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.ERROR)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
