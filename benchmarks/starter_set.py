"""What the starter set holds, and how far its two markings agree: `python -m benchmarks.starter_set`.

Both markings are the work of the same language model, the second without sight of the first: this is the set's own
consistency, not agreement between people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sklearn.metrics import cohen_kappa_score

import pontozo
from benchmarks.report import write
from pontozo.domain import Answer, Question, Rating
from pontozo.formats import read
from pontozo.gradebook import Gradebook, rated_score
from pontozo.text.language import LANGUAGES

CARD = Path(pontozo.__file__).parent / "starter" / "README.md"
FIRST, SECOND = "pontozo project, first marking", "pontozo project, second marking"
HEADING = ("language", "questions", "answers", "marked twice", "criteria", "agree", "kappa", "totals equal", "settled")


def main() -> None:
    """Count, compare, write."""
    figures: dict[str, Any] = {}
    table: list[tuple[str, ...]] = [HEADING]
    for code in LANGUAGES:
        gradebook = read(f"starter-{code}")
        found = consistency(gradebook)
        figures[code] = {**found, "kinds": dict(kinds(gradebook))}
        table.append((code, *(f"{value:.3f}" if isinstance(value, float) else str(value) for value in found.values())))
    write("starter_set", "python -m benchmarks.starter_set", figures, table, CARD)


def kinds(gradebook: Gradebook) -> Counter[str]:
    """How many answers there are of each kind."""
    return Counter(answer.extra["kind"] for answer in gradebook.answers)


def consistency(gradebook: Gradebook) -> dict[str, int | float]:
    """How far the two markings agree: on criteria (share and Cohen's kappa), and on the totals they come to."""
    twice = list(_marked_twice(gradebook))
    pairs = [
        (first.outcomes[criterion], second.outcomes[criterion])
        for question, _, first, second in twice
        for criterion in question.criterion_ids
    ]
    totals = [rated_score(question, first) == rated_score(question, second) for question, _, first, second in twice]
    equal = sum(first == second for first, second in pairs)
    return {
        "questions": len(gradebook.questions),
        "answers": gradebook.count(),
        "marked_twice": len(twice),
        "criteria": len(pairs),
        "agree": equal / len(pairs),
        "kappa": float(cohen_kappa_score(*zip(*pairs, strict=True))),
        "totals_equal": sum(totals) / len(totals),
        "settled": len(pairs) - equal,
    }


def _marked_twice(gradebook: Gradebook) -> Iterator[tuple[Question, Answer, Rating, Rating]]:
    for question, answer in gradebook.pairs():
        by_rater = {rating.rater: rating for rating in answer.ratings}
        if FIRST in by_rater and SECOND in by_rater:
            yield question, answer, by_rater[FIRST], by_rater[SECOND]


if __name__ == "__main__":
    main()
