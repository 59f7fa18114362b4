"""What is left out of a text that is too long: never the guide before the answer, never the answer's end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pontozo.scorers.tuned.shortening import Fitted, fit_answer, fit_pair, middle_out

lengths = st.integers(0, 60)
rooms = st.integers(3, 80)


def ids(length: int, first: int = 0) -> list[int]:
    return list(range(first, first + length))


def test_the_middle_is_what_is_left_out() -> None:
    assert middle_out(range(10), 5) == [0, 1, 2, 8, 9]
    assert middle_out(range(10), 10) == list(range(10))
    assert middle_out(range(10), 1) == [0]
    assert middle_out(range(10), 0) == []


@given(lengths, st.integers(0, 80))
def test_both_ends_stay_in_their_order(length: int, room: int) -> None:
    kept = middle_out(ids(length), room)
    assert len(kept) == min(length, room)
    assert kept == sorted(set(kept))
    if length and room > 1:
        assert (kept[0], kept[-1]) == (0, length - 1)


@given(lengths, lengths, lengths, rooms)
def test_a_prompt_stays_whole_around_the_answer(before: int, answer: int, after: int, room: int) -> None:
    parts = ids(before), ids(answer, 100), ids(after, 200)
    fitted = fit_answer(*parts, room)
    if fitted is None:
        assert room - before - after < min(answer, 16)
        return
    assert (fitted.parts[0], fitted.parts[2]) == (parts[0], parts[2])
    assert sum(map(len, fitted.parts)) == min(room, before + answer + after)
    assert fitted.is_shortened == (before + answer + after > room)
    assert not answer or fitted.parts[1][-1] == parts[1][-1]


@given(lengths, lengths, lengths, rooms)
def test_of_a_pair_the_guide_and_the_end_of_the_answer_stay(asked: int, held: int, answer: int, room: int) -> None:
    parts = ids(asked), ids(held, 100), ids(answer, 200)
    fitted = fit_pair(*parts, room)
    assert sum(map(len, fitted.parts)) == min(room, asked + held + answer)
    assert fitted.is_shortened == (asked + held + answer > room)
    question, against, kept = fitted.parts
    assert question == parts[0][: len(question)]
    assert against == parts[1][: len(against)]
    # All of the guide stays where it leaves the answer its share.
    assert len(against) == held or len(kept) >= min(answer, int(room * 0.3))
    assert len(against) == held or not question
    assert len(kept) < 2 or (kept[0], kept[-1]) == (parts[2][0], parts[2][-1])
    # An answer is cut only once the question has given way.
    assert len(kept) == answer or not question


def test_what_gives_way_first() -> None:
    whole = fit_pair(ids(5), ids(5, 100), ids(5, 200), 15)
    assert whole == Fitted((ids(5), ids(5, 100), ids(5, 200)), False)
    less = fit_pair(ids(5), ids(5, 100), ids(5, 200), 12)
    assert less == Fitted((ids(2), ids(5, 100), ids(5, 200)), True)
    assert fit_pair(ids(5), ids(5, 100), ids(50, 200), 10).parts[1:] == (ids(5, 100), [200, 201, 202, 248, 249])
