"""The other application: a program of its own that marks with a saved grader, run as its README says."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import torch
from packaging.requirements import Requirement

import pontozo
from pontozo import Grade, load_grader
from pontozo.formats import read, write_data
from pontozo.gradebook import Gradebook
from pontozo.learning.tuning.options import TrainOptions
from pontozo.learning.tuning.running import tune
from tests.learning.tuning.rated import book
from tests.tiny_models import make

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "examples" / "other-application"
#: What a page tells developers of other applications to use.
PUBLIC = {"pontozo", "pontozo.errors", "pontozo.formats"}
#: Begins the program where nothing of these can be imported.
_WITHOUT_TORCH = """
import runpy, sys
sys.modules.update(dict.fromkeys(("torch", "transformers", "peft", "accelerate", "datasets")))
runpy.run_path("marker.py", run_name="__main__")
"""


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One thread, here and in the program; no network."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The application's own folder, away from the repository."""
    return shutil.copytree(PROGRAM, tmp_path / "site")


def run(site: Path, submissions: str, *options: str, has_torch: bool = True) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, which sees installed packages and nothing else."""
    begun = ["marker.py"] if has_torch else ["-c", _WITHOUT_TORCH]
    command = [sys.executable, "-I", *begun, *options]
    return subprocess.run(command, cwd=site, input=submissions, capture_output=True, encoding="utf-8")


def marks_of(ran: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert ran.returncode == 0, ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


def check(mark: dict[str, Any], grade: Grade) -> None:
    """The mark says what the grade says."""
    assert (mark["score"], mark["of"], mark["comment"]) == (grade.score, grade.max_score, grade.comment)
    assert (mark["look"], mark["because"]) == (grade.needs_person, [reason.text for reason in grade.review])
    assert (mark["grader"], mark["guide"]) == (grade.grader, grade.revision)
    found = [(each["outcome"], each["earned"], each["evidence"]) for each in mark["criteria"]]
    assert found == [(each.outcome, each.earned, list(each.evidence)) for each in grade.findings]
    # A model's last digits hang on what else was in the batch.
    assert mark["confidence"] == pytest.approx(grade.confidence, abs=1e-4)


def submissions_of(gradebook: Gradebook) -> str:
    """The answers as the site has them."""
    lines = (
        {"submission": number, "task": question.id, "text": answer.text}
        for number, (question, answer) in enumerate(gradebook.pairs())
    )
    return "\n".join(json.dumps(each, ensure_ascii=False) for each in lines)


@pytest.mark.parametrize(("model", "method"), [("xlm-roberta", "full"), ("t5", "lora")])
def test_it_marks_with_a_grader_that_was_tuned_elsewhere(site: Path, tmp_path: Path, model: str, method: str) -> None:
    rated = book(questions=5, answers=8)
    options = TrainOptions(str(make(model, tmp_path / "tiny")), method=method, epochs=2, learning_rate=5e-3, dropout=0)
    tune(rated, options, tmp_path / "there" / "mine")
    shutil.move(tmp_path / "there" / "mine", site / "mine")
    write_data(site / "asked.yaml", Gradebook.of(rated.questions.values(), ()))

    marks = marks_of(run(site, submissions_of(rated), "--grader", "mine", "--questions", "asked.yaml"))

    grader = load_grader(site / "mine")
    assert len(marks) == rated.count() == 40
    assert len({mark["confidence"] for mark in marks}) > 1
    for mark, (question, answer) in zip(marks, rated.pairs(), strict=True):
        check(mark, grader.grade(question, answer))


def test_its_own_submissions_are_marked_without_torch(site: Path) -> None:
    submissions = (site / "submissions.jsonl").read_text("utf-8")
    ran = run(site, submissions, "--questions", "questions.yaml", has_torch=False)
    marks = marks_of(ran)
    grader = load_grader()
    (question,) = read(site / "questions.yaml").questions.values()
    handed_in = [json.loads(line) for line in submissions.splitlines()]
    assert [mark["submission"] for mark in marks] == [each["submission"] for each in handed_in]
    for mark, each in zip(marks, handed_in, strict=True):
        check(mark, grader.grade(question, each["text"]))
    assert ran.stderr == f"marker: 4 to mark, by {grader.name}\n"


def test_what_is_not_graded_is_no_zero(site: Path) -> None:
    line = json.dumps({"submission": 1, "task": "pointer-reference", "text": "a pointer " * 20_000})
    (mark,) = marks_of(run(site, line, "--questions", "questions.yaml"))
    assert (mark["score"], mark["look"], len(mark["because"])) == (None, True, 1)


def test_a_pinned_grader_is_that_grader(site: Path) -> None:
    name = load_grader("probe").name
    assert marks_of(run(site, "", "--questions", "questions.yaml", "--pin", name)) == []
    ran = run(site, "", "--questions", "questions.yaml", "--grader", "similarity", "--pin", name)
    assert ran.returncode == 2
    assert f"but {name} is wanted" in ran.stderr


GOOD = '{"submission": 1, "task": "pointer-reference", "text": "It may be null."}'


@pytest.mark.parametrize(
    ("submissions", "options", "said"),
    [
        (GOOD, ("--grader", "no-such-folder"), "marker: there is no grader 'no-such-folder'"),
        (GOOD, ("--questions", "none.yaml"), "marker: none.yaml: there is no such file"),
        (GOOD, ("--questions", "submissions.jsonl"), "marker: submissions.jsonl: holds answers but no questions"),
        (f"{GOOD}\nnot JSON", (), "marker: line 2 is no submission"),
        (f'{GOOD}\n\n{{"submission": 2, "task": "pointer-reference", "text": null}}', (), "marker: line 3 is no"),
        ('{"submission": 1, "task": "loops", "text": ""}', (), "marker: line 1: there is no question 'loops'"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_no_mark(
    site: Path, submissions: str, options: tuple[str, ...], said: str
) -> None:
    ran = run(site, submissions, "--questions", "questions.yaml", *options)
    assert (ran.returncode, ran.stdout, len(ran.stderr.splitlines())) == (2, "", 1)
    assert said in ran.stderr


def test_a_grader_that_was_altered_is_refused(site: Path, tmp_path: Path) -> None:
    options = TrainOptions(str(make("bert", tmp_path / "tiny")), epochs=1, held_out=0)
    tune(book(answers=4), options, site / "mine")
    (site / "mine" / "settings.json").write_text("{}")
    ran = run(site, GOOD, "--questions", "questions.yaml", "--grader", "mine")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "settings.json" in ran.stderr


def test_its_environment_is_what_this_package_offers() -> None:
    lines = (PROGRAM / "requirements.txt").read_text("utf-8").splitlines()
    (needed,) = (Requirement(line) for line in lines if line and not line.startswith("#"))
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert needed.name == "pontozo"
    assert needed.extras <= set(extras)
    assert needed.specifier.contains(version("pontozo"))


def test_it_uses_only_what_the_page_for_developers_names() -> None:
    tree = ast.parse((PROGRAM / "marker.py").read_text("utf-8"))
    used = {
        node.module: [each.name for each in node.names] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }
    told = {*pontozo.__all__, *re.findall(r"\w+", (ROOT / "docs" / "python.md").read_text("utf-8"))}
    own = {module: names for module, names in used.items() if (module or "").startswith("pontozo")}
    assert set(own) == PUBLIC
    assert {name for names in own.values() for name in names} <= told
