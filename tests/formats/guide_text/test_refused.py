"""What is no guide that can be understood: which line, and in which words it is said."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pontozo.domain import All, Criterion
from pontozo.formats.guide_text import GuideText, lines_of_text, parse_guide


def read(text: str, expected: Fraction | None = None) -> GuideText:
    return parse_guide(lines_of_text(text), expected)


def said(text: str, expected: Fraction | None = None) -> list[tuple[int, str]]:
    """Line and message of each problem of a text that must be refused."""
    found = read(text, expected)
    assert found.guide is None
    return [(problem.line, problem.message) for problem in found.problems]


NUMBERED = "1 - a\n2 - b\n3 - c"


def test_bare_numbers_in_a_row_are_points_only_where_a_total_says_so() -> None:
    (problem,) = said(NUMBERED)
    assert problem == (
        1, "may be numbering or points, as 1 to 3 do; write '1 point: …' for points, '1. …' for numbering"
    )  # fmt: skip
    assert said(NUMBERED, Fraction(3)) == [problem]
    assert read(NUMBERED, Fraction(6)).guide == All([Criterion("a", 1), Criterion("b", 2), Criterion("c", 3)])
    assert read(f"{NUMBERED}\ntotal: 6 points").guide == read(NUMBERED, Fraction(6)).guide
    assert read("1 - a\n2 - b").guide == All([Criterion("a", 1), Criterion("b", 2)])
    assert read("1. a (1 point)\n2. b (1 point)\n3. c (1 point)").problems == ()


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", [(0, "is empty")]),
        ("  \n\n", [(0, "is empty")]),
        ("Scoring guide:", [(1, "is empty")]),
        ("total: 5 points", [(1, "is empty")]),
        ("thought", [(1, "has no points; write '1 point: …'")]),
        ("1. thought\n2. other", [(1, "has no points"), (2, "has no points")]),
        ("(2) thought", [(1, "seems to hold points")]),
        ("thought (2)", [(1, "seems to hold points")]),
        ("int a[2]", [(1, "has no points")]),
        ("1990: the wall", [(1, "has no points")]),
        ("2 points thought", [(1, "seems to hold points")]),
        ("1 point for each reason", [(1, "seems to hold points")]),
        ("-1 is the answer", [(1, "has no points")]),
        ("- 1 for each mistake", [(1, "has no points")]),
        ("nem módosít 1 pont", [(1, "seems to hold points")]),
        ("fast  2 pts", [(1, "seems to hold points")]),
        ("1 pont jár, ha gyors", [(1, "seems to hold points")]),
        ("2 points: a\nif only partially: 1 point", [(2, "says when a part is enough")]),
        ("0,5 pont: ha csak annyit ír, hogy hely", [(1, "says when a part is enough")]),
        ("½ pt each: syntax, example", [(1, "gives points to each of several thoughts")]),
        ("2 pont: hely (elfogadható: cím)", [(1, "holds a remark on marking")]),
        ("2 pont: hely (részpont: 1)", [(1, "holds a remark on marking")]),
        ("3 points: names two of: speed, memory", [(1, "counts thoughts within one line")]),
        ("az alábbiakból kettő (2 pont):\n- a\n- b\n- c", [(1, "says 2 points: of each line, or of all")]),
        ("1 point each:\n- 2p orbitals are filled", [(2, "may be an ordinal or points")]),
        ("2 points: a (1 point)", [(1, "says its points twice")]),
        ("1 - a (2 points)", [(1, "says its points twice")]),
        ("a (1 point) (2 points)", [(1, "says its points twice")]),
        ("a: 1 point, b: 2 points", [(1, "holds points in its middle")]),
        ("1 point if a, 2 points if b", [(1, "holds points in its middle")]),
        ("0 - 5 points: a", [(1, "holds points in its middle")]),
        ("thought -2 points", [(1, "may give points or take them off")]),
        ("2 points:", [(1, "says no thought")]),
        ('2 points: ""', [(1, "says no thought")]),
        ("1,000 points: a", [(1, "1,000 can be read as 1 and as 1000")]),
        ("1/0 point: a", [(1, "divides by 0")]),
        ("10000000000 points: a", [(1, "must be a number of ordinary size")]),
        ("0 points: a", [(1, "gives 0 points")]),
        ("0 points: a\n2 points: b\n1 point: c", [(1, "levels: their points must begin at 0 and rise")]),
        ("0 points: a\n1 point: b\nc", [(3, "stands in a list with a line of 0 points")]),
        ("0 points: a\n-1 if b", [(2, "stands in a list with a line of 0 points")]),
        ("levels:\n- 1: a\n- 2: b", [(2, "levels: their points must begin at 0")]),
        ("levels:\n- 0: a\n- 2: b\n  - or: c", [(4, "stands below a level")]),
        ("levels:\n- 0: a\n- 2: b (all or nothing)", [(3, "is a level, which has no outcomes")]),
        ("levels (4 points):\n- 0: a\n- 2: b", [(1, "says 4 points, but the lines below give 2")]),
        ("any three of:\n- 1 point: a", [(1, "best: 3 of 1 parts is not possible")]),
        ("any three of (1 point each)", [(1, "has no lines below it")]),
        ("- any two of:\n- 1 point: a", [(1, "has no lines below it")]),
        ("any two of:\n- 1 point each", [(2, "has no lines below it")]),
        ("1 point: a\n1 point each:", [(2, "has no lines below it")]),
        ("any one example: 1 point", [(1, "has no lines below it")]),
        ("any two of (2 points):\n- 2 points: a\n- 2 points: b\n- 2 points: c", [(1, "says 2 points, but")]),
        ("max 3 points:\n- 1 point: a\n- 2 points: b\n- 2 points: c", [(1, "cannot be held to 3 points, since the")]),
        ("max 3 points:\n- 2 points: a\n- 2 points: b", [(1, "cannot be held to 3 points, since that is no whole")]),
        ("max 9 points:\n- 2 points: a\n- 2 points: b", [(1, "says 9 points, but the lines below give 4")]),
        ("any one of:\n- -1 if a\n- 1 point: b", [(1, "a deduction cannot be one of the parts")]),
        ("Notes:\n- 1 point: a", [(1, "is no known heading")]),
        ("1 point each:\n- causes:\n  - a", [(2, "is no known heading")]),
        ("1 point: a\nor: b", [(2, "stands alone; indent it below")]),
        ("1 point: a\n  stray", [(2, "is not understood below a criterion")]),
        ("1 point: a\n  or: b\n    c", [(2, "is not understood below a criterion")]),
        ("1 point: a\n  2 points", [(2, "says again")]),
        ("1 point: a\n  id: x\n  id: y", [(3, "says again")]),
        ("1 point: a (all or nothing)\n  all or nothing", [(2, "says again")]),
        ("1 point: a (all or nothing) (scale 0-5)", [(1, "says twice what it can come out as")]),
        ("1 point: a (scale 0-5 in steps of 2)", [(1, "a scale needs a positive step")]),
        ("1 point: a\n  outcomes:\n    x", [(3, "is no outcome")]),
        ("1 point: a\n  outcomes:\n    x: 2\n    y: 1", [(3, "credit: must be at most 1")]),
        ("1 point: a\n  outcomes:\n    x: 1\n    y: 0", [(1, "outcomes: their credits must rise")]),
        ("1 point: a\n  outcomes:", [(2, "has no lines below it")]),
        ("outcomes:\n- a: 1", [(1, "belongs below a criterion")]),
        ("id: x\n1 point: a", [(1, "belongs below a criterion or")]),
        ("all of:\n- Pontozás:\n  - 1 pont: a", [(2, "stands inside a group; a title")]),
        ("all of:\n- 1 pont: a\n- összesen: 1 pont", [(3, "stands inside a group; the total")]),
        ("total: 1 point\n1 point: a\nmaximum: 2", [(3, "says another total")]),
        ("the whole guide:\n- 1 point: a\n1 point: b", [(3, "stands beside 'the whole guide:'")]),
        ("1 point each:\n1 - a\n2 - b", [(2, "may be an ordinal or points"), (3, "may be an ordinal or points")]),
        ("scale:\n2 points: a\n0 points: b", [(1, "has no lines below it")]),
        ("1 point: a\n" * 501, [(501, "comes after 500 other lines")]),
    ],
)
def test_what_is_not_understood_is_said(text: str, problems: list[tuple[int, str]]) -> None:
    found = said(text)
    assert [line for line, _ in found] == [line for line, _ in problems]
    for (_, message), (_, beginning) in zip(found, problems, strict=True):
        assert message.startswith(beginning)


def test_all_problems_are_told_each_with_its_line() -> None:
    (first, second) = read("1 point: a\nb\n\n2 points: c\nd").problems
    assert (first.line, first.text, second.line, second.text) == (2, "b", 5, "d")
