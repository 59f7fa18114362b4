"""Tiny checkpoints, made once, and what runs of them have in common."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tiny_models import make

Checkpoint = Callable[..., Path]


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Checkpoint:
    """The folder of the tiny checkpoint of a name; without dropout where a test wants to see it learn by heart."""
    folder = tmp_path_factory.mktemp("checkpoints")

    def made(name: str, *, dropout: bool = True) -> Path:
        place = folder / f"{name}-{dropout}"
        if not place.exists():
            make(name, place)
            if not dropout:
                config = json.loads((place / "config.json").read_text())
                shares = {key: 0.0 for key, value in config.items() if "drop" in key and isinstance(value, float)}
                (place / "config.json").write_text(json.dumps({**config, **shares}))
        return place

    return made


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One thread, no network: the hub's library reads the environment once, so it is told by itself too."""
    import torch
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)
