"""Running an exported model so that a text's result depends on that text alone, to the last digit.

Only rows of exactly equal length run together, so nothing is padded; and each batch runs on one thread, so the runtime
has no reason to cut a product elsewhere. Cores are used by running several batches at a time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Result = TypeVar("Result")

TOKENS_PER_BATCH = 256  # measured: 200 to 700 are equally fast, more no longer fit a core's cache


def run_in_batches(lengths: Sequence[int], run: Callable[[list[int]], Sequence[Result]], threads: int) -> list[Result]:
    """What `run` gives for each place, in the order of `lengths`.

    `run` is called with places of one length and gives one result for each; up to `threads` calls run at a time.
    """
    batches = list(equal_length_batches(lengths))
    workers = min(threads, len(batches))
    if workers > 1:
        with ThreadPoolExecutor(workers) as pool:
            outputs = list(pool.map(run, batches))
    else:
        outputs = [run(batch) for batch in batches]
    by_place = dict(zip(chain(*batches), chain(*outputs), strict=True))
    return [by_place[place] for place in range(len(lengths))]


def equal_length_batches(lengths: Sequence[int], most: int = TOKENS_PER_BATCH) -> Iterator[list[int]]:
    """Places of equal lengths together, the longest first, with at most `most` tokens a batch (or one place)."""
    order = sorted(range(len(lengths)), key=lambda place: -lengths[place])
    for length, group in groupby(order, key=lambda place: lengths[place]):
        places, size = list(group), max(1, most // length)
        yield from (places[start : start + size] for start in range(0, len(places), size))


def available_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def open_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer in a file, for plain text: nothing cut, nothing padded.

    `[SEP]` written in an answer is five characters, not a special token.
    """
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True
    return tokenizer


def open_session(path: Path) -> InferenceSession:
    """An ONNX Runtime session for one batch at a time on one thread, on the CPU."""
    # From version 1.32 on, the runtime looks up its vendor's telemetry and keeps an identity under the user's cache
    # unless this is set before it is imported; disable_telemetry_events() comes too late. No machine that grades
    # students calls anywhere.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # it remembers a plan for each shape, and lengths vary
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
