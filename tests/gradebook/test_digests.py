"""A set of texts in little memory."""

from __future__ import annotations

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from pontozo.gradebook.digests import Digests, digest


@given(st.lists(st.tuples(st.text(max_size=2), st.text(max_size=2))))
def test_texts_are_remembered_as_a_set_does(pairs: list[tuple[str, str]]) -> None:
    digests = Digests()
    for place, pair in enumerate(pairs):
        assert digests.was_there(*pair) == (pair in pairs[:place])
    assert len(digests) == len(set(pairs))


def test_many_texts_are_all_remembered() -> None:
    digests = Digests()
    assert not any(digests.was_there(str(number)) for number in range(20_000))
    assert all(digests.was_there(str(number)) for number in range(20_000))
    assert len(digests) == 20_000


def test_where_one_text_ends_and_the_next_begins_counts() -> None:
    assert digest("ab", "c") != digest("a", "bc") != digest("abc")


def test_half_a_character_has_a_digest_too() -> None:
    assert digest("\ud83d") != digest("\ude00")


def test_a_digest_is_the_same_in_every_process() -> None:
    program = "from pontozo.gradebook.digests import digest; print(digest('ő', 'b'))"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(told.stdout) == digest("ő", "b")
