"""A run: from rated answers and a checkpoint to a saved grader."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pontozo.artefact import check_replaceable
from pontozo.gradebook import Gradebook
from pontozo.learning.plan import Checkpoint
from pontozo.learning.tuning.adapters import check_targets
from pontozo.learning.tuning.beginning import begin, precision_for, reader_for, settings_for
from pontozo.learning.tuning.dealing import read_by, shortened_in
from pontozo.learning.tuning.examples import digest_of, examples_in, material, parted
from pontozo.learning.tuning.finishing import Facts, Tuned, finish
from pontozo.learning.tuning.heap import give_large_arrays_back
from pontozo.learning.tuning.licence import licence_of
from pontozo.learning.tuning.listening import Listener, OnlyMemory
from pontozo.learning.tuning.options import TrainOptions
from pontozo.learning.tuning.planned import check_room, checkpoint_of, planned
from pontozo.learning.tuning.processes import Processes
from pontozo.learning.tuning.run_folder import RunFolder
from pontozo.learning.tuning.session import Data, Session
from pontozo.learning.tuning.stopping import Stopping
from pontozo.scorers.tuned.items import Unit
from pontozo.scorers.tuned.loading import load_config
from pontozo.scorers.tuned.settings import Settings


@dataclass(frozen=True)
class _Prepared:
    """All that is known before weights are loaded."""

    kind: str
    settings: Settings
    checkpoint: Checkpoint | None
    data: Data
    digest: str
    facts: Facts


def tune(
    gradebook: Gradebook,
    options: TrainOptions,
    out: Path,
    *,
    source: str = "rated answers",
    resume: bool = False,
    memory: int | None = None,
    listener: Listener | None = None,
) -> Tuned:
    """Tune a checkpoint on the gradebook's rated answers, and save the grader as the folder `out`.

    `source` names the data in the grader's card. While it runs, `<out>.run` holds all that `resume` needs to go on with
    it after any break; it is deleted at the end. `memory`, in bytes, stands in place of what this machine has.

    Ctrl-C ends the step, saves the grader as it is, and is then raised as KeyboardInterrupt; the run can go on.

    On the CPU the C library's heap is set so that the memory plan holds (`heap`), for as long as the program runs.

    Raises UserError where an option, the data, the checkpoint or the memory does not allow it, before anything is
    written.
    """
    check_replaceable(out)
    processes, heard = _processes(), listener or Listener()
    told = heard if processes.is_first else OnlyMemory(heard)
    check_room(options, processes, memory)
    prepared = _prepared(gradebook, options, source)
    folder = RunFolder.beside(out)
    with folder.used(options, prepared.digest, processes, resume=resume):
        session = _begun(prepared, options, folder, processes, memory, told)
        with Stopping(told.asked_to_stop) as stopping:
            session.run(stopping)
            tuned = finish(session, prepared.facts, out)
            if tuned.is_whole and processes.is_first:
                folder.delete()
    processes.wait()
    if tuned.is_whole:
        told.finished(tuned)
    else:
        told.stopped(tuned)
        stopping.end()
    return tuned


def _processes() -> Processes:
    """Those of this run, with the heap of each so set that the plan holds."""
    processes = Processes.here()
    if processes.device.type == "cpu":
        give_large_arrays_back()
    return processes


def _begun(
    prepared: _Prepared,
    options: TrainOptions,
    folder: RunFolder,
    processes: Processes,
    memory: int | None,
    told: Listener,
) -> Session:
    """The run with its weights loaded, if the plan says that they fit."""
    precision = precision_for(options.precision, prepared.kind, processes.device)
    plan = planned(prepared.checkpoint, options, precision, prepared.data.longest, processes, memory)
    told.planned(plan, prepared.facts)
    scorer = begin(prepared.kind, prepared.settings, options, precision, processes.device)
    return Session(scorer, options, precision, processes, prepared.data, folder, plan.micro_batch, told)


def _prepared(gradebook: Gradebook, options: TrainOptions, source: str) -> _Prepared:
    config = load_config(options.model, options.revision)
    kind, settings = settings_for(options, config)
    check_targets(options, kind, config)
    unit = Unit(options.unit)
    used = material(gradebook, unit)
    learnt, held = parted(used.book, options.held_out, options.seed)
    examples, checked = examples_in(learnt, unit), examples_in(held, unit)
    reader = reader_for(kind, settings, config)
    read, apart = read_by(reader, examples), read_by(reader, checked)
    checkpoint = checkpoint_of(options.model, config)
    facts = Facts(
        source=source,
        options=options,
        kind=kind,
        used=used.book,
        learnt=learnt,
        held=held,
        left_out=used.left_out,
        items=sum(each.size for each in read),
        shortened=shortened_in([*read, *apart]),
        licence=(checkpoint.licence if checkpoint else "") or licence_of(options.model, options.revision),
    )
    return _Prepared(kind, settings, checkpoint, Data(read, held, apart), digest_of(examples, checked), facts)
