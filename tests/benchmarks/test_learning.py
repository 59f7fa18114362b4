"""The benchmarks of learning, whole, on tiny checkpoints and few answers; and that the page tells what they measured.

All text was written for this project.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sklearn.metrics import cohen_kappa_score

from benchmarks.learning import command, jobs, scratch, starter_parts
from benchmarks.learning.checkpoints import KINDS, prompts_of
from benchmarks.learning.command import PARTS, main, name_of
from benchmarks.learning.figures import credit_figures
from benchmarks.learning.hiding import at_most, outcomes_in, totals_only, trial_parts, whole
from benchmarks.learning.learners import most_frequent
from benchmarks.public_sets.graders import graded
from benchmarks.public_sets.labels import label_figures
from pontozo import Answer, Criterion, Gradebook, Question
from pontozo.domain import Judgement, Rating, Task
from pontozo.evaluation.cases import Case
from pontozo.evaluation.parts import Drawing
from pontozo.formats import read
from pontozo.gradebook import rated_score, scored_ratings
from pontozo.grader import Grader
from pontozo.scorers.registry import family
from pontozo.scorers.tuned.items import Unit
from pontozo.scorers.tuned.settings import Settings
from tests.formats.public_sets.set_files import labelled, question, reference, write
from tests.tiny_models import make

ROOT = Path(__file__).parents[2]
PAGE = "".join(
    f"before\n<!-- {name_of(part)}: written by the benchmark -->\n\nas it was\n\n<!-- end of {name_of(part)} -->\n"
    for part in PARTS
)
WORDS = ("copper", "iron", "the lamp", "a gap", "the sun")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return write(tmp_path / "page.md", PAGE)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return make("minilm", tmp_path / "minilm")


@pytest.fixture
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are done in this process, which has the libraries already; the starter set is a few questions of it."""

    def here(work: Callable[[Any], Any], job: Any) -> Any:
        return work(job)

    monkeypatch.setattr(jobs, "alone", here)
    monkeypatch.setattr(starter_parts, "read", lambda name: few(read(name), 8, 4))


def few(book: Gradebook, questions: int, answers: int) -> Gradebook:
    """The first answers to the first questions."""
    kept = dict(list(book.questions.items())[:questions])
    own = {name: [each for each in book.answers if each.question == name][:answers] for name in kept}
    return replace(book, questions=kept, answers=tuple(each for some in own.values() for each in some))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Beetle with five questions, which a word decides."""
    root = tmp_path / "data"
    for place, word in enumerate(WORDS):
        kinds = ((word, "correct"), ("no idea what", "incorrect"), (f"never {word}", "contradictory"))
        texts = [(f"{text} does it, number {number}", label) for number in range(6) for text, label in kinds]
        rows = [labelled(text, label, f"{place}.{number}") for number, (text, label) in enumerate(texts)]
        told = question(
            *rows, id=f"Q{place}", text=f"What does it, {place}?", references=[reference(word, "r", "BEST")]
        )
        for folder in ("training/3way/beetle", "test/3way/beetle/test-unseen-answers"):
            write(root / folder / f"Q{place}.xml", told)
    return root


def run(part: str, page: Path, *more: object) -> int:
    return main([part, "--results", str(page.parent / "results"), "--page", str(page), *map(str, more)])


def figures(page: Path, part: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((page.parent / f"results/{name_of(part)}.json").read_text("utf-8"))["figures"]
    return found


@pytest.mark.usefixtures("_here")
def test_models_from_nothing_stand_beside_the_baselines(
    data: Path, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch, "_EPOCHS", 1)
    assert run("scratch", page, "--data", data) == 0
    found = figures(page, "scratch")
    assert {*KINDS, "baseline: question mean", "baseline: most frequent"} <= set(found["graders"])
    assert found["learnt_from"] == {"answers": 90, "questions": 5}
    for name in KINDS:
        own = found["graders"][name]
        assert own["seconds_to_learn"] > 0
        assert (own["tests"]["UA"]["answers"], own["tests"]["UA"]["unscored"]) == (90, 0)
    # Of each question a third is right, so that nothing is.
    assert found["graders"]["baseline: question mean"]["tests"]["UA"]["scores"]["exact"]["value"] == pytest.approx(
        2 / 3
    )
    text = page.read_text("utf-8")
    assert "| small T5 | " in text
    assert text.count("as it was") == len(PARTS) - 1
    assert str(data) not in text + json.dumps(found), "no path of this machine"


@pytest.mark.usefixtures("_here")
def test_minilm_stands_beside_the_probe(data: Path, model: Path, page: Path) -> None:
    assert run("minilm", page, "--data", data, "--model", model, "--most", 60) == 0
    found = figures(page, "minilm")
    assert list(found["graders"]) == [
        "MiniLM, all weights", "MiniLM, LoRA", "probe, fitted on the same", "probe, as it ships",
    ]  # fmt: skip
    assert found["learnt_from"]["answers"] == 60
    assert "--most 60`;" in page.read_text("utf-8")
    assert str(model) not in page.read_text("utf-8") + json.dumps(found)


@pytest.mark.usefixtures("_here")
def test_totals_and_units_learn_without_outcomes(model: Path, page: Path) -> None:
    assert run("totals", page, "--model", model) == 0
    assert run("units", page, "--model", model) == 0
    totals, units = figures(page, "totals")["graders"], figures(page, "units")["graders"]
    for own in totals.values():
        assert own["tests"]["UQ"]["questions"] == 2
        assert set(own["tests"]["UQ"]["criteria"]) == {"accuracy", "kappa"}
    # Both learn a criterion at a time from the same totals, by the same seed.
    assert totals["MiniLM | totals"]["tests"]["UQ"]["scores"] == units["criterion"]["tests"]["UQ"]["scores"]
    assert units["guide"]["tests"]["UQ"]["criteria"] == {}
    assert units["guide"]["tests"]["UQ"]["labels"] == {}


@pytest.mark.usefixtures("_here")
def test_a_trial_tests_on_what_is_learnt_from_and_writes_nothing(
    model: Path, page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("units", page, "--model", model, "--trial") == 0
    assert "| guide |" in capsys.readouterr().out
    assert page.read_text("utf-8") == PAGE
    assert not (page.parent / "results").exists()


def test_what_cannot_be_used_is_told(
    data: Path, page: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (data / "training").rename(data / "other")
    assert run("scratch", page, "--data", data) == 2
    assert "holds none of the sets" in capsys.readouterr().err
    assert main(["units", "--model", "x", "--page", str(write(tmp_path / "other.md", "no place"))]) == 2
    assert "has no place for learning_units" in capsys.readouterr().err
    assert page.read_text("utf-8") == PAGE


def test_only_totals_are_left() -> None:
    book = few(read("starter-en"), 4, 10)
    hidden = totals_only(book)
    assert not list(outcomes_in(hidden))
    for (asked, before), (_, after) in zip(book.pairs(), hidden.pairs(), strict=True):
        (rating,) = after.ratings
        assert not rating.outcomes
        assert rated_score(asked, rating) == next(score for _, score in scored_ratings(asked, before))


def test_parts_have_no_answer_in_common() -> None:
    book = few(read("starter-en"), 10, 10)
    learnt, tests = trial_parts(book)
    ids = [{answer.id for answer in part.answers} for part in (learnt, *tests.values())]
    assert sum(map(len, ids)) == len(set.union(*ids)) == book.count()
    assert not set(tests["UQ"].questions) & set(learnt.questions)
    assert set(tests["UA"].questions) <= set(learnt.questions)
    assert at_most(book, 30).count() == pytest.approx(30, abs=3)
    assert at_most(book, 1000) == whole(book)


def test_credit_of_what_is_unscored_is_wrong() -> None:
    asked = Question("Why?", [Criterion("it is warm", id="a"), Criterion("it is dry", id="b")], id="q")
    outcomes = [("met", "met"), ("missing", "contradicted"), ("met", "partial"), ("missing", "met")]
    answers = [
        Answer(text, question="q", id=str(at), ratings=(Rating(outcomes=dict(zip("ab", pair, strict=True))),))
        for at, (text, pair) in enumerate(zip(["It is so.", "Snow.", "Rain fell.", "Why?"], outcomes, strict=True))
    ]
    book = Gradebook({"q": asked}, tuple(answers))
    cases = graded(most_frequent(book), book).cases
    assert [case.grade.score for case in cases] == [2, 2, 2, None], "the last only repeats the question"
    found = credit_figures(cases, Drawing())
    assert found["accuracy"].value == pytest.approx(3 / 8)
    people, machine = [1, 1, 0, 0, 1, 0.5, 0, 1], [1, 1, 1, 1, 1, 1, -1, -1]
    expected = cohen_kappa_score([*map(str, people)], [*map(str, machine)])
    assert found["kappa"].value == pytest.approx(expected)


@pytest.mark.parametrize("name", list(KINDS))
def test_a_checkpoint_from_nothing_grades(name: str, tmp_path: Path) -> None:
    book = few(read("starter-en"), 4, 10)
    KINDS[name](prompts_of(book), tmp_path, 0)
    kind: Any = family("seq2seq" if "T5" in name else "causal")
    scorer = kind.begin(Settings(str(tmp_path), unit=Unit.CRITERION, prompt="criterion-1"))
    grades = list(Grader(scorer).grade_many(book))
    assert all(grade.score is not None or grade.unscored for grade in grades)


@pytest.mark.parametrize("part", list(PARTS))
def test_the_page_tells_what_was_measured(part: str) -> None:
    written = json.loads((ROOT / f"benchmarks/results/{name_of(part)}.json").read_text("utf-8"))
    assert PARTS[part].table(written["figures"]) in command.PAGE.read_text("utf-8")


@pytest.mark.parametrize("baseline", ["question mean", "most frequent"])
def test_models_learn_from_nothing_and_not_only_by_heart(baseline: str) -> None:
    graders = json.loads((ROOT / "benchmarks/results/learning_scratch.json").read_text("utf-8"))["figures"]["graders"]
    t5, gpt2, free = (graders[name]["tests"]["UA"] for name in (*KINDS, f"baseline: {baseline}"))
    assert gpt2["scores"]["qwk"]["value"] > free["scores"]["qwk"]["high"]
    for learnt in (t5, gpt2):
        own, theirs = (each["labels"]["3-way"]["macro_f1"] for each in (learnt, free))
        assert own["low"] > theirs["high"]


def test_answers_judged_as_a_whole_have_no_labels() -> None:
    """Nobody proposed an outcome, so there is none to be wrong."""
    asked = Question("What is it?", [Criterion("a pointer")], "q1")
    grade = Grader(_Whole()).grade(asked, "it is a pointer")
    assert grade.score is not None
    case = Case(asked, Answer("it is a pointer", "q1"), grade, Rating(outcomes={"1": "met"}), Fraction(1))
    assert label_figures([case], Drawing()) == {}


class _Whole:
    name = "whole"

    def judge(self, tasks: Sequence[Task]) -> list[Judgement]:
        return [Judgement(whole={task.question.maximum: 1.0}) for task in tasks]
