"""The report "Responses" of a quiz in Moodle: real downloads of every kind, and what is said of what cannot be used."""

from __future__ import annotations

import json
import re
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from pontozo.domain import Answer, Criterion, Question
from pontozo.formats import Source, open_writer, read
from pontozo.formats.moodle import MoodleResponses
from pontozo.gradebook import DataError, Gradebook
from pontozo.text.rich import plain_text
from tests.formats.helpers import faults, grade_of, texts_of
from tests.formats.moodle.moodle_files import EXAMPLES, FILES, bank_of, mended_bank

ESSAYS = Gradebook.of(
    [
        Question("What is std::vector<T>?", [Criterion("an array that grows")], id="vector"),
        Question("What is a list?", [Criterion("nodes")], id="list"),
    ]
)
HEADER = "Last name,First name,Email address,Status,Started,Completed,Duration,Grade/10.00"
#: Who answered, when, and how it ended.
ANNA = "Nagy,Anna,a@example.org,Finished,26 May,27 May,1 day,3.00"


def table(folder: Path, header: str, *rows: str, name: str = "responses.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([header, *rows, ""]), "utf-8-sig")
    return path


def by_id(path: Path, questions: Gradebook | None = None) -> dict[str, Answer]:
    return {answer.id: answer for answer in read(path, questions or mended_bank()).answers}


def notes(path: Path, questions: Gradebook | None = None) -> list[str]:
    return [note.message for note in read(path, questions or mended_bank()).notes]


def letters(text: str) -> str:
    """What a report keeps of a text but for its layout: numbers of lists are lost, and "(n)" is a thumb."""
    unnumbered = re.sub(r"^\s*\d+\.\s", "", text.replace("[No]", "(n)"), flags=re.MULTILINE)
    return "".join(filter(str.isalnum, unnumbered.casefold()))


def written_by_students() -> Iterator[tuple[str, str]]:
    """The id of each answer, and what the student wrote."""
    for line in (FILES / "original-answers.jsonl").read_text("utf-8").splitlines():
        said = json.loads(line)
        again = "/row 10" if said["attempt"] == 2 else ""
        yield f"{said['email']}{again}/{said['question']}", plain_text(said["html"])


def test_the_html_table_holds_what_the_students_wrote() -> None:
    found = by_id(FILES / "responses.html")
    originals = dict(written_by_students())
    assert len(originals) == 20
    for id, original in originals.items():
        assert letters(found[id].text) == letters(original), id
    assert {id for id, answer in found.items() if not answer.text} == {
        "odon.szucs@example.org/2",
        "nagy.anna1@example.org/1",
        *(f"nagy.anna2@example.org/{number}" for number in (1, 2, 3)),
        "ulo.uveges@example.org/1",
        "ulo.uveges@example.org/2",
    }


def test_the_html_table_keeps_code_line_by_line() -> None:
    assert by_id(FILES / "responses.html")["agnes.ori@example.org/3"].text == (
        "Vector:\n\n#include <iostream>\n#include <vector>\n\nint main() {\n    std::vector<int> t(100);\n"
        '    std::cout << t[5] << "\\n";   // O(1)\n}\n\nList: O[No], because of p->next.'
    )


@pytest.mark.parametrize("suffix", ["csv", "json", "xlsx"])
def test_the_other_downloads_hold_the_same_but_for_what_moodle_cut(suffix: str) -> None:
    exact = by_id(FILES / "responses.html")
    found = {id.replace("item 9", "row 10"): answer for id, answer in by_id(FILES / f"responses.{suffix}").items()}
    assert found.keys() == exact.keys()
    cut = {id for id in exact if letters(found[id].text) != letters(exact[id].text)}
    assert cut == {"agnes.ori@example.org/3"}
    assert found["agnes.ori@example.org/3"].text == (
        "Vector:\n\n#include \n#include \n\nint main() {\n    std::vector t(100);\n    std::cout"
    )
    assert found["odon.szucs@example.org/1"].text == "=delete[] t;"
    same_lines = {id for id in exact if found[id].text.split() == exact[id].text.split()}
    assert same_lines == exact.keys() - cut
    assert found["nagy.anna1@example.org/2"].text == "- It is const\n\n- const objects too"


@pytest.mark.parametrize("name", ["responses.html", "responses.csv", "responses.json", "responses.xlsx"])
def test_each_response_is_told_its_question_by_its_text(name: str) -> None:
    asked = {answer.id.rpartition("/")[2]: answer.question for answer in by_id(FILES / name).values()}
    assert asked == {"1": "p2-q1", "2": "p2-q2", "3": "p2-q3"}


def test_what_stands_beside_a_response_is_kept_under_moodle_s_headings() -> None:
    gradebook = read(FILES / "responses.html", mended_bank())
    first = next(iter(gradebook.answers))
    assert (first.student, first.attempt, first.ratings) == ("Ágnes Őri", "26 May 2025 10:00 AM", ())
    assert first.extra == {
        "Last name": "Őri",
        "First name": "Ágnes",
        "Email address": "agnes.ori@example.org",
        "Status": "Finished",
        "Started": "26 May 2025  10:00 AM",
        "Completed": "26 May 2025  10:30 AM",
        "Duration": "30 mins 35 secs",
        "Grade/10.00": "8.75",
        "Right answer 1": "-",
    }
    assert gradebook.columns == (*first.extra, "Right answer 2", "Right answer 3")


def test_two_attempts_and_two_students_of_one_name_are_told_apart() -> None:
    found = by_id(FILES / "responses.csv")
    attempts = {
        id: each.attempt for id, each in found.items() if each.student == "Írisz Dr. Tóth" and id.endswith("/1")
    }
    assert attempts == {
        "irisz.toth@example.org/1": "26 May 2025 10:08 AM",
        "irisz.toth@example.org/row 10/1": "27 May 2025 11:00 AM",
    }
    assert [id for id, each in found.items() if each.student == "Anna Nagy" and id.endswith("/1")] == [
        "nagy.anna1@example.org/1",
        "nagy.anna2@example.org/1",
    ]


NUMBERED = Gradebook.of(
    Question(text, [Criterion("x")], id=id) for text, id in [("a", "1"), ("b", "Question 2"), ("c", "q3")]
)


def test_without_question_texts_the_ids_must_be_numbers() -> None:
    found = by_id(FILES / "responses-only.html", NUMBERED)
    assert {id.rpartition("/")[2]: each.question for id, each in found.items()} == {
        "1": "1",
        "2": "Question 2",
        "3": "q3",
    }
    assert faults(FILES / "responses-only.html", mended_bank()) == [
        f"responses-only.html, field 'Response {number}': cannot be told which question it answers; tick 'question "
        "text' when you download the report, or give the questions the ids 1, 2, … by their places in the quiz"
        for number in (1, 2, 3)
    ]


def test_students_without_an_e_mail_address_are_called_by_name_and_place() -> None:
    ids = [
        id
        for id in by_id(FILES / "responses-noemail.csv", NUMBERED)
        if id.startswith("Anna Nagy") and id.endswith("/1")
    ]
    assert ids == ["Anna Nagy/1", "Anna Nagy/row 5/1"]


def test_further_columns_on_students_are_kept() -> None:
    first = next(iter(read(FILES / "responses-identity.json", NUMBERED).answers))
    assert first.id == "agnes.ori@example.org/1"
    assert list(first.extra)[:6] == ["lastname", "firstname", "username", "idnumber", "emailaddress", "department"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("responses.html", "left out 2 rows without a finished attempt: 1 In progress, 1 Never submitted"),
        ("responses.json", "left out 2 items without a finished attempt: 1 In progress, 1 Never submitted"),
        ("responses-all-enrolled.csv",
         "left out 3 rows without a finished attempt: 1 no attempt, 1 In progress, 1 Never submitted"),
        ("approx-responses-hu.csv",
         "left out 2 rows without a finished attempt: 1 Folyamatban, 1 Sohasem adott le munkát"),
    ],
)  # fmt: skip
def test_attempts_that_are_not_finished_are_left_out_with_one_note(name: str, said: str) -> None:
    assert notes(FILES / name, NUMBERED if "all" in name else None)[0] == said


@pytest.mark.parametrize("suffix", ["csv", "json", "xlsx"])
def test_a_download_that_lost_code_is_told(suffix: str) -> None:
    assert notes(FILES / f"responses.{suffix}")[1:] == [
        "what stood between < and >, as in #include <…>, seems lost in 1 response: Moodle cuts it out of this "
        "download; download the report as 'HTML table', which keeps it"
    ]
    assert notes(FILES / "responses.html")[1:] == []


@pytest.mark.parametrize("name", ["approx-responses-hu.html", "approx-responses-hu.csv", "approx-responses-hu.json"])
def test_hungarian_headings_are_read(name: str) -> None:
    found = by_id(FILES / name)
    assert len(found) == len(by_id(FILES / "responses.html"))
    first = next(iter(found.values()))
    assert (first.student, first.attempt) == ("Őri Ágnes", "2025. május 26. 10:00")


def test_a_column_is_never_taken_for_a_score_when_it_is_read_again(tmp_path: Path) -> None:
    # "pont1000", Moodle's JSON for "Pont/10,00", could be the score of a rater with the number 1000.
    gradebook = read(FILES / "approx-responses-hu.json", mended_bank())
    assert "Moodle pont1000" in gradebook.columns
    path = tmp_path / "graded.csv"
    with open_writer(path, gradebook) as writer:
        for answer in gradebook.answers:
            writer.write(answer, grade_of(answer))
    again = read(path, mended_bank())
    assert {each.ratings for each in again.answers} == {()}
    assert [(each.id, each.question, each.student, each.attempt) for each in again.answers] == [
        (each.id, each.question, each.student, each.attempt) for each in gradebook.answers
    ]


def test_questions_that_moodle_grades_itself_are_left_out_with_a_note() -> None:
    essays = Gradebook(bank_of(FILES / "questions-hu.xml"))
    found = by_id(FILES / "hu-quiz-lasttry.csv", essays)
    assert {id.rpartition("/")[2] for id in found} == {"1", "2", "3"}
    assert found["agnes.ori@example.org/2"].text == (
        "Nem módosítja az objektumot.\nKonstans objektumra is hívható: a < b && c > d"
    )
    assert notes(FILES / "hu-quiz-lasttry.csv", essays)[0] == (
        "left out 'Response 4', 'Response 5': Moodle grades these questions itself, and none is in the questions file"
    )


def test_a_report_of_all_tries_is_refused() -> None:
    essays = Gradebook(bank_of(FILES / "questions-hu.xml"))
    assert faults(FILES / "hu-quiz-alltries.csv", essays) == [
        "hu-quiz-alltries.csv, row 4: is another try of the attempt above it; download the report again with "
        "'Which tries: Last try'"
    ]


GRADES = [
    "overview.csv",
    "overview.json",
    "overview.html",
    "overview.xlsx",
    "overview-noslotmarks.csv",
    "approx-overview-hu.csv",
]


@pytest.mark.parametrize("name", GRADES)
@pytest.mark.parametrize("questions", [None, mended_bank()])
def test_the_report_grades_is_refused(name: str, questions: Gradebook | None) -> None:
    assert faults(FILES / name, questions) == [
        f"{name}: is the report 'Grades' of a Moodle quiz, which holds no answers; download the report 'Responses'"
    ]


def test_a_report_without_responses_is_refused(tmp_path: Path) -> None:
    path = table(tmp_path, f"{HEADER},Question 1,Right answer 1", f"{ANNA},What is a list?,-")
    assert faults(path, ESSAYS) == [
        "responses.csv: is a Moodle report without responses; download it again with 'response' ticked"
    ]


def test_answers_without_questions_are_told() -> None:
    assert faults(FILES / "responses.html", None) == [
        "responses.html: holds answers but no questions; name the questions file too: --questions questions.yaml"
    ]


def test_a_question_that_is_not_there_is_told_once_a_text(tmp_path: Path) -> None:
    rows = [f"{ANNA},{text},x" for text in ("What is a lost?", "What is a lost?", "42?", "What is a list?")]
    path = table(tmp_path, f"{HEADER},Question 1,Response 1", *rows)
    end = (
        "; add it there with its guide, or correct its text. If Moodle grades it itself, tick 'right answer' when you "
        "download the report, and it is left out"
    )
    assert faults(path, ESSAYS) == [
        "responses.csv, row 2, response 1, field 'Question 1': the question text 'What is a lost?' is that of no "
        f"question in the questions file (the nearest is 'list', 'What is a list?'){end}",
        f"responses.csv, row 4, response 1, field 'Question 1': the question text '42?' is that of no question in the "
        f"questions file{end}",
    ]


def test_two_questions_with_one_text_are_told(tmp_path: Path) -> None:
    twice = Gradebook.of(Question("What is a list?", [Criterion(each)], id=each) for each in "ab")
    path = table(tmp_path, f"{HEADER},Question 1,Response 1", f"{ANNA},What is a list?,x")
    assert faults(path, twice) == [
        "responses.csv, row 2, response 1, field 'Question 1': the question text 'What is a list?' fits several "
        "questions of the questions file, 'a', 'b'; make their texts differ"
    ]


def test_random_questions_may_differ_from_row_to_row(tmp_path: Path) -> None:
    rows = [f"{ANNA},What is std::vector?,v", f"{ANNA.replace('a@', 'b@')},What is a list?,l"]
    found = by_id(table(tmp_path, f"{HEADER},Question 1,Response 1", *rows), ESSAYS)
    assert [(each.question, each.text) for each in found.values()] == [("vector", "v"), ("list", "l")]


def test_rows_of_averages_are_skipped(tmp_path: Path) -> None:
    path = table(
        tmp_path, f"{HEADER},Question 1,Response 1", f"{ANNA},What is a list?,x", "Overall average,,,,,,,5.00,,"
    )
    assert texts_of(read(path, ESSAYS)) == ["x"]
    assert notes(path, ESSAYS) == []


def test_a_row_that_is_cut_short_is_a_fault(tmp_path: Path) -> None:
    path = table(tmp_path, f"{HEADER},Question 1,Response 1", "Nagy,Anna,a@example.org", f"{ANNA},What is a list?,x")
    assert faults(path, ESSAYS) == ["responses.csv, row 2: has 3 cells under 10 headings; download the report again"]


def test_a_fault_of_an_answer_names_row_and_column(tmp_path: Path) -> None:
    path = table(tmp_path, f"{HEADER},Question 1,Response 1", f"{ANNA},What is a list?,{'x' * 100_001}")
    assert faults(path, ESSAYS) == [
        "responses.csv, row 2, response 1, field 'Response 1': is 100,001 characters long; at most 100,000 can "
        "be graded"
    ]


def test_json_of_old_moodles_has_no_headings_and_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "responses.json"
    path.write_text('[[["Őri","Ágnes","a@example.org","Finished","What?","because"]]]', "utf-8")
    assert faults(path, ESSAYS) == [
        "responses.json: is JSON without headings, as Moodle wrote it before version 4.0; download the report as "
        "'Comma separated values (.csv)' or 'HTML table'"
    ]


def test_json_that_was_changed_by_hand_is_told(tmp_path: Path) -> None:
    row = {"lastname": "Nagy", "firstname": "Anna", "question1": "What is a list?", "response1": "x"}
    path = tmp_path / "responses.json"
    path.write_text(json.dumps([[row, {"lastname": "Kis"}, {**row, "response1": ["y"]}, 7]]), "utf-8")
    assert faults(path, ESSAYS) == [
        "responses.json, item 2: has other keys than item 1; download the report again",
        "responses.json, item 3: must be text, not a list",
        "responses.json, item 4: has other keys than item 1; download the report again",
    ]


def test_a_report_that_excel_saved_again_is_read(tmp_path: Path) -> None:
    rows = [f"{ANNA},What is a list?,x"]
    path = table(tmp_path, *(line.replace(",", ";") for line in (f"{HEADER},Question 1,Response 1", *rows)))
    assert texts_of(read(path, ESSAYS)) == ["x"]


def test_a_report_without_any_names_is_read(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "Status,Started,Question 1,Response 1",
        "Finished,26 May,What is a list?,x",
        "Finished,,What is a list?,y",
    )
    assert [(each.id, each.student) for each in by_id(path, ESSAYS).values()] == [("row 2/1", ""), ("row 3/1", "")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "id,question,answer\n1,list,x\n"),
        ("a.csv", "Last name,First name,answer,Status,Started,Completed,Duration,Grade/10.00\n"),
        ("a.json", '[{"question": "list", "answer": "x"}]'),
        ("a.jsonl", '{"question": "list", "answer": "x"}\n{"question": "list", "answer": "y"}\n'),
        ("a.json", "[[1, 2]]"),
        ("a.html", "<html><body><p>no table</p></body></html>"),
        ("a.html", "<table><tr><th>a</th></tr></table>"),
        ("a.xlsx", "PK\x03\x04 no workbook"),
        ("a.csv", "Response 1,x\n"),
    ],
)
def test_other_files_are_not_taken_for_reports(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    assert not MoodleResponses().recognises(Source(tmp_path / name))


def test_a_long_report_fits_in_little_memory(tmp_path: Path) -> None:
    rows = (
        f"Nagy,Anna,a{n}@example.org,Finished,26 May,27 May,1 day,3.00,What is a list?,{'x' * 500}"
        for n in range(20_000)
    )
    path = table(tmp_path, f"{HEADER},Question 1,Response 1", *rows)
    tracemalloc.start()
    gradebook = read(path, ESSAYS)
    assert sum(1 for _ in gradebook.answers) == 20_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000 < path.stat().st_size


def test_the_example_can_be_read() -> None:
    questions = Gradebook(bank_of(EXAMPLES / "moodle" / "questions.xml"))
    exact, cut = (read(EXAMPLES / "moodle" / f"responses.{suffix}", questions) for suffix in ("html", "csv"))
    assert (exact.count(), cut.count()) == (21, 21)
    assert len(cut.notes) == len(exact.notes) + 1
    with pytest.raises(DataError, match="brings its own questions"):
        read(EXAMPLES / "moodle" / "questions.xml", questions)
