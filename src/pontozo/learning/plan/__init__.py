"""The memory plan: whether a model can be trained here, what takes how much, and what would fit. Nothing is downloaded.

plan("google/flan-t5-xl", PlanOptions("lora", precision="bf16")).fits(parse_memory("16GB"))
"""

from __future__ import annotations

from pontozo.learning.plan.checkpoints import Checkpoint, find, shipped
from pontozo.learning.plan.memory import Device, Memory, available_memory, main_memory, parse_memory, shown
from pontozo.learning.plan.options import PlanOptions
from pontozo.learning.plan.planning import Plan, lora_targets, plan
from pontozo.learning.plan.ways_out import WayOut, ways_out

__all__ = [
    "Checkpoint",
    "Device",
    "Memory",
    "Plan",
    "PlanOptions",
    "WayOut",
    "available_memory",
    "find",
    "lora_targets",
    "main_memory",
    "parse_memory",
    "plan",
    "shipped",
    "shown",
    "ways_out",
]
