"""An item as text: a prompt for models that write, a pair for models that compare."""

from __future__ import annotations

from string import ascii_lowercase, ascii_uppercase

from pontozo.domain import Levels, Question, show
from pontozo.formats.guide_text import guide_lines, text_of_lines
from pontozo.scorers.tuned.items import Item
from pontozo.text.language import language_of
from pontozo.wording.prompts import Prompt, criterion_prompt, guide_prompt

#: The labels of choices, in order: letters, which any tokenizer holds whole.
LABELS = (*ascii_uppercase, *ascii_lowercase)


def prompt_of(item: Item, name: str) -> Prompt:
    """The prompt of this name ("criterion-1", "guide-1"), in the question's language."""
    question, code = item.question, language_of(item.question)
    choices = list(zip(LABELS, (choice.name for choice in item.choices), strict=False))
    criterion = item.criterion
    if criterion is None or item.place is None:
        return guide_prompt(name, code, question.text, _guide(item.question), choices)
    if isinstance(criterion, Levels):
        choices = [
            (label, f"{show(level.points)}: {level.text}")
            for (label, _), level in zip(choices, criterion.levels, strict=True)
        ]
    wordings = () if isinstance(criterion, Levels) else criterion.wordings
    return criterion_prompt(name, code, question.text, wordings, choices, question.deductions[item.place])


def pair_of(item: Item) -> tuple[str, str, str]:
    """Question, what the answer is held against, and the answer."""
    criterion = item.criterion
    if criterion is None:
        against = _guide(item.question)
    elif isinstance(criterion, Levels):
        against = " / ".join(f"{show(level.points)}: {level.text}" for level in criterion.levels)
    else:
        against = " / ".join(criterion.wordings)
    return item.question.text, against, item.answer


def _guide(question: Question) -> str:
    return text_of_lines(guide_lines(question.guide, language_of(question)))
