"""Evidence of scorers that read a text as a whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.domain import Criterion, Question
from pontozo.scorers.pointing import clause_for
from pontozo.text.canonical import canonical
from tests.strategies import stored_texts

ENGLISH = Question("What is a pointer?", [Criterion("so")], language="en")
HUNGARIAN = Question("Mi a mutató?", [Criterion("ez")], language="hu")


@pytest.mark.parametrize(
    ("question", "wordings", "answer", "wording", "evidence"),
    [
        (
            ENGLISH,
            ("it may be null", "it holds the address of a variable"),
            "I think it is fast 😀. A pointer holds an address of some variable. That is all I know.",
            1,
            "A pointer holds an address of some variable.",
        ),
        (
            HUNGARIAN,
            ("lehet üres", "egy változó címét tárolja"),
            "Nem tudom biztosan. A változó címe van benne. Ennyi.",
            1,
            "A változó címe van benne.",
        ),
    ],
)
def test_the_clause_that_comes_nearest_is_shown(
    question: Question, wordings: tuple[str, ...], answer: str, wording: int, evidence: str
) -> None:
    which, spans = clause_for(question, wordings, answer)
    assert which == wording
    assert [span.of(answer) for span in spans] == [evidence]


@pytest.mark.parametrize("answer", ["", "?", "Nothing of the sort was said here."])
def test_where_nothing_comes_near_nothing_is_shown(answer: str) -> None:
    assert clause_for(ENGLISH, ("garbage collection frees memory",), answer) == (0, ())


@given(
    st.sampled_from([ENGLISH, HUNGARIAN]),
    st.lists(stored_texts().filter(str.strip), min_size=1, max_size=3).map(tuple),
    st.lists(stored_texts() | st.sampled_from(["a pointer.", "it is null, and", "e\u0301 😀"]), max_size=4).map(
        " ".join
    ),
)
def test_evidence_lies_in_the_answer_in_code_points(question: Question, wordings: tuple[str, ...], stored: str) -> None:
    form = canonical(stored)
    wording, spans = clause_for(question, wordings, form.text)
    assert 0 <= wording < len(wordings)
    assert len(spans) <= 1
    for span in spans:
        assert 0 <= span.start < span.end <= len(form.text)
        assert span.of(form.text).strip()
        assert form.stored(span).end <= len(stored)
