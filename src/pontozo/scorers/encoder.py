"""`encoder`: BERT, RoBERTa, XLM-R, huBERT, DeBERTa, ModernBERT, MiniLM under an ordinal head."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import torch
from torch import nn

from pontozo.scorers.tuned.base import TunedScorer
from pontozo.scorers.tuned.batches import Ids, Padded, padded
from pontozo.scorers.tuned.head import OrdinalHead
from pontozo.scorers.tuned.items import Item
from pontozo.scorers.tuned.loading import load_model, load_saved, load_tokenizer
from pontozo.scorers.tuned.pairs import PairTemplate, fitted_pair
from pontozo.scorers.tuned.saving import save_files, save_settings
from pontozo.scorers.tuned.settings import Settings

_HEAD = "head.safetensors"


class EncoderScorer(TunedScorer):
    """Question and criterion (or guide) against the answer; the mean of the last layer's vectors decides."""

    name: ClassVar[str] = "encoder"

    def __init__(self, model: Any, tokenizer: Any, settings: Settings, head: OrdinalHead | None = None) -> None:
        super().__init__(model, tokenizer, settings)
        self.head = head or OrdinalHead(model.config.hidden_size)
        self._template = PairTemplate.of(tokenizer, segments=getattr(model.config, "type_vocab_size", 0))

    def modules(self) -> nn.Module:
        return nn.ModuleList([self.model, self.head])

    def ids(self, item: Item) -> Ids:
        return self._template.joined(fitted_pair(item, self.tokens, self.reads - self._template.room))

    def log_probabilities(self, items: Sequence[Item], rows: Sequence[Ids]) -> torch.Tensor:
        batch = padded(rows).to(self.device)
        logs: torch.Tensor = self.head(self._pooled(batch), [item.choices for item in items])
        return logs

    def _pooled(self, batch: Padded) -> torch.Tensor:
        segments = {} if batch.segments is None else {"token_type_ids": batch.segments}
        states = self.model(input_ids=batch.tokens, attention_mask=batch.mask, **segments).last_hidden_state
        weights = batch.mask[:, :, None].float()
        pooled: torch.Tensor = (states.float() * weights).sum(dim=1) / weights.sum(dim=1)
        return pooled

    def save(self, folder: Path) -> list[str]:
        from safetensors.torch import save_file

        values = {name: value.detach().cpu().contiguous() for name, value in self.head.state_dict().items()}
        save_file(values, folder / _HEAD)
        return [*save_files(self.model, self.tokenizer, folder), _HEAD, save_settings(self.settings, folder)]

    @classmethod
    def begin(cls, settings: Settings, **options: Any) -> EncoderScorer:
        """A scorer on the checkpoint that `settings` name, its head new."""
        model = load_model("encoder", settings.model, settings.revision, **options)
        return cls(model, load_tokenizer(settings.model, settings.revision), settings)

    @classmethod
    def load(cls, folder: Path) -> EncoderScorer:
        """The scorer that was saved into `folder`."""
        from safetensors.torch import load_file

        settings = Settings.load(folder)
        model = load_saved("encoder", folder, settings)
        head = OrdinalHead(model.config.hidden_size)
        head.load_state_dict(load_file(folder / _HEAD))
        return cls(model, load_tokenizer(str(folder)), settings, head).placed()
