"""The memory plan beside what training really takes: `python -m benchmarks.plan`.

FLAN-T5-base with random weights, built from its configuration, is trained for two steps on the CPU, each run in a
process of its own whose peak memory the system tells. The loop is as plain as a loop can be: the loss is that of the
decoder's first step, as in the seq2seq family, and the heap is set as `pontozo train` sets it. Two of the runs are made
with the heap as it comes, too; what setting it costs in time is told by steps of one process with and without in turn.
Needs the extra `train`, about 7 GB of memory, and no network.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.report import write
from pontozo.learning.plan import PlanOptions, find, lora_targets, plan, shown
from pontozo.learning.tuning.heap import LARGE, give_large_arrays_back

if TYPE_CHECKING:
    from torch import Tensor

MODEL = "google/flan-t5-base"
#: In the second step the moments are there from the first, beside activations and gradients.
STEPS = 2
#: To tell what the heap costs in time, so many steps are made each way. Left to itself, glibc ends at this bound.
ROUNDS, LARGEST = 6, 32 * 1024 * 1024
PAGE = Path(__file__).parents[1] / "docs" / "plan.md"
_FULL = PlanOptions("full", batch=2, length=128, device="cpu")
_LORA = replace(_FULL, method="lora")
RUNS = (
    _FULL,
    replace(_FULL, length=256),
    replace(_FULL, batch=4, length=256),
    replace(_FULL, length=256, checkpointing=True),
    _LORA,
    replace(_LORA, batch=4, length=256),
    replace(_LORA, length=256, lora_dropout=0.05),
    replace(_LORA, batch=4, length=256, checkpointing=True),
)
#: Those that are made with the heap as it comes, too.
BESIDE = (_FULL, _LORA)
HEADING = ("method", "batch × length", "also", "planned", "measured", "planned / measured")


def main() -> None:
    """Measure and write."""
    figures: list[dict[str, Any]] = []
    table: list[tuple[str, ...]] = [HEADING]
    for options in RUNS:
        planned = plan(MODEL, options).peak
        for sets_heap in (False, True) if options in BESIDE else (True,):
            measured = int(_told("peak", options, sets_heap))
            figures.append(
                {
                    "options": vars(options),
                    "sets_heap": sets_heap,
                    "planned_bytes": planned,
                    "measured_bytes": measured,
                }
            )
            also = _also(options) if sets_heap else "the heap as it comes"
            size, ratio = f"{options.batch} × {options.length}", f"{planned / measured:.2f}"
            table.append((options.method, size, also, shown(planned), shown(measured), ratio))
    found = {
        "loaded_bytes": int(_told("peak", None, True)),
        "model": MODEL,
        "runs": figures,
        "time_with_heap_set": _told("cost", _LORA, True),
    }
    write("plan", "python -m benchmarks.plan", found, table, PAGE)


def _also(options: PlanOptions) -> str:
    said = ["checkpointing"] if options.checkpointing else []
    said += [f"LoRA's dropout {options.lora_dropout}"] if options.lora_dropout else []
    return ", ".join(said) or "–"


def _told(what: str, options: PlanOptions | None, sets_heap: bool) -> float:
    """What a process of its own tells of this run."""
    asked = json.dumps({"what": what, "options": options and vars(options), "sets_heap": sets_heap})
    ran = subprocess.run([sys.executable, "-m", "benchmarks.plan", asked], capture_output=True, text=True, check=True)
    return float(ran.stdout.split()[-1])


def tell(what: str, options: PlanOptions | None, sets_heap: bool) -> float:
    """What this very process takes for the run: its peak memory in bytes ("peak"), or what the heap costs ("cost")."""
    import peft  # noqa: F401
    import torch
    from transformers import T5ForConditionalGeneration  # noqa: F401

    if sets_heap:
        give_large_arrays_back()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    # Random weights make gradients so small that a processor takes many times as long for them.
    torch.set_flush_denormal(True)
    if options is not None:
        step = _steps(options)
        if what == "cost":
            return _cost(step)
        for _ in range(STEPS):
            step()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _cost(step: Callable[[], None]) -> float:
    """How many times as long a step takes the processor with the heap set; steps with and without in turn, the best."""
    seconds: dict[int, list[float]] = {LARGEST: [], LARGE: []}
    for _ in range(ROUNDS):
        for bound, found in seconds.items():
            give_large_arrays_back(bound)
            begun = time.process_time()
            step()
            found.append(time.process_time() - begun)
    return min(seconds[LARGE]) / min(seconds[LARGEST])


def _steps(options: PlanOptions) -> Callable[[], None]:
    """A model, ready; what makes one step with it."""
    import torch

    model = _model(options)
    model.train()
    trained = [each for each in model.parameters() if each.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=1e-4)

    def step() -> None:
        torch.autograd.backward(_loss(model, options))
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)

    return step


def _model(options: PlanOptions) -> Any:
    """FLAN-T5-base as it is once loaded: the head has weights of its own."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import T5Config, T5ForConditionalGeneration

    fields = {name: value for name, value in find(MODEL).configuration.items() if name != "model_type"}
    model: Any = T5ForConditionalGeneration(T5Config(**fields))
    model.lm_head.weight = torch.nn.Parameter(model.lm_head.weight.detach().clone())
    if options.checkpointing:
        model.gradient_checkpointing_enable()
        model.enable_input_require_grads()
    if options.method == "lora":
        targets = list(lora_targets(MODEL, options.targets))
        return get_peft_model(
            model, LoraConfig(r=options.rank, target_modules=targets, lora_dropout=options.lora_dropout)
        )
    return model


def _loss(model: Any, options: PlanOptions) -> Tensor:
    import torch

    tokens = torch.randint(5, 32000, (options.batch, options.length))
    start = torch.zeros((options.batch, 1), dtype=torch.long)
    answers = model(
        input_ids=tokens, attention_mask=torch.ones_like(tokens), decoder_input_ids=start, use_cache=False
    ).logits[:, 0, :4]
    return torch.nn.functional.cross_entropy(answers.float(), torch.zeros(options.batch, dtype=torch.long))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        asked = json.loads(sys.argv[1])
        print(tell(asked["what"], asked["options"] and PlanOptions(**asked["options"]), asked["sets_heap"]))
    else:
        main()
