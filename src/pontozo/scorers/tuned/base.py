"""A transformer behind the scorer protocol: what all tuned families do alike."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch

from pontozo.scorers.tuned.batches import Ids, by_length
from pontozo.scorers.tuned.items import Item
from pontozo.scorers.tuned.judging import Array, ItemScorer
from pontozo.scorers.tuned.loading import most_tokens
from pontozo.scorers.tuned.settings import Settings
from pontozo.scorers.tuned.tokens import PlainTokens


class TunedScorer(ItemScorer):
    """A model with its tokenizer and settings.

    A family says how an item becomes token ids (`ids`) and what the model makes of a batch of them
    (`log_probabilities`); judging, training and saving are the same for all.
    """

    def __init__(self, model: Any, tokenizer: Any, settings: Settings) -> None:
        """`model` is of transformers, or such a one with an adapter; `tokenizer` is its own."""
        super().__init__(settings)
        self.model = model
        self.tokenizer = tokenizer
        self.tokens = PlainTokens.of(tokenizer)
        most = most_tokens(model.config)
        #: How many tokens are read at once: what the settings allow, as far as the model reads so many.
        self.reads = settings.max_tokens if most is None else min(settings.max_tokens, most)

    @abstractmethod
    def log_probabilities(self, items: Sequence[Item], rows: Sequence[Ids]) -> torch.Tensor:
        """Array (items, most choices) of logarithms of probabilities; −inf where an item has fewer choices."""

    @abstractmethod
    def modules(self) -> torch.nn.Module:
        """All that is trained or moved to a device."""

    @abstractmethod
    def save(self, folder: Path) -> list[str]:
        """Write model, tokenizer and settings into `folder`; the names of the files written."""

    @property
    def device(self) -> torch.device:
        """Where the model is."""
        return next(self.modules().parameters()).device

    def placed(self) -> Self:
        """The scorer, its model on the GPU where there is one."""
        self.modules().to("cuda" if torch.cuda.is_available() else "cpu")
        return self

    def read(self, items: Sequence[Item], rows: Sequence[Ids]) -> list[Array]:
        found: list[Array] = [np.empty(0)] * len(items)
        self.modules().eval()
        with torch.inference_mode():
            for places in by_length(rows):
                batch = [items[place] for place in places]
                logs = self.log_probabilities(batch, [rows[place] for place in places])
                for place, item, row in zip(places, batch, logs.double().cpu().numpy(), strict=True):
                    probabilities = np.exp(row[: len(item.choices)])
                    found[place] = probabilities / probabilities.sum()
        return found
