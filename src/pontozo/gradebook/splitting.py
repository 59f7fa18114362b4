"""A gradebook in two parts, one to be kept apart: by answer or by question, the same parts for the same seed.

Each part reads the whole and passes over what is not its own, so that neither has to fit in memory.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import compress

from pontozo.domain import Answer
from pontozo.gradebook.book import Gradebook
from pontozo.gradebook.digests import digest
from pontozo.text.canonical import canonical

#: What must not be parted: answers of one key are all on one side.
_Key = Callable[[Answer], tuple[str, ...]]


class _Part:
    """The answers that stand on one side: those whose lot `belongs`."""

    def __init__(self, whole: Gradebook, lots: Sequence[int], belongs: Callable[[int], bool]) -> None:
        self._whole = whole
        self._lots = lots
        self._belongs = belongs

    def __iter__(self) -> Iterator[Answer]:
        return compress(self._whole.answers, map(self._belongs, self._lots))


def split_by_answer(gradebook: Gradebook, share: float, seed: int = 0) -> tuple[Gradebook, Gradebook]:
    """The gradebook without, and with only, about `share` of the answers.

    Texts to one question that are equal in canonical form stay on one side, so that nothing held out has been seen.
    Raises ValueError unless `share` lies between 0 and 1.
    """
    return _split(gradebook, share, seed, lambda answer: (answer.question, canonical(answer.text).text))


def split_by_question(gradebook: Gradebook, share: float, seed: int = 0) -> tuple[Gradebook, Gradebook]:
    """The gradebook without, and with only, about `share` of the questions that have answers, with these.

    Raises ValueError unless `share` lies between 0 and 1.
    """
    parts = _split(gradebook, share, seed, lambda answer: (answer.question,))
    answered = {answer.question for answer in parts[1].answers}
    # A question without answers is kept apart from nothing.
    rest = {name: each for name, each in gradebook.questions.items() if name not in answered}
    held = {name: each for name, each in gradebook.questions.items() if name in answered}
    return replace(parts[0], questions=rest), replace(parts[1], questions=held)


def _split(gradebook: Gradebook, share: float, seed: int, key: _Key) -> tuple[Gradebook, Gradebook]:
    if not 0 < share < 1:
        raise ValueError(f"the share to hold out must lie between 0 and 1, not {share}")

    # Eight bytes an answer: to draw its lot anew in every pass would take most of the time.
    lots = array("Q", (digest(str(seed), *key(answer)) for answer in gradebook.answers))
    last = _last_held(lots, share)
    rest = _Part(gradebook, lots, lambda lot: lot > last)
    held = _Part(gradebook, lots, lambda lot: lot <= last)
    return replace(gradebook, answers=rest), replace(gradebook, answers=held)


def _last_held(lots: array[int], share: float) -> int:
    """The highest lot that is held out: of the different ones about `share`, but one at least, and never all."""
    import numpy as np  # only here: it takes a third of the time that `import pontozo` does

    different = np.unique(np.array(lots, np.uint64))
    held = min(max(1, round(share * len(different))), len(different) - 1)
    return int(different[held - 1]) if held > 0 else -1
