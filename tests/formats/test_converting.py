"""Writing questions, answers and ratings, and reading them back: nothing is lost but what is told."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from pontozo.domain import Answer, Criterion, Question, Rating
from pontozo.formats import data_formats, read, write_data, write_parts
from pontozo.formats.answer_fields import further_fields
from pontozo.formats.xlsx_text import holds_whole
from pontozo.gradebook import DataError, Gradebook
from pontozo.text.rich import plain_text
from tests.formats.helpers import ONE_QUESTION, QUESTIONS, texts_of
from tests.strategies import gradebooks


def parts(value: Any) -> list[Any]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value, *(each for part in inside for each in parts(part))]


def is_text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def fits_a_workbook(value: Any) -> bool:
    return is_text(value) or isinstance(value, float) or (isinstance(value, int) and abs(value) < 10**15)


@dataclass(frozen=True)
class Form:
    """What a form is expected to keep: which values of further fields, and under which names."""

    name: str
    brings_questions: bool = True
    is_table: bool = False
    keeps_value: Callable[[Any], bool] = lambda _: True
    keeps_name: Callable[[str], bool] = lambda _: True


OF_QUESTIONS = ("language", "text", "maximum")
FORMS = [
    Form("a.csv", brings_questions=False, is_table=True, keeps_value=is_text, keeps_name=bool),
    Form(
        "a.xlsx",
        brings_questions=False,
        is_table=True,
        keeps_value=fits_a_workbook,
        keeps_name=lambda name: bool(name) and holds_whole(name),
    ),
    Form("a.jsonl", brings_questions=False),
    Form("a.json", keeps_name=lambda name: name not in OF_QUESTIONS),
    Form(
        "a.yaml", keeps_value=lambda value: all(is_text(part) or isinstance(part, dict | list) for part in parts(value))
    ),
    Form("a.md"),
]


def is_in_order(book: Gradebook) -> bool:
    places = [list(book.questions).index(answer.question) for answer in book.answers]
    return all(before <= after for before, after in pairwise(places))


def expected(book: Gradebook, told: Sequence[str]) -> list[Answer]:
    """The answers in the order in which they come back."""
    if any(sentence.startswith("the order of answers") for sentence in told):
        return sorted(book.answers, key=lambda answer: list(book.questions).index(answer.question))
    return list(book.answers)


def said(answer: Answer) -> dict[str, Any]:
    """All of an answer but how it stood in its file."""
    return {each.name: getattr(answer, each.name) for each in fields(answer) if each.name != "extra"}


def further(answer: Answer, form: Form, changed: set[str]) -> Mapping[str, Any]:
    """The further fields that the form keeps. A blank cell of a table is as good as none."""
    kept = {name: value for name, value in further_fields(answer).items() if name not in changed}
    blanks = ("", None) if form.is_table else ()
    return {name: value for name, value in kept.items() if value not in blanks}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@given(before=gradebooks(least_answers=1))
@settings(max_examples=40)
def test_what_is_written_is_read_back_but_for_what_was_told(
    tmp_path_factory: pytest.TempPathFactory, form: Form, before: Gradebook
) -> None:
    path = tmp_path_factory.mktemp("data") / form.name
    told = write_data(path, before)
    after = read(path, None if form.brings_questions else before)

    unanswered = set(before.questions) - {answer.question for answer in before.answers}
    lost = unanswered if form.name == "a.json" else set()
    assert dict(after.questions) == {name: each for name, each in before.questions.items() if name not in lost}
    assert all(each.revision == before.questions[name].revision for name, each in after.questions.items())
    each_field = [field for answer in before.answers for field in further_fields(answer).items()]
    tells = "\n".join(told)
    assert ("become text" in tells) == any(not form.keeps_value(value) for _, value in each_field)
    assert ("the further field" in tells) == any(not form.keeps_name(name) for name, _ in each_field)
    assert ("without answers" in tells) == bool(lost)
    assert ("the text and the guide" in tells) == (not form.brings_questions)
    if form.name in ("a.yaml", "a.md"):
        assert ("the order of answers" in tells) == (not is_in_order(before))

    answers = expected(before, told)
    if "control characters" in tells:
        assert [each.id for each in after.answers] == [each.id for each in answers]
        return
    assert [said(each) for each in after.answers] == [said(each) for each in answers]
    lost_fields = {name for name, value in each_field if not (form.keeps_name(name) and form.keeps_value(value))}
    assert [further(each, form, lost_fields) for each in after.answers] == [
        further(each, form, lost_fields) for each in answers
    ]


@pytest.mark.parametrize("name", ["a.json", "a.yaml", "a.md"])
@given(before=gradebooks())
@settings(max_examples=20)
def test_questions_alone_are_read_back(tmp_path_factory: pytest.TempPathFactory, name: str, before: Gradebook) -> None:
    path = tmp_path_factory.mktemp("data") / name
    assert write_data(path, Gradebook(before.questions)) == ()
    assert read(path).questions == before.questions


def answer(text: str, question: str = "q1", **more: Any) -> Answer:
    return Answer(text, **{"question": question, "id": "1", **more})


def through(folder: Path, name: str, *answers: Answer) -> tuple[list[Answer], Sequence[str]]:
    """The answers, written and read back, and what was told."""
    told = write_data(folder / name, Gradebook(QUESTIONS.questions, answers))
    form = next(form for form in FORMS if form.name == name)
    return list(read(folder / name, None if form.brings_questions else QUESTIONS).answers), told


ALL = pytest.mark.parametrize("name", [form.name for form in FORMS])


@ALL
def test_ratings_keep_their_order_and_a_third_of_a_point(tmp_path: Path, name: str) -> None:
    one, two = Rating("Anna", "1/3"), Rating("Béla [2]", 2, {"1": "met", "so": "missing"})
    each = [
        answer("a", ratings=[one, two]),
        answer("b", id="2", ratings=[two, one]),
        answer("c", id="3", ratings=[one]),
    ]
    assert [got.ratings for got in through(tmp_path, name, *each)[0]] == [(one, two), (two, one), (one,)]


@ALL
def test_rich_text_stays_rich_and_has_the_same_plain_form(tmp_path: Path, name: str) -> None:
    html = "<p>it <b>frees</b></p><ul><li>memory</li></ul>"
    (got,), _ = through(tmp_path, name, answer(plain_text(html), html=html))
    assert (got.html, got.text) == (html, "it frees\n- memory")


@ALL
def test_a_further_field_is_not_taken_for_what_is_not_there(tmp_path: Path, name: str) -> None:
    extra = {"id": "1", "student": "", "név": "x", "question": "q1", "answer": "a", "score": None, "pont": "2"}
    (got,), _ = through(tmp_path, name, answer("a", extra=extra))
    assert (got.student, got.ratings) == ("", ())
    assert further_fields(got) == {"név": "x", "pont": "2"}


@ALL
def test_a_further_field_does_not_replace_the_answer(tmp_path: Path, name: str) -> None:
    extra = {"Answer": "a", "answer": "of the textbook", "question": "q1"}
    (got,), told = through(tmp_path, name, answer("a", extra=extra))
    assert got.text == "a"
    assert "the further field 'answer': a name that means something else here, or that no heading can be" in told


def header(path: Path, delimiter: str = ",") -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file, delimiter=delimiter))


ANNA, BELA = Rating("Anna", 1), Rating("Béla", 2, {"1": "met"})


@pytest.mark.parametrize(
    ("ratings", "columns"),
    [
        ([], []),
        ([Rating("", 1)], ["score", "rater"]),
        ([BELA], ["score", "rater", "outcome_1"]),
        ([ANNA, BELA], ["score [Anna]", "outcome_1 [Anna]", "score [Béla]", "outcome_1 [Béla]"]),
        ([ANNA, ANNA], ["ratings"]),
        ([ANNA, Rating("", 1)], ["ratings"]),
        ([ANNA, Rating("B [2]", 1)], ["ratings"]),
        ([ANNA, Rating(" B", 1)], ["ratings"]),
        ([Rating(str(number), 1) for number in range(6)], ["ratings"]),
    ],
)
def test_a_table_has_the_columns_that_the_ratings_need(
    tmp_path: Path, ratings: list[Rating], columns: list[str]
) -> None:
    (got,), _ = through(tmp_path, "a.csv", answer("a", ratings=ratings))
    assert header(tmp_path / "a.csv") == ["id", "question", "answer", *columns]
    assert got.ratings == tuple(ratings)


TABLE = "Azonosító;Név;Kérdés;Válasz;Pont;X\n007;Ő;q1;=1+1;2,5;1,50\n8;;q2;b;;\n"


@pytest.mark.parametrize("name", ["b.csv", "b.xlsx"])
def test_a_table_is_written_under_its_own_headings(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.csv").write_text(TABLE, "utf-8")
    before = read(tmp_path / "a.csv", QUESTIONS)
    write_data(tmp_path / name, before)
    after = read(tmp_path / name, QUESTIONS)
    assert after.columns == before.columns
    assert [(a.id, a.student, a.text, a.ratings) for a in after.answers] == [
        (a.id, a.student, a.text, a.ratings) for a in before.answers
    ]
    if name == "b.csv":
        assert header(tmp_path / name, ";") == [*before.columns, "pontozo_escaped"]


@pytest.mark.parametrize(
    ("rows", "columns", "ids"),
    [
        ("answer\na\nb\n", ["answer"], ["row 2", "row 3"]),
        ("answer\na\n\nb\n", ["id", "answer"], ["row 2", "row 4"]),
        ("ID,answer\n,a\n\n,b\n7,c\n", ["ID", "answer"], ["row 2", "row 4", "7"]),
        ("ID,answer\n,a\n7,b\n", ["ID", "answer"], ["row 2", "7"]),
    ],
)
def test_an_answer_called_after_its_row_keeps_its_name_when_rows_move(
    tmp_path: Path, rows: str, columns: list[str], ids: list[str]
) -> None:
    (tmp_path / "a.csv").write_text(rows, "utf-8")
    write_data(tmp_path / "b.csv", read(tmp_path / "a.csv", ONE_QUESTION))
    assert header(tmp_path / "b.csv") == columns
    assert [got.id for got in read(tmp_path / "b.csv", ONE_QUESTION).answers] == ids


def test_what_a_criterion_list_cannot_hold_is_told(tmp_path: Path) -> None:
    ratings = [Rating("Anna", 1, {"1": "partial", "so": "met"}), BELA]
    book = Gradebook(QUESTIONS.questions, [answer("a", ratings=ratings, extra={"note": "x"})])
    assert write_data(tmp_path / "a.json", book, "criterion-list") == (
        "all of an answer but its text: id, student, rater, score, further fields",
        "of 2 questions all but the first wording of each criterion",
        "1 partly earned criterion, written as False",
        "of several ratings of an answer all but the first that has outcomes",
        "1 question without answers: 'q2'",
    )
    assert json.loads((tmp_path / "a.json").read_text("utf-8")) == [
        {"criteria": "because", "answer": "a", "score": "False"},
        {"criteria": "therefore", "answer": "a", "score": "True"},
    ]
    after = read(tmp_path / "a.json")
    assert write_data(tmp_path / "b.json", after, "criterion-list") == (
        "all of an answer but its text: id, student, rater, score, further fields",
    )
    assert read(tmp_path / "b.json").questions == after.questions


def test_what_a_workbook_cannot_hold_is_told(tmp_path: Path) -> None:
    extra = {"long": 10**15, "list": ["x" * 40_000], "\x01": "y", "": "z"}
    (got,), told = through(tmp_path, "a.xlsx", answer("a\x01", student="x" * 40_000, extra=extra))
    assert told == (
        "the text and the guide of 2 questions; a questions file holds them",
        "the further field '\x01', '': a name that means something else here, or that no heading can be",
        "the difference between text and other values in 'long', 'list': numbers and lists become text",
        "control characters, and more than 32,767 characters in one cell (3 texts)",
    )
    assert (got.text, got.extra["long"]) == ("a", "1000000000000000")
    assert got.student.endswith("(cut: a spreadsheet cell holds no more)")


def test_many_names_are_not_told_one_by_one(tmp_path: Path) -> None:
    questions = [Question(f"Why {n}?", [Criterion("because")], id=str(n)) for n in range(13)]
    told = write_data(tmp_path / "a.json", Gradebook.of(questions, [answer("a", "0")]))
    assert told == ("12 questions without answers: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more",)


def test_the_form_follows_the_name_or_the_word(tmp_path: Path) -> None:
    write_data(tmp_path / "a.MD", QUESTIONS)
    write_data(tmp_path / "a.txt", QUESTIONS, "markdown")
    assert (tmp_path / "a.MD").read_bytes() == (tmp_path / "a.txt").read_bytes()
    assert read(tmp_path / "a.txt").questions == QUESTIONS.questions


def refused(folder: Path, name: str, form: str | None = None) -> str:
    with pytest.raises(DataError) as caught:
        write_data(folder / name, QUESTIONS, form)
    return str(caught.value).replace(f"{folder}/", "")


def test_a_form_that_is_not_known_is_one_clear_sentence(tmp_path: Path) -> None:
    said = refused(tmp_path, "a.pdf")
    assert said.startswith("a.pdf: cannot be written: its name must end in ")
    assert all(suffix in said for form in data_formats().values() for suffix in form.suffixes)
    said = refused(tmp_path, "a.csv", "word")
    assert said.startswith("a.csv: there is no form 'word'; the forms are ")
    assert all(word in said for word in ("csv", "xlsx", "jsonl", "json", "yaml", "markdown", "criterion-list"))
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_anything_is_not_written(tmp_path: Path) -> None:
    assert refused(tmp_path, "a.csv") == (
        "a.csv: would be empty: there are no answers, and this form has no place for questions; write .yaml or .md"
    )


def test_a_place_that_cannot_be_written_is_one_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    assert refused(tmp_path, "folder.csv") == "folder.csv: is a folder; name a file in it"
    assert refused(tmp_path, "no/a.csv") == "no/a.csv: cannot be written: there is no such folder; make it first"


@ALL
def test_what_fails_while_it_is_written_leaves_the_file_as_it_was(tmp_path: Path, name: str) -> None:
    class Failing:
        def __init__(self, times: int) -> None:
            self.times = times

        def __iter__(self) -> Any:
            yield answer("a")
            self.times -= 1
            if self.times < 0:
                raise RuntimeError

    for times in range(4):
        (tmp_path / name).write_text("before", "utf-8")
        try:
            write_data(tmp_path / name, Gradebook(QUESTIONS.questions, Failing(times)))
        except RuntimeError:
            assert (tmp_path / name).read_text("utf-8") == "before"
        assert list(tmp_path.iterdir()) == [tmp_path / name]


def test_of_several_parts_none_is_put_in_place_before_all_are_whole(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("before", "utf-8")
    book = Gradebook(QUESTIONS.questions, [answer("a")])
    with pytest.raises(DataError):
        write_parts({tmp_path / "a.csv": book, tmp_path / "no" / "b.csv": book})
    assert (tmp_path / "a.csv").read_text("utf-8") == "before"
    told = write_parts({tmp_path / "a.csv": book, tmp_path / "b.csv": book})
    assert told == ("the text and the guide of 2 questions; a questions file holds them",)
    assert [texts_of(read(tmp_path / each, QUESTIONS)) for each in ("a.csv", "b.csv")] == [["a"], ["a"]]


def test_the_file_itself_may_be_converted_in_place(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"question": "q1", "answer": "a"}\n', "utf-8")
    write_data(path, read(path, QUESTIONS))
    assert [(got.id, got.text) for got in read(path, QUESTIONS).answers] == [("line 1", "a")]


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.json", "a.yaml", "a.md", "a.xlsx"])
def test_an_answer_to_an_unknown_question_is_an_error_in_every_form(tmp_path: Path, name: str) -> None:
    book = Gradebook(QUESTIONS.questions, [Answer("a", "nowhere", id="1")])
    with pytest.raises(DataError, match="there is no question 'nowhere'"):
        write_data(tmp_path / name, book)
    assert not list(tmp_path.iterdir())


def test_a_table_may_have_columns_called_as_parts_of_a_question_are(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,question,answer,guide,language,text\n1,q1,a,the old one,en,t\n", "utf-8")
    write_data(tmp_path / "a.jsonl", read(tmp_path / "a.csv", QUESTIONS))
    (line,) = (tmp_path / "a.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line) == {
        "id": "1", "question": "q1", "answer": "a", "guide": "the old one", "language": "en", "text": "t"
    }  # fmt: skip
