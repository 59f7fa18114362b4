"""The C library's heap while training on the CPU: it gives large arrays back as soon as they are gone."""

from __future__ import annotations

import ctypes
import sys

#: From so many bytes on, an array is a mapping of its own, which goes back to the system whole. glibc otherwise raises
#: this bound by itself, up to 32 MiB, and what passing arrays leave between those that stay is lost to the run.
LARGE = 256 * 1024
#: M_MMAP_THRESHOLD in glibc's malloc.h.
_MMAP_THRESHOLD = -3


def give_large_arrays_back(large: int = LARGE) -> bool:
    """Have arrays of so many bytes give their memory back as they go, so that the plan holds; whether that was done.

    It can be done where the C library is glibc, and holds until the program ends. Elsewhere nothing is changed: other
    libraries have other heaps, and nothing of the kind to set.
    """
    if sys.platform != "linux":
        return False
    library = ctypes.CDLL(None)
    if not hasattr(library, "gnu_get_libc_version"):
        return False
    return bool(library.mallopt(_MMAP_THRESHOLD, large))
