"""The encoder family: what only it does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from pontozo.domain import Criterion, Question, Task, scale
from pontozo.scorers.encoder import EncoderScorer
from pontozo.scorers.tuned.batches import padded
from tests.scorers.tuned.helpers import SIMPLE, begin, item, probabilities

Checkpoint = Callable[[str], Path]


def encoder(checkpoint: Checkpoint, name: str, max_tokens: int = 512) -> EncoderScorer:
    scorer = begin(checkpoint(name), max_tokens=max_tokens)
    assert isinstance(scorer, EncoderScorer)
    return scorer


def test_question_and_criterion_stand_against_the_answer(checkpoint: Checkpoint) -> None:
    scorer = encoder(checkpoint, "bert")
    row = scorer.ids(item(SIMPLE, "the address"))
    assert "".join(scorer.tokenizer.decode(row.tokens).split()) == (
        "[CLS]whatisapointer?itholdstheaddressofavariable[SEP]theaddress[SEP]"
    )
    assert row.segments is not None
    assert sum(row.segments) == 3


def test_words_of_two_texts_do_not_run_into_one(checkpoint: Checkpoint) -> None:
    scorer = encoder(checkpoint, "roberta")
    question = Question("Name it", [Criterion("holds it")])
    assert "Name it holds it</s></s>so</s>" in scorer.tokenizer.decode(scorer.ids(item(question, "so")).tokens)


def test_a_scale_may_be_finer_than_any_prompt_holds(checkpoint: Checkpoint) -> None:
    question = Question("How well?", [Criterion("it is clear", 100, scale(100))])
    (judgement,) = encoder(checkpoint, "minilm").judge([Task(question, "an answer")])
    assert len(judgement.verdicts[0].distribution) == 101


@pytest.mark.parametrize("name", ["bert", "deberta-v3", "modernbert", "xlm-roberta"])
def test_what_is_padded_is_not_read(checkpoint: Checkpoint, name: str) -> None:
    scorer = encoder(checkpoint, name)
    own = item(SIMPLE, "the address of a variable")
    row, longer = scorer.ids(own), scorer.ids(item(SIMPLE, "null " * 40))
    alone = scorer.log_probabilities([own], [row])
    beside = scorer.log_probabilities([own, own], [row, longer])[:1]
    assert padded([row, longer]).mask[0].sum() == len(row.tokens)
    assert torch.allclose(alone.exp(), beside.exp(), atol=1e-5)


def test_all_that_is_trained_is_what_the_scorer_holds_now(checkpoint: Checkpoint) -> None:
    scorer = encoder(checkpoint, "bert")
    model = torch.nn.Linear(1, 1)
    scorer.model = model
    assert set(scorer.modules().parameters()) == {*model.parameters(), *scorer.head.parameters()}


def test_the_head_is_saved_and_comes_back(checkpoint: Checkpoint, tmp_path: Path) -> None:
    scorer = encoder(checkpoint, "bert", max_tokens=100)
    with torch.no_grad():
        scorer.head.first.add_(1.5)
    files = scorer.save(tmp_path)
    assert set(files) == {path.name for path in tmp_path.iterdir()}
    again = EncoderScorer.load(tmp_path)
    assert again.settings == scorer.settings
    tasks = [Task(SIMPLE, "the address")]
    assert probabilities(again.judge(tasks)) == probabilities(scorer.judge(tasks))
    assert probabilities(again.judge(tasks)) != probabilities(encoder(checkpoint, "bert").judge(tasks))
