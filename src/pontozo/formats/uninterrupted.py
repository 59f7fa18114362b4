"""What Ctrl-C must not cut in two."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Lets Ctrl-C wait until the block is done, and SIGTERM where the program hears it; both then do what they do."""
    with _delayed(signal.SIGINT), _delayed(signal.SIGTERM):
        yield


@contextmanager
def _delayed(number: signal.Signals) -> Iterator[None]:
    before = signal.getsignal(number)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return
    waiting: list[tuple[int, FrameType | None]] = []
    signal.signal(number, lambda number, frame: waiting.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(number, before)
        if waiting:
            before(*waiting[0])
