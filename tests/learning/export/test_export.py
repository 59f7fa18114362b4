"""Encoders as ONNX: near the model in torch, and no pair changed by its neighbours, for every kind of encoder."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

pytest.importorskip("torch")
pytest.importorskip("onnxscript")

import torch

from pontozo.engine import Classifier, TokenPair, load_classifier
from pontozo.engine import classifier as classifier_module
from pontozo.gradebook import DataError
from pontozo.hashing import DamagedFileError
from pontozo.learning.export import ExportError, export_encoder
from pontozo.learning.export import encoder as export_module
from tests.learning.export.tiny import KINDS, LABELS, MAX_TOKENS, SIZES, MeanHead, text_pairs, tiny_model

#: Measured over 200 pairs: int8 probabilities differ by .003 to .005 in the mean and by .010 to .014 at worst.
MEAN_DIFFERENCE, WORST_DIFFERENCE = 0.008, 0.03
Floats = NDArray[np.float32]


@pytest.fixture(scope="module")
def folder_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Exports each tiny model once."""
    made: dict[tuple[str, bool], Path] = {}

    def export(kind: str, quantise: bool = True) -> Path:
        if (kind, quantise) not in made:
            made[kind, quantise] = folder = tmp_path_factory.mktemp(kind)
            options: dict[str, Any] = {"max_tokens": MAX_TOKENS, "quantise": quantise}
            names = export_encoder(tiny_model(kind), KINDS[kind].tokenizer(), folder, **options)
            assert names == ["model.onnx", "tokenizer.json", "classifier.json"]
            assert sorted(names) == sorted(path.name for path in folder.iterdir())
        return made[kind, quantise]

    return export


@pytest.fixture(scope="module")
def bert(folder_of: Callable[..., Path]) -> Classifier:
    return load_classifier(folder_of("bert"))


def pairs_of(classifier: Classifier, texts: Sequence[tuple[str, str]]) -> list[TokenPair]:
    def ids(text: str) -> list[int]:
        return list(classifier.tokenizer.encode(text, add_special_tokens=False).ids)

    return [classifier.pair(ids(first), ids(second)) for first, second in texts]


def in_torch(model: Any, kind: str, pairs: Sequence[TokenPair]) -> list[Any]:
    """What the model says of each pair by itself."""
    with torch.no_grad():
        return [
            model(
                input_ids=torch.tensor([pair.ids]),
                **({"token_type_ids": torch.tensor([pair.types])} if kind == "bert" else {}),
            )
            for pair in pairs
        ]


def probabilities(logits: Floats) -> Floats:
    odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=-1, keepdims=True))


def alone(classifier: Classifier, pairs: Sequence[TokenPair]) -> Floats:
    return np.concatenate([classifier.logits([pair]) for pair in pairs])


# --- near the model --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_whole_numbers_are_near_torch(kind: str, folder_of: Callable[..., Path]) -> None:
    classifier = load_classifier(folder_of(kind))
    pairs = pairs_of(classifier, text_pairs(60))
    expected = np.stack([said.logits[0].numpy() for said in in_torch(tiny_model(kind), kind, pairs)])
    found = classifier.logits(pairs)
    assert found.shape == (60, LABELS)
    assert found.dtype == np.float32
    differences = np.abs(probabilities(found) - probabilities(expected)).max(axis=1)
    assert differences.mean() < MEAN_DIFFERENCE
    assert differences.max() < WORST_DIFFERENCE
    # The models say different things of different pairs, so that nearness means something.
    assert np.ptp(probabilities(expected), axis=0).max() > 2 * WORST_DIFFERENCE
    assert (classifier.kind, classifier.precision) == (kind, "int8")


def test_float32_is_torch(folder_of: Callable[..., Path]) -> None:
    classifier = load_classifier(folder_of("bert", quantise=False))
    pairs = pairs_of(classifier, text_pairs(40))
    expected = np.stack([said.logits[0].numpy() for said in in_torch(tiny_model("bert"), "bert", pairs)])
    np.testing.assert_allclose(classifier.logits(pairs), expected, atol=1e-5)
    assert classifier.precision == "float32"


@pytest.mark.parametrize("kind", KINDS)
def test_pairs_are_put_together_as_transformers_does(kind: str, folder_of: Callable[..., Path]) -> None:
    texts, tokenizer = text_pairs(20), KINDS[kind].tokenizer()
    for pair, (first, second) in zip(pairs_of(load_classifier(folder_of(kind)), texts), texts, strict=True):
        expected = tokenizer(first, second)
        assert pair.ids == expected["input_ids"]
        if kind == "bert":
            assert pair.types == expected["token_type_ids"]


def test_a_pair_as_long_as_allowed_is_read(folder_of: Callable[..., Path]) -> None:
    classifier = load_classifier(folder_of("xlm-roberta"))
    longest = classifier.pair([9] * 40, [12] * (MAX_TOKENS - 40 - classifier.special_tokens))
    expected = in_torch(tiny_model("xlm-roberta"), "xlm-roberta", [longest])[0].logits.numpy()
    difference = np.abs(probabilities(classifier.logits([longest])) - probabilities(expected))
    assert difference.max() < WORST_DIFFERENCE


# --- neighbours ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_neighbours_change_nothing(kind: str, folder_of: Callable[..., Path]) -> None:
    classifier = load_classifier(folder_of(kind))
    pairs = pairs_of(classifier, text_pairs(120, seed=1, most=3))
    assert len({len(pair.ids) for pair in pairs}) < len(pairs) / 3, "too few pairs of equal length"
    np.testing.assert_array_equal(classifier.logits(pairs), alone(classifier, pairs))


@settings(max_examples=20)
@given(data=st.data())
def test_no_batch_changes_a_pair(bert: Classifier, data: st.DataObject) -> None:
    pairs = pairs_of(bert, text_pairs(40, seed=2, most=2))
    chosen = data.draw(st.lists(st.sampled_from(pairs), max_size=60))
    expected = dict(zip(map(str, pairs), alone(bert, pairs), strict=True))
    for pair, found in zip(chosen, bert.logits(chosen), strict=True):
        np.testing.assert_array_equal(found, expected[str(pair)])


def test_the_number_of_threads_changes_nothing(folder_of: Callable[..., Path]) -> None:
    one, three = (Classifier(folder_of("bert"), threads) for threads in (1, 3))
    pairs = pairs_of(one, text_pairs(50, seed=3))
    np.testing.assert_array_equal(one.logits(pairs), three.logits(pairs))


@pytest.mark.parametrize("quantise", [True, False])
def test_neighbours_change_nothing_where_weights_are_not_packed(
    quantise: bool, folder_of: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another application may open the file with other settings."""

    def unpacked(path: Path) -> onnxruntime.InferenceSession:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.disable_prepacking", "1")
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    monkeypatch.setattr(classifier_module, "open_session", unpacked)
    classifier = load_classifier(folder_of("bert", quantise))
    pairs = pairs_of(classifier, text_pairs(60, seed=4, most=2))
    np.testing.assert_array_equal(classifier.logits(pairs), alone(classifier, pairs))


# --- a head of one's own, states -------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["bert", "xlm-roberta"])
def test_a_head_on_the_mean_of_the_states(kind: str, tmp_path: Path) -> None:
    model = tiny_model(kind, layers=1).base_model
    head = MeanHead(SIZES["hidden_size"])
    export_encoder(model, KINDS[kind].tokenizer(), tmp_path, head=head, max_tokens=MAX_TOKENS, hidden_states=True)
    classifier = load_classifier(tmp_path)
    pairs = pairs_of(classifier, text_pairs(60, seed=5, most=3))
    states = [said.last_hidden_state for said in in_torch(model, kind, pairs)]
    with torch.no_grad():
        expected = np.concatenate([head(each, torch.ones(each.shape[:2])).numpy() for each in states])
    found = classifier.logits(pairs)
    assert np.abs(found - expected).max() < 0.1
    np.testing.assert_array_equal(found, alone(classifier, pairs))
    for ours, theirs, pair in zip(classifier.hidden_states(pairs), states, pairs, strict=True):
        assert ours.shape == (len(pair.ids), SIZES["hidden_size"])
        assert cosines(ours, theirs[0].numpy()).min() > 0.99


def cosines(one: Floats, other: Floats) -> Floats:
    lengths = np.linalg.norm(one, axis=-1) * np.linalg.norm(other, axis=-1)
    return np.asarray(np.sum(one * other, axis=-1) / lengths)


class Curved(MeanHead):
    """A head that ends in a function whose last digit hangs on where in the array a value stands."""

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return torch.nn.functional.logsigmoid(3 * super().forward(states, mask))


def test_a_head_that_neighbours_change_is_refused(tmp_path: Path) -> None:
    head = Curved(SIZES["hidden_size"])
    head.project = torch.nn.Linear(SIZES["hidden_size"], 3)
    with pytest.raises(ExportError, match=r"other things of a pair alone than beside others\. Give a head"):
        export_encoder(
            tiny_model("bert", layers=1).bert, KINDS["bert"].tokenizer(), tmp_path, head=head, max_tokens=MAX_TOKENS
        )
    assert list(tmp_path.iterdir()) == []


# --- files -----------------------------------------------------------------------------------------------------------


def test_int8_is_little_more_than_a_quarter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At a size where weights are most of a file, and where torch keeps weights turned that are used twice."""
    sizes = {"hidden_size": 384, "intermediate_size": 1536, "vocab_size": 8000}
    for name, value in sizes.items():
        monkeypatch.setitem(SIZES, name, value)
    model, tokenizer = tiny_model("deberta-v2", layers=1), KINDS["deberta-v2"].tokenizer()
    for quantise in (True, False):
        export_encoder(model, tokenizer, tmp_path / str(quantise), max_tokens=24, quantise=quantise)
    int8, float32 = ((tmp_path / str(quantise) / "model.onnx").stat().st_size for quantise in (True, False))
    assert int8 < 0.29 * float32


def test_the_same_model_gives_the_same_bytes(folder_of: Callable[..., Path], tmp_path: Path) -> None:
    export_encoder(tiny_model("bert"), KINDS["bert"].tokenizer(), tmp_path, max_tokens=MAX_TOKENS)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (folder_of("bert") / path.name).read_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_the_file_holds_nothing_of_the_machine(kind: str, folder_of: Callable[..., Path]) -> None:
    content = (folder_of(kind) / "model.onnx").read_bytes()
    assert b".py" not in content
    assert b"site-packages" not in content


def test_no_scale_is_for_a_whole_batch(folder_of: Callable[..., Path]) -> None:
    for kind in KINDS:
        kinds = {node.op_type for node in onnx.load(folder_of(kind) / "model.onnx").graph.node}
        assert "MatMulInteger" in kinds
        assert "DynamicQuantizeLinear" not in kinds


def test_large_weights_go_into_a_file_of_their_own(
    folder_of: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_module, "_MOST_IN_ONE_FILE", 0)
    names = export_encoder(tiny_model("bert"), KINDS["bert"].tokenizer(), tmp_path, max_tokens=MAX_TOKENS)
    assert names == ["model.onnx", "model.onnx.data", "tokenizer.json", "classifier.json"]
    classifier, whole = load_classifier(tmp_path), load_classifier(folder_of("bert"))
    pairs = pairs_of(whole, text_pairs(10))
    np.testing.assert_array_equal(classifier.logits(pairs), whole.logits(pairs))
    with (tmp_path / "model.onnx.data").open("r+b") as file:
        file.write(b"changed")
    with pytest.raises(DamagedFileError, match=r"model\.onnx\.data is damaged or was changed"):
        load_classifier(tmp_path)


def test_an_altered_model_is_refused(folder_of: Callable[..., Path], tmp_path: Path) -> None:
    copy = Path(shutil.copytree(folder_of("bert"), tmp_path / "copy"))
    content = bytearray((copy / "model.onnx").read_bytes())
    content[len(content) // 2] ^= 1
    (copy / "model.onnx").write_bytes(content)
    with pytest.raises(DamagedFileError, match=r"model\.onnx is damaged or was changed"):
        load_classifier(copy)


def test_it_runs_where_there_is_no_torch(folder_of: Callable[..., Path], bert: Classifier) -> None:
    pairs = pairs_of(bert, text_pairs(5))
    program = (
        "import sys; sys.modules['torch'] = sys.modules['transformers'] = sys.modules['onnx'] = None\n"
        "import json; from pathlib import Path; from pontozo.engine import TokenPair, load_classifier\n"
        "pairs = [TokenPair(*each) for each in json.loads(sys.argv[2])]\n"
        "print(json.dumps(load_classifier(Path(sys.argv[1])).logits(pairs).tolist()))"
    )
    arguments = [sys.executable, "-c", program, str(folder_of("bert")), json.dumps(pairs)]
    told = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert json.loads(told.stdout) == bert.logits(pairs).tolist()


# --- what is refused, what is left alone -----------------------------------------------------------------------------


def test_more_tokens_than_the_model_has_places_for(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"bert cannot read 131 tokens .*max_position_embeddings: 130\. Give a small"):
        export_encoder(tiny_model("bert", layers=1), KINDS["bert"].tokenizer(), tmp_path, max_tokens=131)
    assert list(tmp_path.iterdir()) == []


def test_a_tokenizer_without_a_fast_form(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"SimpleNamespace has no fast form, which is what is saved; give a fast one"):
        export_encoder(tiny_model("bert", layers=1), SimpleNamespace(), tmp_path, max_tokens=20)
    assert list(tmp_path.iterdir()) == []


def test_a_place_where_no_folder_can_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match=r"cannot be written \(.*\); choose another folder"):
        export_encoder(tiny_model("bert"), KINDS["bert"].tokenizer(), tmp_path / "file" / "in", max_tokens=20)


class Loose(MeanHead):
    """A head whose result hangs on the numbers that it is traced with."""

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return super().forward(states * float(np.random.default_rng().uniform(1, 5)), mask)


def test_a_graph_that_is_not_the_model_is_refused(tmp_path: Path) -> None:
    head = Loose(SIZES["hidden_size"])
    with pytest.raises(ExportError, match=r"bert as ONNX differs from the model by .* on \d+ tokens\. Keep the model"):
        export_encoder(tiny_model("bert", layers=1).bert, KINDS["bert"].tokenizer(), tmp_path, head=head, max_tokens=20)
    assert list(tmp_path.iterdir()) == []


class Unknown(MeanHead):
    """A head that torch cannot follow."""

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        found = super().forward(states, mask)
        return found if found.sum() > 0 else -found


def test_what_torch_cannot_export_is_told(tmp_path: Path) -> None:
    head = Unknown(SIZES["hidden_size"])
    with pytest.raises(ExportError, match=r"bert cannot be written as ONNX by torch \S+ \(.+\)\. Keep the model"):
        export_encoder(tiny_model("bert", layers=1).bert, KINDS["bert"].tokenizer(), tmp_path, head=head, max_tokens=20)
    assert list(tmp_path.iterdir()) == []


def test_the_model_goes_on_as_it_was(tmp_path: Path) -> None:
    model = tiny_model("bert", layers=1).bfloat16().train()
    export_encoder(model, KINDS["bert"].tokenizer(), tmp_path, max_tokens=20)
    assert model.training
    assert model.dtype == torch.bfloat16
    assert model.config._attn_implementation == tiny_model("bert", layers=1).config._attn_implementation
