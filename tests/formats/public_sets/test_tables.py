"""ASAP-SAS, Powergrading, DigiKlausur: sets that are one table."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from pontozo.domain import STANDARD, Criterion, Question, Rating
from pontozo.formats import read
from pontozo.gradebook import Gradebook
from tests.formats.helpers import faults, texts_of
from tests.formats.public_sets.set_files import write

ASAP = "Id\tEssaySet\tScore1\tScore2\tEssayText\n"


def test_asap_has_two_raters_and_the_questions_of_a_file(tmp_path: Path) -> None:
    asked = Gradebook.of([Question("Name two.", [Criterion("one"), Criterion("two", points=2)], id="1")])
    path = write(tmp_path / "train.tsv", f"{ASAP}5\t1\t3\t2\tIt is &quot;one&quot; & two\n\n6\t1\t0\t\tnothing\n")
    gradebook = read(path, asked)
    first, second = gradebook.answers
    assert (first.id, first.question, first.text) == ("5", "1", 'It is "one" & two')
    assert first.ratings == (Rating("rater 1", 3), Rating("rater 2", 2))
    assert second.ratings == (Rating("rater 1", 0),)
    assert gradebook.questions == asked.questions


def test_asap_without_questions_is_read_by_essay_set_and_says_so(tmp_path: Path) -> None:
    gradebook = read(write(tmp_path / "train.tsv", f"{ASAP}1\t1\t2\t3\ta\n2\t10\t2\t1\tb\n"))
    assert [(each.id, float(each.maximum)) for each in gradebook.questions.values()] == [("1", 3), ("10", 2)]
    assert [answer.ratings[0].outcomes for answer in gradebook.answers] == [{"1": "2"}, {"1": "2"}]
    (note,) = gradebook.notes
    assert note.message.startswith("holds no texts of questions: ")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_asap_is_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    text = "\u201cso\u201d he said, na\u00efve, se\u00f1or, fa\u00e7ade, \u00e8"
    path = write(tmp_path / "train.tsv", f"{ASAP}1\t1\t2\t3\t{text}\n", encoding)
    assert texts_of(read(path)) == [text]


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ('1\t1\t2\t3\t"He said ""no"", twice"', 'He said "no", twice'),
        ('"1"\t"1"\t"2"\t"3"\t"one\ntwo"', "one\ntwo"),
        ('1\t1\t2\t3\t"never closed', '"never closed'),
        ('1\t1\t2\t3\t"one" and "two"', '"one" and "two"'),
        ("1\t1\t2\t3\twith\ta tab\t\t", "with\ta tab"),
        ("1\t1\t2\t3\t", ""),
    ],
)
def test_quotes_and_tabs_in_texts_are_taken_as_they_are_meant(tmp_path: Path, cells: str, text: str) -> None:
    path = write(tmp_path / "t.tsv", f"{ASAP}{cells}\n9\t1\t0\t0\tlast\n")
    assert texts_of(read(path)) == [text, "last"]


def test_asap_without_scores_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "leaderboard.tsv", "Id\tEssaySet\tessay_weight\tEssayText\n1\t3\t1\ta\n")
    (answer,) = read(path).answers
    assert (answer.ratings, answer.extra) == ((), {"essay_weight": "1"})


def test_asap_tells_what_is_wrong_where(tmp_path: Path) -> None:
    rows = "1\t1\t2\n2\t1\tA\t1\ta\n3\t1\t4\t1\ta\n4\t12\t1\t1\ta\n"
    assert faults(write(tmp_path / "t.tsv", f"{ASAP}{rows}"), None) == [
        "t.tsv, line 2: has 3 cells under 5 headings; a tab is missing: correct this line",
        "t.tsv, line 3, field 'Score1, Score2': must be a number, not 'A'; leave it empty where nobody has scored",
        "t.tsv, line 4, field 'score': score 4 is more than the question's maximum, 3",
        "t.tsv, line 5, field 'EssaySet': there is no question '12'; the questions are 1",
    ]


POWERGRADING = (
    "student\tQ#\tanswer\tG1\tG2\tG3\n7\t1\tthe king\t1\t1\t0\n7\t2\t\t0\t0\t0\n8\t1\tI &amp; you\t-1\t-1\t-1\n"
)
KEY = "Q#\tquestion\tanswers\n1\tWho rules?\tthe king\tthe queen\t\n2\tWho serves?\tnobody\n\n"


def test_powergrading_takes_its_questions_from_the_key_beside_it(tmp_path: Path) -> None:
    write(tmp_path / "questions_answer_key.tsv", KEY)
    gradebook = read(write(tmp_path / "studentanswers_grades_698.tsv", POWERGRADING))
    asked = gradebook.questions["1"]
    assert (asked.text, float(asked.maximum), asked.criteria[0].wordings) == (
        "Who rules?",
        1,
        ("the king", "the queen"),
    )
    first, second, ungraded = gradebook.answers
    assert (first.id, first.student, first.question) == ("7", "7", "1")
    assert [(each.rater, float(each.score or 0), each.outcomes["1"]) for each in first.ratings] == [
        ("G1", 1, "met"),
        ("G2", 1, "met"),
        ("G3", 0, "missing"),
    ]
    assert second.text == ""
    assert (ungraded.text, ungraded.ratings) == ("I & you", ())


def test_powergrading_without_its_key_asks_for_questions(tmp_path: Path) -> None:
    path = write(tmp_path / "studentanswers_grades_698.tsv", POWERGRADING)
    (fault,) = faults(path, None)
    assert "holds answers but no questions; name the questions file too" in fault
    asked = Gradebook.of([Question.from_references(text, ["x"], id=text) for text in ("1", "2")])
    assert read(path, asked).count() == 3


def test_powergrading_tells_what_is_wrong_where(tmp_path: Path) -> None:
    write(tmp_path / "questions_answer_key.tsv", KEY.replace("nobody", ""))
    path = write(tmp_path / "t.tsv", POWERGRADING.replace("\t1\t1\t0", "\t1\tyes\t0"))
    assert faults(path, None) == [
        "questions_answer_key.tsv, line 3: must hold a number, a question and an answer to it",
        "t.tsv, line 2, field 'G1, G2, G3': must be 1, 0, or -1 where nobody graded, not 'yes'",
        "t.tsv, line 3, field 'Q#': there is no question '2'; the questions are 1",
    ]


def digiklausur(*rows: tuple[str, ...], delimiter: str = ",") -> str:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
    writer.writerow(["", "question", "student_answer", "grades_round", "ref_answer", "embed_ref", "question_id"])
    writer.writerows(rows)
    return file.getvalue()


DIGIKLAUSUR = (
    ("0", "What is a net?", "Many nodes,\nlinked &lt;by&gt; weights", "2.0", "Linked nodes", "0.1, 0.2" * 30_000, "1"),
    ("1", "What is a net?", "for fish", "0", "Linked nodes", "", "1"),
    ("2", "What is a net? ", 'a "web"', "1", "A graph of nodes", "", "1"),
    ("3", "Why train?", "", "", "To fit", "", "2"),
)


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_digiklausur_grades_are_outcomes_and_references_wordings(tmp_path: Path, delimiter: str) -> None:
    gradebook = read(write(tmp_path / "asag_dataset.csv", digiklausur(*DIGIKLAUSUR, delimiter=delimiter)))
    asked = gradebook.questions["1"]
    assert (asked.text, float(asked.maximum), asked.criteria[0].outcomes) == ("What is a net?", 2, STANDARD)
    assert asked.criteria[0].wordings == ("Linked nodes", "A graph of nodes")
    assert [answer.ratings for answer in gradebook.answers] == [
        (Rating(score=2, outcomes={"1": "met"}),),
        (Rating(score=0, outcomes={"1": "missing"}),),
        (Rating(score=1, outcomes={"1": "partial"}),),
        (),
    ]
    assert texts_of(gradebook) == ["Many nodes,\nlinked <by> weights", "for fish", 'a "web"', ""]
    assert [answer.id for answer in gradebook.answers] == ["0", "1", "2", "3"]
    assert [note.message for note in gradebook.notes] == ["left out 1 column worked out from the texts"]


def test_digiklausur_tells_what_is_wrong_where(tmp_path: Path) -> None:
    first, second, third, fourth = DIGIKLAUSUR
    rows = [
        first,
        (*second[:1], "Another text", *second[2:]),
        (*third[:3], "good", *third[4:]),
        (*fourth[:3], "3", "", *fourth[5:]),
        ("4", "What is a net?", "cut"),
    ]
    assert faults(write(tmp_path / "a.csv", digiklausur(*rows)), None) == [
        "a.csv, row 3, field 'question': another text stands further above for question '1'",
        "a.csv, field 'ref_answer': question '2' has no reference answer",
        "a.csv, row 4, field 'grades_round': must be a number, not 'good'; leave it empty where nobody has scored",
        "a.csv, row 5, field 'question_id': there is no question '2'; the questions are 1",
        "a.csv, row 6: has 3 cells under 7 headings; look for a quote or comma missing",
    ]
