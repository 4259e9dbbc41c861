"""Records that surround the facts: code lists, reporting exceptions, and the runs of the ingest themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from graph.model.source import SourceRef


class CodeScheme(StrEnum):
    CPV = "CPV"  # Common Procurement Vocabulary, Regulation (EC) 213/2008
    NAICS = "NAICS"  # North American Industry Classification System
    HS = "HS"  # Harmonized System
    ECCN = "ECCN"  # Export Control Classification Number, 15 CFR 774 supplement 1


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list. ``id`` is ``"CPV:48000000"``; ``broader`` the id of its parent, None at the top.

    ``labels``: (ISO 639-1 language, label) pairs; the first is English where the list has it.
    """

    id: str
    scheme: CodeScheme
    code: str
    label: str
    broader: str | None = None
    labels: tuple[tuple[str, str], ...] = ()
    sources: tuple[SourceRef, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportingException:
    """GLEIF level 2: why a company reports no parent. It says that the parent is not known, never that there is none,
    except for reasons such as NO_KNOWN_PERSON or NATURAL_PERSONS, which are kept verbatim in ``reason``."""

    company: str
    category: str  # DIRECT_ACCOUNTING_CONSOLIDATION_PARENT or ULTIMATE_ACCOUNTING_CONSOLIDATION_PARENT
    reason: str
    reference: str | None = None
    source: SourceRef | None = None


@dataclass(frozen=True, slots=True)
class IngestRun:
    """One run of the pipeline over one file. Times are ISO 8601 in UTC, ``seconds`` wall-clock time.

    ``outcome`` is "running" until the run ends: then "complete", or "stopped" when the graph or the file failed it.
    """

    id: str
    source_id: str
    reader: str
    file: str
    sha256: str
    started: str
    finished: str | None = None
    outcome: str = "running"
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    quarantined: int = 0
    seconds: float = 0.0
    date_of_facts: date | None = None
