"""Graders to and from a model hub: a real server on this machine, talked to by other processes as users start them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from pontozo import hub as hub_room
from pontozo.artefact import Provenance, exact_name, load_grader, save_grader, whole_grader
from pontozo.confidence import Calibration
from pontozo.domain import Criterion, Judgement, Question, Task
from pontozo.engine import embedded_encoder
from pontozo.formats import grade_json
from pontozo.gradebook import Seen
from pontozo.hub import HubError, OnHub, place_of
from pontozo.publishing import push_grader
from pontozo.scorers.similarity import SimilarityScorer
from tests.local_hub import READER, WRITER, Hub, serving

QUESTION = Question("What does new do?", [Criterion("new calls the constructor"), Criterion("it allocates memory", 2)])
ANSWER = "It allocates memory and then the constructor is called by new."

#: Does one thing after another, and prints what came of each: a grade, or the sentence that a user reads.
PROGRAM = """
import json, sys
from dataclasses import asdict
from pontozo import Criterion, Question, load_grader
from pontozo.errors import UserError
from pontozo.formats import grade_json
from pontozo.publishing import push_grader

question = Question("What does new do?", [Criterion("new calls the constructor"), Criterion("it allocates memory", 2)])
for what, arguments, options in json.loads(sys.argv[1]):
    try:
        if what == "push":
            print(json.dumps(asdict(push_grader(*arguments, **options))))
        else:
            print(grade_json(load_grader(arguments[0]).grade(question, arguments[1])))
    except UserError as error:
        print(json.dumps(f"{type(error).__name__}: {error}"))
"""
Step = tuple[str, Sequence[str], dict[str, Any]]


def load(name: str) -> Step:
    return ("load", (name, ANSWER), {})


def push(folder: Path, to: str, **options: Any) -> Step:
    return ("push", (str(folder), to), options)


class Desk:
    """A machine with a cache of its own, at which somebody with a token sits."""

    def __init__(self, hub: Hub, folder: Path) -> None:
        self.hub = hub
        self.cache = folder

    def do(self, *steps: Step, token: str = WRITER, **environment: str) -> list[Any]:
        """What came of each step, done in another process."""
        command = [sys.executable, "-c", PROGRAM, json.dumps(steps)]
        environment = self.hub.environment(self.cache, token, **environment)
        ran = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert (ran.returncode, ran.stderr) == (0, "")
        return [json.loads(line) for line in ran.stdout.splitlines()]


@pytest.fixture
def hub() -> Iterator[Hub]:
    with serving() as hub:
        yield hub


@pytest.fixture
def desk(hub: Hub, tmp_path: Path) -> Desk:
    return Desk(hub, tmp_path / "cache")


def saved(folder: Path, name: str = "mine", *, seen: bool = True, limits: str = "Knows little.") -> Path:
    digests = Seen(frozenset({1, 2}), frozenset({3})) if seen else None
    provenance = Provenance("Mine", limits=limits)
    save_grader(SimilarityScorer(embedded_encoder()), Calibration(), provenance, folder, name, digests)
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def cached(desk: Desk, name: str) -> set[str]:
    """The names of the files of the repository that the cache holds, of all commits."""
    return {path.name for path in (desk.cache / "hub" / f"models--{name.replace('/', '--')}").glob("snapshots/*/*")}


# --- there and back --------------------------------------------------------------------------------------------------


def test_pushed_and_loaded_elsewhere_it_gives_the_same_grades(desk: Desk, tmp_path: Path) -> None:
    folder = saved(tmp_path / "mine")
    (pushed,) = desk.do(push(folder, "school/mine", message="The first"))
    held = desk.hub.repositories["school/mine"]
    assert held.private
    assert held.commits[pushed["place"]["revision"]] == {".gitattributes": b"*.npz filter=lfs\n", **files_of(folder)}
    assert held.messages == ["made for the test", "The first"]
    assert pushed["size"] == sum(map(len, files_of(folder).values()))
    commit = pushed["place"]["revision"]

    other = Desk(desk.hub, tmp_path / "elsewhere")
    here = json.loads(grade_json(load_grader(folder).grade(QUESTION, ANSWER)))
    names = ("hub:school/mine", f"hub:school/mine@{commit}")
    assert other.do(*map(load, names)) == [here, here]
    # Only what the manifest names was fetched, and later only what a branch is at is asked: not of one who is offline.
    assert cached(other, "school/mine") == set(files_of(folder))
    desk.hub.asked.clear()
    desk.hub.down = True
    assert other.do(*map(load, names)) == [here, here]
    asked = {each for each in desk.hub.asked if "school" in each}
    assert asked == {"GET /api/models/school/mine/revision/main"}
    desk.hub.asked.clear()
    assert other.do(*map(load, names), HF_HUB_OFFLINE="1") == [here, here]
    assert desk.hub.asked == []


def test_a_branch_a_commit_and_what_is_pushed_later(desk: Desk, tmp_path: Path) -> None:
    first, second = saved(tmp_path / "one", "one"), saved(tmp_path / "two", "two", seen=False)
    told = desk.do(
        push(first, "hub:school/mine"),
        push(second, "school/mine", revision="next"),
        load("hub:school/mine"),
        load("hub:school/mine@next"),
        push(second, "school/mine"),
        load("hub:school/mine"),
    )
    before, branched, old, other, after, new = told
    assert [old["grader"][:4], other["grader"][:4], new["grader"][:4]] == ["one@", "two@", "two@"]
    # What the first had besides is gone, so that a whole copy is a grader too.
    assert (before["removed"], branched["removed"], after["removed"]) == ([], ["seen.npz"], ["seen.npz"])
    held = desk.hub.repositories["school/mine"]
    assert held.commits[held.branches["main"]].keys() == {".gitattributes", *files_of(second)}
    (pinned,) = desk.do(load(f"hub:school/mine@{before['place']['revision']}"))
    assert pinned["grader"] == old["grader"]


def test_nothing_but_what_the_manifest_names_is_taken(desk: Desk, tmp_path: Path) -> None:
    folder = saved(tmp_path / "mine")
    evil = {"adapter_config.json": b"{}", "modeling.py": b"raise SystemExit", "LICENSE": b"mine"}
    desk.hub.add("school/mine", {**files_of(folder), **evil})
    (grade,) = desk.do(load("hub:school/mine"))
    assert grade["grader"] == load_grader(folder).name
    assert cached(desk, "school/mine") == set(files_of(folder))


def test_what_another_tool_put_into_the_cache_is_not_read(desk: Desk, tmp_path: Path) -> None:
    folder = saved(tmp_path / "mine")
    desk.hub.add("school/mine", files_of(folder))
    desk.hub.add("school/other", {**files_of(folder), "adapter_config.json": b"{}"})
    program = "from huggingface_hub import snapshot_download as get; get('school/mine'); get('school/other')"
    environment = desk.hub.environment(desk.cache)
    subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
    grade, refused = desk.do(load("hub:school/mine"), load("hub:school/other"))
    # The hub's own .gitattributes does no harm.
    assert ".gitattributes" in cached(desk, "school/mine")
    assert grade["grader"] == load_grader(folder).name
    assert "holds files that were not saved with the grader (adapter_config.json); delete them" in refused


def test_a_token_is_given_to_the_hub_alone(desk: Desk, tmp_path: Path) -> None:
    folder = saved(tmp_path / "mine")
    desk.hub.add("school/mine", files_of(folder), private=True)
    (grade,) = desk.do(load("hub:school/mine"))
    assert grade["grader"] == load_grader(folder).name
    fetched = [each for each in desk.hub.asked if "GET /large/" in each]
    assert fetched == [each for each in desk.hub.asked_without_token if "GET /large/" in each]
    assert fetched


# --- what goes wrong on the way from it ------------------------------------------------------------------------------


def test_each_thing_that_is_not_there_has_its_sentence(desk: Desk, tmp_path: Path) -> None:
    files = files_of(saved(tmp_path / "mine"))
    add = desk.hub.add
    add("school/whole", files)
    add("school/secret", files, private=True)
    add("school/gated", files, gated=True)
    add("school/bert", {"config.json": b"{}"})
    add("school/half", {name: content for name, content in files.items() if name != "seen.npz"})
    add("school/edited", {**files, "README.md": b"# Better than it is\n"})
    at = desk.hub.address
    sentences = {
        "hub:school/nowhere": f"HubError: there is no school/nowhere at {at}, or it is private and you may not see it",
        "hub:school/secret": f"HubError: there is no school/secret at {at}, or it is private and you may not see it; "
        "check the name, or log in (hf auth login, or HF_TOKEN)",
        "hub:school/gated": "is given only to those whom its owner lets in; ask for access there, then log in",
        "hub:school/whole@v9": f"HubError: school/whole at {at} has no revision 'v9'; name another after the @",
        "hub:school/bert": f"HubError: hub:school/bert at {at} holds no grader.json, so it is no whole grader",
        "hub:school/half": "holds no seen.npz, so it is no whole grader; check the name and the revision, or push",
        "hub:school/edited": "README.md is damaged or was changed",
        "hub:school": "HubError: 'hub:school' names no grader on a hub: write hub:org/name, or hub:org/name@revision",
        "hub:school/a--b": "HubError: hub:school/a--b is refused: ",
    }
    told = desk.do(*map(load, sentences), token=READER)
    for (name, sentence), said in zip(sentences.items(), told, strict=True):
        assert isinstance(said, str), name
        assert sentence in said
        assert "\n" not in said
    (unknown,) = desk.do(load("hub:school/whole"), token="hf_stolen")
    assert (
        unknown
        == f"HubError: {at} does not know the token that it was given; log in again (hf auth login, or HF_TOKEN)"
    )


def test_out_of_reach_it_says_where_it_was_looked_for(desk: Desk, tmp_path: Path) -> None:
    desk.hub.add("school/mine", files_of(saved(tmp_path / "mine")))
    where = f"HubError: there is no hub:school/mine in the cache {desk.cache / 'hub'}, and {desk.hub.address}"
    end = "; fetch it once where there is a network, or give the folder of a saved grader"
    (offline,) = desk.do(load("hub:school/mine"), HF_HUB_OFFLINE="1")
    assert offline == f"{where} was not asked (HF_HUB_OFFLINE is set){end}"
    desk.hub.down = True
    (down,) = desk.do(load("hub:school/mine"))
    assert down == f"{where} answered 503 (Down for a moment){end}"
    (closed,) = desk.do(load("hub:school/mine"), HF_ENDPOINT="http://127.0.0.1:9")
    assert closed.startswith(f"{where.rsplit(' ', 1)[0]} http://127.0.0.1:9 could not be reached (")


@pytest.mark.parametrize(
    "name", ["hub:", "hub:mine", "hub:org/", "hub:org/name@", "hub:org/a b", "hub:a/b/c", "hub:á/b", "hub:../x/y"]
)
def test_a_name_of_no_place_is_refused_before_anything_is_asked(name: str) -> None:
    with pytest.raises(HubError, match=r"names no grader on a hub: write hub:org/name, or hub:org/name@revision"):
        load_grader(name)


def test_names_of_places() -> None:
    assert place_of("hub:org/name") == OnHub("org/name")
    assert place_of("hub:org/name@refs/pr/1") == OnHub("org/name", "refs/pr/1")
    assert [place_of(name) for name in ("probe", "./hub", Path("org/name"))] == [None] * 3
    assert str(OnHub("org/name", "v1")) == "hub:org/name@v1"
    assert exact_name("probe") == "probe"


def test_without_its_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_room, "find_spec", lambda _: None)
    with pytest.raises(HubError, match=r'^hub:org/name needs huggingface_hub, .* pip install "pontozo\[train\]"$'):
        load_grader("hub:org/name")


# --- what goes wrong on the way to it --------------------------------------------------------------------------------


def test_what_cannot_be_pushed_changes_nothing_and_says_why(desk: Desk, tmp_path: Path) -> None:
    folder = saved(tmp_path / "mine")
    altered = Path(shutil.copytree(folder, tmp_path / "altered"))
    (altered / "README.md").write_text("# Better than it is\n")
    desk.hub.add("school/public", {})
    desk.hub.add("school/bert", {"config.json": b"{}", "README.md": b"# BERT"}, private=True)
    before = {name: dict(each.branches) for name, each in desk.hub.repositories.items()}
    told = desk.do(
        push(folder, "school/public"),
        push(folder, "school/bert"),
        push(folder, "elsewhere/mine"),
        push(folder, "mine"),
        push(folder, "school/mine@next"),
        push(altered, "school/mine"),
        push(tmp_path, "school/mine"),
    )
    for sentence, said in zip(
        (
            "HubError: school/public at http://127.0.0.1:",
            "holds what is no part of a saved grader (config.json); give the name of a new one",
            "HubError: you may not do this with elsewhere/mine at http://127.0.0.1:",
            "HubError: 'hub:mine' names no grader on a hub",
            "HubError: a grader is pushed to a branch: write school/mine --revision next",
            "README.md is damaged or was changed",
            "UnknownGraderError: there is no grader",
        ),
        told,
        strict=True,
    ):
        assert isinstance(said, str), sentence
        assert sentence in said
        assert "\n" not in said
    assert "is public: what is pushed there is seen by everybody; give --public if that is meant" in told[0]
    assert "You don't have the rights" in told[2]
    for token, sentence in (("", "you must be logged in (hf auth login, or HF_TOKEN)"), (READER, "take another token")):
        (refused,) = desk.do(push(folder, "school/mine"), token=token)
        assert sentence in refused
    assert {name: each.branches for name, each in desk.hub.repositories.items()} == before


def test_what_is_public_is_public_only_if_that_is_said(desk: Desk, tmp_path: Path) -> None:
    folder = saved(tmp_path / "mine")
    desk.hub.add("school/secret", {}, private=True)
    first, second = desk.do(push(folder, "school/open", private=False), push(folder, "school/secret", private=False))
    assert not desk.hub.repositories["school/open"].private
    assert (first["private"], second["private"]) == (False, True)


def test_what_the_hub_leaves_out_is_told(desk: Desk, tmp_path: Path) -> None:
    desk.hub.ignored.add("seen.npz")
    (told,) = desk.do(push(saved(tmp_path / "mine"), "school/mine"))
    assert "lacks seen.npz, which http://127.0.0.1:" in told
    assert "see to the .gitignore there" in told


class Adapter:
    """A scorer that is an adapter of another model."""

    name = "adapter"

    def __init__(self, base: str) -> None:
        self.base = base

    def judge(self, tasks: Sequence[Task]) -> list[Judgement]:
        return [Judgement(unscored="never asked") for _ in tasks]

    def save(self, folder: Path) -> list[str]:
        (folder / "adapter_config.json").write_text("{}")
        (folder / "settings.json").write_text(json.dumps({"model": self.base}))
        return ["adapter_config.json", "settings.json"]


def test_an_adapter_of_a_local_folder_stays_here(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    save_grader(Adapter(str(tmp_path)), Calibration(), Provenance("Mine"), folder, "mine")
    with pytest.raises(HubError, match=r"is an adapter of .*, a folder that only this machine has; train it with"):
        push_grader(folder, "school/mine")
    save_grader(Adapter("google/flan-t5-xl"), Calibration(), Provenance("Mine"), folder, "mine")
    assert whole_grader(folder)[0] == folder
    (pushed,) = desk.do(push(folder, "school/mine"))
    assert "adapter_config.json" in pushed["files"]
