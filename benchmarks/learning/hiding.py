"""What is learnt from and what is kept apart: parts of a gradebook, and ratings of which only the total is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pontozo.domain import Rating
from pontozo.gradebook import Gradebook, by_answer, by_question, rated_outcomes, scored_ratings, split

#: This share of the rest is kept apart for each of the two ways of keeping apart.
_SHARE = 0.2

Tests = Mapping[str, Gradebook]


def whole(book: Gradebook) -> Gradebook:
    """The gradebook with its answers in memory, so that it can go to another process."""
    return replace(book, questions=dict(book.questions), answers=tuple(book.answers))


def kept_apart(book: Gradebook, share: float) -> tuple[Gradebook, Gradebook]:
    """Without and with only a share of the questions, with all their answers."""
    rest, apart = split(book, share, by_question)
    return whole(rest), whole(apart)


def trial_parts(train: Gradebook) -> tuple[Gradebook, Tests]:
    """Of a train part alone: what is learnt from, and in place of the tests, questions ("UQ") and answers ("UA")."""
    rest, questions = kept_apart(train, _SHARE)
    learnt, answers = split(rest, _SHARE, by_answer)
    return whole(learnt), {"UA": whole(answers), "UQ": questions}


def at_most(book: Gradebook, most: int | None) -> Gradebook:
    """About so many of its answers, by lot, all where `most` is None; equal ones stay together."""
    count = book.count()
    return whole(book if most is None or count <= most else split(book, most / count, by_answer)[1])


def totals_only(book: Gradebook) -> Gradebook:
    """The same answers, each with its first rating that comes to a score, and of that the score alone."""
    answers = []
    for question, answer in book.pairs():
        (rating, score), *_ = scored_ratings(question, answer)
        answers.append(replace(answer, ratings=(Rating(rating.rater, score=score),)))
    return replace(book, answers=tuple(answers))


def outcomes_in(book: Gradebook) -> Iterator[str]:
    """The outcomes that people set, of each criterion of each answer that has them all."""
    for question, answer in book.pairs():
        yield from rated_outcomes(question, answer) or ()
