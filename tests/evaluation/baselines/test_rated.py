"""Which answers are learnt from together."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from pontozo.domain import LONGEST_ANSWER, Answer, Criterion, Question
from pontozo.evaluation.baselines.rated import BEGINNING, FOLDS, RatedText, drawn, folds

ONE, OTHER = (Question(text, [Criterion("a thought", 2)], id=text) for text in ("one", "other"))


def texts(question: Question, *said: str) -> list[RatedText]:
    return [RatedText.of(question, Answer(text, question.id), Fraction(1)) for text in said]


def test_equal_texts_to_one_question_share_a_fold() -> None:
    rated = texts(ONE, *map(str, range(30)), "caf\u00e9 au lait", " cafe\u0301\u200b  au lait\n", "Café au lait")
    found = folds(rated, None, seed=0).tolist()
    assert found[30] == found[31]
    assert set(found) == set(range(FOLDS))


def test_each_question_is_dealt_out_evenly() -> None:
    rated = [*texts(ONE, *map(str, range(25))), *texts(OTHER, *map(str, range(40)))]
    found = folds(rated, None, seed=0).tolist()
    assert sorted(Counter(found[:25]).values()) == [2] * 5 + [3] * 5
    assert set(Counter(found[25:]).values()) == {4}


def test_a_text_said_to_two_questions_is_two_answers() -> None:
    assert set(folds([*texts(ONE, "yes"), *texts(OTHER, "yes")], None, seed=0).tolist()) == {0, 1}


def test_few_answers_have_a_fold_each() -> None:
    assert sorted(folds(texts(ONE, *"abcde"), None, seed=0).tolist()) == [0, 1, 2, 3, 4]
    assert folds([], None, seed=0).tolist() == []


def test_a_lot_does_not_depend_on_order() -> None:
    rated = texts(ONE, *map(str, range(100)))
    some = drawn(rated, 10, seed=3)
    assert len(some) == 10
    assert some == drawn(rated[::-1], 10, seed=3)
    assert some != drawn(rated, 10, seed=4)
    assert drawn(rated, 100, seed=3) == rated


def test_of_a_text_too_long_to_be_graded_only_the_beginning_is_read() -> None:
    graded, endless = texts(ONE, "x" * LONGEST_ANSWER, "x" * (LONGEST_ANSWER + 1))
    assert len(graded.text) == LONGEST_ANSWER
    assert endless.text == "x" * BEGINNING


def test_a_score_is_a_share_of_the_maximum() -> None:
    assert texts(ONE, "half")[0].share == Fraction(1, 2)


def test_what_is_to_stay_together_shares_a_fold() -> None:
    rated = [*texts(ONE, *"abcdef"), *texts(OTHER, *"abcdef")]
    together = ["x", "y", "z"] * 4
    found = folds(rated, together, seed=0).tolist()
    assert len(set(found)) == 3
    assert len(set(zip(together, found, strict=True))) == 3
