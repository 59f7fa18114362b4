"""Clauses and thoughts."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.text.canonical import canonical
from pontozo.text.clauses import clauses, sentences, thoughts


@given(st.text(alphabet="ab ,.;!?-\náé", max_size=80) | st.text(max_size=60), st.sampled_from(["en", "hu"]))
def test_clauses_lose_no_word_and_do_not_overlap(text: str, code: str) -> None:
    form = canonical(text).text
    spans = clauses(form, code)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    left_out = set("".join(form[a.end : b.start] for a, b in pairwise(spans)))
    assert left_out <= {" ", ";"}
    assert bool(form) == bool(spans) or not form.strip(" ;")


@pytest.mark.parametrize(
    ("wording", "code", "expected"),
    [
        (
            "malloc() is a C function, new is a C++ operator",
            "en",
            ["malloc() is a C function", "new is a C++ operator"],
        ),
        ("new calls the constructor", "en", ["new calls the constructor"]),
        ("if it is not released, the memory leaks", "en", ["if it is not released, the memory leaks"]),
        ("the memory leaks badly if it is not released", "en", ["the memory leaks badly if it is not released"]),
        ("ha nem szabadítjuk fel, elszivárog a memória", "hu", ["ha nem szabadítjuk fel, elszivárog a memória"]),
        (
            "a pointer can be null, a reference always refers to an object",
            "en",
            ["a pointer can be null", "a reference always refers to an object"],
        ),
        ("it works on sorted, indexed arrays", "en", ["it works on sorted, indexed arrays"]),
        ("the value is 3,14 and 2.5", "en", ["the value is 3,14 and 2.5"]),
        (
            "A referencia értéket kap a létrehozásakor, és később nem köthető át",
            "hu",
            ["A referencia értéket kap a létrehozásakor", "és később nem köthető át"],
        ),
    ],
)
def test_a_criterion_of_two_thoughts_is_two(wording: str, code: str, expected: list[str]) -> None:
    assert thoughts(wording, code) == expected


def test_list_items_are_sentences_of_their_own() -> None:
    text = "Differences: - malloc returns void* - new is typed; it throws. std::bad_alloc!"
    assert [text[span.start : span.end] for span in sentences(text)] == [
        "Differences:",
        "- malloc returns void*",
        "- new is typed",
        "it throws.",
        "std::bad_alloc!",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Meghalt II. Lajos király. Vége lett.", ["Meghalt II. Lajos király.", "Vége lett."]),
        ("A lista i. eleme lassú. A tömbé gyors.", ["A lista i. eleme lassú.", "A tömbé gyors."]),
        ("It costs x. Then it ends.", ["It costs x.", "Then it ends."]),
        ("malloc is from C. new is from C++. Both work.", ["malloc is from C.", "new is from C++.", "Both work."]),
    ],
)
def test_an_ordinal_is_no_end(text: str, expected: list[str]) -> None:
    assert [text[span.start : span.end] for span in sentences(text)] == expected
