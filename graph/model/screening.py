"""Parties named on government screening lists, as the lists state them.

The shape follows the U.S. Consolidated Screening List (CSL), which merges the lists of the Departments of
Commerce, State and the Treasury. Being on a list is a stated fact with a date; nothing here decides anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from graph.model.source import SourceRef


class PartyKind(StrEnum):
    """What a list says the party is. Some lists (DPL, UVL, EL) do not say: then ``UNKNOWN``."""

    ENTITY = "entity"
    INDIVIDUAL = "individual"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ScreeningList:
    """One list. ``id`` is its short code ("EL", "SDN", ...), ``published`` the date the list itself bears, if any.

    ``sha256`` is the hash of the file that it was read from: a judgement about an entry names it.
    """

    id: str
    name: str
    agency: str
    url: str = ""
    published: date | None = None
    retrieved_at: str = ""
    sha256: str = ""
    entries: int | None = None


@dataclass(frozen=True, slots=True)
class ListedName:
    """A further name of a party. ``weak``: the list marks it as too common to identify anyone by itself.

    ``kind`` is the list's word: ``"a.k.a."``, ``"f.k.a."``, ``"n.k.a."`` (also, formerly, now known as), or ``""``.
    """

    name: str
    weak: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ListedAddress:
    """An address as listed. ``country`` is ISO 3166-1 alpha-2, None where it names none, or one that is unclear."""

    address: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class ListedId:
    """A document or registration number of a party; dates as the list gives them, ISO 8601 where they can be read."""

    kind: str
    number: str
    country: str | None = None
    issued: str | None = None
    expires: str | None = None


@dataclass(frozen=True, slots=True)
class ScreenedParty:
    """One entry of one list.

    ``id`` is ``csl:<list>:<entry>``, stable over re-reads of the same entry. ``entry`` is the list's own number
    where it has one, else a hash of what identifies the entry. ``starts`` and ``ends`` bound the entry's effect
    (None: the list gives no such date). ``removed_on`` is the date of the first copy that no longer held it.
    ``programs``, ``citizenships``, ``nationalities`` as listed (countries as alpha-2). ``details`` holds the
    remaining fields of the list as (name, value) pairs, for example licence requirement or vessel tonnage.
    """

    id: str
    list_id: str
    entry: str
    name: str
    kind: PartyKind = PartyKind.UNKNOWN
    aliases: tuple[ListedName, ...] = ()
    addresses: tuple[ListedAddress, ...] = ()
    ids: tuple[ListedId, ...] = ()
    programs: tuple[str, ...] = ()
    citizenships: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    dates_of_birth: tuple[str, ...] = ()
    places_of_birth: tuple[str, ...] = ()
    title: str | None = None
    remarks: str | None = None
    federal_register_notice: str | None = None
    standard_order: bool | None = None
    starts: date | None = None
    ends: date | None = None
    removed_on: date | None = None
    details: tuple[tuple[str, str], ...] = ()
    sources: tuple[SourceRef, ...] = ()

    @property
    def names(self) -> tuple[ListedName, ...]:
        """The main name first, then the aliases, each name once."""
        by_name: dict[str, ListedName] = {self.name: ListedName(self.name)}
        for listed in self.aliases:
            by_name.setdefault(listed.name, listed)
        return tuple(by_name.values())

    @property
    def countries(self) -> tuple[str, ...]:
        """Every country that the entry ties the party to, each once, in the order of the entry."""
        found = (
            *(address.country for address in self.addresses),
            *self.citizenships,
            *self.nationalities,
            *(document.country for document in self.ids),
        )
        return tuple(dict.fromkeys(country for country in found if country is not None))
