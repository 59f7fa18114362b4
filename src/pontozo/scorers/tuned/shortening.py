"""Token ids that fit into a model: what cannot stand whole is shortened where it hurts least.

The guide stays. An answer keeps its beginning and its end (what a student concludes stands there), a question its
beginning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: So much of what is kept of an answer is its beginning.
_HEAD = 0.6
#: The least that an answer is left, as a share of the room; a question gives way to it first.
_LEAST = 0.3
#: With fewer tokens than this of a longer answer, nothing can be said of it.
_FEWEST = 16


@dataclass(frozen=True)
class Fitted:
    """Ids of parts that fit together, in their order, and whether anything was left out."""

    parts: tuple[list[int], ...]
    is_shortened: bool


def fit_answer(before: Sequence[int], answer: Sequence[int], after: Sequence[int], room: int) -> Fitted | None:
    """The parts in at most `room` ids, the answer shortened in its middle.

    None where what stands around it leaves less than 16 ids to a longer answer.
    """
    left = room - len(before) - len(after)
    if left < min(len(answer), _FEWEST):
        return None
    kept = middle_out(answer, left)
    return Fitted((list(before), kept, list(after)), len(kept) < len(answer))


def fit_pair(question: Sequence[int], against: Sequence[int], answer: Sequence[int], room: int) -> Fitted:
    """Question, what the answer is held against, and the answer in at most `room` ids (at least 3).

    Where all do not fit, the question keeps what the other two leave, then the answer is shortened, and what it is held
    against only where it would take nearly all by itself.
    """
    least = max(1, int(room * _LEAST))
    held = list(against[: max(1, room - min(len(answer), least))])
    kept = middle_out(answer, room - len(held))
    asked = list(question[: room - len(held) - len(kept)])
    whole = len(question) + len(against) + len(answer)
    return Fitted((asked, held, kept), len(asked) + len(held) + len(kept) < whole)


def middle_out(ids: Sequence[int], room: int) -> list[int]:
    """At most `room` of the ids: the first and the last of them."""
    if len(ids) <= room:
        return list(ids)
    head = int(room * _HEAD + 0.5)
    tail = room - head
    return [*ids[:head], *(ids[-tail:] if tail else ())]
