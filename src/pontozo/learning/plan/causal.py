"""Decoders: GPT-2, and those of the Llama, Qwen2 and Gemma 3 kind. The head runs for the last position only."""

from __future__ import annotations

from dataclasses import replace

from pontozo.learning.plan.anatomy import Anatomy, Kept, Layer, Linear
from pontozo.learning.plan.configuration import Reader


def gpt2(read: Reader) -> Anatomy:
    """GPT-2 in its four sizes."""
    hidden, positions = read.number("n_embd"), read.number("n_positions", 1024)
    inner, vocabulary = read.number("n_inner", 4 * hidden), read.number("vocab_size")
    # GELU by its formula keeps four arrays; one that PyTorch computes keeps what goes in.
    activation = 4 if read.text("activation_function", "gelu_new") == "gelu_new" else 1
    kept = Kept(
        whole=activation * inner,
        wide=2 * hidden,
        masks=2 * hidden,
        attention=3 * hidden,
        heads=read.number("n_head"),
        dropped=read.share("attn_pdrop", 0.1) > 0,
    )
    linears = (
        Linear("c_attn", hidden, 3 * hidden, "input", "attention"),
        Linear("attn.c_proj", hidden, hidden, "attended", "attention"),
        Linear("c_fc", hidden, inner, "middle", "feed-forward"),
        Linear("mlp.c_proj", inner, hidden, "inner", "feed-forward"),
    )
    return Anatomy(
        family="causal",
        hidden=hidden,
        embeddings=((vocabulary, hidden), (positions, hidden)),
        layers=(Layer(read.number("n_layer"), linears, 4 * hidden, hidden, inner, kept),),
        others=2 * hidden,
        head=0 if read.flag("tie_word_embeddings", True) else vocabulary * hidden,
        vocabulary=vocabulary,
        ends=Kept(whole=hidden, wide=hidden, masks=hidden),
        longest=positions,
    )


def llama(read: Reader) -> Anatomy:
    """Llama 2 and 3."""
    return _llama_like(read, bias=read.flag("attention_bias", False), tied=False)


def qwen2(read: Reader) -> Anatomy:
    """Qwen2 and Qwen2.5: Llama's layers with a bias on queries, keys and values."""
    return _llama_like(read, bias=True, tied=False, output_bias=False)


def gemma3(read: Reader) -> Anatomy:
    """Gemma 3 for texts: four norms a layer instead of two, and norms of queries and keys."""
    anatomy = _llama_like(read, bias=read.flag("attention_bias", False), tied=True)
    heads, grouped, size = _heads(read)
    (layer,) = anatomy.layers
    kept = replace(
        layer.kept,
        wide=layer.kept.wide + 2 * anatomy.hidden + (heads + grouped) * size,
        normed=layer.kept.normed + 2 * anatomy.hidden + (heads + grouped) * size,
    )
    others = layer.others + 2 * anatomy.hidden + 2 * size
    return replace(anatomy, layers=(replace(layer, kept=kept, others=others),))


def _heads(read: Reader) -> tuple[int, int, int]:
    """Heads of queries, heads of keys and values, and the width of each."""
    heads = read.number("num_attention_heads")
    return (
        heads,
        read.number("num_key_value_heads", heads),
        read.number("head_dim", read.number("hidden_size") // heads),
    )


def _llama_like(read: Reader, bias: bool, tied: bool, output_bias: bool | None = None) -> Anatomy:
    hidden, inner, vocabulary = (read.number(name) for name in ("hidden_size", "intermediate_size", "vocab_size"))
    heads, grouped, size = _heads(read)
    tied = read.flag("tie_word_embeddings", tied)
    inner_bias = read.flag("mlp_bias", False)
    kept = Kept(
        whole=3 * inner,
        wide=2 * hidden,
        normed=2 * hidden,
        # Keys and values are repeated for each head of queries.
        attention=3 * heads * size,
        heads=heads,
        dropped=read.share("attention_dropout", 0.0) > 0,
    )
    linears = (
        Linear("q_proj", hidden, heads * size, "input", "attention", bias=bias),
        Linear("k_proj", hidden, grouped * size, "input", "attention", bias=bias),
        Linear("v_proj", hidden, grouped * size, "input", "attention", bias=bias),
        Linear(
            "o_proj", heads * size, hidden, "attended", "attention", bias=bias if output_bias is None else output_bias
        ),
        *(Linear(name, hidden, inner, "middle", "feed-forward", bias=inner_bias) for name in ("gate_proj", "up_proj")),
        Linear("down_proj", inner, hidden, "inner", "feed-forward", bias=inner_bias),
    )
    return Anatomy(
        family="causal",
        hidden=hidden,
        embeddings=((vocabulary, hidden),),
        layers=(Layer(read.number("num_hidden_layers"), linears, 2 * hidden, hidden, inner, kept),),
        others=hidden,
        head=0 if tied else vocabulary * hidden,
        vocabulary=vocabulary,
        ends=Kept(whole=hidden, wide=hidden, normed=hidden),
        longest=read.number("max_position_embeddings"),
    )
