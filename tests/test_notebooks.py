"""The notebooks run as they are, but for the install, and for a tiny model of the same kind in the parameters."""

from __future__ import annotations

import csv
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from pontozo import Answer, Gradebook, load_grader
from pontozo.formats import read, write_data
from tests.tiny_models import make

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
#: What a notebook's file may hold beside its cells: the kernel, and which GPU Colab gives.
METADATA = {"kernelspec", "language_info", "accelerator", "colab"}
LONGEST_CELL = 300
#: Of each notebook the kind of its model, and the answers and questions that it grades at its end.
RUNS = {
    "flan-t5-large-lora.ipynb": ("t5", "new-answers.csv", "new-questions.yaml"),
    "xlm-r-hungarian.ipynb": ("xlm-roberta", "valaszok.csv", "kerdesek.yaml"),
}
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
# Its functions have no types.
_nbformat: Any = nbformat


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel finds the command, uses one thread, and no network."""
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")


def notebook(path: Path) -> Any:
    return _nbformat.read(path, as_version=_nbformat.NO_CONVERT)


def code_of(book: Any) -> list[Any]:
    return [cell for cell in book.cells if cell.cell_type == "code"]


def tagged(book: Any, tag: str) -> Any:
    """The one cell with this tag."""
    (found,) = (cell for cell in book.cells if tag in cell.metadata.get("tags", ()))
    return found


def parameters(path: Path) -> dict[str, Any]:
    """What the notebook chooses, by name."""
    chosen: dict[str, Any] = {}
    exec(tagged(notebook(path), "parameters").source, chosen)
    return {name: value for name, value in chosen.items() if name.isupper()}


def executed(path: Path, desk: Path, **instead: object) -> Any:
    """The notebook after all its cells ran in the folder `desk`, with these parameters in place of its own."""
    book = notebook(path)
    book.cells.remove(tagged(book, "install"))
    chosen = tagged(book, "parameters")
    chosen.source = "\n".join([chosen.source, *(f"{name} = {value!r}" for name, value in instead.items())])
    checked = []
    for cell in book.cells:
        checked.append(cell)
        if "!pontozo" in cell.source and cell.cell_type == "code":
            # A command that fails does not end a notebook by itself.
            checked.append(_nbformat.v4.new_code_cell("assert _exit_code == 0"))
    book.cells = checked
    resources = {"metadata": {"path": str(desk)}}
    return NotebookClient(book, timeout=LONGEST_CELL, kernel_name="python3", resources=resources).execute()


def printed(book: Any) -> str:
    """All that the cells printed."""
    outputs = [output for cell in code_of(book) for output in cell.outputs]
    return "".join(output.text for output in outputs if output.output_type == "stream")


def displayed(book: Any, kind: str) -> str:
    """All that the cells displayed of a kind, such as "text/html"."""
    outputs = [output.data for cell in code_of(book) for output in cell.outputs if "data" in output]
    return "".join(data.get(kind, "") for data in outputs)


def small_class(name: str, questions: int, answers: int) -> Gradebook:
    """So many questions of a set that ships, and so many answers to each."""
    whole = read(name)
    kept = dict(list(whole.questions.items())[:questions])
    own: dict[str, list[Answer]] = {id: [] for id in kept}
    for question, answer in whole.pairs():
        if question.id in own and len(own[question.id]) < answers:
            own[question.id].append(answer)
    return Gradebook.of(kept.values(), tuple(answer for each in own.values() for answer in each))


def test_every_notebook_is_run_here() -> None:
    assert [path.name for path in NOTEBOOKS] == sorted(RUNS)


@pytest.mark.parametrize("name", RUNS)
def test_a_notebook_leads_from_data_to_grades(name: str, tmp_path: Path) -> None:
    kind, answers, questions = RUNS[name]
    usual = parameters(FOLDER / name)
    make(kind, tmp_path / "tiny")
    write_data(tmp_path / "class.json", small_class(usual["DATA"], questions=8, answers=5))

    book = executed(FOLDER / name, tmp_path, MODEL="tiny", DATA="class.json", EPOCHS=1)

    told = printed(book)
    assert f" fits in {usual['MEMORY'].removesuffix('GB')}.0 GB" in told
    # Of eight questions a fifth, rounded up, was put away; of the six others one is held out of the training.
    assert re.search(r"answers to 5 questions \(\d+ items\); held out: \d answers to 1 question\.", told)
    assert re.search(r"the grader +\d +[-–\d.]+ +[\d.]+ +[\d.]+", told)
    assert re.search(r"after step \d+: loss [\d.]+, held out {'answers': \d", told)
    assert "<svg" in displayed(book, "image/svg+xml")
    assert "tuned on rated answers" in displayed(book, "text/markdown")
    assert "srcdoc=" in displayed(book, "text/html")
    assert "</html>" in (tmp_path / "report" / "report.html").read_text("utf-8")
    check_grades(tmp_path, usual["GRADER"], read(tmp_path / answers, tmp_path / questions), told)


def check_grades(desk: Path, name: str, gradebook: Gradebook, told: str) -> None:
    """What was told and written of these answers is what the zipped grader says of them somewhere else."""
    shutil.unpack_archive(desk / f"{name}.zip", desk / "elsewhere")
    grades = list(load_grader(desk / "elsewhere").grade_many(gradebook))
    for answer, grade in zip(gradebook.answers, grades, strict=True):
        assert f"{answer.student} {grade.score} of {grade.max_score}" in told
        assert grade.comment in told
    written = (desk / "graded.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(written), delimiter=";" if ";" in written.splitlines()[0] else ","))
    assert [row["proposed_comment"] for row in rows] == [grade.comment for grade in grades]
    assert {row["proposed_grader"].partition("@")[0] for row in rows} == {name}


@each_notebook
def test_the_plan_of_a_notebook_fits_a_gpu_of_16_gb(path: Path) -> None:
    chosen = parameters(path)
    code = "\n".join(cell.source for cell in code_of(notebook(path)))
    (command,) = re.findall(r"^!(pontozo plan .*)$", code, re.MULTILINE)
    ran = subprocess.run([*shlex.split(command.format(**chosen)), "--json"], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout
    assert f'"model": "{chosen["MODEL"]}"' in ran.stdout
    assert '"fits": true' in ran.stdout
    assert float(chosen["MEMORY"].removesuffix("GB")) <= 15


@each_notebook
def test_a_notebook_works_where_nothing_was_uploaded(path: Path) -> None:
    assert tagged(notebook(path), "install").source.split() == ["%pip", "install", "--quiet", '"pontozo[train]"']
    counted = f"{read(parameters(path)['DATA']).count():,} "
    assert counted in "".join(cell.source for cell in notebook(path).cells)


@each_notebook
def test_a_notebook_is_kept_without_what_a_run_left(path: Path) -> None:
    book = notebook(path)
    _nbformat.validate(book)
    assert (book.nbformat, book.nbformat_minor) == (4, 5)
    assert book.metadata.kernelspec.name == "python3"
    assert set(book.metadata) <= METADATA
    assert len({cell.id for cell in book.cells}) == len(book.cells)
    assert all(set(cell.metadata) <= {"tags"} for cell in book.cells)
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code_of(book))
