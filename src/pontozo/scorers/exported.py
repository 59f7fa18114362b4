"""`exported`: a tuned encoder as ONNX in whole numbers, which grades without torch.

It reads what the family `encoder` reads, shortened alike; the model gives two numbers an item, and the ordinal scale is
worked out from them item by item. What is judged beside an answer changes nothing, to the last digit.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from pontozo.engine import TokenPair, load_classifier
from pontozo.engine.manifest import CLASSIFIER, MODEL, TOKENIZER, WEIGHTS
from pontozo.hashing import DamagedFileError
from pontozo.scorers.tuned.batches import Ids
from pontozo.scorers.tuned.items import Item
from pontozo.scorers.tuned.judging import Array, ItemScorer
from pontozo.scorers.tuned.ordinal import KNOTS, distribution
from pontozo.scorers.tuned.pairs import fitted_pair
from pontozo.scorers.tuned.settings import FILE as SETTINGS
from pontozo.scorers.tuned.settings import Settings
from pontozo.scorers.tuned.tokens import PlainTokens

_PARTS = "exported.json"
#: What the engine reads; weights stand by themselves only where they are very large.
_OF_MODEL = (MODEL, WEIGHTS, TOKENIZER, CLASSIFIER)


@dataclass(frozen=True)
class Parts:
    """What is known of an exported encoder beside its graph and tokenizer: saved as `exported.json`.

    `knots` are the thresholds of the ordinal scale at evenly spaced credits, rising; `marks` the ids of the tokenizer's
    special tokens, which no student can write.
    """

    knots: tuple[float, ...]
    marks: tuple[int, ...]

    def save(self, folder: Path) -> str:
        """Write into `folder`; the name of the file."""
        text = json.dumps({"knots": self.knots, "marks": self.marks}, indent=2)
        (folder / _PARTS).write_text(text + "\n", "utf-8")
        return _PARTS

    @classmethod
    def load(cls, folder: Path) -> Parts:
        """What stands in `folder`. Raises DamagedFileError where it cannot be used."""
        path = folder / _PARTS
        try:
            said = json.loads(path.read_text("utf-8"))
            parts = cls(tuple(map(float, said["knots"])), tuple(map(int, said["marks"])))
        except (OSError, ValueError, KeyError, TypeError):
            raise DamagedFileError(
                f"{path}: cannot be read as what an export writes; export the grader again"
            ) from None
        if len(parts.knots) != KNOTS or not np.isfinite(parts.knots).all():
            raise DamagedFileError(f"{path}: holds no {KNOTS} finite thresholds; export the grader again")
        return parts


class ExportedScorer(ItemScorer):
    """A scorer of the files that `learning.export` wrote into a folder."""

    name: ClassVar[str] = "exported"

    def __init__(self, folder: Path) -> None:
        """Raises DamagedFileError where `folder` is not as it was written."""
        super().__init__(Settings.load(folder))
        self._folder = folder
        parts = Parts.load(folder)
        self._classifier = load_classifier(folder)
        self._knots = np.array(parts.knots)
        self._tokens = PlainTokens.of_saved(self._classifier.tokenizer, parts.marks)

    def ids(self, item: Item) -> Ids:
        room = self._classifier.max_tokens - self._classifier.special_tokens
        fitted = fitted_pair(item, self._tokens, room)
        pair = self._classifier.pair(fitted.first, fitted.second)
        return Ids(list(pair.ids), list(pair.types), fitted.is_shortened)

    def read(self, items: Sequence[Item], rows: Sequence[Ids]) -> list[Array]:
        found = self._classifier.logits([TokenPair(row.tokens, row.segments or ()) for row in rows])
        return [distribution(own, self._knots, item.choices) for own, item in zip(found, items, strict=True)]

    def save(self, folder: Path) -> list[str]:
        """Write all files into `folder`; their names."""
        names = [name for name in (*_OF_MODEL, SETTINGS, _PARTS) if (self._folder / name).is_file()]
        for name in names:
            shutil.copyfile(self._folder / name, folder / name)
        return names

    @classmethod
    def load(cls, folder: Path) -> ExportedScorer:
        """The scorer that was saved into `folder`."""
        return cls(folder)
