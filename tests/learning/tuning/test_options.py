"""The options of a run say themselves what cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from pontozo.errors import UserError
from pontozo.learning.tuning.options import TrainOptions


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"model": " "}, "--model names no checkpoint"),
        ({"method": "half"}, "--method must be one of full, lora, qlora, not 'half'"),
        ({"unit": "word"}, "--unit must be one of criterion, guide"),
        ({"precision": "fp8"}, "--precision must be one of auto, fp32, bf16, fp16"),
        ({"epochs": 0}, "--epochs must be 1 or more, not 0"),
        ({"batch": 0}, "--batch must be 1 or more"),
        ({"micro_batch": 0}, "--micro-batch must be 1 or more"),
        ({"micro_batch": 32}, "--micro-batch 32 is more than --batch 16"),
        ({"patience": -1}, "--patience must be 0 or more"),
        ({"length": 8}, "--length must be 16 or more, not 8"),
        ({"learning_rate": 0.0}, "--learning-rate must be more than 0"),
        ({"learning_rate": float("nan")}, "--learning-rate must be more than 0"),
        ({"held_out": 1.0}, "--held-out is a share, from 0 to below 1, not 1.0"),
        ({"warmup": -0.1}, "--warmup is a share"),
        ({"merge": True}, "--merge belongs to --method lora"),
        ({"targets": ("query",)}, "--targets belongs to --method lora"),
        ({"method": "qlora", "merge": True}, "--merge needs weights of full precision"),
    ],
)
def test_what_cannot_be_is_a_sentence_that_names_the_flag(given: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError) as error:
        TrainOptions(**{"model": "some/model", **given})
    assert str(error.value).startswith(said)
    assert "\n" not in str(error.value)


def test_an_adapter_learns_faster_than_all_weights_unless_told() -> None:
    for family in ("encoder", "seq2seq", "causal"):
        assert TrainOptions("m", method="lora").rate(family) > TrainOptions("m").rate(family)
        assert TrainOptions("m", method="lora", learning_rate=1e-6).rate(family) == 1e-6
