"""Standard output that may fail: a reader that has enough, a disk that is full."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from pontozo.errors import OutputError


def silence(stream: TextIO) -> None:
    """Sends what else is written to `stream` nowhere.

    What it still holds would fail once more when Python ends, with a complaint and an exit code of Python's own.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


@contextmanager
def output_to(stream: TextIO) -> Iterator[None]:
    """Ends the block quietly when nobody reads `stream` any more. Raises OutputError when writing fails."""
    try:
        yield
        stream.flush()
    except BrokenPipeError:
        silence(stream)
    except OSError as error:
        silence(stream)
        reason = error.strerror or str(error)
        raise OutputError(f"the output cannot be written ({reason}); make room or choose another place") from None
