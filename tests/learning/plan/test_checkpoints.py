"""The checkpoints that ship, and models in folders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pontozo.errors import UserError
from pontozo.learning.plan import PlanOptions, find, plan, shipped
from pontozo.learning.plan.checkpoints import smaller
from tests.learning.plan.models import CONFIGURATIONS

#: What the hub's pages say of the size of the weights, in GB: of the files, not of our counting.
_PUBLISHED = {
    "google/flan-t5-small": 0.308,
    "google/flan-t5-base": 0.990,
    "google/flan-t5-large": 3.13,
    "google/flan-t5-xl": 11.4,
    "google/flan-t5-xxl": 45.1,
    "FacebookAI/xlm-roberta-base": 1.12,
    "openai-community/gpt2": 0.548,
    "openai-community/gpt2-xl": 6.43,
    "microsoft/deberta-v3-base": 0.371,
    "sentence-transformers/all-MiniLM-L6-v2": 0.0909,
}


def test_the_checkpoints_of_the_mission_are_there() -> None:
    assert len(shipped()) == 26
    for name, checkpoint in shipped().items():
        assert find(name) is checkpoint
        assert checkpoint.licence
        assert checkpoint.languages


@pytest.mark.parametrize(("name", "gigabytes"), _PUBLISHED.items())
def test_download_sizes_are_those_published(name: str, gigabytes: float) -> None:
    assert shipped()[name].download == pytest.approx(gigabytes * 1e9, rel=0.02)


def test_siblings_are_smaller_and_of_one_series() -> None:
    names = [each.name for each in smaller(find("google/flan-t5-xl"))]
    assert names == ["google/flan-t5-large", "google/flan-t5-base", "google/flan-t5-small"]
    assert smaller(find("SZTAKI-HLT/hubert-base-cc")) == []
    assert [each.name for each in smaller(find("google-bert/bert-large-uncased"))] == ["google-bert/bert-base-uncased"]


def _saved(folder: Path, configuration: object) -> str:
    (folder / "config.json").write_text(json.dumps(configuration))
    return str(folder)


def test_a_folder_is_planned_from_its_configuration(tmp_path: Path) -> None:
    name = _saved(tmp_path, dict(shipped()["openai-community/gpt2"].configuration))
    options = PlanOptions(length=100)
    here, there = plan(name, options), plan("openai-community/gpt2", options)
    assert (here.peak, here.parameters) == (there.peak, there.parameters)
    assert here.download is None


def test_a_folder_goes_before_a_checkpoint_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "google/flan-t5-xl").mkdir(parents=True)
    with pytest.raises(UserError, match=r"google/flan-t5-xl has no config\.json"):
        find("google/flan-t5-xl")
    _saved(tmp_path / "google/flan-t5-xl", dict(shipped()["openai-community/gpt2"].configuration))
    found = find("google/flan-t5-xl")
    assert found.anatomy == shipped()["openai-community/gpt2"].anatomy
    assert found.download is None


def test_what_transformers_saved_can_be_read(tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers")
    for name, configuration in CONFIGURATIONS.items():
        fields = {field: value for field, value in configuration.items() if field != "model_type"}
        config = transformers.AutoConfig.for_model(configuration["model_type"], **fields)
        config.save_pretrained(tmp_path / name)
        options = PlanOptions(length=30)
        assert plan(str(tmp_path / name), options).parameters == plan(configuration, options).parameters, name


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"model_type": "mamba"}, "model_type is 'mamba'; what can be planned is bert, roberta"),
        ({"model_type": None}, "model_type is None"),
        ({"n_embd": None}, "n_embd is not there, but must be a whole number above 0"),
        ({"n_layer": "12"}, "n_layer is '12'"),
        ({"n_head": 0}, "n_head is 0"),
        ({"n_layer": True}, "n_layer is True"),
        ({"attn_pdrop": 1.5}, "attn_pdrop is 1.5, but must be from 0 up to 1"),
        ({"tie_word_embeddings": "yes"}, "tie_word_embeddings is 'yes', but must be true or false"),
    ],
)
def test_a_configuration_that_cannot_be_used_names_file_and_field(
    tmp_path: Path, changed: dict[str, Any], says: str
) -> None:
    name = _saved(tmp_path, {**shipped()["openai-community/gpt2"].configuration, **changed})
    with pytest.raises(UserError, match=says) as told:
        find(name)
    assert str(told.value).startswith(str(tmp_path / "config.json"))


@pytest.mark.parametrize(
    ("model_type", "changed", "says"),
    [
        ("deberta", {"share_att_key": False}, "a DeBERTa without share_att_key"),
        ("modernbert", {"mlp_bias": True}, "a ModernBERT with mlp_bias cannot be planned"),
    ],
)
def test_kinds_that_are_not_known_well_enough_are_refused(model_type: str, changed: dict[str, Any], says: str) -> None:
    with pytest.raises(UserError, match=says):
        plan({**CONFIGURATIONS[model_type], **changed}, PlanOptions(length=30))


@pytest.mark.parametrize(("text", "says"), [("{", "cannot be read as JSON"), ("[]", "holds no configuration")])
def test_a_file_that_is_no_configuration_is_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "config.json").write_text(text)
    with pytest.raises(UserError, match=f"config.json {says}"):
        find(str(tmp_path))


def test_an_unknown_name_says_where_it_was_looked_for_and_what_is_near(tmp_path: Path) -> None:
    with pytest.raises(
        UserError, match=r"neither a folder here nor among the 26 .* did you mean google/flan-t5-base\?"
    ):
        find("flan-t5-bse")
    with pytest.raises(UserError, match=r"put its config\.json into a folder and name that"):
        find("somebody/something-else")
    with pytest.raises(UserError, match=r"has no config\.json"):
        find(str(tmp_path))
