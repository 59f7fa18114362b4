"""Runs from rated answers to a saved grader: they learn, measure, keep the best."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import isnan
from pathlib import Path
from typing import Any

import pytest
import torch

from pontozo.artefact import NotAGraderError, load_grader
from pontozo.errors import UserError
from pontozo.evaluation.agreement import Agreement, agreement
from pontozo.evaluation.cases import cases_of
from pontozo.gradebook import Gradebook
from pontozo.grader import Grader
from pontozo.learning.tuning.examples import parted
from pontozo.learning.tuning.finishing import Facts, Tuned
from pontozo.learning.tuning.history import HeldOut, Record
from pontozo.learning.tuning.listening import Listener
from pontozo.learning.tuning.options import TrainOptions
from pontozo.learning.tuning.planned import Planned
from pontozo.learning.tuning.running import tune
from pontozo.scorers.tuned.loading import NoModelError
from tests.learning.tuning.conftest import Checkpoint
from tests.learning.tuning.rated import book
from tests.learning.tuning.test_going_on import weights

#: With these a tiny model of the family learns by heart.
HEART: dict[str, dict[str, Any]] = {
    "bert": {"epochs": 8, "learning_rate": 5e-3, "batch": 8},
    "t5": {"epochs": 10, "learning_rate": 5e-3, "batch": 4},
    "gpt2": {"epochs": 8, "learning_rate": 5e-3, "batch": 8},
}


def agreed(folder: Path, gradebook: Gradebook) -> Agreement:
    """How the grader saved in `folder` agrees with the ratings."""
    grades = load_grader(folder).grade_many(gradebook)
    return agreement(cases_of((*pair, grade) for pair, grade in zip(gradebook.pairs(), grades, strict=True)).cases)


@dataclass
class Heard(Listener):
    """What a run told."""

    plan: Planned | None = None
    facts: Facts | None = None
    losses: tuple[float, ...] = ()
    finished_with: Tuned | None = None

    def planned(self, plan: Planned, facts: Facts) -> None:
        self.plan, self.facts = plan, facts

    def stepped(self, step: int, steps: int, loss: float) -> None:
        assert step == len(self.losses) + 1 <= steps
        self.losses += (loss,)

    def finished(self, tuned: Tuned) -> None:
        self.finished_with = tuned


#: Pairs of an answer and a criterion, 32 of them.
PAIRS = book(answers=16, criteria=1, times=3)


@pytest.fixture(scope="module")
def by_heart(checkpoint: Checkpoint, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The grader that a tiny model of this name came to on these pairs, tuned once."""
    folder = tmp_path_factory.mktemp("by heart")

    def tuned(name: str) -> Path:
        if not (folder / name).exists():
            heard = Heard()
            options = TrainOptions(str(checkpoint(name, dropout=False)), held_out=0, **HEART[name])
            tune(PAIRS, options, folder / name, listener=heard)
            assert heard.facts is not None
            assert heard.facts.items == 32
        return folder / name

    return tuned


@pytest.mark.parametrize("name", HEART)
def test_it_learns_32_pairs_by_heart(by_heart: Callable[[str], Path], name: str) -> None:
    assert agreed(by_heart(name), PAIRS).criterion_accuracy >= 0.95


_GRADED = """
import json, sys
from pontozo.artefact import load_grader
from tests.learning.tuning.test_running import PAIRS, told_by
print(json.dumps([told_by(load_grader(folder)) for folder in sys.argv[1:]]))
"""


def told_by(grader: Grader) -> list[tuple[float | None, list[float]]]:
    """Of each pair the score, and how likely it is that the criterion is met."""
    return [(grade.score, [each.probability for each in grade.findings]) for grade in grader.grade_many(PAIRS)]


def test_another_process_grades_the_same(by_heart: Callable[[str], Path]) -> None:
    folders = [by_heart(name) for name in HEART]
    ran = subprocess.run(
        [sys.executable, "-c", _GRADED, *map(str, folders)], capture_output=True, text=True, check=True
    )
    for folder, there in zip(folders, json.loads(ran.stdout), strict=True):
        for (score, found), (other, expected) in zip(there, told_by(load_grader(folder)), strict=True):
            assert score == other
            assert found == pytest.approx(expected, abs=1e-6)


def test_several_criteria_are_learnt_from_totals_alone(checkpoint: Checkpoint, tmp_path: Path) -> None:
    """The outcomes are hidden while it learns, and told when it is measured."""
    options = TrainOptions(str(checkpoint("bert", dropout=False)), held_out=0, epochs=14, learning_rate=5e-3, batch=8)
    tune(book(by="totals"), options, tmp_path / "grader")
    found = agreed(tmp_path / "grader", book(by="outcomes"))
    assert found.exact >= 0.95
    assert found.criterion_accuracy >= 0.95


def test_the_whole_guide_is_learnt_at_once(checkpoint: Checkpoint, tmp_path: Path) -> None:
    options = TrainOptions(
        str(checkpoint("gpt2", dropout=False)), unit="guide", held_out=0, epochs=10, learning_rate=5e-3, batch=8
    )
    tune(book(by="totals", times=3), options, tmp_path / "grader")
    assert agreed(tmp_path / "grader", book(by="totals", times=3)).exact >= 0.95


@pytest.mark.parametrize("merge", [False, True])
def test_lora_learns_and_is_saved_alone_or_merged(checkpoint: Checkpoint, tmp_path: Path, merge: bool) -> None:
    rated = book(answers=16, criteria=1, times=5)
    options = TrainOptions(
        str(checkpoint("gpt2", dropout=False)), method="lora", rank=4, dropout=0.0, merge=merge, held_out=0,
        epochs=8, learning_rate=1e-2, batch=8,
    )  # fmt: skip
    tune(rated, options, tmp_path / "grader")
    names = {path.name for path in (tmp_path / "grader").iterdir()}
    assert ("adapter_model.safetensors" in names) is not merge
    assert ("model.safetensors" in names) is merge
    assert agreed(tmp_path / "grader", rated).criterion_accuracy >= 0.9


def test_an_adapter_finds_its_base_from_anywhere_and_without_it_is_a_sentence(
    checkpoint: Checkpoint, tmp_path: Path
) -> None:
    base, link = tmp_path / "base", tmp_path / "link"
    shutil.copytree(checkpoint("bert"), base)
    link.symlink_to(base)
    tune(book(answers=2), TrainOptions(str(link), method="lora", epochs=1, held_out=0), tmp_path / "grader")
    settings = json.loads((tmp_path / "grader" / "settings.json").read_text())
    assert settings["model"] == str(base.resolve())
    load_grader(tmp_path / "grader")
    shutil.rmtree(base)
    with pytest.raises(NoModelError, match="this grader is an adapter of another model, and there is no checkpoint"):
        load_grader(tmp_path / "grader")


def test_the_best_measurement_is_what_is_saved(checkpoint: Checkpoint, tmp_path: Path) -> None:
    """The answers held out are rated the other way round than the rest, so that learning makes it worse."""
    rated = book(questions=5, answers=4, wrongly=0)
    options = TrainOptions(
        str(checkpoint("bert", dropout=False)), epochs=12, patience=2, every=1, learning_rate=5e-3, batch=8
    )
    learnt, _ = parted(rated, options.held_out, options.seed)
    (turned,) = set(rated.questions) - set(learnt.questions)
    wrong = book(questions=5, answers=4, wrongly=5)
    answers = tuple(
        other if one.question == turned else one for one, other in zip(rated.answers, wrong.answers, strict=True)
    )
    tuned = tune(Gradebook(rated.questions, answers), options, tmp_path / "grader")
    best = [record for record in tuned.history if record.is_best]
    assert tuned.held_out.rank == pytest.approx(best[-1].held_out.rank)
    assert best[-1].held_out.rank == max(record.held_out.rank for record in tuned.history)
    # Measured after each step, it stopped after two without a better one.
    assert tuned.history[-1].step == best[-1].step + 2


def test_what_it_is_and_how_it_measured_stands_in_the_folder(checkpoint: Checkpoint, tmp_path: Path) -> None:
    rated = book(questions=6, answers=8)
    options = TrainOptions(str(checkpoint("bert")), epochs=2, learning_rate=3e-3, batch=8, seed=3)
    heard = Heard()
    tuned = tune(rated, options, tmp_path / "grader", source="my class", listener=heard)
    assert heard.finished_with is tuned
    card = (tmp_path / "grader" / "README.md").read_text("utf-8")
    assert "40 answers to 5 questions of my class (40 en)" in card
    assert "8 answers to 1 question were held out" in card
    assert "(seed 3)" in card
    assert f"QWK {tuned.held_out.qwk:.3f}" in card
    lines = [json.loads(line) for line in (tmp_path / "grader" / "history.jsonl").read_text().splitlines()]
    assert [line["epoch"] for line in lines] == [1, 2]
    assert all(line["memory"] > 10**6 and line["loss"] > 0 and line["held_out"]["answers"] == 8 for line in lines)
    assert "<svg" in (tmp_path / "grader" / "history.svg").read_text()
    grader = load_grader(tmp_path / "grader")
    assert grader.calibration.languages["en"].totals == 8
    assert grader.seen is not None
    assert all(grader.seen.holds(*pair) for pair in rated.pairs())
    assert not (tmp_path / "grader.run").exists()
    assert not isnan(tuned.mean.exact)


def test_the_same_seed_is_the_same_grader(checkpoint: Checkpoint, tmp_path: Path) -> None:
    saved = []
    for place, seed in enumerate((1, 1, 2)):
        options = TrainOptions(str(checkpoint("bert")), epochs=1, held_out=0, seed=seed)
        tune(book(answers=4), options, tmp_path / str(place))
        saved.append((tmp_path / str(place) / "model.safetensors").read_bytes())
    assert saved[0] == saved[1] != saved[2]


def test_gradient_checkpointing_and_smaller_parts_change_nothing_but_rounding(
    checkpoint: Checkpoint, tmp_path: Path
) -> None:
    losses = []
    changes: list[dict[str, Any]] = [{}, {"checkpointing": True}, {"micro_batch": 2}]
    for place, given in enumerate(changes):
        heard = Heard()
        options = TrainOptions(str(checkpoint("t5", dropout=False)), epochs=1, batch=8, held_out=0, **given)
        tune(book(answers=4), options, tmp_path / str(place), listener=heard)
        losses.append(heard.losses)
    assert losses[1] == pytest.approx(losses[0], abs=1e-4)
    assert losses[2] == pytest.approx(losses[0], abs=1e-4)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("bert", {}),
        ("bert", {"method": "lora", "checkpointing": True}),
        ("t5", {"method": "lora", "checkpointing": True}),
        ("gpt2", {"method": "lora", "checkpointing": True}),
    ],
)
def test_half_precision_learns_too(checkpoint: Checkpoint, tmp_path: Path, name: str, given: dict[str, Any]) -> None:
    """What is trained is kept in 32 bits, what is not, in 16."""
    heard = Heard()
    options = TrainOptions(
        str(checkpoint(name, dropout=False)), epochs=8, learning_rate=5e-3, batch=8, held_out=0, precision="bf16",
        **given,
    )  # fmt: skip
    tune(book(answers=8, criteria=1, times=5), options, tmp_path / "grader", listener=heard)
    assert sum(heard.losses[-4:]) < 0.9 * sum(heard.losses[:4])
    assert {each.dtype for each in weights(tmp_path / "grader").values()} == {torch.float32}


def test_what_does_not_fit_stops_before_anything_is_loaded(checkpoint: Checkpoint, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"training .* would take .* and there are 1.00 MB"):
        tune(book(), TrainOptions(str(checkpoint("bert"))), tmp_path / "grader", memory=1_000_000)
    assert not list(tmp_path.iterdir())


def test_as_many_go_through_at_once_as_the_plan_allows(checkpoint: Checkpoint, tmp_path: Path) -> None:
    heard, again = Heard(), Heard()
    options = TrainOptions(str(checkpoint("t5")), epochs=1, held_out=0, batch=16)
    tune(book(answers=8), options, tmp_path / "one", listener=heard)
    assert heard.plan is not None
    assert heard.plan.plan is not None
    assert heard.plan.micro_batch == 16
    tune(book(answers=8), options, tmp_path / "two", listener=again, memory=heard.plan.plan.peak - 1)
    assert again.plan is not None
    assert again.plan.micro_batch == 8
    assert len(again.losses) == len(heard.losses)


def test_what_stands_in_the_way_is_told_before_the_work(checkpoint: Checkpoint, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine")
    with pytest.raises(NotAGraderError, match=r"thesis\.txt"):
        tune(book(), TrainOptions(str(checkpoint("bert"))), tmp_path / "mine")
    with pytest.raises(NoModelError, match="there is no checkpoint 'no-such/model'"):
        tune(book(), TrainOptions("no-such/model"), tmp_path / "grader")
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_loss_that_is_no_number_is_a_sentence(checkpoint: Checkpoint, tmp_path: Path) -> None:
    options = TrainOptions(str(checkpoint("bert")), epochs=3, learning_rate=1e30, held_out=0)
    with pytest.raises(UserError, match="the loss is no number any more; take a lower --learning-rate than 1e\\+30"):
        tune(book(), options, tmp_path / "grader")
    # There is nothing to go on with, and nothing in the way of another try.
    assert not list(tmp_path.iterdir())


class Stops(Heard):
    """Presses Ctrl-C in the first step, and hears that it was heard."""

    asked = 0

    def stepped(self, step: int, steps: int, loss: float) -> None:
        super().stepped(step, steps, loss)
        signal.raise_signal(signal.SIGINT)
        assert self.asked == 1

    def asked_to_stop(self) -> None:
        self.asked += 1


def card(folder: Path) -> str:
    return (folder / "README.md").read_text("utf-8")


def test_the_card_of_a_grader_that_was_stopped_says_so(checkpoint: Checkpoint, tmp_path: Path) -> None:
    options = TrainOptions(str(checkpoint("bert")), epochs=2, batch=8)
    heard = Stops()
    with pytest.raises(KeyboardInterrupt):
        tune(book(questions=5, answers=4), options, tmp_path / "grader", listener=heard)
    assert heard.asked == len(heard.losses) == 1
    told = card(tmp_path / "grader")
    assert "The run was stopped after step 1 of 8, before its end." in told
    # Nothing was measured on the way, so nothing was chosen.
    assert "chose the best" not in told
    assert "were held out to measure and to calibrate on" in told
    tune(book(questions=5, answers=4), options, tmp_path / "grader", resume=True)
    told = card(tmp_path / "grader")
    assert "was stopped" not in told
    assert "The answers held out also chose the best of the measurements" in told
    assert "were held out to measure, to choose and to calibrate on" in told


def test_the_card_says_what_figures_on_few_answers_are_worth(checkpoint: Checkpoint, tmp_path: Path) -> None:
    """At such a learning rate nothing is learnt."""
    options = TrainOptions(str(checkpoint("bert")), epochs=1, learning_rate=1e-9)
    tuned = tune(book(questions=5, answers=4), options, tmp_path / "grader")
    few, useless = tuned.doubts
    told = card(tmp_path / "grader")
    assert few.startswith("Only 4 answers held out could be compared")
    assert useless.startswith("On the answers held out it is no better than the mean score")
    assert f"{few} {useless} " in told
    assert "-0.000" not in told


def test_answers_that_are_shortened_are_counted_not_their_criteria(checkpoint: Checkpoint, tmp_path: Path) -> None:
    rated = book(questions=1, answers=4, times=1)
    long = replace(rated, answers=[*rated.answers, *list(book(questions=1, answers=2, times=40).answers)])
    heard = Heard()
    options = TrainOptions(str(checkpoint("bert")), epochs=1, held_out=0, length=64)
    tune(long, options, tmp_path / "grader", listener=heard)
    assert heard.facts is not None
    assert (heard.facts.items, heard.facts.shortened) == (12, 2)
    assert "Shortened, being longer than it reads at once: 2 answers of its own." in card(tmp_path / "grader")


def test_the_licence_of_the_base_is_read_from_the_card_beside_it(checkpoint: Checkpoint, tmp_path: Path) -> None:
    base = shutil.copytree(checkpoint("bert"), tmp_path / "base")
    (base / "README.md").write_text("---\nlicense: mit\n---\n")
    tune(book(answers=2), TrainOptions(str(base), epochs=1, held_out=0), tmp_path / "grader")
    assert "Licence: of the weights: mit; " in card(tmp_path / "grader")


def test_a_name_that_is_known_is_planned_before_it_is_looked_for(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"training google/flan-t5-large would take .* and there are 4\.00 GB"):
        tune(book(), TrainOptions("google/flan-t5-large"), tmp_path / "grader", memory=4 * 10**9)
    with pytest.raises(NoModelError, match="there is no checkpoint 'google/flan-t5-large'"):
        tune(book(), TrainOptions("google/flan-t5-large"), tmp_path / "grader", memory=10**12)


def test_wrong_targets_are_told_before_weights_are_loaded(checkpoint: Checkpoint, tmp_path: Path) -> None:
    base = shutil.copytree(checkpoint("bert"), tmp_path / "base", ignore=shutil.ignore_patterns("*.safetensors"))
    options = TrainOptions(str(base), method="lora", targets=("q_proj",))
    with pytest.raises(UserError, match=r"--targets: .* has no linear layer called q_proj; it has dense, key"):
        tune(book(), options, tmp_path / "grader")
    assert not (tmp_path / "grader.run").exists()


def test_no_legend_lies_over_the_lines() -> None:
    import matplotlib.figure

    from pontozo.learning.tuning import history

    records = [Record(step, 1, 0.5, 1e-3, HeldOut(9, 0, 0.5, 0.5, 0.5, 0.5), True, 1.0, 7) for step in (1, 2)]
    figure = matplotlib.figure.Figure(figsize=(8.5, 5.5), layout="constrained")
    history._draw(figure, records)
    figure.draw_without_rendering()
    for axes in figure.axes:
        legend = axes.get_legend()
        assert legend is not None
        assert legend.get_window_extent().x0 >= axes.get_window_extent().x1
        assert legend.get_window_extent().x1 <= figure.bbox.x1


def test_records_say_undefined_figures_as_null() -> None:
    from pontozo.learning.tuning.history import as_json, from_json

    record = Record(3, 1, 0.5, 1e-3, HeldOut(4, 0, exact=0.5, loss=0.25), is_best=True, seconds=1.5, memory=7)
    told = json.loads(json.dumps(as_json(record), allow_nan=False))
    assert told["held_out"]["qwk"] is None
    assert as_json(from_json(told)) == as_json(record)
