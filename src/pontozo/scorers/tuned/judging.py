"""Items to judgements: what every model that judges by items does alike, with torch or without."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from pontozo.domain import Judgement, Levels, Task, Verdict, decide
from pontozo.scorers.pointing import clause_for
from pontozo.scorers.tuned.batches import Ids
from pontozo.scorers.tuned.items import Item, items_of
from pontozo.scorers.tuned.settings import Settings

Array = NDArray[np.float64]


class ItemScorer(ABC):
    """A scorer that judges items.

    A family says how an item becomes token ids (`ids`) and what it makes of them (`read`).
    """

    #: The family's name, as in a saved grader's manifest.
    name: ClassVar[str]

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @abstractmethod
    def ids(self, item: Item) -> Ids:
        """The item as token ids, shortened where it is longer than the model reads.

        Raises UserError where the guide leaves a prompt no room, or where there are more choices than a model that
        writes can tell apart.
        """

    @abstractmethod
    def read(self, items: Sequence[Item], rows: Sequence[Ids]) -> list[Array]:
        """For each item, whose ids are in `rows`, the probabilities of its choices."""

    def judge(self, tasks: Sequence[Task]) -> list[Judgement]:
        """A judgement for each task: a verdict a criterion, or a distribution over the guide's totals."""
        items = [items_of(task, self.settings.unit) for task in tasks]
        flat = [item for own in items for item in own]
        rows = [self.ids(item) for item in flat]
        told = iter(zip(rows, self.read(flat, rows), strict=True))
        judged = []
        for own in items:
            read = [next(told) for _ in own]
            is_shortened = any(row.is_shortened for row, _ in read)
            judged.append(_judgement(own, [found for _, found in read], is_shortened=is_shortened))
        return judged

    def distributions(self, items: Sequence[Item]) -> list[Array]:
        """For each item the probabilities of its choices."""
        return self.read(items, [self.ids(item) for item in items])


def _judgement(items: Sequence[Item], distributions: Sequence[Array], *, is_shortened: bool) -> Judgement:
    if items[0].place is None:
        totals = [choice.total for choice in items[0].choices if choice.total is not None]
        whole = dict(zip(totals, distributions[0].tolist(), strict=True))
        return Judgement(whole=whole, is_shortened=is_shortened)
    return Judgement([_verdict(*each) for each in zip(items, distributions, strict=True)], is_shortened=is_shortened)


def _verdict(item: Item, distribution: Array) -> Verdict:
    criterion = item.criterion
    assert criterion is not None  # items of the whole guide become no verdict
    decided = decide(criterion.outcomes, distribution.tolist())
    if decided.credit == 0 and decided.name != "contradicted":
        return Verdict(distribution.tolist())
    wordings = (criterion.wordings[0],) if isinstance(criterion, Levels) else criterion.wordings
    wording, spans = clause_for(item.question, wordings, item.answer)
    return Verdict(distribution.tolist(), spans, wording)
