"""The pages on formats: their examples are read, and they name every column that is known or written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pontozo.domain import ALL_OR_NOTHING, scale
from pontozo.formats import read
from pontozo.formats.columns import ANSWER_TEXT, ESCAPED, ROLES, proposed_columns, rater_columns, roles
from tests.formats.helpers import texts_of

DOCS = Path(__file__).parents[2] / "docs"
PAGES = "\n".join(page.read_text("utf-8") for page in [*sorted((DOCS / "formats").glob("*.md")), DOCS / "moodle.md"])


def block(kind: str, holding: str) -> str:
    """The first example of this kind that holds this text."""
    found = [str(text) for text in re.findall(rf"^```{kind}\n(.*?)^```", PAGES, re.M | re.S) if holding in text]
    assert found, f"no page has a block of {kind} that holds {holding!r}"
    return found[0]


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
    named = re.findall(r"`([^`\n]+)`", PAGES)
    known = {heading for heading in named if roles((heading,))}
    missing = [
        each for names in ROLES.values() for each in names if not any(_names(heading, each) for heading in known)
    ]
    assert missing == []
    written = [*proposed_columns(2), ANSWER_TEXT, ESCAPED, "answer_format", "ratings"]
    assert [column for column in written if column not in named] == []


def test_the_pages_name_a_column_of_each_kind_that_a_rater_or_a_criterion_may_have() -> None:
    columns = tuple(dict.fromkeys(re.findall(r"`([^`\n]+)`", PAGES)))
    raters = rater_columns(columns)
    assert {each.kind for rater in raters for each in rater.by_criterion} == {"outcome", "credit", "points"}
    named, numbered = (
        [each for each in raters if each.rater.startswith("rater ") is is_number] for is_number in (False, True)
    )
    assert any(each.score and each.by_criterion for each in named if each.rater)
    assert any(each.score and each.named for each in numbered)


def test_the_markdown_of_the_page_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(block("markdown", "### Guide"), "utf-8")
    gradebook = read(tmp_path / "a.md")
    assert [question.maximum for question in gradebook.questions.values()] == [3]
    assert [rating.rater for answer in gradebook.answers for rating in answer.ratings] == ["Anna"]


def _names(heading: str, known: str) -> bool:
    """Whether the heading of the page is the known one, in which accents are left out."""
    return len(heading) == len(known) and all(a == b or ord(a) > 127 for a, b in zip(heading, known, strict=True))
