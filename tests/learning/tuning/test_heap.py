"""The heap while training on the CPU: what passing arrays took goes back, also from between those that stay."""

from __future__ import annotations

import ctypes
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from pontozo.learning.tuning.finishing import Facts
from pontozo.learning.tuning.heap import give_large_arrays_back
from pontozo.learning.tuning.listening import Listener
from pontozo.learning.tuning.options import TrainOptions
from pontozo.learning.tuning.planned import Planned
from pontozo.learning.tuning.running import tune
from tests.learning.tuning.conftest import Checkpoint
from tests.learning.tuning.rated import book

#: Arrays of a megabyte pass, and after each a small one stays, as a step with LoRA makes them. The first array of all
#: raises the bound from which glibc gives memory back, as those of any program do sooner or later.
_PASSING = """
import os, sys
from pathlib import Path
import numpy as np
from pontozo.learning.tuning.heap import give_large_arrays_back

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

if sys.argv[1] == "set":
    assert give_large_arrays_back()
np.ones(2**20)
before = resident()
passing, staying = [], []
for _ in range(64):
    passing.append(np.ones(2**17))
    staying.append(np.ones(2**10))
passing.clear()
print((resident() - before) / (64 * 2**20))
"""


def left_behind(how: str) -> float:
    """The share of what passed that the process still holds when it has passed."""
    ran = subprocess.run([sys.executable, "-c", _PASSING, how], capture_output=True, text=True, check=True)
    return float(ran.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the C library is not glibc")
def test_what_passing_arrays_took_goes_back_at_once() -> None:
    assert left_behind("unset") > 0.9
    assert left_behind("set") < 0.1


def test_elsewhere_nothing_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Musl:
        """A C library that knows nothing of the kind: any use of it fails."""

    with monkeypatch.context() as here:
        here.setattr(ctypes, "CDLL", lambda _: Musl())
        assert not give_large_arrays_back()
        here.setattr(sys, "platform", "win32")
        here.setattr(ctypes, "CDLL", None)
        assert not give_large_arrays_back()


def test_a_run_on_the_cpu_sets_it_before_weights_are_loaded(
    checkpoint: Checkpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []

    class Heard(Listener):
        def planned(self, plan: Planned, facts: Facts) -> None:
            del plan, facts
            order.append("planned")

    monkeypatch.setattr("pontozo.learning.tuning.running.give_large_arrays_back", lambda: order.append("heap"))
    options = TrainOptions(str(checkpoint("bert")), epochs=1, held_out=0)
    tune(book(answers=1), options, tmp_path / "grader", listener=Heard())
    assert order == ["heap", "planned"]
