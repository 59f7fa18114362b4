"""Answers as JSON lines."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.domain import Rating
from pontozo.formats import read
from tests.formats.helpers import QUESTIONS, faults, texts_of, write_all


def lines(folder: Path, *objects: Any) -> Path:
    path = folder / "a.jsonl"
    path.write_text("".join(f"{each if isinstance(each, str) else json.dumps(each)}\n" for each in objects), "utf-8")
    return path


def test_lines_are_read_with_their_outcomes_and_further_keys(tmp_path: Path) -> None:
    first = {"id": "1", "question": "q1", "answer": "a", "outcomes": ["met", "missing"], "rater": "K", "spans": [[]]}
    gradebook = read(lines(tmp_path, first, "", {"id": 2, "question": "q2", "answer": "b", "kind": "x"}), QUESTIONS)
    answer, second = gradebook.answers
    assert answer.ratings == (Rating("K", outcomes={"1": "met", "so": "missing"}),)
    assert answer.extra == first
    assert second.id == "2"
    assert gradebook.columns == ("id", "question", "answer", "outcomes", "rater", "spans", "kind")


def test_lines_are_known_without_their_suffix(tmp_path: Path) -> None:
    path = lines(tmp_path, {"question": "q1", "answer": "a"}, {"question": "q1", "answer": "b"})
    assert texts_of(read(path.rename(tmp_path / "a.txt"), QUESTIONS)) == ["a", "b"]


def test_a_broken_first_line_is_named_too(tmp_path: Path) -> None:
    said = faults(lines(tmp_path, '{"id": 1,', {"question": "q1", "answer": "a"}))
    assert said == [
        "a.jsonl, line 1: is not valid JSON: expecting property name enclosed in double quotes; "
        "correct it or export it again"
    ]


def test_faults_name_the_line(tmp_path: Path) -> None:
    path = lines(
        tmp_path,
        {"question": "q1", "answer": "a"},
        [1],
        {"question": "q1"},
        {"question": "q1", "answer": ["a"]},
        '{"question": "q1", "question": "q2", "answer": "a"}',
        {"question": "q1", "answer": "a", "outcomes": ["met", "good"]},
        {"question": "q1", "answer": "a\0"},
        {"question": "q1", "answer": "x" * 5_000_000},
    )
    assert faults(path) == [
        'a.jsonl, line 2: must be an object such as {"answer": …}, not a list',
        "a.jsonl, line 3, field 'answer': has no answer; found an object with the keys question",
        "a.jsonl, line 4, field 'answer': must be text, not a list",
        "a.jsonl, line 5, field 'question': stands twice in one object; remove one of the two",
        "a.jsonl, line 6, field 'outcomes': criterion so: outcome 'good' is none of "
        "contradicted, missing, partial, met",
        "a.jsonl, line 7, field 'answer': holds a NUL byte or half a character; the file is damaged or not a text file",
        "a.jsonl, line 8, field 'answer': is 5,000,000 characters long; at most 100,000 can be graded",
    ]


@given(st.lists(st.text(st.characters(exclude_characters="\0")), min_size=1, max_size=5), st.text())
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, answers: list[str], note: str) -> None:
    folder = tmp_path_factory.mktemp("jsonl")
    path = lines(
        folder, *({"id": i, "question": "q1", "answer": text, f"note {note}": [note]} for i, text in enumerate(answers))
    )
    before = read(path, QUESTIONS)
    write_all(folder / "out.jsonl", before)
    assert list(read(folder / "out.jsonl", QUESTIONS).answers) == list(before.answers)


def test_a_line_holds_what_stood_there_and_the_whole_grade(tmp_path: Path) -> None:
    original = {"Answer": "ő", "id": 7, "question": "q1", "nested": {"a": [1.5]}}
    write_all(tmp_path / "out.jsonl", read(lines(tmp_path, original), QUESTIONS))
    text = (tmp_path / "out.jsonl").read_text("utf-8")
    written = json.loads(text)
    proposed = written.pop("proposed")
    assert list(written.items()) == list(original.items())
    assert (proposed["score"], proposed["max_score"], proposed["confidence"]) == (1.5, 3.0, 0.87654)
    assert proposed["findings"][0]["evidence"] == ["a"]
    assert "ő" in text


def test_long_files_are_read_in_flat_memory(tmp_path: Path) -> None:
    path = lines(tmp_path, *({"id": i, "question": "q1", "answer": "word " * 20} for i in range(20_000)))
    gradebook = read(path, QUESTIONS)
    tracemalloc.start()
    try:
        assert sum(1 for _ in gradebook.answers) == 20_000
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
