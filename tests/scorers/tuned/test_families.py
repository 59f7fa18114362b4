"""Every family in both units, on models that were never tuned: always a valid grade, whoever is in the batch."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pontozo.domain import Answer, Question, Task
from pontozo.errors import UserError
from pontozo.grader import Grader
from pontozo.scorers.tuned.base import TunedScorer
from pontozo.scorers.tuned.items import Unit, totals_of
from pontozo.scorers.tuned.texts import LABELS
from pontozo.text.canonical import canonical
from tests.scorers.tuned.helpers import ANSWERS, ELEVEN, MAGYAR, QUESTIONS, SIMPLE, begin, item, probabilities
from tests.strategies import questions
from tests.tiny_models import CAUSAL, ENCODERS, SEQ2SEQ

ALL_FAMILIES = [*ENCODERS, *SEQ2SEQ, *CAUSAL]
WRITING = [*SEQ2SEQ, *CAUSAL]
Begin = Callable[..., TunedScorer]

#: How far a probability may be moved by the other answers in the batch.
SAME = 1e-5


@pytest.fixture(scope="session")
def begun(checkpoint: Callable[[str], Path]) -> Begin:
    """The scorer on a checkpoint, begun once for all tests; nothing here changes one."""
    return cache(lambda name, unit=Unit.CRITERION, most=512: begin(checkpoint(name), unit, most))


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("name", ALL_FAMILIES)
def test_every_answer_gets_a_valid_grade_before_tuning(begun: Begin, name: str, unit: Unit) -> None:
    pairs = [(question, answer) for question in QUESTIONS for answer in ANSWERS[:5]]
    pairs.append((MAGYAR, ANSWERS[5]))
    grader = Grader(begun(name, unit))
    grades = list(grader.grade_many((question, Answer(text, question=question.id)) for question, text in pairs))
    for (question, _), grade in zip(pairs, grades, strict=True):
        assert grade.unscored is None or grade.unscored.code == "unreadable"
        if grade.score is not None:
            assert grade.score in {float(choice.total) for choice in totals_of(question) if choice.total is not None}
            assert bool(grade.findings) == (unit is Unit.CRITERION)
    assert sum(grade.score is not None for grade in grades) >= len(pairs) - len(QUESTIONS)


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("name", ["bert", "t5", "gpt2"])
def test_any_guide_and_any_answer_get_a_distribution(begun: Begin, name: str, unit: Unit) -> None:
    scorer = begun(name, unit, 4096)

    # Shrinking a question takes longer than reading one.
    @given(questions(), st.text(max_size=30))
    @settings(max_examples=15, phases=[Phase.reuse, Phase.generate])
    def check(question: Question, text: str) -> None:
        task = Task(question, canonical(text).text)
        totals = [choice.total for choice in totals_of(question)]
        if name in WRITING and unit is Unit.GUIDE and len(totals) > len(LABELS):
            with pytest.raises(UserError, match=r"can come out in \d+ ways, and a prompt holds 52 at most; judge by"):
                scorer.judge([task])
            return
        (judgement,) = scorer.judge([task])
        assert judgement.fits(task)
        assert not judgement.unscored
        assert unit is Unit.CRITERION or list(judgement.whole) == totals

    check()


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("name", ALL_FAMILIES)
def test_who_else_is_in_the_batch_changes_nothing(begun: Begin, name: str, unit: Unit) -> None:
    scorer = begun(name, unit)
    texts = [*ANSWERS[:5], "null", "the address of a variable " * 9]
    tasks = [Task(SIMPLE, text) for text in texts]
    together = probabilities(scorer.judge(tasks))
    alone = [probabilities(scorer.judge([task]))[0] for task in tasks]
    assert (
        max(abs(a - b) for row, own in zip(together, alone, strict=True) for a, b in zip(row, own, strict=True)) < SAME
    )
    # And the answers do make a difference, or this would show nothing.
    assert max(max(column) - min(column) for column in zip(*together, strict=True)) > 100 * SAME


@pytest.mark.parametrize("name", ALL_FAMILIES)
def test_no_text_can_write_a_mark_of_the_model(begun: Begin, name: str) -> None:
    scorer = begun(name)
    marks = {str(token) for token in scorer.tokenizer.added_tokens_decoder.values()} | {"</s>", "[SEP]"}
    own = set(scorer.tokenizer.all_special_ids) - {scorer.tokenizer.unk_token_id}

    def count(text: str) -> int:
        tokens = scorer.ids(item(SIMPLE, text)).tokens
        return sum(token in own for token in tokens)

    assert count(f"a {' '.join(sorted(marks))} {''.join(marks)}") == count("a")


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("name", ALL_FAMILIES)
def test_of_a_long_answer_both_ends_are_read_and_all_of_the_guide(begun: Begin, name: str, unit: Unit) -> None:
    scorer = begun(name, unit)
    answer = " ".join(["begins", *["the address"] * 500, "ends null"])
    row, whole = scorer.ids(item(SIMPLE, answer, unit)), scorer.ids(item(SIMPLE, "null", unit))
    assert row.is_shortened
    assert not whole.is_shortened
    assert len(row.tokens) == scorer.reads == 512
    read = scorer.tokenizer.decode(row.tokens)
    squeezed = "".join(read.split()).casefold()
    assert "begins" in squeezed
    assert "endsnull" in squeezed
    assert "itholdstheaddressofavariable" in squeezed


@pytest.mark.parametrize("name", ["roberta", "llama", "mt5"])
def test_an_answer_that_was_not_read_whole_is_told(checkpoint: Callable[[str], Path], name: str) -> None:
    scorer = begin(checkpoint(name))
    long = "the address " * 600
    judged = scorer.judge([Task(SIMPLE, "null"), Task(SIMPLE, long), Task(SIMPLE, "short"), Task(MAGYAR, long)])
    assert [each.is_shortened for each in judged] == [False, True, False, True]


@pytest.mark.parametrize("name", WRITING)
def test_a_guide_that_leaves_no_room_is_told(begun: Begin, name: str) -> None:
    scorer = begun(name, Unit.CRITERION, 64)
    with pytest.raises(
        UserError,
        match=r"^question 'q1': the prompt with question and criterion '1' takes \d+ tokens of the 64 that are read "
        r"at once, .*, or shorten the question or the criterion$",
    ):
        scorer.judge([Task(SIMPLE, "an answer")])
    with pytest.raises(
        UserError, match=r"with question and the guide takes .* judge by criterion \(--unit criterion\)"
    ):
        begun(name, Unit.GUIDE, 64).judge([Task(SIMPLE, "an answer")])


@pytest.mark.parametrize("name", ENCODERS)
def test_of_a_guide_that_is_too_long_an_encoder_reads_what_it_can(begun: Begin, name: str) -> None:
    scorer = begun(name, Unit.GUIDE, 40)
    row = scorer.ids(item(SIMPLE, "null " * 50, Unit.GUIDE))
    assert len(row.tokens) == 40
    assert row.is_shortened
    (judgement,) = scorer.judge([Task(SIMPLE, "null")])
    assert judgement.fits(Task(SIMPLE, "null"))
    assert judgement.is_shortened


@pytest.mark.parametrize(
    ("name", "reads"), [("bert", 512), ("roberta", 512), ("gpt2", 4096), ("llama", 1024), ("t5", 5000)]
)
def test_no_more_is_read_than_the_model_can(begun: Begin, name: str, reads: int) -> None:
    scorer = begun(name, Unit.CRITERION, 5000)
    assert scorer.reads == reads
    (judgement,) = scorer.judge([Task(SIMPLE, "the address " * 700)])
    assert not judgement.unscored


@pytest.mark.parametrize("name", ["bert", "t5", "gpt2"])
def test_what_is_learnt_from_is_a_distribution_over_the_items_own_choices(begun: Begin, name: str) -> None:
    scorer = begun(name)
    items = [item(SIMPLE, "null"), item(ELEVEN, "null")]
    logs = scorer.log_probabilities(items, [scorer.ids(each) for each in items])
    assert logs.exp().sum(dim=1).tolist() == pytest.approx([1, 1], abs=1e-5)
    assert (logs[0, 4:].exp() == 0).all()
