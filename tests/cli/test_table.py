"""The table of a class, as it is printed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pontozo.cli.table import ClassTable
from pontozo.domain import Answer, Grade, Reason


def grade(question: str = "q", score: float | None = 1.0, review: Sequence[Reason] = ()) -> Grade:
    unscored = Reason("scorer_failed", "It failed") if score is None else None
    return Grade(
        answer="1", question=question, score=score, max_score=3.0, findings=(), comment="", confidence=None,
        review=tuple(review), unscored=unscored, grader="probe@1", revision="r", language="en",
    )  # fmt: skip


def printed(capsys: pytest.CaptureFixture[str], graded: Sequence[tuple[str, Grade]]) -> list[str]:
    table = ClassTable("probe@1")
    for number, (student, each) in enumerate(graded):
        table.add(Answer("a", question=each.question, id=str(number), student=student), each)
    table.show(rows=True, written=None)
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("text", ["[/foo] x", "[red]Bob", ":smile:", "[link=x]y[/link]", "\\[b]"])
def test_names_of_students_and_questions_are_printed_as_they_stand(
    capsys: pytest.CaptureFixture[str], text: str
) -> None:
    head, row, *_ = printed(capsys, [(text, grade(question=text))])
    assert row.startswith(f"{text} ")
    assert f"{text} (of 3)" in head


def test_a_name_neither_steers_the_terminal_nor_breaks_its_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, [("\x1b[31mA\nB", grade())])[1].startswith(" [31mA B ")


def test_thirds_add_up(capsys: pytest.CaptureFixture[str]) -> None:
    row = printed(capsys, [("Ő", grade(question, 1 / 3)) for question in ("a", "b", "c")])[1]
    assert row.split() == ["Ő", "0.33", "0.33", "0.33", "1"]


def test_a_total_says_what_is_unscored_or_to_be_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    look = [Reason("unsure", "The grader is not sure")]
    graded = [("A", grade("a", 2)), ("A", grade("b", 0.5, look)), ("B", grade("a", None, look))]
    rows = printed(capsys, graded)[1:3]
    assert [row.split() for row in rows] == [["A", "2", "0.5*", "2.5*"], ["B", "–*", "–*"]]


def test_reasons_are_counted_by_code_and_told_without_their_detail(capsys: pytest.CaptureFixture[str]) -> None:
    failed = [[Reason("scorer_failed", f"It failed (ValueError: {i})")] for i in range(3)]
    both = [Reason("scorer_failed", "It failed (x)"), Reason("unsure", "Not sure")]
    lines = printed(capsys, [(str(i), grade(review=each)) for i, each in enumerate([*failed, both])])
    said = lines[lines.index("* 4 for a person to look at:") + 1 :]
    assert [line.split(maxsplit=1) for line in said[:2]] == [["4", "It failed"], ["1", "Not sure"]]


@pytest.mark.parametrize(("count", "said"), [(1, "1 answer, 1 scored"), (2, "2 answers, 2 scored")])
def test_one_answer_is_no_plural(capsys: pytest.CaptureFixture[str], count: int, said: str) -> None:
    lines = printed(capsys, [(str(i), grade()) for i in range(count)])
    assert f"{said}, by probe@1." in lines


@pytest.mark.parametrize(("count", "said"), [(61, "1 answer of further students is"), (62, "2 answers of further")])
def test_what_is_not_shown_is_counted(capsys: pytest.CaptureFixture[str], count: int, said: str) -> None:
    lines = printed(capsys, [(f"s{i}", grade()) for i in range(count)])
    assert any(line.startswith(said) for line in lines)
