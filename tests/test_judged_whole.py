"""A scorer that judges the whole answer, not its criteria, from the grade to every place that grades go to."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from io import StringIO
from math import isnan
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.cli.compare_shown import show as show_comparison
from pontozo.cli.evaluate_shown import show as show_evaluation
from pontozo.cli.table import ClassTable
from pontozo.confidence import Calibration, Platt
from pontozo.domain import Answer, Criterion, Grade, Judgement, Question, Rating, Task, spread
from pontozo.evaluation.agreement import agreement
from pontozo.evaluation.cases import Cases, cases_of
from pontozo.evaluation.comparing import Graded, compare_graders
from pontozo.evaluation.crossfit import calibrate, cross_fitted
from pontozo.evaluation.evaluating import Plan, evaluate
from pontozo.evaluation.report import report_html
from pontozo.evaluation.results import Evaluation, as_json
from pontozo.evaluation.robustness import measure_robustness
from pontozo.formats import open_writer, read
from pontozo.gradebook import Gradebook, by_answer, folds
from pontozo.grader import Grader
from pontozo.wording import LANGUAGES
from tests.evaluation.helpers import FEW
from tests.evaluation.robustness.rule import MET, MISSING, Rule
from tests.strategies import distributions, questions

SURE = Calibration({"en": Platt(slope=1, intercept=0), "hu": Platt(slope=1, intercept=0)})
POINTER = Question(
    "What is a pointer?", [Criterion("it holds an address", 2), Criterion("it may be null")], "q1", language="en"
)
CAUSES = Question("What caused the war?", [Criterion("the alliances"), Criterion("the murder")], "q2", language="en")


class Whole:
    """A scorer that says of each answer how likely each total is."""

    name = "whole"

    def __init__(self, say: Callable[[Task], Mapping[Any, float]]) -> None:
        self._say = say

    def judge(self, tasks: Sequence[Task]) -> list[Judgement]:
        return [Judgement(whole=self._say(task)) for task in tasks]


def by_length(task: Task) -> dict[Any, float]:
    """The longer the better, and never quite sure."""
    most = task.question.maximum
    return {0: 0.1, most / 2: 0.2, most: 0.7} if len(task.answer) > 20 else {0: 0.7, most / 2: 0.2, most: 0.1}


GRADER = Grader(Whole(by_length), SURE, "whole@1")
BY_CRITERIA = Grader(Rule(lambda _, answer: MET if len(answer) > 20 else MISSING), SURE, "criteria@1")


def graded_as(whole: Mapping[Any, float], question: Question = POINTER) -> Grade:
    return Grader(Whole(lambda _: whole), SURE).grade(question, "an address")


def rated(question: Question, text: str, number: int, names: str) -> Answer:
    outcomes = dict(zip(question.criterion_ids, names.split(), strict=True))
    return Answer(text, question.id, f"{question.id}-{number}", f"s{number}", ratings=[Rating("Anna", None, outcomes)])


def gradebook() -> Gradebook:
    """To each question right and wrong answers, long and short, and a blank one; people set outcomes of criteria."""
    answers = [
        rated(question, text, 4 * turn + place, names)
        for question in (POINTER, CAUSES)
        for turn in range(4)
        for place, (text, names) in enumerate(
            [
                (f"This is a long answer, number {turn}.", "met met"),
                (f"A long one of which half is right, {turn}.", "met missing"),
                (f"Short {turn}.", "missing missing"),
                ("" if turn == 0 else f"Half {turn}.", "missing met" if turn else "missing missing"),
            ]
        )
    ]
    return Gradebook.of([POINTER, CAUSES], answers)


def cases(grader: Grader = GRADER) -> Cases:
    pairs = list(gradebook().pairs())
    grades = grader.grade_many(pairs)
    return cases_of((question, answer, grade) for (question, answer), grade in zip(pairs, grades, strict=True))


def evaluated() -> Evaluation:
    return evaluate(cases(), Plan(data="data.json", grader=GRADER.name, drawing=FEW))


def test_the_score_is_the_median_total_and_confidence_its_probability() -> None:
    grade = graded_as({3: 0.2, 0: 0.1, "1.5": 0.6, "0.5": 0.1})
    assert (grade.score, grade.max_score) == (1.5, 3)
    assert grade.confidence == pytest.approx(0.6)
    assert not grade.needs_person
    assert graded_as({0: 0.3, 1: 0.3, 3: 0.4}).review[0].code == "unsure"


def test_nothing_is_claimed_of_any_criterion() -> None:
    grade = graded_as({"1.5": 1.0})
    assert grade.findings == ()
    assert grade.comment == "For the answer as a whole: 1.5 of 3."


def test_the_comment_is_in_the_language_of_the_question() -> None:
    hungarian = Question("Mi a mutató?", [Criterion("Címet tárol", "2.5")], language="hu")
    assert graded_as({"0.5": 1.0}, hungarian).comment == "A válasz egésze alapján: 0,5/2,5 pont."


def test_confidence_is_calibrated_by_the_number_of_criteria_of_the_question() -> None:
    by_count = Calibration({"en": Platt(slope=1, intercept=0, intercept_by_count=1, most_criteria=4)})
    grader = Grader(Whole(lambda _: {0: 0.6, 1: 0.4}), by_count)
    alone = Question("Why?", [Criterion("because")], language="en")
    assert grader.grade(alone, "an answer").confidence == pytest.approx(0.6)
    assert grader.grade(POINTER, "an answer").confidence == pytest.approx(0.75)  # odds of 1.5, twice


@given(questions(), st.data())
def test_every_grade_of_the_whole_is_on_the_scale(question: Question, data: st.DataObject) -> None:
    totals = sorted(
        spread(question.guide, [{each.credit: 1.0 for each in leaf.outcomes} for leaf in question.criteria])
    )
    whole = dict(zip(totals, data.draw(distributions(len(totals))), strict=True))
    grade = Grader(Whole(lambda _: whole), SURE).grade(question, "an answer that can be read")
    assert grade.score in [*map(float, totals), None]
    assert (grade.score is None) == (grade.unscored is not None)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_in_tables_the_columns_of_criteria_stay_blank(tmp_path: Path, suffix: str) -> None:
    path = written(tmp_path / f"out{suffix}")
    if suffix == ".csv":
        headings, *rows = csv.reader(StringIO(path.read_text("utf-8-sig")))
    else:
        headings, *rows = (
            [str(each or "") for each in row] for row in openpyxl.load_workbook(path).worksheets[0].values
        )
    first = dict(zip(headings, rows[0], strict=True))
    assert (first["proposed_score"], first["proposed_maximum"]) == ("3", "3")
    assert (first["proposed_criterion_1"], first["proposed_criterion_2"]) == ("", "")
    assert first["proposed_comment"] == "For the answer as a whole: 3 of 3."
    assert (first["proposed_confidence"], first["proposed_grader"]) == ("0.7", "whole@1")


@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
def test_json_has_the_grade_without_findings(tmp_path: Path, suffix: str) -> None:
    text = written(tmp_path / f"out{suffix}").read_text("utf-8")
    first, *_ = json.loads(text) if suffix == ".json" else map(json.loads, text.splitlines())
    assert (first["proposed"]["score"], first["proposed"]["findings"]) == (3, [])


def written(path: Path) -> Path:
    book = gradebook()
    with open_writer(path, book) as writer:
        for answer, grade in zip(book.answers, GRADER.grade_many(book), strict=True):
            writer.write(answer, grade)
    assert [answer.text for answer in read(path, book).answers] == [answer.text for answer in book.answers]
    return path


def test_the_class_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    book = gradebook()
    table = ClassTable(GRADER.name)
    for answer, grade in zip(book.answers, GRADER.grade_many(book), strict=True):
        table.add(answer, grade)
    table.show(rows=True, written=None)
    shown = capsys.readouterr().out
    assert "32 answers, 32 scored, by whole@1." in shown
    assert ["s0", "3", "2", "5"] in [line.split() for line in shown.splitlines()]


def test_totals_are_measured_and_criteria_are_not() -> None:
    found = evaluated()
    assert (found.overall.answers, found.overall.unscored) == (32, 0)
    assert found.overall.figures["exact"].value == pytest.approx(agreement(cases().cases).exact)
    # Blank answers, graded by rule, have findings; they must not stand for the grader.
    assert (found.labels, found.criteria) == ((), ())
    assert isnan(agreement(cases().cases).criterion_accuracy)
    assert not isnan(agreement(cases(BY_CRITERIA).cases).criterion_accuracy)


def test_questions_judged_by_criteria_are_told_beside_those_judged_as_a_whole() -> None:
    both = [*cases().cases[:16], *cases(BY_CRITERIA).cases[16:]]
    assert {each.question.id for each in both[:16]} == {"q1"}
    found = evaluate(Cases(tuple(both)), Plan(drawing=FEW))
    assert {part.question for part in found.criteria} == {"q2"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_says_that_it_did_not_go_by_criteria(language: str) -> None:
    page = report_html(evaluated(), language)
    told = {
        "en": ["The grader did not go by criteria here.", "No criterion can be checked by itself here"],
        "hu": ["A gépi értékelő itt nem szempontonként értékelt.", "A szempontok itt külön nem ellenőrizhetők"],
    }[language]
    assert all(sentence in page for sentence in told)


def test_what_is_found_goes_to_json_and_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    found = evaluated()
    assert as_json(found)["disagreements"][0]["findings"] == []
    show_evaluation(found, None)
    shown = capsys.readouterr().out
    assert "whole@1" in shown
    assert "rated criteri" not in shown


def test_it_is_compared_with_a_grader_that_goes_by_criteria(capsys: pytest.CaptureFixture[str]) -> None:
    found = compare_graders(Graded("whole", cases()), Graded("criteria", cases(BY_CRITERIA)))
    assert (found.compared, found.criteria, found.labelled) == (32, 0, 0)
    assert not isnan(found.figures["qwk"].first)
    assert isnan(found.figures["criterion_accuracy"].first)
    show_comparison(found, None)
    assert "No figures of criteria: they need people's outcomes, and graders that both go by" in capsys.readouterr().out


def test_it_is_attacked_like_any_other() -> None:
    found = measure_robustness(GRADER, gradebook(), resamples=50)
    padded = next(each for each in found.edits if each.edit == "padding")
    assert padded.tried
    assert padded.unscored == 0
    assert padded.crossed.edited == 1  # a grader by length is taken in by length


def test_it_is_calibrated_on_totals_by_folds() -> None:
    held_out = list(cross_fitted(folds(gradebook(), 2, by_answer, 0), lambda _: Whole(by_length)))
    assert {case.grade.confidence for case in held_out} == {0.7}
    platt = calibrate(held_out).languages["en"]
    right = sum(case.is_exact for case in held_out) / len(held_out)
    assert platt.totals == len(held_out) == 30
    assert platt.confidence(0.7, 2) == pytest.approx(right, abs=0.1)
