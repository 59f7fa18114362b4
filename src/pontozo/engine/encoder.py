"""Texts to token vectors and sentence vectors, by an exported encoder on ONNX Runtime.

A result depends on its own text alone, to the last digit: the model scales each token by itself, and `engine.running`
lets nothing else of a batch reach it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from pontozo.engine.manifest import ENCODER, MODEL, TOKENIZER, read_manifest
from pontozo.engine.running import available_cores, open_session, open_tokenizer, run_in_batches

if TYPE_CHECKING:
    from tokenizers import Encoding

Floats = NDArray[np.float32]
Scalar = TypeVar("Scalar", bound=np.generic)
Real = TypeVar("Real", bound=np.floating)

EMBEDDED = Path(__file__).resolve().parent.parent / "models" / "all-minilm-l6-v2"
#: So many texts are encoded at a time where only their sentence vectors are kept, and so many of these are remembered
#: (1.5 kB each).
_PORTION, _REMEMBERED = 256, 20_000
#: Longer texts are not remembered: there may be many of them.
_LONGEST = 10_000
SENTENCE_ENDS = frozenset(".!?;…")
SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, eq=False)
class Encoded:
    """One text as vectors. Arrays are read-only, since equal texts of a call share one."""

    tokens: tuple[str, ...]
    """The word pieces, without the special tokens; a piece that goes on with a word starts with `##`."""
    offsets: NDArray[np.int32]
    """(tokens, 2): where each token starts and ends in the text given, in code points."""
    last: Floats
    """(tokens, hidden): the last layer's vectors, each of length 1."""
    middle: Floats
    """(tokens, hidden): the fourth layer's vectors, each of length 1."""
    sentence: Floats
    """(hidden,): the mean of the last layer's vectors before they were normalised, special tokens included, as
    sentence-transformers pools (Reimers & Gurevych 2019); of length 1, or 0 for a text without tokens."""


class _Window(NamedTuple):
    """A stretch of one text's tokens that the model reads at once."""

    text: int
    ids: list[int]  # with the special tokens


class _States(NamedTuple):
    """What the model says of one window."""

    last: Floats  # (tokens, hidden), without the special tokens, normalised
    middle: Floats
    total: Floats  # (hidden,): sum of the last layer's vectors, special tokens included


@dataclass(frozen=True)
class _Manifest:
    """What `encoder.json` says."""

    sha256: str  # of the manifest itself: it holds the hashes of model and tokenizer, languages and window size
    name: str
    files: dict[str, str]  # SHA-256 of each
    hidden_size: int
    max_tokens: int  # with the special tokens
    languages: frozenset[str]


class Encoder:
    """An exported encoder, ready to run; made by `load_encoder` or `embedded_encoder`. Threads may share one.

    `sha256`, that of `encoder.json`, is its identity: it covers all that decides a result, the weights as well as the
    tokenizer, the languages and the size of the windows, and is what saved graders and caches name it by.
    """

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Load the encoder in `folder` after checking its files; `threads` is how many batches run at a time.

        Raises `DamagedFileError` when a file is missing or is not the one that the manifest names.
        """
        manifest = read_manifest(folder / ENCODER, _as_manifest)
        self.name = manifest.name
        self.sha256 = manifest.sha256
        self.languages = manifest.languages
        self.hidden_size = manifest.hidden_size
        self.max_tokens = manifest.max_tokens
        self._threads = threads or available_cores()
        self._tokenizer = open_tokenizer(folder / TOKENIZER)
        self._first, self._final = self._tokenizer.encode("").ids  # [CLS] and [SEP]
        self._session = open_session(folder / MODEL)
        self._sentences: dict[str, Floats] = {}

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """The texts' vectors, in their order.

        A text longer than `max_tokens` is read in windows, cut after a sentence where there is one, and nothing of it
        is dropped. Equal texts are encoded once. A result takes 8 bytes × `hidden_size` a token (3 kB), so a caller
        with very many texts gives them in portions.
        """
        distinct = list(dict.fromkeys(texts))
        pieces = [self._tokenizer.encode(SURROGATE.sub("\ufffd", t), add_special_tokens=False) for t in distinct]
        windows = [window for place, piece in enumerate(pieces) for window in self._windows(place, piece)]
        states: list[list[_States]] = [[] for _ in distinct]
        for window, state in zip(windows, self._run(windows), strict=True):
            states[window.text].append(state)
        by_text = dict(zip(distinct, map(self._assemble, pieces, states), strict=True))
        self._remember(by_text)
        return [by_text[text] for text in texts]

    def sentences(self, texts: Sequence[str]) -> Floats:
        """The sentence vectors of the texts, (texts, hidden_size), unit vectors.

        Those of texts encoded lately are remembered, so that what a grader has read is not read again.
        """
        known = {text: vector for text in texts if (vector := self._sentences.get(text)) is not None}
        missing = list(dict.fromkeys(text for text in texts if text not in known))
        for at in range(0, len(missing), _PORTION):
            portion = missing[at : at + _PORTION]
            known.update(zip(portion, (each.sentence for each in self.encode(portion)), strict=True))
        return np.stack([known[text] for text in texts]) if texts else np.empty((0, self.hidden_size), np.float32)

    def _remember(self, encoded: Mapping[str, Encoded]) -> None:
        self._sentences.update((text, each.sentence) for text, each in encoded.items() if len(text) <= _LONGEST)
        for oldest in list(islice(self._sentences, max(0, len(self._sentences) - _REMEMBERED))):
            self._sentences.pop(oldest, None)

    def _windows(self, place: int, piece: Encoding) -> Iterator[_Window]:
        for start, end in cut_windows(piece.tokens, self.max_tokens - 2):
            yield _Window(place, [self._first, *piece.ids[start:end], self._final])

    def _run(self, windows: Sequence[_Window]) -> list[_States]:
        """The states of each window, in the windows' order."""

        def run(places: list[int]) -> list[_States]:
            return self._run_batch(np.array([windows[place].ids for place in places], dtype=np.int64))

        return run_in_batches([len(window.ids) for window in windows], run, self._threads)

    def _run_batch(self, ids: NDArray[np.int64]) -> list[_States]:
        last, middle = self._session.run(
            ["last_hidden_state", "middle_hidden_state"], {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        )
        totals = last.sum(axis=1)
        words = slice(1, -1)  # row by row, so that a result does not keep its whole batch in memory
        return [
            _States(unit_vectors(last[row, words]), unit_vectors(middle[row, words]), totals[row].copy())
            for row in range(len(ids))
        ]

    def _assemble(self, piece: Encoding, states: Sequence[_States]) -> Encoded:
        total = np.sum([np.zeros(self.hidden_size, np.float32), *(state.total for state in states)], axis=0)
        return Encoded(
            tokens=tuple(piece.tokens),
            offsets=_read_only(np.array(piece.offsets, dtype=np.int32).reshape(-1, 2)),
            last=_read_only(self._joined([state.last for state in states])),
            middle=_read_only(self._joined([state.middle for state in states])),
            sentence=_read_only(unit_vectors(total)),  # the mean and the sum point the same way
        )

    def _joined(self, parts: Sequence[Floats]) -> Floats:
        return parts[0] if len(parts) == 1 else np.concatenate([np.zeros((0, self.hidden_size), np.float32), *parts])


def load_encoder(folder: Path) -> Encoder:
    """The encoder in a folder that holds `encoder.json`, `model.onnx` and `tokenizer.json`.

    Raises `DamagedFileError`, naming the file and saying what to do, when one is missing or its hash differs.
    """
    return Encoder(folder)


@cache
def embedded_encoder() -> Encoder:
    """The encoder that ships with Pontozó, all-MiniLM-L6-v2; checked and loaded on the first call only."""
    return load_encoder(EMBEDDED)


def cut_windows(tokens: Sequence[str], limit: int) -> Iterator[tuple[int, int]]:
    """Spans of at most `limit` tokens that cover all of them, in order; none for no tokens.

    A cut is after the last sentence end in the second half of the window, or else before a word, or else at the limit.
    """
    start = 0
    while len(tokens) - start > limit:
        end = start + limit
        half = range(end, start + limit // 2, -1)
        cut = next((at for at in half if tokens[at - 1] in SENTENCE_ENDS), None)
        cut = cut or next((at for at in half if not tokens[at].startswith("##")), end)
        yield start, cut
        start = cut
    if start < len(tokens):
        yield start, len(tokens)


def unit_vectors(vectors: NDArray[Real]) -> NDArray[Real]:
    """Each vector along the last axis divided by its length; a zero vector stays zero."""
    lengths = np.sqrt(np.sum(vectors * vectors, axis=-1, keepdims=True))
    units: NDArray[Real] = np.divide(vectors, np.maximum(lengths, np.float32(1e-12)))
    return units


def _read_only(array: NDArray[Scalar]) -> NDArray[Scalar]:
    array.flags.writeable = False
    return array


def _as_manifest(said: Any, sha256: str) -> _Manifest:
    return _Manifest(
        sha256=sha256,
        name=said["name"],
        files={name: said["files"][name] for name in (MODEL, TOKENIZER)},
        hidden_size=said["hidden_size"],
        max_tokens=said["max_tokens"],
        languages=frozenset(said["languages"]),
    )
