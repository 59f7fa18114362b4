"""What is wrong with an XML file, as a sentence with its line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import ParseError

from pontozo.formats.source import Source


@contextmanager
def whole_xml(source: Source, advice: str) -> Iterator[None]:
    """Raises DataError, with the advice, where the block finds that the XML of `source` is broken."""
    try:
        yield
    except ParseError as error:
        line, _ = error.position
        reason = str(error).partition(":")[0]
        message = f"is no whole XML ({reason}); {advice}, or correct this line"
        raise source.error(message, f"line {line}") from None
    except (ValueError, LookupError):  # an encoding that the parser does not have
        raise source.error("is in an encoding that cannot be read; save it as UTF-8") from None
