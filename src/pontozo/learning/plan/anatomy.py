"""What a model is made of, as far as memory goes: told from its configuration alone, by arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

Family = Literal["encoder", "seq2seq", "causal"]
#: All linear layers of the attention and of the feed-forward part, or those of the attention alone.
Targets = Literal["all", "attention"]
#: What cross-attention reads.
ENCODED: Final = "encoded"


@dataclass(frozen=True)
class Linear:
    """A linear layer.

    `reads` names what goes in: layers that read the same keep it once for the backward pass. What reads ENCODED reads
    the encoder's output, which all layers of the decoder share. `narrowed` is False where transformers keeps the
    weights in 32 bits, whether the others have 4 or are fp16.
    """

    name: str
    inputs: int
    outputs: int
    reads: str
    part: Literal["attention", "feed-forward"]
    bias: bool = True
    narrowed: bool = True

    @property
    def weights(self) -> int:
        return self.inputs * self.outputs

    @property
    def parameters(self) -> int:
        return self.weights + self.outputs * self.bias

    def adapter(self, rank: int) -> int:
        """The parameters of LoRA beside it: inputs × rank and rank × outputs (Hu et al. 2021)."""
        return rank * (self.inputs + self.outputs)


@dataclass(frozen=True)
class Kept:
    """What is kept of the forward pass for the backward one, in numbers, beside what linear layers read.

    The first five are for each position: in the run's precision, always in 32 bits (what norms read), the same where
    the norm's own weights are trained, masks of dropout, and queries, keys and values. `answer` is for each text,
    `once` for the batch, `heads` the attention's heads, `biased` whether a bias of its own for each head and pair of
    positions is added to the scores.
    """

    whole: int = 0
    wide: int = 0
    normed: int = 0
    masks: int = 0
    attention: int = 0
    answer: int = 0
    once: int = 0
    heads: int = 0
    biased: bool = False
    #: Whether the attention's scores may stay unwritten, in a kernel that does all at once.
    fusible: bool = True
    #: Whether dropout is applied to the scores.
    dropped: bool = False


@dataclass(frozen=True)
class Layer:
    """`times` equal layers.

    `others` are the parameters of one that are no linear layer. `queries` says what goes through it: all positions of
    the text, or the one step of a decoder.
    """

    times: int
    linears: tuple[Linear, ...]
    others: int
    hidden: int
    inner: int
    kept: Kept
    queries: Literal["all", "one"] = "all"
    #: What a decoder's layer keeps of all positions of the text: its keys and values of the encoder's output.
    cross: Kept | None = None

    @property
    def parameters(self) -> int:
        return sum(linear.parameters for linear in self.linears) + self.others


@dataclass(frozen=True)
class Anatomy:
    """A model of one of the three families.

    `embeddings` are the rows and columns of its tables. `head` is what is trained in full beside an encoder's LoRA, and
    in a language model the head's own weights, where these are not the embeddings; `frozen_head` is an encoder's
    pooler, which LoRA leaves alone. `ends` is what is kept before the first and behind the last layer.
    """

    family: Family
    hidden: int
    embeddings: tuple[tuple[int, int], ...]
    layers: tuple[Layer, ...]
    #: Norms at the ends, and tables of relative positions.
    others: int
    head: int
    ends: Kept
    #: The longest text in tokens; None where positions are relative.
    longest: int | None
    frozen_head: int = 0
    #: Tokens that the head of a language model tells apart; an encoder has none.
    vocabulary: int = 0

    @property
    def own_head(self) -> bool:
        """Whether it is a language model whose head is not its embeddings."""
        return self.vocabulary > 0 and self.head > 0

    @property
    def table(self) -> int:
        """Parameters of the embeddings."""
        return sum(rows * columns for rows, columns in self.embeddings)

    @property
    def parameters(self) -> int:
        """All parameters, counted as the class of transformers holds them once the checkpoint is loaded."""
        layers = sum(layer.times * layer.parameters for layer in self.layers)
        return self.table + layers + self.others + self.head + self.frozen_head

    @property
    def largest(self) -> int:
        """The parameters of the largest single array."""
        arrays = [rows * columns for rows, columns in self.embeddings]
        return max(*arrays, self.largest_linear)

    @property
    def largest_linear(self) -> int:
        """The weights of the largest linear layer."""
        return max(linear.weights for _, linear in self.linears())

    def linears(self) -> Iterator[tuple[int, Linear]]:
        """Each linear layer of a layer, with how often it is there."""
        for layer in self.layers:
            yield from ((layer.times, linear) for linear in layer.linears)

    def targeted(self, targets: Targets) -> Iterator[tuple[int, Linear]]:
        """The linear layers that LoRA stands beside."""
        return (each for each in self.linears() if targets == "all" or each[1].part == "attention")
