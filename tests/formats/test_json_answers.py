"""Answers as one JSON list, to questions of a file of their own."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.domain import Answer, Rating
from pontozo.formats import open_writer, read
from pontozo.gradebook import Gradebook
from tests.formats.helpers import QUESTIONS, faults, grade_of, texts_of, write_all


def test_a_list_of_answers_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"id": 1, "question": "q1", "answer": "a"}, {"id": 2, "kérdés": "q2", "válasz": null}]', "utf-8")
    assert [(each.question, each.text) for each in read(path, QUESTIONS).answers] == [("q1", "a"), ("q2", "")]


def test_faults_name_the_item(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"id": 1, "question": "q3", "answer": "a"}, "x"]', "utf-8")
    assert faults(path) == [
        "a.json, item 1, field 'question': there is no question 'q3'; the questions are q1, q2",
        "a.json, item 2: must be an object with keys of its own, not 'x'",
    ]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1, max_size=5))
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, answers: list[str]) -> None:
    path = tmp_path_factory.mktemp("json") / "out.json"
    write_all(
        path, Gradebook(QUESTIONS.questions, [Answer(text, question="q1", id=str(i)) for i, text in enumerate(answers)])
    )
    assert texts_of(read(path, QUESTIONS)) == answers


def test_answers_made_by_a_program_have_the_standard_keys_and_no_blank_ones(tmp_path: Path) -> None:
    answer = Answer(
        "a", question="q1", id="1", student="Ő", ratings=[Rating("L", "2.50", {"1": "met"})], extra={"x": 1}
    )
    write_all(tmp_path / "out.json", Gradebook(QUESTIONS.questions, [answer]))
    (written,) = json.loads((tmp_path / "out.json").read_text("utf-8"))
    del written["proposed"]
    assert written == {
        "id": "1",
        "student": "Ő",
        "question": "q1",
        "answer": "a",
        "score": 2.5,
        "rater": "L",
        "outcomes": {"1": "met"},
        "x": 1,
    }
    assert list(written)[:4] == ["id", "student", "question", "answer"]


def test_several_ratings_are_a_list_and_one_that_says_nothing_is_none(tmp_path: Path) -> None:
    answer = Answer(
        "a", question="q1", id="1", ratings=[Rating("K", 1), Rating("", 2), Rating("L", None, {"so": "met"})]
    )
    write_all(tmp_path / "out.json", Gradebook(QUESTIONS.questions, [answer]))
    (written,) = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert written["ratings"] == [{"score": 1, "rater": "K"}, {"score": 2}, {"rater": "L", "outcomes": {"so": "met"}}]
    assert [got.ratings for got in read(tmp_path / "out.json", QUESTIONS).answers] == [answer.ratings]
    (tmp_path / "a.json").write_text('[{"question": "q1", "answer": "a", "ratings": [{"rater": "K"}]}]', "utf-8")
    assert [got.ratings for got in read(tmp_path / "a.json", QUESTIONS).answers] == [()]


def test_beside_rich_text_stands_the_plain_form_and_it_is_dropped_on_reading(tmp_path: Path) -> None:
    rich = Answer("it frees", question="q1", id="1", html="<p>it <b>frees</b></p>")
    write_all(tmp_path / "out.json", Gradebook(QUESTIONS.questions, [rich, Answer("a", question="q1", id="2")]))
    first, second = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert (first["answer"], first["answer_format"], first["proposed_on_text"]) == (rich.html, "html", "it frees")
    assert not {"answer_format", "proposed_on_text"} & set(second)
    got, _ = read(tmp_path / "out.json", QUESTIONS).answers
    assert (got.html, got.text) == (rich.html, rich.text)
    assert "proposed_on_text" not in got.extra


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_list_is_whole_however_long(tmp_path: Path, count: int) -> None:
    with open_writer(tmp_path / "out.json", QUESTIONS) as writer:
        for i in range(count):
            answer = Answer("a", question="q1", id=str(i))
            writer.write(answer, grade_of(answer))
    assert len(json.loads((tmp_path / "out.json").read_text("utf-8"))) == count
