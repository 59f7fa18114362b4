"""`seq2seq`: FLAN-T5 and mT5, by the first token that the decoder would write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import torch

from pontozo.scorers.tuned.batches import Ids, padded
from pontozo.scorers.tuned.loading import Kind
from pontozo.scorers.tuned.writing import WritingScorer


class Seq2SeqScorer(WritingScorer):
    """The encoder reads the prompt; the decoder is run for one step."""

    name: ClassVar[str] = "seq2seq"
    kind: ClassVar[Kind] = "seq2seq"
    # The label is the first that the decoder writes.
    places: ClassVar[tuple[tuple[str, str], ...]] = (("", "{}"),)

    def next_logits(self, rows: Sequence[Ids]) -> torch.Tensor:
        batch = padded(rows).to(self.device)
        start = batch.tokens.new_full((len(rows), 1), self.model.config.decoder_start_token_id)
        told = self.model(input_ids=batch.tokens, attention_mask=batch.mask, decoder_input_ids=start, use_cache=False)
        logits: torch.Tensor = told.logits[:, 0]
        return logits
