"""Streaming XML with everything that reaches outside the file refused.

No DOCTYPE is accepted (so no entity, internal or external), nothing is fetched, and libxml2's own limits on depth
and amplification stay on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from graph.errors import BadInput
from ingest.limits import Limits
from ingest.source_file import SourceFile

Element = Any  # lxml's stubs know elements only by a private name

_OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "dtd_validation": False,
    "remove_comments": True,
    "remove_pis": True,
}
_UNREADABLE = (etree.XMLSyntaxError, OSError)  # lxml calls bytes that are not of the declared encoding an OSError
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


def local(tag: object) -> str:
    """An element's name without its namespace."""
    return str(tag).rsplit("}", 1)[-1]


def _refuse_doctype(file: SourceFile, root: Element) -> None:
    if root.getroottree().docinfo.doctype or root.getroottree().docinfo.internalDTD is not None:
        raise _doctype_error(file)


def _doctype_error(file: SourceFile) -> BadInput:
    return BadInput(
        f"{file.path} holds a document type declaration; entities and external references are refused.",
        "Remove the <!DOCTYPE ...> part; none of the formats read here needs it.",
    )


def _broken(file: SourceFile, error: etree.XMLSyntaxError | OSError, done: int) -> BadInput:
    position = getattr(error, "position", None)
    place = f", line {position[0]}" if position else ""
    said = getattr(error, "msg", None) or str(error)
    return BadInput(
        f"{file.path}{place}: malformed XML after {done:,} records: {said}.",
        "The file may be cut off; fetch it again.",
    )


def root_of(file: SourceFile) -> tuple[str, str]:
    """(namespace, local name) of the root element.

    Raises:
        BadInput: no XML, or with a DOCTYPE.
    """
    if _DOCTYPE.search(file.head.replace(b"\x00", b"")):
        raise _doctype_error(file)
    with file.open() as stream:
        try:
            for _, element in etree.iterparse(stream, events=("start",), **_OPTIONS):
                _refuse_doctype(file, element)
                name = etree.QName(element)
                return name.namespace or "", name.localname
        except _UNREADABLE as error:
            raise _broken(file, error, 0) from error
    raise BadInput(f"{file.path} holds no element.", "Fetch it again.")


def elements(file: SourceFile, tag: str) -> Iterator[tuple[int, Element]]:
    """(index from 0, element) for each element of the local name ``tag``, whatever its namespace; freed after use.

    Raises:
        BadInput: malformed (line named), or with a DOCTYPE; the elements before the fault have been yielded.
    """
    index = 0
    with file.open() as stream:
        events = etree.iterparse(stream, events=("end",), tag=f"{{*}}{tag}", **_OPTIONS)
        while True:
            try:
                _, element = next(events)
            except StopIteration:
                break
            except _UNREADABLE as error:
                raise _broken(file, error, index) from error
            if index == 0:
                _refuse_doctype(file, element)
            yield index, element
            index += 1
            _free(element)
        if index == 0 and events.root is not None:
            _refuse_doctype(file, events.root)


def _free(element: Element) -> None:
    """Drop the element and its elder siblings, so that memory does not grow with the file."""
    element.clear()
    while element.getprevious() is not None:
        parent = element.getparent()
        if parent is None:
            return
        del parent[0]


def whole(file: SourceFile, limits: Limits) -> Element:
    """The root of a document that is small by nature (one notice).

    Raises:
        BadInput: too large to hold, malformed (line named), or with a DOCTYPE.
    """
    if file.size > limits.max_whole_bytes:
        raise BadInput(f"{file.path} has {file.size:,} bytes; at most {limits.max_whole_bytes:,} fit.", "Split it.")
    root_of(file)
    parser = etree.XMLParser(**_OPTIONS)
    with file.open() as stream:
        try:
            root = etree.parse(stream, parser).getroot()
        except _UNREADABLE as error:
            raise _broken(file, error, 0) from error
    _refuse_doctype(file, root)
    return root


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along ``path`` of local names, None when a step is missing."""
    for name in path:
        if element is None:
            return None
        element = next((one for one in element if local(one.tag) == name), None)
    return element


def children(element: Element | None, name: str) -> list[Element]:
    return [] if element is None else [one for one in element if local(one.tag) == name]


def descendants(element: Element | None, name: str) -> Iterator[Element]:
    """Every element below of the local name, in document order."""
    if element is not None:
        yield from (one for one in element.iter("{*}" + name) if one is not element)


def text_of(element: Element | None, *path: str) -> str:
    """All text below the element at ``path``, paragraphs joined by spaces, "" when absent."""
    found = child(element, *path)
    return "" if found is None else " ".join(" ".join(found.itertext()).split())


def parse_text(text: str) -> Element:
    """An element from text, under the same refusals.

    Raises:
        ValueError: malformed, or with a DOCTYPE.
    """
    if _DOCTYPE.search(text.encode("utf-8")):
        raise ValueError("document type declarations are refused")
    try:
        return etree.fromstring(text.encode("utf-8"), etree.XMLParser(**_OPTIONS))
    except etree.XMLSyntaxError as error:
        raise ValueError(f"malformed XML: {error.msg}") from error
