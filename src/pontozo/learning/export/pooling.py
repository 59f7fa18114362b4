"""What of an encoder grader's head stands in the graph: the mean of the states, and the linear layer on it."""

from __future__ import annotations

import torch


class Pooled(torch.nn.Module):
    """Location and tendency to contradict (n, 2), of states (n, length, width) and a mask (n, length)."""

    def __init__(self, project: torch.nn.Module) -> None:
        super().__init__()
        self.project = project

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        weights = mask[:, :, None].to(states.dtype)
        found: torch.Tensor = self.project((states * weights).sum(dim=1) / weights.sum(dim=1))
        return found
