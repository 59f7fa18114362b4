"""Model and tokenizer as files in a flat folder, an adapter alone where there is one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from pontozo.scorers.tuned.quiet import quietly
from pontozo.scorers.tuned.settings import Settings
from pontozo.scorers.tuned.weights import fingerprint

#: What libraries write besides, and what a saved grader has of its own.
_UNWANTED = ("README.md", ".gitattributes")


def save_files(model: Any, tokenizer: Any, folder: Path) -> list[str]:
    """Write both into `folder`; the names of the files written."""
    before = _names(folder)
    with quietly():
        model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
    for name in _UNWANTED:
        if name not in before:
            (folder / name).unlink(missing_ok=True)
    return sorted(_names(folder) - before)


def save_settings(settings: Settings, folder: Path) -> str:
    """Write into `folder`, in which the model is saved; the name of the file. An adapter's know the base's weights."""
    if is_adapter(folder):
        settings = replace(settings, base=fingerprint(settings.model, settings.revision))
    return settings.save(folder)


def is_adapter(folder: Path) -> bool:
    """Whether `folder` holds an adapter, which needs its base."""
    return (folder / "adapter_config.json").is_file()


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}
