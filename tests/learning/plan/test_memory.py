"""Amounts of memory, and what this machine has."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pontozo.errors import UserError
from pontozo.learning.plan import main_memory, parse_memory, shown


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("16GB", 16_000_000_000),
        ("16 GiB", 17_179_869_184),
        ("1.5gb", 1_500_000_000),
        (" 512MB ", 512_000_000),
        ("0.5TiB", 549_755_813_888),
        ("1kB", 1000),
    ],
)
def test_amounts_are_read(text: str, amount: int) -> None:
    assert parse_memory(text) == amount


@pytest.mark.parametrize("text", ["16", "GB", "", "16G", "-1GB", "16 gigabytes", "1,5GB", "0GB", "1e3GB", "nanGB"])
def test_other_texts_are_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(UserError, match="like 16GB"):
        parse_memory(text)


@given(st.integers(1, 10**15 - 10**12))
def test_what_is_shown_is_near_and_can_be_read(amount: int) -> None:
    said = shown(amount)
    if not said.endswith(" B"):
        assert parse_memory(said) == pytest.approx(amount, rel=0.006)
    assert len(said.split()[0].replace(".", "")) <= 3


@pytest.mark.parametrize(
    ("amount", "said"), [(16_000_000_000, "16.0 GB"), (999_600_000, "1.00 GB"), (99_960_000, "100 MB"), (9, "9 B")]
)
def test_three_digits_are_shown(amount: int, said: str) -> None:
    assert shown(amount) == said


def _groups(root: Path, name: str, limits: dict[str, str]) -> Path:
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/self/cgroup").write_text(f"0::{name}\n")
    for group, limit in limits.items():
        folder = root / "sys/fs/cgroup" / group
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "memory.max").write_text(f"{limit}\n")
    return root


def test_the_least_limit_of_the_groups_counts(tmp_path: Path) -> None:
    root = _groups(tmp_path, "/outer/inner", {"outer": "5000000", "outer/inner": "max", ".": "7000000", "other": "1"})
    found = main_memory(root)
    assert (found.amount, found.device, found.source) == (5_000_000, "cpu", "the container's limit")


def test_without_a_limit_the_ram_counts(tmp_path: Path) -> None:
    free = main_memory(_groups(tmp_path, "/", {".": "max"}))
    assert free.source == "the RAM"
    assert free.amount > 10**8


def test_a_path_out_of_the_groups_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "memory.max").write_text("1")
    assert main_memory(_groups(tmp_path, "/../../..", {})).source == "the RAM"
