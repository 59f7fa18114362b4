"""Texts as trees of lines: by indentation, bullets, ordinals, and headings that own the bullets after them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.formats.guide_text import Line, html_of_lines, lines_of_html, lines_of_text, text_of_lines


def tree(lines: tuple[Line, ...]) -> list[Any]:
    """Texts, and pairs of a text and what is below it."""
    return [(line.text, tree(line.children)) if line.children else line.text for line in lines]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb", ["a", "b"]),
        ("a\n\n \nb\r\nc\rd", ["a", "b", "c", "d"]),
        ("a\n  b\n    c\n  d\ne", [("a", [("b", ["c"]), "d"]), "e"]),
        ("a\n\tb", [("a", ["b"])]),
        ("- a\n- b\n  - c", ["a", ("b", ["c"])]),
        ("* a\n• b\n•c\n– d\n— e\n− f", ["a", "b", "c", "d", "e", "f"]),
        ("1. a\n2. b\n3) c", ["a", "b", "c"]),
        ("a) b\nB) c", ["b", "c"]),
        ("3. a\n4. b", ["a", "b"]),
        ("1. a\n   - b\n2. c", [("a", ["b"]), "c"]),
        ("2. világháború", ["2. világháború"]),
        ("1. a\n3. b", ["1. a", "3. b"]),
        ("head:\n- a\n- b\nplain\n- c", [("head:", ["a", "b"]), "plain", "c"]),
        ("head:\n1. a\n2. b\nplain", [("head:", ["a", "b"]), "plain"]),
        ("1. head:\n- a\n- b\n2. c", [("head:", ["a", "b"]), "c"]),
        ("head:\n\n- a\n  - b\n- c", [("head:", [("a", ["b"]), "c"])]),
        ("head:\n  - a\n- b", [("head:", ["a"]), "b"]),
        ("- head:\n- a", ["head:", "a"]),
        ("any three\n- a\n- b\nc", [("any three", ["a", "b"]), "c"]),
        ("total: 5 points\n- a", ["total: 5 points", "a"]),
        ("thought\n- a", ["thought", "a"]),
        ("-1 if a\n- 1 if b\n- 1, ha c\n- 1 point: d", ["-1 if a", "- 1 if b", "- 1, ha c", "1 point: d"]),
        ("–0.5: a\n− 1 for b", ["–0.5: a", "− 1 for b"]),
        ("a  b\u00a0c\te", ["a b c e"]),
        ("fe\u0301l pont", ["fél pont"]),
        ("    a\n  b", ["a", "b"]),
    ],
)
def test_a_text_is_a_tree(text: str, expected: list[Any]) -> None:
    assert tree(lines_of_text(text)) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", [("a", ["b"]), "c"]),
        ("<p>head:</p><ul><li>a</li><li>b</li></ul><p>c</p>", [("head:", ["a", "b"]), "c"]),
        ("<p>any two</p><ol><li>a</li><li>b</li></ol>", [("any two", ["a", "b"])]),
        ("<p>- a<br>- b</p><p>1. c</p>", ["a", "b", "c"]),
        ("<ul><li>a<br>or: b</li></ul>", [("a", ["or: b"])]),
        ("<ul><li>a<p>or: b</p></li></ul>", [("a", ["or: b"])]),
        ("<ul><li>-1 if a</li><li>1 if b</li><li>- c</li></ul>", ["-1 if a", "1 if b", "- c"]),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", [("a", ["b"])]),
        ("<pre>a\n  - b\nc</pre>", [("a", ["b"]), "c"]),
        ("- a\n  - b\n- c", [("a", ["b"]), "c"]),
        ("<table><tr><td>a</td><td>2 points</td></tr></table>", ["a | 2 points"]),
    ],
)
def test_rich_text_is_a_tree(html: str, expected: list[Any]) -> None:
    assert tree(lines_of_html(html)) == expected


def test_lines_know_where_they_stood() -> None:
    (head, last) = lines_of_text("head:\n\n- a\nb")
    assert (head.number, head.children[0].number, last.number) == (1, 3, 4)
    assert [line.number for line in lines_of_html("<p>a</p>\n\n<p>b</p>")] == [1, 2]


def test_the_canonical_forms() -> None:
    lines = [Line("a:", children=(Line("b", children=(Line("c"),)), Line("<d>"))), Line("e")]
    assert text_of_lines(lines) == "- a:\n  - b\n    - c\n  - <d>\n- e"
    assert html_of_lines(lines) == (
        "<ul><li>a:<ul><li>b<ul><li>c</li></ul></li><li>&lt;d&gt;</li></ul></li><li>e</li></ul>"
    )
    assert (text_of_lines([]), html_of_lines([])) == ("", "")


TEXTS = st.text(st.sampled_from("ab1-*:<>&;\"' ½é"), min_size=1, max_size=8).map(lambda text: f"x{text}".strip())
LINES = st.recursive(
    TEXTS.map(lambda text: Line(" ".join(text.split()))),
    lambda line: st.builds(
        lambda text, below: Line(" ".join(text.split()), children=tuple(below)), TEXTS, st.lists(line, max_size=3)
    ),
    max_leaves=8,
)


@given(st.lists(LINES, max_size=4))
def test_a_tree_survives_as_text_and_as_html(lines: list[Line]) -> None:
    assert tree(lines_of_text(text_of_lines(lines))) == tree(tuple(lines))
    assert tree(lines_of_html(html_of_lines(lines))) == tree(tuple(lines))


@pytest.mark.parametrize("text", ["1 if a", "-1 if a", "- a", "* a", "2. a"])
def test_no_sign_is_taken_for_another_on_the_way_through_text(text: str) -> None:
    assert tree(lines_of_text(text_of_lines([Line(text)]))) == [text]
