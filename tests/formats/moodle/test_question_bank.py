"""Moodle's question bank as XML, read: real exports, and what is said of everything that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from pontozo.domain import All, BestOf
from pontozo.formats import Reading, Source, read
from pontozo.formats.moodle import MoodleQuestionBank
from pontozo.gradebook import DataError
from tests.formats.helpers import faults
from tests.formats.moodle.moodle_files import FILES, bank, bank_of, essay, mended_bank

TWO = "<p>1 point: because<br>1 point: therefore</p>"


def written(folder: Path, text: str) -> Path:
    path = folder / "bank.xml"
    path.write_text(text, "utf-8")
    return path


def reading(folder: Path, *questions: str) -> Reading:
    return MoodleQuestionBank().read(Source(written(folder, bank(*questions))), None)


def notes(folder: Path, *questions: str) -> list[str]:
    found = reading(folder, *questions)
    assert found.faults == ()
    return [str(note).replace(f"{folder}/", "") for note in found.notes]


def test_the_essays_of_a_real_bank_are_read() -> None:
    questions = mended_bank().questions
    assert {identifier: float(each.maximum) for identifier, each in questions.items()} == {
        "p2-q1": 3,
        "p2-q2": 2,
        "copy-constructor": 3,
        "edited question": 1,
        "exceptions": 4,
        "p2-q3": 5,
        "moodleauto-guide": 1.5,
        "plain-guide": 2,
        "markdown-guide": 2,
        "stl-containers": 3,
        "virtual-destructor": 4,
        "long answers": 1,
        "picture & template": 2,
        "with attachment": 10,
    }
    assert questions["p2-q3"].text == (
        "Compare std::vector<T> and the linked list (std::list<T>):\n- accessing the i-th element,\n"
        "- inserting in the middle,\n- the memory they need."
    )
    assert [leaf.wordings[0] for leaf in questions["plain-guide"].criteria] == [
        "an alias for an object",
        "must be initialised & cannot be rebound",
    ]
    assert questions["edited question"].text == "New text", "only the last version is exported"


def test_what_is_not_understood_in_a_real_bank_is_told_line_by_line() -> None:
    assert faults(FILES / "questions.xml", None) == [
        "questions.xml, question 'copy-constructor', line 4 of the guide: "
        "'Max. 3 points; assignment is not accepted (-1)' seems to hold points, but not where they can be told from "
        "the thought; write '1 point: …' ('1 pont: …'), or put them in brackets at the end, as in '… (1 point)'",
        "questions.xml, question 'exceptions', line 5 of the guide: 'Minimum: 0' "
        "has no points; write '1 point: …' ('1 pont: …'), or '1 point each:' above its list",
        "questions.xml, question 'list-vector', line 3 of the guide: '\"random access\" is enough' is not understood "
        "below a criterion; write 'or: …', 'all or nothing', 'outcomes:' or 'id: …', or move it",
    ]


def test_what_is_left_out_of_a_real_bank_is_told_once_a_reason() -> None:
    found = MoodleQuestionBank().read(Source(FILES / "questions.xml"), None)
    only = "only essay questions are graded here"
    how = "write a line for each thought there, such as '1 point: …'"
    assert [note.message for note in found.notes] == [
        f"left out 2 essay questions ('no-guide', 'draft question') with nothing in 'Information for graders'; {how}",
        "left out 1 essay question ('prose-guide') with "
        f"'Information for graders' of which no line is understood; {how}",
        "left out pictures and files that stand in the text of 1 question ('picture & template')",
        f"left out 1 matching question ('match-1'); {only}",
        f"left out 1 cloze question ('cloze-1'); {only}",
        f"left out 2 multichoice questions ('mc-multi', 'mc-sizeof'); {only}",
        f"left out 1 numerical question ('num-1'); {only}",
        f"left out 1 shortanswer question ('sa-virtual'); {only}",
        f"left out 1 truefalse question ('tf-1'); {only}",
    ]


def test_a_real_hungarian_bank_is_read() -> None:
    questions = bank_of(FILES / "questions-hu.xml")
    assert list(questions) == ["Lista és vektor", "hu-1", "Őszi kérdés – konstans tagfüggvény"]
    assert [float(leaf.points) for leaf in questions["Őszi kérdés – konstans tagfüggvény"].criteria] == [1.5, 0.5]
    guide = questions["Lista és vektor"].guide
    assert isinstance(guide, All)
    best, _ = guide.parts
    assert isinstance(best, BestOf)
    assert best.k == 2


def test_the_language_is_told_from_nothing() -> None:
    assert {question.language for question in mended_bank().questions.values()} == {None}


@pytest.mark.parametrize(
    ("form", "guide"),
    [
        ("html", "<ul><li>1 point: because</li><li>1 point: therefore</li></ul>"),
        ("plain_text", "1 point: because\n1 point: therefore"),
        ("moodle_auto_format", "1 point: because\n1 point: therefore"),
        ("moodle_auto_format", "1 point: <b>because</b>\n1 point: therefore"),
        ("markdown", "* **1 point:** because\n* 1 point: **therefore**"),
        ("wiki_like", "<p>1 point: because</p><p>1 point: therefore</p>"),
    ],
)
def test_a_guide_is_read_in_every_format(tmp_path: Path, form: str, guide: str) -> None:
    graderinfo = f'<graderinfo format="{form}"><text><![CDATA[{guide}]]></text></graderinfo>'
    (question,) = reading(tmp_path, essay(graderinfo)).questions.values()
    assert [leaf.wordings for leaf in question.criteria] == [("because",), ("therefore",)]


def test_a_question_is_called_by_its_id_number_or_else_its_name(tmp_path: Path) -> None:
    by_number = essay(TWO, "name", more="<idnumber> n 1 </idnumber>")
    assert list(reading(tmp_path, by_number, essay(TWO, " my  name ", more="<idnumber/>")).questions) == [
        "n 1",
        "my name",
    ]


def test_a_default_mark_that_is_not_the_guide_s_is_a_note(tmp_path: Path) -> None:
    assert notes(tmp_path, essay(TWO, mark="2.5000000"), essay(TWO, "q2", mark="2.0000000")) == [
        "bank.xml, question 'q1': its default mark in Moodle is 2.5, and its guide comes to 2; scores are out of 2 "
        "here, so scale them when you enter them in Moodle, or correct one of the two"
    ]


def test_a_mark_that_moodle_had_to_round_is_no_other_mark(tmp_path: Path) -> None:
    assert notes(tmp_path, essay("<p>1/3 point: because</p>", mark="0.3333333")) == []


def test_a_default_mark_tells_points_from_ordinals(tmp_path: Path) -> None:
    numbered = "<p>1 - a<br>2 - b<br>3 - c</p>"
    (question,) = reading(tmp_path, essay(numbered, mark="6.0000000")).questions.values()
    assert question.maximum == 6
    assert "may be numbering or points" in reading(tmp_path, essay(numbered, mark="5")).faults[0].message


def test_a_total_that_is_not_the_guide_s_is_a_fault(tmp_path: Path) -> None:
    path = written(tmp_path, bank(essay(f"{TWO}<p>Total: 5 points</p>")))
    assert faults(path, None) == [
        "bank.xml, question 'q1', the guide: says 5, but its criteria add up to 2; correct one of the two"
    ]


def test_two_questions_of_one_name_are_a_fault(tmp_path: Path) -> None:
    def category(path: str) -> str:
        return f'<question type="category"><category><text>$course$/top/{path}</text></category></question>'

    path = written(
        tmp_path,
        bank(category("A"), essay(TWO), category("B"), essay(TWO), essay(TWO, "z", more="<idnumber>q1</idnumber>")),
    )
    why = "answers could not tell which is meant: give each question an ID number of its own in Moodle, or rename one"
    assert faults(path, None) == [
        f"bank.xml, question 'q1', field 'name': has the name 'q1' (in 'B'), and so has question 'q1' (in 'A'); {why}",
        "bank.xml, question 'z', field 'idnumber': has the ID number 'q1' (in 'B'), and so has question 'q1' (in 'A'); "
        f"{why}",
    ]


def test_prose_is_left_out_and_a_guide_in_part_is_faulty(tmp_path: Path) -> None:
    prose = "<p>Scoring guide:</p><p>Full marks only for both reasons.</p>"
    assert notes(tmp_path, essay(TWO), essay(prose, "q2")) == [
        "bank.xml: left out 1 essay question ('q2') with 'Information for graders' of which no line is understood; "
        "write a line for each thought there, such as '1 point: …'"
    ]
    path = written(tmp_path, bank(essay("<p>1 point: because</p><p>Full marks only for both.</p>")))
    assert [each.partition(" has")[0] for each in faults(path, None)] == [
        "bank.xml, question 'q1', line 2 of the guide: 'Full marks only for both.'"
    ]


def test_a_bank_without_a_usable_question_is_a_fault(tmp_path: Path) -> None:
    assert faults(written(tmp_path, bank(essay(""))), None) == [
        "bank.xml: holds no essay question with a scoring guide in 'Information for graders'; write a line for each "
        "thought there, such as '1 point: …'"
    ]


def test_tags_that_are_not_escaped_are_a_fault(tmp_path: Path) -> None:
    raw = '<graderinfo format="html"><text><p>1 point: because</p></text></graderinfo>'
    assert faults(written(tmp_path, bank(essay(raw))), None) == [
        "bank.xml, question 'q1': holds tags that are not escaped, which Moodle refuses too; write "
        "<text><![CDATA[…]]></text>"
    ]


@pytest.mark.parametrize("damage", [("</quiz>", ""), ("</defaultgrade>", "</default>"), ("Why?", "Why\x01?")])
def test_broken_xml_names_the_line(tmp_path: Path, damage: tuple[str, str]) -> None:
    (said,) = faults(written(tmp_path, bank(essay(TWO)).replace(*damage)), None)
    assert said.startswith(("bank.xml, line 3: is no whole XML", "bank.xml, line 5: is no whole XML"))
    assert said.endswith("export the questions from Moodle again, or correct this line")


def test_an_encoding_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    text = bank(essay(TWO)).replace("UTF-8", "big5")
    assert faults(written(tmp_path, text), None) == [
        "bank.xml: is in an encoding that cannot be read; save it as UTF-8"
    ]


def test_entities_cannot_explode(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE quiz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>\n<quiz>'
    path = written(tmp_path, bank(essay("<p>1 point: x</p>", "&b;")).replace("<quiz>", bomb))
    assert faults(path, None) == [
        "bank.xml: has a DOCTYPE, which no export of Moodle has; export the questions from Moodle again"
    ]


@pytest.mark.parametrize(
    ("text", "is_bank"),
    [
        ("<quiz></quiz>", True),
        ("\ufeff<?xml version='1.0'?>\n<!-- <!DOCTYPE x> --> <quiz>", True),
        ("<quizzes/>", False),
        ("<html><quiz></quiz></html>", False),
        ("<!-- <quiz> -->\n<other/>", False),
        ("quiz", False),
    ],
)
def test_the_root_tells_whether_it_is_moodle_s(tmp_path: Path, text: str, is_bank: bool) -> None:
    assert MoodleQuestionBank().recognises(Source(written(tmp_path, text))) is is_bank


def test_long_comments_before_the_root_take_no_long_time(tmp_path: Path) -> None:
    assert not MoodleQuestionBank().recognises(Source(written(tmp_path, "<!-- x --> " * 5_000 + "<other/>")))


def test_a_bank_beside_another_questions_file_is_refused() -> None:
    with pytest.raises(DataError, match="brings its own questions"):
        read(FILES / "questions-hu.xml", mended_bank())
