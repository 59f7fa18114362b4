"""What a plan says, whatever the model; needs neither PyTorch nor a network."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.errors import UserError
from pontozo.learning.plan import PlanOptions, lora_targets, parse_memory, plan, shipped, ways_out
from pontozo.learning.plan.activations import WHOLE
from tests.learning.plan.models import CONFIGURATIONS

_MODELS = st.sampled_from(sorted(shipped()))
_METHODS = st.sampled_from(("full", "lora", "qlora"))
_PRECISIONS = st.sampled_from(("fp32", "bf16"))
_OPTIONS = st.builds(
    PlanOptions,
    method=_METHODS,
    precision=_PRECISIONS,
    batch=st.integers(1, 33),
    length=st.integers(1, 512),
    rank=st.integers(1, 64),
    checkpointing=st.booleans(),
    targets=st.sampled_from(("all", "attention")),
    accumulation=st.integers(1, 3),
)


def test_a_known_case_by_hand() -> None:
    """FLAN-T5-base on the CPU, full, in 32 bits: what stands in the formulas of the page."""
    found = plan("google/flan-t5-base", PlanOptions(batch=2, length=128, device="cpu"))
    parameters = 247_577_856
    assert (found.parameters, found.trainable) == (parameters, parameters)
    assert (found.weights, found.gradients, found.optimiser) == (4 * parameters, 4 * parameters, 8 * parameters)
    wide, inner, tokens, scores = 768, 2048, 2 * 128, 2 * 12 * 128 * 128
    # Queries, keys, values, what is attended, two inputs, two norms with what they give, two masks; and scores.
    encoder = 12 * (tokens * ((4 + 2 + 4 + 2) * wide + (7 + 1) * inner) + 3 * scores)
    one = 2 * ((6 + 3 + 6 + 3) * wide + 8 * inner) + 2 * 12 * 3 * 128 + 2 * 12 * 3 * 128
    decoder = 12 * (one + tokens * 2 * wide)
    ends = tokens * (1 + 2 + 2) * wide + 3 * 2 * 32128
    assert found.activations == 4 * (encoder + decoder + ends)
    assert found.passing == 2 * 4 * 32128 * wide
    assert found.peak == sum((found.weights, found.gradients, found.optimiser, found.activations)) + (
        found.passing + found.framework
    )


_MEASURED = json.loads((Path(__file__).parents[3] / "benchmarks/results/plan.json").read_text("utf-8"))["figures"]


@pytest.mark.parametrize("run", _MEASURED["runs"], ids=lambda run: f"{run['planned_bytes']}, {run['sets_heap']}")
def test_the_plan_is_what_was_held_against_measurements_and_not_too_low(run: dict[str, Any]) -> None:
    planned = plan(_MEASURED["model"], PlanOptions(**run["options"])).peak
    assert planned == run["planned_bytes"]
    if run["sets_heap"]:
        assert 0.98 < planned / run["measured_bytes"] < 1.15


@given(_MODELS, _OPTIONS)
def test_less_never_takes_more(model: str, options: PlanOptions) -> None:
    peak = plan(model, options).peak
    assert plan(model, replace(options, batch=options.batch + 1)).peak >= peak
    if options.length < 512:
        assert plan(model, replace(options, length=options.length + 1)).peak >= peak
    assert plan(model, replace(options, rank=options.rank + 1)).trainable >= plan(model, options).trainable
    assert plan(model, options).fits(peak)
    assert not plan(model, options).fits(peak - 1)


@given(_MODELS, _OPTIONS)
def test_each_part_is_there_and_the_peak_is_their_sum(model: str, options: PlanOptions) -> None:
    found = plan(model, options)
    parts = (found.weights, found.gradients, found.optimiser, found.activations, found.passing, found.framework)
    assert min(parts) > 0
    assert found.peak == sum(parts)
    assert found.gradients == WHOLE * found.trainable
    assert (found.trainable == found.parameters) is (options.method == "full")


@given(_MODELS, _OPTIONS, st.integers(2_000_000_000, 60_000_000_000))
def test_each_way_out_fits_and_changes_what_it_says(model: str, options: PlanOptions, memory: int) -> None:
    found = ways_out(model, options, memory)
    if plan(model, options).fits(memory):
        assert found[0].changes == {}
        return
    for way in found:
        assert way.plan.fits(memory)
        assert way.changes
        here = dict(way.changes)
        name = here.pop("model", model)
        assert plan(name, replace(options, **here)) == way.plan
        assert way.plan.options.batch * way.plan.options.accumulation >= options.batch * options.accumulation
        assert name == model or way.plan.parameters < plan(model, options).parameters


def test_ways_out_change_as_little_as_possible() -> None:
    options = PlanOptions("lora", precision="bf16")
    ways = [dict(way.changes) for way in ways_out("google/flan-t5-xl", options, parse_memory("16GB"))]
    assert {"checkpointing": True} in ways
    assert all(len(way.keys() - {"accumulation", "precision"}) == 1 for way in ways)
    assert {"model": "google/flan-t5-large"} in ways


def test_a_card_without_bf16_is_not_told_to_use_it() -> None:
    ways = ways_out("google/flan-t5-xl", PlanOptions(precision="fp16"), parse_memory("16GB"))
    assert any(way.plan.options.method == "qlora" for way in ways)
    assert all(way.plan.options.precision == "fp16" for way in ways)


def test_where_nothing_helps_there_is_no_way_out() -> None:
    assert ways_out("google/mt5-small", PlanOptions(), parse_memory("1.1GB")) == []


def test_on_the_cpu_no_way_out_needs_a_cuda_device() -> None:
    options = PlanOptions(device="cpu")
    ways = ways_out("google/flan-t5-large", options, parse_memory("6GB"))
    assert ways
    assert all(way.plan.options.method != "qlora" and way.plan.options.precision == "fp32" for way in ways)


def test_what_transformers_keeps_in_32_bits_is_counted_so() -> None:
    layers = 2 * 24 * 5120 * 2048
    ways = (PlanOptions("lora", precision="bf16"), PlanOptions("lora", precision="fp16"), PlanOptions("qlora"))
    half, whole, quantised = (plan("google/flan-t5-xl", options).weights for options in ways)
    assert whole - half == 2 * layers
    assert quantised > 4 * layers + (2_849_757_184 - layers) / 2


def test_lora_targets_are_names_of_the_family() -> None:
    assert lora_targets("google/flan-t5-base") == ("q", "k", "v", "o", "wi_0", "wi_1", "wo")
    assert lora_targets("openai-community/gpt2", "attention") == ("c_attn", "attn.c_proj")
    assert "query" in lora_targets(CONFIGURATIONS["roberta"])


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"method": "prompt"}, "--method must be one of full, lora, qlora, not 'prompt'"),
        ({"precision": "int8"}, "--precision must be one of fp32, bf16, fp16, not 'int8'"),
        ({"optimiser": "sgd"}, "--optimiser must be one of adamw, adafactor, not 'sgd'"),
        ({"batch": 0}, "--batch must be 1 or more, not 0"),
        ({"length": -1}, "--length must be 1 or more, not -1"),
        ({"lora_dropout": 1.0}, "--lora-dropout is a share, from 0 to below 1, not 1.0"),
        ({"method": "qlora", "device": "cpu"}, "--method qlora needs a CUDA device"),
        ({"precision": "fp16", "device": "cpu"}, "--precision fp16 needs a GPU"),
    ],
)
def test_options_that_cannot_be_are_refused(given_: dict[str, Any], says: str) -> None:
    with pytest.raises(UserError, match=says):
        PlanOptions(**given_)


def test_texts_longer_than_the_model_takes_are_refused() -> None:
    with pytest.raises(UserError, match="FacebookAI/roberta-base takes texts of at most 512 tokens, not 513"):
        plan("FacebookAI/roberta-base", PlanOptions(length=513))
    assert plan("google/flan-t5-base", PlanOptions(length=2000)).peak > 0


def test_a_plan_needs_no_pytorch() -> None:
    program = (
        "import sys; sys.modules['torch'] = sys.modules['transformers'] = None\n"
        "from pontozo.learning.plan import *\n"
        "print(plan('openai-community/gpt2', PlanOptions()).parameters, available_memory().device)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["124439808", "cpu"]
