"""Answers tables as Excel workbooks."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from pontozo.domain import Answer
from pontozo.formats import open_writer, read
from pontozo.formats.base import Layout
from pontozo.formats.xlsx_table import XlsxTable, _Formulas
from pontozo.gradebook import Gradebook
from tests.formats.helpers import QUESTIONS, faults, grade_of, texts_of, write_all, write_until


def workbook(path: Path, *sheets: Sequence[Any]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


HEADER = ["azonosító", "kérdés", "válasz", "pont", "leadva"]


def test_cells_become_text_where_text_is_wanted_and_stay_what_they_are_elsewhere(tmp_path: Path) -> None:
    day = datetime.datetime(2024, 5, 2)
    rows = [HEADER, [1, "q1", 42, 1.5, day], [2.0, "q1", True, None, None], ["x", "q2", day, "0,5", "ő"], [4, "q1"]]
    gradebook = read(workbook(tmp_path / "a.xlsx", rows), QUESTIONS)
    assert [(a.id, a.text) for a in gradebook.answers] == [("1", "42"), ("2", "true"), ("x", "2024-05-02"), ("4", "")]
    assert [[float(r.score or 0) for r in a.ratings] for a in gradebook.answers] == [[1.5], [], [0.5], []]
    first = next(iter(gradebook.answers))
    assert dict(first.extra) == dict(zip(HEADER, [1, "q1", 42, 1.5, day], strict=True))


def test_the_header_may_stand_under_a_title(tmp_path: Path) -> None:
    title = [["Programozás 2"], [], ["id", "question", "answer"], [1, "q1", "a"], [2, "nowhere", "b"]]
    path = workbook(tmp_path / "a.xlsx", title)
    assert faults(path) == ["a.xlsx, row 5, field 'question': there is no question 'nowhere'; the questions are q1, q2"]


def test_what_excel_computed_is_read_not_the_formula(tmp_path: Path) -> None:
    rows = [["id", "question", "answer"], [1, "q1", "=1+1"]]
    path = workbook(tmp_path / "a.xlsx", rows)
    _replace_in(path, "xl/worksheets/sheet1.xml", b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    assert texts_of(read(path, QUESTIONS)) == ["2"]


WITHOUT_VALUE = "holds a formula without a value; open the file in a spreadsheet program, save it, try again"


def test_an_answer_whose_formula_was_never_computed_is_a_fault_and_a_blank_one_is_not(tmp_path: Path) -> None:
    rows = [["id", "question", "answer"], [1, "q1", "=A2"], [2, "q1", None], [3, "q1", "a"], [4, "q1", '=A2&"x"']]
    assert faults(workbook(tmp_path / "a.xlsx", rows)) == [
        f"a.xlsx, row 2, field 'answer': {WITHOUT_VALUE}",
        f"a.xlsx, row 5, field 'answer': {WITHOUT_VALUE}",
    ]


def test_a_formula_that_comes_to_an_empty_text_is_a_blank_answer(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["id", "question", "answer"], [1, "q1", '=""']])
    _replace_in(path, "xl/worksheets/sheet1.xml", b'<c r="C2"><f>""</f><v />', b'<c r="C2" t="str"><f>""</f><v></v>')
    assert texts_of(read(path, QUESTIONS)) == [""]


def test_a_score_whose_formula_was_never_computed_is_a_fault_and_an_unknown_column_is_not(tmp_path: Path) -> None:
    rows = [["id", "question", "answer", "score", "sum"], [1, "q1", "a", "=1+1", "=1+1"], [2, "q1", "b", None, None]]
    assert faults(workbook(tmp_path / "a.xlsx", rows)) == [f"a.xlsx, row 2, field 'score': {WITHOUT_VALUE}"]


def test_formulas_are_looked_for_once_and_only_for_a_blank_cell_that_matters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[bool] = []
    cells = _Formulas._cells

    def counting(self: _Formulas, *, data_only: bool) -> Any:
        looked.append(data_only)
        return cells(self, data_only=data_only)

    monkeypatch.setattr(_Formulas, "_cells", counting)
    header = ["id", "question", "answer"]
    full = workbook(tmp_path / "full.xlsx", [header, [1, "q1", "a"], []])
    assert texts_of(read(full, QUESTIONS)) == ["a"]
    assert looked == []
    blank = workbook(tmp_path / "blank.xlsx", [header, [1, "q1"], [2, "q1"]])
    assert texts_of(read(blank, QUESTIONS)) == ["", ""]
    assert looked == [], "there is no formula at all"
    other = workbook(tmp_path / "other.xlsx", [[*header, "sum"], [1, "q1", None, "=1+1"], [2, "q1", None, 2]])
    assert texts_of(read(other, QUESTIONS)) == ["", ""]
    assert looked == [False, True]


def _replace_in(path: Path, name: str, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new)
    with zipfile.ZipFile(path, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)


def test_a_wrong_size_written_by_another_program_hides_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["id", "question", "answer"], [1, "q1", "a"], [2, "q1", "b"]])
    _replace_in(path, "xl/worksheets/sheet1.xml", b'<dimension ref="A1:C3" />', b'<dimension ref="A1" />')
    assert texts_of(read(path, QUESTIONS)) == ["a", "b"]


def test_an_answer_that_excel_took_for_a_formula_is_a_fault(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["id", "question", "answer"], [1, "q1", "#NAME?"]])
    assert faults(path) == [
        "a.xlsx, row 2, field 'answer': shows #NAME?: Excel took the answer for a formula; "
        "type an apostrophe (') before it"
    ]


def test_a_value_without_a_heading_is_a_fault(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["id", "question", "answer"], [1, "q1", "a", None, "b"]])
    assert faults(path) == [
        "a.xlsx, row 2: has 5 cells under 3 headings; give each column a heading, "
        "and look for a quote or delimiter too many"
    ]


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        (
            [[["id", "név"], [1, "x"]]],
            [
                "a.xlsx, field 'answer': there is no column 'answer' (or válasz, response), one row for each answer; "
                "found: id, név",
                "a.xlsx, field 'question': there is no column 'question' (or kérdés) with the question's id or text; "
                "found: id, név",
            ],
        ),
        ([[], [[]]], ["a.xlsx: has no filled sheet; choose the workbook that holds the answers"]),
        ([[["id", "question", "answer"]]], ["a.xlsx: holds no answers; choose the file that holds them, or add rows"]),
    ],
)
def test_bad_input_is_one_clear_sentence(tmp_path: Path, sheets: list[Any], said: list[str]) -> None:
    assert faults(workbook(tmp_path / "a.xlsx", *sheets)) == said


BROKEN = "a.xlsx: is cut short, damaged or no Excel workbook; save it anew as .xlsx"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_workbook_is_refused(tmp_path: Path, share: float) -> None:
    path = workbook(tmp_path / "a.xlsx", [["id", "question", "answer"], *([i, "q1", f"a{i}"] for i in range(100))])
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    assert faults(path) == [BROKEN]


def test_a_workbook_damaged_within_its_rows_is_refused(tmp_path: Path) -> None:
    rows = [["id", "question", "answer"], *([i, "q1", f"answer {i * 7919}"] for i in range(3000))]
    path = workbook(tmp_path / "a.xlsx", rows)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml")
    data = bytearray(path.read_bytes())
    middle = sheet.header_offset + sheet.compress_size * 3 // 4
    data[middle : middle + 50] = b"\xff" * 50
    path.write_bytes(data)
    assert faults(path) == [BROKEN]


def test_another_zip_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert faults(tmp_path / "a.xlsx") == [BROKEN]


def test_an_old_excel_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert faults(tmp_path / "a.xls") == [
        "a.xls: is an old Excel file or locked with a password; save it as .xlsx without one"
    ]


LEGAL = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"
) | st.sampled_from("\t\n\r")
TEXTS = st.text(LEGAL, max_size=20) | st.sampled_from(
    ["=1+1", "#NULL!", "#NAME?", "_x000D_", "_x005F_x000D_", "a\r\nb", "@x", "'=1", "😀", "1", "TRUE", " x "]
)


@given(answers=st.lists(TEXTS, min_size=1, max_size=4), note=TEXTS)
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, answers: list[str], note: str) -> None:
    folder = tmp_path_factory.mktemp("xlsx")
    before = Gradebook(
        QUESTIONS.questions,
        [Answer(text, question="q1", id=str(i), extra={"note": note}) for i, text in enumerate(answers)],
        ("note",),
    )
    write_all(folder / "out.xlsx", before)
    after = read(folder / "out.xlsx", QUESTIONS)
    assert texts_of(after) == answers
    assert [answer.extra["note"] or "" for answer in after.answers] == [note] * len(answers)
    write_all(folder / "again.xlsx", after)
    assert list(read(folder / "again.xlsx", QUESTIONS).answers) == list(after.answers)


def _first_row(path: Path) -> list[Any]:
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    return list(next(iter(sheet.iter_rows(min_row=2, max_row=2))))


def test_no_text_is_a_formula_and_numbers_are_numbers(tmp_path: Path) -> None:
    day = datetime.datetime(2024, 5, 2)
    extra = {"answer": "=1+1", "n": 2.5, "day": day, "long": 12345678901234567890, "list": ["ő"], "path": Path("a")}
    gradebook = Gradebook(QUESTIONS.questions, [Answer("=1+1", question="q1", id="1", extra=extra)], tuple(extra))
    write_all(tmp_path / "out.xlsx", gradebook)
    cells = _first_row(tmp_path / "out.xlsx")
    assert [cell.value for cell in cells[1:7]] == ["=1+1", 2.5, day, "12345678901234567890", '["ő"]', "a"]
    assert cells[1].data_type == "s"
    assert [cell.value for cell in cells[7:11]] == [1.5, 3, 2, -0.5]


def test_control_characters_are_left_out_and_what_is_too_long_is_cut_with_a_word(tmp_path: Path) -> None:
    answers = [Answer("a\x01b\x0bc\ufffe", question="q1", id="1"), Answer("x" * 40_000, question="q1", id="2")]
    write_all(tmp_path / "out.xlsx", Gradebook(QUESTIONS.questions, answers))
    first, second = texts_of(read(tmp_path / "out.xlsx", QUESTIONS))
    assert first == "abc"
    assert len(second) == 32_767
    assert second.endswith("x […] (cut: a spreadsheet cell holds no more)")


def test_nothing_of_a_workbook_given_up_stays_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    answer = Answer("a", question="q1", id="1")
    with pytest.raises(RuntimeError):
        write_until(RuntimeError(), open_writer(tmp_path / "out.xlsx", QUESTIONS), [answer])
    assert list(scratch.iterdir()) == []


def test_the_sheet_keeps_its_header_in_sight() -> None:
    # A row of answers is wider and longer than a screen; without this the columns could not be told apart.
    answer = Answer("a", question="q1", id="1")
    file = io.BytesIO()
    sink = XlsxTable().sink(file, Layout(("answer",), 2))
    sink.write(answer, grade_of(answer))
    sink.finish()
    assert openpyxl.load_workbook(file).worksheets[0].freeze_panes == "A2"


def test_what_is_read_as_prose_is_wide_and_wrapped_and_the_headings_are_bold(tmp_path: Path) -> None:
    rows = [["id", "kérdés", "válasz"], [1, "q1", "a long answer"]]
    write_all(tmp_path / "out.xlsx", read(workbook(tmp_path / "a.xlsx", rows), QUESTIONS))
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]
    columns = {cell.value: get_column_letter(cell.column or 0) for cell in sheet[1]}
    widths = {name: sheet.column_dimensions[letter].width for name, letter in columns.items()}
    prose = ("válasz", "proposed_comment", "proposed_review")
    assert {name for name, width in widths.items() if width == 60} == set(prose)
    assert widths["id"] == 10
    assert widths["proposed_maximum"] == len("proposed_maximum") + 2
    assert {name for name, letter in columns.items() if sheet[f"{letter}2"].alignment.wrap_text} == set(prose)
    assert all(cell.font.bold for cell in sheet[1])
    assert not sheet["A2"].font.bold
