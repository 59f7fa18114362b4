"""The command that makes the embedded encoder, on a tiny BERT with random weights."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray
from onnx import numpy_helper
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from pontozo.engine.encoder import EMBEDDED, load_encoder
from scripts.make_encoder import (
    WrongSource,
    encoder_model,
    main,
    read_source,
    reference_states,
    write_encoder,
    write_reference,
)

HIDDEN, INNER, LAYERS, WORDS = 64, 128, 5, 40


def tiny_weights() -> dict[str, NDArray[np.float32]]:
    """Random weights under the names that a BERT has."""
    random = np.random.default_rng(3)
    shapes = {
        "embeddings.word_embeddings": (WORDS, HIDDEN),
        "embeddings.position_embeddings": (300, HIDDEN),
        "embeddings.token_type_embeddings": (2, HIDDEN),
    }
    dense: dict[str, tuple[int, int]] = {}
    norms = ["embeddings.LayerNorm"]
    for layer in (f"encoder.layer.{number}" for number in range(LAYERS)):
        dense |= {f"{layer}.attention.self.{part}": (HIDDEN, HIDDEN) for part in ("query", "key", "value")}
        dense |= {f"{layer}.attention.output.dense": (HIDDEN, HIDDEN)}
        dense |= {f"{layer}.intermediate.dense": (INNER, HIDDEN), f"{layer}.output.dense": (HIDDEN, INNER)}
        norms += [f"{layer}.attention.output.LayerNorm", f"{layer}.output.LayerNorm"]
    weights = {f"{name}.weight": random.normal(0, 0.2, shape) for name, shape in (shapes | dense).items()}
    weights |= {f"{name}.bias": random.normal(0, 0.1, shape[0]) for name, shape in dense.items()}
    weights |= {f"{name}.weight": random.normal(1, 0.1, HIDDEN) for name in norms}
    weights |= {f"{name}.bias": random.normal(0, 0.1, HIDDEN) for name in norms}
    return {name: array.astype(np.float32) for name, array in weights.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published model, small."""
    path = tmp_path_factory.mktemp("source") / "model"
    path.mkdir()
    save_file(tiny_weights(), path / "model.safetensors")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *"abcdefghijklmnopqrstuvwxyz."]
    tokenizer = Tokenizer(WordPiece({word: place for place, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing("[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    tokenizer.enable_truncation(8)
    tokenizer.enable_padding(length=8)
    tokenizer.save(str(path / "tokenizer.json"))
    return path


def run(model: onnx.ModelProto, ids: Any, mask: Any = None) -> list[NDArray[np.float32]]:
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    feeds = {"input_ids": np.array(ids), "attention_mask": np.ones_like(ids) if mask is None else np.array(mask)}
    return list(session.run(["last_hidden_state", "middle_hidden_state"], feeds))


def cosines(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(one, axis=-1) * np.linalg.norm(other, axis=-1)
    return np.asarray(np.sum(one * other, axis=-1) / lengths, dtype=np.float32)


def test_the_graph_agrees_with_float32() -> None:
    ids = [2, 5, 30, 12, 12, 9, 3]
    found, expected = run(encoder_model(tiny_weights()), [ids]), reference_states(tiny_weights(), ids)
    for ours, theirs in zip(found, expected, strict=True):
        assert ours.shape == (1, len(ids), HIDDEN)
        assert cosines(ours[0], theirs).min() > 0.998
        np.testing.assert_allclose(ours[0], theirs, atol=0.3)


def test_the_middle_is_the_fourth_layer() -> None:
    four = {name: array for name, array in tiny_weights().items() if not name.startswith("encoder.layer.4.")}
    np.testing.assert_array_equal(
        run(encoder_model(tiny_weights()), [[2, 7, 3]])[1], run(encoder_model(four), [[2, 7, 3]])[0]
    )


def test_rows_of_a_batch_do_not_touch() -> None:
    model, random = encoder_model(tiny_weights()), np.random.default_rng(1)
    ids = random.integers(0, WORDS, (9, 12))
    together = run(model, ids)
    for row in range(len(ids)):
        for whole, alone in zip(together, run(model, ids[row : row + 1]), strict=True):
            np.testing.assert_array_equal(whole[row], alone[0])


def test_masked_tokens_do_not_count() -> None:
    model = encoder_model(tiny_weights())
    padded = run(model, [[2, 8, 9, 3, 0, 0]], [[1, 1, 1, 1, 0, 0]])[0][0, :4]
    np.testing.assert_allclose(padded, run(model, [[2, 8, 9, 3]])[0][0], atol=1e-5)


def test_the_same_weights_give_the_same_bytes() -> None:
    first, second = (encoder_model(tiny_weights()).SerializeToString(deterministic=True) for _ in range(2))
    assert first == second


def test_the_shipped_kernels_cannot_overflow() -> None:
    constants = onnx.load(EMBEDDED / "model.onnx").graph.initializer
    kernels = [numpy_helper.to_array(c) for c in constants if c.name.endswith(".weight")]
    whole = [kernel for kernel in kernels if kernel.dtype == np.int8]
    assert len(whole) == 6 * 4
    for kernel in whole:
        assert_pairs_fit(kernel)


def assert_pairs_fit(whole: NDArray[np.int8]) -> None:
    pairs = np.abs(whole.astype(np.int32)).reshape(-1, 2, whole.shape[1]).sum(axis=1)
    assert 255 * pairs.max() < 2**15


# --- files -----------------------------------------------------------------------------------------------------------


def test_what_is_written_loads_and_runs(folder: Path, tmp_path: Path) -> None:
    source = read_source(folder, expected=None)
    write_encoder(source, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "NOTICE",
        "encoder.json",
        "model.onnx",
        "tokenizer.json",
    }
    encoder = load_encoder(tmp_path / "out")
    encoded = encoder.encode(["a b c d e f g h i j k"])[0]
    assert len(encoded.tokens) == 11
    ids = [2, *range(4, 15), 3]
    last, middle = reference_states(source.weights, ids)
    assert cosines(encoded.last, last[1:-1]).min() > 0.998
    assert cosines(encoded.middle, middle[1:-1]).min() > 0.998
    assert cosines(encoded.sentence, last.mean(axis=0)) > 0.998


def test_a_wheel_is_read_like_a_folder(folder: Path, tmp_path: Path) -> None:
    wheel = tmp_path / "model-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path in folder.iterdir():
            archive.write(path, f"package/model/{path.name}")
    from_wheel, from_folder = read_source(wheel, expected=None), read_source(folder, expected=None)
    assert from_wheel.revision == from_folder.revision
    assert from_wheel.tokenizer == from_folder.tokenizer
    assert from_wheel.weights.keys() == from_folder.weights.keys()


def test_other_weights_are_refused(folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="1"):
        main(["--from", str(folder), "--to", str(tmp_path / "out")])
    assert "has SHA-256" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_place_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongSource, match=r"holds no model\.safetensors"):
        read_source(tmp_path)
    with pytest.raises(WrongSource, match=r"holds no model\.safetensors"):
        read_source(tmp_path / "nowhere.whl")


def test_reference_values_are_cosines_of_the_texts(folder: Path, tmp_path: Path) -> None:
    write_reference(read_source(folder, expected=None), tmp_path / "reference.json")
    values = json.loads((tmp_path / "reference.json").read_text(encoding="utf-8"))
    count = len(values["texts"])
    assert np.array(values["first_dimensions"]).shape == (count, 8)
    np.testing.assert_allclose(np.diag(values["cosines"]), 1, atol=1e-5)
