"""Encoders with a head for classification: BERT and its kin, DeBERTa-v3, ModernBERT.

What a layer keeps was counted on the classes of transformers 5; the tests count again.
"""

from __future__ import annotations

from typing import Final

from pontozo.errors import UserError
from pontozo.learning.plan.anatomy import Anatomy, Kept, Layer, Linear
from pontozo.learning.plan.configuration import Reader

#: Outcomes of a criterion unless its guide says otherwise; one more changes the head by hidden + 1 parameters.
OUTCOMES: Final = 4


def bert(read: Reader) -> Anatomy:
    """BERT, huBERT, MiniLM: a pooler, then a head."""
    hidden = read.number("hidden_size")
    positions = read.number("max_position_embeddings")
    return _bert_like(read, head=OUTCOMES * (hidden + 1), frozen_head=hidden * (hidden + 1), longest=positions)


def roberta(read: Reader) -> Anatomy:
    """RoBERTa and XLM-R: a head of two layers; positions are counted from behind the padding token's number."""
    hidden = read.number("hidden_size")
    longest = read.number("max_position_embeddings") - read.count("pad_token_id", 1) - 1
    return _bert_like(read, head=(hidden + OUTCOMES) * (hidden + 1), frozen_head=0, longest=longest)


def _bert_like(read: Reader, head: int, frozen_head: int, longest: int) -> Anatomy:
    hidden, inner = read.number("hidden_size"), read.number("intermediate_size")
    tables = (read.number("vocab_size"), read.number("max_position_embeddings"), read.number("type_vocab_size", 2))
    kept = Kept(
        whole=inner,
        wide=2 * hidden,
        masks=2 * hidden,
        attention=3 * hidden,
        heads=read.number("num_attention_heads"),
        dropped=read.share("attention_probs_dropout_prob", 0.1) > 0,
    )
    linears = _bert_linears(hidden, inner, ("query", "key", "value"))
    return Anatomy(
        family="encoder",
        hidden=hidden,
        embeddings=tuple((rows, hidden) for rows in tables),
        layers=(Layer(read.number("num_hidden_layers"), linears, 4 * hidden, hidden, inner, kept),),
        others=2 * hidden,
        head=head,
        frozen_head=frozen_head,
        ends=Kept(whole=hidden, wide=hidden, masks=hidden),
        longest=longest,
    )


def _bert_linears(hidden: int, inner: int, attention: tuple[str, str, str]) -> tuple[Linear, ...]:
    return (
        *(Linear(name, hidden, hidden, "input", "attention") for name in attention),
        Linear("attention.output.dense", hidden, hidden, "attended", "attention"),
        Linear("intermediate.dense", hidden, inner, "middle", "feed-forward"),
        Linear("output.dense", inner, hidden, "inner", "feed-forward"),
    )


def deberta(read: Reader) -> Anatomy:
    """DeBERTa-v3: relative positions, whose scores with queries and keys are written out for each layer."""
    if not read.flag("share_att_key", False) or not read.flag("relative_attention", False):
        raise UserError(
            f"{read.where}: a DeBERTa without share_att_key and relative_attention cannot be planned; "
            "plan one of the third version, such as microsoft/deberta-v3-base"
        )
    hidden, inner = read.number("hidden_size"), read.number("intermediate_size")
    span = 2 * read.number("position_buckets")
    kinds, heads = len(read.texts("pos_att_type")), read.number("num_attention_heads")
    kept = Kept(
        whole=inner + kinds * heads * span,
        wide=2 * hidden,
        masks=2 * hidden,
        attention=4 * hidden,
        answer=kinds * hidden * span,
        once=kinds * hidden * span,
        heads=heads,
        fusible=False,
        dropped=read.share("attention_probs_dropout_prob", 0.1) > 0,
    )
    linears = _bert_linears(hidden, inner, ("query_proj", "key_proj", "value_proj"))
    return Anatomy(
        family="encoder",
        hidden=hidden,
        embeddings=tuple((rows, hidden) for rows in _deberta_tables(read, span)),
        layers=(Layer(read.number("num_hidden_layers"), linears, 4 * hidden, hidden, inner, kept),),
        others=4 * hidden,
        head=OUTCOMES * (hidden + 1),
        frozen_head=hidden * (hidden + 1),
        ends=Kept(whole=hidden, wide=hidden, masks=hidden),
        longest=None,
    )


def _deberta_tables(read: Reader, span: int) -> tuple[int, ...]:
    positions = read.number("max_position_embeddings") if read.flag("position_biased_input", True) else 0
    types = read.count("type_vocab_size", 0)
    return tuple(rows for rows in (read.number("vocab_size"), span, positions, types) if rows > 0)


def modernbert(read: Reader) -> Anatomy:
    """ModernBERT: rotary positions, gated feed-forward layers, no biases, no norm before the first attention."""
    hidden, inner = read.number("hidden_size"), read.number("intermediate_size")
    for bias in ("attention_bias", "mlp_bias", "norm_bias", "classifier_bias"):
        if read.flag(bias, False):
            raise UserError(f"{read.where}: a ModernBERT with {bias} cannot be planned; take one without biases")
    kept = Kept(
        whole=3 * inner,
        wide=2 * hidden,
        attention=5 * hidden,
        heads=read.number("num_attention_heads"),
        dropped=read.share("attention_dropout", 0.0) > 0,
    )
    linears = (
        Linear("Wqkv", hidden, 3 * hidden, "input", "attention", bias=False),
        Linear("attn.Wo", hidden, hidden, "attended", "attention", bias=False),
        Linear("Wi", hidden, 2 * inner, "middle", "feed-forward", bias=False),
        Linear("mlp.Wo", inner, hidden, "inner", "feed-forward", bias=False),
    )
    return Anatomy(
        family="encoder",
        hidden=hidden,
        embeddings=((read.number("vocab_size"), hidden),),
        layers=(Layer(read.number("num_hidden_layers"), linears, 2 * hidden, hidden, inner, kept),),
        # The norms of the embeddings and of the end are two; that of the first layer's attention is not there.
        others=hidden,
        head=OUTCOMES * (hidden + 1),
        frozen_head=hidden * (hidden + 1),
        ends=Kept(whole=hidden, wide=hidden),
        longest=read.number("max_position_embeddings"),
    )
