"""The benchmark on published sets, whole, on small sets in the published layout.

All text was written for this project.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from benchmarks.public_sets import command
from benchmarks.public_sets.command import main
from benchmarks.public_sets.labels import UNSCORED, macro_f1
from benchmarks.public_sets.measuring import Measuring, alone, measure
from benchmarks.public_sets.sets import FoundSet, library
from pontozo.errors import UserError
from pontozo.evaluation.parts import Drawing
from tests.formats.public_sets.set_files import labelled, question, reference, scored, write

MELTS, COPPER = "Why does the ice melt?", "Why are wires made of copper?"
WARMS = reference("The sun warms the ice.", "ICE-a1")
CONDUCTS = reference("Copper conducts electricity.", "WIRE-a1")
TRAIN = {
    "ICE": (
        MELTS,
        WARMS,
        [
            ("The sun warms the ice.", "correct"),
            ("Because the sun makes the ice warm.", "correct"),
            ("The sun does not warm the ice.", "contradictory"),
            ("The ice is never warmed by the sun.", "contradictory"),
            ("It is a cold winter day.", "incorrect"),
            ("Salt tastes good on bread.", "incorrect"),
        ],
    ),
    "WIRE": (
        COPPER,
        CONDUCTS,
        [
            ("Copper conducts electricity.", "correct"),
            ("Electricity is conducted well by copper.", "correct"),
            ("Copper does not conduct electricity.", "contradictory"),
            ("Copper never conducts electricity.", "contradictory"),
            ("It has a red colour.", "incorrect"),
            ("My house is made of brick.", "incorrect"),
        ],
    ),
}
#: The first stands in train too; the last only repeats the question, so that no grader that screens scores it.
TEST = [
    ("the sun  warms the ice.", "correct"),
    ("The sun does warm the ice up.", "correct"),
    ("Wood floats on water.", "incorrect"),
    (MELTS, "incorrect"),
]
UNSEEN = [("The moon pulls the sea.", "correct"), ("Fish swim in it.", "incorrect")]

PAGE = "".join(
    f"before\n<!-- {name}: written by the benchmark -->\n\nas it was\n\n<!-- end of {name} -->\nbehind\n"
    for name in ("public_sets", "public_sets_attacks")
)


def semeval(name: str, text: str, references: str, answers: list[tuple[str, str]]) -> str:
    rows = [labelled(answer, label, f"{name}.{place}") for place, (answer, label) in enumerate(answers)]
    return question(*rows, id=name, text=text, references=[references])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """SciEntsBank in an archive, without its unseen domains, and SAF unpacked; Beetle is not there."""
    folder = tmp_path / "data"
    folder.mkdir()
    with zipfile.ZipFile(folder / "semeval-2013-task7-3way.zip", "w") as archive:
        for name, (text, references, answers) in TRAIN.items():
            archive.writestr(f"training/3way/sciEntsBank/{name}.xml", semeval(name, text, references, answers))
        tests = "test/3way/sciEntsBank/test-unseen"
        archive.writestr(f"{tests}-answers/ICE.xml", semeval("ICE", MELTS, WARMS, TEST))
        sea = reference("The moon pulls the sea.", "SEA-a1")
        archive.writestr(f"{tests}-questions/SEA.xml", semeval("SEA", "Why is there a tide?", sea, UNSEEN))
    for split, answers in (
        ("training", [("The sun warms the ice.", "1"), ("It is winter.", "0"), ("The sun, partly.", "0.5")]),
        ("unseen_answers", [("The sun makes it warm.", "1"), ("No idea at all.", "0")]),
    ):
        rows = [scored(text, score, f"{split}.{place}") for place, (text, score) in enumerate(answers)]
        write(folder / f"SAF2_0/{split}/1.1.xml", question(*rows, id="1.1"))
    return folder


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return write(tmp_path / "page.md", PAGE)


@pytest.fixture
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are done in this process, which has the models already."""

    def here(work: Callable[[Any], Any], job: Any) -> Any:
        return work(job)

    monkeypatch.setattr(command, "alone", here)


def run(data: Path, page: Path, *more: str) -> int:
    return main(["--data", str(data), "--results", str(page.parent / "results"), "--page", str(page), *more])


def results(page: Path, name: str = "public_sets") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((page.parent / f"results/{name}.json").read_text("utf-8"))
    return found


@pytest.mark.usefixtures("_here")
def test_the_command_measures_every_system_on_what_is_there(
    data: Path, page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(data, page) == 0
    told = capsys.readouterr().err
    figures = results(page)["figures"]
    for left_out in ("Beetle is left out", "SciEntsBank UD is left out", "SAF UQ is left out"):
        assert left_out in told
        assert any(sentence.startswith(left_out) for sentence in figures["left_out"])
    archive = data / "semeval-2013-task7-3way.zip"
    assert figures["archives_sha256"] == {
        "saf-2.0-english.zip": None,
        archive.name: sha256(archive.read_bytes()).hexdigest(),
    }
    assert set(figures["sets"]) == {"SciEntsBank", "SAF"}
    for systems in figures["sets"].values():
        assert [name for name in systems if not name.startswith("baseline: ")] == [
            "probe, as it ships", "similarity, as it ships", "probe, fitted", "word overlap, fitted",
        ]  # fmt: skip
        assert len(systems) == 9
    check_science(figures["sets"]["SciEntsBank"])
    check_scores(figures["sets"]["SAF"])
    check_page(page.read_text("utf-8"))


def check_science(systems: dict[str, Any]) -> None:
    """A repeat is left out where it must be, and an unscored answer is wrong in every figure of labels."""
    for name, found in systems.items():
        answers = found["splits"]["UA"]
        whole, new = answers["all"], answers["without_those_in_train"]
        assert (answers["in_train"], whole["answers"], new["answers"]) == (1, 4, 3)
        assert found["splits"]["UQ"]["without_those_in_train"] is None
        assert whole["unscored"] == (0 if name.startswith("baseline: ") else 1)
    shipped = systems["probe, as it ships"]["splits"]["UA"]
    # All scored ones are right, so only what is unscored is missed: correct 1, incorrect 2·1/(2 + 1).
    assert shipped["all"]["scores"]["exact"]["value"] == 1
    assert shipped["all"]["labels"]["2-way"]["accuracy"]["value"] == pytest.approx(3 / 4)
    assert shipped["all"]["labels"]["2-way"]["macro_f1"]["value"] == pytest.approx((1 + 2 / 3) / 2)
    assert shipped["without_those_in_train"]["labels"]["2-way"]["accuracy"]["value"] == pytest.approx(2 / 3)
    assert shipped["all"]["calibration_error"] is not None
    assert systems["word overlap, fitted"]["splits"]["UA"]["all"]["calibration_error"] is None
    # Most answers to "ICE" in train earned nothing, so it says incorrect of all four, which is right of two.
    frequent = systems["baseline: most frequent"]["splits"]["UA"]["all"]
    assert frequent["labels"]["2-way"]["accuracy"]["value"] == pytest.approx(1 / 2)
    assert systems["probe, fitted"]["seconds_to_fit"] > 0
    assert systems["probe, as it ships"]["seconds_to_fit"] is None


def check_scores(systems: dict[str, Any]) -> None:
    """Of a scale there are no labels; scores are on the scale that all splits share."""
    answers = systems["baseline: question mean"]["splits"]["UA"]["all"]
    assert answers["labels"] == {}
    assert answers["scores"]["rmse_share"]["value"] == pytest.approx(0.5)


def check_page(text: str) -> None:
    assert "| probe, as it ships | 0.833 (" in text
    assert "RoBERTa-large + MNLI, 355M, tuned (Camus & Filighera 2020) | .783 | – | .657 |" in text
    assert "*Beetle is left out" in text
    assert text.count("before") == text.count("behind") == 2
    assert text.count("as it was") == 1, "the place of the attacks is another's"
    assert "/data" not in text, "no path of this machine"


@pytest.mark.usefixtures("_here")
def test_attacks_are_told_of_sets_with_labels_and_keep_no_students_words(data: Path, page: Path) -> None:
    assert run(data, page, "--attacks", "--most", "5") == 0
    figures = results(page, "public_sets_attacks")["figures"]
    found = figures["sets"]["SciEntsBank"]
    assert set(figures["sets"]) == {"SciEntsBank"}
    # All splits together have six answers.
    assert (found["wrong"] + found["right"], found["not_drawn"], figures["most"]) == (5, 1, 5)
    assert "Fish swim" not in json.dumps(figures)
    text = page.read_text("utf-8")
    assert "| keyword echo | must not raise |" in text
    assert f"of {found['any_attack']['answers']} wrong or partial answers" in text
    assert "--attacks --most 5`;" in text


def test_what_goes_wrong_in_a_process_of_its_own_is_told_here(tmp_path: Path) -> None:
    path = write(tmp_path / "t/ICE.xml", semeval("ICE", MELTS, WARMS, [("The sun.", "brilliant")]))
    job = Measuring(FoundSet("x", path.parent, {"UA": path.parent}, True), "probe, as it ships", Drawing())
    with pytest.raises(UserError, match=r"ICE\.xml.*accuracy.*must be one of correct.*'brilliant'"):
        alone(measure, job)


@pytest.mark.usefixtures("_here")
def test_a_fault_leaves_page_and_results_as_they_were(
    data: Path, page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(data / "SAF2_0/training/1.2.xml", question(scored("The sun.", "much", "1"), id="1.2"))
    (data / "semeval-2013-task7-3way.zip").unlink()
    assert run(data, page) == 2
    assert "1.2.xml" in capsys.readouterr().err
    assert page.read_text("utf-8") == PAGE
    assert not (page.parent / "results").exists()


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [
        (lambda _: None, "holds none of the sets; put semeval-2013-task7-3way.zip or saf-2.0-english.zip there"),
        (lambda data: data.rmdir(), "there is no such folder; name the one that holds"),
        (lambda data: write(data / "saf-2.0-english.zip", "no zip"), "cannot be unpacked (File is not a zip file)"),
    ],
)
def test_what_cannot_be_used_is_told(
    tmp_path: Path, page: Path, capsys: pytest.CaptureFixture[str], prepare: Callable[[Path], object], sentence: str
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    prepare(empty)
    assert run(empty, page) == 2
    assert sentence in capsys.readouterr().err


def test_a_page_without_the_place_is_told_before_anything_is_measured(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(data, write(tmp_path / "other.md", "no place\n")) == 2
    assert "has no place for public_sets; put the lines" in capsys.readouterr().err


def test_an_archive_may_be_unpacked_into_a_folder_of_its_name(data: Path) -> None:
    archive = data / "semeval-2013-task7-3way.zip"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(data / archive.stem)
    archive.unlink()
    with library(data) as found:
        assert [each.name for each in found.found] == ["SciEntsBank", "SAF"]
        assert found.archives == {"semeval-2013-task7-3way.zip": None, "saf-2.0-english.zip": None}


LABELS = st.sampled_from(["correct", "contradictory", "incorrect"])


@given(st.lists(st.tuples(LABELS, st.one_of(LABELS, st.just(UNSCORED))), min_size=1, max_size=30))
def test_macro_f1_is_that_of_the_real_labels_where_unscored_agrees_with_none(pairs: list[tuple[str, str]]) -> None:
    human, machine = ([pair[side] for pair in pairs] for side in (0, 1))
    labels = sorted({*human, *machine} - {UNSCORED})
    expected = f1_score(human, machine, labels=labels, average="macro", zero_division=0)
    assert macro_f1(human, machine) == pytest.approx(expected)
