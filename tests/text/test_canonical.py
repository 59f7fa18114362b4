"""The canonical form: which answers are the same, and where their words stand."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pontozo.domain import Span
from pontozo.text.canonical import canonical

texts = st.text(max_size=60) | st.text(
    alphabet="aáa\u0301\u200b \n\t.\u00ad\u1100\u1161\u11a8o\u0308\u030b", max_size=30
)


@given(texts)
@example("a\u200b\u0301")
@example("\u1100\u1161\u11a8")
@example("e\u0301 e\u0301")
def test_it_is_its_own_canonical_form(text: str) -> None:
    once = canonical(text).text
    assert canonical(once).text == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip()
    assert "  " not in once


@given(texts)
def test_every_code_point_leads_back_to_where_it_was_stored(text: str) -> None:
    form = canonical(text)
    assert len(form.origin) == len(form.text)
    for i in range(len(form.text)):
        span = form.stored(Span(i, i + 1))
        assert 0 <= span.start < span.end <= len(text)
        # The stretch it came from says the same by itself, up to what was left out inside it.
        assert form.text[i].strip() in canonical(text[span.start : span.end]).text


@given(texts)
def test_spans_keep_their_order(text: str) -> None:
    starts = [start for start, _ in canonical(text).origin]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("kór", "ko\u0301r"),
        ("two  words", " two\n\twords "),
        ("no-break\u00a0space", "no-break space"),
        ("zero\u200bwidth", "zerowidth"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\ufeffmark", "mark"),
    ],
)
def test_what_does_not_count(first: str, second: str) -> None:
    assert canonical(first).text == canonical(second).text


@pytest.mark.parametrize(("first", "second"), [("i++", "++i"), ("kor", "kór"), ("A", "a"), ("ab", "a b"), ("x²", "x2")])
def test_what_counts(first: str, second: str) -> None:
    assert canonical(first).text != canonical(second).text


def test_a_span_of_the_form_is_the_same_words_in_the_stored_text() -> None:
    stored = "  A  ko\u0301r,\n\n a kor"
    form = canonical(stored)
    assert form.text == "A kór, a kor"
    span = form.stored(Span(2, 5))
    assert stored[span.start : span.end] == "ko\u0301r"
    span = form.stored(Span(7, 12))
    assert stored[span.start : span.end] == "a kor"
