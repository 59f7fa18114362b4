"""An ordinal head that serves every scale, as torch learns it; the formula is `ordinal`'s."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn
from torch.nn.functional import logsigmoid, softplus

from pontozo.scorers.tuned.items import Choice
from pontozo.scorers.tuned.ordinal import KNOTS, Library, log_probabilities, table_of, thresholds

TORCH = Library(torch, logsigmoid, torch.Tensor.long)


class OrdinalHead(nn.Module):
    """From pooled vectors (n, width) to logarithms of probabilities (n, choices)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.project = nn.Linear(width, 2)
        # Even chances for standard outcomes at the start: nothing 1/3, something 1/3, all 1/3.
        self.first = nn.Parameter(torch.tensor(-0.7))
        self.steps = nn.Parameter(torch.full((KNOTS - 1,), -1.0))

    def forward(self, pooled: torch.Tensor, choices: Sequence[Sequence[Choice]]) -> torch.Tensor:
        """Logarithms of probabilities (n, most choices), −inf where an item has fewer choices."""
        found = self.project(pooled.to(self.project.weight.dtype)).float()
        table = table_of(choices, lambda rows: torch.tensor(rows, device=found.device))
        logs: torch.Tensor = log_probabilities(found, self.knots, table, TORCH)
        return logs

    @property
    def knots(self) -> torch.Tensor:
        """The values of t (11,) at credits 0, 0.1, …, 1, rising."""
        return torch.cat([self.first[None], self.first + softplus(self.steps).cumsum(0)])

    def thresholds(self, credits: torch.Tensor) -> torch.Tensor:
        """t at these credits (0 to below 1)."""
        found: torch.Tensor = thresholds(credits.to(self.knots), self.knots, TORCH)
        return found
