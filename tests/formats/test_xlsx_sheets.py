"""Workbooks as people keep them: several sheets, hidden ones, merged cells, formulas."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.domain import Answer, Rating
from pontozo.formats import read, write_data
from pontozo.formats.xlsx_xml import Merged, filled, merged_cells
from pontozo.gradebook import Gradebook
from tests.formats.helpers import ONE_QUESTION, QUESTIONS, faults, texts_of

HEADER = ["id", "question", "answer"]


def saved(
    path: Path, sheets: Mapping[str, Sequence[Any]], hidden: Sequence[str] = (), merged: Sequence[str] = ()
) -> Path:
    """A workbook of these sheets; cells are merged in the first."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "hidden"
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    book.save(path)
    return path


def named(gradebook: Gradebook) -> list[tuple[str, str, str]]:
    return [(answer.id, answer.question, answer.text) for answer in gradebook.answers]


def test_every_sheet_with_answers_is_read_and_the_others_are_noted(tmp_path: Path) -> None:
    sheets = {
        "seats": [["row", "name"], [1, "Ő"]],
        "A csoport": [["Programozás 2"], HEADER, [1, "q1", "a"]],
        "blank": [],
        "draft": [HEADER, [9, "q1", "old"]],
        "B csoport": [["Azonosító", "Kérdés", "Válasz", "Pont"], [2, "q2", "b", 1]],
    }
    gradebook = read(saved(tmp_path / "a.xlsx", sheets, hidden=["draft"]), QUESTIONS)
    assert named(gradebook) == [("1", "q1", "a"), ("2", "q2", "b")]
    assert gradebook.columns == (*HEADER, "Azonosító", "Kérdés", "Válasz", "Pont")
    assert [str(note).replace(f"{tmp_path}/", "") for note in gradebook.notes] == [
        "a.xlsx, sheet 'seats': has no column 'answer' and was left out",
        "a.xlsx, sheet 'draft': is hidden and was left out",
    ]


def test_faults_name_the_sheet_where_there_are_several(tmp_path: Path) -> None:
    sheets: dict[str, Any] = {
        "A": [HEADER, [1, "q9", "a"]],
        "B": [["answer", "note"], ["b", "x"]],
        "C": [HEADER, [1, "q1", "#REF!"]],
    }
    assert faults(saved(tmp_path / "a.xlsx", sheets)) == [
        "a.xlsx, sheet 'B', field 'question': there is no column 'question' (or kérdés) with the question's id or "
        "text; found: answer, note",
        "a.xlsx, sheet 'A', row 2, field 'question': there is no question 'q9'; the questions are q1, q2",
        "a.xlsx, sheet 'C', row 2, field 'answer': shows #REF!: Excel took the answer for a formula; "
        "type an apostrophe (') before it",
    ]


def test_an_id_may_stand_once_for_a_question_in_all_sheets(tmp_path: Path) -> None:
    sheets = {"A": [HEADER, [1, "q1", "a"]], "B": [HEADER, [1, "q1", "b"]]}
    assert faults(saved(tmp_path / "a.xlsx", sheets)) == [
        "a.xlsx, sheet 'B', row 2, field 'id': the id '1' stands twice for question 'q1'; give each answer its own"
    ]


def test_a_sheet_may_be_called_after_the_question_that_it_answers(tmp_path: Path) -> None:
    sheets = {"q1": [["answer"], ["a"], [""], ["b"]], "q2": [["answer", "kérdés"], ["c", "q1"]]}
    path = saved(tmp_path / "a.xlsx", sheets)
    assert named(read(path, QUESTIONS)) == [
        ("sheet 'q1', row 2", "q1", "a"),
        ("sheet 'q1', row 4", "q1", "b"),
        ("sheet 'q2', row 2", "q1", "c"),
    ]


def test_where_all_sheets_are_hidden_the_fault_says_what_is_missing(tmp_path: Path) -> None:
    sheets = {"names": [["id", "név"], [1, "Ő"]], "draft": [HEADER, [1, "q1", "a"]]}
    said = faults(saved(tmp_path / "a.xlsx", sheets, hidden=["draft"]))
    assert said[0] == (
        "a.xlsx, field 'answer': there is no column 'answer' (or válasz, response), one row for each answer; "
        "found: id, név"
    )


def test_a_hidden_sheet_is_not_read_even_if_no_other_has_answers(tmp_path: Path) -> None:
    sheets = {"draft": [HEADER, [1, "q1", "a"]], "names": [["id", "név"], [1, "Ő"]]}
    said = faults(saved(tmp_path / "a.xlsx", sheets, hidden=["draft"]))
    assert said[0] == (
        "a.xlsx, field 'answer': there is no column 'answer' (or válasz, response), one row for each answer; "
        "found: id, név"
    )


@pytest.mark.parametrize("name", ["b.csv", "b.xlsx", "b.jsonl", "b.md"])
def test_sheets_that_do_not_go_together_keep_all_when_they_are_written(tmp_path: Path, name: str) -> None:
    sheets = {
        "q1": [["Válasz", "Pont"], ["a", 1.5], ["=", None]],
        "q2": [["id", "answer", "score", "note"], [7, "b", 1, "x"]],
    }
    before = read(saved(tmp_path / "a.xlsx", sheets), QUESTIONS)
    write_data(tmp_path / name, before)
    after = read(tmp_path / name, None if name == "b.md" else QUESTIONS)
    assert (
        named(after)
        == named(before)
        == [
            ("sheet 'q1', row 2", "q1", "a"),
            ("sheet 'q1', row 3", "q1", "="),
            ("7", "q2", "b"),
        ]
    )
    assert [answer.ratings for answer in after.answers] == [(Rating("", 1.5),), (), (Rating("", 1),)]


@pytest.mark.parametrize("name", ["b.csv", "b.xlsx"])
def test_a_question_that_only_the_sheet_named_has_a_column_once_it_is_written(tmp_path: Path, name: str) -> None:
    before = read(saved(tmp_path / "a.xlsx", {"q2": [["Válasz", "Jegy"], ["a", 5]]}), QUESTIONS)
    write_data(tmp_path / name, before)
    after = read(tmp_path / name, QUESTIONS)
    assert after.columns == ("question", "Válasz", "Jegy")
    assert named(after) == [("row 2", "q2", "a")]


MERGED = [
    ["id", "kérdés", "név", "válasz"],
    [1, "q1", "Ő", "a"],
    [2, None, None, "b"],
    [3, None, "B", "c"],
    [4, "q2", "C", ""],
]


def test_a_merged_cell_counts_in_every_row_that_it_spans(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", {"A": MERGED}, merged=["B2:B4", "C2:C3"])
    gradebook = read(path, QUESTIONS)
    assert [(each.id, each.question, each.student) for each in gradebook.answers] == [
        ("1", "q1", "Ő"),
        ("2", "q1", "Ő"),
        ("3", "q1", "B"),
        ("4", "q2", "C"),
    ]
    write_data(tmp_path / "b.csv", gradebook)
    assert [each.question for each in read(tmp_path / "b.csv", QUESTIONS).answers] == ["q1", "q1", "q1", "q2"]


def test_an_answer_that_spans_rows_is_a_fault(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", {"A": MERGED}, merged=["D2:D3", "B2:B4"])
    assert faults(path) == [
        "a.xlsx, row 3, field 'válasz': is merged with the cell above it; give each answer a cell of its own"
    ]


def test_cells_merged_over_columns_hold_their_value_once(tmp_path: Path) -> None:
    rows = [["Programozás 2", None, None], HEADER, [1, "q1", "a"], [2, "q1", "b"]]
    path = saved(tmp_path / "a.xlsx", {"A": rows}, merged=["A1:C1"])
    assert named(read(path, QUESTIONS)) == [("1", "q1", "a"), ("2", "q1", "b")]


def test_a_title_merged_down_to_the_header_fills_no_row(tmp_path: Path) -> None:
    rows = [["class", None, None, None], [None, *HEADER], [None, 1, "q1", "a"]]
    path = saved(tmp_path / "a.xlsx", {"A": rows}, merged=["A1:A2"])
    assert named(read(path, QUESTIONS)) == [("1", "q1", "a")]


def replaced(path: Path, old: bytes, new: bytes) -> Path:
    """The workbook with another first sheet: values that only a spreadsheet program would have computed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert old in parts[sheet]
    parts[sheet] = parts[sheet].replace(old, new)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_a_formula_in_any_column_is_what_it_came_to(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", {"A": [[*HEADER, "score"], [1, "q1", "a", "=1+0.5"]]})
    replaced(path, b"<f>1+0.5</f><v />", b"<f>1+0.5</f><v>1.5</v>")
    (answer,) = read(path, QUESTIONS).answers
    assert answer.ratings == (Rating("", 1.5),)


def test_a_third_that_a_spreadsheet_keeps_with_15_digits_is_a_third(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", {"A": [[*HEADER, "score"], [1, "q1", "a", 0.333333333333333]]})
    (answer,) = read(path, QUESTIONS).answers
    assert answer.ratings == (Rating("", "1/3"),)


@pytest.mark.parametrize("number", [2 / 11, 0.1 + 0.2, 1 / 3, 1e-300, -2.5, 5.0, 123456789.123456789])
def test_a_number_is_written_with_all_its_digits(tmp_path: Path, number: float) -> None:
    book = Gradebook(QUESTIONS.questions, [Answer("a", question="q1", id="1", extra={"n": number})])
    write_data(tmp_path / "a.xlsx", book)
    (answer,) = read(tmp_path / "a.xlsx", QUESTIONS).answers
    assert answer.extra["n"] == number
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]["D2"].data_type == "n"


def test_rich_text_in_a_workbook(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", {"A": [["answer", "answer format"], ["<p>a</p><p>b</p>", "html"], ["<b>", None]]})
    assert texts_of(read(path, ONE_QUESTION)) == ["a\nb", "<b>"]


@given(st.lists(st.tuples(st.integers(1, 8), st.integers(0, 3), st.integers(0, 2)), max_size=3))
def test_filled_rows_are_those_that_merged_cells_span(spans: list[tuple[int, int, int]]) -> None:
    columns = {column: Merged(first, first + more, column) for first, more, column in spans}
    rows = [(row, [f"{row}.{column}" for column in range(3)]) for row in range(1, 10)]
    for row, values, below in filled(rows, sorted(columns.values())):
        for column in range(3):
            over = columns.get(column)
            is_below = over is not None and over.first < row <= over.last
            assert (column in below) is is_below
            assert values[column] == (f"{over.first}.{column}" if over and is_below else f"{row}.{column}")


@pytest.mark.parametrize("before", [0, 65_500, 65_520, 65_536, 131_060])
def test_merged_cells_are_found_wherever_they_stand_in_the_sheet(tmp_path: Path, before: int) -> None:
    path = tmp_path / "sheet.xml"
    path.write_bytes(
        b" " * before + b'<mergeCell ref="AB2:AC4"/><x:mergeCell a="1" ref=\'B7:B8\' /><mergeCell ref="A1:C1"/>'
    )
    with path.open("rb") as sheet:
        assert merged_cells(sheet) == (Merged(2, 4, 27), Merged(7, 8, 1))


def test_a_sheet_with_an_absurd_row_number_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["id", "question", "answer"])
    book.active.append([1, "q1", "a"])
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    held[sheet] = held[sheet].replace(b'<row r="2"', b'<row r="90000000"').replace(b'r="A2"', b'r="A90000000"')
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    assert faults(path) == ["a.xlsx: is cut short, damaged or no Excel workbook; save it anew as .xlsx"]
