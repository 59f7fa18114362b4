"""The embedded encoder: what it gives, and that a text's neighbours never change it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pontozo.engine import encoder as encoder_module
from pontozo.engine.encoder import (
    EMBEDDED,
    Encoded,
    Encoder,
    cut_windows,
    embedded_encoder,
    load_encoder,
    unit_vectors,
)
from pontozo.hashing import DamagedFileError, sha256_of

REFERENCE = json.loads(Path(__file__).with_name("reference.json").read_text(encoding="utf-8"))
TEXTS = [
    "A pointer can be made to point to another object.",
    "A reference cannot be reseated.",
    "int *p = new int[5]; delete[] p;",
    "A mutató átállítható, a referencia nem.",
    "Dogs bark. Cats do not.",
    "x",
    "",
    "The bulb stays lit because it is still in a closed path with the battery.",
]
LONG = " ".join(f"In the year {year} the harvest was number {year * 7 % 101}." for year in range(1500, 1600))


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return embedded_encoder()


def encode_one(text: str) -> Encoded:
    return embedded_encoder().encode([text])[0]


def assert_identical(one: Encoded, other: Encoded) -> None:
    assert one.tokens == other.tokens
    for name in ("offsets", "last", "middle", "sentence"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), strict=True)


def cosine(one: str, other: str) -> float:
    return float(encode_one(one).sentence @ encode_one(other).sentence)


# --- what it gives ---------------------------------------------------------------------------------------------------


def test_shapes_and_types(encoder: Encoder) -> None:
    for text, encoded in zip(TEXTS, encoder.encode(TEXTS), strict=True):
        count = len(encoded.tokens)
        assert encoded.last.shape == encoded.middle.shape == (count, 384), text
        assert encoded.offsets.shape == (count, 2), text
        assert encoded.sentence.shape == (384,), text
        assert {a.dtype.name for a in (encoded.last, encoded.middle, encoded.sentence)} == {"float32"}, text
        assert encoded.offsets.dtype.name == "int32", text


def test_vectors_have_length_one() -> None:
    encoded = encode_one(TEXTS[0])
    for vectors in (encoded.last, encoded.middle, encoded.sentence[np.newaxis]):
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=-1), 1, atol=1e-6)


def test_facts_of_the_embedded_encoder(encoder: Encoder) -> None:
    assert encoder.name == "all-MiniLM-L6-v2"
    assert encoder.languages == {"en"}
    assert (encoder.hidden_size, encoder.max_tokens) == (384, 256)
    assert encoder.sha256 == sha256_of(EMBEDDED / "encoder.json")
    assert embedded_encoder() is encoder


def test_model_is_small() -> None:
    assert (EMBEDDED / "model.onnx").stat().st_size <= 25_000_000


@pytest.mark.parametrize("text", ["", "   \n\t", "\x00"])
def test_text_without_tokens_is_zero_and_empty(text: str) -> None:
    encoded = encode_one(text)
    assert encoded.tokens == ()
    assert encoded.last.shape == encoded.middle.shape == (0, 384)
    assert encoded.offsets.shape == (0, 2)
    assert not encoded.sentence.any()


def test_no_texts_give_nothing(encoder: Encoder) -> None:
    assert encoder.encode([]) == []


@pytest.mark.parametrize("text", [*TEXTS, "Árvíztűrő tükörfúrógép 😀 naïve, CAFÉ!", "\ud83d lone, 𝒳 wide", "a\r\n\tb"])
def test_offsets_point_at_the_text(text: str) -> None:
    encoded = encode_one(text)
    for token, (start, end) in zip(encoded.tokens, encoded.offsets.tolist(), strict=True):
        if token != "[UNK]":
            plain = unicodedata.normalize("NFD", text[start:end].lower())
            assert "".join(c for c in plain if unicodedata.category(c) != "Mn") == token.removeprefix("##")


def test_special_tokens_in_an_answer_are_plain_text() -> None:
    assert encode_one("a [SEP] [MASK]").tokens == ("a", "[", "sep", "]", "[", "mask", "]")


def test_results_cannot_be_written_to() -> None:
    encoded = encode_one(TEXTS[0])
    for array in (encoded.last, encoded.middle, encoded.sentence, encoded.offsets):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


# --- how good it is --------------------------------------------------------------------------------------------------


def test_paraphrase_is_closer_than_another_topic() -> None:
    paraphrase = cosine("The plant makes sugar with the help of light.", "With light, plants produce sugar.")
    unrelated = cosine("The plant makes sugar with the help of light.", "The treaty ended a long war.")
    assert paraphrase > 0.8
    assert unrelated < 0.3


def test_sentence_vectors_are_near_float32(encoder: Encoder) -> None:
    vectors = np.stack([encoded.sentence for encoded in encoder.encode(REFERENCE["texts"])])
    np.testing.assert_allclose(vectors[:, :8], REFERENCE["first_dimensions"], atol=0.015)
    np.testing.assert_allclose(vectors @ vectors.T, REFERENCE["cosines"], atol=0.02)


# --- neighbours ------------------------------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([*TEXTS, LONG]) | st.text(max_size=40), max_size=30))
def test_neighbours_change_nothing(texts: Sequence[str]) -> None:
    for text, encoded in zip(texts, embedded_encoder().encode(texts), strict=True):
        assert_identical(encoded, encode_one(text))


def test_a_full_batch_of_one_length_changes_nothing(encoder: Encoder) -> None:
    texts = [f"The {word} is here." for word in ("dog", "cat", "sun", "sea", "car", "tree", "man", "king")] * 9
    texts = [f"{text} {number}" for number, text in enumerate(texts)]
    for text, encoded in zip(texts, encoder.encode(texts), strict=True):
        assert_identical(encoded, encode_one(text))


def test_number_of_threads_changes_nothing(encoder: Encoder) -> None:
    texts = [*TEXTS, LONG] * 2
    for one, other in zip(Encoder(EMBEDDED, threads=3).encode(texts), encoder.encode(texts), strict=True):
        assert_identical(one, other)


def test_equal_texts_are_encoded_once(encoder: Encoder) -> None:
    first, _, second = encoder.encode([TEXTS[0], TEXTS[1], TEXTS[0]])
    assert first is second


# --- sentences alone -------------------------------------------------------------------------------------------------


@settings(max_examples=8, deadline=None)
@given(st.lists(st.sampled_from([*TEXTS, LONG]) | st.text(max_size=40), max_size=12))
def test_sentences_are_those_of_encoding_remembered_or_not(texts: Sequence[str]) -> None:
    expected = np.array([encode_one(text).sentence for text in texts]).reshape(len(texts), 384)
    forgetful = Encoder(EMBEDDED)
    for encoder in (forgetful, forgetful, embedded_encoder()):
        np.testing.assert_array_equal(encoder.sentences(texts), expected)
    assert forgetful.sentences(texts).dtype.name == "float32"


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> tuple[Encoder, list[str]]:
    """An encoder that remembers nothing yet, and what it reads from now on."""
    encoder = Encoder(EMBEDDED)
    encode = encoder.encode
    texts_read: list[str] = []

    def reading(texts: Sequence[str]) -> list[Encoded]:
        texts_read.extend(texts)
        return encode(texts)

    monkeypatch.setattr(encoder, "encode", reading)
    return encoder, texts_read


def test_what_was_read_is_not_read_again(counting: tuple[Encoder, list[str]]) -> None:
    encoder, texts_read = counting
    encoder.encode([TEXTS[0]])
    encoder.sentences([TEXTS[0], TEXTS[1], TEXTS[1]])
    encoder.sentences([TEXTS[1], TEXTS[0], TEXTS[2]])
    assert texts_read == TEXTS[:3]


def test_what_is_remembered_has_an_end_and_forgetting_changes_nothing(
    counting: tuple[Encoder, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Texts of one call may push each other out."""
    monkeypatch.setattr(encoder_module, "_PORTION", 2)
    monkeypatch.setattr(encoder_module, "_REMEMBERED", 3)
    encoder, texts_read = counting
    for _ in range(2):
        np.testing.assert_array_equal(encoder.sentences(TEXTS), embedded_encoder().sentences(TEXTS))
    assert len(texts_read) > len(TEXTS)


def test_what_is_done_to_the_sentences_is_not_remembered() -> None:
    encoder = Encoder(EMBEDDED)
    encoder.sentences(TEXTS)[:] = 0
    np.testing.assert_array_equal(encoder.sentences(TEXTS[:1])[0], encode_one(TEXTS[0]).sentence)


# --- long texts ------------------------------------------------------------------------------------------------------


def test_long_text_keeps_all_tokens() -> None:
    encoded = encode_one(LONG)
    assert len(encoded.tokens) > 3 * 256
    assert len(encoded.last) == len(encoded.middle) == len(encoded.tokens)
    assert encoded.offsets[-1, 1] == len(LONG)
    assert all(LONG[start:end] for start, end in encoded.offsets)


def test_long_text_is_the_mean_of_its_windows() -> None:
    text = "One two three. " * 100
    encoded = encode_one(text)
    first = next(cut_windows(encoded.tokens, 254))
    alone = encode_one(text[: encoded.offsets[first[1] - 1, 1]])
    np.testing.assert_array_equal(encoded.last[: first[1]], alone.last)
    assert float(encoded.sentence @ alone.sentence) > 0.95


def test_windows_are_cut_after_a_sentence_or_before_a_word() -> None:
    assert list(cut_windows(["a", "b", "c", ".", "d", "e", "f"], 5)) == [(0, 4), (4, 7)]
    assert list(cut_windows(["a", "b", "c", "d", "##e", "f"], 4)) == [(0, 3), (3, 6)]
    assert list(cut_windows(["a", "##b", "##c", "##d", "##e"], 2)) == [(0, 2), (2, 4), (4, 5)]
    assert list(cut_windows(["a", "b"], 2)) == [(0, 2)]
    assert list(cut_windows([], 2)) == []


@given(st.lists(st.sampled_from(["a", "##b", ".", "?"]), max_size=60), st.integers(1, 12))
def test_windows_cover_every_token_once(tokens: Sequence[str], limit: int) -> None:
    spans = list(cut_windows(tokens, limit))
    assert [place for start, end in spans for place in range(start, end)] == list(range(len(tokens)))
    assert all(0 < end - start <= limit for start, end in spans)


def test_a_zero_vector_stays_zero() -> None:
    np.testing.assert_array_equal(unit_vectors(np.zeros((2, 3), np.float32)), np.zeros((2, 3)))


# --- damaged files ---------------------------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EMBEDDED, tmp_path / "encoder"))


def test_a_copy_loads_and_gives_the_same(copy: Path) -> None:
    assert_identical(load_encoder(copy).encode([TEXTS[0]])[0], encode_one(TEXTS[0]))


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_changed_file_is_refused(copy: Path, name: str) -> None:
    content = bytearray((copy / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / name).write_bytes(content)
    with pytest.raises(DamagedFileError, match=rf"{name} is damaged or was changed.* Install or copy it again"):
        load_encoder(copy)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "encoder.json"])
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(DamagedFileError, match=name):
        load_encoder(copy)


@pytest.mark.parametrize("said", ["not json", [], {"name": "x"}])
def test_a_manifest_that_says_too_little_is_refused(copy: Path, said: Any) -> None:
    (copy / "encoder.json").write_text(said if isinstance(said, str) else json.dumps(said), encoding="utf-8")
    with pytest.raises(DamagedFileError, match=r"encoder\.json cannot be read"):
        load_encoder(copy)


@pytest.mark.parametrize(("key", "value"), [("languages", ["en", "de"]), ("max_tokens", 128)])
def test_what_decides_a_result_is_part_of_the_identity(copy: Path, key: str, value: Any) -> None:
    manifest = copy / "encoder.json"
    said = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**said, key: value}), encoding="utf-8")
    assert load_encoder(copy).sha256 != embedded_encoder().sha256


# --- a quiet guest ---------------------------------------------------------------------------------------------------


def test_nothing_is_left_in_the_users_home(tmp_path: Path) -> None:
    program = (
        "import os; from pontozo.engine import embedded_encoder; embedded_encoder().encode(['a text']); "
        "print(os.environ['ORT_DISABLE_TELEMETRY'])"
    )
    homes = {name: str(tmp_path / name) for name in ("HOME", "USERPROFILE", "XDG_CACHE_HOME", "LOCALAPPDATA")}
    for home in homes.values():
        Path(home).mkdir()
    inherited = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={**inherited, **homes}
    )
    assert told.stdout.strip() == "1"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
