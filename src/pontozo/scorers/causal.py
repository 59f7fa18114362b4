"""`causal`: GPT-2 and any decoder of the Llama, Qwen, Gemma kind, by the next token."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import torch

from pontozo.scorers.tuned.batches import Ids, padded
from pontozo.scorers.tuned.loading import Kind
from pontozo.scorers.tuned.writing import WritingScorer


class CausalScorer(WritingScorer):
    """The prompt, then one token. Padded on the left, so that the last place is the last of every row."""

    name: ClassVar[str] = "causal"
    kind: ClassVar[Kind] = "causal"
    # " A" where a blank belongs to the token, as in GPT-2's; else "A" by itself.
    places: ClassVar[tuple[tuple[str, str], ...]] = ((":", " {}"), (":", "{}"))

    def next_logits(self, rows: Sequence[Ids]) -> torch.Tensor:
        # No padding token is needed: what is padded is masked, and positions are counted without it.
        batch = padded(rows, side="left").to(self.device)
        positions = (batch.mask.cumsum(dim=1) - 1).clamp(min=0)
        told = self.model(
            input_ids=batch.tokens,
            attention_mask=batch.mask,
            position_ids=positions,
            logits_to_keep=1,
            use_cache=False,
        )
        logits: torch.Tensor = told.logits[:, -1]
        return logits
