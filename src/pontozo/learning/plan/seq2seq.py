"""Encoder-decoders of T5's kind: FLAN-T5 and mT5. The decoder runs for one step, which is all that a grade needs."""

from __future__ import annotations

from typing import NamedTuple

from pontozo.learning.plan.anatomy import ENCODED, Anatomy, Kept, Layer, Linear
from pontozo.learning.plan.configuration import Reader


class _Sizes(NamedTuple):
    hidden: int
    inner: int
    heads: int
    #: Width of all heads together, which need not be that of the model.
    across: int
    #: The names of the feed-forward layers that lead in.
    leading: tuple[str, ...]
    dropped: bool


def t5(read: Reader) -> Anatomy:
    """T5 1.1 (gated GELU, a head of its own) and the first T5 (ReLU, the embeddings as head)."""
    own_head = not (read.flag("tie_word_embeddings", True) and read.flag("scale_decoder_outputs", True))
    return _t5_like(read, own_head)


def mt5(read: Reader) -> Anatomy:
    """mT5: T5 1.1 in all sizes. Its head is its own, though transformers 5 saves that it were not."""
    return _t5_like(read, own_head=True)


def _t5_like(read: Reader, own_head: bool) -> Anatomy:
    sizes = _sizes(read)
    hidden, vocabulary = sizes.hidden, read.number("vocab_size")
    encoder = read.number("num_layers")
    decoder = read.number("num_decoder_layers", encoder)
    return Anatomy(
        family="seq2seq",
        hidden=hidden,
        embeddings=((vocabulary, hidden),),
        layers=(_encoder_layer(sizes, encoder), _decoder_layer(sizes, decoder)),
        others=2 * hidden + 2 * read.number("relative_attention_num_buckets", 32) * sizes.heads,
        # transformers ties a head only to embeddings that are equal: those of T5 1.1 are not.
        head=vocabulary * hidden if own_head else 0,
        vocabulary=vocabulary,
        ends=Kept(whole=hidden, wide=hidden, normed=hidden, masks=2 * hidden),
        longest=None,
    )


def _sizes(read: Reader) -> _Sizes:
    heads = read.number("num_heads")
    gated = read.text("feed_forward_proj", "relu").startswith("gated")
    return _Sizes(
        hidden=read.number("d_model"),
        inner=read.number("d_ff"),
        heads=heads,
        across=heads * read.number("d_kv", 64),
        leading=("wi_0", "wi_1") if gated else ("wi",),
        dropped=read.share("dropout_rate", 0.1) > 0,
    )


def _attention(sizes: _Sizes, place: str, source: str) -> tuple[Linear, ...]:
    hidden, across = sizes.hidden, sizes.across
    return (
        Linear("q", hidden, across, f"{place} input", "attention", bias=False),
        Linear("k", hidden, across, source, "attention", bias=False),
        Linear("v", hidden, across, source, "attention", bias=False),
        Linear("o", across, hidden, f"{place} attended", "attention", bias=False),
    )


def _feed_forward(sizes: _Sizes) -> tuple[Linear, ...]:
    hidden, inner = sizes.hidden, sizes.inner
    return (
        *(Linear(name, hidden, inner, "middle", "feed-forward", bias=False) for name in sizes.leading),
        # transformers keeps these in 32 bits: in fp16 T5 overflows.
        Linear("wo", inner, hidden, "inner", "feed-forward", bias=False, narrowed=False),
    )


def _kept(sizes: _Sizes, sublayers: int, attention: int) -> Kept:
    # GELU is spelled out in six arrays before the last linear layer; ReLU keeps one.
    activation = 6 if len(sizes.leading) > 1 else 1
    return Kept(
        whole=activation * sizes.inner,
        wide=sublayers * sizes.hidden,
        normed=sublayers * sizes.hidden,
        masks=sublayers * sizes.hidden + sizes.inner,
        attention=attention * sizes.across,
        heads=sizes.heads,
        biased=True,
        dropped=sizes.dropped,
    )


def _encoder_layer(sizes: _Sizes, times: int) -> Layer:
    linears = (*_attention(sizes, "self", "self input"), *_feed_forward(sizes))
    return Layer(times, linears, 2 * sizes.hidden, sizes.hidden, sizes.inner, _kept(sizes, 2, 3))


def _decoder_layer(sizes: _Sizes, times: int) -> Layer:
    own = _attention(sizes, "self", "self input")
    linears = (*own, *_attention(sizes, "cross", ENCODED), *_feed_forward(sizes))
    cross = Kept(attention=2 * sizes.across, heads=sizes.heads, dropped=sizes.dropped)
    return Layer(
        times, linears, 3 * sizes.hidden, sizes.hidden, sizes.inner, _kept(sizes, 3, 4), queries="one", cross=cross
    )
