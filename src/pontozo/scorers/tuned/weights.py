"""Which weights a checkpoint has, told by a fingerprint of their files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

#: So many blocks of each file are read, evenly spread: tuning changes all of a file, and files of 40 GB are large.
_BLOCKS, _BLOCK = 64, 4096
#: What transformers loads, the first that is there.
_KINDS = (("model.safetensors", "model.safetensors.index.json"), ("pytorch_model.bin", "pytorch_model.bin.index.json"))


def fingerprint(model: str, revision: str = "") -> str:
    """SHA-256 of parts of the weight files of a checkpoint, in hexadecimal; "" where none is on this machine.

    `model` is a folder, or the name of a checkpoint whose files are in the hub's cache.
    """
    found = hashlib.sha256()
    for path in _weight_files(model, revision):
        for part in _parts(path):
            found.update(part)
    return "" if found.digest() == hashlib.sha256().digest() else found.hexdigest()


def _weight_files(model: str, revision: str) -> list[Path]:
    for names in _KINDS:
        for name in names:
            if path := _found(model, revision, name):
                # Files in several parts lie beside their index.
                return sorted(path.parent.glob(f"{name.partition('.')[0]}*{Path(names[0]).suffix}"))
    return []


def _found(model: str, revision: str, name: str) -> Path | None:
    if Path(model).is_dir():
        path = Path(model) / name
        return path if path.is_file() else None
    from huggingface_hub import try_to_load_from_cache

    cached = try_to_load_from_cache(model, name, revision=revision or None)
    return Path(cached) if isinstance(cached, str) else None


def _parts(path: Path) -> Iterator[bytes]:
    size = path.stat().st_size
    yield str(size).encode()
    with path.open("rb") as file:
        for place in range(_BLOCKS):
            file.seek(max(0, size - _BLOCK) * place // (_BLOCKS - 1))
            yield file.read(_BLOCK)
