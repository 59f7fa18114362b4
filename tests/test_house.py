"""The house: which room may use which, and what stays out of the way until it is asked for."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1] / "src" / "pontozo"

#: Top to bottom: a room uses only rooms that stand before it here.
ROOMS = [
    "errors",
    "counting",
    "models",
    "starter",
    "domain",
    "text",
    "gradebook",
    "hashing",
    "wording",
    "screening",
    "formats",
    "confidence",
    "engine",
    "scorers",
    "grader",
    "hub",
    "manifest",
    "artefact",
    "publishing",
    "evaluation",
    "learning",
    "drafting",
    "store",
    "work",
    "service",
    "ui",
    "cli",
]
#: Rooms that nothing else uses, whatever stands below them.
OUTERMOST = {"service", "ui", "cli"}
#: Scorer families do not know each other; these modules of `scorers` are no families: what families share, and the
#: table that finds a family by name.
SHARED_BY_SCORERS = {"__init__", "base", "analysis", "alignment", "heads", "pointing", "registry", "tuned"}
#: What must not be loaded by `import pontozo` or by a command's help.
HEAVY = ["torch", "transformers", "peft", "accelerate", "datasets", "evaluate", "huggingface_hub"]
HEAVY += ["pyarrow", "onnx", "onnxruntime", "gradio", "ray", "sklearn", "scipy", "openpyxl", "matplotlib"]

FACE = HOUSE / "__init__.py"
MODULES = sorted(set(HOUSE.rglob("*.py")) - {FACE})


def name_of(path: Path) -> str:
    """The module's dotted name below pontozo: "formats.base", "scorers"."""
    return ".".join(part for part in path.relative_to(HOUSE).with_suffix("").parts if part != "__init__")


def imports_of(tree: ast.AST) -> Iterator[str]:
    """What a module imports from pontozo, wherever the import stands, as dotted names below pontozo."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{each.name}" for each in node.names]
        else:
            continue
        yield from (name.partition(".")[2] for name in names if name.split(".")[0] == "pontozo")


def room(name: str) -> str:
    return name.partition(".")[0]


def unfit(user: str, used: str) -> str | None:
    """Why the module `user` must not import `used`, or None where it may."""
    inside, outside = room(user), room(used)
    if outside not in ROOMS:
        return f"{user} uses the face of the package, or a room that has no place in ROOMS: {used!r}"
    if inside == outside == "scorers":
        family, other = (name.split(".")[1] if "." in name else "__init__" for name in (user, used))
        return unfit_families(family, other)
    if inside == outside:
        return None
    if outside in OUTERMOST or ROOMS.index(outside) > ROOMS.index(inside):
        return f"{user} uses {used}, but {outside} does not stand above {inside}"
    return None


def unfit_families(family: str, other: str) -> str | None:
    is_family = (HOUSE / "scorers" / f"{other}.py").exists() and other not in SHARED_BY_SCORERS
    if is_family and family not in SHARED_BY_SCORERS | {other}:
        return f"the scorer family {family} uses another family, {other}"
    return None


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_room_uses_only_the_rooms_above_it(path: Path) -> None:
    user = name_of(path)
    assert room(user) in ROOMS, f"{room(user)} has no place in the order of the rooms"
    wrong = [unfit(user, used) for used in imports_of(ast.parse(path.read_text("utf-8")))]
    assert [each for each in wrong if each] == []


@pytest.mark.parametrize(
    ("user", "line", "fits"),
    [
        ("domain.guide", "from pontozo.gradebook import Gradebook", False),
        ("gradebook", "from pontozo.domain import Answer", True),
        ("gradebook", "def later():\n    import pontozo.grader", False),
        ("grader", "from pontozo import Question", False),
        ("grader", "from pontozo import domain", True),
        ("ui.page", "from pontozo.service import app", False),
        ("cli.serve", "from pontozo.cli.table import show", True),
        ("scorers.probe", "from pontozo.scorers.similarity import Similarity", False),
        ("scorers.probe", "from pontozo.scorers.base import Pair", True),
        ("scorers.probe", "from pontozo.scorers import similarity", False),
        ("scorers.registry", "from pontozo.scorers.probe import Probe", True),
    ],
)
def test_the_rule_tells_what_fits(user: str, line: str, fits: bool) -> None:
    found = [unfit(user, used) for used in imports_of(ast.parse(line))]
    assert found
    assert (found == [None]) is fits


@pytest.mark.parametrize("module", ["pontozo", "pontozo.cli"])
def test_what_is_heavy_is_not_loaded_at_the_start(module: str) -> None:
    program = f"import sys, {module}; print([name for name in {HEAVY} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def only_imports(body: list[ast.stmt]) -> bool:
    return all(isinstance(each, ast.Import | ast.ImportFrom) for each in body)


def is_face(statement: ast.stmt) -> bool:
    """Whether a statement only shows what other modules hold."""
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING"), body=body, orelse=[]):
            return only_imports(body)
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name == "__all__"
        case ast.FunctionDef(name=name):
            return name in ("__getattr__", "__dir__")
    return False


def test_the_face_holds_no_logic() -> None:
    tree = ast.parse(FACE.read_text("utf-8"))
    assert [ast.unparse(each) for each in tree.body if not is_face(each)] == []


def test_the_face_shows_what_it_says() -> None:
    subprocess.run([sys.executable, "-c", "from pontozo import *"], check=True)
