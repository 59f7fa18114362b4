"""A small T5 and a small GPT-2 with random weights, and vocabularies made of the texts that they will learn from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import ascii_letters, ascii_uppercase
from typing import Any

from pontozo.domain import Task
from pontozo.gradebook import Gradebook
from pontozo.scorers.tuned.items import Unit, items_of
from pontozo.scorers.tuned.texts import prompt_of

#: Pieces in a vocabulary, about.
_PIECES = 1500
_WIDTH, _HEADS, _INNER, _LAYERS = 128, 4, 256, 2
#: The T5's embeddings are drawn this much smaller than T5's own are.
_SPREAD = 0.1
#: The longest text that the GPT-2 reads.
_PLACES = 512
_PROMPT = "criterion-1"


def prompts_of(train: Gradebook) -> list[str]:
    """Every prompt of these answers, whole."""
    found = []
    for question, answer in train.pairs():
        for item in items_of(Task(question, answer.text), Unit.CRITERION):
            prompt = prompt_of(item, _PROMPT)
            found.append(f"{prompt.before} {item.answer}{prompt.after}")
    return found


def save_t5(texts: Sequence[str], folder: Path, seed: int) -> None:
    """A T5 of two layers on either side, as the first T5 was built (Raffel et al. 2020)."""
    import torch
    from transformers import T5Config, T5ForConditionalGeneration, T5Tokenizer

    vocab = _unigram(texts)
    # transformers says not all that it takes.
    kind: Any = T5Config
    config = kind(
        vocab_size=len(vocab), d_model=_WIDTH, d_kv=_WIDTH // _HEADS, d_ff=_INNER, num_layers=_LAYERS,
        num_heads=_HEADS, decoder_start_token_id=0, dropout_rate=0.0,
    )  # fmt: skip
    torch.manual_seed(seed)
    model: Any = T5ForConditionalGeneration(config)
    with torch.no_grad():
        # With T5's own spread and dropout nothing was learnt in three epochs of Beetle.
        model.shared.weight.mul_(_SPREAD)
    model.save_pretrained(folder)
    T5Tokenizer(vocab=vocab).save_pretrained(folder)


def save_gpt2(texts: Sequence[str], folder: Path, seed: int) -> None:
    """A GPT-2 of two layers (Radford et al. 2019)."""
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel, GPT2Tokenizer

    parts = _byte_level(texts)
    config = GPT2Config(
        vocab_size=len(parts["vocab"]), n_positions=_PLACES, n_embd=_WIDTH, n_layer=_LAYERS, n_head=_HEADS,
        n_inner=_INNER, bos_token_id=0, eos_token_id=0,
    )  # fmt: skip
    torch.manual_seed(seed)
    model: Any = GPT2LMHeadModel(config)
    model.save_pretrained(folder)
    GPT2Tokenizer(**parts).save_pretrained(folder)


#: What makes a checkpoint of each kind.
KINDS = {"small T5": save_t5, "small GPT-2": save_gpt2}


def _unigram(texts: Sequence[str]) -> list[tuple[str, float]]:
    """Pieces with their scores: learnt ones, each letter that may be a label, and T5's own marks."""
    from tokenizers import Tokenizer
    from tokenizers.models import Unigram
    from tokenizers.pre_tokenizers import Metaspace, Sequence, WhitespaceSplit
    from tokenizers.trainers import UnigramTrainer

    kind: Any = Unigram
    tokenizer = Tokenizer(kind())
    tokenizer.pre_tokenizer = Sequence([WhitespaceSplit(), Metaspace(replacement="▁", prepend_scheme="always")])
    tokenizer.train_from_iterator(texts, UnigramTrainer(vocab_size=_PIECES, show_progress=False))
    learnt: Mapping[str, float] = dict(json.loads(tokenizer.to_str())["model"]["vocab"])
    # A blank and a letter apart are never likelier than the blank alone: so a label stays one piece.
    labels = {f"▁{letter}": learnt["▁"] for letter in ascii_uppercase}
    marks = [(mark, 0.0) for mark in ("<pad>", "</s>", "<unk>")]
    extra = [(f"<extra_id_{place}>", 0.0) for place in range(99, -1, -1)]
    return [*marks, *{**learnt, **labels}.items(), *extra]


def _byte_level(texts: Sequence[str]) -> dict[str, Any]:
    """Vocabulary and merges of a byte-level BPE in which every letter with a blank before it is a piece."""
    from tokenizers import Tokenizer
    from tokenizers.models import BPE
    from tokenizers.pre_tokenizers import ByteLevel
    from tokenizers.trainers import BpeTrainer

    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=False)
    trainer = BpeTrainer(
        vocab_size=_PIECES,
        special_tokens=["<|endoftext|>"],
        initial_alphabet=sorted(ByteLevel.alphabet()),
        show_progress=False,
    )
    # So often that the merge of a blank with each letter is among the first.
    letters = ["".join(f" {letter}" for letter in ascii_letters)] * len(texts)
    tokenizer.train_from_iterator([*texts, *letters], trainer)
    model = json.loads(tokenizer.to_str())["model"]
    return {"vocab": model["vocab"], "merges": [tuple(pair) for pair in model["merges"]]}
