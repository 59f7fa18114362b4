"""The page on guides in text: its examples are read, and what it says is understood is."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from pontozo.domain import All, BestOf, Deduct
from pontozo.formats.guide_text import lines_of_text, parse_guide

PAGE = (Path(__file__).parents[3] / "docs" / "formats" / "guides-in-text.md").read_text("utf-8")
UNDERSTOOD = PAGE.partition("## What can be written")[2].partition("## What is refused")[0]
EXAMPLES = re.findall(r"^```text\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("example", "maximum"), list(zip(EXAMPLES, (6, 4), strict=True)))
def test_the_examples_of_the_page_are_read(example: str, maximum: int) -> None:
    found = parse_guide(lines_of_text(example))
    assert found.problems == ()
    assert isinstance(found.guide, All)
    assert (found.guide.maximum, found.maximum) == (Fraction(maximum), Fraction(maximum))
    kinds = [type(part) for part in found.guide.parts]
    assert BestOf in kinds
    assert kinds[-1] is Deduct


@pytest.mark.parametrize("written", [each for each in re.findall(r"`([^`\n]+)`", UNDERSTOOD) if "…" in each])
def test_a_thought_is_read_as_the_page_says(written: str) -> None:
    line = written.replace("…", "thought")
    text = f"1 point: a\n  {line}" if line.startswith(("or", "vagy")) else f"1 point: a\n{line}"
    assert parse_guide(lines_of_text(text)).problems == ()


@pytest.mark.parametrize(
    "written",
    ["thought -2 points", "2 points: a (1 point)", "a: 1 point, b: 2 points", "thought", "thought (2)", "1990: thought",
     "1 point for each reason", "1,000 points: thought", "1 - a\n2 - b\n3 - c"],
)  # fmt: skip
def test_what_the_page_says_is_refused_is(written: str) -> None:
    assert all(f"`{part}`" in PAGE or f"`{part.replace('thought', '…')}`" in PAGE for part in written.split("\n"))
    assert parse_guide(lines_of_text(written)).guide is None
