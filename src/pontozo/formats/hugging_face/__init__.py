"""Gradebooks to and from data sets of Hugging Face's `datasets`, in memory and as saved folders and parquet files."""

from pontozo.formats.hugging_face.files import ParquetTable, SavedDataset
from pontozo.formats.hugging_face.reading import from_dataset
from pontozo.formats.hugging_face.writing import to_dataset

__all__ = ["ParquetTable", "SavedDataset", "from_dataset", "to_dataset"]
