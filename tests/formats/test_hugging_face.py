"""Gradebooks to data sets of Hugging Face and back: nothing is lost, and other people's columns are read as well."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from pontozo.domain import Answer, Criterion, Question, Rating
from pontozo.errors import UserError
from pontozo.formats import read, write_data
from pontozo.formats.answer_fields import further_fields
from pontozo.formats.hugging_face import from_dataset, to_dataset
from pontozo.gradebook import DataError, Gradebook, by_trait, split
from tests.formats.helpers import ONE_QUESTION, QUESTIONS, texts_of
from tests.strategies import gradebooks

os.environ["HF_HUB_OFFLINE"] = "1"
datasets = pytest.importorskip("datasets", reason="needs the extra 'train'")
datasets.disable_progress_bars()

PAGE = Path(__file__).parents[2] / "docs" / "hugging-face.md"
ANSWERS = [
    Answer("a", "q1", "1", "Ada", "2", "A", [Rating("Anna", "1/3"), Rating("", 2, {"so": "met"})], {"note": [1, None]}),
    Answer("it is\n- fast", "q1", "2", html="<p>it is</p><ul><li>fast</li></ul>"),
    Answer("", "q1", "3", ratings=[Rating("Béla", None, {"1": "partial"})]),
]
#: Two answers to a question, both rated, one twice; a question that nobody answered.
BOOK = Gradebook(QUESTIONS.questions, ANSWERS)


def said(answer: Answer) -> dict[str, Any]:
    """All of an answer but how it stood in its file; of that, what Pontozó does not know."""
    own = {each.name: getattr(answer, each.name) for each in fields(answer) if each.name != "extra"}
    return {**own, "further": further_fields(answer)}


def assert_same(after: Gradebook, before: Gradebook) -> None:
    assert {name: each.revision for name, each in after.questions.items()} == {
        name: each.revision for name, each in before.questions.items()
    }
    assert dict(after.questions) == dict(before.questions)
    assert [said(each) for each in after.answers] == [said(each) for each in before.answers]


def faults(*given: Any, **options: Any) -> list[str]:
    with pytest.raises(DataError) as caught:
        from_dataset(*given, **options)
    return [str(fault) for fault in caught.value.faults]


def made(rows: list[dict[str, Any]]) -> Any:
    return datasets.Dataset.from_list(rows)


@given(before=gradebooks())
@settings(max_examples=60)
def test_nothing_is_lost(before: Gradebook) -> None:
    assert_same(from_dataset(to_dataset(before)), before)


@given(before=gradebooks(least_answers=1))
@settings(max_examples=15)
def test_a_gradebook_that_went_there_and_back_goes_again(before: Gradebook) -> None:
    once = from_dataset(to_dataset(before))
    assert to_dataset(once).to_list() == to_dataset(before).to_list()


@given(before=gradebooks(least_answers=1))
@settings(max_examples=15)
def test_what_came_back_is_written_as_what_went(tmp_path_factory: pytest.TempPathFactory, before: Gradebook) -> None:
    folder = tmp_path_factory.mktemp("data")
    for name, book in (("a.jsonl", before), ("b.jsonl", from_dataset(to_dataset(before)))):
        write_data(folder / name, book)
    a, b = (read(folder / name, before) for name in ("a.jsonl", "b.jsonl"))
    assert [said(each) for each in b.answers] == [said(each) for each in a.answers]


def test_a_row_says_all_of_an_answer_and_its_question() -> None:
    first = to_dataset(BOOK)[0]
    assert json.loads(first.pop("guide")) == [
        {"criterion": "because", "points": 2},
        {"criterion": "therefore", "points": 1, "id": "so"},
    ]
    assert first == {
        "question_id": "q1", "question": "Why?", "language": None, "maximum": 3.0,
        "id": "1", "answer": "a", "answer_html": None, "student": "Ada", "attempt": "2", "group": "A",
        "score": 1 / 3, "rater": "Anna", "outcomes": [],
        "further_ratings": [{"rater": "", "score": 2.0, "outcomes": [{"criterion": "so", "outcome": "met"}]}],
        "further": '{"note": [1, null]}',
    }  # fmt: skip


def test_a_question_without_answers_has_a_row_in_which_the_answer_is_null() -> None:
    last = to_dataset(BOOK)[len(ANSWERS)]
    assert (last["question_id"], last["id"], last["answer"], last["score"]) == ("q2", None, None, None)
    assert len(to_dataset(BOOK)) == len(ANSWERS) + 1
    assert_same(from_dataset(to_dataset(QUESTIONS)), QUESTIONS)
    assert len(to_dataset(Gradebook({}))) == 0


def test_a_null_answer_of_which_something_is_said_is_a_blank_one() -> None:
    rows = made([{**ROW, "answer": None}, {**ROW, "id": None, "answer": None}, {**ROW, "id": None, "answer": "b"}])
    assert [(each.id, each.text) for each in from_dataset(rows).answers] == [("1", ""), ("row 2", "b")]
    rated = made([{**ROW, "id": None, "answer": None, "score": 0}])
    assert [(each.id, each.text, len(each.ratings)) for each in from_dataset(rated).answers] == [("row 0", "", 1)]


def test_a_set_without_its_students_names_nobody() -> None:
    known = {"név": "Ada", "kérdés": "q1", "válasz": "a", "note": "x"}
    rows = to_dataset(Gradebook(QUESTIONS.questions, [replace(ANSWERS[0], extra=known)])).remove_columns("student")
    assert "Ada" not in str(rows.to_list())
    assert [each.student for each in from_dataset(rows).answers] == [""]


def test_a_further_field_is_not_taken_for_what_is_not_there() -> None:
    extra = {"id": "1", "student": "", "név": "x", "question": "q1", "answer": "a", "score": None, "pont": "2"}
    (got,) = from_dataset(to_dataset(Gradebook(QUESTIONS.questions, [Answer("a", "q1", "1", extra=extra)]))).answers
    assert (got.student, got.ratings) == ("", ())
    assert further_fields(got) == {"név": "x", "pont": "2"}


def test_the_plain_form_is_the_one_that_was_stored() -> None:
    stored = Answer("it frees\nmemory", "q1", "1", html="<p>it <b>frees</b> memory</p>")
    (got,) = from_dataset(to_dataset(Gradebook(QUESTIONS.questions, [stored]))).answers
    assert (got.text, got.html) == (stored.text, stored.html)
    rows = to_dataset(Gradebook({"q1": QUESTIONS.questions["q1"]}, [stored])).remove_columns("answer")
    assert [each.text for each in from_dataset(rows).answers] == ["it frees memory"]


def test_more_rows_than_are_made_at_once_keep_their_order() -> None:
    many = Gradebook(ONE_QUESTION.questions, [Answer("a", "only", str(number)) for number in range(2500)])
    assert [each.id for each in from_dataset(to_dataset(many)).answers] == [str(number) for number in range(2500)]


def test_a_faulty_gradebook_is_refused_before_anything_is_made() -> None:
    with pytest.raises(DataError, match="answer 1, field 'question': there is no question 'nowhere'"):
        to_dataset(Gradebook(QUESTIONS.questions, [Answer("a", "nowhere")]))
    with pytest.raises(DataError, match="holds a NUL byte or half a character"):
        to_dataset(Gradebook(QUESTIONS.questions, [Answer("\ud800", "q1")]))


def test_a_set_with_splits_is_read_whole_and_says_which() -> None:
    parts = {"train": to_dataset(BOOK), "test": to_dataset(Gradebook(QUESTIONS.questions, [Answer("b", "q2", "9")]))}
    book = from_dataset(datasets.DatasetDict(parts))
    assert [(each.id, each.extra["split"]) for each in book.answers] == [
        ("1", "train"), ("2", "train"), ("3", "train"), ("9", "test")
    ]  # fmt: skip
    rest, held = split(book, 0.5, by_trait("split"))
    assert {each.extra["split"] for each in rest.answers}.isdisjoint(each.extra["split"] for each in held.answers)
    unnamed = datasets.DatasetDict({name: part.remove_columns("id") for name, part in parts.items()})
    assert [each.id for each in from_dataset(unnamed).answers][-2:] == ["test row 0", "test row 1"]


def test_a_stream_is_read_anew_each_time() -> None:
    begun = []

    def rows() -> Iterator[dict[str, Any]]:
        begun.append(1)
        yield from to_dataset(BOOK).to_list()

    stream = datasets.IterableDataset.from_generator(rows, features=to_dataset(BOOK).features)
    book = from_dataset(stream)
    assert len(begun) == 2
    before = len(begun)
    for _ in range(2):
        assert_same(book, BOOK)
    assert len(begun) == before + 2
    assert_same(from_dataset(to_dataset(BOOK).to_iterable_dataset(num_shards=2)), BOOK)
    assert_same(from_dataset(datasets.IterableDataset.from_generator(rows)), BOOK)  # knows no columns beforehand
    splits = datasets.IterableDatasetDict({"train": to_dataset(BOOK).to_iterable_dataset()})
    assert texts_of(from_dataset(splits)) == texts_of(BOOK)


@pytest.mark.parametrize("form", ["numpy", "torch", "pandas"])
def test_the_form_in_which_a_set_gives_its_rows_does_not_matter(form: str) -> None:
    if form == "torch":
        pytest.importorskip("torch")
    assert_same(from_dataset(to_dataset(BOOK).with_format(form)), BOOK)


def test_other_columns_are_mapped_and_references_make_the_question() -> None:
    rows = [
        {"nr": 7, "question": "Why?", "reference_answer": "because", "given": "so", "mark": 0.5, "source": "exam"},
        {"nr": 8, "question": "Why?", "reference_answer": "because", "given": None, "mark": None, "source": None},
        {"nr": 9, "question": "How?", "reference_answer": "thus", "given": "thus", "mark": 1.0, "source": "exam"},
    ]
    mapping = {"id": "nr", "references": "reference_answer", "answer": "given", "score": "mark"}
    book = from_dataset(made(rows), columns=mapping)
    assert [(question.text, float(question.maximum)) for question in book.questions.values()] == [
        ("Why?", 1),
        ("How?", 1),
    ]
    assert [(each.id, each.text, each.ratings) for each in book.answers] == [
        ("7", "so", (Rating("", "1/2"),)), ("8", "", ()), ("9", "thus", (Rating("", 1),))
    ]  # fmt: skip
    assert next(map(further_fields, book.answers)) == {"source": "exam"}


def test_several_references_a_maximum_and_a_language_make_the_question_too() -> None:
    rows = [
        {"question_id": 3, "question": "Mi?", "references": ["a", "b"], "maximum": 5, "language": "hu", "answer": "a"}
    ]
    (question,) = from_dataset(made(rows)).questions.values()
    assert question == Question("Mi?", [Criterion(["a", "b"], points=5)], id="3", language="hu")


@pytest.mark.parametrize("guide", ['[{"point": 2, "criteria": "because"}]', "- because (2 points)"])
def test_a_guide_may_be_json_or_as_people_write_it(guide: str) -> None:
    (question,) = from_dataset(made([{"question": "Why?", "guide": guide, "answer": "a"}])).questions.values()
    assert (float(question.maximum), *question.criteria[0].wordings) == (2, "because")


def test_labels_count_by_their_names(tmp_path: Path) -> None:
    column = datasets.Features({
        "question": datasets.Value("string"), "references": datasets.Value("string"),
        "answer": datasets.Value("string"), "label": datasets.ClassLabel(names=["missing", "met"]),
    })  # fmt: skip
    rows = [{"question": "Why?", "references": "r", "answer": "a", "label": label} for label in ("met", -1, "missing")]
    book = from_dataset(datasets.Dataset.from_list(rows, features=column), columns={"outcomes": "label"})
    assert [[dict(rating.outcomes) for rating in each.ratings] for each in book.answers] == [
        [{"1": "met"}], [], [{"1": "missing"}]
    ]  # fmt: skip
    datasets.Dataset.from_list(rows, features=column).to_parquet(tmp_path / "a.parquet")
    assert [each.extra["label"] for each in read(tmp_path / "a.parquet").answers] == ["met", None, "missing"]


def test_answers_to_questions_that_are_given_name_them_by_id_or_by_text() -> None:
    rows = [{"question": "Why?", "answer": "a"}, {"question": "q2", "answer": "b"}]
    assert [each.question for each in from_dataset(made(rows), QUESTIONS).answers] == ["q1", "q2"]
    numbered = Gradebook.of([Question("Why?", [Criterion("a")], id="0"), Question("Who?", [Criterion("b")], id="1")])
    assert [each.question for each in from_dataset(made([{"question_id": 0, "answer": "a"}]), numbered).answers] == [
        "0"
    ]
    both = [{"question_id": "q2", "question": "Mi a pointer?", "answer": "a", "language": "hu"}]
    (answer,) = from_dataset(made(both), QUESTIONS).answers
    assert (answer.question, further_fields(answer)) == ("q2", {"language": "hu"})


def test_a_column_that_means_something_in_an_answers_table_means_it_here() -> None:
    (answer,) = from_dataset(made([{"válasz": "a", "diák": "Ő", "pont_2": 1, "X": 5}]), ONE_QUESTION).answers
    assert (answer.text, answer.student, answer.ratings) == ("a", "Ő", (Rating("rater 2", 1),))
    assert further_fields(answer) == {"X": 5}


def test_an_unmapped_column_does_not_take_the_place_of_a_mapped_one() -> None:
    rows = [{"answer": "of the textbook", "given": "so", "score": 9, "mark": 1}]
    (answer,) = from_dataset(made(rows), ONE_QUESTION, {"answer": "given", "score": "mark"}).answers
    assert (answer.text, answer.ratings) == ("so", (Rating("", 1),))
    assert further_fields(answer) == {"answer": "of the textbook", "score": 9}


ROW = {
    "question_id": "q",
    "question": "Why?",
    "guide": '[{"criterion": "because", "points": 2}]',
    "id": "1",
    "answer": "a",
}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"guide": "[{"}, "field 'guide': is not valid JSON"),
        ({"guide": '[{"criterion": "because", "points": "x"}]'}, "field 'guide.1.points': must be a number, not 'x'"),
        ({"question": None}, "field 'question': is missing; write what is asked"),
        ({"question": "Who?"}, "field 'question_id': another question has the id 'q'; give each its own"),
        ({"maximum": 3.0}, "field 'maximum': says 3, but its criteria add up to 2; correct one of the two"),
        ({"language": "English"}, "field 'language': must be a language code such as en or hu, not 'English'"),
        ({"id": "0"}, "field 'id': the id '0' stands twice for question 'q'; give each answer its own"),
        ({"score": 2.5}, "field 'score': score 2.5 is more than the question's maximum, 2"),
        ({"score": -1.0}, "field 'score': must be at least 0, not -1"),
        ({"outcomes": [{"criterion": "7", "outcome": "met"}]}, "field 'outcomes': there is no criterion '7'"),
        ({"outcomes": [{"criterion": "1", "outcome": "met"}] * 2}, "field 'outcomes': names a criterion twice"),
        (
            {"further_ratings": [{"rater": "A", "score": 9.0, "outcomes": []}]},
            "field 'further_ratings': score 9 is more than the question's maximum, 2",
        ),
        (
            {"further_ratings": [{"rater": "A", "score": 1.0, "outcomes": [{"criterion": "1", "outcome": "met"}] * 2}]},
            "field 'further_ratings': names a criterion twice; remove one of the two",
        ),
        ({"further": "note"}, "field 'further': must be the JSON text of an object such as"),
        ({"further": "[1]"}, "field 'further': must be the JSON text of an object such as"),
        ({"answer": "x" * 100_001}, "field 'answer': is 100,001 characters long; at most 100,000 can be graded"),
        ({"student": "a\x00"}, "field 'student': holds a NUL byte"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_row_and_column(changed: Mapping[str, Any], told: str) -> None:
    first = {**ROW, "id": "0", **dict.fromkeys(changed.keys() - ROW.keys())}
    columns = to_dataset(Gradebook({})).features
    rows = datasets.Dataset.from_list([first, {**ROW, **changed}], features=datasets.Features(
        {name: columns[name] for name in first}
    ))  # fmt: skip
    (fault,) = faults(rows, name="mine")
    assert fault.startswith(f"mine, row 1, {told}")


def test_a_fault_names_the_column_as_the_set_calls_it() -> None:
    rows = made(
        [{"q": "Why?", "ref": "", "given": "a", "mark": 1.0}, {"q": "Why?", "ref": "r", "given": "a", "mark": 2.0}]
    )
    mapping = {"question": "q", "references": "ref", "answer": "given", "score": "mark"}
    assert faults(rows, columns=mapping) == [
        "data set, row 0, field 'ref': must not be empty",
        "data set, row 1, field 'mark': score 2 is more than the question's maximum, 1",
    ]
    long = made([{"given": "x" * 100_001}])
    assert "field 'given': is 100,001 characters" in faults(long, ONE_QUESTION, {"answer": "given"})[0]


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ({"reply": "given"}, "field 'reply': there is nothing called 'reply' to map to; a column may hold question_id"),
        ({"answer": "givn"}, "field 'givn': there is no such column; is 'given' meant? There are given, nr"),
        ({"answer": "given", "student": "given"}, "field 'given': is mapped twice; map it once"),
        ({}, 'has no column of answers; say which it is: columns={"answer": "…"}. The columns are given, nr'),
        ({"answer": "given"}, "holds answers but no questions; give the questions too"),
    ],
)
def test_columns_that_do_not_fit_are_one_clear_sentence(mapping: Mapping[str, str], told: str) -> None:
    (fault,) = faults(made([{"given": "a", "nr": 1}]), columns=mapping)
    assert fault.startswith(f"data set, {told}" if told.startswith("field") else f"data set: {told}")


def test_what_is_no_data_set_is_one_clear_sentence() -> None:
    assert faults([{"answer": "a"}], ONE_QUESTION)[0].startswith("data set: must be a Dataset, an IterableDataset or")
    assert faults({"train": 5}, ONE_QUESTION)[0].endswith("of the library datasets, not 5")
    assert "brings its own questions" in faults(to_dataset(BOOK), QUESTIONS)[0]


def test_a_saved_folder_and_a_parquet_file_are_paths_to_read(tmp_path: Path) -> None:
    to_dataset(BOOK).save_to_disk(tmp_path / "set")
    datasets.DatasetDict({"train": to_dataset(BOOK)}).save_to_disk(tmp_path / "splits")
    to_dataset(BOOK).to_parquet(tmp_path / "a.parquet")
    assert_same(read(tmp_path / "set"), BOOK)
    assert_same(read(tmp_path / "a.parquet"), BOOK)
    assert [each.extra["split"] for each in read(tmp_path / "splits").answers] == ["train"] * 3
    made([{"answer": "a"}]).to_parquet(tmp_path / "b.parquet")
    assert texts_of(read(tmp_path / "b.parquet", ONE_QUESTION)) == ["a"]


def read_faults(path: Path) -> list[str]:
    with pytest.raises(DataError) as caught:
        read(path)
    return [str(fault).replace(f"{path.parent}/", "") for fault in caught.value.faults]


def test_damage_on_disk_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and no more")
    assert read_faults(tmp_path / "a.parquet") == ["a.parquet: is a damaged parquet file; write it again"]
    to_dataset(BOOK).save_to_disk(tmp_path / "set")
    next((tmp_path / "set").glob("*.arrow")).unlink()
    (fault,) = read_faults(tmp_path / "set")
    assert fault.startswith("set: is no whole data set (")
    made([{"answer": "a"}]).save_to_disk(tmp_path / "b")
    assert "holds answers but no questions" in read_faults(tmp_path / "b")[0]
    made([{"answer": "a"}]).to_parquet(tmp_path / "b.parquet")
    assert "name the questions file too" in read_faults(tmp_path / "b.parquet")[0]


def test_without_the_libraries_a_sentence_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    to_dataset(BOOK).save_to_disk(tmp_path / "set")
    to_dataset(BOOK).to_parquet(tmp_path / "a.parquet")
    for name in ("datasets", "pyarrow", "pyarrow.parquet"):
        monkeypatch.setitem(sys.modules, name, None)
    install = 'which is not installed; install it with: pip install "pontozo[train]"'
    with pytest.raises(UserError, match="needs the package datasets"):
        to_dataset(BOOK)
    assert read_faults(tmp_path / "set") == [f"set: needs the package datasets, {install}"]
    assert read_faults(tmp_path / "a.parquet") == [f"a.parquet: needs the package pyarrow, {install}"]


def test_reading_other_forms_does_not_load_the_libraries() -> None:
    program = (
        "import sys; from pontozo.formats import read; read('starter-en');"
        "print([name for name in ('datasets', 'pyarrow', 'torch') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_the_examples_of_the_page_run(tmp_path: Path) -> None:
    pytest.importorskip("evaluate")
    found = re.findall(r"^```python\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)
    assert found
    (tmp_path / "page.py").write_text("\n".join(found), "utf-8")
    environment = {**os.environ, "HF_HOME": str(tmp_path / "home"), "HF_HUB_OFFLINE": "1"}
    ended = subprocess.run(
        [sys.executable, "page.py"], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8"
    )
    assert ended.returncode == 0, ended.stderr
