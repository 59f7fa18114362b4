"""`pontozo plan`, as a user types it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pontozo.learning.plan import PlanOptions, parse_memory, plan, shipped
from tests.cli.conftest import Run, on_a_terminal

PAGE = Path(__file__).parents[2] / "docs" / "plan.md"
SMALL = ("plan", "sentence-transformers/all-MiniLM-L6-v2", "--memory", "16GB")
LARGE = ("plan", "google/flan-t5-xl", "--method", "lora", "--memory", "16GB")


def test_what_fits_is_told_with_its_parts(run: Run) -> None:
    out = run(*SMALL).stdout
    first = out.splitlines()[0]
    assert first.startswith("sentence-transformers/all-MiniLM-L6-v2 fine-tuned in full fits in 16.0 GB (as given)")
    assert "To download: about 90.9 MB. Licence Apache-2.0; English." in out
    for part in ("weights", "gradients", "optimiser", "activations", "passing", "framework", "at the peak"):
        assert re.search(rf"^{part} +[\d.]+ [kMG]B", out, re.MULTILINE), part
    assert "What would fit" not in out
    assert "\x1b" not in out


def test_what_does_not_fit_ends_with_3_and_ways_out(run: Run) -> None:
    out = run(*LARGE, exits=3).stdout
    assert "google/flan-t5-xl with LoRA does not fit in 16.0 GB (as given)" in out
    assert "too much." in out
    ways = out.split("What would fit")[1]
    assert "--checkpointing" in ways
    assert "in its place" in ways


def test_the_ways_out_can_be_typed(run: Run) -> None:
    ways = run(*LARGE, exits=3).stdout.split("What would fit")[1].splitlines()[2:]
    typed = [re.split(r"  +", way)[0].split() for way in ways if way.startswith("--")]
    assert typed
    for changes in typed:
        run(*LARGE, *changes)


def test_where_nothing_helps_that_is_said(run: Run) -> None:
    out = run("plan", "google/mt5-small", "--memory", "1GB", exits=3).stdout
    assert "Nothing that can be changed here would make it fit" in out


def test_json_says_the_same_in_bytes(run: Run) -> None:
    found = json.loads(run(*LARGE, "--json", exits=3).stdout)
    planned = plan("google/flan-t5-xl", PlanOptions("lora"))
    assert (found["fits"], found["peak_bytes"], found["parameters"]) == (False, planned.peak, planned.parameters)
    assert sum(found["parts_bytes"].values()) == found["peak_bytes"]
    assert found["memory_bytes"] == parse_memory("16GB")
    assert found["options"]["method"] == "lora"
    assert all(way["peak_bytes"] <= found["memory_bytes"] for way in found["ways_out"])


def test_each_option_is_heard(run: Run) -> None:
    settings = {"batch": 2, "length": 64, "precision": "bf16", "rank": 4, "targets": "attention", "accumulation": 3}
    settings |= {"lora-dropout": 0.1, "optimiser": "adafactor", "device": "cuda"}
    typed = [part for name, value in settings.items() for part in (f"--{name}", str(value))]
    found = json.loads(run(*LARGE, "--checkpointing", *typed, "--json").stdout)
    expected = {name.replace("-", "_"): value for name, value in settings.items()}
    assert found["options"] == {**expected, "method": "lora", "checkpointing": True}
    assert found["peak_bytes"] == plan("google/flan-t5-xl", PlanOptions(**found["options"])).peak


def test_without_an_amount_this_machine_counts(run: Run) -> None:
    found = json.loads(
        run("plan", "google/flan-t5-small", "--batch", "1", "--length", "8", "--device", "cpu", "--json").stdout
    )
    assert found["options"]["device"] == "cpu"
    assert found["memory_source"] in ("the RAM", "the container's limit")


def test_the_list_holds_every_checkpoint(run: Run) -> None:
    lines = run("plan", "--list").stdout.splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(shipped())
    rows = json.loads(run("plan", "--list", "--json", "--device", "cpu").stdout)
    assert len(rows) == len(shipped())
    assert all(row["peak_bytes"]["QLoRA bf16"] is None for row in rows)


def test_a_folder_is_planned(run: Run, folder: Path) -> None:
    (folder / "mine").mkdir()
    (folder / "mine/config.json").write_text(json.dumps(dict(shipped()["openai-community/gpt2"].configuration)))
    out = run("plan", "mine", "--memory", "16GB").stdout
    assert out.startswith("mine fine-tuned in full fits")
    assert "Nothing to download: it is a folder here." in out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("google/flan-t5-xl", "--memory", "16"), "'16' is no amount of memory; write it like 16GB"),
        (("google/flan-t5-xxxl", "--memory", "16GB"), "did you mean google/flan-t5-xxl?"),
        ((), "which model?"),
        (("google/flan-t5-xl", "--memory", "16GB", "--method", "adapter"), "--method must be one of full, lora, qlora"),
        (("google/flan-t5-xl", "--memory", "16GB", "--device", "tpu"), "--device must be one of cpu, cuda, not 'tpu'"),
        (("FacebookAI/roberta-base", "--memory", "16GB", "--length", "600"), "at most 512 tokens"),
    ],
)
def test_what_cannot_be_asked_gives_a_sentence(run: Run, arguments: tuple[str, ...], says: str) -> None:
    ran = run("plan", *arguments, exits=2)
    assert says in ran.stderr
    assert ran.stderr.startswith("pontozo: ")
    assert ran.stderr.count("\n") == 1
    assert not ran.stdout


def test_a_terminal_shows_it_too(folder: Path) -> None:
    assert "at the peak" in on_a_terminal(folder, *SMALL)


def test_the_page_shows_what_the_command_says(run: Run) -> None:
    """Where this fails, the plan says something else than the page: put the command's output there."""
    examples = re.findall(r"```console\n\$ pontozo (plan [^\n]*)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert len(examples) == 2
    for command, shown in examples:
        assert run(*command.split(), exits=0 if "--list" in command else 3).stdout == shown
