"""The scorers that ship, loaded once; tiny checkpoints of the tuned families, made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from pontozo.artefact import load_grader
from pontozo.scorers.base import Scorer
from tests.tiny_models import make


@pytest.fixture(scope="session", params=["probe", "similarity"])
def scorer(request: pytest.FixtureRequest) -> Scorer:
    return load_grader(request.param).scorer


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Nothing here may look for a checkpoint on a hub."""
    from huggingface_hub import constants

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(constants, "HF_HUB_OFFLINE", True)
        patch.setenv("HF_HUB_OFFLINE", "1")
        yield


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of the tiny checkpoint of a name; it is not to be changed."""
    root = tmp_path_factory.mktemp("checkpoints")
    return cache(lambda name: make(name, root / name))
