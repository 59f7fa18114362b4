"""What is published of the graders is what these graders measured, and they are worth shipping."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.public_sets.graders import GRADERS
from benchmarks.public_sets.sets import SETS
from benchmarks.public_sets.tables import attack_tables, tables
from pontozo.evaluation.baselines import BASELINES
from pontozo.text.language import LANGUAGES

ROOT = Path(__file__).parents[2]


def figures_of(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / f"benchmarks/results/{name}.json").read_text("utf-8"))["figures"]
    return found


FIGURES = figures_of("starter")


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", ["probe", "similarity"])
def test_card_benchmark_and_page_tell_the_same(name: str, code: str) -> None:
    figures = FIGURES[f"{name}, {code}"]
    card = (ROOT / f"src/pontozo/models/{name}/README.md").read_text("utf-8")
    told = f"exact {figures['exact']:.3f}, within one step {figures['within_one_step']:.3f}, QWK {figures['qwk']:.3f}"
    assert told in card
    page = (ROOT / "docs/how-good.md").read_text("utf-8")
    assert f"| {name} | {code} | {figures['exact']:.3f} | {figures['within_one_step']:.3f} |" in page


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("baseline", ["word overlap", "mean", "similarity"])
def test_the_default_is_better_than_what_comes_for_free(baseline: str, code: str) -> None:
    default, free = FIGURES[f"probe, {code}"], FIGURES[f"{baseline}, {code}"]
    for figure in ("exact", "within_one_step", "qwk", "criterion_accuracy"):
        assert default[figure] > free[figure], figure


def test_the_page_of_the_published_sets_tells_what_was_measured() -> None:
    page = (ROOT / "docs/public-sets.md").read_text("utf-8")
    assert tables(figures_of("public_sets")) in page
    assert attack_tables(figures_of("public_sets_attacks")) in page


def test_every_system_was_measured_on_every_split_of_the_published_sets() -> None:
    figures = figures_of("public_sets")
    assert figures["left_out"] == []
    systems = [*GRADERS, *(f"baseline: {name}" for name in BASELINES)]
    assert {
        name: {system: list(found["splits"]) for system, found in own.items()} for name, own in figures["sets"].items()
    } == {each.name: {system: list(each.tests) for system in systems} for each in SETS}
    # Trials on some of the answers are not for the page.
    assert figures_of("public_sets_attacks")["most"] is None
