"""`pontozo push`, and `--grader hub:…`, as a user types them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pontozo.artefact import Provenance, save_grader
from pontozo.confidence import Calibration
from pontozo.engine import embedded_encoder
from pontozo.scorers.similarity import SimilarityScorer
from tests.cli.conftest import Run
from tests.local_hub import WRITER, Hub, serving


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub that commands talk to, as somebody who may write there."""
    with serving() as hub:
        for name, value in hub.environment(tmp_path / "cache", WRITER).items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        yield hub


@pytest.fixture
def desk(folder: Path) -> Path:
    """A folder with a saved grader, and three rated answers."""
    save_grader(SimilarityScorer(embedded_encoder()), Calibration(), Provenance("Mine"), folder / "mine", "mine")
    guide = [{"point": 2, "criteria": "It holds the address of a variable."}]
    texts = {"It holds an address.": 2, "The address of some variable is in it.": 2, "It is a loop.": 0}
    rows = [
        {"task": "p", "question": "What is a pointer?", "scoring_guide": guide, "answer": text, "score": score}
        for text, score in texts.items()
    ]
    (folder / "data.json").write_text(json.dumps(rows))
    return folder


def test_what_push_prints_is_what_grade_takes(run: Run, desk: Path, hub: Hub) -> None:
    told = run("push", "mine", "school/mine", "--message", "For my class").stdout
    files = sorted(path.name for path in (desk / "mine").iterdir() if path.name != "grader.json")
    assert told.startswith(f"Pushed {len(files) + 1} files (grader.json, {', '.join(files)}; ")
    assert "to school/mine, which is private.\n" in told
    held = hub.repositories["school/mine"]
    (named,) = re.findall(r"--grader (\S+)", told)
    assert named == f"hub:school/mine@{held.branches['main']}"
    assert held.messages[-1] == "For my class"

    here = run("grade", "data.json", "--grader", "mine", "--json")
    shutil.rmtree(desk / "mine")
    there = run("grade", "data.json", "--grader", named, "--json")
    assert there.stdout == here.stdout
    assert there.stderr == here.stderr
    # A branch moves: which commit it was at is told.
    branch = run("compare", "data.json", "--grader", "hub:school/mine", "--grader", named)
    assert f"pontozo: note: hub:school/mine is {named} now; that name gives this very grader again\n" in branch.stderr


@pytest.mark.parametrize(
    "verb", [["grade"], ["evaluate"], ["evaluate", "--folds", "2"], ["attack"], ["compare", "--grader", "similarity"]]
)
def test_every_verb_that_takes_a_grader_takes_one_of_a_hub(run: Run, desk: Path, hub: Hub, verb: list[str]) -> None:
    ended = run(verb[0], str(desk / "data.json"), "--grader", "hub:school/none", *verb[1:], exits=2)
    assert ended.stdout == ""
    assert f"there is no school/none at {hub.address}, or it is private" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_refusal_is_one_sentence(run: Run, desk: Path, hub: Hub) -> None:
    (desk / "mine" / "README.md").write_text("# Better than it is\n")
    ended = run("push", "mine", "school/mine", exits=2)
    assert ended.stdout == ""
    assert "README.md is damaged or was changed" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert hub.asked == []
