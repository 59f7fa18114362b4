"""Data sets on disk: the folder that `save_to_disk` writes, and parquet files."""

from __future__ import annotations

from collections.abc import Mapping

from pontozo.domain import Question
from pontozo.errors import UserError
from pontozo.formats.base import Reading
from pontozo.formats.folders import Folder
from pontozo.formats.hugging_face.layout import library
from pontozo.formats.hugging_face.reading import reading_of
from pontozo.formats.hugging_face.tables import parquet_table, table_of
from pontozo.formats.source import Source
from pontozo.gradebook import DataError

#: What a parquet file begins with.
_MARK = b"PAR1"
#: What stands in the folder of a data set, and in that of one with splits.
_SET, _SPLITS = "dataset_info.json", "dataset_dict.json"


class ParquetTable:
    """A parquet file of a data set's rows, in the columns that `to_dataset` writes or those of an answers table."""

    name = "parquet file with the columns 'question', 'guide' and 'answer'"

    def recognises(self, source: Source) -> bool:
        return source.head.startswith(_MARK)

    def read(self, source: Source, questions: Mapping[str, Question] | None) -> Reading:
        try:
            return reading_of(parquet_table(source.name), questions, {})
        except DataError:
            raise
        except UserError as error:
            raise source.error(str(error)) from None


class SavedDataset:
    """A folder that the library `datasets` saved: one set, or one with splits."""

    name = "folder of a data set, saved by the library datasets"

    def recognises_folder(self, folder: Folder) -> bool:
        return any((folder.path / each).is_file() for each in (_SET, _SPLITS))

    def read_folder(self, folder: Folder) -> Reading:
        try:
            dataset = library("datasets").load_from_disk(folder.name)
        except UserError as error:
            raise folder.error(str(error)) from None
        except Exception as error:  # The library raises what the damage leads to: of files, of JSON, of Arrow.
            message = f"is no whole data set ({type(error).__name__}); save it again with save_to_disk"
            raise folder.error(message) from None
        reading = reading_of(table_of(dataset, folder.name), None, {})
        if reading.lacks_questions:
            raise folder.error(
                "holds answers but no questions; load it in Python and use from_dataset with questions=…"
            )
        return reading
