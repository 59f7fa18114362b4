"""A text as the tokens of its letters: what it says can be no mark of the model's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tokenizers import Tokenizer


class PlainTokens:
    """A tokenizer without its special tokens: a student who writes "</s>" or "[SEP]" writes letters."""

    def __init__(self, ids: Callable[[str], list[int]], marks: Mapping[int, str]) -> None:
        """`ids` gives a text's ids without special tokens before or behind it; `marks` are those tokens and their text.

        The token that stands for what is not known is no mark.
        """
        self._ids = ids
        self.marks = marks

    @classmethod
    def of(cls, tokenizer: Any) -> PlainTokens:
        """By a tokenizer of transformers."""

        def ids(text: str) -> list[int]:
            told = tokenizer(text, add_special_tokens=False, split_special_tokens=True, verbose=False)
            return list(told["input_ids"])

        special = {place for place, token in tokenizer.added_tokens_decoder.items() if token.special}
        marks = sorted({*special, *tokenizer.all_special_ids} - {tokenizer.unk_token_id})
        return cls(ids, {mark: tokenizer.convert_ids_to_tokens(mark) for mark in marks})

    @classmethod
    def of_saved(cls, tokenizer: Tokenizer, marks: Iterable[int]) -> PlainTokens:
        """By a tokenizer that reads its own marks as text (`engine.running.open_tokenizer`); `marks` are known."""

        def ids(text: str) -> list[int]:
            return list(tokenizer.encode(text, add_special_tokens=False).ids)

        return cls(ids, {mark: tokenizer.id_to_token(mark) or "" for mark in marks})

    def __call__(self, text: str) -> list[int]:
        """The ids of a text, without anything before or behind it."""
        ids = self._ids(text)
        if self.marks.keys().isdisjoint(ids):
            return ids
        # Some vocabularies hold their marks as pieces like any other.
        return [part for each in ids for part in (self._spelt(each) if each in self.marks else (each,))]

    def _spelt(self, mark: int) -> list[int]:
        return [each for letter in self.marks[mark] for each in self._ids(letter) if each not in self.marks]
