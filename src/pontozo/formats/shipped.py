"""Sets of rated answers that ship, by name."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from pontozo.text.language import LANGUAGES

_STARTER = "starter"
#: The languages of each set, by its name.
SETS: Mapping[str, tuple[str, ...]] = {
    _STARTER: tuple(LANGUAGES),
    **{f"{_STARTER}-{code}": (code,) for code in LANGUAGES},
}


def files_of(name: str) -> list[tuple[Path, Path]]:
    """The answers and the questions of the set of this name, a pair of files a language."""
    folder = Path(str(resources.files("pontozo.starter")))
    return [(folder / f"answers.{code}.jsonl", folder / f"questions.{code}.yaml") for code in SETS[name]]
