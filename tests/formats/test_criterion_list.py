"""The criterion list."""

import json
from pathlib import Path
from typing import Any

from pontozo.domain import ALL_OR_NOTHING, Rating
from pontozo.formats import read
from tests.formats.helpers import faults, write_all


def saved(folder: Path, items: Any) -> Path:
    path = folder / "list.json"
    path.write_text(json.dumps(items), "utf-8")
    return path


def test_each_criterion_is_a_question_that_is_met_or_not(tmp_path: Path) -> None:
    items = [
        {"criteria": "frees memory", "answer": "it is freed", "score": "True"},
        {"criteria": "frees memory", "answer": "no idea", "score": False},
        {"criteria": "is typed", "answer": "x", "note": 1},
    ]
    gradebook = read(saved(tmp_path, items))
    assert [(q.text, float(q.maximum), q.criteria[0].outcomes) for q in gradebook.questions.values()] == [
        ("", 1, ALL_OR_NOTHING)
    ] * 2
    met, missing, unrated = gradebook.answers
    assert met.question == missing.question != unrated.question
    assert met.ratings == (Rating(score=1, outcomes={"1": "met"}),)
    assert missing.ratings == (Rating(score=0, outcomes={"1": "missing"}),)
    assert (unrated.ratings, unrated.id) == ((), "item 3")
    assert [answer.extra for answer in gradebook.answers] == items


def test_faults_name_the_item(tmp_path: Path) -> None:
    items = [
        {"criteria": 5, "answer": "a"},
        {"criteria": " ", "answer": "a"},
        {"criteria": "c", "answer": "a", "score": "maybe"},
    ]
    assert faults(saved(tmp_path, items), None) == [
        "list.json, item 1, field 'criteria': must be text, not 5",
        "list.json, item 2, field 'criteria': must not be empty",
        "list.json, item 3, field 'score': must be True or False, not 'maybe'; leave it out where nobody has judged",
    ]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    before = read(
        saved(tmp_path, [{"criteria": "c", "answer": "a", "score": "True"}, {"criteria": "d", "answer": "b"}])
    )
    write_all(tmp_path / "out.json", before)
    after = read(tmp_path / "out.json")
    assert (after.questions, list(after.answers)) == (before.questions, list(before.answers))
