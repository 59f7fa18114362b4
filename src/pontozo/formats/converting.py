"""Writing questions, answers and ratings in another form; and what that form has no place for."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from pontozo.formats.base import DataFormat
from pontozo.formats.beside import replacing
from pontozo.formats.registry import data_formats
from pontozo.gradebook import DataError, Fault, Gradebook


def write_data(path: str | os.PathLike[str], gradebook: Gradebook, form: str | None = None) -> Sequence[str]:
    """Writes the gradebook to `path`; what the form cannot hold is left out, and told in the sentences returned.

    `form` is the form's word ("csv", "markdown", …); without it the suffix of `path` says the form. The file takes its
    place only once it is whole. Raises DataError for a form that is not known and for a place that cannot be written.
    """
    return write_parts({Path(path): gradebook}, form)


def write_parts(parts: Mapping[Path, Gradebook], form: str | None = None) -> Sequence[str]:
    """Writes several gradebooks, each to its path, as `write_data` does; none is put in place before all are whole."""
    chosen = {path: _chosen(path, form) for path in parts}
    lost: dict[str, None] = {}
    with ExitStack() as files:
        for (path, each), gradebook in zip(chosen.items(), parts.values(), strict=True):
            lost.update(dict.fromkeys(each.cannot_hold(gradebook)))
            each.write(files.enter_context(replacing(path)), gradebook)
    return tuple(lost)


def _chosen(path: Path, key: str | None) -> DataFormat:
    forms = data_formats()
    if key is not None:
        if key not in forms:
            raise DataError([Fault(str(path), f"there is no form {key!r}; the forms are {', '.join(forms)}")])
        return forms[key]
    by_suffix = {suffix: form for form in forms.values() for suffix in form.suffixes}
    if path.suffix.lower() not in by_suffix:
        known = ", ".join(by_suffix)
        raise DataError([Fault(str(path), f"cannot be written: its name must end in {known}; or choose a form")])
    return by_suffix[path.suffix.lower()]
