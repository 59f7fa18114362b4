"""The page on formats: its examples are read, and it names every column that is known or written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pontozo.domain import ALL_OR_NOTHING, scale
from pontozo.formats import read
from pontozo.formats.columns import ROLES, proposed_columns, roles
from tests.formats.helpers import texts_of

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")


def block(kind: str, holding: str) -> str:
    """The page's one example of this kind that holds this text."""
    (found,) = [text for text in re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.M | re.S) if holding in text]
    return str(found)


def test_the_questions_file_and_the_table_of_the_page_are_read(tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_text(block("yaml", "questions:"), "utf-8")
    (tmp_path / "a.csv").write_text(block("text", "kérdés"), "utf-8")
    (tmp_path / "a.jsonl").write_text(block("json", "malloc-new-01"), "utf-8")
    assert texts_of(read(tmp_path / "a.csv", tmp_path / "q.yaml")) == ["A malloc C-függvény, a new operátor."]
    assert texts_of(read(tmp_path / "a.jsonl", tmp_path / "q.yaml")) == ["new calls the constructor"]


def test_the_guide_of_the_page_is_read(tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_text(f"text: t\n{block('yaml', 'best:')}", "utf-8")
    (question,) = read(tmp_path / "q.yaml").questions.values()
    assert question.maximum == 7


def test_the_outcomes_of_the_page_are_read(tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_text(f"text: t\n{block('yaml', 'outcomes:')}", "utf-8")
    (question,) = read(tmp_path / "q.yaml").questions.values()
    whole, scaled, own = (criterion.outcomes for criterion in question.criteria)
    assert whole == ALL_OR_NOTHING
    assert scaled == scale(5, "0.5")
    assert [(outcome.name, float(outcome.credit)) for outcome in own] == [("none", 0), ("vague", 0.4), ("exact", 1)]


@pytest.mark.parametrize("holding", ["scoring_guide", 'criteria": "delete'])
def test_the_json_lists_of_the_page_are_read(tmp_path: Path, holding: str) -> None:
    (tmp_path / "a.json").write_text(block("json", holding), "utf-8")
    assert texts_of(read(tmp_path / "a.json"))


def test_the_page_names_every_heading_and_every_column_written() -> None:
    named = re.findall(r"`([^`\n]+)`", PAGE)
    known = {heading for heading in named if roles((heading,))}
    missing = [
        each for names in ROLES.values() for each in names if not any(_names(heading, each) for heading in known)
    ]
    assert missing == []
    assert [column for column in proposed_columns(2) if column not in named] == []


def _names(heading: str, known: str) -> bool:
    """Whether the heading of the page is the known one, in which accents are left out."""
    return len(heading) == len(known) and all(a == b or ord(a) > 127 for a, b in zip(heading, known, strict=True))
