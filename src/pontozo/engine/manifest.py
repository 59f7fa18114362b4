"""The manifest of an exported model: what it says of the model, and that the files beside it are the ones it names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pontozo.hashing import DamagedFileError, check_hash

MODEL, WEIGHTS, TOKENIZER = "model.onnx", "model.onnx.data", "tokenizer.json"
ENCODER, CLASSIFIER = "encoder.json", "classifier.json"


class Manifest(Protocol):
    """What every manifest says."""

    @property
    def files(self) -> Mapping[str, str]:
        """SHA-256 of each file beside the manifest."""


Said = TypeVar("Said", bound=Manifest)


def read_manifest(path: Path, parse: Callable[[Any, str], Said]) -> Said:
    """What `parse` makes of the manifest's JSON and SHA-256, after the files it names are checked.

    Raises `DamagedFileError`, naming the file and saying what to do, when one is missing, says too little or has
    another hash.
    """
    try:
        raw = path.read_bytes()
        manifest = parse(json.loads(raw), hashlib.sha256(raw).hexdigest())
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise DamagedFileError(
            f"{path} cannot be read ({fault}). Install or copy it again from where it came."
        ) from fault
    for name, expected in manifest.files.items():
        check_hash(path.with_name(name), expected)
    return manifest
