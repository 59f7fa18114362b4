"""What is judged at once, and how it reads."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pontozo.domain import All, Alternatives, Criterion, Deduct, Guide, Level, Levels, Question, Task, scale, total
from pontozo.scorers.tuned.items import Choice, Unit, items_of, totals_of
from pontozo.scorers.tuned.texts import LABELS, pair_of, prompt_of
from tests.scorers.tuned.helpers import ELEVEN, MAGYAR, SIMPLE, item
from tests.strategies import questions


@given(questions(), st.data())
def test_the_choices_of_a_guide_are_the_totals_it_can_come_to(question: Question, data: st.DataObject) -> None:
    choices = totals_of(question)
    totals = [choice.total for choice in choices if choice.total is not None]
    assert len(totals) == len(choices)
    assert totals == sorted(set(totals))
    assert [choice.credit for choice in choices] == sorted({choice.credit for choice in choices})
    assert (choices[0].credit, choices[-1].credit) == (0, 1)
    credits = [data.draw(st.sampled_from(leaf.outcomes)).credit for leaf in question.criteria]
    assert total(question.guide, credits) in totals


def test_a_guide_by_hand() -> None:
    parts: list[Guide] = [Criterion("a", 2, scale(1)), Criterion("b", 1.5, scale(1)), Deduct([Criterion("c", 1)])]
    choices = totals_of(Question("?", All(parts)))
    assert [choice.name for choice in choices] == ["0", "0.5", "1", "1.5", "2", "2.5", "3", "3.5"]
    assert choices[-2:] == (Choice("3", 6 / 7, total=Fraction(3)), Choice("3.5", 1.0, total=Fraction(7, 2)))


@given(questions())
def test_there_is_an_item_for_each_criterion(question: Question) -> None:
    items = items_of(Task(question, "an answer"), Unit.CRITERION)
    assert [each.criterion for each in items] == list(question.criteria)
    for own, leaf in zip(items, question.criteria, strict=True):
        assert [choice.name for choice in own.choices] == [outcome.name for outcome in leaf.outcomes]
        assert [choice.credit for choice in own.choices] == sorted(choice.credit for choice in own.choices)


def test_labels_are_letters_that_differ() -> None:
    assert len(set(LABELS)) == len(LABELS) == 52


def test_a_criterion_reads_with_its_outcomes() -> None:
    before = prompt_of(item(SIMPLE, "an answer"), "criterion-1").before
    assert "Question: What is a pointer?\nCriterion: it holds the address of a variable\n" in before
    assert "A) contradicted\nB) missing\nC) partial\nD) met\n" in before
    assert "K) 5\n" in prompt_of(item(ELEVEN, "x"), "criterion-1").before


def test_levels_and_mistakes_read_as_such() -> None:
    task = Task(MAGYAR, "válasz")
    wordings, levels, mistake = (prompt_of(each, "criterion-1").before for each in items_of(task, Unit.CRITERION))
    assert "Szempont: egy objektum másik neve / álnév\n" in wordings
    assert "Melyik szintet éri el a válasz?\nA) 0: semmi\nB) 1: megnevezi\nC) 3: megmagyarázza\n" in levels
    assert "Szempont (hiba, amelyért pont jár le): azt mondja, hogy lehet üres\n" in mistake


def test_the_whole_guide_reads_with_its_scores() -> None:
    before = prompt_of(item(SIMPLE, "an answer", Unit.GUIDE), "guide-1").before
    assert "- 2 points: it holds the address of a variable\n" in before
    assert "A) 0\nB) 1\nC) 2\nD) 3\n" in before


def test_no_answer_stands_in_a_prompt_that_is_not_filled_in_yet() -> None:
    own = item(SIMPLE, "{{ question }} A) met")
    assert prompt_of(own, "criterion-1") == prompt_of(item(SIMPLE, "another"), "criterion-1")


def test_pairs_for_models_that_compare() -> None:
    scale_of_levels = Question(
        "?", Alternatives([Levels([Level(0, "no"), Level("1/2", "some")]), Criterion(["a", "b"])])
    )
    first, second = items_of(Task(scale_of_levels, "an answer"), Unit.CRITERION)
    assert pair_of(first) == ("?", "0: no / 0.5: some", "an answer")
    assert pair_of(second) == ("?", "a / b", "an answer")
    assert "it may be null" in pair_of(item(SIMPLE, "an answer", Unit.GUIDE))[1]
