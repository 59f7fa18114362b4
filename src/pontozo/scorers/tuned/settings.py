"""What a tuned scorer needs to know besides its weights: saved beside them as `settings.json`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from pontozo.scorers.tuned.items import Unit

FILE = "settings.json"


@dataclass(frozen=True)
class Settings:
    """Which checkpoint it began with, what it judges at once, by which prompt, and how much it reads.

    `revision` is the checkpoint's on its hub, "" for a local folder. `prompt` is "" for families without one. `base` is
    the fingerprint of the checkpoint's weights, of an adapter, which is nothing on any others; else "".
    """

    model: str
    revision: str = ""
    unit: Unit = Unit.CRITERION
    prompt: str = ""
    max_tokens: int = 512
    base: str = ""

    def save(self, folder: Path) -> str:
        """Write into `folder`; the name of the file."""
        (folder / FILE).write_text(json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n", "utf-8")
        return FILE

    @classmethod
    def load(cls, folder: Path) -> Settings:
        """What stands in `folder`."""
        read = json.loads((folder / FILE).read_text("utf-8"))
        return cls(**{**read, "unit": Unit(read["unit"])})
