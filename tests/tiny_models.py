"""Tiny checkpoints of the real configuration and tokenizer classes, with random weights: no network is needed.

Their tokenizers do what matters as the published ones do it: marks around texts and pairs, blanks that belong to the
token behind them, whole letters, bytes or an unknown token for what they do not hold.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from string import ascii_letters
from typing import Any

#: What the tokenizers are made from: words of both languages, and every letter by itself, many times over.
_TEXTS = (
    "A pointer holds the address of a variable, and may be null. A reference is another name for an object.",
    "A mutató egy változó címét tárolja, és lehet üres. A referencia az objektum másik neve: árvíztűrő tükörfúrógép.",
    "Question: Criterion: Answer: Choose one letter: contradicted missing partial met. Kérdés: Szempont: Válasz:",
    " ".join(ascii_letters) + " 0 1 2 3 4 5 6 7 8 9 . , : ; ? ! ) ( / - < > [ ] | _ { } % @ # = + * & \" '",
)
_LETTERS = sorted(set("".join(_TEXTS)) - {" "})
_WORDS = sorted({word.strip(".,:?;") for text in _TEXTS[:3] for word in text.split()})
#: Wide enough for a difference to show, small enough to be saved and loaded in no time.
_WIDTH, _LAYERS, _HEADS, _INNER, _PLACES = 32, 2, 2, 64, 512
#: Weights larger than one would start a training from: what a model reads must make a difference to what it says.
_SPREAD = 0.2


def _word_pieces(marks: list[str]) -> dict[str, int]:
    letters = sorted({letter.lower() for letter in _LETTERS} | set(_LETTERS))
    pieces = [*marks, *letters, *(f"##{each}" for each in letters), *(word for word in _WORDS if len(word) > 1)]
    return {piece: place for place, piece in enumerate(dict.fromkeys(pieces))}


def _unigram(marks: list[str]) -> list[tuple[str, float]]:
    """Pieces with their scores: whole words are likelier than letters, as in a trained vocabulary."""
    words = [(f"▁{word}", -5.0) for word in _WORDS if len(word) > 1]
    starts = [(f"▁{letter}", -7.0) for letter in _LETTERS]
    return [*((mark, 0.0) for mark in marks), ("▁", -6.0), *words, *starts, *((letter, -8.0) for letter in _LETTERS)]


def _byte_level(marks: list[str]) -> dict[str, Any]:
    """Vocabulary and merges of a byte-level BPE in which a blank belongs to the word or letter behind it."""
    from tokenizers import Tokenizer
    from tokenizers.models import BPE
    from tokenizers.pre_tokenizers import ByteLevel
    from tokenizers.trainers import BpeTrainer

    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=False)
    trainer = BpeTrainer(
        vocab_size=520, special_tokens=marks, initial_alphabet=sorted(ByteLevel.alphabet()), show_progress=False
    )
    tokenizer.train_from_iterator([f" {text}" for text in (*_TEXTS, *[_TEXTS[3]] * 20)], trainer)
    model = json.loads(tokenizer.to_str())["model"]
    return {"vocab": model["vocab"], "merges": [tuple(pair) for pair in model["merges"]]}


def _sentence_piece_bpe(marks: list[str]) -> dict[str, Any]:
    """Vocabulary and merges of a BPE over characters, blanks written "▁", with bytes for what it does not hold."""
    alphabet = dict.fromkeys([*marks, *(f"<0x{byte:02X}>" for byte in range(256)), "▁", *_LETTERS])
    merges = [("▁", letter) for letter in _LETTERS]
    merged = dict.fromkeys(left + right for left, right in merges)
    return {"vocab": {piece: place for place, piece in enumerate([*alphabet, *merged])}, "merges": merges}


def _sizes(**others: Any) -> dict[str, Any]:
    return {
        "hidden_size": _WIDTH,
        "num_hidden_layers": _LAYERS,
        "num_attention_heads": _HEADS,
        "intermediate_size": _INNER,
        "initializer_range": _SPREAD,
        **others,
    }


def _bert(lower: bool = True) -> tuple[Any, Any]:
    from transformers import BertConfig, BertForMaskedLM, BertTokenizer

    vocab = _word_pieces(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    config = BertConfig(vocab_size=len(vocab), max_position_embeddings=_PLACES, **_sizes())
    return BertForMaskedLM(config), BertTokenizer(vocab=vocab, do_lower_case=lower, model_max_length=_PLACES)


def _hubert() -> tuple[Any, Any]:
    """huBERT is a BERT with cases kept."""
    return _bert(lower=False)


def _minilm() -> tuple[Any, Any]:
    """MiniLM is published as a BERT without any head."""
    model, tokenizer = _bert()
    return model.bert, tokenizer


def _roberta() -> tuple[Any, Any]:
    from transformers import RobertaConfig, RobertaForMaskedLM, RobertaTokenizer

    parts = _byte_level(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    sizes = _sizes(type_vocab_size=1, max_position_embeddings=_PLACES + 2)
    config = RobertaConfig(vocab_size=len(parts["vocab"]), **sizes)
    return RobertaForMaskedLM(config), RobertaTokenizer(**parts, model_max_length=_PLACES)


def _xlm_roberta() -> tuple[Any, Any]:
    from transformers import XLMRobertaConfig, XLMRobertaForMaskedLM, XLMRobertaTokenizer

    vocab = [*_unigram(["<s>", "<pad>", "</s>", "<unk>"]), ("<mask>", 0.0)]
    sizes = _sizes(type_vocab_size=1, max_position_embeddings=_PLACES + 2)
    config = XLMRobertaConfig(vocab_size=len(vocab), **sizes)
    return XLMRobertaForMaskedLM(config), XLMRobertaTokenizer(vocab=vocab, model_max_length=_PLACES)


def _deberta() -> tuple[Any, Any]:
    from transformers import DebertaV2Config, DebertaV2ForMaskedLM, DebertaV2Tokenizer

    vocab = [*_unigram(["[PAD]", "[CLS]", "[SEP]", "[UNK]"]), ("[MASK]", 0.0)]
    kind: Any = DebertaV2Config
    config = kind(
        vocab_size=len(vocab), max_position_embeddings=_PLACES, type_vocab_size=0, position_biased_input=False,
        relative_attention=True, position_buckets=16, norm_rel_ebd="layer_norm", share_att_key=True,
        pos_att_type=["p2c", "c2p"], pad_token_id=0, **_sizes(),
    )  # fmt: skip
    return DebertaV2ForMaskedLM(config), DebertaV2Tokenizer(vocab=vocab)


def _modernbert() -> tuple[Any, Any]:
    """Its tokenizer numbers the second text's segment, which the model knows nothing of."""
    from tokenizers import Tokenizer, decoders
    from tokenizers.models import BPE
    from tokenizers.pre_tokenizers import ByteLevel
    from tokenizers.processors import TemplateProcessing
    from transformers import ModernBertConfig, ModernBertForMaskedLM, PreTrainedTokenizerFast

    parts = _byte_level(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    tokenizer = Tokenizer(BPE(**parts))
    tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    marks = [("[CLS]", parts["vocab"]["[CLS]"]), ("[SEP]", parts["vocab"]["[SEP]"])]
    tokenizer.post_processor = TemplateProcessing("[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", marks)
    kind: Any = ModernBertConfig
    config = kind(
        vocab_size=len(parts["vocab"]), max_position_embeddings=1024, local_attention=16, global_attn_every_n_layers=2,
        pad_token_id=0, cls_token_id=2, sep_token_id=3, bos_token_id=2, eos_token_id=3, **_sizes(),
    )  # fmt: skip
    names = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    fast: Any = PreTrainedTokenizerFast
    own = fast(
        tokenizer_object=tokenizer, mask_token="[MASK]", model_input_names=["input_ids", "attention_mask"], **names
    )
    return ModernBertForMaskedLM(config), own


def _t5() -> tuple[Any, Any]:
    from transformers import T5Config, T5ForConditionalGeneration

    return _of_t5(T5Config, T5ForConditionalGeneration)


def _mt5() -> tuple[Any, Any]:
    from transformers import MT5Config, MT5ForConditionalGeneration

    return _of_t5(MT5Config, MT5ForConditionalGeneration)


def _splitting() -> tuple[Any, Any]:
    """A T5 whose vocabulary holds no word "E": it writes the letter as a blank and a letter."""
    from transformers import T5Config, T5ForConditionalGeneration

    return _of_t5(T5Config, T5ForConditionalGeneration, lacking="▁E")


def _of_t5(config_class: Any, model_class: Any, lacking: str = "") -> tuple[Any, Any]:
    """As FLAN-T5 and mT5 are: a gated feed-forward part, and a head of its own."""
    import torch
    from transformers import T5Tokenizer

    extra = [(f"<extra_id_{place}>", 0.0) for place in range(99, -1, -1)]
    vocab = [each for each in _unigram(["<pad>", "</s>", "<unk>"]) if each[0] != lacking]
    config = config_class(
        vocab_size=len(vocab) + len(extra), d_model=_WIDTH, d_kv=_WIDTH // _HEADS, d_ff=_INNER, num_layers=_LAYERS,
        num_heads=_HEADS, feed_forward_proj="gated-gelu", tie_word_embeddings=False, decoder_start_token_id=0,
        initializer_factor=0.5,
    )  # fmt: skip
    model = model_class(config)
    with torch.no_grad():
        # Else the first token drowns what the encoder says.
        model.shared.weight.mul_(0.05)
    return model, T5Tokenizer(vocab=[*vocab, *extra])


def _gpt2() -> tuple[Any, Any]:
    """No padding token, and nothing before or behind a text."""
    from transformers import GPT2Config, GPT2LMHeadModel, GPT2Tokenizer

    parts = _byte_level(["<|endoftext|>"])
    config = GPT2Config(
        vocab_size=len(parts["vocab"]), n_positions=4096, n_embd=_WIDTH, n_layer=_LAYERS, n_head=_HEADS,
        bos_token_id=0, eos_token_id=0, initializer_range=_SPREAD,
    )  # fmt: skip
    return GPT2LMHeadModel(config), GPT2Tokenizer(**parts)


def _llama() -> tuple[Any, Any]:
    from transformers import LlamaConfig, LlamaForCausalLM, LlamaTokenizer

    parts = _sentence_piece_bpe(["<unk>", "<s>", "</s>"])
    config = LlamaConfig(vocab_size=len(parts["vocab"]), max_position_embeddings=1024, **_sizes(num_key_value_heads=1))
    return LlamaForCausalLM(config), LlamaTokenizer(**parts, add_bos_token=True)


def _qwen2() -> tuple[Any, Any]:
    from transformers import Qwen2Config, Qwen2ForCausalLM, Qwen2Tokenizer

    parts = _byte_level(["<|endoftext|>"])
    sizes = _sizes(num_key_value_heads=1, max_position_embeddings=1024, bos_token_id=0, eos_token_id=0)
    return Qwen2ForCausalLM(Qwen2Config(vocab_size=len(parts["vocab"]), **sizes)), Qwen2Tokenizer(**parts)


def _gemma() -> tuple[Any, Any]:
    from transformers import GemmaConfig, GemmaForCausalLM, GemmaTokenizer

    parts = _sentence_piece_bpe(["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"])
    sizes = _sizes(num_key_value_heads=1, head_dim=16, max_position_embeddings=1024)
    return GemmaForCausalLM(GemmaConfig(vocab_size=len(parts["vocab"]), **sizes)), GemmaTokenizer(
        **parts, add_bos_token=True
    )


ENCODERS = {
    "bert": _bert,
    "hubert": _hubert,
    "minilm": _minilm,
    "roberta": _roberta,
    "xlm-roberta": _xlm_roberta,
    "deberta-v3": _deberta,
    "modernbert": _modernbert,
}
SEQ2SEQ = {"t5": _t5, "mt5": _mt5}
CAUSAL = {"gpt2": _gpt2, "llama": _llama, "qwen2": _qwen2, "gemma": _gemma}
_MAKERS: dict[str, Callable[[], tuple[Any, Any]]] = {**ENCODERS, **SEQ2SEQ, **CAUSAL, "splitting": _splitting}


def make(name: str, folder: Path, seed: int = 1) -> Path:
    """Save the tiny checkpoint of this name ("bert", "t5", "gpt2", …) as `folder`, and give the folder back."""
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model, tokenizer = _MAKERS[name]()
        model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
