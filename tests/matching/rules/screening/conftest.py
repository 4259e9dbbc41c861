from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from graph.model.screening import ListedAddress, ListedName, PartyKind, ScreenedParty, ScreeningList
from matching.rules.screening.names import NameMatcher
from service.names import name_matcher

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
_KINDS = {"Entity": PartyKind.ENTITY, "Individual": PartyKind.INDIVIDUAL, "Vessel": PartyKind.VESSEL}
_WEAK = {"BNC"}  # sdn.xml marks this alias of BANCO NACIONAL DE CUBA as weak


@pytest.fixture(scope="session")
def matcher() -> NameMatcher:
    return name_matcher()


@pytest.fixture(scope="session")
def fixtures() -> Path:
    return FIXTURES


def _party(list_id: str, row: dict) -> ScreenedParty:
    aliases = tuple(ListedName(name, weak=name in _WEAK) for name in row.get("alt_names") or ())
    addresses = tuple(
        ListedAddress(a["address"], a["city"], a["state"], a["postal_code"], a["country"]) for a in row["addresses"]
    )
    ends = date.fromisoformat(row["end_date"]) if row.get("end_date") else None
    return ScreenedParty(
        f"csl:{list_id}:{row['id']}",
        list_id,
        row["id"],
        row["name"],
        _KINDS.get(row.get("type") or "", PartyKind.UNKNOWN),
        aliases,
        addresses,
        ends=ends,
    )


@pytest.fixture(scope="session")
def listed() -> list[ScreenedParty]:
    parties = []
    for list_id in ("EL", "SDN", "UVL", "DPL"):
        rows = json.loads((FIXTURES / "screening" / f"expected_{list_id.lower()}.json").read_text("utf-8"))
        parties += [_party(list_id, row) for row in rows]
    return parties


@pytest.fixture(scope="session")
def lists() -> list[ScreeningList]:
    return [
        ScreeningList(i, f"List {i}", "agency", published=date(2014, 7, 16), sha256=i.lower() * 16)
        for i in ("EL", "SDN", "UVL", "DPL")
    ]
