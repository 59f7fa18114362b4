"""Some of the answers by lot, where all would take too long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pontozo.evaluation.robustness.trials import Subject
from pontozo.gradebook.digests import digest


def drawn(subjects: Sequence[Subject], most: int, seed: int) -> list[Subject]:
    """At most `most` of the subjects, in their order; the same for the same seed, in whatever order they stand.

    Questions take turns: each has one answer drawn before any has a second, then all about as many as is their share
    of the answers. With more questions than `most`, the lot says which have one.
    """
    by_question: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for place, subject in enumerate(subjects):
        answer = subject.answer
        lot = digest("sample", str(seed), subject.question.id, answer.id, answer.text)
        by_question[subject.question.id].append((lot, place))
    turns = [
        (turn / len(own), lot, place) for own in by_question.values() for turn, (lot, place) in enumerate(sorted(own))
    ]
    chosen = sorted(place for _, _, place in sorted(turns)[:most])
    return [subjects[place] for place in chosen]
