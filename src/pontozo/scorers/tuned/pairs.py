"""An item as two texts in a row: what is held against what, and how a tokenizer puts two texts together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pontozo.errors import UserError
from pontozo.scorers.tuned.batches import Ids
from pontozo.scorers.tuned.items import Item
from pontozo.scorers.tuned.shortening import fit_pair
from pontozo.scorers.tuned.texts import pair_of
from pontozo.scorers.tuned.tokens import PlainTokens

#: A whole guide with more totals than this is judged in minutes, and no person tells so many apart.
_MOST_CHOICES = 2000
#: Texts that no tokenizer loses, to see what it puts around them.
_FIRST, _SECOND = "a", "b"


@dataclass(frozen=True)
class FittedPair:
    """Ids of question and criterion (or guide), and of the answer; whether anything was left out so that they fit."""

    first: list[int]
    second: list[int]
    is_shortened: bool


def fitted_pair(item: Item, tokens: PlainTokens, room: int) -> FittedPair:
    """The item as two texts that together take at most `room` ids.

    Raises UserError for an item that can come out in so many ways that no scale was meant.
    """
    if len(item.choices) > _MOST_CHOICES:
        raise UserError(
            f"question {item.question.id!r}: the guide can come to {len(item.choices)} totals, and {_MOST_CHOICES} are "
            "the most that are judged at once; judge by criterion (--unit criterion), or round its points"
        )
    asked, held, answer = pair_of(item)
    # The blank is for tokenizers that would run the last word of one text into the first of the next.
    fitted = fit_pair(tokens(asked), tokens(f" {held}"), tokens(answer), room)
    question, against, kept = fitted.parts
    return FittedPair([*question, *against], kept, fitted.is_shortened)


@dataclass(frozen=True)
class PairTemplate:
    """The special tokens around two texts, and the segment of each stretch; no segments where there are none."""

    before: tuple[int, ...]
    between: tuple[int, ...]
    behind: tuple[int, ...]
    segments: tuple[int, int] | None

    @classmethod
    def of(cls, tokenizer: Any, segments: int) -> PairTemplate:
        """As the tokenizer does it, whatever its kind, for a model that knows so many segments."""
        told = tokenizer(_FIRST, _SECOND, return_special_tokens_mask=True, return_token_type_ids=segments > 1)
        ids, special = told["input_ids"], told["special_tokens_mask"]
        own = [place for place, mark in enumerate(special) if not mark]
        gap = next((at for at in range(own[0], own[-1]) if special[at]), own[-1])
        second = next(at for at in range(gap, own[-1] + 1) if not special[at])
        kinds = told.get("token_type_ids") or []
        numbered = (kinds[own[0]], kinds[second]) if len(set(kinds)) > 1 else None
        return cls(tuple(ids[: own[0]]), tuple(ids[gap:second]), tuple(ids[own[-1] + 1 :]), numbered)

    @property
    def room(self) -> int:
        """How many tokens the special ones take."""
        return len(self.before) + len(self.between) + len(self.behind)

    def joined(self, pair: FittedPair) -> Ids:
        """Two texts as one row."""
        tokens = [*self.before, *pair.first, *self.between, *pair.second, *self.behind]
        if self.segments is None:
            return Ids(tokens, None, pair.is_shortened)
        kinds = [self.segments[0]] * (len(self.before) + len(pair.first) + len(self.between))
        return Ids(tokens, [*kinds, *[self.segments[1]] * (len(pair.second) + len(self.behind))], pair.is_shortened)
