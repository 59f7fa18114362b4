"""Writing grades: the columns, and what stays behind when the work ends early."""

from __future__ import annotations

import csv
import json
import os
import signal
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pontozo.domain import Answer
from pontozo.formats import grade_json, open_writer, read
from pontozo.formats.uninterrupted import uninterrupted
from pontozo.gradebook import DataError, Gradebook
from tests.formats.helpers import QUESTIONS, grade_of, texts_of, unscored, write_all, write_until

SUFFIXES = [".csv", ".xlsx", ".json", ".jsonl"]
ANSWERS = [Answer(f"answer {i}", question="q1", id=str(i)) for i in range(3)]
BOOK = Gradebook(QUESTIONS.questions, ANSWERS)


def rows_of(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    sheet = openpyxl.load_workbook(path).worksheets[0]
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_table_has_the_own_columns_and_then_what_is_proposed(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "in.csv").write_text("note,Válasz,kérdés,azonosító\nn,a,q1,7\nm,b,q2,8\n", "utf-8")
    gradebook = read(tmp_path / "in.csv", QUESTIONS)
    first, second = gradebook.answers
    out = tmp_path / f"out{suffix}"
    with open_writer(out, gradebook) as writer:
        writer.write(first, grade_of(first))
        writer.write(second, unscored(second))
    graded, failed = rows_of(out)
    assert {key: str(value) for key, value in graded.items()} == {
        "note": "n",
        "Válasz": "a",
        "kérdés": "q1",
        "azonosító": "7",
        "proposed_score": "1.5",
        "proposed_maximum": "3",
        "proposed_criterion_1": "2",
        "proposed_criterion_2": "-0.5",
        "proposed_comment": ("'" if suffix == ".csv" else "") + '=Szép, őszinte; "idézett"\nválasz',
        "proposed_confidence": "0.877",
        "proposed_review": "very short; off topic",
        "proposed_unscored": str(graded["proposed_unscored"]),
        "proposed_grader": "probe@1",
    }
    assert not graded["proposed_unscored"]
    assert [failed[f"proposed_{name}"] or "" for name in ("score", "criterion_1", "confidence", "unscored")] == [
        "",
        "",
        "",
        "the scorer failed",
    ]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_was_proposed_before_is_dropped_on_reading_and_written_anew(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"graded{suffix}"
    write_all(path, BOOK)
    again = read(path, QUESTIONS)
    assert not any("proposed" in column for column in again.columns)
    assert not any("proposed" in key for answer in again.answers for key in answer.extra)
    first = path.read_bytes()
    write_all(path, again)
    assert suffix == ".xlsx" or path.read_bytes() == first


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_when_interrupted_what_was_written_is_kept_whole_and_the_target_untouched(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"graded{suffix}"
    path.write_text("before", "utf-8")
    writer = open_writer(path, BOOK)
    with pytest.raises(KeyboardInterrupt):
        write_until(KeyboardInterrupt(), writer, ANSWERS[:2])
    assert writer.kept
    assert writer.kept == tmp_path / f"graded.interrupted{suffix}"
    assert texts_of(read(writer.kept, QUESTIONS)) == ["answer 0", "answer 1"]
    assert path.read_text("utf-8") == "before"
    assert set(tmp_path.iterdir()) == {writer.kept, path}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_ctrl_c_in_the_middle_of_a_row_waits_for_its_end(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupting(answer: Answer) -> dict[str, Any]:
        os.kill(os.getpid(), signal.SIGINT)
        return {"id": answer.id, "question": answer.question, "answer": answer.text}

    monkeypatch.setattr("pontozo.formats.table_writing.own_fields", interrupting)
    monkeypatch.setattr("pontozo.formats.json_records.own_fields", interrupting)
    writer = open_writer(tmp_path / f"graded{suffix}", BOOK)
    with pytest.raises(KeyboardInterrupt):
        write_until(AssertionError("the interruption was lost"), writer, ANSWERS)
    assert writer.kept
    assert texts_of(read(writer.kept, QUESTIONS)) == ["answer 0"]


@pytest.mark.parametrize("taken", [["graded.interrupted.csv"], ["graded.interrupted.csv", "graded.interrupted-2.csv"]])
def test_what_is_kept_replaces_no_file(tmp_path: Path, taken: list[str]) -> None:
    for name in taken:
        (tmp_path / name).write_text("mine", "utf-8")
    writer = open_writer(tmp_path / "graded.csv", BOOK)
    with pytest.raises(KeyboardInterrupt):
        write_until(KeyboardInterrupt(), writer, ANSWERS[:2])
    assert [(tmp_path / name).read_text("utf-8") for name in taken] == ["mine"] * len(taken)
    assert writer.kept == tmp_path / f"graded.interrupted-{len(taken) + 1}.csv"
    assert texts_of(read(writer.kept, QUESTIONS)) == ["answer 0", "answer 1"]


def test_what_cannot_be_kept_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_until(KeyboardInterrupt(), open_writer(tmp_path / "graded.csv", BOOK), ANSWERS)
    assert list(tmp_path.iterdir()) == []


def test_interrupted_before_the_first_answer_nothing_is_kept(tmp_path: Path) -> None:
    writer = open_writer(tmp_path / "graded.csv", BOOK)
    with pytest.raises(KeyboardInterrupt):
        write_until(KeyboardInterrupt(), writer, [])
    assert (writer.kept, list(tmp_path.iterdir())) == (None, [])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_when_it_fails_nothing_is_left_and_the_target_untouched(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"graded{suffix}"
    path.write_text("before", "utf-8")
    with pytest.raises(RuntimeError):
        write_until(RuntimeError(), open_writer(path, BOOK), ANSWERS)
    assert (path.read_text("utf-8"), list(tmp_path.iterdir())) == ("before", [path])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_cannot_be_finished_leaves_nothing(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_all(tmp_path / f"graded{suffix}", BOOK)
    assert list(tmp_path.iterdir()) == []


def test_while_it_is_written_it_stands_beside_the_target(tmp_path: Path) -> None:
    path = tmp_path / "graded.csv"
    with open_writer(path, BOOK):
        (beside,) = tmp_path.iterdir()
        assert beside.name.startswith(".graded.csv.")
        assert not path.exists()
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_is_as_readable_as_any_other(tmp_path: Path) -> None:
    write_all(tmp_path / "graded.csv", BOOK)
    (tmp_path / "other").touch()
    assert stat.S_IMODE((tmp_path / "graded.csv").stat().st_mode) == stat.S_IMODE((tmp_path / "other").stat().st_mode)


def test_the_answers_file_itself_may_be_the_target(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("id,question,answer\n1,q1,a\n2,q1,b\n", "utf-8")
    write_all(path, read(path, QUESTIONS))
    assert texts_of(read(path, QUESTIONS)) == ["a", "b"]


def _said(act: Callable[[], object]) -> str:
    with pytest.raises(DataError) as caught:
        act()
    return str(caught.value)


def test_a_place_that_cannot_be_written_is_one_clear_sentence(tmp_path: Path) -> None:
    def enter(path: Path) -> None:
        with open_writer(path, BOOK):
            pytest.fail("entered")

    unknown = tmp_path / "graded.pdf"
    assert _said(lambda: open_writer(unknown, BOOK)) == (
        f"{unknown}: cannot be written: its name must end in .csv, .json, .jsonl, .xlsx; choose one of these"
    )
    nowhere = tmp_path / "none" / "graded.csv"
    assert _said(lambda: enter(nowhere)) == f"{nowhere}: cannot be written: there is no such folder; make it first"
    (tmp_path / "folder.csv").mkdir()
    assert _said(lambda: enter(tmp_path / "folder.csv")) == f"{tmp_path / 'folder.csv'}: is a folder; name a file in it"
    (tmp_path / "file").touch()
    inside = tmp_path / "file" / "graded.csv"
    assert _said(lambda: enter(inside)) == f"{inside}: cannot be written: there is no such folder; make it first"
    long = tmp_path / f"{'x' * 300}.csv"
    assert _said(lambda: enter(long)) == f"{long}: cannot be written (File name too long); choose another folder"
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "file")
    assert _said(lambda: enter(link)) == f"{link}: is a link, which would be lost; name the file that it leads to"
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    assert _said(lambda: enter(pipe)) == f"{pipe}: is a device or a pipe; name a file"


def test_a_writer_works_in_a_thread(tmp_path: Path) -> None:
    worker = threading.Thread(target=write_all, args=(tmp_path / "graded.csv", BOOK))
    worker.start()
    worker.join()
    assert texts_of(read(tmp_path / "graded.csv", QUESTIONS)) == texts_of(BOOK)


@pytest.fixture(params=[signal.SIGINT, signal.SIGTERM])
def heard(request: pytest.FixtureRequest) -> Iterator[tuple[int, list[int]]]:
    """A signal, and how often a handler of the program's own heard it."""
    numbers: list[int] = []
    before = signal.signal(request.param, lambda number, _: numbers.append(number))
    yield request.param, numbers
    signal.signal(request.param, before)


def test_a_handler_of_the_programs_own_hears_what_waited(heard: tuple[int, list[int]]) -> None:
    number, numbers = heard
    with uninterrupted():
        os.kill(os.getpid(), number)
        assert numbers == []
    assert numbers == [number]


def test_a_grade_is_one_line_of_json() -> None:
    text = grade_json(grade_of(ANSWERS[0]))
    assert "\n" not in text
    assert "őszinte" in text
    assert json.loads(text)["findings"][1]["earned"] == -0.5
