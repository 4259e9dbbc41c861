"""Where a file comes from: from an ``ORIGINS.tsv`` beside or above it, else from what its reader knows."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from graph.model import Source
from ingest.readers.base import Dataset
from ingest.source_file import SourceFile

FILE_NAME = "ORIGINS.tsv"
COLUMNS = ("path", "dataset", "url", "licence", "retrieved_at", "illustrative")
_LEVELS_UP = 4  # folders searched above the file; a data folder is no deeper


@dataclass(frozen=True, slots=True)
class Origin:
    dataset: str
    url: str
    licence: str
    retrieved_at: str
    illustrative: bool


def find_origin(path: Path) -> Origin | None:
    """The line of the nearest ``ORIGINS.tsv`` that names the file or a folder that holds it; the longest path wins."""
    resolved = path.resolve()
    for folder in resolved.parents[:_LEVELS_UP]:
        table = folder / FILE_NAME
        if not table.is_file():
            continue
        with table.open(encoding="utf-8", newline="") as stream:
            lines = csv.DictReader(stream, delimiter="\t")
            if tuple(lines.fieldnames or ())[: len(COLUMNS)] != COLUMNS:
                return None  # a file of the same name and another shape
            relative = resolved.relative_to(folder).as_posix()
            rows = [
                row for row in lines if relative == row["path"] or relative.startswith(row["path"].rstrip("/") + "/")
            ]
        best = max(rows, key=lambda row: len(row["path"]), default=None)
        if best is not None:
            return Origin(
                best["dataset"], best["url"], best["licence"], best["retrieved_at"], best["illustrative"] == "yes"
            )
    return None


def source_of(file: SourceFile, dataset: Dataset) -> Source:
    """The source node of a file. Its id holds the hash: the same content is the same source wherever it lies."""
    origin = find_origin(file.path)
    return Source(
        id=f"source:{dataset.id}:{file.sha256[:12]}",
        dataset=origin.dataset if origin and origin.dataset else dataset.family or dataset.id,
        url=origin.url if origin and origin.url else dataset.url,
        licence=origin.licence if origin and origin.licence else dataset.licence,
        retrieved_at=origin.retrieved_at if origin and origin.retrieved_at else dataset.date or file.modified,
        sha256=file.sha256,
        illustrative=origin.illustrative if origin else False,
        max_age_days=dataset.max_age_days,
    )
