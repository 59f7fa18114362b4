"""What forms have no place for, as sentences: "the text and the guide of 3 questions; a questions file holds them"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pontozo.counting import counted
from pontozo.formats.answer_fields import further_fields
from pontozo.gradebook import Gradebook


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
    answered = {answer.question for answer in gradebook.answers}
    missing = [identifier for identifier in gradebook.questions if identifier not in answered]
    if not missing or not answered:
        return []
    return [f"{counted(len(missing), 'question')} without answers: {', '.join(missing)}"]


def further_losses(gradebook: Gradebook, kinds: tuple[type, ...]) -> Sequence[str]:
    """What a form loses in which values of these kinds, in further fields, become text."""
    values = ((name, value) for answer in gradebook.answers for name, value in further_fields(answer).items())
    names = ", ".join(dict.fromkeys(name for name, value in values if isinstance(value, kinds)))
    return [f"that {names} holds more than text: numbers and lists there become text"] if names else []


#: Kinds of values that are no text.
NUMBERS: tuple[type, ...] = (int, float)
LISTS: tuple[type, ...] = (list, Mapping)
