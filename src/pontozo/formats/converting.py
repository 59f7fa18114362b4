"""Writing questions, answers and ratings in another form; and what that form has no place for."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from pontozo.formats.base import DataFormat
from pontozo.formats.beside import BesideFile, check_place
from pontozo.formats.registry import data_formats
from pontozo.formats.uninterrupted import uninterrupted
from pontozo.gradebook import DataError, Fault, Gradebook


def write_data(path: str | os.PathLike[str], gradebook: Gradebook, form: str | None = None) -> Sequence[str]:
    """Writes the gradebook to `path`; what the form cannot hold is left out, and told in the sentences returned.

    `form` is the form's word ("csv", "markdown", …); without it the suffix of `path` says the form. The file takes its
    place only once it is whole. Raises DataError for a form that is not known and for a place that cannot be written.
    """
    return write_parts({Path(path): gradebook}, form)


def write_parts(parts: Mapping[Path, Gradebook], form: str | None = None) -> Sequence[str]:
    """Writes several gradebooks, each to its path, as `write_data` does; none is put in place before all are whole."""
    lost: dict[str, None] = {}
    written: dict[Path, BesideFile] = {}
    try:
        for path, gradebook in parts.items():
            chosen = writable_form(path, form)
            _check_held(path, chosen, gradebook)
            lost.update(dict.fromkeys(chosen.cannot_hold(gradebook)))
            written[path] = BesideFile(path)
            chosen.write(written[path].file, gradebook)
        with uninterrupted():
            while written:
                path, beside = written.popitem()
                beside.put(path)
    finally:
        for beside in written.values():
            beside.drop()
    return tuple(lost)


def writable_form(path: Path, form: str | None = None) -> DataFormat:
    """The form in which `path` would be written. Raises DataError as `write_data` does, before anything is read."""
    check_place(path)
    return _chosen(path, form)


def _check_held(path: Path, form: DataFormat, gradebook: Gradebook) -> None:
    if not form.holds_questions and not gradebook.count():
        message = "would be empty: there are no answers, and this form has no place for questions; write .yaml or .md"
        raise DataError([Fault(str(path), message)])


def _chosen(path: Path, key: str | None) -> DataFormat:
    forms = data_formats()
    if key is not None:
        if key not in forms:
            raise DataError([Fault(str(path), f"there is no form {key!r}; the forms are {', '.join(forms)}")])
        return forms[key]
    by_suffix = {suffix: form for form in forms.values() for suffix in form.suffixes}
    if path.suffix.lower() not in by_suffix:
        known = ", ".join(by_suffix)
        raise DataError([Fault(str(path), f"cannot be written: its name must end in {known}; or name a form (--to)")])
    return by_suffix[path.suffix.lower()]
