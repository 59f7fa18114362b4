"""What `pontozo plan` shows: a sentence, what takes how much, what would fit; or all checkpoints side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from pontozo.cli.tables import one_line, print_table
from pontozo.counting import counted
from pontozo.learning.plan import Checkpoint, Memory, Plan, PlanOptions, WayOut, plan, shipped, shown

_DEVICES = {"cpu": "on the CPU", "cuda": "on a CUDA device"}
_METHODS = {"full": "fine-tuned in full", "lora": "with LoRA", "qlora": "with QLoRA"}
#: What each part is, in the order in which they are shown.
_PARTS = {
    "weights": "of the model, and of LoRA where it is used",
    "gradients": "of what is trained",
    "optimiser": "what it remembers of each trained number",
    "activations": "kept of the forward pass for the backward pass",
    "passing": "arrays that come and go",
    "framework": "Python, PyTorch, transformers, the device's own",
}
#: What a list shows of each checkpoint.
_COLUMNS: Mapping[str, Mapping[str, Any]] = {
    "full fp32": {"method": "full", "precision": "fp32"},
    "LoRA bf16": {"method": "lora", "precision": "bf16"},
    "QLoRA bf16": {"method": "qlora", "precision": "bf16"},
}


@dataclass(frozen=True)
class Answer:
    """A plan, the memory it was held against, and the ways out where it does not fit."""

    checkpoint: Checkpoint
    plan: Plan
    memory: Memory
    ways_out: Sequence[WayOut]


@dataclass(frozen=True)
class Row:
    """A checkpoint of the list, and its peak in bytes by method; None where the device cannot."""

    checkpoint: Checkpoint
    peaks: Mapping[str, int | None]

    def record(self) -> dict[str, object]:
        """As JSON holds it."""
        return {**_known(self.checkpoint), "peak_bytes": dict(self.peaks)}


def show(answer: Answer) -> None:
    """Prints a plan to standard output."""
    for sentence in _told(answer):
        print(one_line(sentence))
    print()
    rows = [(name, shown(getattr(answer.plan, name)), what) for name, what in _PARTS.items()]
    print_table(
        ("what takes memory", "about", "which is"), [*rows, ("at the peak", shown(answer.plan.peak), "")], ("about",)
    )
    if not answer.plan.fits(answer.memory.amount):
        print()
        _show_ways_out(answer)


def _told(answer: Answer) -> Iterator[str]:
    found, memory = answer.plan, answer.memory
    options = found.options
    what = f"{found.checkpoint} {_METHODS[options.method]}"
    where = f"{shown(memory.amount)} ({memory.source})"
    if found.fits(memory.amount):
        yield f"{what} fits in {where}: about {shown(found.peak)} at the peak."
    else:
        over = shown(found.peak - memory.amount)
        yield f"{what} does not fit in {where}: about {shown(found.peak)} at the peak, {over} too much."
    share = 100 * found.trainable / found.parameters
    yield f"{found.parameters:,} parameters; {found.trainable:,} numbers are trained ({share:.3g}%)."
    yield _settings(options)
    yield _download(answer.checkpoint)


def _settings(options: PlanOptions) -> str:
    said = [f"Batches of {counted(options.batch, 'text')} of {counted(options.length, 'token')}", options.precision]
    said += ["checkpointing"] if options.checkpointing else []
    said += [f"{options.accumulation} batches a step"] if options.accumulation > 1 else []
    said += [f"rank {options.rank}"] if options.adapts else []
    return f"{', '.join([*said, options.optimiser, _DEVICES[options.device]])}."


def _download(checkpoint: Checkpoint) -> str:
    if checkpoint.download is None:
        return "Nothing to download: it is a folder here."
    return f"To download: about {shown(checkpoint.download)}. Licence {checkpoint.licence}; {checkpoint.languages}."


def _show_ways_out(answer: Answer) -> None:
    if not answer.ways_out:
        print("Nothing that can be changed here would make it fit: take a smaller model, or shorter texts (--length).")
        return
    print("What would fit")
    rows = [(_changed(way.changes), shown(way.plan.peak)) for way in answer.ways_out]
    print_table(("change", "about"), rows, ("about",))


def _changed(changes: Mapping[str, Any]) -> str:
    """The changes as they are typed."""
    if "model" in changes:
        return f"{changes['model']} in its place"
    return " ".join(f"--{name}" if value is True else f"--{name} {value}" for name, value in changes.items())


def record(answer: Answer) -> dict[str, object]:
    """All of it as JSON holds it."""
    found = answer.plan
    return {
        **_known(answer.checkpoint),
        "trainable": found.trainable,
        "options": asdict(found.options),
        "memory_bytes": answer.memory.amount,
        "memory_source": answer.memory.source,
        "fits": found.fits(answer.memory.amount),
        "peak_bytes": found.peak,
        "parts_bytes": {name: getattr(found, name) for name in _PARTS},
        "ways_out": [{"changes": dict(way.changes), "peak_bytes": way.plan.peak} for way in answer.ways_out],
    }


def _known(checkpoint: Checkpoint) -> dict[str, object]:
    return {
        "model": checkpoint.name,
        "family": checkpoint.anatomy.family,
        "parameters": checkpoint.anatomy.parameters,
        "download_bytes": checkpoint.download,
        "licence": checkpoint.licence,
        "languages": checkpoint.languages,
    }


def with_methods(options: PlanOptions) -> list[Row]:
    """All checkpoints that ship with the peaks of three methods; the rest is as in `options`."""
    return [
        Row(each, {name: _peak(each, options, how) for name, how in _COLUMNS.items()}) for each in shipped().values()
    ]


def _peak(checkpoint: Checkpoint, options: PlanOptions, how: Mapping[str, Any]) -> int | None:
    if options.device == "cpu" and how["method"] == "qlora":
        return None
    return plan(checkpoint, replace(options, **how)).peak


def show_list(rows: Sequence[Row]) -> None:
    """Prints the checkpoints to standard output."""
    headings = ("model", "family", "parameters", "download", *_COLUMNS)
    print_table(headings, map(_cells, rows), headings[2:])


def _cells(row: Row) -> Sequence[str]:
    anatomy = row.checkpoint.anatomy
    peaks = ("–" if peak is None else shown(peak) for peak in row.peaks.values())
    download = "–" if row.checkpoint.download is None else shown(row.checkpoint.download)
    return (row.checkpoint.name, anatomy.family, f"{anatomy.parameters / 1e6:,.0f} M", download, *peaks)
