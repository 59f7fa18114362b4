"""An answer cut at its evidence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from pontozo.domain import Finding, Span
from pontozo.evaluation.report.marking import pieces_of
from tests.evaluation.report.samples import ANSWER, findings
from tests.strategies import stored_texts


@st.composite
def finding(draw: DrawFn) -> Finding:
    starts = draw(st.lists(st.tuples(st.integers(0, 15), st.integers(1, 9)), max_size=3))
    return Finding("1", "a", "met", 1, 1, 1, 1, spans=tuple(Span(start, start + size) for start, size in starts))


@given(stored_texts(), st.lists(finding(), max_size=3))
def test_pieces_are_the_answer_and_each_character_has_its_findings(text: str, found: list[Finding]) -> None:
    pieces = pieces_of(text, found)
    assert "".join(piece.text for piece in pieces) == text
    marked = [piece.findings for piece in pieces for _ in piece.text]
    for place, numbers in enumerate(marked):
        wanted = [
            number for number, each in enumerate(found, 1) if any(span.start <= place < span.end for span in each.spans)
        ]
        assert list(numbers) == wanted


def test_evidence_may_overlap_and_is_counted_in_code_points() -> None:
    assert [(piece.text, piece.findings, piece.ends) for piece in pieces_of(ANSWER, findings())] == [
        ("The queue keeps the firs", (1,), ()),
        ("t in front,", (1, 2), (1,)),
        (" so the first that came leaves first", (2,), (2,)),
        (". 🙂", (), ()),
        (" A stack is the other way", (3,), (3,)),
        (".", (), ()),
    ]
