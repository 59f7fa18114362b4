"""The sets themselves, where PONTOZO_DATA names the folder that holds their archives: counts and traps are as told."""

from __future__ import annotations

import os
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from pontozo.domain import Question
from pontozo.gradebook import Gradebook
from pontozo.gradebook.overlap import overlap
from tests.formats.public_sets.set_files import read_set

DATA = os.environ.get("PONTOZO_DATA", "")
ARCHIVES = ("semeval-2013-task7-3way.zip", "saf-2.0-english.zip")

pytestmark = pytest.mark.skipif(not DATA, reason="PONTOZO_DATA names no folder with the archives of the sets")

BEETLE, SCIENTSBANK, SAF = "training/{}/beetle", "training/{}/sciEntsBank", "SAF2_0/training"
COUNTS = {
    SCIENTSBANK: 4969,
    "test/{}/sciEntsBank/test-unseen-answers": 540,
    "test/{}/sciEntsBank/test-unseen-questions": 733,
    "test/{}/sciEntsBank/test-unseen-domains": 4562,
    BEETLE: 3941,
    "test/{}/beetle/test-unseen-answers": 439,
    "test/{}/beetle/test-unseen-questions": 819,
    SAF: 2127,
    "SAF2_0/unseen_answers": 375,
    "SAF2_0/unseen_questions": 479,
}


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sets")
    for name in ARCHIVES:
        with zipfile.ZipFile(Path(DATA) / name) as archive:
            archive.extractall(folder)
    return folder


def outcomes_of(gradebook: Gradebook) -> list[str]:
    return [answer.ratings[0].outcomes["1"] for answer in gradebook.answers]


@pytest.mark.parametrize(("split", "count"), COUNTS.items())
def test_every_answer_of_a_split_is_read_and_rated(sets: Path, split: str, count: int) -> None:
    for ways in ("2way", "3way"):
        gradebook = read_set(sets / split.format(ways))
        assert len(outcomes_of(gradebook)) == count


def test_two_ways_are_correct_against_the_rest_of_three(sets: Path) -> None:
    for split in (BEETLE, SCIENTSBANK):
        two, three = (outcomes_of(read_set(sets / split.format(ways))) for ways in ("2way", "3way"))
        assert set(three) == {"met", "contradicted", "missing"}
        assert Counter(two) == Counter("met" if each == "met" else "missing" for each in three)


@pytest.mark.parametrize(
    ("train", "test", "count"),
    [
        (SCIENTSBANK, "test/{}/sciEntsBank/test-unseen-answers", 25),
        (SCIENTSBANK, "test/{}/sciEntsBank/test-unseen-domains", 0),
        (BEETLE, "test/{}/beetle/test-unseen-answers", 11),
        (BEETLE, "test/{}/beetle/test-unseen-questions", 22),
        (SAF, "SAF2_0/unseen_answers", 11),
    ],
)
def test_what_stands_in_train_and_test_is_found(sets: Path, train: str, test: str, count: int) -> None:
    assert len(list(overlap(*(read_set(sets / split.format("3way")) for split in (train, test))))) == count


def test_seven_questions_of_saf_are_scored_in_raw_points(sets: Path) -> None:
    splits = [read_set(sets / split) for split in COUNTS if split.startswith("SAF")]
    questions: dict[str, Question] = {}
    for split in splits:
        for identifier, question in split.questions.items():
            assert questions.setdefault(identifier, question) == question
    raw = {identifier for identifier, each in questions.items() if each.maximum != 1}
    assert raw == {"1.2", "1.6", "2.4", "4.3", "5.7", "5.11", "5.12"}
