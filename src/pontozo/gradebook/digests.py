"""A set of texts in little memory: what must not be there twice, among a million."""

from __future__ import annotations

import hashlib
from array import array

_FIRST_SIZE = 1024


def digest(*parts: str) -> int:
    """A number of 64 bits for these texts, the same in every process."""
    text = "\x00".join(parts).encode(errors="surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest())


class Digests:
    """Remembers texts by their digests, in 16 to 32 bytes each: a hash table with open addressing.

    Of a million texts, two different ones have one digest with a probability of 3 in 100 million.
    """

    def __init__(self) -> None:
        self._slots = array("Q", bytes(8 * _FIRST_SIZE))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def was_there(self, *parts: str) -> bool:
        """Whether these texts were met before; from now on they were."""
        key = digest(*parts) or 1  # 0 marks a free slot
        place = self._place(key)
        if self._slots[place]:
            return True
        self._slots[place] = key
        self._count += 1
        if 2 * self._count > len(self._slots):
            self._grow()
        return False

    def _place(self, key: int) -> int:
        """Where `key` stands, or the free slot where it would."""
        mask = len(self._slots) - 1
        place = key & mask
        while self._slots[place] not in (0, key):
            place = (place + 1) & mask
        return place

    def _grow(self) -> None:
        before = self._slots
        self._slots = array("Q", bytes(16 * len(before)))
        for key in before:
            if key:
                self._slots[self._place(key)] = key
