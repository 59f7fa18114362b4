"""Small models of the real classes, and what they keep for the backward pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pontozo.learning.plan.anatomy import Family

if TYPE_CHECKING:
    import torch

BATCH, LENGTH, VOCABULARY, RANK = 3, 40, 777, 4
_BERT = {
    "vocab_size": VOCABULARY,
    "hidden_size": 64,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "intermediate_size": 160,
    "max_position_embeddings": 64,
}
_LLAMA = {**_BERT, "num_key_value_heads": 2, "tie_word_embeddings": True}
_T5 = {"vocab_size": VOCABULARY, "d_model": 64, "d_kv": 16, "num_layers": 3, "num_heads": 4, "d_ff": 160}
#: One of each architecture; all small.
CONFIGURATIONS: Mapping[str, Mapping[str, Any]] = {
    "bert": {"model_type": "bert", **_BERT},
    "roberta": {"model_type": "roberta", **_BERT, "type_vocab_size": 1, "pad_token_id": 1},
    "deberta": {
        "model_type": "deberta-v2",
        **_BERT,
        "relative_attention": True,
        "position_buckets": 32,
        "norm_rel_ebd": "layer_norm",
        "share_att_key": True,
        "pos_att_type": ["p2c", "c2p"],
        "position_biased_input": False,
        "type_vocab_size": 0,
    },
    "modernbert": {
        "model_type": "modernbert",
        **_BERT,
        **{f"{name}_token_id": number for number, name in enumerate(("pad", "bos", "eos", "cls", "sep"))},
    },
    "t5": {"model_type": "t5", **_T5, "feed_forward_proj": "gated-gelu", "tie_word_embeddings": False},
    "first t5": {"model_type": "t5", **_T5, "feed_forward_proj": "relu"},
    "mt5": {"model_type": "mt5", **_T5, "feed_forward_proj": "gated-gelu", "tie_word_embeddings": False},
    "gpt2": {"model_type": "gpt2", "vocab_size": VOCABULARY, "n_embd": 64, "n_layer": 3, "n_head": 4, "n_inner": 160},
    "llama": {"model_type": "llama", **_LLAMA},
    "qwen2": {"model_type": "qwen2", **_LLAMA},
    "gemma3": {"model_type": "gemma3_text", **_LLAMA, "head_dim": 16, "pad_token_id": 0},
}


def build(configuration: Mapping[str, Any], family: Family) -> Any:
    """The model of transformers for that configuration, as it is once its checkpoint is loaded; in training mode."""
    import torch
    from transformers import (
        AutoConfig,
        AutoModelForCausalLM,
        AutoModelForSeq2SeqLM,
        AutoModelForSequenceClassification,
    )

    fields = {name: value for name, value in configuration.items() if name not in ("model_type", "architectures")}
    config = AutoConfig.for_model(configuration["model_type"], **fields)
    if family == "encoder":
        config.num_labels = 4
    classes: dict[str, Any] = {
        "encoder": AutoModelForSequenceClassification,
        "seq2seq": AutoModelForSeq2SeqLM,
        "causal": AutoModelForCausalLM,
    }
    model = classes[family].from_config(config)
    if family == "seq2seq" and configuration.get("tie_word_embeddings") is False:
        # transformers ties these until a checkpoint is loaded in which they differ.
        model.lm_head.weight = torch.nn.Parameter(torch.empty_like(model.lm_head.weight))
        torch.nn.init.normal_(model.lm_head.weight)
    return model.train()


def with_lora(model: Any, family: Family, targets: list[str], dropout: float = 0.0) -> Any:
    """The model with adapters, by peft."""
    from peft import LoraConfig, get_peft_model

    task = {"encoder": "SEQ_CLS", "seq2seq": "SEQ_2_SEQ_LM", "causal": "CAUSAL_LM"}[family]
    # GPT-2 has its weights the other way round, and peft wants to be told.
    turned = model.config.model_type == "gpt2"
    config = LoraConfig(r=RANK, target_modules=targets, lora_dropout=dropout, task_type=task, fan_in_fan_out=turned)
    return get_peft_model(model, config).train()


def run(model: Any, family: Family) -> torch.Tensor:
    """One forward pass as training makes it: one step of a decoder, the last position of a language model."""
    import torch

    tokens = torch.randint(5, VOCABULARY, (BATCH, LENGTH))
    mask = torch.ones_like(tokens)
    mask[1, LENGTH // 2 :] = 0
    if family == "seq2seq":
        start = torch.zeros((BATCH, 1), dtype=torch.long)
        out = model(input_ids=tokens, attention_mask=mask, decoder_input_ids=start, use_cache=False)
    elif family == "causal":
        out = model(input_ids=tokens, attention_mask=mask, logits_to_keep=1, use_cache=False)
    else:
        out = model(input_ids=tokens, attention_mask=mask)
    total: torch.Tensor = out.logits.float().log_softmax(-1)[..., 0].sum()
    return total


@contextmanager
def watched(model: Any) -> Iterator[Callable[[], int]]:
    """Counts the bytes that autograd keeps in the block, each piece of memory once, beside the model's own."""
    import torch

    own = {each.untyped_storage().data_ptr() for each in (*model.parameters(), *model.buffers())}
    kept: dict[int, torch.Tensor] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        kept.setdefault(tensor.untyped_storage().data_ptr(), tensor)
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        yield lambda: sum(each.untyped_storage().nbytes() for place, each in kept.items() if place not in own)
