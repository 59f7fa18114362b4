"""Token ids in padded batches: as long as their longest, of about equal length, of a budget of tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import torch

#: So many tokens, padding included, go through a model at once when it grades.
TOKENS_PER_BATCH = 4096


@dataclass(frozen=True)
class Ids:
    """An item as token ids: which segment each belongs to (where the family tells them apart), whether it was cut."""

    tokens: list[int]
    segments: list[int] | None = None
    is_shortened: bool = False


@dataclass(frozen=True)
class Padded:
    """A batch (n, longest): ids, a mask that is 1 for those that are there, and the segments where there are any."""

    tokens: torch.Tensor
    mask: torch.Tensor
    segments: torch.Tensor | None

    def to(self, device: torch.device | str) -> Padded:
        """The same on a device."""
        segments = None if self.segments is None else self.segments.to(device)
        return Padded(self.tokens.to(device), self.mask.to(device), segments)


def padded(rows: Sequence[Ids], side: Literal["left", "right"] = "right", pad: int = 0) -> Padded:
    """The rows as one batch, padded on one side; what is padded is masked, so its id does not matter."""
    import torch  # here, since ids and lengths are told without it, where an exported grader grades

    longest = max(len(row.tokens) for row in rows)

    def filled(values: Sequence[int], filler: int) -> list[int]:
        rest = [filler] * (longest - len(values))
        return [*rest, *values] if side == "left" else [*values, *rest]

    segments = [row.segments for row in rows if row.segments is not None]
    return Padded(
        torch.tensor([filled(row.tokens, pad) for row in rows]),
        torch.tensor([filled([1] * len(row.tokens), 0) for row in rows]),
        torch.tensor([filled(each, 0) for each in segments]) if segments else None,
    )


def by_length(rows: Sequence[Ids], budget: int = TOKENS_PER_BATCH) -> Iterator[list[int]]:
    """Places of rows that go together, the shortest first: padded of at most `budget` tokens, but for a single row."""
    batch: list[int] = []
    for place in sorted(range(len(rows)), key=lambda place: len(rows[place].tokens)):
        if batch and (len(batch) + 1) * len(rows[place].tokens) > budget:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch
