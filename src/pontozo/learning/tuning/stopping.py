"""Ctrl-C and SIGTERM in a run: the step is ended first, and all processes end after the same one."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Self

_Handler = Callable[[int, FrameType | None], object]


class Stopping:
    """Within the block the first signal is only noted; the second does what it did before.

    `on_asked` is called at the first, from within the signal's handler.
    """

    def __init__(self, on_asked: Callable[[], None]) -> None:
        self._on_asked = on_asked
        self._before: dict[signal.Signals, _Handler] = {}
        self._noted: tuple[int, FrameType | None] | None = None

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                before = signal.getsignal(number)
                # SIGTERM that nobody hears ends the process at once, as it should.
                if callable(before):
                    self._before[number] = before
                    signal.signal(number, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    @property
    def is_asked(self) -> bool:
        """Whether somebody wants it to end."""
        return self._noted is not None

    def end(self) -> None:
        """Do what the signal noted does outside of the block: raise KeyboardInterrupt, or what stands for it."""
        if self._noted is None:
            raise KeyboardInterrupt  # another process was asked to
        number, frame = self._noted
        self._before[signal.Signals(number)](number, frame)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self._noted is not None:
            self._before[signal.Signals(number)](number, frame)
        is_first = self._noted is None
        self._noted = number, frame
        if is_first:
            self._on_asked()
