"""What the importers rest on: clean texts, tab-separated lines, scales."""

from __future__ import annotations

import csv
import html
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from pontozo.domain import STANDARD, Rating
from pontozo.formats.public_sets.scores import rating, scaled_question
from pontozo.formats.public_sets.texts import EnglishSource, clean, tab_rows
from pontozo.gradebook import rated_score

#: Words and signs, and quotes among them.
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=30)


@given(TEXTS)
def test_an_escaped_text_comes_back_as_it_was_written(text: str) -> None:
    assert clean(html.escape(text)) == text.strip()


def test_only_whole_entities_and_line_breaks_are_taken_for_such() -> None:
    assert clean("f(&parameter, &lt) &copy; <b>&#39;</b> a<BR/>b") == "f(&parameter, &lt) © <b>'</b> a\nb"


def read_back(texts: list[str], quoting: Literal[1, 3]) -> list[str]:
    """The texts after the way through a tab-separated file, all of them quoted as in CSV, or none."""
    quotechar = '"' if quoting == csv.QUOTE_ALL else None
    rows = [["id", "text"], *([str(number), text] for number, text in enumerate(texts))]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.tsv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter="\t", lineterminator="\n", quoting=quoting, quotechar=quotechar)
            writer.writerows(rows)
        return [cells["text"] for _, cells in tab_rows(EnglishSource(path)) if isinstance(cells, dict)]


@given(st.lists(st.lists(TEXTS, min_size=1, max_size=3).map("\n".join), min_size=1, max_size=4))
def test_quoted_cells_come_back_with_their_line_breaks(texts: list[str]) -> None:
    # Blank lines are passed over, in a text as between rows.
    expected = [_without_blank_lines(text) for text in texts]
    assert [_without_blank_lines(text) for text in read_back(texts, csv.QUOTE_ALL)] == expected


@given(st.lists(TEXTS.filter(lambda text: not text.startswith('"')), min_size=1, max_size=4))
def test_cells_without_quotes_around_them_come_back_as_they_stand(texts: list[str]) -> None:
    assert read_back(texts, csv.QUOTE_NONE) == texts


def _without_blank_lines(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if line.strip())


@given(st.integers(1, 12), st.integers(1, 20), st.data())
def test_a_score_on_the_scale_is_the_outcome_that_comes_to_it(maximum: int, steps: int, data: st.DataObject) -> None:
    top = Fraction(maximum, 4)
    scores = [top * step / steps for step in range(steps + 1)]
    question = scaled_question("Why?", ["because", "because"], top, scores, "q")
    assert question.criteria[0].wordings == ("because",)
    score = data.draw(st.sampled_from(scores))
    rated = rating(question, score)
    assert rated_score(question, Rating(outcomes=rated.outcomes)) == score == rated.score


def test_a_score_that_no_outcome_comes_to_stays_a_score() -> None:
    question = scaled_question("Why?", ["because"], 1, [Fraction(1, 2)], "q")
    assert rating(question, Fraction(1, 3), "A") == Rating("A", Fraction(1, 3))
    assert rating(None, Fraction(1)) == Rating(score=1)


def test_a_scale_too_fine_gives_way_to_the_standard_outcomes() -> None:
    assert scaled_question("Why?", ["because"], 1, [Fraction(1, 1001)], "q").criteria[0].outcomes == STANDARD
