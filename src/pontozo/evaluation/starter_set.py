"""The starter set, as a gradebook."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from pontozo.formats import read
from pontozo.gradebook import Gradebook
from pontozo.text.language import LANGUAGES


def starter_set() -> Gradebook:
    """The rated answers that ship, in both languages; each answer's `extra["kind"]` says what it was written as."""
    folder = Path(str(resources.files("pontozo.starter")))
    parts = [read(folder / f"answers.{code}.jsonl", folder / f"questions.{code}.yaml") for code in LANGUAGES]
    return Gradebook.of(
        [question for part in parts for question in part.questions.values()],
        [answer for part in parts for answer in part.answers],
    )
