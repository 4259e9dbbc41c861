"""Opening what a user hands in: present, readable, not an archive, not too large, with its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from graph.errors import BadInput, NotFound
from ingest.limits import Limits

HEAD_BYTES = 65_536  # enough for the XML declaration and root, a CSV header and the first records of any JSON seen
_CHUNK = 1024 * 1024

_ARCHIVES: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
)
_ZIP = b"PK\x03\x04"
_TAR_MAGIC, _TAR_OFFSET = b"ustar", 257


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that passed the first checks. ``head`` holds its first bytes, ``sha256`` covers all of it."""

    path: Path
    size: int
    sha256: str
    head: bytes
    modified: str  # ISO date, UTC

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def is_workbook(self) -> bool:
        return self.head.startswith(_ZIP)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        with self.path.open("rb") as stream:
            yield stream


def open_source(path: Path, limits: Limits | None = None) -> SourceFile:
    """Check and hash one file.

    Raises:
        NotFound: there is no such file.
        BadInput: it is a folder, empty, not readable, too large, or an archive; the hint says what to do.
    """
    limits = limits or Limits()
    if not path.exists():
        raise NotFound(f"There is no file {path}.", "Check the path.")
    if not path.is_file():
        raise BadInput(f"{path} is not a regular file.", "Name a data file.")
    status = path.stat()
    if status.st_size == 0:
        raise BadInput(f"{path} is empty.", "Fetch or export it again.")
    if status.st_size > limits.max_bytes:
        raise BadInput(
            f"{path} has {status.st_size:,} bytes; at most {limits.max_bytes:,} are read.",
            "Split the file, or raise the limit if you trust it.",
        )
    try:
        digest = hashlib.sha256()
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
            digest.update(head)
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.", "Check its permissions.") from error
    _refuse_archives(path, head)
    modified = datetime.fromtimestamp(status.st_mtime, UTC).date().isoformat()
    return SourceFile(path, status.st_size, digest.hexdigest(), head, modified)


def _refuse_archives(path: Path, head: bytes) -> None:
    kind = next((name for magic, name in _ARCHIVES if head.startswith(magic)), None)
    if head[_TAR_OFFSET : _TAR_OFFSET + len(_TAR_MAGIC)] == _TAR_MAGIC:
        kind = "a tar archive"
    if head.startswith(_ZIP) and not _is_spreadsheet(path):
        kind = "a ZIP archive"
    if kind is not None:
        raise BadInput(
            f"{path} is {kind}; archives are not opened, since what they unpack to cannot be bounded.",
            "Unpack it and name the file inside.",
        )


def _is_spreadsheet(path: Path) -> bool:
    """Only an OOXML workbook is a ZIP that is let through; its reader bounds what it unpacks to."""
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return False
    return "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)
