"""What the GLEIF readers share: records of the XML and the JSON files in one shape, LEIs, references to companies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from graph.model import Company, SourceRef
from ingest.context import ReadContext
from ingest.items import CompanyStub, Rejected
from ingest.parsing.json_stream import array_items, first_byte, is_json_lines, json_lines, top_level
from ingest.parsing.text import clean
from ingest.parsing.xml_stream import Element, elements, root_of
from ingest.readers.base import Dataset, Record, reject
from ingest.source_file import SourceFile

_CONTENT_DATE = re.compile(rb"ContentDate>\s*(\d{4}-\d{2}-\d{2})")
_RENEWED_DAYS = 365  # LEI records are renewed once a year (LEI ROC policy); an older copy says what may have lapsed
_MARK = "$"  # where the JSON made from XML keeps an element's text


def dataset(name: str, title: str, file: SourceFile) -> Dataset:
    """Never complete by itself: GLEIF ends a record by its status and dates, not by leaving it out."""
    dated = _CONTENT_DATE.search(file.head)
    return Dataset(
        name,
        f"GLEIF {title}",
        "https://www.gleif.org/en/lei-data/gleif-golden-copy",
        "CC0-1.0",
        max_age_days=_RENEWED_DAYS,
        date=dated.group(1).decode() if dated else None,
    )


def is_xml(file: SourceFile) -> bool:
    return first_byte(file.head) == b"<"


def recognises(file: SourceFile, root: str, arrays: Sequence[str], names: Sequence[str]) -> bool:
    """XML with the root ``root``, or JSON whose records (in one of ``arrays``, or one a line) hold all ``names``."""
    if is_xml(file):
        return f"{root}".encode() in file.head and root_of(file)[1] == root
    if first_byte(file.head) not in (b"{", b"["):
        return False
    if is_json_lines(file):
        line = file.head.split(b"\n", 1)[0]
        return all(f'"{name}"'.encode() in line for name in names)
    seen = top_level(file, len(file.head))
    return any(all(f"{array}.{name}" in seen for name in names) for array in arrays)


def records(file: SourceFile, tag: str, arrays: Sequence[str], context: ReadContext) -> Iterator[Record | Rejected]:
    """(locator, record as nested mappings from local names to text) whatever the format, streamed."""
    if is_xml(file):
        for index, element in elements(file, tag):
            yield f"{tag}[{index}]", plain(element)
    elif is_json_lines(file):
        for line, value, raw in json_lines(file, context.limits):
            place = f"line {line}"
            text = raw.decode("utf-8", errors="replace").strip()
            yield (place, value) if value is not None else reject(place, "", "not a JSON object", f"a {tag}", text)
    else:
        seen = top_level(file, len(file.head))
        array = next((one for one in arrays if any(name.startswith(f"{one}.") for name in seen)), "item")
        for index, value in array_items(file, array):
            yield f"[{index}]", value


def plain(element: Element) -> Any:
    """An element as the JSON files have it: text, or a mapping; repeated children as a list."""
    if not len(element):
        return (element.text or "").strip()
    found: dict[str, Any] = {}
    for one in element:
        name, value = one.tag[one.tag.rfind("}") + 1 :], plain(one)
        if name not in found:
            found[name] = value
        elif isinstance(found[name], list):
            found[name].append(value)
        else:
            found[name] = [found[name], value]
    return found


def text(holder: Any, *path: str) -> str:
    """The text at ``path``, "" when a step is missing."""
    for name in path:
        holder = holder.get(name) if isinstance(holder, dict) else None
    return value(holder)


def value(holder: Any) -> str:
    """The text of one value, "" when there is none."""
    if isinstance(holder, dict):
        holder = holder.get(_MARK)
    return clean(holder) if isinstance(holder, str | int | float) else ""


def part(holder: Any, *path: str) -> dict[str, Any]:
    """The mapping at ``path``, empty when a step is missing."""
    for name in path:
        holder = holder.get(name) if isinstance(holder, dict) else None
    return holder if isinstance(holder, dict) else {}


def parts(holder: Any, plural: str, single: str) -> list[Any]:
    """The repeated parts of ``plural``: a list of them, a mapping with ``single``, or one alone."""
    found = holder.get(plural) if isinstance(holder, dict) else None
    if isinstance(found, dict) and single in found:
        found = found[single]
    if found is None or found == "":
        return []
    return found if isinstance(found, list) else [found]


def valid_lei(value: str) -> bool:
    from stdnum import lei

    return bool(lei.is_valid(value))


def company_id(lei: str) -> str:
    return f"company:lei:{lei}"


def stub(lei: str, ref: SourceRef) -> CompanyStub:
    """A company of which only the LEI is known here."""
    return CompanyStub(Company(id=company_id(lei), name=f"LEI {lei}", lei=lei, sources=(ref,)))
