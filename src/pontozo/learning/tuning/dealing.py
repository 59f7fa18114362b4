"""The order in which examples are learnt from, and which go together: the same for the same seed, in every process."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pontozo.learning.tuning.examples import Example
from pontozo.scorers.tuned.base import TunedScorer
from pontozo.scorers.tuned.batches import Ids

#: So many batches' worth of examples are thrown together before those of equal length are put side by side.
_THROWN = 12


@dataclass(frozen=True)
class Read:
    """An example with its items as token ids."""

    example: Example
    rows: tuple[Ids, ...]

    @property
    def size(self) -> int:
        """How many items it has."""
        return len(self.rows)

    @property
    def longest(self) -> int:
        """The tokens of its longest item."""
        return max(len(row.tokens) for row in self.rows)


def read_by(scorer: TunedScorer, examples: Sequence[Example]) -> list[Read]:
    """The examples as the scorer's tokens. Raises UserError for a guide that it cannot hold."""
    return [Read(each, tuple(scorer.ids(item) for item in each.items)) for each in examples]


def shortened_in(read: Sequence[Read]) -> int:
    """How many answers did not fit whole: each once, whatever is judged of it, and those that are alike as one."""
    shortened = (
        (item.question.revision, item.answer)
        for each in read
        for item, row in zip(each.example.items, each.rows, strict=True)
        if row.is_shortened
    )
    return len(set(shortened))


def batches(read: Sequence[Read], most: int, seed: int, epoch: int) -> list[list[Read]]:
    """Every example once, in this epoch's order, in batches of at most `most` items, but for one larger by itself.

    The lot throws examples together by the hundred, and of these the ones of about equal length make a batch: what is
    padded to its longest is then little longer than what it holds.
    """
    lots = random.Random(f"{seed}/{epoch}")
    thrown = list(read)
    lots.shuffle(thrown)
    dealt = [
        batch
        for at in range(0, len(thrown), most * _THROWN)
        for batch in _packed(sorted(thrown[at : at + most * _THROWN], key=lambda each: each.longest), most)
    ]
    lots.shuffle(dealt)
    return dealt


def micro_batches(batch: Sequence[Read], most: int) -> Iterator[list[Read]]:
    """A batch in parts of at most `most` items (an example stays whole), those of about equal length together."""
    return _packed(sorted(batch, key=lambda each: each.longest), most)


def _packed(read: Sequence[Read], most: int) -> Iterator[list[Read]]:
    part: list[Read] = []
    for each in read:
        if part and sum(other.size for other in part) + each.size > most:
            yield part
            part = []
        part.append(each)
    if part:
        yield part
