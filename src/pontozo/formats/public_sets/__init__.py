"""Sets of graded answers that were published, each read from the files that it came as."""

from pontozo.formats.base import Format
from pontozo.formats.folders import FolderFormat
from pontozo.formats.public_sets.asap_sas import AsapSas
from pontozo.formats.public_sets.digiklausur import DigiKlausur
from pontozo.formats.public_sets.mohler import Mohler
from pontozo.formats.public_sets.powergrading import Powergrading
from pontozo.formats.public_sets.saf import Saf
from pontozo.formats.public_sets.semeval import SemEval

#: Told by the bytes of their first lines, so that they can be asked before forms that look at a file's text.
FILES: tuple[Format, ...] = (Saf(), SemEval(), AsapSas(), Powergrading(), DigiKlausur())
FOLDERS: tuple[FolderFormat, ...] = (Saf(), SemEval(), Mohler())

__all__ = ["FILES", "FOLDERS", "AsapSas", "DigiKlausur", "Mohler", "Powergrading", "Saf", "SemEval"]
