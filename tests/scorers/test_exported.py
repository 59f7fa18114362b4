"""The exported family: what the encoder says, without torch, and whatever stands beside an answer."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from pontozo.domain import STANDARD, Judgement, Task, scale
from pontozo.hashing import DamagedFileError
from pontozo.learning.export.grader import write_encoder
from pontozo.scorers.encoder import EncoderScorer
from pontozo.scorers.exported import ExportedScorer
from pontozo.scorers.tuned.head import OrdinalHead
from pontozo.scorers.tuned.items import Choice, Unit
from pontozo.scorers.tuned.ordinal import distribution
from tests.scorers.tuned.helpers import ANSWERS, QUESTIONS, SIMPLE, begin, item, probabilities
from tests.scorers.tuned.test_head import choices
from tests.strategies import outcomes
from tests.tiny_models import ENCODERS

#: How far an exported probability may lie from the encoder's. Measured on these tiny models of random weights, by
#: criterion and by guide: .038 at worst for RoBERTa, .031 for XLM-R, .009 for all others.
LARGEST = 0.05
#: An export takes seconds: these stand for all outside of the long checks.
QUICK = [("bert", Unit.CRITERION), ("roberta", Unit.GUIDE), ("xlm-roberta", Unit.CRITERION)]
TASKS = [Task(question, answer) for question, answer in product(QUESTIONS, ANSWERS)]
Both = Callable[..., tuple[EncoderScorer, ExportedScorer]]


@pytest.fixture(scope="session")
def both(checkpoint: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Both:
    """The encoder scorer on a tiny checkpoint, with a head that tells answers apart, and the same exported."""

    @cache
    def made(name: str, unit: Unit = Unit.CRITERION, most: int = 256) -> tuple[EncoderScorer, ExportedScorer]:
        scorer = begin(checkpoint(name), unit, most)
        assert isinstance(scorer, EncoderScorer)
        told_apart(scorer)
        folder = tmp_path_factory.mktemp(name)
        assert sorted(write_encoder(scorer, folder)) == sorted(path.name for path in folder.iterdir())
        return scorer, ExportedScorer.load(folder)

    return made


def told_apart(scorer: EncoderScorer) -> None:
    """Widen what the head sees until locations and tendencies spread by a half; thresholds lie unevenly."""
    heard: list[torch.Tensor] = []
    with scorer.head.project.register_forward_hook(lambda *told: heard.append(told[2])):
        scorer.judge([Task(SIMPLE, answer) for answer in ANSWERS])
    found = torch.cat(heard)
    with torch.no_grad():
        wider = 0.5 / found.std(dim=0)
        scorer.head.project.weight.mul_(wider[:, None])
        scorer.head.project.bias.copy_((scorer.head.project.bias - found.mean(dim=0)) * wider)
        scorer.head.steps.copy_(torch.linspace(-2, 1, 10))


def largest_differences(one: Sequence[Judgement], other: Sequence[Judgement]) -> list[float]:
    rows = zip(probabilities(one), probabilities(other), strict=True)
    return [max(abs(a - b) for a, b in zip(*pair, strict=True)) for pair in rows]


@pytest.mark.parametrize(
    ("name", "unit"),
    [*QUICK, *(pytest.param(*each, marks=pytest.mark.soak) for each in product(ENCODERS, Unit) if each not in QUICK)],
)
def test_it_says_nearly_what_the_encoder_says_of_the_very_same_tokens(both: Both, name: str, unit: Unit) -> None:
    encoder, exported = both(name, unit)
    for question, answer in product(QUESTIONS, ANSWERS):
        own = item(question, answer, unit)
        row, expected = exported.ids(own), encoder.ids(own)
        assert row.tokens == expected.tokens
        assert expected.segments is None or row.segments == expected.segments
        assert row.is_shortened == expected.is_shortened
    told, expected_told = exported.judge(TASKS), encoder.judge(TASKS)
    assert max(largest_differences(told, expected_told)) < LARGEST
    assert any(each.is_shortened for each in told)
    assert [each.is_shortened for each in told] == [each.is_shortened for each in expected_told]
    assert all(judgement.fits(task) for judgement, task in zip(told, TASKS, strict=True))
    # The answers do make a difference, or this would show nothing.
    of_first = probabilities(
        [judgement for judgement, task in zip(told, TASKS, strict=True) if task.question == SIMPLE]
    )
    assert max(max(column) - min(column) for column in zip(*of_first, strict=True)) > 4 * LARGEST


@pytest.mark.parametrize(("name", "unit"), [("bert", Unit.CRITERION), ("roberta", Unit.GUIDE)])
def test_alone_or_among_forty_others_it_is_the_same_to_the_last_digit(both: Both, name: str, unit: Unit) -> None:
    _, exported = both(name, unit)
    texts = [f"{word} {answer}" for word in ("null", "the address", "a", "b") for answer in ANSWERS[:5]]
    tasks = [Task(question, text) for question in (SIMPLE, QUESTIONS[1]) for text in texts] + [Task(SIMPLE, "null")]
    assert len(tasks) == 41
    assert exported.judge(tasks) == [exported.judge([task])[0] for task in tasks]
    assert exported.judge(tasks[::-1])[::-1] == exported.judge(tasks)


PROGRAM = """
import json, sys
for name in ("torch", "transformers", "peft", "accelerate", "safetensors", "onnx"):
    sys.modules[name] = None
from pathlib import Path
from pontozo.domain import Criterion, Question, Task
from pontozo.scorers.registry import load_scorer
question = Question("What is a pointer?", [Criterion("it holds the address of a variable", 2), Criterion("null")])
judged = load_scorer("exported", Path(sys.argv[1]), None).judge([Task(question, text) for text in sys.argv[2:]])
print(json.dumps([[verdict.distribution for verdict in each.verdicts] for each in judged]))
"""


def test_it_grades_where_torch_cannot_be_imported(both: Both, tmp_path: Path) -> None:
    _, exported = both("bert")
    exported.save(tmp_path)
    command = [sys.executable, "-W", "error", "-c", PROGRAM, str(tmp_path), *ANSWERS[:4]]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    from pontozo.domain import Criterion, Question

    question = Question("What is a pointer?", [Criterion("it holds the address of a variable", 2), Criterion("null")])
    judged = exported.judge([Task(question, text) for text in ANSWERS[:4]])
    assert told == [[list(verdict.distribution) for verdict in each.verdicts] for each in judged]


def _without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def _other(text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / "exported.json").write_text(text, "utf-8")

    return change


def _one_bit(folder: Path) -> None:
    path = folder / "model.onnx"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_one_bit, r"model\.onnx is damaged or was changed"),
        (_without("tokenizer.json"), r"tokenizer\.json is missing"),
        (
            _without("exported.json"),
            r"exported\.json: cannot be read as what an export writes; export the grader again",
        ),
        (_other("{"), r"exported\.json: cannot be read as what"),
        (_other('{"marks": [], "knots": "many"}'), r"exported\.json: cannot be read as what"),
        (_other('{"marks": [], "knots": [1, 2]}'), r"exported\.json: holds no 11 finite thresholds; export the"),
    ],
)
def test_what_was_damaged_is_refused(both: Both, tmp_path: Path, damage: Callable[[Path], None], said: str) -> None:
    _, exported = both("bert")
    folder = tmp_path / "copy"
    folder.mkdir()
    exported.save(folder)
    damage(folder)
    with pytest.raises(DamagedFileError, match=said):
        ExportedScorer.load(folder)


def test_saved_again_it_is_the_same(both: Both, tmp_path: Path) -> None:
    _, exported = both("bert")
    names = exported.save(tmp_path)
    assert sorted(names) == sorted(path.name for path in tmp_path.iterdir())
    again = Path(shutil.copytree(tmp_path, tmp_path / "elsewhere"))
    assert ExportedScorer.load(again).judge(TASKS[:4]) == exported.judge(TASKS[:4])


numbers = st.floats(-40, 40, width=32)


@given(
    st.one_of(outcomes().map(choices), st.sampled_from([choices(STANDARD), choices(scale(100))])),
    st.tuples(numbers, numbers),
    numbers,
    st.lists(st.floats(-20, 20, width=32), min_size=10, max_size=10),
)
@settings(max_examples=100)
def test_the_scale_is_the_one_that_torch_learns(
    own: tuple[Choice, ...], found: tuple[float, float], first: float, steps: list[float]
) -> None:
    head = OrdinalHead(2).double()
    with torch.no_grad():
        head.project.weight.copy_(torch.eye(2))
        head.project.bias.zero_()
        head.first.fill_(first)
        head.steps.copy_(torch.tensor(steps))
        (logs,) = head(torch.tensor([found], dtype=torch.float64), [own])
    expected = logs.exp().numpy()
    told = distribution(np.array(found), head.knots.detach().numpy(), own)
    # The head puts its numbers, of up to 60 here, in single floats.
    np.testing.assert_allclose(told, expected / expected.sum(), atol=2e-5, rtol=0)
    assert told.sum() == pytest.approx(1)
