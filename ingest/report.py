"""What an ingest did, for people and for machines."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from graph.model import IngestRun
from ingest.sink import Kind, Tally


@dataclass(frozen=True, slots=True)
class Change:
    """What a run would do to one thing. ``what``: new, changed or withdrawn; ``fields``: (name, before, after)."""

    kind: Kind
    id: str
    what: str
    name: str = ""
    fields: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file. ``read`` counts records of the file, ``tallies`` what they made of the graph, kind by kind.

    ``skipped`` says why a file of a folder was left out, ``failed`` what stopped it (the records before are kept),
    ``note`` what else the reader of the report should know.
    """

    file: str
    reader: str = ""
    dataset: str = ""
    read: int = 0
    tallies: dict[Kind, Tally] = field(default_factory=dict)
    withdrawn: int = 0
    quarantined: int = 0
    quarantine: Path | None = None
    seconds: float = 0.0
    skipped: str = ""
    failed: str = ""
    note: str = ""
    run: IngestRun | None = None

    @property
    def total(self) -> Tally:
        total = Tally()
        for tally in self.tallies.values():
            total += tally
        return total


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run over one or many files. ``dry_run``: nothing was written; ``changes`` says what would change, and
    ``more_changes`` how many further ones are not listed."""

    files: tuple[FileReport, ...]
    dry_run: bool = False
    changes: tuple[Change, ...] = ()
    more_changes: int = 0

    @property
    def read(self) -> int:
        return sum(one.read for one in self.files)

    @property
    def total(self) -> Tally:
        total = Tally()
        for one in self.files:
            total += one.total
        return total

    @property
    def withdrawn(self) -> int:
        return sum(one.withdrawn for one in self.files)

    @property
    def quarantined(self) -> int:
        return sum(one.quarantined for one in self.files)

    @property
    def failed(self) -> tuple[FileReport, ...]:
        return tuple(one for one in self.files if one.failed)

    def by_kind(self) -> dict[Kind, Tally]:
        """Tallies over all files, in the order of writing."""
        totals: dict[Kind, Tally] = {}
        for kind in Kind:
            parts = [one.tallies[kind] for one in self.files if kind in one.tallies]
            if parts:
                totals[kind] = sum(parts, Tally())
        return totals
