"""Rated answers as what is learnt from: which choice of each item is right, or the total alone."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from pontozo.domain import LONGEST_ANSWER, Answer, Question, Rating, Task
from pontozo.errors import UserError
from pontozo.gradebook import Gradebook, scored_ratings, split
from pontozo.learning.holding_out import held_together
from pontozo.scorers.tuned.items import Item, Unit, items_of
from pontozo.screening import screen
from pontozo.text.canonical import canonical
from pontozo.text.language import language_of


@dataclass(frozen=True)
class Example:
    """What is learnt from together: one item, or all of an answer of which only the total is known.

    `targets` holds for each item the distribution over its choices that is aimed at, None where only `total` (in
    points) says something of it.
    """

    items: tuple[Item, ...]
    targets: tuple[tuple[float, ...] | None, ...]
    total: Fraction | None = None


@dataclass(frozen=True)
class Material:
    """The answers that can be learnt from, and how many were left out, by why: "unrated", or a code of screening."""

    book: Gradebook
    left_out: Mapping[str, int]


def material(gradebook: Gradebook, unit: Unit) -> Material:
    """What of the gradebook can be learnt from: rated, and not blank, unreadable or copied.

    Raises UserError where nothing can, DataError at an answer to a question that is not there.
    """
    kept: list[Answer] = []
    left_out: Counter[str] = Counter()
    for question, answer in gradebook.pairs():
        why = _why_not(question, answer, unit)
        left_out.update([why] if why else [])
        kept += [] if why else [answer]
    if not kept:
        told = ", ".join(f"{count} {why}" for why, count in left_out.items()) or "there are none"
        raise UserError(f"no answer can be learnt from ({told}); training needs answers that people rated")
    asked = {answer.question for answer in kept}
    questions = {identifier: each for identifier, each in gradebook.questions.items() if identifier in asked}
    return Material(replace(gradebook, questions=questions, answers=tuple(kept)), dict(left_out))


def _why_not(question: Question, answer: Answer, unit: Unit) -> str:
    has_score = any(scored_ratings(question, answer))
    if not has_score and (unit is Unit.GUIDE or not any(rating.outcomes for rating in answer.ratings)):
        return "unrated"
    if len(answer.text) > LONGEST_ANSWER:
        return "too_long"
    return screen(question, canonical(answer.text).text, language_of(question))


def parted(book: Gradebook, held_out: float, seed: int) -> tuple[Gradebook, Gradebook]:
    """What is learnt from, and what is held out: whole questions where there are at least five, else answers.

    Raises UserError where there is too little to hold anything out.
    """
    if not held_out:
        return book, replace(book, questions={}, answers=())
    rest, held = split(book, held_out, held_together(len(book.questions)), seed)
    if not any(True for question, answer in held.pairs() if any(scored_ratings(question, answer))):
        raise UserError(
            "what is held out has no answer with a score to measure on; give more rated answers, or --held-out 0 to "
            "learn from all and measure nothing"
        )
    return replace(rest, answers=tuple(rest.answers)), replace(held, answers=tuple(held.answers))


def examples_in(book: Gradebook, unit: Unit) -> list[Example]:
    """What is learnt from each answer, in order.

    Raises UserError for a question with more choices than a prompt holds.
    """
    return [each for question, answer in book.pairs() for each in examples_of(question, answer, unit)]


def examples_of(question: Question, answer: Answer, unit: Unit) -> list[Example]:
    """What is learnt from one rated answer: by outcomes where a rating has them all, else by a score.

    Beside a score, what outcomes there are hold. Of several ratings the first that says enough counts. A score that
    the guide cannot come to stands for the nearest that it can, for both of two equally near.
    """
    items = items_of(Task(question, canonical(answer.text).text), unit)
    if unit is Unit.GUIDE:
        score = next((score for _, score in scored_ratings(question, answer)), None)
        return [] if score is None else [Example((items[0],), (_nearest(items[0], score),))]
    rating = _telling(question, answer)
    names = [rating.outcomes.get(identifier) for identifier in question.criterion_ids]
    targets = [_only(item, name) for item, name in zip(items, names, strict=True)]
    if rating.score is not None and None in targets:
        return [Example(tuple(items), tuple(targets), rating.score)]
    return [Example((item,), (target,)) for item, target in zip(items, targets, strict=True) if target is not None]


def _telling(question: Question, answer: Answer) -> Rating:
    """The first rating with an outcome for every criterion, else with a score, else with any outcome."""
    wanted = set(question.criterion_ids)
    return max(
        answer.ratings, key=lambda each: (wanted <= set(each.outcomes), each.score is not None, bool(each.outcomes))
    )


def _only(item: Item, name: str | None) -> tuple[float, ...] | None:
    return None if name is None else tuple(float(choice.name == name) for choice in item.choices)


def _nearest(item: Item, score: Fraction) -> tuple[float, ...]:
    gaps = [abs(choice.total - score) for choice in item.choices if choice.total is not None]
    least = min(gaps)
    share = 1 / gaps.count(least)
    return tuple(share if gap == least else 0.0 for gap in gaps)


def digest_of(learnt: Sequence[Example], held: Iterable[Example]) -> str:
    """SHA-256, in hexadecimal, of all that a run learns from and is measured on."""
    found = hashlib.sha256()
    for part in (learnt, held):
        for each in part:
            told = [(item.question.revision, item.place, item.answer) for item in each.items]
            found.update(repr((told, each.targets, each.total)).encode(errors="surrogatepass"))
        found.update(b"\x00")
    return found.hexdigest()
