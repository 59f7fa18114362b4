"""Saved graders: the same grades elsewhere, and no altered file is taken."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from pydantic import TypeAdapter

from pontozo import artefact
from pontozo.artefact import (
    DEFAULT,
    NotAGraderError,
    Provenance,
    UnknownGraderError,
    family_of,
    load_grader,
    save_grader,
    shipped_graders,
)
from pontozo.confidence import Calibration, Platt
from pontozo.domain import Answer, Criterion, Judgement, Question, Task
from pontozo.engine import embedded_encoder
from pontozo.formats import grade_json, read
from pontozo.gradebook import Gradebook, Seen
from pontozo.hashing import DamagedFileError
from pontozo.manifest import Manifest, read_manifest, seal_of
from pontozo.scorers import registry
from pontozo.scorers.probe import ProbeScorer

QUESTION = Question("What does new do?", [Criterion("new calls the constructor"), Criterion("it allocates memory", 2)])
ANSWER = "It allocates memory and then the constructor is called by new."


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A probe fitted on two questions and saved."""
    starter = read("starter")
    few = Gradebook(starter.questions, [each for each in starter.answers if each.question in ("raii", "rekurzio")])
    scorer = ProbeScorer.fitter(embedded_encoder())(few)
    folder = tmp_path_factory.mktemp("graders") / "mine"
    provenance = Provenance("Mine", fitted_on="two questions", seed=0, measured={"exact": 0.5}, limits="Knows little.")
    save_grader(scorer, Calibration({"en": Platt(slope=1.0, intercept=0.1, totals=22)}), provenance, folder, "mine")
    return folder


@pytest.fixture
def copy(saved: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(saved, tmp_path / "copy"))


def test_another_process_gives_the_same_grade(saved: Path) -> None:
    code = (
        "import sys; from pontozo import Criterion, Question, load_grader; from pontozo.formats import grade_json; "
        "question = Question('What does new do?', "
        "[Criterion('new calls the constructor'), Criterion('it allocates memory', 2)]); "
        "print(grade_json(load_grader(sys.argv[1]).grade(question, sys.argv[2])))"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(saved), ANSWER], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == grade_json(load_grader(saved).grade(QUESTION, ANSWER))


def test_a_grade_names_the_grader_it_came_from(saved: Path) -> None:
    manifest = json.loads((saved / "grader.json").read_text("utf-8"))
    assert load_grader(saved).grade(QUESTION, ANSWER).grader == f"mine@{manifest['sha256'][:12]}"


def test_the_folder_holds_data_only_and_a_card(saved: Path) -> None:
    assert sorted(path.name for path in saved.iterdir()) == ["README.md", "grader.json", "head.npz"]
    card = (saved / "README.md").read_text("utf-8")
    for fact in ("# Mine", "two questions", "seed 0", "exact: 0.5", "Knows little.", "en (on 22 totals)"):
        assert fact in card


def test_saving_again_gives_the_same_files(saved: Path, tmp_path: Path) -> None:
    loaded = load_grader(saved)
    assert isinstance(loaded.scorer, ProbeScorer)
    loaded.scorer.save(tmp_path)
    assert (tmp_path / "head.npz").read_bytes() == (saved / "head.npz").read_bytes()


def test_an_altered_head_is_refused(copy: Path) -> None:
    head = copy / "head.npz"
    head.write_bytes(head.read_bytes()[:-1] + b"x")
    with pytest.raises(DamagedFileError, match=r"head\.npz"):
        load_grader(copy)


def test_a_missing_head_is_refused(copy: Path) -> None:
    (copy / "head.npz").unlink()
    with pytest.raises(DamagedFileError, match=r"head\.npz"):
        load_grader(copy)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('"slope": 1.0', '"slope": 9.0', "was altered"),
        ('"format": 1', '"format": 7', "format 7"),
        ('"family": "probe"', '"family": "other"', "was altered"),
        ('"family"', '"families"', "does not describe a grader"),
        ("{", "", "not readable as JSON"),
    ],
)
def test_an_altered_manifest_is_refused(copy: Path, before: str, after: str, message: str) -> None:
    manifest = copy / "grader.json"
    text = manifest.read_text("utf-8")
    assert before in text
    manifest.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(DamagedFileError, match=message):
        load_grader(copy)


def test_a_failed_save_leaves_what_was_there(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = load_grader(copy)
    before = (copy / "grader.json").read_bytes()

    def fail(folder: Path) -> list[str]:
        (folder / "half").write_text("half")
        raise OSError("disk full")

    monkeypatch.setattr(loaded.scorer, "save", fail)
    assert isinstance(loaded.scorer, ProbeScorer)
    with pytest.raises(OSError, match="disk full"):
        save_grader(loaded.scorer, Calibration(), Provenance("x"), copy, "x")
    assert (copy / "grader.json").read_bytes() == before
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


@pytest.mark.parametrize(
    ("licence", "told"), [("Apache-2.0", "apache-2.0"), ("of the weights: mit; the answers may ask for more", "other")]
)
def test_the_card_begins_with_what_hubs_read(saved: Path, tmp_path: Path, licence: str, told: str) -> None:
    loaded = load_grader(saved)
    assert isinstance(loaded.scorer, ProbeScorer)
    platt = Platt(slope=1.0, intercept=0.1, totals=22)
    calibration = Calibration({"no": platt, "en": platt, "as in the file": platt})
    save_grader(loaded.scorer, calibration, Provenance("Mine", licence=licence), tmp_path / "mine", "mine")
    before, head, text = (tmp_path / "mine" / "README.md").read_text("utf-8").split("---\n")
    assert before == ""
    assert yaml.safe_load(head) == {
        "library_name": "pontozo",
        "license": told,
        "language": ["en", "no"],
        "tags": ["automatic-short-answer-grading", "pontozo-probe"],
    }
    assert text.startswith("\n# Mine\n")


@pytest.mark.parametrize("name", ["pytorch_model.bin", "head.PKL", "modeling.py"])
def test_files_that_may_hold_code_are_no_part_of_a_grader(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def save(scorer: Chat, folder: Path) -> list[str]:
        (folder / name).write_text(scorer.prompt)
        return [name]

    monkeypatch.setattr(Chat, "save", save)
    sentence = rf"names {name}, a kind of file that may hold code; a grader is data only"
    with pytest.raises(DamagedFileError, match=sentence):
        save_grader(Chat("Be kind."), Calibration(), Provenance("Chat"), tmp_path / "chat", "chat")
    assert not (tmp_path / "chat").exists()
    # One that was made by other means is refused before any of it is read.
    honest = read_manifest(copy)
    forged = replace(honest, files={**honest.files, name: "0" * 64})
    facts = TypeAdapter(Manifest).dump_python(forged, mode="json")
    (copy / "grader.json").write_text(json.dumps({**facts, "sha256": seal_of(facts)}), "utf-8")
    with pytest.raises(DamagedFileError, match=sentence):
        load_grader(copy)


@pytest.mark.parametrize("name", [".gitattributes", ".git", ".cache"])
def test_what_a_hub_puts_beside_a_grader_does_no_harm(saved: Path, copy: Path, name: str) -> None:
    (copy / name).mkdir()
    assert load_grader(copy).name == load_grader(saved).name
    with pytest.raises(NotAGraderError, match="would be lost"):
        save_again(copy, saved)


def test_an_altered_card_is_refused(copy: Path) -> None:
    card = copy / "README.md"
    card.write_text(card.read_text("utf-8").replace("exact: 0.5", "exact: 0.9"), "utf-8")
    with pytest.raises(DamagedFileError, match=r"README\.md is damaged or was changed"):
        load_grader(copy)


def test_an_added_file_is_refused(copy: Path) -> None:
    (copy / "evil.pkl").write_bytes(b"")
    with pytest.raises(DamagedFileError, match=r"not saved with the grader \(evil\.pkl\); delete them"):
        load_grader(copy)


def test_another_encoder_is_refused(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_encoder(), "sha256", "0" * 64)
    with pytest.raises(DamagedFileError, match=r"was fitted on another encoder .* fit it again"):
        load_grader(copy)


def save_again(folder: Path, saved: Path) -> None:
    loaded = load_grader(saved)
    assert isinstance(loaded.scorer, ProbeScorer)
    save_grader(loaded.scorer, Calibration(), Provenance("Again"), folder, "again")


@pytest.mark.parametrize("name", ["thesis.docx", "README.md", "grader.json"])
def test_nothing_but_a_grader_is_replaced(saved: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("the only copy")
    with pytest.raises(NotAGraderError, match=rf"holds what is no part of a saved grader \({name}\) and would be lost"):
        save_again(tmp_path, saved)
    assert (tmp_path / name).read_text() == "the only copy"
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_what_stands_beside_a_grader_is_not_lost(saved: Path, copy: Path) -> None:
    (copy / "thesis.docx").write_text("the only copy")
    with pytest.raises(NotAGraderError, match=r"thesis\.docx"):
        save_again(copy, saved)
    assert (copy / "thesis.docx").read_text() == "the only copy"


def test_a_file_is_not_replaced(saved: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("the only copy")
    with pytest.raises(NotAGraderError, match="is a file; a grader is saved as a folder"):
        save_again(tmp_path / "mine", saved)


def test_an_empty_folder_and_an_old_grader_are_replaced(saved: Path, copy: Path) -> None:
    empty = copy.parent / "empty"
    empty.mkdir()
    for folder in (empty, copy):
        save_again(folder, saved)
        assert load_grader(folder).name.startswith("again@")
    assert sorted(path.name for path in copy.parent.iterdir()) == ["copy", "empty"]


def test_the_old_grader_comes_back_where_the_new_one_cannot_be_put(
    saved: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced = Path.replace

    def fail_on_the_new(path: Path, target: Path) -> Path:
        if target == copy and not path.name.endswith("-old"):
            raise OSError("in use")
        return replaced(path, target)

    monkeypatch.setattr(Path, "replace", fail_on_the_new)
    with pytest.raises(OSError, match="in use"):
        save_again(copy, saved)
    assert load_grader(copy).name == load_grader(saved).name
    assert [path.name for path in copy.parent.iterdir()] == ["copy"]


class Chat:
    """A scorer that stands on no encoder of ours."""

    name = "chat"

    def __init__(self, prompt: str) -> None:
        self.prompt = prompt

    def judge(self, tasks: Sequence[Task]) -> list[Judgement]:
        return [Judgement(unscored=self.prompt) for _ in tasks]

    def save(self, folder: Path) -> list[str]:
        (folder / "prompt.txt").write_text(self.prompt, "utf-8")
        return ["prompt.txt"]

    @classmethod
    def load(cls, folder: Path) -> Chat:
        return cls((folder / "prompt.txt").read_text("utf-8"))


def test_a_scorer_without_the_encoder_is_saved_and_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_encoder() -> None:
        raise AssertionError("the encoder was loaded for a grader that does not stand on it")

    monkeypatch.setattr(artefact, "embedded_encoder", no_encoder)
    monkeypatch.setattr(registry, "family", {"chat": Chat}.__getitem__)
    folder = tmp_path / "chat"
    save_grader(Chat("Be kind."), Calibration(), Provenance("Chat"), folder, "chat")
    assert json.loads((folder / "grader.json").read_text("utf-8"))["encoder"] == {}
    assert "encoder" not in (folder / "README.md").read_text("utf-8")
    loaded = load_grader(folder).scorer
    assert isinstance(loaded, Chat)
    assert loaded.prompt == "Be kind."


def test_an_unknown_name_says_which_there_are(tmp_path: Path) -> None:
    with pytest.raises(UnknownGraderError, match=r"there is no grader 'nobody': give one of probe, similarity"):
        load_grader("nobody")
    with pytest.raises(UnknownGraderError, match=r"grader\.json"):
        load_grader(tmp_path)


def test_what_ships() -> None:
    assert DEFAULT in shipped_graders()
    for name in shipped_graders():
        calibrated = load_grader(name).calibration.languages
        assert set(calibrated) == {"en", "hu"}
        assert all(platt.totals > 200 for platt in calibrated.values())


# --- what it was fitted on -------------------------------------------------------------------------------------------


def save_with_seen(saved: Path, folder: Path, seen: Seen | None) -> None:
    loaded = load_grader(saved)
    assert isinstance(loaded.scorer, ProbeScorer)
    save_grader(loaded.scorer, loaded.calibration, Provenance("Mine"), folder, "mine", seen)


def test_a_saved_grader_knows_what_it_was_fitted_on(saved: Path, tmp_path: Path) -> None:
    seen = Seen.of(Gradebook.of([QUESTION], [Answer(ANSWER, QUESTION.id), Answer(" ", QUESTION.id)]))
    save_with_seen(saved, tmp_path / "mine", seen)
    assert load_grader(tmp_path / "mine").seen == seen
    assert "seen.npz" in json.loads((tmp_path / "mine" / "grader.json").read_text("utf-8"))["files"]


@pytest.mark.parametrize("seen", [None, Seen(), Seen(frozenset(), frozenset({2**64 - 1}))])
def test_what_is_not_known_is_not_taken_for_nothing(saved: Path, tmp_path: Path, seen: Seen | None) -> None:
    save_with_seen(saved, tmp_path / "mine", seen)
    assert load_grader(tmp_path / "mine").seen == seen


def test_what_was_seen_cannot_be_altered_or_taken_away(saved: Path, tmp_path: Path) -> None:
    save_with_seen(saved, tmp_path / "mine", Seen(frozenset({1}), frozenset({2})))
    other = tmp_path / "other"
    save_with_seen(saved, other, Seen(frozenset({1, 5}), frozenset({2})))
    shutil.copy(other / "seen.npz", tmp_path / "mine" / "seen.npz")
    with pytest.raises(DamagedFileError, match=r"seen\.npz"):
        load_grader(tmp_path / "mine")
    (other / "seen.npz").unlink()
    with pytest.raises(DamagedFileError, match=r"seen\.npz"):
        load_grader(other)


def test_an_older_grader_with_what_it_had_seen_is_replaced(saved: Path, tmp_path: Path) -> None:
    save_with_seen(saved, tmp_path / "mine", Seen(frozenset({1}), frozenset({2})))
    save_with_seen(saved, tmp_path / "mine", None)
    assert not (tmp_path / "mine" / "seen.npz").exists()


@pytest.mark.parametrize("name", ["probe", "similarity"])
def test_what_ships_knows_the_starter_set(name: str) -> None:
    seen = load_grader(name).seen
    assert seen is not None
    assert all(seen.holds(question, answer) for question, answer in read("starter").pairs() if answer.text.strip())
    assert not seen.holds_question(QUESTION)


def test_the_family_of_a_grader_is_told_without_loading_it(copy: Path, tmp_path: Path) -> None:
    assert (family_of("probe"), family_of("similarity")) == ("probe", "similarity")
    (copy / "head.npz").unlink()
    assert family_of(copy) == family_of(str(copy)) == "probe"
    with pytest.raises(UnknownGraderError, match="there is no grader 'nobody'"):
        family_of("nobody")
    (tmp_path / "grader.json").write_text("{", "utf-8")
    with pytest.raises(DamagedFileError, match="not readable as JSON"):
        family_of(tmp_path)


def test_a_card_tells_where_a_tuned_grader_comes_from(tmp_path: Path) -> None:
    facts = Provenance(
        "Tuned",
        base="FacebookAI/xlm-roberta-base",
        base_revision="abc123",
        base_licence="MIT",
        languages=("en", "hu"),
        intended_use="A first draft of scores.",
    )
    save_grader(Chat("Be kind."), Calibration(), facts, tmp_path / "chat", "chat")
    card = (tmp_path / "chat" / "README.md").read_text("utf-8")
    assert "- Base: FacebookAI/xlm-roberta-base at revision abc123, licence: MIT\n- Languages: en, hu\n" in card
    assert "## What it is for\n\nA first draft of scores.\n" in card
    head = yaml.safe_load(card.split("---")[1])
    assert (head["base_model"], head["language"]) == ("FacebookAI/xlm-roberta-base", ["en", "hu"])


def test_a_manifest_with_fewer_fields_than_today_still_fits_its_seal(saved: Path, copy: Path) -> None:
    """Graders that were saved before a field came up keep their seal."""
    path = copy / "grader.json"
    facts = json.loads(path.read_text("utf-8"))
    del facts["provenance"]["intended_use"]
    path.write_text(json.dumps({**facts, "sha256": seal_of(facts)}), "utf-8")
    assert load_grader(copy).grade(QUESTION, "it is").score == load_grader(saved).grade(QUESTION, "it is").score
