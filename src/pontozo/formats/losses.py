"""What forms have no place for, as sentences: "the text and the guide of 3 questions; a questions file holds them"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from pontozo.counting import counted
from pontozo.formats.answer_fields import further_fields, is_free
from pontozo.formats.sentences import shown
from pontozo.gradebook import Gradebook

#: More names than this are not told one by one.
_MOST_NAMES = 10


def question_losses(gradebook: Gradebook) -> Sequence[str]:
    """What a form loses that holds answers only."""
    questions = counted(len(gradebook.questions), "question")
    return [f"the text and the guide of {questions}; a questions file holds them"] if gradebook.questions else []


def answer_losses(gradebook: Gradebook) -> Sequence[str]:
    """What a form loses that holds questions only."""
    count = gradebook.count()
    return [f"{counted(count, 'answer')} with what people gave for them; an answers table holds them"] if count else []


def unanswered_losses(gradebook: Gradebook) -> Sequence[str]:
    """What a form loses that holds a question only beside its answers."""
    answered = {question.id for question, _ in gradebook.pairs()}
    missing = [identifier for identifier in gradebook.questions if identifier not in answered]
    if not missing or not answered:
        return []
    return [f"{counted(len(missing), 'question')} without answers: {listed(missing)}"]


def is_number(value: object) -> bool:
    """Whether a value is a number, true or false."""
    return isinstance(value, int | float)


def is_list(value: object) -> bool:
    """Whether a value is a list or an object."""
    return isinstance(value, list | Mapping)


def further_losses(gradebook: Gradebook, becomes_text: Callable[[object], bool]) -> Sequence[str]:
    """What a form loses in which some values in further fields, or parts of these, become text."""
    values = ((name, value) for answer in gradebook.answers for name, value in further_fields(answer).items())
    names = dict.fromkeys(name for name, value in values if any(map(becomes_text, _parts(value))))
    if not names:
        return []
    return [f"the difference between text and other values in {listed(names)}: numbers and lists become text"]


def _parts(value: object) -> Iterator[object]:
    """The value and all that it holds."""
    yield value
    inside = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for part in inside:
        yield from _parts(part)


def name_losses(gradebook: Gradebook, fits: Callable[[str], bool] = is_free) -> Sequence[str]:
    """What a form loses that has no place for a further field whose name does not fit."""
    names = dict.fromkeys(name for answer in gradebook.answers for name in further_fields(answer) if not fits(name))
    if not names:
        return []
    return [f"the further field {listed(names)}: a name that means something else here, or that no heading can be"]


def order_losses(gradebook: Gradebook) -> Sequence[str]:
    """What a form loses in which answers stand under their questions."""
    places = {identifier: place for place, identifier in enumerate(gradebook.questions)}
    found = [places[question.id] for question, _ in gradebook.pairs()]
    is_sorted = all(before <= after for before, after in pairwise(found))
    return [] if is_sorted else ["the order of answers to different questions; each stands under its question"]


def listed(names: Iterable[str]) -> str:
    """Names as a sentence can hold them: the first few, in quotes."""
    few = [shown(name) for name in names]
    return ", ".join(few[:_MOST_NAMES]) + (f" and {len(few) - _MOST_NAMES} more" if len(few) > _MOST_NAMES else "")
