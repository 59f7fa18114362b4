"""Numbers with their nouns, in sentences for people."""

from __future__ import annotations


def counted(count: int, one: str, several: str = "") -> str:
    """A number with its noun: "1 answer", "2 answers"; `several` is the noun's plural where it is irregular."""
    return f"{count} {one}" if count == 1 else f"{count} {several or f'{one}s'}"
