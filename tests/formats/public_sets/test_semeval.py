"""SciEntsBank and Beetle."""

from __future__ import annotations

from pathlib import Path

import pytest

from pontozo.domain import ALL_OR_NOTHING, Rating
from pontozo.formats import Source, read
from pontozo.formats.public_sets import SemEval
from tests.formats.helpers import faults
from tests.formats.public_sets.set_files import MELTS, faults_of_set, labelled, question, read_set, reference, write

SCIENTSBANK = question(
    labelled("The sun makes it warm.", "correct", "ICE.1.10"),
    labelled("It gets colder &amp; colder.", "contradictory", "ICE.1.11"),
    labelled("I like ice.", "incorrect", "ICE.1.12"),
    attributes=' module="ICE" testSet="unseen-answers"',
)
BEETLE = question(
    labelled("heat from the sun", "correct", "ICE.sbj1.qa1", ' answerMatch="a3" count="4"'),
    references=[
        reference("warmth", "a1", "KEYWORD"),
        reference("Heat", "a2", "MINIMAL"),
        reference("The sun's heat melts it.", "a3", "BEST"),
        reference("It is warmed.", "a4", "GOOD"),
    ],
    attributes=' module="Ice" qtype="Q_EXPLAIN"',
)


def test_labels_become_outcomes_of_one_criterion(tmp_path: Path) -> None:
    gradebook = read(write(tmp_path / "ICE-1.xml", SCIENTSBANK))
    (asked,) = gradebook.questions.values()
    assert (asked.id, asked.text, float(asked.maximum), asked.language) == ("ICE_1", MELTS, 1, "en")
    assert asked.criteria[0].wordings == ("The sun warms it.",)
    assert asked.criteria[0].outcomes == ALL_OR_NOTHING
    answers = list(gradebook.answers)
    assert [answer.id for answer in answers] == ["ICE.1.10", "ICE.1.11", "ICE.1.12"]
    assert [answer.ratings for answer in answers] == [
        (Rating(outcomes={"1": outcome}),) for outcome in ("met", "contradicted", "missing")
    ]
    assert answers[1].text == "It gets colder & colder."
    assert answers[1].extra == {"label": "contradictory", "module": "ICE", "test_set": "unseen-answers"}


def test_labels_of_the_five_way_task_come_to_what_it_makes_of_them_in_three(tmp_path: Path) -> None:
    labels = ("correct", "partially_correct_incomplete", "contradictory", "irrelevant", "non_domain")
    answers = (labelled("x", label, str(number)) for number, label in enumerate(labels))
    gradebook = read(write(tmp_path / "q.xml", question(*answers)))
    outcomes = [answer.ratings[0].outcomes["1"] for answer in gradebook.answers]
    assert outcomes == ["met", "missing", "contradicted", "missing", "missing"]


def test_an_answer_without_a_label_is_not_rated(tmp_path: Path) -> None:
    text = question('<studentAnswer id="1">warm</studentAnswer>')
    (answer,) = read(write(tmp_path / "q.xml", text)).answers
    assert (answer.text, answer.ratings, answer.extra) == ("warm", (), {})


def test_beetles_whole_references_become_wordings_the_best_first(tmp_path: Path) -> None:
    path = write(tmp_path / "ICE.xml", BEETLE)
    gradebook = read(path)
    (asked,) = gradebook.questions.values()
    assert asked.criteria[0].wordings == ("The sun's heat melts it.", "It is warmed.", "Heat")
    (answer,) = gradebook.answers
    kept = {"label": "correct", "module": "Ice", "reference": "a3", "reference_category": "BEST", "count": "4"}
    assert answer.extra == kept
    (chosen,) = SemEval(["KEYWORD", "BEST"]).read(Source(path), None).questions.values()
    assert chosen.criteria[0].wordings == ("warmth", "The sun's heat melts it.")
    (rest,) = SemEval(["OTHER"]).read(Source(path), None).questions.values()
    assert len(rest.criteria[0].wordings) == 4


def test_a_folder_is_one_gradebook(tmp_path: Path) -> None:
    write(tmp_path / "split/b.xml", SCIENTSBANK)
    write(tmp_path / "split/a.xml", question(labelled("Up.", "correct", "7"), id="UP_1", text="Where?"))
    write(tmp_path / "split/.hidden.xml", "no XML")
    write(tmp_path / "split/README.txt", "about the set")
    gradebook = read_set(tmp_path / "split")
    assert list(gradebook.questions) == ["UP_1", "ICE_1"]
    assert [answer.id for answer in gradebook.answers] == ["7", "ICE.1.10", "ICE.1.11", "ICE.1.12"]


def test_every_fault_of_a_folder_is_told_with_its_file(tmp_path: Path) -> None:
    write(tmp_path / "a.xml", SCIENTSBANK)
    write(tmp_path / "b.xml", question(labelled("x", "perfect", "9"), id="B"))
    write(tmp_path / "c.xml", SCIENTSBANK.replace("The sun warms it.", "Heat."))
    write(tmp_path / "d.xml", SCIENTSBANK.replace("</question>", ""))
    write(tmp_path / "e.xml", "<quiz></quiz>")
    kinds = "correct, contradictory, incorrect, partially_correct_incomplete, irrelevant, non_domain"
    assert faults_of_set(tmp_path) == [
        "c.xml: says otherwise of question 'ICE_1' than another file here",
        "d.xml, line 13: is no whole XML (no element found); unpack the file from its archive again, or correct this "
        "line",
        "e.xml: is no question of SemEval-2013 Task 7 (SciEntsBank, Beetle) as XML, as the other files of the folder "
        "are; put it elsewhere",
        f"b.xml, answer '9', field 'accuracy': must be one of {kinds}, not 'perfect'",
    ]


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        (MELTS, " ", "question 'ICE_1', field 'questionText': has no text; write what is asked"),
        (
            "The sun warms it.",
            "",
            "question 'ICE_1', field 'referenceAnswers': has no reference answer, so there is nothing to grade by",
        ),
        (
            "ICE.1.11",
            "ICE.1.10",
            "answer 'ICE.1.10', field 'id': the id 'ICE.1.10' stands twice for question 'ICE_1'; ",
        ),
        ("<question ", '<!DOCTYPE question [<!ENTITY a "b">]>\n<question ', "has a DOCTYPE, "),
        ("colder &amp; colder", "colder & colder", "line 9: is no whole XML (not well-formed (invalid token)); "),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, wrong: str, right: str, said: str) -> None:
    assert wrong in SCIENTSBANK
    (fault,) = faults(write(tmp_path / "q.xml", SCIENTSBANK.replace(wrong, right)), None)
    assert fault.removeprefix("q.xml").removeprefix(", ").removeprefix(": ").startswith(said)


def test_answers_and_questions_without_ids_are_called_by_place_and_file(tmp_path: Path) -> None:
    text = question(labelled("x", "correct", ""), id="")
    gradebook = read(write(tmp_path / "ICE-7.xml", text))
    assert list(gradebook.questions) == ["ICE-7"]
    assert [answer.id for answer in gradebook.answers] == ["1"]
