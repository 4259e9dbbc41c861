"""Records that could not be used, kept in a file that people can read, correct and try again.

One JSON object a line: file, reader, dataset, sha256, locator, field, reason, expected, record (the record as read,
as text). The file is written beside its final name and moved there when the run ends: a killed run leaves no half.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from graph.errors import BadInput
from ingest.items import Rejected


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A rejected record with what is needed to try it again."""

    file: str
    reader: str
    dataset: str
    sha256: str
    locator: str
    field: str
    reason: str
    expected: str
    record: str


class QuarantineWriter:
    """Opened on first use: a run without rejected records leaves no file. Without a path it only counts."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.count = 0
        self._part = path.with_name(f"{path.name}.part") if path is not None else None
        self._stream: IO[str] | None = None

    def __enter__(self) -> QuarantineWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.path is None or self._part is None:
            return
        if self._stream is not None:
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._stream.close()
            self._part.replace(self.path)
        elif error is None:
            self.path.unlink(missing_ok=True)  # an earlier run's rejects of the same file are settled

    def add(self, file: str, reader: str, dataset: str, sha256: str, rejected: Rejected) -> None:
        self.count += 1
        if self._part is None:
            return
        if self._stream is None:
            self._part.parent.mkdir(parents=True, exist_ok=True)
            self._stream = self._part.open("w", encoding="utf-8")
        entry = Quarantined(
            file=file,
            reader=reader,
            dataset=dataset,
            sha256=sha256,
            locator=rejected.locator,
            field=rejected.field,
            reason=rejected.reason,
            expected=rejected.expected,
            record=rejected.record,
        )
        self._stream.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")


def read_quarantine(path: Path) -> Iterator[Quarantined]:
    """The entries of a quarantine file.

    Raises:
        BadInput: a line is no entry; the message names the line.
    """
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                yield Quarantined(**json.loads(line))
            except (json.JSONDecodeError, TypeError) as error:
                raise BadInput(
                    f"{path}, line {number}: not a quarantined record: {error}.",
                    "Correct the text of 'record' only and keep the other fields.",
                ) from error
