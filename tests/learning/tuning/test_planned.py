"""The plan before a run: as many items at once as fit, or a sentence with what would."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from pontozo.errors import UserError
from pontozo.learning.plan import find, parse_memory, shipped
from pontozo.learning.tuning.beginning import Precision
from pontozo.learning.tuning.options import TrainOptions
from pontozo.learning.tuning.planned import Planned, check_room, checkpoint_of, planned
from pontozo.learning.tuning.processes import Processes

MODEL = "google/flan-t5-base"


def processes(count: int = 1, device: str = "cpu") -> Processes:
    return Processes(SimpleNamespace(device=torch.device(device), num_processes=count, process_index=0))


def made(memory: int, *, count: int = 1, device: str = "cpu", **changed: Any) -> Planned:
    """The plan of a run with FLAN-T5-base in so much memory."""
    options = TrainOptions(MODEL, **changed)
    return planned(find(MODEL), options, Precision("fp32"), 256, processes(count, device), memory)


@given(st.integers(5_100_000_000, 14_000_000_000), st.sampled_from(("full", "lora")))
def test_what_is_planned_fits_and_twice_as_much_would_not(memory: int, method: str) -> None:
    found = made(memory, method=method)
    assert found.plan is not None
    assert found.plan.peak <= memory
    assert found.plan.options.batch == found.micro_batch
    twice = made(10**12, method=method, micro_batch=min(16, 2 * found.micro_batch)).plan
    assert twice is not None
    assert twice.peak > memory or found.micro_batch == 16


def test_a_number_that_was_asked_for_is_not_made_smaller() -> None:
    assert made(parse_memory("6GB")).micro_batch == 2
    with pytest.raises(
        UserError, match=r"with 8 items of 256 tokens at once, and there are 6\.00 GB; what would fit: "
    ):
        made(parse_memory("6GB"), micro_batch=8)


def test_on_the_cpu_processes_share_the_memory_on_gpus_each_has_its_own() -> None:
    alone = made(parse_memory("12GB"))
    assert made(parse_memory("24GB"), count=2, batch=32).memory == alone.memory
    assert made(parse_memory("24GB"), count=2, batch=32).micro_batch == alone.micro_batch
    assert made(parse_memory("24GB"), count=2, device="cuda").memory == parse_memory("24GB")


def test_each_way_out_that_is_told_is_a_flag_that_fits() -> None:
    memory = parse_memory("4.3GB")
    with pytest.raises(UserError) as error:
        made(memory, batch=4)
    ways = re.findall(r"(--[^(]+) \(([\d.]+ [GM]B)\)", str(error.value))
    assert ways
    for flags, _ in ways:
        said = dict(re.findall(r"--([a-z-]+)(?: ([^-]\S*))?", flags))
        name = said.pop("model", MODEL)
        changed: dict[str, Any] = {
            key.replace("-", "_"): int(value) if value.isdigit() else value or True for key, value in said.items()
        }
        options = TrainOptions(name, batch=4, **changed)
        found = planned(find(name), options, Precision("fp32"), 256, processes(), memory)
        assert found.plan is not None
        assert found.plan.fits(memory)


def test_a_kind_that_plans_do_not_know_is_trained_without_one() -> None:
    config = SimpleNamespace(to_dict=lambda: {"model_type": "electra"})
    assert checkpoint_of("some/electra", config) is None
    found = planned(None, TrainOptions("some/electra", batch=8), Precision("fp32"), 64, processes(2), 2)
    assert (found.micro_batch, found.plan, found.memory) == (4, None, 1)


def test_a_folder_goes_before_a_checkpoint_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(MODEL).mkdir(parents=True)
    configuration = dict(shipped()["google/flan-t5-small"].configuration)
    found = checkpoint_of(MODEL, SimpleNamespace(to_dict=lambda: configuration))
    assert found is not None
    assert found.anatomy == shipped()["google/flan-t5-small"].anatomy
    # Nothing is known of it before it is loaded.
    check_room(TrainOptions(MODEL), processes(), 1)


def test_what_fits_with_no_text_stops_before_anything_is_looked_for() -> None:
    """Longer texts than there are may not fit, and are no reason to stop."""
    weights = made(10**12, method="full", micro_batch=1)
    assert weights.plan is not None
    with pytest.raises(UserError, match=rf"training {MODEL} would take .* with 1 item of 512 tokens .* what would fit"):
        check_room(TrainOptions(MODEL), processes(), weights.plan.weights)
    with pytest.raises(UserError, match="with 2 items of 64 tokens at once"):
        check_room(TrainOptions(MODEL, micro_batch=2, length=64), processes(), weights.plan.weights)
    short = planned(find(MODEL), TrainOptions(MODEL, micro_batch=1), Precision("fp32"), 1, processes(), 10**12)
    assert short.plan is not None
    assert short.plan.peak < weights.plan.peak
    check_room(TrainOptions(MODEL), processes(), short.plan.peak)
    check_room(TrainOptions("some/model"), processes(), 1)


def test_what_is_proposed_helps() -> None:
    def said(memory: int, name: str) -> str:
        with pytest.raises(UserError) as error:
            planned(find(name), TrainOptions(name), Precision("fp32"), 512, processes(), memory)
        return str(error.value)

    assert said(10**6, "google/mt5-small").endswith("what would fit: nothing known here would; take another model")
    # With one item at once, which a run falls back to by itself.
    assert "--model google/flan-t5-small (" in said(4 * 10**9, "google/flan-t5-large")


def test_a_length_that_the_checkpoint_does_not_read_is_not_planned_for() -> None:
    name = "FacebookAI/roberta-base"
    with pytest.raises(UserError, match="with 1 item of 512 tokens"):
        check_room(TrainOptions(name, length=4096), processes(), 1_000_000)


@pytest.mark.parametrize(
    ("name", "targets", "planned_for"),
    [
        (MODEL, (), "all"),
        (MODEL, ("q", "v"), "attention"),
        (MODEL, ("q", "wo"), "all"),
        ("google-bert/bert-base-uncased", ("query", "value"), "attention"),
        # Attention and feed-forward both have a layer of this name.
        ("google-bert/bert-base-uncased", ("dense",), "all"),
    ],
)
def test_narrower_targets_are_planned_for(name: str, targets: tuple[str, ...], planned_for: str) -> None:
    options = TrainOptions(name, method="lora", targets=targets)
    found = planned(find(name), options, Precision("fp32"), 128, processes(), 10**12).plan
    assert found is not None
    assert found.options.targets == planned_for
