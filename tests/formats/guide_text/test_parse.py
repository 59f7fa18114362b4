"""Guides as teachers write them, in both languages: what is read."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pontozo.domain import (
    ALL_OR_NOTHING,
    All,
    Alternatives,
    BestOf,
    Criterion,
    Deduct,
    Guide,
    Level,
    Levels,
    Outcome,
    scale,
)
from pontozo.formats.guide_text import GuideText, Line, lines_of_html, lines_of_text, parse_guide

HALF = Fraction(1, 2)


def read(text: str, expected: Fraction | None = None) -> GuideText:
    return parse_guide(lines_of_text(text), expected)


def parts(text: str) -> tuple[Guide, ...]:
    """The parts of the guide that the text must be."""
    found = read(text)
    assert found.problems == ()
    assert isinstance(found.guide, All)
    return found.guide.parts


def ones(*texts: str) -> list[Criterion]:
    return [Criterion(text, 1) for text in texts]


@pytest.mark.parametrize(
    "text",
    [
        "2 - thought", "2 – thought", "2: thought", "2 | thought",
        "2 points: thought", "2 points - thought", "2 points — thought", "2 POINTS: thought", "2 pts thought",
        "2 pts: thought", "2 marks: thought", "2p thought", "2p: thought", "2p - thought", "two points: thought",
        "(2 points) thought", "(2p) thought", "[2] thought", "[2 points] thought", "(2 points): thought",
        "+2 thought", "+2: thought", "+2 points: thought", "2 points for thought", "2 points if thought",
        "2 pont: thought", "2 pont – thought", "2 pont, ha thought", "két pont: thought", "ket pont: thought",
        "2,0 pont: thought", "2.0 points: thought", "4/2 points: thought",
        "thought (2 points)", "thought (2 points).", "thought – 2 points", "thought - 2 points", "thought: 2 pont",
        "thought [2]", "thought (2p)", "thought (2 pont);", "thought | 2 points", "thought | 2", "thought: (2 points)",
        "thought ........ 2 pont", "thought … 2 pont", "thought: két pont", "thought – 2 PONT",
        "1. 2 points: thought", "1) 2 pont: thought", "a) thought (2 points)", "- 2 points: thought",
        "• 2 pont: thought",
        "* thought (2 points)", "– 2 pont: thought", "1.) 2 points: thought", '2 points: "thought"',
        '"thought" (2 points)',
        "Criterion | Points\nthought | 2", "Szempont | Pont\nthought | 2",
        "thought\n  2 points", "thought\n  (2 pont)", "- 2 points if thought",
    ],
)  # fmt: skip
def test_points_before_or_after_a_thought(text: str) -> None:
    assert parts(text) == (Criterion("thought", 2),)


@pytest.mark.parametrize(
    "text",
    ["bármely kettő, összesen 2 pont:\n- a\n- b\n- c", "any two (max 2 points):\n- a\n- b\n- c"],
)
def test_a_total_of_the_best_is_shared_among_them(text: str) -> None:
    assert parts(text) == (BestOf(2, ones("a", "b", "c")),)


def test_a_table_in_markdown_is_a_list_of_thoughts() -> None:
    table = "| Criterion | Points |\n|---|:---:|\n| fast | 1 |\n| small | 2 |"
    assert parts(table) == (Criterion("fast", 1), Criterion("small", 2))


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("fél pont: gondolat", "1/2"), ("fel pont: gondolat", "1/2"), ("½ pont: gondolat", "1/2"),
        ("0,5 pont: gondolat", "1/2"), ("0.5 points: gondolat", "1/2"), ("1/2 point: gondolat", "1/2"),
        ("half a point: gondolat", "1/2"), ("gondolat (fél pont)", "1/2"), ("gondolat – 0,5p", "1/2"),
        ("1½ pont: gondolat", "3/2"), ("1 1/2 points: gondolat", "3/2"), ("másfél pont – gondolat", "3/2"),
        ("1/3 point: gondolat", "1/3"), ("0,25 pont: gondolat", "1/4"), ("gondolat (2/3 points)", "2/3"),
    ],
)  # fmt: skip
def test_parts_of_points(text: str, points: str) -> None:
    assert parts(text) == (Criterion("gondolat", Fraction(points)),)


@pytest.mark.parametrize(
    ("text", "thought"),
    [
        ("2 points: 3 examples are named", "3 examples are named"),
        ("2 points: O(n) - linear", "O(n) - linear"),
        ("O(n) - linear (2 points)", "O(n) - linear"),
        ("declares int a[2] (2 points)", "declares int a[2]"),
        ("2 points: int a[2]", "int a[2]"),
        ("2 points are needed to draw a line (2 points)", "2 points are needed to draw a line"),
        ("1990: the wall comes down (2 points)", "1990: the wall comes down"),
        ("2. világháború: 2 pont", "2. világháború"),
        ("2 pont: a < b && b > c", "a < b && b > c"),
        ("2 pont: P(A∩B) = P(A)·P(B)", "P(A∩B) = P(A)·P(B)"),
        ("2 points: the ratio is 2:1", "the ratio is 2:1"),
        ("2 points: uses #include <iostream>", "uses #include <iostream>"),
        ("2 points: ends with a full stop.", "ends with a full stop."),
        ('2 points: "says (1 point)"', "says (1 point)"),
        ('2 points: "new" is an operator', '"new" is an operator'),
        ("2 points: levels", "levels"),
        ("2 points: or: is a word", "or: is a word"),
    ],
)
def test_a_thought_keeps_its_own_numbers_and_signs(text: str, thought: str) -> None:
    assert parts(text) == (Criterion(thought, 2),)


@pytest.mark.parametrize(
    "heading",
    [
        "1 point each:", "each worth 1 point", "1 pt each", "each: 1 point", "1 point for each:", "one point each",
        "1-1 pont", "1–1 pont:", "egyenként 1 pont:", "egyenkent 1 pont", "pontonként 1 pont", "1 pont egyenként",
        "Scoring guide (1 point each):", "all of these, 1 point each:",
    ],
)  # fmt: skip
@pytest.mark.parametrize("below", ["\n- a\n- b", "\n  a\n  b"])
def test_points_for_all_the_lines_below(heading: str, below: str) -> None:
    expected: tuple[Guide, ...] = (All(ones("a", "b")),) if heading.startswith("all") else tuple(ones("a", "b"))
    assert parts(heading + below) == expected


def test_points_for_all_lines_that_follow_until_others_are_given() -> None:
    assert parts("1 pont egyenként\na\n2 pont: b\nfél pont egyenként:\nc") == (
        Criterion("a", 1),
        Criterion("b", 2),
        Criterion("c", HALF),
    )


@pytest.mark.parametrize(
    "heading",
    [
        "any two of (1 point each):", "any two of the following, 1 point each", "Any 2 of these - 1 point each:",
        "best two of: 1 point each", "the best 2 (1 point each)", "two of these, 1 point each", "any two, 1 point each",
        "2 of the following (each worth 1 point):", "any two advantages (1 point each):", "max 2 points, 1 point each",
        "at most 2 points (1 point each):", "up to 2 points, each: 1 point", "max. 2 pont, egyenként 1 pont",
        "bármely kettő (1-1 pont):", "bármelyik kettő az alábbiakból (1-1 pont)", "barmely ketto, egyenkent 1 pont",
        "az alábbiakból kettő (1-1 pont)", "az alábbiak közül bármelyik kettő, egyenként 1 pont",
        "legfeljebb 2 pont, egyenként 1 pont", "a legjobb kettő: 1-1 pont", "bármely két előny (1-1 pont):",
        "kettő a következők közül (1-1 pont)", "any two of (2 points, 1 point each):",
    ],
)  # fmt: skip
def test_the_best_of_several(heading: str) -> None:
    assert parts(f"{heading}\n- a\n- b\n- c\n2 points: d") == (BestOf(2, ones("a", "b", "c")), Criterion("d", 2))


def test_a_cap_on_equal_lines_is_the_best_of_them_and_one_that_holds_nothing_is_none() -> None:
    assert parts("max 4 points:\n- 2 points: a\n- 2 points: b\n- 2 points: c") == (
        BestOf(2, [Criterion(text, 2) for text in "abc"]),
    )
    assert parts("max 3 points:\n- 1 point: a\n- 2 points: b") == (Criterion("a", 1), Criterion("b", 2))


@pytest.mark.parametrize(
    "text",
    [
        "alternatives:\n- 2 points: a\n- all of:\n  - 1 point: b\n  - 1 point: c",
        "alternatives:\n- first way:\n  - 2 points: a\n- second way:\n  - 1 point: b\n  - 1 point: c",
        "alternatives (2 points):\n- either:\n  - 2 points: a\n- or:\n  - 1 point: b\n  - 1 point: c",
        "alternatívák:\n- 2 pont: a\n- mind:\n  - 1 pont: b\n  - 1 pont: c",
        "either:\n- 2 points: a\nor:\n- 1 point: b\n- 1 point: c",
        "- either:\n  - 2 points: a\n- or (1 point each):\n  - b\n  - c",
        "either: 2 points: a\nor:\n  1 point: b\n  1 point: c",
        "vagy:\n- 2 pont: a\nvagy:\n- b (1 pont)\n- c (1 pont)",
        "vagy: 2 pont: a\nvagy: mind:\n  - 1 pont: b\n  - 1 pont: c",
    ],
)
def test_alternatives(text: str) -> None:
    assert parts(text) == (Alternatives([Criterion("a", 2), All(ones("b", "c"))]),)


def test_two_choices_one_after_the_other_stay_two() -> None:
    text = "either: 1 point: a\nor: 1 point: b\neither: 1 point: c\nor: 1 point: d"
    assert parts(text) == (Alternatives(ones("a", "b")), Alternatives(ones("c", "d")))


@pytest.mark.parametrize("text", ["2 points: a\n  or: b\n  or: c", "- a (2 pont)\n  - vagy: b\n  - VAGY: c"])
def test_wordings_of_one_thought(text: str) -> None:
    assert parts(text) == (Criterion(["a", "b", "c"], 2),)


@pytest.mark.parametrize(
    "text",
    [
        "-1 if late", "-1 point if late", "- 1 if late", "– 1 for late", "−1: late", "–1: late", "-1 point: late",
        "-1 points - late", "minus 1 point for late", "minus 1: late", "1 point off if late", "1 point off: late",
        "deduct 1 point if late", "deduct 1 point: late", "late (-1 point)", "late (−1 pont)", "late: -1 pont",
        "−1 pont, ha late", "- 1, ha late", "mínusz 1 pont, ha late", "minusz egy pont: late", "levonás 1 pont: late",
        "levonás: 1 pont, ha late", "pontlevonás 1 pont: late", "1 pont levonás, ha late", "1 pont levonva: late",
        "deduct:\n- 1 point: late", "deductions:\n- -1: late", "penalties (1 point each):\n- late",
        "levonás:\n- 1 pont: late", "pontlevonás (1-1 pont):\n- late", "• -1 if late", "1) -1 if late",
    ],
)  # fmt: skip
def test_deductions(text: str) -> None:
    assert parts(f"2 points: a\n{text}") == (Criterion("a", 2), Deduct(ones("late")))


def test_deductions_that_follow_each_other_are_one() -> None:
    text = "-1 if a\n–0,5: b\n2 points: c\n-1 if d"
    assert parts(text) == (
        Deduct([Criterion("a", 1), Criterion("b", HALF)]),
        Criterion("c", 2),
        Deduct(ones("d")),
    )


@pytest.mark.parametrize("text", ["- 1 point: right", "- 1 point if right", "– 1 pont, ha right", "- 1 - right"])
def test_a_dash_and_a_space_are_a_bullet_before_points(text: str) -> None:
    assert parts(text) == (Criterion("right", 1),)


@pytest.mark.parametrize(
    "text",
    [
        "levels:\n- 0: none\n- 1 point – some\n- 3 points: all", "scale:\n- 3: all\n- 1: some\n- 0: none",
        "szintek:\n- 0 pont: none\n- 1 pont – some\n- 3 pont: all", "skála (3 pont):\n  0: none\n  1: some\n  3: all",
        "0 points: none\n1 point: some\n3 points: all", "3 - all\n1 - some\n0 - none",
        "1. 0 pont: none\n2. 1 pont: some\n3. 3 pont: all",
    ],
)  # fmt: skip
def test_levels_rising_or_falling(text: str) -> None:
    assert parts(text) == (Levels([Level(0, "none"), Level(1, "some"), Level(3, "all")]),)


def test_levels_have_a_name() -> None:
    assert parts("levels:\n- 0: a\n- 1: b\n- id: style") == (Levels([Level(0, "a"), Level(1, "b")], id="style"),)


@pytest.mark.parametrize(
    "total",
    [
        "total: 5 points", "Total 5", "total points: 5", "5 points in total", "5 points total", "max. 5 pont",
        "max 5 points", "maximum: 5", "Maximum 5 pont", "összesen 5 pont", "Összesen: 5 pont", "osszesen 5 pont",
        "5 pont összesen", "összpontszám: 5", "elérhető pontszám: 5 pont", "legfeljebb 5 pont",
        "Scoring guide (5 points):", "Scoring guide: 5 points", "Értékelési útmutató (összesen 5 pont):",
    ],
)  # fmt: skip
def test_a_total_is_told_wherever_it_stands(total: str) -> None:
    for text in (f"{total}\n- 5 points: a", f"5 points: a\n{total}"):
        found = read(text)
        assert (found.guide, found.maximum) == (All([Criterion("a", 5)]), Fraction(5))


def test_a_total_is_not_checked_here() -> None:
    assert read("total: 7 points\n5 points: a").maximum == 7


@pytest.mark.parametrize(
    "title",
    ["Scoring guide:", "Marking scheme", "MARK SCHEME:", "Rubric", "Értékelési útmutató:", "Pontozás:", "Javítókulcs",
     "Javítási-értékelési útmutató", "utmutato:"],
)  # fmt: skip
def test_a_title_is_no_criterion(title: str) -> None:
    assert parts(f"{title}\n\n- 1 point: a\n- 1 pont: b") == tuple(ones("a", "b"))
    assert parts(f"{title}\n  1 point: a\n  1 pont: b") == tuple(ones("a", "b"))


@pytest.mark.parametrize(
    ("said_so", "outcomes"),
    [
        ("all or nothing", ALL_OR_NOTHING), ("all-or-nothing", ALL_OR_NOTHING), ("mindent vagy semmit", ALL_OR_NOTHING),
        ("scale 0–5 in steps of 0.5", scale(5, HALF)), ("0-5 scale in steps of 1/2", scale(5, HALF)),
        ("scale 0 to 5 in half steps", scale(5, HALF)), ("0–5 skála fél lépésekben", scale(5, HALF)),
        ("0-5 skala 0,5-es lepesekben", scale(5, HALF)), ("scale 0-5", scale(5)), ("0–5 skála", scale(5)),
    ],
)  # fmt: skip
def test_outcomes_below_or_in_brackets(said_so: str, outcomes: tuple[Outcome, ...]) -> None:
    criterion = Criterion("a", 2, outcomes)
    for text in (
        f"2 points: a\n- {said_so}",
        f"2 pont: a ({said_so})",
        f"a (2 points, {said_so})",
        f"a [2] ({said_so})",
        f"2 points: a [{said_so}]",
    ):
        assert parts(text.replace("\n- ", "\n  - ")) == (criterion,)


def test_outcomes_of_its_own_and_a_name() -> None:
    own = (Outcome("none", 0), Outcome("a: b", "2/5"), Outcome("exact", 1))
    for heading, name in (("outcomes:", "id: c1"), ("kimenetek:", "azonosító: c1")):
        text = f'3 points: a\n  {heading}\n    none: 0\n    "a: b": 2/5\n    - exact = 1\n  {name}'
        assert parts(text) == (Criterion("a", 3, own, id="c1"),)


def test_a_whole_guide_that_is_no_list() -> None:
    assert read("the whole guide:\n- 1 point: a").guide == Criterion("a", 1)
    assert read("A teljes útmutató:\n- bármely egy:\n  - 1 pont: a\n  - 1 pont: b").guide == BestOf(1, ones("a", "b"))


def test_groups_stand_in_groups() -> None:
    text = "any two of (1 point each):\n- a\n- all of:\n  - fél pont: b\n  - c (0,5 pont)\n- either: d\n- or: e"
    both = All([Criterion("b", HALF), Criterion("c", HALF)])
    assert parts(text) == (BestOf(2, [Criterion("a", 1), both, Alternatives(ones("d", "e"))]),)


def test_what_moodle_holds_is_read() -> None:
    html = (
        "<p><b>Scoring guide</b> (4 points):</p><ul><li>2 points: uses <code>vector&lt;int&gt;</code></li>"
        "<li>any one of (1 point each):<ol><li>O(n<sup>2</sup>)</li><li>slow</li></ol></li></ul>"
        "<table><tr><td>an example</td><td>1 point</td></tr></table><p>-1 if it does not compile</p>"
    )
    found = parse_guide(lines_of_html(html))
    assert found.problems == ()
    assert found.maximum == 4
    assert found.guide == All(
        [
            Criterion("uses vector<int>", 2),
            BestOf(1, ones("O(n^2)", "slow")),
            Criterion("an example", 1),
            Deduct(ones("it does not compile")),
        ]
    )


def test_lines_made_by_a_program_are_read() -> None:
    made = [Line("any one of:", children=(Line("1 point: a"), Line("1  point:   b")))]
    assert parse_guide(made).guide == All([BestOf(1, ones("a", "b"))])
