"""Damaged files are refused or quarantined in words; no reader crashes on them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import AlliedstackError
from ingest.pipeline import Options, ingest
from ingest.sink import MemorySink

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "ingest"
ROUNDS = 3  # of each kind of damage to each file
_JSON_VALUE = re.compile(rb':\s*("(?:[^"\\]|\\.)*"|\d+)')
_OTHER = (b"null", b"[]", b"{}", b"7", b'"x"', b"[null]", b'{"a":[1]}', b"true")

Damage = Callable[[bytes, random.Random], bytes]


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(1, len(data))]


def _noise(data: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(chance.randrange(1, 20)):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def _hole(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randrange(1, 200) :]


def _other_type(data: bytes, chance: random.Random) -> bytes:
    values = list(_JSON_VALUE.finditer(data))
    if not values:
        return data[::-1]
    one = chance.choice(values)
    return data[: one.start(1)] + chance.choice(_OTHER) + data[one.end(1) :]


@pytest.mark.parametrize("damage", [_cut, _noise, _hole, _other_type])
@pytest.mark.parametrize("name", sorted(path.name for path in FIXTURES.iterdir() if path.suffix != ".md"))
def test_no_reader_crashes(tmp_path: Path, name: str, damage: Damage) -> None:
    data = (FIXTURES / name).read_bytes()
    chance = random.Random(name)
    path = tmp_path / name
    for _ in range(ROUNDS):
        path.write_bytes(damage(data, chance) or b"x")
        said = ""
        try:
            ingest([path], MemorySink(), Options(state_dir=tmp_path / "state"))
        except AlliedstackError as error:
            said = error.message
        assert said == "" or str(path) in said
