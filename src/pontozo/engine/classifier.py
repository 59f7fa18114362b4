"""Pairs of texts to logits, by a tuned encoder that `learning.export` wrote, on ONNX Runtime; no torch.

A pair's logits depend on that pair alone, to the last digit: the model keeps the rows of a batch apart, and
`engine.running` pads nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pontozo.engine.manifest import CLASSIFIER, MODEL, TOKENIZER, WEIGHTS, read_manifest
from pontozo.engine.running import available_cores, open_session, open_tokenizer, run_in_batches
from pontozo.errors import UserError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]

FORMAT = 1  # of `classifier.json`


class TokenPair(NamedTuple):
    """Two texts as token ids with the special tokens about them, and each token's type (0 or 1, as the model has it).

    What `Classifier.pair` makes of two texts' ids.
    """

    ids: Sequence[int]
    types: Sequence[int]


@dataclass(frozen=True)
class _Manifest:
    """What `classifier.json` says."""

    sha256: str  # of the manifest itself
    files: Mapping[str, str]  # SHA-256 of each
    kind: str
    precision: str
    max_tokens: int  # with the special tokens


class _Frame(NamedTuple):
    """What a tokenizer puts about two texts, each part with its tokens' types, and the types of the texts' own."""

    before: TokenPair
    between: TokenPair
    after: TokenPair
    types: tuple[int, int]


class Classifier:
    """A tuned encoder, ready to run; made by `load_classifier`. Threads may share one.

    `sha256`, that of `classifier.json`, is its identity: it covers weights, tokenizer and length. `outputs` is the
    number k of logits, `kind` the architecture (`bert`, `xlm-roberta`, …), `precision` `int8` or `float32`.
    `tokenizer` cuts nothing and pads nothing; what does not fit into `max_tokens` is the caller's to shorten.
    """

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Load what `learning.export` wrote into `folder`; `threads` is how many batches run at a time.

        Raises `DamagedFileError` when a file is missing or is not the one that the manifest names.
        """
        manifest = read_manifest(folder / CLASSIFIER, _as_manifest)
        self.sha256 = manifest.sha256
        self.kind = manifest.kind
        self.precision = manifest.precision
        self.max_tokens = manifest.max_tokens
        self.tokenizer = open_tokenizer(folder / TOKENIZER)
        self._threads = threads or available_cores()
        self._session = open_session(folder / MODEL)
        self._has_types = "token_type_ids" in {each.name for each in self._session.get_inputs()}
        sizes = {each.name: each.shape[-1] for each in self._session.get_outputs()}
        self.outputs: int = sizes["logits"]
        self.hidden_size: int | None = sizes.get("last_hidden_state")
        self._frame = _frame(self.tokenizer)

    @property
    def special_tokens(self) -> int:
        """How many tokens `pair` adds to those of the two texts."""
        return sum(len(part.ids) for part in self._frame[:3])

    def pair(self, first: Sequence[int], second: Sequence[int]) -> TokenPair:
        """Two texts' ids, without special tokens, as the one sequence that the model reads."""
        before, between, after, types = self._frame
        own = [[kind] * len(ids) for kind, ids in zip(types, (first, second), strict=True)]
        return TokenPair(
            [*before.ids, *first, *between.ids, *second, *after.ids],
            [*before.types, *own[0], *between.types, *own[1], *after.types],
        )

    def logits(self, pairs: Sequence[TokenPair]) -> Floats:
        """The logits of each pair, (n, k). Raises `UserError` for a pair longer than `max_tokens`."""
        rows = self._run("logits", pairs)
        return np.stack(rows) if rows else np.empty((0, self.outputs), np.float32)

    def hidden_states(self, pairs: Sequence[TokenPair]) -> list[Floats]:
        """The last layer's states of each pair, (its length, hidden), special tokens included.

        Raises `UserError` for a pair longer than `max_tokens`, and where the model was written without them.
        """
        if self.hidden_size is None:
            raise UserError("this model was written without its hidden states; write it again with hidden_states=True")
        return self._run("last_hidden_state", pairs)

    def _run(self, output: str, pairs: Sequence[TokenPair]) -> list[Floats]:
        lengths = [len(pair.ids) for pair in pairs]
        if longest := max((length for length in lengths if length > self.max_tokens), default=0):
            raise UserError(
                f"a pair has {longest} tokens, but the model was written for {self.max_tokens} at most; shorten it"
            )

        def run(places: list[int]) -> list[Floats]:
            batch: Floats = self._session.run([output], self._feeds([pairs[place] for place in places]))[0]
            return [row.copy() for row in batch]  # so that a result does not keep its whole batch in memory

        return run_in_batches(lengths, run, self._threads)

    def _feeds(self, pairs: Sequence[TokenPair]) -> dict[str, NDArray[np.int64]]:
        feeds = {"input_ids": np.array([pair.ids for pair in pairs], dtype=np.int64)}
        if self._has_types:
            feeds["token_type_ids"] = np.array([pair.types for pair in pairs], dtype=np.int64)
        return feeds


def load_classifier(folder: Path) -> Classifier:
    """The tuned encoder in a folder that holds `classifier.json`, `model.onnx` and `tokenizer.json`.

    Raises `DamagedFileError`, naming the file and saying what to do, when one is missing or its hash differs.
    """
    return Classifier(folder)


def _as_manifest(said: Any, sha256: str) -> _Manifest:
    if said["format"] != FORMAT:
        raise ValueError(f"its format is {said['format']}, and this version of Pontozó knows {FORMAT}")
    hashes = said["files"]
    outside = [WEIGHTS] if WEIGHTS in hashes else []
    return _Manifest(
        sha256=sha256,
        files={name: hashes[name] for name in (MODEL, TOKENIZER, *outside)},
        kind=said["kind"],
        precision=said["precision"],
        max_tokens=said["max_tokens"],
    )


def _frame(tokenizer: Tokenizer) -> _Frame:
    """Read off what the tokenizer makes of two short texts."""
    seen = tokenizer.encode("a", "b")
    first, second = ([place for place, text in enumerate(seen.sequence_ids) if text == which] for which in (0, 1))
    gaps = (0, first[0]), (first[-1] + 1, second[0]), (second[-1] + 1, len(seen.ids))
    before, between, after = (TokenPair(seen.ids[start:end], seen.type_ids[start:end]) for start, end in gaps)
    return _Frame(before, between, after, (seen.type_ids[first[0]], seen.type_ids[second[0]]))
