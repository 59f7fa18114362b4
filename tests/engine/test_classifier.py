"""What `Classifier` reads and refuses, on a graph made by hand; no torch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from pontozo.engine import Classifier, TokenPair, load_classifier
from pontozo.errors import UserError
from pontozo.hashing import DamagedFileError, sha256_of
from pontozo.learning.export.graph import Graph

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "b", "c", "d"]


def write(folder: Path, *, has_types: bool = True, hidden_states: bool = False) -> Path:
    """A folder whose model gives the largest id and the sum of the types (0 without types) of a pair."""
    inputs = ["input_ids", "token_type_ids"][: 1 + has_types]
    graph = Graph()
    values = [graph.add("Cast", name, to=TensorProto.FLOAT) for name in inputs]
    axis = graph.constant("axis", [1], np.int64)
    largest = graph.add("ReduceMax", values[0], axis)
    types = graph.add("ReduceSum", values[1], axis) if has_types else graph.add("Sub", largest, largest)
    graph.add("Concat", largest, types, axis=1, output="logits")
    outputs = [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 2])]
    if hidden_states:
        graph.add("Unsqueeze", values[0], graph.constant("last", [2], np.int64), output="last_hidden_state")
        outputs.append(helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "length", 1]))
    shapes = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"]) for name in inputs]
    (folder / "model.onnx").write_bytes(graph.model("by hand", shapes, outputs).SerializeToString())
    tokenizer = Tokenizer(WordPiece({word: place for place, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        "[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", [("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.enable_truncation(3)
    tokenizer.enable_padding(length=12)
    tokenizer.save(str(folder / "tokenizer.json"))
    say(folder)
    return folder


def say(folder: Path, **other: Any) -> None:
    hashes = {name: sha256_of(folder / name) for name in ("model.onnx", "tokenizer.json")}
    said = {"format": 1, "kind": "bert", "precision": "int8", "max_tokens": 9, "files": hashes}
    (folder / "classifier.json").write_text(json.dumps(said | other), encoding="utf-8")


@pytest.fixture
def classifier(tmp_path: Path) -> Classifier:
    return load_classifier(write(tmp_path))


def test_facts(classifier: Classifier, tmp_path: Path) -> None:
    assert (classifier.kind, classifier.precision, classifier.max_tokens) == ("bert", "int8", 9)
    assert (classifier.outputs, classifier.special_tokens) == (2, 3)
    assert classifier.sha256 == sha256_of(tmp_path / "classifier.json")


def test_two_texts_are_put_together_as_the_tokenizer_does(classifier: Classifier) -> None:
    assert classifier.pair([4, 5], [6]) == TokenPair([2, 4, 5, 3, 6, 3], [0, 0, 0, 0, 1, 1])
    assert classifier.pair([], []) == TokenPair([2, 3, 3], [0, 0, 1])


def test_the_tokenizer_neither_cuts_nor_pads(classifier: Classifier) -> None:
    assert classifier.tokenizer.encode("a b c d", add_special_tokens=False).ids == [4, 5, 6, 7]


def test_a_special_token_in_a_text_is_plain_text(classifier: Classifier) -> None:
    assert 3 not in classifier.tokenizer.encode("a [SEP] b", add_special_tokens=False).ids


def test_logits_come_in_the_order_of_the_pairs(classifier: Classifier) -> None:
    pairs = [
        classifier.pair([4], [5, 5]),
        classifier.pair([7], []),
        classifier.pair([4], [6]),
        classifier.pair([5], []),
    ]
    assert classifier.logits(pairs).tolist() == [[5, 3], [7, 1], [6, 2], [5, 1]]


def test_a_model_without_types_is_given_none(tmp_path: Path) -> None:
    classifier = load_classifier(write(tmp_path, has_types=False))
    assert classifier.logits([classifier.pair([4], [6])]).tolist() == [[6, 0]]


def test_no_pairs_give_nothing(classifier: Classifier) -> None:
    assert classifier.logits([]).shape == (0, 2)


def test_a_pair_that_is_too_long_is_refused(classifier: Classifier) -> None:
    with pytest.raises(UserError, match=r"a pair has 10 tokens, but the model was written for 9 at most; shorten it"):
        classifier.logits([classifier.pair([4], [5]), classifier.pair([4] * 4, [5] * 3)])
    assert classifier.logits([classifier.pair([4] * 4, [5] * 2)]).shape == (1, 2)


def test_hidden_states_where_there_are_some(tmp_path: Path) -> None:
    classifier = load_classifier(write(tmp_path, hidden_states=True))
    found = classifier.hidden_states([classifier.pair([4], [5]), classifier.pair([6, 6], [7])])
    assert [each[:, 0].tolist() for each in found] == [[2, 4, 3, 5, 3], [2, 6, 6, 3, 7, 3]]


def test_hidden_states_where_there_are_none(classifier: Classifier) -> None:
    with pytest.raises(UserError, match=r"written without its hidden states; write it again with hidden_states=True"):
        classifier.hidden_states([])


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_changed_file_is_refused(tmp_path: Path, name: str) -> None:
    changed = write(tmp_path) / name
    changed.write_bytes(changed.read_bytes() + b" ")
    with pytest.raises(DamagedFileError, match=rf"{name} is damaged or was changed.* Install or copy it again"):
        load_classifier(tmp_path)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "classifier.json"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    (write(tmp_path) / name).unlink()
    with pytest.raises(DamagedFileError, match=name):
        load_classifier(tmp_path)


def test_a_manifest_of_another_format_is_refused(tmp_path: Path) -> None:
    say(write(tmp_path), format=2)
    with pytest.raises(DamagedFileError, match=r"its format is 2, and this version of Pontozó knows 1"):
        load_classifier(tmp_path)
