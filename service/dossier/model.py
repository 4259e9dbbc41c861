"""A dossier as values, before any format."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

DISCLAIMER = (
    "This dossier is decision support. It is no determination, no designation and no legal advice: the Secretary of "
    "Commerce decides, and the absence of a match on a screening list is not a clearance."
)


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a proposal must say. ``value`` "" when it is not known: then ``who`` could supply it."""

    label: str
    value: str
    sources: tuple[str, ...] = ()
    who: str = ""

    @property
    def missing(self) -> bool:
        return not self.value


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    words: str = ""  # what the program's text asks for here, with its source
    fields: tuple[Field, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Dossier:
    """``versions``: label and value of everything the answer rests on."""

    title: str
    subtitle: str
    date: str
    standing: str
    illustrative: bool
    sections: tuple[Section, ...]
    annex: tuple[Section, ...]
    versions: tuple[tuple[str, str], ...]
    disclaimer: str = field(default=DISCLAIMER)

    @property
    def missing(self) -> tuple[Field, ...]:
        """Every field that somebody has to supply."""
        return tuple(one for section in self.sections for one in section.fields if one.missing)


def as_json(dossier: Dossier) -> dict[str, Any]:
    """For JSON and for the PDF template."""
    return {
        "title": dossier.title,
        "subtitle": dossier.subtitle,
        "date": dossier.date,
        "standing": dossier.standing,
        "illustrative": dossier.illustrative,
        "sections": [_section(one) for one in dossier.sections],
        "annex": [_section(one) for one in dossier.annex],
        "versions": [list(pair) for pair in dossier.versions],
        "missing": len(dossier.missing),
        "disclaimer": dossier.disclaimer,
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "words": section.words,
        "fields": [
            {
                "label": one.label,
                "value": one.value,
                "missing": one.missing,
                "who": one.who,
                "sources": list(one.sources),
            }
            for one in section.fields
        ],
        "tables": [
            {"title": t.title, "header": list(t.header), "rows": [list(r) for r in t.rows], "note": t.note}
            for t in section.tables
        ],
    }
