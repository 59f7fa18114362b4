"""Answers tables as CSV."""

from __future__ import annotations

import csv
import io
import tracemalloc
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.domain import Answer, Rating, plain
from pontozo.formats import open_writer, read, write_data
from pontozo.formats.csv_table import CsvRows
from pontozo.gradebook import Gradebook
from tests.formats.helpers import ONE_QUESTION, QUESTIONS, faults, grade_of, texts_of, write_all


def table(folder: Path, text: str, name: str = "answers.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_delimiter_and_line_end_is_read(tmp_path: Path, delimiter: str, end: str) -> None:
    rows = ["id,question,answer,note", '1,q1,"one, two; three\tfour","a ""b"" c"', "2,q2,,x"]
    with (tmp_path / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator=end).writerows(csv.reader(rows))
    gradebook = read(tmp_path / "answers.csv", QUESTIONS)
    assert texts_of(gradebook) == ["one, two; three\tfour", ""]
    assert [answer.extra["note"] for answer in gradebook.answers] == ['a "b" c', "x"]


def test_the_delimiter_is_told_from_the_header_not_from_what_answers_hold(tmp_path: Path) -> None:
    path = table(tmp_path, "id;question;answer;source (a, b, c, d, e)\n1;q1;a, b, c, d, e;\n2;q1;f, g, h, i, j;\n")
    assert texts_of(read(path, QUESTIONS)) == ["a, b, c, d, e", "f, g, h, i, j"]


def test_the_form_is_told_from_the_content_not_from_the_name(tmp_path: Path) -> None:
    path = table(tmp_path, "id;question;answer\n1;q1;a\n", "answers.xlsx")
    assert texts_of(read(path, QUESTIONS)) == ["a"]


def test_rows_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    path = table(tmp_path, 'id,question,answer\n1,q1,"two\nlines"\n\n,,\n2,nowhere,"b"\n')
    assert faults(path) == [
        "answers.csv, row 5, field 'question': there is no question 'nowhere'; the questions are q1, q2"
    ]


def test_columns_of_the_teacher_come_through(tmp_path: Path) -> None:
    path = table(tmp_path, "Név,id,válasz, megjegyzés ,kérdés\nŐ,01,a,1.50,q1\n")
    gradebook = read(path, QUESTIONS)
    assert gradebook.columns == ("Név", "id", "válasz", " megjegyzés ", "kérdés")
    (answer,) = gradebook.answers
    assert dict(answer.extra) == {"Név": "Ő", "id": "01", "válasz": "a", " megjegyzés ": "1.50", "kérdés": "q1"}


def test_without_an_id_column_the_rows_are_called_after_their_place(tmp_path: Path) -> None:
    path = table(tmp_path, "answer\na\n\nb\n")
    assert [(answer.id, answer.question) for answer in read(path, ONE_QUESTION).answers] == [
        ("row 2", "only"),
        ("row 4", "only"),
    ]


def test_cells_that_are_blank_beyond_the_header_do_no_harm(tmp_path: Path) -> None:
    path = table(tmp_path, "id,question,answer,,\n1,q1,a,,\n2,q1,b,,,,\n3,q1,c\n")
    assert texts_of(read(path, QUESTIONS)) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "id,név,text\n1,q1,a\n",
            [
                "answers.csv, field 'answer': there is no column 'answer' (or válasz, response), one row for each "
                "answer; found: id, név, text",
                "answers.csv, field 'question': there is no column 'question' (or kérdés) with the question's id or "
                "text; found: id, név, text",
            ],
        ),
        (
            "id,question,answer,note,note\n1,q1,a,b,c\n",
            ["answers.csv, field 'note': 2 columns have this heading; rename all but one"],
        ),
        (
            ",,question,answer\nx,y,q1,a\n",
            ["answers.csv: 2 columns have no heading; give each one its own, or remove them"],
        ),
        (
            "id,question,answer\n1,q1,a\n1,q1,b\n",
            ["answers.csv, row 3, field 'id': the id '1' stands twice for question 'q1'; give each answer its own"],
        ),
        (
            "id;question;answer;pont\n1;q1;a;jó\n2;q1;a;-1\n3;q1;a;3,5\n4;q1;a;2,5\n",
            [
                "answers.csv, row 2, field 'pont': must be a number, not 'jó'; leave it empty where nobody has scored",
                "answers.csv, row 3, field 'pont': must be at least 0, not -1",
                "answers.csv, row 4, field 'pont': score 3.5 is more than the question's maximum, 3",
            ],
        ),
        (
            "id,question,answer\n1,q1\n2,q1,a,b\n",
            [
                "answers.csv, row 2: has 2 cells under 3 headings; a quote or delimiter is missing",
                "answers.csv, row 3: has 4 cells under 3 headings; give each column a heading, "
                "and look for a quote or delimiter too many",
            ],
        ),
        (
            'id,question,answer\n1,q1,a\n2,q1,"b\n3,q1,c\n',
            ['answers.csv, row 3: has a quote (") that is never closed; correct this row and try again'],
        ),
        (
            'id,question,answer\n1,q1,"a"b\n',
            [
                'answers.csv, row 2: has a quote (") inside a quoted cell; it must be written twice (""); '
                "correct this row and try again"
            ],
        ),
        ("id,question,answer\n", ["answers.csv: holds no answers; choose the file that holds them, or add rows"]),
        (
            "id,question,answer,outcome_1,outcome_2,outcome_3\n1,q1,a,met,good,\n2,q1,b,,,met\n",
            [
                "answers.csv, row 2, field 'outcome_2': criterion so: outcome 'good' is none of "
                "contradicted, missing, partial, met",
                "answers.csv, row 3, field 'outcome_3': there is no criterion 3; the guide of question 'q1' has fewer",
            ],
        ),
        (
            "id,question,answer\n1,q1,a\0b\n",
            [
                "answers.csv, row 2, field 'answer': holds a NUL byte or half a character; "
                "the file is damaged or not a text file"
            ],
        ),
    ],
)
def test_bad_input_is_one_clear_sentence(tmp_path: Path, text: str, said: list[str]) -> None:
    assert faults(table(tmp_path, text)) == said


def test_an_answer_of_5_megabytes_is_refused_by_name(tmp_path: Path) -> None:
    path = table(tmp_path, f"id,question,válasz\n1,q1,{'x' * 5_000_000}\n2,q1,a\n")
    assert faults(path) == [
        "answers.csv, row 2, field 'válasz': is 5,000,000 characters long; at most 100,000 can be graded"
    ]


def test_a_quote_that_swallows_the_file_is_stopped(tmp_path: Path) -> None:
    path = table(tmp_path, 'id,question,answer\n1,q1,"' + "2,q1,a\n" * 1_500_000)
    assert faults(path) == [
        'answers.csv, row 2: has a cell longer than 10,000,000 characters, or a quote (") that is never closed; '
        "correct this row and try again"
    ]


def test_a_limit_of_the_csv_module_that_others_have_raised_stays(tmp_path: Path) -> None:
    before = csv.field_size_limit(50_000_000)
    try:
        read(table(tmp_path, "id,question,answer\n1,q1,a\n"), QUESTIONS)
        assert csv.field_size_limit() == 50_000_000
    finally:
        csv.field_size_limit(before)


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
FORMULAS = st.builds(
    "".join, st.tuples(st.sampled_from(["=", "+", "-", "@", "\t", "\r", "'", "'=", "''-", "-1", "+2,5"]), TEXTS)
)


@given(
    answers=st.lists(TEXTS | FORMULAS, min_size=1, max_size=5), note=TEXTS | FORMULAS, delimiter=st.sampled_from(",;\t")
)
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, answers: list[str], note: str, delimiter: str
) -> None:
    folder = tmp_path_factory.mktemp("csv")
    with (folder / "in.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [
            ["id", "question", "answer", f"{note}:"],
            *([str(i), "q1", text, note] for i, text in enumerate(answers)),
        ]
        csv.writer(file, delimiter=delimiter).writerows(rows)
    before = read(folder / "in.csv", QUESTIONS)
    write_all(folder / "out.csv", before)
    after = read(folder / "out.csv", QUESTIONS)
    assert texts_of(before) == answers
    assert list(after.answers) == list(before.answers)
    assert after.columns == before.columns


@pytest.mark.parametrize("text", ["=1+1", "+x", "-2+3", "@a", "\t=1", "'=1", "-"])
def test_a_spreadsheet_sees_no_formula(tmp_path: Path, text: str) -> None:
    path = tmp_path / "out.csv"
    write_all(path, Gradebook(QUESTIONS.questions, [Answer(text, question="q1", id="1")]))
    assert f"'{text}" in path.read_text("utf-8-sig")


def test_numbers_stay_numbers(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    write_all(path, Gradebook(QUESTIONS.questions, [Answer("-2,5", question="q1", id="1")]))
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["answer"], row["proposed_criterion_2"], row["proposed_score"]) == ("-2,5", "-0.5", "1.5")


def test_an_apostrophe_of_the_students_own_stays(tmp_path: Path) -> None:
    path = table(tmp_path, "id,question,answer\n1,q1,'=' assigns\n")
    gradebook = read(path, QUESTIONS)
    assert texts_of(gradebook) == ["'=' assigns"]
    write_all(tmp_path / "out.csv", gradebook)
    assert texts_of(read(tmp_path / "out.csv", QUESTIONS)) == ["'=' assigns"]


def test_the_output_has_a_mark_and_the_delimiter_of_the_input(tmp_path: Path) -> None:
    gradebook = read(table(tmp_path, "id;kérdés;válasz\n1;q1;a\n"), QUESTIONS)
    write_all(tmp_path / "out.csv", gradebook)
    assert (tmp_path / "out.csv").read_bytes().startswith("\ufeffid;kérdés;válasz;proposed_score;".encode())


def test_a_long_table_is_read_and_written_in_flat_memory(tmp_path: Path) -> None:
    path = table(tmp_path, "id,question,answer\n" + "".join(f"{i},q1,{'word ' * 20}\n" for i in range(50_000)))
    gradebook = read(path, QUESTIONS)
    tracemalloc.start()
    try:
        with open_writer(tmp_path / "out.csv", gradebook) as writer:
            for count, answer in enumerate(gradebook.answers, 1):
                if count % 100 == 0:
                    writer.write(answer, grade_of(answer))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 50_000
    assert peak < 2_000_000


ENCODINGS = {
    "utf-8": b"",
    "utf-8-sig": b"",
    "utf-16-le": "\ufeff".encode("utf-16-le"),
    "utf-16-be": "\ufeff".encode("utf-16-be"),
    "cp1250": b"",
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_class_in_hungarian_is_read_as_any_spreadsheet_saves_it(
    tmp_path: Path, encoding: str, delimiter: str, end: str
) -> None:
    rows = [
        ["Azonosító", "Név", "Kérdés", "Válasz", "Pont [Őri Á.]", "szempont_1 [Őri Á.]", "Pont [Kő B.]"],
        ["01", "Tóth Ő.", "q1", 'árvíztűrő, "idézett"; tükörfúrógép\n– két sor', "2,5", "2", "3"],
        ["02", "", "q2", "", "", "", ""],
    ]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    (tmp_path / "a.csv").write_bytes(ENCODINGS[encoding] + text.getvalue().encode(encoding))
    first, second = read(tmp_path / "a.csv", QUESTIONS).answers
    assert (first.id, first.student, first.question, first.text) == ("01", "Tóth Ő.", "q1", rows[1][3])
    assert first.ratings == (Rating("Őri Á.", "2.5", {"1": "met"}), Rating("Kő B.", 3))
    assert (second.id, second.text, second.ratings) == ("02", "", ())


def data_cells(path: Path, *answers: Answer) -> list[list[str]]:
    """What stands in the file once the answers are written as data."""
    write_data(path, Gradebook(QUESTIONS.questions, answers))
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_data_has_a_mark_only_where_an_apostrophe_disarms_a_formula(tmp_path: Path) -> None:
    plain, formula = Answer("a", question="q1", id="1"), Answer("=1+1", question="q1", id="2")
    assert data_cells(tmp_path / "a.csv", plain)[0] == ["id", "question", "answer"]
    assert data_cells(tmp_path / "a.csv", plain, formula) == [
        ["id", "question", "answer", "pontozo_escaped"],
        ["1", "q1", "a", ""],
        ["2", "q1", "'=1+1", ""],
    ]
    gradebook = read(tmp_path / "a.csv", QUESTIONS)
    assert texts_of(gradebook) == ["a", "=1+1"]
    assert gradebook.columns == ("id", "question", "answer")


def test_a_formula_in_a_heading_has_a_mark_too(tmp_path: Path) -> None:
    answer = Answer("a", question="q1", id="1", extra={"=x": "'-1", "n": -1e-05})
    assert data_cells(tmp_path / "a.csv", answer)[0][3:] == ["'=x", "n", "pontozo_escaped"]
    (got,) = read(tmp_path / "a.csv", QUESTIONS).answers
    assert (got.extra["=x"], got.extra["n"]) == ("'-1", "-1e-05")


def test_without_the_mark_an_apostrophe_is_the_students_own(tmp_path: Path) -> None:
    path = table(tmp_path, "id,question,answer\n1,q1,'=1+1\n")
    assert texts_of(read(path, QUESTIONS)) == ["'=1+1"]
    write_data(path, read(path, QUESTIONS))
    assert texts_of(read(path, QUESTIONS)) == ["'=1+1"]


@pytest.mark.parametrize(
    ("score", "written"), [("2.5", "2,5"), ("0.125", "0,1250"), (2, "2"), ("1/3", "0,3333333333333333")]
)
def test_a_table_with_semicolons_has_a_decimal_comma(tmp_path: Path, score: str, written: str) -> None:
    file = io.BytesIO()
    CsvRows(file, ["score"], ";").write([plain(Fraction(score))])
    assert file.getvalue().decode("utf-8-sig").split("\r\n")[1] == written
    path = table(tmp_path, f"id;question;answer;score\n1;q1;a;{written}\n")
    (got,) = read(path, QUESTIONS).answers
    assert got.ratings == (Rating("", score),)
