"""A gradebook in two parts, one to be kept apart: by answer, by question, by a column; the same for the same seed.

Each part reads the whole and passes over what is not its own, so that neither has to fit in memory.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import compress

from pontozo.domain import Answer, Question
from pontozo.gradebook.book import Gradebook
from pontozo.gradebook.digests import digest
from pontozo.gradebook.traits import trait
from pontozo.text.canonical import canonical

#: What must not be parted: answers of one key are all on one side.
Key = Callable[[Question, Answer], tuple[str, ...]]


def by_answer(question: Question, answer: Answer) -> tuple[str, ...]:
    """Texts to one question that are equal in canonical form stay together, so that nothing held out has been seen."""
    return question.id, canonical(answer.text).text


def by_question(question: Question, answer: Answer) -> tuple[str, ...]:
    """All answers to a question stay together: what is held out are questions that were never seen."""
    del answer
    return (question.id,)


def by_trait(name: str) -> Key:
    """All answers that have the same under this name (`traits.trait`) stay together: domains, students, classes."""
    return lambda question, answer: (trait(question, answer, name),)


class _Part:
    """The answers that stand on one side: those whose lot `belongs`."""

    def __init__(self, whole: Gradebook, lots: Sequence[int], belongs: Callable[[int], bool]) -> None:
        self._whole = whole
        self._lots = lots
        self._belongs = belongs

    def __iter__(self) -> Iterator[Answer]:
        return compress(self._whole.answers, map(self._belongs, self._lots))


def split(gradebook: Gradebook, share: float, key: Key = by_answer, seed: int = 0) -> tuple[Gradebook, Gradebook]:
    """The gradebook without, and with only, about `share` of what `key` keeps together.

    Raises ValueError unless `share` lies between 0 and 1, DataError at an answer to a question that is not there.
    """
    if not 0 < share < 1:
        raise ValueError(f"the share to hold out must lie between 0 and 1, not {share}")
    lots = _Lots(gradebook, key, seed)
    last = _last_held(lots.drawn, share)
    return _divided(gradebook, lots, lambda lot: lot <= last)


def folds(
    gradebook: Gradebook, count: int, key: Key = by_answer, seed: int = 0
) -> Iterator[tuple[Gradebook, Gradebook]]:
    """`count` times the gradebook without, and with only, another part of about equal size; each answer is held once.

    Of what `key` keeps together there may be less than `count`: then each is a part of its own, and there are fewer.
    Raises ValueError unless `count` is at least 2, DataError at an answer to a question that is not there.
    """
    if count < 2:
        raise ValueError(f"there must be at least 2 folds, not {count}")
    lots = _Lots(gradebook, key, seed)
    different = sorted(set(lots.drawn))
    for fold in range(min(count, len(different))):
        yield _divided(gradebook, lots, frozenset(different[fold::count]).__contains__)


class _Lots:
    """A lot for each answer, and the place of its question: twelve bytes an answer, drawn in one pass."""

    def __init__(self, gradebook: Gradebook, key: Key, seed: int) -> None:
        places = {identifier: place for place, identifier in enumerate(gradebook.questions)}
        self.drawn = array("Q")
        self._questions = array("I")
        for question, answer in gradebook.pairs():
            self.drawn.append(digest(str(seed), *key(question, answer)))
            self._questions.append(places[answer.question])

    def questions(self, belongs: Callable[[int], bool]) -> set[int]:
        """The places of the questions that have answers whose lot `belongs`."""
        return set(compress(self._questions, map(belongs, self.drawn)))


def _divided(gradebook: Gradebook, lots: _Lots, is_held: Callable[[int], bool]) -> tuple[Gradebook, Gradebook]:
    """The rest and what is held; a question stands where it has answers, in the rest where it has none."""
    in_held = lots.questions(is_held)
    in_rest = lots.questions(lambda lot: not is_held(lot))
    named = list(enumerate(gradebook.questions.items()))
    kept = dict(each for place, each in named if place in in_rest or place not in in_held)
    held_out = dict(each for place, each in named if place in in_held)
    rest, held = _Part(gradebook, lots.drawn, lambda lot: not is_held(lot)), _Part(gradebook, lots.drawn, is_held)
    return replace(gradebook, questions=kept, answers=rest), replace(gradebook, questions=held_out, answers=held)


def _last_held(lots: array[int], share: float) -> int:
    """The highest lot that is held out: of the different ones about `share`, but one at least, and never all."""
    import numpy as np  # only here: it takes a third of the time that `import pontozo` does

    different = np.unique(np.array(lots, np.uint64))
    held = min(max(1, round(share * len(different))), len(different) - 1)
    return int(different[held - 1]) if held > 0 else -1
