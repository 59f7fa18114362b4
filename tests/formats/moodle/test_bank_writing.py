"""Questions written as Moodle XML: what comes back, what Moodle made of them, and what is said of the rest."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pontozo.domain import All, Answer, Criterion, Question
from pontozo.formats import Reading, Source, read
from pontozo.formats.moodle import MoodleQuestionBank
from pontozo.gradebook import Gradebook
from tests.formats.moodle.moodle_files import EXAMPLES, bank_of
from tests.strategies import questions, texts

BANK = MoodleQuestionBank()
LANGUAGE = "the language of"


def xml_of(*written: Question) -> str:
    file = io.BytesIO()
    BANK.write(file, Gradebook.of(written))
    return file.getvalue().decode()


def read_back(written: Iterable[Question]) -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bank.xml"
        path.write_text(xml_of(*written), "utf-8", newline="")
        return BANK.read(Source(path), None)


def losses(*written: Question, answers: Iterable[Answer] = ()) -> list[str]:
    return list(BANK.cannot_hold(Gradebook.of(written, answers)))


def asked(text: str, id: str = "q1") -> Question:
    return Question(text, [Criterion("because")], id=id)


@given(st.lists(st.builds(replace, questions(), id=texts()), min_size=1, max_size=3, unique_by=lambda each: each.id))
@settings(max_examples=200)
def test_what_is_not_said_to_be_lost_comes_back(written: list[Question]) -> None:
    for question in written:
        found = read_back([question])
        if all(loss.startswith(LANGUAGE) for loss in losses(question)):
            assert dict(found.questions) == {question.id: replace(question, language=None)}
            assert (found.faults, found.notes) == ((), ())


_WORDS = st.text(st.sampled_from("aÁő1<>&\"'#]*;:-.(){}/\\ =$%@!?_|+~^`[😀"), min_size=1, max_size=20)


def _is_whole(line: str) -> bool:
    return bool(line.strip()) and line == line.rstrip()


@given(st.lists(_WORDS.filter(_is_whole), min_size=1, max_size=4))
@settings(max_examples=300)
def test_texts_of_visible_characters_survive_with_their_lines_and_spaces(lines: list[str]) -> None:
    question = asked("\n".join(lines))
    assert losses(question) == []
    assert dict(read_back([question]).questions) == {"q1": question}


@given(questions())
def test_every_guide_comes_back(question: Question) -> None:
    assert [each.guide for each in read_back([replace(question, text="Why?", id="q")]).questions.values()] == [
        question.guide
    ]


@pytest.mark.parametrize("example", ["programming-2", "programozas-2"])
def test_the_example_classes_come_back(example: str) -> None:
    written = read(EXAMPLES / example / "questions.yaml").questions
    found = read_back(written.values())
    assert dict(found.questions) == {id: replace(each, language=None) for id, each in written.items()}
    assert (found.faults, found.notes) == ((), ())


def test_moodle_took_what_was_written_and_gave_it_back() -> None:
    # Moodle 4.5.6 imported the file that was written here of programming-2, and then exported this one.
    written = read(EXAMPLES / "programming-2" / "questions.yaml").questions
    assert bank_of(EXAMPLES / "moodle" / "questions.xml") == {
        id: replace(each, language=None) for id, each in written.items()
    }


def test_an_essay_is_written_as_moodle_writes_it() -> None:
    text = xml_of(
        Question("a < b ]]>\nc\n\n  d", All([Criterion("x"), Criterion("y", "1/3")]), id="é & 1", language="hu")
    )
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n')
    assert "<text><![CDATA[é & 1]]></text>" in text
    assert "<text><![CDATA[<p>a &lt; b ]]&gt;<br>c</p><pre>  d</pre>]]></text>" in text
    assert "<text><![CDATA[<ul><li>1 pont: x</li><li>1/3 pont: y</li></ul>]]></text>" in text
    assert "<defaultgrade>1.3333333</defaultgrade>" in text
    (essay,) = ElementTree.fromstring(text)
    assert essay.get("type") == "essay"
    assert [essay.findtext(tag) for tag in ("idnumber", "responseformat", "hidden", "penalty")] == [
        "é & 1",
        "editor",
        "0",
        "0.0000000",
    ]


def test_a_long_id_stands_in_the_name_alone() -> None:
    # Moodle's importer stops at an ID number of more than 100 characters; a name it only cuts.
    question = asked("Why?", id="x" * 101)
    assert "<idnumber></idnumber>" in xml_of(question)
    assert list(read_back([question]).questions) == [question.id]


def test_a_mark_that_moodle_has_no_room_for_is_cut() -> None:
    question = Question("Why?", [Criterion("because", 200_000)], id="q1")
    assert "<defaultgrade>99999.0000000</defaultgrade>" in xml_of(question)
    assert losses(question) == ["the default mark of 1 question ('q1'): Moodle has room for 99999 at most"]


@pytest.mark.parametrize("text", ["a\n\nb", "a ", "a\tb", "a\x01b", "a\rb", "a\u2028b", "\ud800"])
def test_a_text_that_html_cannot_hold_is_told(text: str) -> None:
    assert losses(asked(text)) == [
        "the whole text of 1 question ('q1'): blank lines, spaces at the ends of lines, tabs, control characters"
    ]


@pytest.mark.parametrize("id", [" q", "q\n1", "q\x01", "x" * 101])
def test_an_id_that_moodle_cannot_hold_is_told(id: str) -> None:
    assert losses(asked("Why?", id=id)) == [
        f"the whole id of 1 question ({id!r}): white space other than single spaces, control characters, more "
        "than 100 characters"
    ]


def test_answers_and_languages_are_told() -> None:
    question = replace(asked("Why?"), language="en")
    assert losses(question, answers=[Answer("x", "q1", "1")]) == [
        "1 answer with what people gave for them; an answers table holds them",
        "the language of 1 question ('q1'); it is told from the text again",
    ]
