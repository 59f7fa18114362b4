"""The one-file JSON list, and the question bank."""

import json
from pathlib import Path
from typing import Any

import pytest

from pontozo.domain import All, BestOf, Rating
from pontozo.formats import open_writer, read
from tests.formats.helpers import faults, grade_of, write_all

GUIDE = [{"point": 2, "criteria": "because"}, {"point": "1", "criteria": "therefore"}]


def item(**keys: Any) -> dict[str, Any]:
    return {"id": 1, "task": "T", "question": "Why?", "maximum_score": 3, "scoring_guide": GUIDE, "answer": "a", **keys}


def saved(folder: Path, items: Any) -> Path:
    path = folder / "data.json"
    path.write_text(json.dumps(items), "utf-8")
    return path


def test_questions_and_answers_come_from_one_list(tmp_path: Path) -> None:
    gradebook = read(
        saved(tmp_path, [item(score="2.5"), item(id=2, score=None), item(id="x", task="U", question="How?", note="n")])
    )
    assert {id: (question.text, float(question.maximum)) for id, question in gradebook.questions.items()} == {
        "T": ("Why?", 3),
        "U": ("How?", 3),
    }
    first, second, third = gradebook.answers
    assert (first.id, first.question, first.ratings) == ("1", "T", (Rating(score=2.5),))
    assert (second.id, second.ratings, third.question, third.extra["note"]) == ("2", (), "U", "n")


@pytest.mark.parametrize("task", [None, 7, "T"])
def test_a_task_of_two_questions_names_neither(tmp_path: Path, task: object) -> None:
    other = item(id=2, task=task, question="How?")
    gradebook = read(saved(tmp_path, [item(task=task), other, item(id=3, task="U", question="When?")]))
    assert [id[:2] for id in gradebook.questions] == ["q-", "q-", "U"]
    assert len({answer.question for answer in gradebook.answers}) == 3


def test_a_number_may_be_the_task(tmp_path: Path) -> None:
    assert list(read(saved(tmp_path, [item(task=7)])).questions) == ["7"]


def test_without_a_question_the_task_is_its_text(tmp_path: Path) -> None:
    only = {"task": "Why so?", "scoring_guide": GUIDE, "answer": "a"}
    (question,) = read(saved(tmp_path, [only])).questions.values()
    assert (question.text, question.id[:2]) == ("Why so?", "q-")


def test_the_guide_may_be_any_tree(tmp_path: Path) -> None:
    guide = [{"best": 1, "of": GUIDE}, {"deduct": [{"criterion": "wrong"}]}]
    (question,) = read(saved(tmp_path, [item(scoring_guide=guide, maximum_score=2)])).questions.values()
    assert isinstance(question.guide, All)
    assert isinstance(question.guide.parts[0], BestOf)


def test_a_list_without_answers_is_a_question_bank(tmp_path: Path) -> None:
    bank = [
        {"id": 1, "task": "Why so?", "scoring_guide": GUIDE},
        {"task": "H", "question": "How?", "scoring_guide": GUIDE},
    ]
    gradebook = read(saved(tmp_path, bank))
    assert {id: question.text for id, question in gradebook.questions.items()} == {"1": "Why so?", "H": "How?"}
    assert list(gradebook.answers) == []


def test_faults_name_the_item_and_the_key(tmp_path: Path) -> None:
    items = [
        item(maximum_score=5),
        item(id=2, maximum_score="sok"),
        item(id=3, score="jó"),
        item(id=4, score=4),
        item(id=4),
        "x",
        item(id=5, scoring_guide=[{"point": -2, "criteria": "because"}]),
        item(id=6, scoring_guide=[{"point": -2, "criteria": "because"}]),
        {"id": 7, "task": "T", "answer": "a"},
        {"id": 8, "task": [], "guide": [{"criterion": ""}], "answer": "a"},
        {"id": 9, "scoring_guide": GUIDE, "answer": "a"},
    ]
    assert faults(saved(tmp_path, items), None) == [
        "data.json, item 1, field 'maximum_score': says 5, but its criteria add up to 3; correct one of the two",
        "data.json, item 2, field 'maximum_score': must be a number, not 'sok'",
        "data.json, item 6: must be an object with keys of its own, not 'x'",
        "data.json, item 7, field 'scoring_guide.1.point': must be greater than 0, not -2",
        "data.json, item 9, field 'scoring_guide': is missing; write a list of criteria with their points, "
        'such as [{"criterion": "…", "points": 2}]',
        "data.json, item 10, field 'task': must be text, not an empty list; put it in quotes",
        "data.json, item 10, field 'guide.1.criterion': must not be empty",
        "data.json, item 11, field 'question': is missing; write what is asked",
        "data.json, item 3, field 'score': must be a number, not 'jó'; leave it empty where nobody has scored",
        "data.json, item 4, field 'score': score 4 is more than the question's maximum, 3",
    ]


def test_two_questions_of_one_id_in_a_bank_are_a_fault(tmp_path: Path) -> None:
    bank = [{"id": 1, "task": "Why?", "scoring_guide": GUIDE}, {"id": 1, "task": "How?", "scoring_guide": GUIDE}]
    assert faults(saved(tmp_path, bank), None) == [
        "data.json, item 2, field 'id': another question has the id '1'; give each its own"
    ]


def test_written_as_json_the_objects_are_what_they_were_and_can_be_read_again(tmp_path: Path) -> None:
    items = [item(score=2), item(id=2, note={"a": 1})]
    before = read(saved(tmp_path, items))
    write_all(tmp_path / "out.json", before)
    written = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert [{key: value for key, value in each.items() if key != "proposed"} for each in written] == items
    after = read(tmp_path / "out.json")
    assert (after.questions, list(after.answers)) == (before.questions, list(before.answers))


def test_written_as_a_table_what_fits_a_cell_is_kept_and_read_with_the_questions(tmp_path: Path) -> None:
    before = read(saved(tmp_path, [item(score=2, student="Ő")]))
    with open_writer(tmp_path / "out.csv", before) as writer:
        for answer in before.answers:
            writer.write(answer, grade_of(answer))
    after = read(tmp_path / "out.csv", before)
    assert after.columns == ("id", "task", "question", "answer", "score", "student")
    (answer,) = after.answers
    assert (answer.question, answer.student, answer.ratings) == ("T", "Ő", (Rating(score=2),))


def test_an_id_that_stands_twice_is_a_fault(tmp_path: Path) -> None:
    assert faults(saved(tmp_path, [item(), item()]), None) == [
        "data.json, item 2, field 'id': the id '1' stands twice for question 'T'; give each answer its own"
    ]


def test_the_guide_may_be_text_as_people_write_it(tmp_path: Path) -> None:
    text = "2 points: because\n1 point: therefore\nTotal: 3 points"
    (question,) = read(saved(tmp_path, [item(scoring_guide=text)])).questions.values()
    assert [(float(each.points), each.wordings) for each in question.criteria] == [
        (2, ("because",)),
        (1, ("therefore",)),
    ]
    assert faults(saved(tmp_path, [item(scoring_guide=text.replace("Total: 3", "Total: 4"))]), None) == [
        "data.json, item 1, field 'scoring_guide': says 4, but its criteria add up to 3; correct one of the two"
    ]
