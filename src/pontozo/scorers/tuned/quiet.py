"""Loading and saving without the libraries' own tables and bars: what went wrong is said in our own words."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def quietly(*, bars: bool = False) -> Iterator[None]:
    """Without transformers' warnings, and without its progress bars unless `bars`; afterwards all is as before."""
    from transformers import utils

    logging: Any = utils.logging  # carries no types of its own
    level, had_bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    if not bars:
        logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            # peft asks transformers by a name that the latter gave up; nobody here can do anything about it.
            warnings.filterwarnings("ignore", "`is_gradient_checkpointing`", FutureWarning)
            yield
    finally:
        logging.set_verbosity(level)
        if had_bars:
            logging.enable_progress_bar()
