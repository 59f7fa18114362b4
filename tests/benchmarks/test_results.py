"""What is published of the graders is what these graders measured, and they are worth shipping."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pontozo.text.language import LANGUAGES

ROOT = Path(__file__).parents[2]
FIGURES: dict[str, Any] = json.loads((ROOT / "benchmarks/results/starter.json").read_text("utf-8"))["figures"]


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
