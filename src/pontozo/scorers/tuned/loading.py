"""Models and tokenizers from a folder or a hub, and what kind of model a configuration describes."""

from __future__ import annotations

import inspect
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from pontozo.errors import UserError
from pontozo.scorers.tuned.quiet import quietly
from pontozo.scorers.tuned.saving import is_adapter
from pontozo.scorers.tuned.settings import Settings
from pontozo.scorers.tuned.weights import fingerprint

Kind = Literal["encoder", "seq2seq", "causal"]

#: Kinds that count positions from behind the padding token's id, so that they read that many tokens fewer.
_COUNT_FROM_PADDING = {"roberta", "xlm-roberta", "xlm-roberta-xl", "camembert", "roberta-prelayernorm", "mpnet"}

#: Something of it stands in any vocabulary.
_ANY_TEXT = "The answer is 1 a: e, i, o."


class NoModelError(UserError):
    """A checkpoint is not where it was looked for, or is none that can be used."""


def kind_of(config: Any) -> Kind:
    """The family that a checkpoint of this configuration belongs to. Raises NoModelError where it belongs to none."""
    from transformers.models.auto import modeling_auto as known

    families: dict[Kind, Any] = {
        "seq2seq": known.MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES,
        "encoder": known.MODEL_FOR_MASKED_LM_MAPPING_NAMES,
        "causal": known.MODEL_FOR_CAUSAL_LM_MAPPING_NAMES,
    }
    # Many types stand in several of these tables; the first says best what a checkpoint of them was made for.
    found = next((family for family, types in families.items() if config.model_type in types), None)
    if found is not None and (found == "seq2seq") == bool(getattr(config, "is_encoder_decoder", False)):
        return found
    raise NoModelError(
        f"a model of type {config.model_type!r} is neither an encoder (BERT, RoBERTa, …), an encoder-decoder (T5, …) "
        "nor a decoder (GPT-2, Llama, …) of text; name another checkpoint"
    )


def most_tokens(config: Any) -> int | None:
    """How many tokens a model of this configuration reads at once; None where it has no limit of its own (T5)."""
    places = getattr(config, "max_position_embeddings", None)
    if places is None or config.model_type not in _COUNT_FROM_PADDING:
        return places
    return int(places) - (config.pad_token_id or 0) - 1


def load_config(model: str, revision: str = "") -> Any:
    """The checkpoint's configuration. Raises NoModelError where there is none."""
    from transformers import AutoConfig

    return _loaded(AutoConfig, model, revision)


def load_tokenizer(model: str, revision: str = "") -> Any:
    """The checkpoint's tokenizer. Raises NoModelError where there is none."""
    from transformers import AutoTokenizer

    tokenizer = _loaded(AutoTokenizer, model, revision)
    # Where its files are lacking, transformers makes one that knows its own marks and no word.
    read = tokenizer(_ANY_TEXT, add_special_tokens=False)["input_ids"]
    if not tokenizer.decode(read, skip_special_tokens=True).strip():
        raise NoModelError(
            f"{model}: has no tokenizer, or one that knows no letters; copy its files too (tokenizer.json, or the "
            "vocabulary that it is made from), or name another checkpoint"
        )
    return tokenizer


def load_model(kind: Kind, model: str, revision: str = "", **options: Any) -> Any:
    """The checkpoint's model: of an encoder without any head, else with the one that writes tokens.

    `options` are those of `from_pretrained` (dtype, quantization_config). Its numbers are single floats unless `dtype`
    says otherwise, whatever it was saved in: in half precision an answer's score would hang on its batch-mates. Raises
    NoModelError where there is none.
    """
    import torch
    from transformers import AutoModel, AutoModelForCausalLM, AutoModelForSeq2SeqLM

    classes = {"encoder": AutoModel, "seq2seq": AutoModelForSeq2SeqLM, "causal": AutoModelForCausalLM}
    own = _without_pooler(load_config(model, revision)) if kind == "encoder" else {}
    # Parts that are lacking or of another size would be filled at random; that is told below instead.
    wanted = {**own, "dtype": torch.float32, "ignore_mismatched_sizes": True, **options}
    found, told = _loaded(classes[kind], model, revision, output_loading_info=True, **wanted)
    unfit = [*told["missing_keys"], *(each[0] for each in told["mismatched_keys"])]
    if unfit:
        raise NoModelError(
            f"{model}: its weights do not fit the model that its config.json describes ({min(unfit)} is lacking or of "
            "another size); name another checkpoint"
        )
    return found


def load_saved(kind: Kind, folder: Path, settings: Settings) -> Any:
    """The model that was saved into `folder`; where it is an adapter, on the checkpoint that `settings` name.

    Raises NoModelError where that checkpoint is not there or has other weights by now, UserError where an adapter
    cannot be loaded without peft.
    """
    if not is_adapter(folder):
        return load_model(kind, str(folder))
    if find_spec("peft") is None:
        raise UserError(
            f'{folder}: this grader is an adapter, which needs peft, not installed here; pip install "pontozo[train]"'
        )
    from peft import PeftModel

    try:
        base = load_model(kind, settings.model, settings.revision)
    except NoModelError as error:
        raise NoModelError(f"{folder}: this grader is an adapter of another model, and {error}") from None
    if settings.base and fingerprint(settings.model, settings.revision) != settings.base:
        raise NoModelError(
            f"{folder}: this grader is an adapter of {settings.model}, whose weights are not those that it was tuned "
            "on; put them back, or train it again (with --merge it needs no other model)"
        )
    with quietly():
        return PeftModel.from_pretrained(base, str(folder))


def _without_pooler(config: Any) -> dict[str, Any]:
    """What leaves a pooler out where a class has one: nothing reads it, and few checkpoints hold weights for it."""
    from transformers import MODEL_MAPPING

    found: Any = MODEL_MAPPING.get(type(config), None)
    has_pooler = found is not None and "add_pooling_layer" in inspect.signature(found).parameters
    return {"add_pooling_layer": False} if has_pooler else {}


def _loaded(loader: Any, model: str, revision: str, **options: Any) -> Any:
    from safetensors import SafetensorError

    try:
        # What comes over a network shows its progress.
        with quietly(bars=not Path(model).is_dir()):
            return loader.from_pretrained(model, revision=revision or None, trust_remote_code=False, **options)
    except (OSError, ValueError, SafetensorError) as error:
        raise NoModelError(_where(model, revision, error)) from None


def _where(model: str, revision: str, error: Exception) -> str:
    """What to say of a checkpoint that did not load: where it was looked for, and what to do."""
    from huggingface_hub.constants import HF_HUB_CACHE, is_offline_mode

    if model and Path(model).is_dir():
        return f"{model}: holds no checkpoint that can be loaded ({_first_line(error)}); name another folder"
    places = f"in {HF_HUB_CACHE}" + (" (HF_HUB_OFFLINE is set)" if is_offline_mode() else " and on the hub")
    named = f"{model!r} at revision {revision!r}" if revision else repr(model)
    return (
        f"there is no checkpoint {named}: it was looked for as a folder, and {places}; check the name, or load it "
        "where there is a network and give the folder"
    )


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
