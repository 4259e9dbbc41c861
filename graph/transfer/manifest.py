"""What an exported folder says of itself: its parts with checksums and counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from graph.errors import BadInput

FORMAT = 1
MANIFEST = "manifest.json"
PROGRESS = "progress.json"  # while an export is not complete
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """A file: ``kind`` is "nodes" or "links", ``label`` that of its nodes or of the nodes its links start from."""

    file: str
    kind: str
    label: str
    lines: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """``version`` is the state of facts that was exported; ``schema`` the number of its newest migration."""

    made: str  # ISO 8601, UTC
    engine: str
    schema: int
    version: str
    nodes: dict[str, int] = field(default_factory=dict)
    relationships: dict[str, int] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    format: int = FORMAT

    def write(self, folder: Path, name: str = MANIFEST) -> None:
        fresh = folder / f"{name}.new"
        fresh.write_text(json.dumps(asdict(self), indent=1, sort_keys=True) + "\n", encoding="utf-8")
        fresh.replace(folder / name)


def read_manifest(folder: Path, name: str = MANIFEST) -> Manifest:
    """The manifest of an exported folder.

    Raises:
        BadInput: there is none, it cannot be read, or it names a file outside of the folder.
    """
    path = folder / name
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        parts = tuple(Part(**part) for part in said.pop("parts"))
        manifest = Manifest(**said, parts=parts)
    except FileNotFoundError as error:
        started = (folder / PROGRESS).exists()
        raise BadInput(
            f"{folder} holds no {name}{': its export is not complete' if started else ''}.",
            "Run the export again: it goes on where it stopped." if started else "Name a folder made by graph export.",
        ) from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BadInput(f"{path} cannot be read as a manifest ({error}).", "Export the graph again.") from error
    if manifest.format != FORMAT:
        raise BadInput(f"{path} has format {manifest.format}; this program reads {FORMAT}.", "Update the program.")
    if any(Path(part.file).name != part.file for part in parts):
        raise BadInput(f"{path} names a file outside of its folder.", "Use a folder made by graph export.")
    return manifest


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def check_parts(folder: Path, manifest: Manifest) -> Iterator[Part]:
    """Every part, once its file was found to be what the manifest says.

    Raises:
        BadInput: a file is missing or differs.
    """
    for part in manifest.parts:
        path = folder / part.file
        if not path.is_file():
            raise BadInput(f"{part.file} is missing in {folder}.", "Copy the whole folder, or export again.")
        if sha256_of(path) != part.sha256:
            raise BadInput(
                f"{part.file} is not what was exported (its checksum differs).", "Copy it again, or export again."
            )
        yield part
