"""Fingerprints of weights."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pontozo.scorers.tuned.weights import fingerprint


def test_the_same_files_have_the_same_wherever_they_lie(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    shutil.copytree(checkpoint("bert"), tmp_path / "moved")
    assert fingerprint(str(checkpoint("bert"))) == fingerprint(str(tmp_path / "moved")) != ""
    assert fingerprint(str(checkpoint("bert"))) != fingerprint(str(checkpoint("t5")))


@pytest.mark.parametrize("size", [0, 1, 4096, 1_000_003])
def test_other_weights_of_the_same_size_have_another(tmp_path: Path, size: int) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(os.urandom(size))
    one = fingerprint(str(tmp_path))
    path.write_bytes(os.urandom(size) if size != 1 else bytes([path.read_bytes()[0] ^ 1]))
    assert (fingerprint(str(tmp_path)) == one) is (size == 0)


def test_weights_in_several_files_count_all(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors.index.json").write_text("{}")
    for part in "12":
        (tmp_path / f"model-0000{part}-of-00002.safetensors").write_bytes(os.urandom(100))
    one = fingerprint(str(tmp_path))
    (tmp_path / "model-00002-of-00002.safetensors").write_bytes(os.urandom(100))
    assert fingerprint(str(tmp_path)) != one


def test_where_there_are_none_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert fingerprint(str(tmp_path)) == ""
    assert fingerprint("nobody/nothing") == ""
