"""What is read row by row, whatever it is: a data set, its splits, a stream, a parquet file."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from pontozo.formats.hugging_face.layout import library
from pontozo.formats.sentences import shown
from pontozo.gradebook import DataError, Fault

if TYPE_CHECKING:
    import datasets

    #: What `datasets` loads.
    AnyDataset: TypeAlias = (
        datasets.Dataset | datasets.IterableDataset | datasets.DatasetDict | datasets.IterableDatasetDict
    )

Row = Mapping[str, Any]
#: In a set with splits, the further field that says which one an answer stood in.
SPLIT = "split"


@dataclass(frozen=True)
class Table:
    """Rows with the place of each ("row 0", as `datasets` counts; "train row 0" in a split).

    `begin(columns)` goes through them from the start; only these columns, or all for None, need be there.
    """

    name: str
    columns: tuple[str, ...]
    begin: Callable[[Collection[str] | None], Iterator[tuple[str, Row]]]

    def fault(self, message: str, row: str = "", field: str = "") -> Fault:
        """A fault of this set."""
        return Fault(self.name, message, row, field)

    def error(self, message: str, row: str = "", field: str = "") -> DataError:
        """The error of one fault that makes the rest unreadable."""
        return DataError([self.fault(message, row, field)])


def table_of(dataset: AnyDataset, name: str) -> Table:
    """The rows of a data set; of one with splits, those of all, in order, each with its `split`.

    Raises DataError for what is no data set.
    """
    if not isinstance(dataset, Mapping):
        _check(dataset, name)
        return Table(name, _columns(dataset), lambda only: _placed(_rows(dataset, only), "row"))
    for split in dataset.values():
        _check(split, name)
    columns = dict.fromkeys(column for split in dataset.values() for column in _columns(split))
    return Table(name, tuple({**columns, SPLIT: None}), lambda only: _rows_of_splits(dataset, only))


def parquet_table(path: str | os.PathLike[str]) -> Table:
    """The rows of a parquet file, read in batches. Raises DataError where it is damaged."""
    pyarrow, parquet, datasets = library("pyarrow"), library("pyarrow.parquet"), library("datasets")
    name = os.fspath(path)
    damaged = "is a damaged parquet file; write it again"

    def begin(only: Collection[str] | None) -> Iterator[tuple[str, Row]]:
        try:
            with parquet.ParquetFile(path) as file:
                names = [column for column in file.schema_arrow.names if only is None or column in only]
                labels = _labels(datasets.Features.from_arrow_schema(file.schema_arrow))
                rows = (row for batch in file.iter_batches(columns=names) for row in batch.to_pylist())
                yield from _placed((_with_labels(row, labels) for row in rows), "row")
        except (pyarrow.ArrowException, OSError):
            raise DataError([Fault(name, damaged)]) from None

    try:
        with parquet.ParquetFile(path) as file:
            return Table(name, tuple(file.schema_arrow.names), begin)
    except (pyarrow.ArrowException, OSError):
        raise DataError([Fault(name, damaged)]) from None


def _check(dataset: Any, name: str) -> None:
    datasets = library("datasets")
    if not isinstance(dataset, datasets.Dataset | datasets.IterableDataset):
        message = (
            f"must be a Dataset, an IterableDataset or a DatasetDict of the library datasets, not {shown(dataset)}"
        )
        raise DataError([Fault(name, message)])


def _columns(dataset: Any) -> tuple[str, ...]:
    """The columns; a stream may not know them before its first row."""
    if dataset.column_names is not None:
        return tuple(dataset.column_names)
    return tuple(next(iter(dataset), {}))


def _rows(dataset: Any, only: Collection[str] | None) -> Iterator[Row]:
    """Rows as Python's own values, labels by their names."""
    if only is not None:
        dataset = dataset.select_columns([column for column in _columns(dataset) if column in only])
    labels = _labels(dataset.features or {})
    for row in dataset.with_format(None):
        yield _with_labels(row, labels)


def _labels(features: Mapping[str, Any]) -> Mapping[str, Any]:
    """The columns that hold labels as numbers."""
    label = library("datasets").ClassLabel
    return {name: each for name, each in features.items() if isinstance(each, label)}


def _with_labels(row: Row, labels: Mapping[str, Any]) -> Row:
    found = {name: _label(label, row[name]) for name, label in labels.items() if name in row}
    return {**row, **found} if found else row


def _label(label: Any, value: int | None) -> str | None:
    """The name of a label; -1 stands where it is not known."""
    return None if value is None or value < 0 else str(label.int2str(value))


def _placed(rows: Iterator[Row], what: str) -> Iterator[tuple[str, Row]]:
    return ((f"{what} {number}", row) for number, row in enumerate(rows))


def _rows_of_splits(splits: Mapping[str, Any], only: Collection[str] | None) -> Iterator[tuple[str, Row]]:
    for split, dataset in splits.items():
        for place, row in _placed(_rows(dataset, only), f"{split} row"):
            yield place, {SPLIT: str(split), **row}
