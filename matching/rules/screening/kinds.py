"""What sort of thing a name belongs to. Persons, organisations and vessels are named by different customs."""

from __future__ import annotations

from enum import StrEnum

from rigour.names import NameTypeTag


class NameKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    OBJECT = "object"  # vessels, aircraft
    UNKNOWN = "unknown"  # a legal entity of either sort

    @property
    def tag(self) -> NameTypeTag:
        """rigour's word for the same."""
        return _TAGS[self]


_TAGS = {
    NameKind.PERSON: NameTypeTag.PER,
    NameKind.ORGANISATION: NameTypeTag.ORG,
    NameKind.OBJECT: NameTypeTag.OBJ,
    NameKind.UNKNOWN: NameTypeTag.ENT,
}

# Schema names of the FollowTheMoney model and type words of the Consolidated Screening List, in lower case.
_BY_SCHEMA = {
    "person": NameKind.PERSON,
    "individual": NameKind.PERSON,
    "company": NameKind.ORGANISATION,
    "organization": NameKind.ORGANISATION,
    "organisation": NameKind.ORGANISATION,
    "entity": NameKind.ORGANISATION,
    "publicbody": NameKind.ORGANISATION,
    "asset": NameKind.ORGANISATION,
    "vessel": NameKind.OBJECT,
    "airplane": NameKind.OBJECT,
    "aircraft": NameKind.OBJECT,
    "vehicle": NameKind.OBJECT,
}


def kind_of(schema: str | None) -> NameKind:
    """The kind for a schema or type word; UNKNOWN for anything else, LegalEntity and empty included."""
    return _BY_SCHEMA.get((schema or "").strip().casefold(), NameKind.UNKNOWN)


def could_be_same(left: NameKind, right: NameKind) -> bool:
    """Whether things of these kinds can be one: unknown goes with person and organisation, never with a vessel."""
    if left is right:
        return True
    kinds = {left, right}
    return NameKind.UNKNOWN in kinds and NameKind.OBJECT not in kinds
