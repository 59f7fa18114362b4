"""A tuned encoder as a folder that grades without torch: model.onnx, tokenizer.json, and a manifest with hashes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pontozo.engine.classifier import FORMAT
from pontozo.engine.manifest import CLASSIFIER, MODEL, TOKENIZER, WEIGHTS
from pontozo.formats.beside import write_bytes
from pontozo.gradebook import DataError, Fault
from pontozo.hashing import sha256_of
from pontozo.learning.export.errors import ExportError

if TYPE_CHECKING:
    from onnx import ModelProto
    from torch.nn import Module

_TRACED = "traced.onnx"
#: Weights of more bytes than this go into a file of their own: a message of protobuf holds 2 GiB at most.
_MOST_IN_ONE_FILE = 2_000_000_000


def export_encoder(
    model: Any,
    tokenizer: Any,
    folder: Path,
    *,
    head: Module | None = None,
    max_tokens: int,
    quantise: bool = True,
    hidden_states: bool = False,
) -> list[str]:
    """Write an encoder of BERT's kind for `engine.classifier`; the names of the files written, the manifest last.

    `model` is a transformers model for sequence classification, or with `head` one that gives `last_hidden_state`. A
    head is a torch module that takes these states (n, length, hidden) and a mask of ones (n, length), and gives (n, k).
    It should pool over the tokens' axis and end in a linear layer: ONNX Runtime computes the last few values of an
    array's `logsigmoid`, for one, in another way than the rest, so they would depend on neighbours (measured). What
    follows is for NumPy, row by row. `tokenizer` is the model's, a fast one. `max_tokens` is the length, special
    tokens included, up to which pairs will be read.

    With `quantise` the weights are rounded to 8 bits. With `hidden_states` the last layer's states are an output too.
    The graph in float32 is held against the model, and the finished one is run on pairs together and alone, before
    anything is put into `folder`. Needs the extra `train`. Raises `ExportError` where the model cannot be written,
    cannot read `max_tokens` or does not keep pairs apart, `DataError` where nothing can be written in `folder`.
    """
    check_libraries()
    from pontozo.learning.export.tracing import Traced, check_apart, check_trace, trace

    with room_in(folder) as beside:
        place = Path(beside)
        traced = Traced(model, head, hidden_states)
        trace(traced, place / _TRACED)
        check_trace(traced, place / _TRACED, max_tokens)
        names = _write_model(place, quantise)
        check_apart(traced, place / MODEL, max_tokens)
        (place / TOKENIZER).write_text(_tokenizer_json(tokenizer), encoding="utf-8")
        names.append(TOKENIZER)
        hashes = {name: sha256_of(place / name) for name in names}
        for name in names:
            (place / name).replace(folder / name)
    precision = "int8" if quantise else "float32"
    manifest = _manifest(model.config.model_type, precision, max_tokens, hashes)
    write_bytes(folder / CLASSIFIER, manifest.encode())
    return [*names, CLASSIFIER]


def room_in(folder: Path) -> TemporaryDirectory[str]:
    """A place inside of `folder`, which is made, for what is not finished. Raises DataError where there can be none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return TemporaryDirectory(dir=folder, prefix=".export-")
    except OSError as error:
        message = f"cannot be written ({error.strerror}); choose another folder"
        raise DataError([Fault(str(folder), message)]) from None


def _manifest(kind: str, precision: str, max_tokens: int, hashes: Mapping[str, str]) -> str:
    said = {"format": FORMAT, "kind": kind, "precision": precision, "max_tokens": max_tokens, "files": hashes}
    return json.dumps(said, indent=2) + "\n"


def check_libraries() -> None:
    """Raise ExportError where a library is missing that an export stands on."""
    missing = [name for name in ("torch", "transformers", "onnx", "onnxscript") if find_spec(name) is None]
    if missing:
        raise ExportError(
            f'writing a model as ONNX needs {", ".join(missing)}; install with: pip install "pontozo[train]"'
        )


def _write_model(place: Path, quantise: bool) -> list[str]:
    """Rewrite traced.onnx as model.onnx; the names of the files that make it up."""
    import onnx

    from pontozo.learning.export.rewriting import rewritten

    traced = onnx.load(str(place / _TRACED), load_external_data=False)
    finished = rewritten(traced, place, quantise=quantise)
    names = _save(finished, place / MODEL)
    onnx.checker.check_model(str(place / MODEL), full_check=True)
    return names


def _save(model: ModelProto, path: Path) -> list[str]:
    import onnx

    if sum(len(tensor.raw_data) for tensor in model.graph.initializer) <= _MOST_IN_ONE_FILE:
        path.write_bytes(model.SerializeToString(deterministic=True))
        return [path.name]
    onnx.save_model(model, str(path), save_as_external_data=True, location=WEIGHTS)
    return [path.name, WEIGHTS]


def _tokenizer_json(tokenizer: Any) -> str:
    """The tokenizer as data; how long pairs may be, and that they are not padded, is decided by who reads it."""
    fast = getattr(tokenizer, "backend_tokenizer", None)
    if fast is None:
        raise ExportError(f"{type(tokenizer).__name__} has no fast form, which is what is saved; give a fast one")
    said = {**json.loads(fast.to_str()), "truncation": None, "padding": None}
    return json.dumps(said, ensure_ascii=False) + "\n"
