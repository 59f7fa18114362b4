"""Amounts of memory: read, shown, and what this machine has."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

from pontozo.errors import UserError

Device = Literal["cpu", "cuda"]

_AMOUNT: Final = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([kmgt])(i?)b\s*", re.IGNORECASE)
_POWERS: Final = {"k": 1, "m": 2, "g": 3, "t": 4}


@dataclass(frozen=True)
class Memory:
    """Memory in bytes, the device that has it, and where that was found."""

    amount: int
    device: Device
    source: str


def parse_memory(text: str) -> int:
    """The bytes in "16GB" (10⁹ each) or "16GiB" (2³⁰ each); MB, TB and their like too. Raises UserError otherwise."""
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise UserError(
            f"{text!r} is no amount of memory; write it like 16GB (10⁹ bytes each) or 16GiB (2³⁰ bytes each)"
        )
    number, unit, binary = found.groups()
    amount = int(Fraction(number) * (1024 if binary else 1000) ** _POWERS[unit.lower()])
    if not amount:
        raise UserError(f"{text!r} is no memory at all; write it like 16GB")
    return amount


def shown(amount: int) -> str:
    """The amount in decimal units, three digits: "11.4 GB"."""
    for power, unit in ((4, "TB"), (3, "GB"), (2, "MB"), (1, "kB")):
        # From 999.5 on, three digits of the smaller unit would be four.
        if amount >= 0.9995 * 1000**power:
            value = amount / 1000**power
            return f"{value:.0f} {unit}" if value >= 99.95 else f"{value:.{1 if value >= 9.995 else 2}f} {unit}"
    return f"{amount} B"


def available_memory() -> Memory:
    """What this machine has: a CUDA device's memory where PyTorch sees one, else the RAM or the container's share.

    Raises UserError where neither can be told.
    """
    return cuda_memory() or main_memory()


def cuda_memory() -> Memory | None:
    """The memory of the CUDA device that PyTorch uses first, None without PyTorch or such a device."""
    if find_spec("torch") is None:
        return None
    import torch

    if not torch.cuda.is_available():
        return None
    device = torch.cuda.get_device_properties(torch.cuda.current_device())
    return Memory(device.total_memory, "cuda", device.name)


def main_memory(root: Path = Path("/")) -> Memory:
    """The RAM, or the least that a control group (cgroup v2) of this process allows; `root` is the file system's."""
    limits = [(limit, "the container's limit") for limit in _limits(root)]
    if (ram := _ram()) is not None:
        limits.append((ram, "the RAM"))
    if not limits:
        raise UserError("how much memory this machine has cannot be told; say it with --memory, such as --memory 16GB")
    amount, source = min(limits)
    return Memory(amount, "cpu", source)


def _ram() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def _limits(root: Path) -> Iterator[int]:
    """The limits of the process's group and of all groups around it."""
    try:
        groups = (root / "proc/self/cgroup").read_text("utf-8").splitlines()
    except OSError:
        return
    mount = root / "sys/fs/cgroup"
    for line in groups:
        number, _, name = line.partition("::")
        if number == "0":
            group = mount / name.lstrip("/")
            for each in (group, *group.parents):
                if each.is_relative_to(mount):
                    yield from _limit(each / "memory.max")


def _limit(path: Path) -> Iterator[int]:
    try:
        said = path.read_text("utf-8").strip()
    except OSError:
        return
    if said.isdigit():
        yield int(said)
