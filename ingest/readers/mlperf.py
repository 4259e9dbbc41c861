"""MLPerf Inference submissions (MLCommons): AI server systems as submitted, one JSON object a line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from graph.model import Availability, Basis, Company, Layer, Product, ProductLink, ProductLinkKind
from ingest.context import ReadContext
from ingest.items import Item, Rejected
from ingest.parsing.json_stream import json_lines
from ingest.parsing.text import clean, slug
from ingest.readers.base import Dataset, JsonKept, Record, reject
from ingest.readers.epoch import hardware_id
from ingest.source_file import SourceFile

PREFIX = "mlperf"
_NONE = {"", "n/a", "na", "none", "-"}
_ACCELERATORS = Path(__file__).with_name("mlperf_accelerators.csv")


@cache
def _accelerators() -> dict[str, str]:
    """Accelerator names as submitted -> hardware names of Epoch AI, only where they clearly mean the same part."""
    with _ACCELERATORS.open(encoding="utf-8", newline="") as stream:
        return {row["submitted"]: row["epoch_name"] for row in csv.DictReader(stream)}


def _value(row: dict[str, Any], key: str) -> str:
    text = clean(row.get(key))
    return "" if text.lower() in _NONE else text


class MlperfReader(JsonKept):
    name = "mlperf"
    title = "MLPerf system descriptions"

    def recognises(self, file: SourceFile) -> bool:
        head = file.head
        return head.lstrip()[:1] == b"{" and b'"submitter"' in head and b'"system_name"' in head

    def dataset(self, file: SourceFile) -> Dataset:
        return Dataset(
            "mlperf-inference",
            "MLPerf Inference systems",
            "https://github.com/mlcommons/inference_results_v4.1",
            "Apache-2.0",
        )

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record | Rejected]:
        """One record for each (submitter, system): a system is submitted to several divisions."""
        systems: dict[tuple[str, str], dict[str, Any]] = {}
        for line, row, raw in json_lines(file, context.limits):
            if row is None:
                text = raw.decode("utf-8", errors="replace").strip()
                yield reject(f"line {line}", "", "not a JSON object", "one system description a line", text)
                continue
            key = (clean(row.get("submitter")), clean(row.get("system_name")))
            known = systems.setdefault(key, {**row, "_line": line, "_types": []})
            known["_types"] = sorted({*known["_types"], clean(row.get("system_type"))})
        for record in systems.values():
            yield f"line {record['_line']}", record

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        submitter, system = clean(record.get("submitter")), clean(record.get("system_name"))
        for field, value in (("submitter", submitter), ("system_name", system)):
            if not value or not slug(value):
                yield reject(locator, field, "missing", f"a non-empty {field}")
                return
        company = f"company:{PREFIX}:{slug(submitter)}"
        ref = context.ref(f"{submitter}|{system}")
        accelerator = _accelerators().get(_value(record, "accelerator_model_name"))
        yield Company(id=company, name=submitter.replace("_", " "), sources=(context.ref(f"submitter={submitter}"),))
        yield Product(
            id=f"{PREFIX}:{submitter}|{system}",
            name=system,
            company=company,
            layer=Layer.A,
            description=_text(record),
            layer_basis=Basis.INFERRED,
            layer_reason="submitted to MLPerf as an AI server system; the order puts servers in A",
            component="AI server system",
            deployment=tuple(kind for kind in record.get("_types", ()) if kind),
            status=Availability.ACTIVE if clean(record.get("status")) == "available" else Availability.PLANNED,
            links=(ProductLink(ProductLinkKind.WORKS_WITH, hardware_id(accelerator), ref),) if accelerator else (),
            sources=(ref,),
        )


def _text(row: dict[str, Any]) -> str:
    accelerator = _value(row, "accelerator_model_name")
    parts = [f"AI server system with {row.get('accelerators_per_node')}x {accelerator}" if accelerator else "AI server"]
    for key, form in (
        ("accelerator_memory_capacity", "{} accelerator memory"),
        ("accelerator_interconnect", "accelerator interconnect {}"),
        ("host_processor_model_name", "host {}"),
        ("host_memory_capacity", "{} RAM"),
        ("host_storage_capacity", "storage {}"),
        ("host_networking", "networking {}"),
        ("number_of_nodes", "{} node(s)"),
    ):
        if value := _value(row, key):
            parts.append(form.format(value))
    text = f"{', '.join(parts)}."
    if software := _value(row, "framework"):
        text += f" Software {software}."
    if system := _value(row, "operating_system"):
        text += f" Operating system {system}."
    return f"{text} {' and '.join(kind for kind in row.get('_types', ()) if kind)}".strip()
