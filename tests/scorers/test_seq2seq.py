"""The seq2seq family: what only it does."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from pontozo.domain import Task
from pontozo.errors import UserError
from pontozo.scorers.seq2seq import Seq2SeqScorer
from pontozo.scorers.tuned.items import Unit
from pontozo.scorers.tuned.settings import Settings
from tests.scorers.tuned.helpers import BEST, ELEVEN, SIMPLE, begin, item

Checkpoint = Callable[[str], Path]


@pytest.mark.parametrize("name", ["t5", "mt5"])
def test_the_first_token_that_is_written_decides(checkpoint: Checkpoint, name: str) -> None:
    scorer = begin(checkpoint(name))
    (judgement,) = scorer.judge([Task(SIMPLE, "the address")])
    text = "".join(scorer.tokenizer.decode(scorer.ids(item(SIMPLE, "the address")).tokens).split())
    assert text.endswith("Answer:theaddressChooseoneletter:</s>")
    inputs = torch.tensor([scorer.ids(item(SIMPLE, "the address")).tokens])
    with torch.no_grad():
        written = scorer.model(input_ids=inputs, decoder_input_ids=torch.tensor([[0]])).logits[0, -1]
    letters = [scorer.tokenizer.convert_tokens_to_ids(f"▁{letter}") for letter in "ABCD"]
    expected = written[letters].double().softmax(0).tolist()
    assert judgement.verdicts[0].distribution == pytest.approx(expected, abs=1e-6)


def test_a_tokenizer_that_splits_a_letter_does_for_fewer_outcomes(checkpoint: Checkpoint) -> None:
    folder = checkpoint("splitting")
    (judgement,) = begin(folder).judge([Task(SIMPLE, "the address")])
    assert judgement.fits(Task(SIMPLE, ""))
    told = "question 'q5': criterion '1' can come out in 11 ways"
    can = f"and {folder} can tell 4 apart: its tokenizer splits the letter 'E', or takes it for another; name another"
    with pytest.raises(UserError, match=f"^{re.escape(f'{told}, {can} checkpoint')}$"):
        begin(folder).judge([Task(ELEVEN, "the address")])
    with pytest.raises(
        UserError,
        match=r"^question 'q3': its guide can come out in \d+ ways, and .* can tell 4 apart.*; judge by criterion",
    ):
        begin(folder, Unit.GUIDE).judge([Task(BEST, "the address")])


def test_a_prompt_of_another_version_is_told(checkpoint: Checkpoint) -> None:
    with pytest.raises(
        UserError, match=r"^there is no prompt 'criterion-9' in this version of Pontozó, only criterion-1, "
    ):
        Seq2SeqScorer.begin(Settings(str(checkpoint("t5")), prompt="criterion-9"))
