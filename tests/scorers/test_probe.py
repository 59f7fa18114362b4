"""What `probe` is fitted on: each rated criterion once, with features that do not depend on the answers beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from pontozo.domain import Answer, Criterion, Deduct, Level, Levels, Question, Rating, scale
from pontozo.engine import embedded_encoder
from pontozo.errors import UserError
from pontozo.formats import read
from pontozo.gradebook import Gradebook
from pontozo.scorers import heads, probe
from pontozo.scorers.base import Pair
from pontozo.scorers.probe import CriterionReader, ProbeScorer, RatedCriterion

HEAP = Question(
    "What is a heap?", [Criterion("a heap is memory", id="m"), Criterion(["it is large", "it is big"])], id="h"
)


def reader() -> CriterionReader:
    return CriterionReader(embedded_encoder())


def answered(question: Question, *answers: tuple[str, dict[str, str]]) -> Gradebook:
    given = [
        Answer(text, question.id, str(i), ratings=[Rating("A", outcomes=own)]) for i, (text, own) in enumerate(answers)
    ]
    return Gradebook.of([question], given)


def same(one: Sequence[RatedCriterion], other: Sequence[RatedCriterion]) -> bool:
    return [(each.question, each.outcome) for each in one] == [(each.question, each.outcome) for each in other] and all(
        np.array_equal(first.letters, second.letters)
        and (first.meaning is None) is (second.meaning is None)
        and (first.meaning is None or second.meaning is None or np.array_equal(first.meaning, second.meaning))
        for first, second in zip(one, other, strict=True)
    )


def some(count: int) -> Gradebook:
    """A few starter answers in both languages."""
    starter = read("starter")
    return Gradebook(starter.questions, list(starter.answers)[:: 2000 // count])


def test_each_criterion_of_a_full_rating_is_read() -> None:
    rows = reader().read(
        answered(
            HEAP,
            ("a heap is memory", {"m": "met", "2": "missing"}),
            ("it is big", {"m": "contradicted", "2": "partial"}),
            ("half rated", {"m": "met"}),
            (" \u200b ", {"m": "missing", "2": "missing"}),
        )
    )
    assert [(row.question, row.outcome) for row in rows] == [
        ("h", "met"),
        ("h", "missing"),
        ("h", "contradicted"),
        ("h", "partial"),
    ]
    assert not np.array_equal(rows[0].letters, rows[1].letters), "one answer is read anew for each criterion"
    assert reader().read(Gradebook.of([HEAP], [Answer("a heap is memory", "h", ratings=[Rating("A", 2)])])) == []


def test_outcomes_of_a_guides_own_come_to_the_standard_ones() -> None:
    question = Question("?", [Criterion("a heap is memory", 4, scale(4)), Deduct([Criterion("it is small")])], id="s")
    rows = reader().read(
        answered(question, *[(f"memory {name}", {"1": name, "2": "met"}) for name in ("0", "1", "3", "4")])
    )
    assert [row.outcome for row in rows[::2]] == ["missing", "partial", "partial", "met"]
    assert [row.outcome for row in rows[1::2]] == ["met"] * 4


def test_described_scales_are_left_out() -> None:
    levels = Question("?", [Levels([Level(0, "nothing"), Level(2, "memory")]), Criterion("a heap")], id="l")
    rows = reader().read(answered(levels, ("a heap", {"1": "level 1", "2": "met"})))
    assert [row.outcome for row in rows] == ["met"]


def test_of_several_wordings_the_one_that_is_covered_best_counts() -> None:
    def only(wordings: str | list[str]) -> RatedCriterion:
        question = Question("What is a heap?", [Criterion(wordings)], id="h", language="en")
        (row,) = reader().read(answered(question, ("it is memory for objects", {"1": "met"})))
        return row

    best = only("memory for objects")
    for wordings in (["the weather on Monday", "memory for objects"], ["memory for objects", "the weather on Monday"]):
        assert np.array_equal(only(wordings).letters, best.letters)


def test_a_language_that_the_encoder_does_not_know_has_letters_alone() -> None:
    hungarian = Question("Mi a kupac?", [Criterion("a kupac memória")], id="k", language="hu")
    (row,) = reader().read(answered(hungarian, ("a kupac egy memória", {"1": "met"})))
    assert row.meaning is None


def test_rows_do_not_depend_on_what_was_read_before_or_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    book = some(40)
    together = reader().read(book)
    assert {row.meaning is None for row in together} == {True, False}
    again = reader()
    answers = list(book.answers)
    for part in (answers[::3], answers[:5], answers):
        found = again.read(Gradebook(book.questions, part))
    assert same(found, together)
    monkeypatch.setattr(probe, "_PORTION", 7)
    assert same(reader().read(book), together)


def test_ratings_are_read_anew_where_features_are_remembered() -> None:
    once = reader()
    for outcome in ("met", "missing"):
        rows = once.read(answered(HEAP, ("a heap is memory", {"m": outcome, "2": "partial"})))
        assert [row.outcome for row in rows] == [outcome, "partial"]


def test_what_was_read_is_not_aligned_again(monkeypatch: pytest.MonkeyPatch) -> None:
    once, book = reader(), some(20)
    rows = once.read(book)

    def fail(*_: object) -> None:
        raise AssertionError("aligned again")

    monkeypatch.setattr(probe.Aligner, "align", fail)
    assert same(once.read(book), rows)


def test_a_guide_that_was_changed_is_read_anew() -> None:
    once = reader()
    for wording in ("a heap is memory", "a heap is a fruit"):
        question = Question("What is a heap?", [Criterion(wording)], id="h", language="en")
        book = answered(question, ("it is memory", {"1": "met"}))
        assert same(once.read(book), reader().read(book))


def test_fitting_parts_one_after_another_is_fitting_each_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "_TREES", 10)  # what is read is in question, not how well it is learnt
    book = some(60)
    answers = list(book.answers)
    fit = ProbeScorer.fitter(embedded_encoder(), seed=3)
    fit(Gradebook(book.questions, answers[::2]))
    part = Gradebook(book.questions, answers[1::2])
    one, other = fit(part), ProbeScorer.fitter(embedded_encoder(), seed=3)(part)
    pairs = [Pair(HEAP, "a heap is memory", text) for text in ("a heap is memory", "it is not", "large")]
    assert np.array_equal(one.probabilities(pairs), other.probabilities(pairs))


def test_nothing_to_learn_from_is_said() -> None:
    with pytest.raises(UserError, match="too few answers have a rated outcome for each criterion; give more outcomes"):
        ProbeScorer.fit([], embedded_encoder())
