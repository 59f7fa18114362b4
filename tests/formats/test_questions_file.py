"""The questions file."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from pydantic import TypeAdapter

from pontozo.domain import All, Alternatives, Answer, BestOf, Criterion, Deduct, Levels, Question, Rating
from pontozo.formats import read, write_data
from pontozo.gradebook import Gradebook
from tests.formats.helpers import QUESTIONS, faults
from tests.strategies import questions

FULL = """
title: Programozás 2
questions:
  - id: 007
    language: hu
    text: Mire való?
    guide:
      - criterion: [yes, "malloc: a C function"]
        points: 1.5
      - best: 1
        of: [{criterion: a}, {criterion: b}]
      - deduct: [{criterion: rossz, points: 0.5}]
      - levels: [{points: 0, text: semmi}, {points: 2, text: minden}]
      - alternatives: [[{criterion: a}], [{criterion: b, points: 2}]]
    maximum: 6.5
  - id: refs
    text: Mi ez?
    references: [egy cím, a cím]
    points: 2
"""


def test_a_questions_file_is_read_in_full(tmp_path: Path) -> None:
    path = tmp_path / "q.yaml"
    path.write_text(FULL, "utf-8")
    book = read(path)
    full, references = book.questions.values()
    assert (full.id, full.language, float(full.maximum)) == ("007", "hu", 6.5)
    assert full.criteria[0].wordings == ("yes", "malloc: a C function")
    assert isinstance(full.guide, All)
    assert [type(part) for part in full.guide.parts[1:]] == [BestOf, Deduct, Levels, Alternatives]
    assert references == Question.from_references("Mi ez?", ["egy cím", "a cím"], 2, id="refs")


GUIDE = {"text": "t", "guide": [{"criterion": "a"}]}


@pytest.mark.parametrize(
    "document",
    [
        {"questions": [{"id": "a", **GUIDE}, {"id": "b", **GUIDE}]},
        [{"id": "a", **GUIDE}, {"id": "b", **GUIDE}],
        {"questions": {"a": GUIDE, "b": GUIDE}},
        {"a": GUIDE, "b": {"question": "t", "scoring_guide": [{"criteria": "a", "point": 1}]}},
    ],
)
@pytest.mark.parametrize("suffix", ["json", "yaml", "txt"])
def test_questions_may_be_a_list_or_a_mapping_in_json_or_yaml(tmp_path: Path, document: Any, suffix: str) -> None:
    path = tmp_path / f"q.{suffix}"
    text = json.dumps(document)
    path.write_text(text if suffix != "yaml" else yaml.safe_dump(json.loads(text)), "utf-8")
    assert {id: question.text for id, question in read(path).questions.items()} == {"a": "t", "b": "t"}


def test_one_question_alone_is_a_file_too(tmp_path: Path) -> None:
    (tmp_path / "q.json").write_text(json.dumps({"id": 5, **GUIDE}), "utf-8")
    assert list(read(tmp_path / "q.json").questions) == ["5"]


def test_yaml_is_known_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "questions.txt"
    path.write_text("# Kérdések\n\nquestions:\n  - {id: a, text: t, guide: [{criterion: c}]}\n", "utf-8")
    assert list(read(path).questions) == ["a"]


@given(questions())
def test_every_question_of_the_domain_can_stand_in_a_file(
    tmp_path_factory: pytest.TempPathFactory, question: Question
) -> None:
    path = tmp_path_factory.mktemp("q") / "q.json"
    dumped = TypeAdapter(Question).dump_python(question, mode="json")
    path.write_text(json.dumps({"questions": [dumped]}), "utf-8")
    assert list(read(path).questions.values()) == [question]


ANSWERS = """
questions:
  - id: a
    text: t
    guide: [{criterion: c, points: 2}]
    answers:
      - NULL
      - {id: x, student: Ő, answer: 1.0, score: 1,5, outcomes: [met]}
  - {id: b, text: u, guide: [{criterion: c}]}
answers:
  - {question: b, answer: yes}
"""


def test_answers_may_stand_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "q.yaml"
    path.write_text(ANSWERS.replace("1,5", '"1,5"'), "utf-8")
    first, second, third = read(path).answers
    assert (first.text, first.question, first.id) == ("NULL", "a", "question 1 (a), answer 1")
    assert (second.text, second.student, second.ratings) == ("1.0", "Ő", (Rating(score=1.5, outcomes={"1": "met"}),))
    assert (third.text, third.question) == ("yes", "b")
    assert first.extra == {"question": "a", "answer": "NULL"}


NULL = 'is null; write "" for a blank answer, or put the word in quotes'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "questions:\n- id: malloc-new\n  text: t\n  guide:\n  - criterion: a\n  - {criterion: b, points: -1}\n",
            ["q.yaml, question 1 (malloc-new), field 'guide.2.points': must be greater than 0, not -1"],
        ),
        (
            "questions:\n- {id: a, text: t, guide: [{criterion: a}]}\n- {id: a, text: u, guide: [{criterion: a}]}\n",
            ["q.yaml, question 2 (a), field 'id': another question has the id 'a'; give each its own"],
        ),
        (
            "questions:\n- {text: t, guide: [{criterion: a}]}\n- {text: t, guide: [{criterion: b}]}\n",
            ["q.yaml, question 2, field 'text': two questions have this text; give each an id"],
        ),
        (
            "questions:\n- text: t\n  maximum: 3\n  guide: [{criterion: a}]\n- 5\n",
            [
                "q.yaml, question 1, field 'maximum': says 3, but its criteria add up to 1; correct one of the two",
                "q.yaml, question 2: must be an object with keys of its own, not 5",
            ],
        ),
        (
            "questions: []\n",
            ["q.yaml, field 'questions': holds no questions; write at least one, with id, text and guide"],
        ),
        (
            "questions: [{text: t, guide: [{criterion: a}]}]\nanwsers: []\n",
            ["q.yaml, field 'anwsers': is not a known key; beside questions there may be answers and title"],
        ),
        (
            "questions:\n- {id: a, text: t, references: [c], answers: [null, {answer: }, 5, [1]]}\nanswers: x\n",
            [
                f"q.yaml, question 1 (a), answer 1, field 'answer': {NULL}",
                f"q.yaml, question 1 (a), answer 2, field 'answer': {NULL}",
                "q.yaml, question 1 (a), answer 4: must be an object with keys of its own, not a list",
                "q.yaml, field 'answers': must be a list of answers, not 'x'",
            ],
        ),
        (
            "questions:\n- id: a\n  text: t\n  guide: |\n    2 points: because\n    perhaps more\n",
            [
                "q.yaml, question 1 (a), field 'guide': line 2 of the guide, 'perhaps more': "
                "has no points; write '1 point: …' ('1 pont: …'), or '1 point each:' above its list",
            ],
        ),
        (
            "questions:\n- id: a\n  text: t\n  maximum: 3\n  guide: '2 points: because'\n",
            ["q.yaml, question 1 (a), field 'maximum': says 3, but its criteria add up to 2; correct one of the two"],
        ),
        (
            "questions:\n- id: a\n  text: malloc: what is it?\n",
            [
                "q.yaml, line 3, column 15: is not valid YAML: mapping values are not allowed in this context; "
                "put text that holds ': ' or ' #' or begins with a sign in quotes, and indent lines with spaces"
            ],
        ),
    ],
)
def test_bad_input_is_one_clear_sentence(tmp_path: Path, text: str, said: list[str]) -> None:
    path = tmp_path / "q.yaml"
    path.write_text(text, "utf-8")
    assert faults(path, None) == said


def test_a_questions_file_with_questions_beside_it_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "q.yaml"
    path.write_text("questions: [{text: t, guide: [{criterion: a}]}]", "utf-8")
    assert faults(path, QUESTIONS) == ["q.yaml: brings its own questions; leave the questions file out"]


def test_a_guide_may_be_text_as_people_write_it(tmp_path: Path) -> None:
    guide = "2 points: because\\n  or: since\\n-1/2 point if it is wrong\\nTotal: 2 points"
    (tmp_path / "q.json").write_text(f'[{{"id": "a", "text": "t", "guide": "{guide}"}}]', "utf-8")
    (question,) = read(tmp_path / "q.json").questions.values()
    assert question.criteria[0].wordings == ("because", "since")
    assert question.deductions == (False, True)
    assert question.maximum == 2


def test_written_as_yaml_a_person_reads_it_with_ease(tmp_path: Path) -> None:
    guide = [Criterion(["because", "since"], 2), Criterion("therefore", "1/2", "all-or-nothing")]
    book = Gradebook.of(
        [Question("Why?\nSay it in two lines.", guide, id="q", language="en")],
        [Answer("first\n\nsecond", "q", "1", student="Ő", ratings=[Rating("K", 2, {"1": "met"})], extra={"n": "yes"})],
    )
    assert write_data(tmp_path / "a.yaml", book) == ()
    assert (tmp_path / "a.yaml").read_text("utf-8") == WRITTEN


WRITTEN = """\
questions:
  - id: q
    language: en
    text: |-
      Why?
      Say it in two lines.
    guide:
      - criterion:
          - because
          - since
        points: 2
      - criterion: therefore
        points: 0.5
        outcomes: all-or-nothing
    maximum: 2.5
    answers:
      - id: '1'
        student: Ő
        answer: |-
          first

          second
        score: 2
        rater: K
        outcomes:
          '1': met
        n: 'yes'
"""
