"""The checkpoints whose configurations ship, and models in folders of one's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, Final

from pontozo.errors import UserError
from pontozo.learning.plan import causal, encoders, seq2seq
from pontozo.learning.plan.anatomy import Anatomy
from pontozo.learning.plan.configuration import Configuration, Reader

_SHIPPED: Final = Path(__file__).parents[1] / "checkpoints"
#: How an architecture is read, by the name that transformers gives it.
_ANATOMIES: Final[Mapping[str, Callable[[Reader], Anatomy]]] = {
    "bert": encoders.bert,
    "roberta": encoders.roberta,
    "xlm-roberta": encoders.roberta,
    "deberta-v2": encoders.deberta,
    "modernbert": encoders.modernbert,
    "t5": seq2seq.t5,
    "mt5": seq2seq.mt5,
    "gpt2": causal.gpt2,
    "llama": causal.llama,
    "qwen2": causal.qwen2,
    "gemma3_text": causal.gemma3,
}
_STORED: Final = {"float32": 4, "float16": 2, "bfloat16": 2}


@dataclass(frozen=True)
class Checkpoint:
    """A model that can be planned.

    `download` is what its weights take on a hub, in bytes, None for a folder that is here. `licence`, `languages` and
    `series` (the models that differ in size only) are empty where they are not known.
    """

    name: str
    configuration: Configuration
    anatomy: Anatomy
    download: int | None = None
    licence: str = ""
    languages: str = ""
    series: str = ""


@cache
def shipped() -> Mapping[str, Checkpoint]:
    """The checkpoints that are known without a network, by name, smallest first within a family."""
    found = [
        _shipped(name, entry)
        for file in ("encoder", "seq2seq", "causal")
        for name, entry in json.loads((_SHIPPED / f"{file}.json").read_text("utf-8")).items()
    ]
    return {each.name: each for each in found}


def _shipped(name: str, entry: Mapping[str, Any]) -> Checkpoint:
    anatomy = anatomy_of(entry["config"], name)
    stored = anatomy.parameters + entry.get("also_stored", 0)
    return Checkpoint(
        name,
        entry["config"],
        anatomy,
        download=stored * _STORED[entry["stored"]],
        licence=entry["licence"],
        languages=entry["languages"],
        series=entry["series"],
    )


def find(name: str) -> Checkpoint:
    """The checkpoint in that folder, or else of that name. Raises UserError where there is none that can be read."""
    folder = Path(name)
    # As training does, a folder goes before a name on a hub.
    if (folder / "config.json").is_file():
        return _in_folder(folder)
    if folder.is_dir():
        raise UserError(f"{name} has no config.json; give the folder that a model of transformers was saved in")
    if name in shipped():
        return shipped()[name]
    last = {known.rpartition("/")[2]: known for known in shipped()}
    close = [last[found] for found in get_close_matches(name.rpartition("/")[2], last, n=1, cutoff=0.8)]
    guess = f"did you mean {close[0]}? Otherwise " if close else ""
    raise UserError(
        f"{name} is neither a folder here nor among the {len(shipped())} checkpoints whose configurations ship with "
        f"Pontozó; {guess}put its config.json into a folder and name that (pontozo plan --list tells the checkpoints)"
    )


def _in_folder(folder: Path) -> Checkpoint:
    path = folder / "config.json"
    try:
        configuration = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"{path} cannot be read as JSON ({error}); save the model again") from None
    if not isinstance(configuration, dict):
        raise UserError(f"{path} holds no configuration; save the model again")
    return Checkpoint(str(folder), configuration, anatomy_of(configuration, str(path)))


def anatomy_of(configuration: Configuration, where: str) -> Anatomy:
    """What the model of a configuration is made of; `where` names it in complaints.

    Raises UserError where the architecture is not known or a field cannot be used.
    """
    kind = configuration.get("model_type")
    if not isinstance(kind, str) or kind not in _ANATOMIES:
        known = ", ".join(_ANATOMIES)
        raise UserError(f"{where}: model_type is {kind!r}; what can be planned is {known}")
    return _ANATOMIES[kind](Reader(configuration, where))


def smaller(checkpoint: Checkpoint) -> list[Checkpoint]:
    """The shipped checkpoints that are the same but for being smaller, largest first."""
    here = checkpoint.anatomy.parameters
    siblings = [
        each
        for each in shipped().values()
        if checkpoint.series and each.series == checkpoint.series and each.anatomy.parameters < here
    ]
    return sorted(siblings, key=lambda each: -each.anatomy.parameters)
