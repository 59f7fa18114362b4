"""The plan's arithmetic, held against models of the real classes."""

from __future__ import annotations

from typing import Any

import pytest

from pontozo.learning.plan import Plan, PlanOptions, lora_targets, plan, shipped
from pontozo.learning.plan.checkpoints import anatomy_of
from tests.learning.plan.models import BATCH, CONFIGURATIONS, LENGTH, RANK, build, run, watched, with_lora

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
#: What libraries say of each other's old ways is no fault of ours.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]

#: One checkpoint of each architecture.
_ONE_EACH = (
    "google-bert/bert-base-cased",
    "FacebookAI/roberta-base",
    "microsoft/deberta-v3-base",
    "answerdotai/ModernBERT-base",
    "google/flan-t5-small",
    "google/mt5-small",
    "openai-community/gpt2",
    "meta-llama/Llama-3.2-1B",
    "Qwen/Qwen2.5-0.5B",
    "google/gemma-3-1b-pt",
)


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


def _options(**changed: Any) -> PlanOptions:
    return PlanOptions(**{"batch": BATCH, "length": LENGTH, "rank": RANK, "device": "cpu", **changed})


def _plan(name: str, **changed: Any) -> Plan:
    return plan(CONFIGURATIONS[name], _options(**changed))


@pytest.mark.parametrize("name", shipped())
def test_parameters_of_a_checkpoint_are_counted_exactly(name: str) -> None:
    checkpoint = shipped()[name]
    with torch.device("meta"):
        model = build(checkpoint.configuration, checkpoint.anatomy.family)
    assert plan(checkpoint, PlanOptions()).parameters == sum(each.numel() for each in model.parameters())


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_parameters_of_any_size_are_counted_exactly(name: str) -> None:
    with torch.device("meta"):
        model = build(CONFIGURATIONS[name], anatomy_of(CONFIGURATIONS[name], name).family)
    assert _plan(name).parameters == sum(each.numel() for each in model.parameters())


@pytest.mark.parametrize("targets", ["all", "attention"])
@pytest.mark.parametrize("name", _ONE_EACH)
def test_what_lora_trains_is_counted_exactly(name: str, targets: Any) -> None:
    pytest.importorskip("peft")
    checkpoint = shipped()[name]
    family = checkpoint.anatomy.family
    with torch.device("meta"):
        model = with_lora(build(checkpoint.configuration, family), family, list(lora_targets(name, targets)))
    trained = sum(each.numel() for each in model.parameters() if each.requires_grad)
    assert plan(checkpoint, PlanOptions("lora", rank=RANK, targets=targets)).trainable == trained


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_what_a_forward_pass_keeps(name: str) -> None:
    family = anatomy_of(CONFIGURATIONS[name], name).family
    model = build(CONFIGURATIONS[name], family)
    with watched(model) as kept:
        run(model, family)
    assert _plan(name).activations == pytest.approx(kept(), rel=0.05)


@pytest.mark.parametrize("changed", [{}, {"targets": "attention"}, {"lora_dropout": 0.1}], ids=str)
@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_what_a_forward_pass_keeps_with_lora(name: str, changed: dict[str, Any]) -> None:
    pytest.importorskip("peft")
    family = anatomy_of(CONFIGURATIONS[name], name).family
    targets = list(lora_targets(CONFIGURATIONS[name], changed.get("targets", "all")))
    model = with_lora(build(CONFIGURATIONS[name], family), family, targets, changed.get("lora_dropout", 0.0))
    with watched(model) as kept:
        run(model, family)
    assert _plan(name, method="lora", **changed).activations == pytest.approx(kept(), rel=0.15)


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_what_checkpointing_keeps_between_layers(name: str) -> None:
    """One layer is computed anew at a time, which the hooks do not see: it is taken off the plan."""
    family = anatomy_of(CONFIGURATIONS[name], name).family
    model = build(CONFIGURATIONS[name], family)
    model.gradient_checkpointing_enable()
    with watched(model) as kept:
        run(model, family)
    one = max(_one_layer(name))
    assert _plan(name, checkpointing=True).activations - one == pytest.approx(kept(), rel=0.2)


def _one_layer(name: str) -> list[int]:
    """What a layer keeps: by how much the plan of one with a layer more is more."""
    found = []
    for field in ("num_hidden_layers", "n_layer", "num_layers", "num_decoder_layers"):
        here = {"num_decoder_layers": 3, **CONFIGURATIONS[name]}
        if field in here:
            more = plan({**here, field: here[field] + 1}, _options()).activations
            found.append(more - plan(here, _options()).activations)
    return found


@pytest.mark.parametrize(("optimiser", "within"), [("adamw", 0.001), ("adafactor", 0.05)])
@pytest.mark.parametrize("name", ["t5", "gpt2"])
def test_what_an_optimiser_remembers(name: str, optimiser: Any, within: float) -> None:
    family = anatomy_of(CONFIGURATIONS[name], name).family
    model = build(CONFIGURATIONS[name], family)
    kind = torch.optim.AdamW if optimiser == "adamw" else torch.optim.Adafactor
    steps = kind(model.parameters(), lr=1e-4)
    torch.autograd.backward(run(model, family))
    steps.step()
    state = [value for each in steps.state.values() for value in each.values() if value.dim()]
    kept = sum(each.numel() * each.element_size() for each in state)
    assert _plan(name, optimiser=optimiser).optimiser == pytest.approx(kept, rel=within)
