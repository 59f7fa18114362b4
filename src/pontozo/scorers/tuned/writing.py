"""What models that write tokens have in common: a prompt, a token for each label, and no free text.

Of the one next token only those of the allowed labels count, so that nothing has to be read out of what a model wrote,
and every answer gets a valid score, also from a model that was never tuned.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Self

import torch
from torch.nn.functional import log_softmax

from pontozo.errors import UserError
from pontozo.scorers.tuned.base import TunedScorer
from pontozo.scorers.tuned.batches import Ids
from pontozo.scorers.tuned.items import Item
from pontozo.scorers.tuned.loading import Kind, load_model, load_saved, load_tokenizer
from pontozo.scorers.tuned.saving import save_files, save_settings
from pontozo.scorers.tuned.settings import Settings
from pontozo.scorers.tuned.shortening import fit_answer
from pontozo.scorers.tuned.texts import LABELS, prompt_of
from pontozo.wording.prompts import prompt_names


class WritingScorer(TunedScorer):
    """A model that writes tokens, asked for one."""

    #: What is loaded.
    kind: ClassVar[Kind]
    #: How a label may stand where the model is to write: what comes before it, and the label with its blank or without.
    places: ClassVar[tuple[tuple[str, str], ...]]

    def __init__(self, model: Any, tokenizer: Any, settings: Settings) -> None:
        """Raises UserError where `settings` name a prompt that this version does not know."""
        super().__init__(model, tokenizer, settings)
        if settings.prompt not in prompt_names():
            raise UserError(
                f"there is no prompt {settings.prompt!r} in this version of Pontozó, only {', '.join(prompt_names())}; "
                "install the version that the grader was made with"
            )

    @abstractmethod
    def next_logits(self, rows: Sequence[Ids]) -> torch.Tensor:
        """Logits (items, vocabulary) of the token to be written."""

    def modules(self) -> torch.nn.Module:
        module: torch.nn.Module = self.model
        return module

    def ids(self, item: Item) -> Ids:
        self._check_choices(item)
        prompt = prompt_of(item, self.settings.prompt)
        before, answer, after = (self.tokens(text) for text in (prompt.before, f" {item.answer}", prompt.after))
        first, last = self._edges
        fitted = fit_answer(before, answer, after, self.reads - len(first) - len(last))
        if fitted is None:
            raise UserError(self._no_room(item, len(before) + len(after)))
        tokens = [token for part in fitted.parts for token in part]
        return Ids([*first, *tokens, *last], None, fitted.is_shortened)

    def log_probabilities(self, items: Sequence[Item], rows: Sequence[Ids]) -> torch.Tensor:
        logits = self.next_logits(rows).float()
        most = max(len(item.choices) for item in items)
        labels = torch.tensor(self._labels[:most], device=logits.device)
        counts = torch.tensor([len(item.choices) for item in items], device=logits.device)
        allowed = torch.arange(most, device=logits.device)[None] < counts[:, None]
        return log_softmax(logits[:, labels].masked_fill(~allowed, -torch.inf), dim=1)

    def save(self, folder: Path) -> list[str]:
        return [*save_files(self.model, self.tokenizer, folder), save_settings(self.settings, folder)]

    @classmethod
    def begin(cls, settings: Settings, **options: Any) -> Self:
        """A scorer on the checkpoint that `settings` name."""
        model = load_model(cls.kind, settings.model, settings.revision, **options)
        return cls(model, load_tokenizer(settings.model, settings.revision), settings)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The scorer that was saved into `folder`."""
        settings = Settings.load(folder)
        return cls(load_saved(cls.kind, folder, settings), load_tokenizer(str(folder)), settings).placed()

    def _no_room(self, item: Item, taken: int) -> str:
        what, way = "the guide", "judge by criterion (--unit criterion), or shorten the guide"
        if item.place is not None:
            what = f"criterion {item.question.criterion_ids[item.place]!r}"
            way = "or shorten the question or the criterion"
        return (
            f"question {item.question.id!r}: the prompt with question and {what} takes {taken} tokens of the "
            f"{self.reads} that are read at once, which leaves no room for the answer; allow more (--length) where the "
            f"model reads more, {way}"
        )

    def _check_choices(self, item: Item) -> None:
        """Raise UserError unless there is a token for each choice."""
        count, most = len(item.choices), len(self._labels)
        if count <= most:
            return
        what = "its guide" if item.place is None else f"criterion {item.question.criterion_ids[item.place]!r}"
        has = f"question {item.question.id!r}: {what} can come out in {count} ways"
        by_criterion = "judge by criterion (--unit criterion), or " if item.place is None else ""
        if most == len(LABELS):
            fewer = "give it fewer possible totals" if item.place is None else "give it fewer outcomes"
            raise UserError(f"{has}, and a prompt holds {most} at most; {by_criterion}{fewer}")
        raise UserError(
            f"{has}, and {self.settings.model} can tell {most} apart: its tokenizer splits the letter "
            f"{LABELS[most]!r}, or takes it for another; {by_criterion}name another checkpoint"
        )

    @cached_property
    def _labels(self) -> list[int]:
        """The tokens of the labels, as far as each has one of its own."""
        found: list[int] = []
        for label in LABELS:
            token = self._token_of(label)
            if token is None or token in found:
                break
            found.append(token)
        return found

    def _token_of(self, label: str) -> int | None:
        found = (self._only_token(before, each.format(label)) for before, each in self.places)
        return next((token for token in found if token is not None), None)

    def _only_token(self, before: str, label: str) -> int | None:
        """The one token that `label` adds to a text; None where it adds several, or one that stands for anything."""
        short, long = self.tokens(before), self.tokens(before + label)
        is_one = len(long) == len(short) + 1 and long[:-1] == short and long[-1] != self.tokenizer.unk_token_id
        return long[-1] if is_one else None

    @cached_property
    def _edges(self) -> tuple[list[int], list[int]]:
        """The special tokens that the tokenizer puts before and behind a text."""
        told = self.tokenizer("a", return_special_tokens_mask=True)
        ids, special = told["input_ids"], told["special_tokens_mask"]
        own = [place for place, mark in enumerate(special) if not mark]
        return list(ids[: own[0]]), list(ids[own[-1] + 1 :])
