"""A drawing as SVG that can stand inside a page, beside others."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any
from xml.dom import minidom

from markupsafe import Markup

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Without these, the file says when and with what it was made, and names addresses.
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
#: The library has its settings for the whole process: one drawing at a time.
_DRAWING = Lock()
_REFERENCE = re.compile(r"#(?=[^)]+\))")


def inline_svg(
    name: str, size: tuple[float, float], draw: Callable[[Figure], None], texts: Mapping[str, str], told: str
) -> Markup:
    """What `draw` draws, as an `<svg>` element of this size (CSS pixels at least; the page may enlarge it).

    `name` stands before every id, so that drawings on one page do not share any. `texts` are put in the place of
    what was drawn under these gids: the library measures every text in its own font, and a student's id may hold signs
    that this font lacks. `told` is what the drawing says, for those who do not see it.
    """
    document = minidom.parse(io.BytesIO(_drawn(size, draw)))
    root = document.documentElement
    assert root is not None
    for style in root.getElementsByTagName("style"):
        # It speaks of all elements of the page; the page's own style says the same of drawings.
        if style.parentNode is not None:
            style.parentNode.removeChild(style)
    for element in root.getElementsByTagName("*"):
        _fill(element, texts)
        _rename(element, name)
    for attribute in ("width", "height"):
        root.removeAttribute(attribute)
    root.setAttribute("role", "img")
    root.setAttribute("aria-label", told)
    return Markup(root.toxml())


def _drawn(size: tuple[float, float], draw: Callable[[Figure], None]) -> bytes:
    matplotlib, figure_class = _matplotlib()

    written = io.BytesIO()
    with _DRAWING, matplotlib.rc_context():
        # What somebody set for drawings of their own does not belong here.
        matplotlib.rcdefaults()
        # Text stays text, so that it can be read aloud, found and enlarged; equal drawings become equal bytes.
        matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "pontozo", "font.size": 11.0})
        figure = figure_class(figsize=(size[0] / 72, size[1] / 72), dpi=72)
        draw(figure)
        figure.savefig(written, format="svg", metadata=_NO_METADATA, transparent=True)
    written.seek(0)
    return written.getvalue()


def _matplotlib() -> tuple[Any, Any]:
    """The library and its class of figures; a backend that the environment asks for, and that may not be here, is not
    looked for."""
    asked = os.environ.pop("MPLBACKEND", None)
    try:
        import matplotlib
        from matplotlib.figure import Figure
    finally:
        if asked is not None:
            os.environ["MPLBACKEND"] = asked
    return matplotlib, Figure


def _fill(element: minidom.Element, texts: Mapping[str, str]) -> None:
    own = texts.get(element.getAttribute("id"))
    if own is not None:
        for text in element.getElementsByTagName("text"):
            if isinstance(text.firstChild, minidom.Text):
                text.firstChild.data = own


def _rename(element: minidom.Element, name: str) -> None:
    """Put `name` before the element's id and before each id that it refers to; leave its font to the page."""
    for attribute, value in list(element.attributes.items()):
        if attribute == "id":
            element.setAttribute(attribute, f"{name}-{value}")
        elif attribute == "xlink:href":
            element.setAttribute(attribute, value.replace("#", f"#{name}-", 1))
        elif value.startswith("url("):
            element.setAttribute(attribute, _REFERENCE.sub(f"#{name}-", value))
        elif attribute == "style" and element.tagName == "text":
            element.setAttribute(attribute, re.sub(r"font-family:[^;]*;? ?", "", value))
