"""What the forward pass leaves in memory for the backward pass (Korthikanti et al. 2022, section 4), in bytes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pontozo.learning.plan.anatomy import ENCODED, Anatomy, Kept, Layer, Linear
from pontozo.learning.plan.options import PlanOptions

#: Bytes of a number in 32 bits.
WHOLE: Final = 4
#: Arrays as large as a step's largest that are there while it is computed backwards: what comes in, what goes out, and
#: one between them.
_AT_WORK: Final = 3


def activations(anatomy: Anatomy, options: PlanOptions) -> int:
    """What is kept when the forward pass has ended; with checkpointing, what a layer was given, and one layer whole."""
    positions = options.batch * options.length
    layers = [(layer, _layer(layer, options)) for layer in anatomy.layers]
    if options.checkpointing:
        given = sum(layer.times * _places(layer, options) * layer.hidden * _given(options) for layer in anatomy.layers)
        inside = given + max(one for _, one in layers)
    else:
        inside = sum(layer.times * one for layer, one in layers)
    return inside + _kept(anatomy.ends, positions, options) + _logits(anatomy, options)


def at_work(anatomy: Anatomy, options: PlanOptions) -> int:
    """The passing arrays of the step that needs most of them."""
    widest = max(max(layer.inner, layer.hidden) for layer in anatomy.layers)
    largest = options.batch * options.length * widest * options.width
    for layer in anatomy.layers:
        if layer.queries == "all":
            scores = _scores(layer.kept, options.length, options)
            if _written_out(layer.kept, options):
                largest = max(largest, scores * WHOLE)
            elif layer.kept.biased:
                largest = max(largest, scores * options.width)
    return _AT_WORK * largest


def _given(options: PlanOptions) -> int:
    """Bytes of a number that goes from layer to layer: 32 bits also under mixed precision, but for frozen weights."""
    return options.width if options.adapts else WHOLE


def _places(layer: Layer, options: PlanOptions) -> int:
    return options.batch * (options.length if layer.queries == "all" else 1)


def _layer(layer: Layer, options: PlanOptions) -> int:
    places, positions = _places(layer, options), options.batch * options.length
    kept = _kept(layer.kept, places, options)
    kept += _attention(layer.kept, options, options.length if layer.queries == "all" else 1)
    if layer.cross is not None:
        kept += _kept(layer.cross, positions, options) + _attention(layer.cross, options, 1)
    return kept + _read(layer.linears, places, options) + _adapters(layer.linears, places, positions, options)


def _kept(kept: Kept, places: int, options: PlanOptions) -> int:
    attention = WHOLE if kept.attention and _written_out(kept, options) else options.width
    wide = kept.wide + (0 if options.adapts else kept.normed)
    place = kept.whole * options.width + wide * WHOLE + kept.masks * _mask(options) + kept.attention * attention
    return places * place + (options.batch * kept.answer + kept.once) * options.width


def _mask(options: PlanOptions) -> int:
    """Bytes of one number's dropout: on CUDA PyTorch keeps whether it was dropped, on the CPU the factor itself."""
    return 1 if options.device == "cuda" else options.width


def _written_out(kept: Kept, options: PlanOptions) -> bool:
    """Whether the scores are there in full: the CPU's fused kernel knows no dropout, CUDA's do (Dao et al. 2022)."""
    return not kept.fusible or (options.device == "cpu" and kept.dropped)


def _scores(kept: Kept, queries: int, options: PlanOptions) -> int:
    return options.batch * kept.heads * queries * options.length


def _attention(kept: Kept, options: PlanOptions, queries: int) -> int:
    """Scores after softmax and after dropout, and dropout's mask; fused, one number for each query and head.

    A bias goes into a fused kernel together with the text's mask, as one array for each layer.
    """
    if _written_out(kept, options):
        each = 2 * WHOLE + _mask(options) if kept.dropped else WHOLE
        return _scores(kept, queries, options) * each
    fused = options.batch * kept.heads * queries * WHOLE
    if kept.biased:
        return fused + _scores(kept, queries, options) * options.width
    # The CPU's kernel wants its mask as numbers, for each layer anew.
    return fused + (options.batch * queries * options.length * WHOLE if options.device == "cpu" else 0)


def _read(linears: Iterable[Linear], places: int, options: PlanOptions) -> int:
    """What trained linear layers read, once each; nothing where their adapters keep copies of their own."""
    if _copies(options):
        return 0
    adapted = [each for each in linears if _trains(each, options)]
    once = {each.reads: each.inputs for each in adapted if each.reads != ENCODED}
    return places * sum(once.values()) * options.width


def _copies(options: PlanOptions) -> bool:
    """Whether each adapter keeps its own input: after a dropout of its own, or converted to the adapter's precision."""
    return options.adapts and (options.lora_dropout > 0 or options.width < WHOLE)


def _trains(linear: Linear, options: PlanOptions) -> bool:
    return not options.adapts or options.targets == "all" or linear.part == "attention"


def _adapters(linears: Iterable[Linear], places: int, positions: int, options: PlanOptions) -> int:
    """What LoRA's own layers read: the input of the first, where that is a copy, and the few numbers between them."""
    if not options.adapts:
        return 0
    kept = 0
    for linear in linears:
        if _trains(linear, options):
            place = options.rank * options.width
            if _copies(options):
                place += linear.inputs * options.width
            if options.lora_dropout > 0:
                place += linear.inputs * _mask(options)
            kept += place * (positions if linear.reads == ENCODED else places)
    return kept


def _logits(anatomy: Anatomy, options: PlanOptions) -> int:
    """The head's row for each text, its softmax and its gradient: one step, or one position, of the vocabulary."""
    return 3 * options.batch * anatomy.vocabulary * WHOLE
