"""The causal family: what only it does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from pontozo.domain import Criterion, Question, Task, scale
from pontozo.errors import UserError
from pontozo.scorers.causal import CausalScorer
from tests.scorers.tuned.helpers import SIMPLE, begin, item

Checkpoint = Callable[[str], Path]


@pytest.mark.parametrize(("name", "blank"), [("gpt2", "Ġ"), ("qwen2", "Ġ"), ("llama", "▁"), ("gemma", "▁")])
def test_the_next_token_decides(checkpoint: Checkpoint, name: str, blank: str) -> None:
    scorer = begin(checkpoint(name))
    (judgement,) = scorer.judge([Task(SIMPLE, "the address")])
    row = scorer.ids(item(SIMPLE, "the address"))
    text = scorer.tokenizer.decode(row.tokens)
    assert " Answer: the address" in text
    assert text.endswith("\nChoose one letter:")
    with torch.no_grad():
        following = scorer.model(input_ids=torch.tensor([row.tokens])).logits[0, -1]
    letters = [scorer.tokenizer.convert_tokens_to_ids(f"{blank}{letter}") for letter in "ABCD"]
    assert judgement.verdicts[0].distribution == pytest.approx(
        following[letters].double().softmax(0).tolist(), abs=1e-6
    )


def test_no_padding_token_is_needed(checkpoint: Checkpoint) -> None:
    scorer = begin(checkpoint("gpt2"))
    assert scorer.tokenizer.pad_token is None
    judgements = scorer.judge([Task(SIMPLE, text) for text in ("null", "the address of a variable, which may be null")])
    assert all(judgement.fits(Task(SIMPLE, "x" * 99)) for judgement in judgements)


@pytest.mark.parametrize("name", ["llama", "gemma"])
def test_a_text_begins_as_the_tokenizer_begins_it(checkpoint: Checkpoint, name: str) -> None:
    scorer = begin(checkpoint(name))
    assert scorer.ids(item(SIMPLE, "x")).tokens[0] == scorer.tokenizer.bos_token_id


def gpt2_with(checkpoint: Checkpoint, **parts: Any) -> CausalScorer:
    """The scorer on a GPT-2 with a tokenizer of these parts; its model is not to be run."""
    from tokenizers import normalizers
    from transformers import GPT2Tokenizer

    scorer = begin(checkpoint("gpt2"))
    lower = parts.pop("lower", False)
    tokenizer = GPT2Tokenizer(**parts)
    if lower:
        tokenizer.backend_tokenizer.normalizer = normalizers.Lowercase()
    return CausalScorer(scorer.model, tokenizer, scorer.settings)


def alphabet() -> dict[str, int]:
    from tokenizers.pre_tokenizers import ByteLevel

    return {piece: place for place, piece in enumerate(["<|endoftext|>", *sorted(ByteLevel.alphabet())])}


def test_where_blanks_are_tokens_of_their_own_the_letter_alone_stands_for_its_outcome(checkpoint: Checkpoint) -> None:
    scorer = gpt2_with(checkpoint, vocab=alphabet(), merges=[])
    fine = Question("How well?", [Criterion("it is clear", 1, scale(51))])
    (judgement,) = scorer.judge([Task(fine, "x")])
    assert len(judgement.verdicts[0].distribution) == 52


def test_a_tokenizer_that_takes_two_letters_for_one_does_for_fewer_outcomes(checkpoint: Checkpoint) -> None:
    scorer = gpt2_with(checkpoint, vocab=alphabet(), merges=[], lower=True)
    assert scorer.judge([Task(Question("?", [Criterion("so", 1, scale(25))]), "x")])
    with pytest.raises(
        UserError, match=r"can tell 26 apart: its tokenizer splits the letter 'a', or takes it for another"
    ):
        scorer.judge([Task(Question("?", [Criterion("so", 1, scale(26))]), "x")])
