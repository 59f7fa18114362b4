"""Tiny models of the real classes with random weights, and pairs of texts for them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any
from unittest.mock import patch

import torch

LABELS = 4
SIZES: dict[str, Any] = {
    "vocab_size": 330,
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 128,
    "num_labels": LABELS,
    "max_position_embeddings": 130,
    # Wide enough for the random models to tell pairs apart.
    "initializer_range": 0.15,
}
MAX_TOKENS = 96
_PIECES = [*ascii_lowercase, *(first + second for first in ascii_lowercase for second in "aeiou"), ".", ","]


@dataclass(frozen=True)
class Kind:
    """How to make a model of a kind, and its tokenizer."""

    model: Callable[[], Any]
    tokenizer: Callable[[], Any]


def _bert() -> Any:
    from transformers import BertConfig, BertForSequenceClassification

    return BertForSequenceClassification(BertConfig(**SIZES))


def _roberta() -> Any:
    from transformers import RobertaConfig, RobertaForSequenceClassification

    return RobertaForSequenceClassification(RobertaConfig(**SIZES, type_vocab_size=1, pad_token_id=1))


def _xlm_roberta() -> Any:
    from transformers import XLMRobertaConfig, XLMRobertaForSequenceClassification

    return XLMRobertaForSequenceClassification(XLMRobertaConfig(**SIZES, type_vocab_size=1, pad_token_id=1))


def _deberta() -> Any:
    """As DeBERTa-v3 is configured: relative positions in buckets, keys shared, no absolute positions."""
    from transformers import DebertaV2Config, DebertaV2ForSequenceClassification

    options: dict[str, Any] = {
        "type_vocab_size": 0,
        "relative_attention": True,
        "position_buckets": 16,
        "norm_rel_ebd": "layer_norm",
        "share_att_key": True,
        "pos_att_type": ["p2c", "c2p"],
        "position_biased_input": False,
        "pooler_hidden_size": SIZES["hidden_size"],
    }
    return DebertaV2ForSequenceClassification(DebertaV2Config(**SIZES, **options))


def _modernbert() -> Any:
    """Local attention in the second layer, narrower than the texts are long."""
    from transformers import ModernBertConfig, ModernBertForSequenceClassification

    ids: dict[str, Any] = {
        "pad_token_id": 0,
        "bos_token_id": 2,
        "eos_token_id": 3,
        "cls_token_id": 2,
        "sep_token_id": 3,
    }
    return ModernBertForSequenceClassification(ModernBertConfig(**SIZES, **ids, local_attention=16))


def _word_pieces() -> Any:
    from transformers import BertTokenizer

    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *_PIECES, *(f"##{piece}" for piece in _PIECES)]
    return BertTokenizer(vocab={piece: place for place, piece in enumerate(pieces)})


def _byte_level() -> Any:
    from transformers import RobertaTokenizer

    pieces = ["<s>", "<pad>", "</s>", "<unk>", "<mask>", *ascii_lowercase, "Ġ", ".", ","]
    return RobertaTokenizer(vocab={piece: place for place, piece in enumerate(pieces)}, merges=[])


def _sentence_pieces() -> Any:
    from transformers import XLMRobertaTokenizer

    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", *_PIECES, "<mask>"]
    return XLMRobertaTokenizer(vocab=[(piece, -float(place)) for place, piece in enumerate(pieces)])


def _deberta_pieces() -> Any:
    from transformers import DebertaV2Tokenizer

    pieces = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "▁", *_PIECES, "[MASK]"]
    return DebertaV2Tokenizer(vocab=[(piece, -float(place)) for place, piece in enumerate(pieces)], unk_id=3)


KINDS = {
    "bert": Kind(_bert, _word_pieces),
    "roberta": Kind(_roberta, _byte_level),
    "xlm-roberta": Kind(_xlm_roberta, _sentence_pieces),
    "deberta-v2": Kind(_deberta, _deberta_pieces),
    "modernbert": Kind(_modernbert, _word_pieces),
}


def tiny_model(kind: str, layers: int = SIZES["num_hidden_layers"]) -> Any:
    """A model of the kind, the same at each call, ready to classify; torch takes a second to write each layer."""
    torch.manual_seed(7)
    with patch.dict(SIZES, num_hidden_layers=layers):
        return KINDS[kind].model().eval()


class MeanHead(torch.nn.Module):
    """Two numbers from the mean of the states: such a head as the project's own encoders have."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.project = torch.nn.Linear(width, 2)

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        weights = mask[:, :, None].to(states.dtype)
        found: torch.Tensor = self.project((states * weights).sum(dim=1) / weights.sum(dim=1))
        return found


def text_pairs(count: int, seed: int = 0, most: int = 6) -> list[tuple[str, str]]:
    """Pairs of random texts of one to `most` words each."""
    drawn = random.Random(seed)

    def text() -> str:
        words = ("".join(drawn.choices(ascii_lowercase, k=drawn.randint(1, 6))) for _ in range(drawn.randint(1, most)))
        return " ".join(words)

    return [(text(), text()) for _ in range(count)]
