"""Figures of agreement as they are told on a terminal."""

from __future__ import annotations

from math import isnan

#: What stands where a figure is undefined.
UNDEFINED = "–"


def number(value: float, *, sign: bool = False) -> str:
    """A figure with three decimals: ".652", with a sign "+.012"; "–" where it is undefined."""
    if isnan(value):
        return UNDEFINED
    text = f"{value:{'+' if sign else ''}.3f}"
    if not text.strip("+-0."):
        return ".000"
    return text.replace("0.", ".", 1) if abs(value) < 1 else text
