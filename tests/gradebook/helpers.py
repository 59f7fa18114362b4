"""What the tests of the gradebook share: three questions and a good answer."""

from __future__ import annotations

from pontozo.domain import Answer, Criterion, Question

QUESTIONS = {name: Question(f"Why {name}?", [Criterion("because", points=2)], id=name) for name in ("q1", "q2", "q3")}
GOOD = Answer("because", "q1", id="a1")
#: A question of two criteria: 2 points and 1 point.
TWO = Question("Why?", [Criterion("because", points=2), Criterion("therefore", id="so")], id="two")
