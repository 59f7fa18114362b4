"""Every guide can be written as text and read back, and no text is answered with an exception."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pontozo.domain import STANDARD, All, BestOf, Criterion, Guide, Level, Levels, Outcome, scale
from pontozo.formats.guide_text import (
    Line,
    guide_lines,
    html_of_lines,
    lines_of_html,
    lines_of_text,
    parse_guide,
    text_of_lines,
)
from tests.strategies import guides, points

LANGUAGES = st.sampled_from(["en", "hu"])
#: What a thought may hold that the grammar would take for something else.
AWKWARD = [
    "2 points: thought", "thought (2 points)", "thought – 2 pont", "thought [2]", "int a[2]", "1. thought",
    "a) thought",
    "- thought", "-1 if wrong", "or: other", "vagy: más", "id: c1", "all or nothing", "thought (all or nothing)",
    "mindent vagy semmit", "levels:", "any three of:", "total: 5 points", "1 point each:", "Pontozás:", '"quoted"',
    '"half', "a  b", " a ", "a\nb", "a\tb", "a\u00a0b", "e\u0301", "O(n) - linear", "<iostream>", "a < b && c > d",
    "&lt;", "1/2", "½", "2", "0", "thought:", "a -2 points", "scale 0–5", "either:", "or:", "x…2 pont",
    "x ... 2 points",
    "thought.", "thought (2 points).", "thought: (1 pont)", "\u200b", "\ufeffa", "a\r\nb", "1 – 2 points",
    "each 1 point", "(2 points)", "[2]", "+1", ": x", "- 1 if x", "\u2028x", "none: 0", "-", "=1+1", "*", "”x”", "\\",
    "\\u0041",
]  # fmt: skip


@st.composite
def awkward(draw: st.DrawFn) -> Guide:
    """Guides whose texts and names the grammar could take for something else."""
    text = st.sampled_from(AWKWARD)
    own = st.lists(text, min_size=2, max_size=3, unique=True).map(
        lambda names: tuple(Outcome(name, Fraction(i, len(names) - 1)) for i, name in enumerate(names))
    )
    outcomes = st.sampled_from([STANDARD, scale(5, "1/2"), scale(1, "1/3"), scale("1/3", "1/9")]) | own
    leaf = st.builds(
        Criterion, wordings=st.lists(text, min_size=1, max_size=3), points=points(), outcomes=outcomes, id=text
    ) | st.builds(
        lambda low, high, id: Levels([Level(0, low), Level(Fraction(1, 3), high)], id=id),
        text,
        text,
        st.just("") | text,
    )
    parts = draw(st.lists(leaf, min_size=1, max_size=4))
    return draw(st.sampled_from([All(parts), BestOf(1, parts), parts[0]]))


@given(guides() | awkward(), LANGUAGES)
@settings(max_examples=400)
@example(All([All([Criterion("a", Fraction(1, 3))])]), "en")
@example(All([Criterion("a", Fraction(10**8 + 1, 10**12 + 39))]), "hu")
def test_a_guide_survives_every_way_through_text(guide: Guide, language: str) -> None:
    survives(guide, language)


def survives(guide: Guide, language: str) -> None:
    lines = guide_lines(guide, language)
    ways = [lines, lines_of_text(text_of_lines(lines)), lines_of_html(html_of_lines(lines))]
    for way in ways:
        found = parse_guide(way)
        assert found.problems == ()
        assert found.guide == guide


@pytest.mark.parametrize("text", AWKWARD)
@pytest.mark.parametrize("language", ["en", "hu"])
def test_every_awkward_text_survives_as_thought_wording_level_name_and_outcome(text: str, language: str) -> None:
    own = (Outcome(text, 0), Outcome("all of it", 1))
    guide = All([Criterion([text, text], 2, own, id=text), Levels([Level(0, text), Level(1, text)], id=text)])
    survives(guide, language)


WORDS = (
    "1 2 0 1/2 ½ 0,5 1,000 1/0 point points pont p each max any three best of these either or: vagy: levels: deduct: "
    '- – −1 : ( ) [ ] | ... … if ha for 1. a) • * + thought gondolat " <ul> <li> </ul> <p> & total: összesen scale '
    "0–5 in steps of skála id: outcomes: none: alternatives: whole the guide:"
)
PIECES = st.sampled_from([*WORDS.split(), "\n", "\n  ", "\n    ", "\n- ", "\n  - ", "\t"])
TEXTS = st.lists(PIECES, max_size=25).map(" ".join) | st.text(max_size=60)


@given(TEXTS)
@settings(max_examples=400)
def test_no_text_is_answered_with_an_exception(text: str) -> None:
    for lines in (lines_of_text(text), lines_of_html(text)):
        found = parse_guide(lines)
        assert (found.guide is None) == bool(found.problems)
        assert all(problem.message for problem in found.problems)


@given(TEXTS)
def test_what_is_read_is_read_the_same_once_it_is_written(text: str) -> None:
    guide = parse_guide(lines_of_text(text)).guide
    if guide is not None:
        assert parse_guide(guide_lines(guide)).guide == guide


@given(st.text(max_size=30).map(lambda text: Line(" ".join(text.split()))).filter(lambda line: bool(line.text)))
def test_lines_never_lose_a_character_on_the_way_through_html(line: Line) -> None:
    assert [each.text for each in lines_of_html(html_of_lines([line]))]


@pytest.mark.parametrize(
    "text",
    ["  " * 5000 + "x", "\n".join("  " * i + "all of:" for i in range(300)), "(" * 50_000, "- " * 50_000, "1 " * 50_000,
     "9" * 50_000, "1 point: " + "(" * 20_000 + ")" * 20_000, "." * 50_000 + "2 points", '"' * 50_000, "<a b=" * 10_000,
     "<!--" * 20_000, "<ul><li>x" * 3_000, "1/" * 30_000, "any " * 20_000, "- 1 - " * 20_000, "(1 point) " * 10_000],
)  # fmt: skip
def test_a_text_made_to_exhaust_is_read_at_once(text: str) -> None:
    for lines in (lines_of_text(text), lines_of_html(text)):
        found = parse_guide(lines)
        assert (found.guide is None) == bool(found.problems)
        assert lines_of_text(text_of_lines(lines)) is not None
