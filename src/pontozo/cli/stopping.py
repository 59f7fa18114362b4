"""Being stopped: SIGTERM ends the work as Ctrl-C does, so that what was done is kept and nothing lies about."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from pontozo.cli.exit_codes import STOPPED, TERMINATED


class Terminated(KeyboardInterrupt):
    """SIGTERM came: somebody, or the machine as it shuts down, ends the command."""


def exit_code(error: KeyboardInterrupt) -> int:
    """How a command ends that was stopped so."""
    return TERMINATED if isinstance(error, Terminated) else STOPPED


@contextmanager
def hearing_sigterm() -> Iterator[None]:
    """Raises Terminated within the block when SIGTERM comes."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminate(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise Terminated
