"""`pontozo train`: a grader from a checkpoint and rated answers."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from pontozo.cli.data_options import Data, Questions, read_data
from pontozo.cli.rated_answers import Seed
from pontozo.errors import UserError

#: What tuning stands on, and a plain install has not.
_NEEDED = ("torch", "transformers", "peft", "accelerate")


def train(
    data: Data,
    questions: Questions = None,
    model: Annotated[
        str, typer.Option("--model", "-m", help="The checkpoint to begin with: a folder, or a name on a hub.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", readable=False, help="Save the grader as this folder.")
    ] = None,
    revision: Annotated[str, typer.Option("--revision", help="The checkpoint's revision on its hub.")] = "",
    method: Annotated[
        str, typer.Option("--method", help="full (all weights), lora, or qlora (on CUDA, with bitsandbytes).")
    ] = "full",
    unit: Annotated[
        str, typer.Option("--unit", help="What is judged at once: a criterion, or the whole guide.")
    ] = "criterion",
    prompt: Annotated[str, typer.Option("--prompt", help="The prompt of models that write, by its name.")] = "",
    epochs: Annotated[int, typer.Option("--epochs", help="How often every answer is learnt from, at most.")] = 3,
    batch: Annotated[int, typer.Option("--batch", help="So many items (answer × criterion) make a step.")] = 16,
    micro_batch: Annotated[
        int | None, typer.Option("--micro-batch", help="So many at once; else as many as memory holds by plan.")
    ] = None,
    learning_rate: Annotated[
        float | None, typer.Option("--learning-rate", help="The highest; else the family's and method's own.")
    ] = None,
    warmup: Annotated[
        float, typer.Option("--warmup", help="Over this share of the steps the learning rate rises.")
    ] = 0.06,
    length: Annotated[
        int | None, typer.Option("--length", help="So many tokens are read at once; else 512, or what the model reads.")
    ] = None,
    precision: Annotated[str, typer.Option("--precision", help="auto, fp32, bf16 or fp16.")] = "auto",
    checkpointing: Annotated[
        bool, typer.Option("--checkpointing", help="Compute activations again: less memory, more time.")
    ] = False,
    rank: Annotated[int, typer.Option("--rank", help="Of LoRA's matrices.")] = 16,
    alpha: Annotated[int, typer.Option("--alpha", help="LoRA's matrices weigh alpha/rank.")] = 32,
    dropout: Annotated[float, typer.Option("--dropout", help="Before LoRA's matrices.")] = 0.05,
    targets: Annotated[
        list[str] | None,
        typer.Option("--targets", help="A kind of linear layer that LoRA stands beside; may be given again."),
    ] = None,
    merge: Annotated[bool, typer.Option("--merge", help="Save LoRA's matrices added into the weights.")] = False,
    held_out: Annotated[
        float, typer.Option("--held-out", help="This share is not learnt from but measured on; 0 for none.")
    ] = 0.2,
    patience: Annotated[
        int, typer.Option("--patience", help="Stop after so many measurements without a better one; 0 for never.")
    ] = 3,
    every: Annotated[int, typer.Option("--every", help="Measure and keep the state after so many steps too.")] = 0,
    seed: Seed = 0,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run that did not end.")] = False,
    memory: Annotated[
        str | None, typer.Option("--memory", help="Plan for so much, such as 16GB; else for what this machine has.")
    ] = None,
) -> None:
    """Tune a model on rated answers, and save it as a grader.

    What it takes is planned first. A share of the questions (of the answers, where there are fewer than five) is held
    out; the grader is what agreed best with people there. Ctrl-C ends the step, saves the grader as it is, and --resume
    goes on; so it does after a crash.
    """
    _check_installed()
    from pontozo.cli.train_shown import Shown
    from pontozo.learning.plan import parse_memory
    from pontozo.learning.tuning.options import TrainOptions
    from pontozo.learning.tuning.running import tune

    if out is None:
        raise UserError("--out is missing: name the folder that the grader is to be saved as")
    options = TrainOptions(
        model=model,
        revision=revision,
        method=method,
        unit=unit,
        prompt=prompt,
        epochs=epochs,
        batch=batch,
        micro_batch=micro_batch,
        learning_rate=learning_rate,
        warmup=warmup,
        length=length,
        precision=precision,
        checkpointing=checkpointing,
        rank=rank,
        alpha=alpha,
        dropout=dropout,
        targets=tuple(targets or ()),
        merge=merge,
        held_out=held_out,
        patience=patience,
        every=every,
        seed=seed,
    )
    room = None if memory is None else parse_memory(memory)
    gradebook = read_data(data, questions)
    with Shown() as shown:
        tune(gradebook, options, out, source=data.name, resume=resume, memory=room, listener=shown)


def _check_installed() -> None:
    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        raise UserError(f'training needs {", ".join(missing)}, not installed here; pip install "pontozo[train]"')
