"""A model hub on this machine: a real HTTP server that answers what huggingface_hub asks, from memory.

It keeps repositories with branches and commits, knows two people by their tokens, stores large files apart (as LFS),
and refuses as the real one does: by status and by the header X-Error-Code.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml

#: A token that may write to the organisation "school", and one that may read alone.
WRITER, READER = "hf_writer", "hf_reader"
#: Files with these endings are stored apart.
_LARGE = (".npz", ".safetensors", ".onnx")

Files = dict[str, bytes]


class RefusedError(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, code: str = "", said: str = "") -> None:
        self.status, self.code, self.said = status, code, said


@dataclass
class Repository:
    """Commits, each with all its files, and the branches that point to them."""

    private: bool = False
    gated: bool = False
    commits: dict[str, Files] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)

    def commit(self, branch: str, files: Files, message: str) -> str:
        told = json.dumps([len(self.commits), message, sorted(files)])
        sha = hashlib.sha1(told.encode()).hexdigest()
        self.commits[sha] = files
        self.branches[branch] = sha
        self.messages.append(message)
        return sha

    def at(self, revision: str) -> str:
        sha = self.branches.get(revision, revision)
        if sha not in self.commits:
            raise RefusedError(404, "RevisionNotFound", f"Invalid rev id: {revision}")
        return sha


class Hub:
    """What the server holds. `ignored` are names that a repository's .gitignore leaves out; `down` answers 503."""

    def __init__(self) -> None:
        self.repositories: dict[str, Repository] = {}
        self.large: Files = {}
        self.asked: list[str] = []
        self.asked_without_token: list[str] = []
        self.ignored: set[str] = set()
        self.down = False
        self.address = ""

    def add(self, name: str, files: Files, private: bool = False, gated: bool = False) -> Repository:
        """A repository with one commit of these files, beside what the hub puts there itself."""
        made = self.repositories[name] = Repository(private, gated)
        made.commit("main", {".gitattributes": b"*.npz filter=lfs\n", **files}, "made for the test")
        return made

    def environment(self, cache: Path, token: str = "", **others: str) -> dict[str, str]:
        """Of a process that talks to this hub, and keeps what it fetches in `cache`."""
        known = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))}
        own = {"HF_ENDPOINT": self.address, "HF_HOME": str(cache), "HF_HUB_DISABLE_XET": "1", "HF_TOKEN": token}
        return {**known, **own, "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "100", **others}

    def repository(self, name: str, token: str) -> Repository:
        found = self.repositories.get(name)
        if found is None or (found.private and token != WRITER):
            raise RefusedError(404 if token else 401, "RepoNotFound", "Repository not found")
        return found

    def writable(self, name: str, token: str) -> Repository:
        if token != WRITER or not name.startswith("school/"):
            raise RefusedError(403, said="You don't have the rights to write here")
        return self.repository(name, token)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: what was asked is kept in `Hub.asked`."""

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        path = unquote(urlsplit(self.path).path)
        self.hub.asked.append(f"{self.command} {path}")
        if "Authorization" not in self.headers:
            self.hub.asked_without_token.append(self.hub.asked[-1])
        try:
            if self.hub.down:
                raise RefusedError(503, said="Down for a moment")
            token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
            if token not in ("", WRITER, READER):
                raise RefusedError(401, said="Invalid credentials in Authorization header")
            _ROUTES[self.command](self, path, token, body)
        except RefusedError as refused:
            self._answer(b"", refused.status, {"X-Error-Code": refused.code, "X-Error-Message": refused.said})

    do_GET = do_HEAD = do_POST = do_PUT = _serve  # noqa: N815 (the names that the server calls)

    def _answer(self, body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            if value:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _json(self, value: Any, status: int = 200) -> None:
        self._answer(json.dumps(value).encode(), status, {"Content-Type": "application/json"})

    # --- reading -----------------------------------------------------------------------------------------------------

    def read(self, path: str, token: str, body: bytes) -> None:
        del body
        parts = path.strip("/").split("/")
        if parts[0] == "large":
            self._answer(self.hub.large[parts[1]])
        elif parts[:2] == ["api", "models"]:
            name, what, revision = "/".join(parts[2:4]), parts[4] if parts[4:] else "", "/".join(parts[5:]) or "main"
            found = self.hub.repository(name, token)
            sha = found.at(revision)
            self._json(_tree(found.commits[sha]) if what == "tree" else _information(name, found, sha))
        elif parts[2:3] == ["resolve"]:
            self._resolve("/".join(parts[:2]), parts[3], "/".join(parts[4:]), token)
        else:
            raise RefusedError(404, said="Nothing is here")

    def _resolve(self, name: str, revision: str, file: str, token: str) -> None:
        found = self.hub.repository(name, token)
        if found.gated:
            raise RefusedError(403, "GatedRepo", f"Access to model {name} is restricted")
        sha = found.at(revision)
        content = found.commits[sha].get(file)
        if content is None:
            raise RefusedError(404, "EntryNotFound", "Entry not found")
        digest = hashlib.sha256(content).hexdigest()
        headers = {"X-Repo-Commit": sha, "ETag": f'"{digest}"'}
        if file.endswith(_LARGE):
            self.hub.large[digest] = content
            linked = {"X-Linked-Etag": f'"{digest}"', "X-Linked-Size": str(len(content))}
            # On another host, as it is with the real one.
            elsewhere = self.hub.address.replace("127.0.0.1", "localhost")
            self._answer(b"", 302, {**headers, **linked, "Location": f"{elsewhere}/large/{digest}"})
        else:
            self._answer(content, headers=headers)

    # --- writing -----------------------------------------------------------------------------------------------------

    def write(self, path: str, token: str, body: bytes) -> None:
        given: Any = None if "/commit/" in path else json.loads(body or b"{}")
        match path.strip("/").split("/"):
            case ["api", "validate-yaml"]:
                self._validate(given["content"])
            case ["api", "repos", "create"]:
                self._create(f"{given['organization']}/{given['name']}", given.get("visibility"), token)
            case ["api", "models", owner, name, "branch", *branch]:
                self._branch(self.hub.writable(f"{owner}/{name}", token), "/".join(branch))
            case ["api", "models", owner, name, "preupload", *_]:
                self.hub.writable(f"{owner}/{name}", token)
                self._json({"files": [self._mode(each["path"]) for each in given["files"]]})
            case ["api", "models", owner, name, "commit", *branch]:
                self._commit(f"{owner}/{name}", token, "/".join(branch), body)
            case [_, _, "info", "lfs", "objects", "batch"]:
                self._json({"objects": [self._place(each) for each in given["objects"]]})

    def put(self, path: str, token: str, body: bytes) -> None:
        del token
        self.hub.large[path.rsplit("/", 1)[1]] = body
        self._answer(b"")

    def _validate(self, content: str) -> None:
        head = yaml.safe_load(content.split("---")[1]) if content.startswith("---\n") else {}
        if "license" not in head:
            self._json({"errors": [], "warnings": [{"message": "empty or missing yaml metadata in repo card"}]})
        elif head["license"] not in ("apache-2.0", "other"):
            self._json({"errors": [{"message": '"license" must be one of [apache-2.0, …]'}], "warnings": []}, 400)
        else:
            self._json({"errors": [], "warnings": []})

    def _create(self, name: str, visibility: str | None, token: str) -> None:
        if token != WRITER or not name.startswith("school/"):
            raise RefusedError(403, said="You don't have the rights to create a model there")
        if name in self.hub.repositories:
            raise RefusedError(409, said="You already created this model repo")
        self.hub.add(name, {}, private=visibility == "private")
        self._json({"url": f"{self.hub.address}/{name}"})

    def _branch(self, repository: Repository, branch: str) -> None:
        if branch in repository.branches:
            raise RefusedError(409, said="Reference already exists")
        repository.branches[branch] = repository.branches["main"]
        self._json({})

    def _mode(self, path: str) -> dict[str, Any]:
        mode = "lfs" if path.endswith(_LARGE) else "regular"
        return {"path": path, "uploadMode": mode, "shouldIgnore": path in self.hub.ignored}

    def _place(self, each: dict[str, Any]) -> dict[str, Any]:
        upload = {"href": f"{self.hub.address}/large/{each['oid']}"}
        return {**each, "actions": {"upload": upload}}

    def _commit(self, name: str, token: str, branch: str, body: bytes) -> None:
        repository = self.hub.writable(name, token)
        lines = [json.loads(line) for line in body.splitlines()]
        header = lines[0]["value"]
        if header.get("parentCommit", repository.at(branch)) != repository.at(branch):
            raise RefusedError(412, said="A commit has happened since")
        files = dict(repository.commits[repository.at(branch)])
        for line in lines[1:]:
            value = line["value"]
            match line["key"]:
                case "file":
                    files[value["path"]] = base64.b64decode(value["content"])
                case "lfsFile":
                    files[value["path"]] = self.hub.large[value["oid"]]
                case "deletedFile":
                    del files[value["path"]]
        sha = repository.commit(branch, files, header["summary"])
        self._json({"commitUrl": f"{self.hub.address}/{name}/commit/{sha}", "commitOid": sha, "success": True})


_ROUTES = {"GET": _Handler.read, "HEAD": _Handler.read, "POST": _Handler.write, "PUT": _Handler.put}


def _information(name: str, repository: Repository, sha: str) -> dict[str, Any]:
    siblings = [{"rfilename": file} for file in repository.commits[sha]]
    return {"id": name, "sha": sha, "private": repository.private, "gated": repository.gated, "siblings": siblings}


def _tree(files: Files) -> list[dict[str, Any]]:
    return [
        {"type": "file", "path": name, "size": len(content), "oid": hashlib.sha1(content).hexdigest()}
        for name, content in files.items()
    ]


@contextmanager
def serving() -> Iterator[Hub]:
    """A hub that listens on this machine until the block ends."""
    hub = Hub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": hub}))
    hub.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
