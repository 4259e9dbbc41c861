"""Screening, measured: ``python -m bench.screening --pairs FILE [--entries N] [--subjects N]``.

How many of the labelled matches the index hands to the comparison out of a crowd of made-up names, and the time to
screen a party against the time that comparing it with every listed name takes in the same run.
"""

from __future__ import annotations

import argparse
import random
import time
from datetime import date
from pathlib import Path

from bench.identity import made_up
from graph.model.screening import PartyKind, ScreenedParty, ScreeningList
from matching.rules.screening.index import NameIndex
from matching.rules.screening.kinds import NameKind
from matching.rules.screening.outcome import Subject
from matching.rules.screening.screen import prepare, screen
from service.name_pairs import read_pairs
from service.names import name_matcher

_DAY = date(2026, 6, 1)
_COMPARED = 20  # subjects compared with every entry, to time that


def recall(pairs: Path, entries: int) -> None:
    matches = [pair for pair in read_pairs(pairs) if pair.is_match]
    index = NameIndex(name_matcher(), [(c.id, c.name) for c in made_up(entries).values()])
    for pair in matches:
        index.add(pair.name2, pair.name2)
    lost = [p for p in matches if p.name2 not in {key for key, _ in index.candidates(p.name1)}]
    print(f"index of {len(index)} names: {len(matches) - len(lost)} of {len(matches)} labelled matches handed on")
    for pair in lost:
        print(f"  lost: {pair.name1} / {pair.name2}")


def speed(entries: int, subjects: int) -> None:
    matcher = name_matcher()
    parties = [
        ScreenedParty(f"csl:EL:{i}", "EL", str(i), c.name, PartyKind.ENTITY)
        for i, c in enumerate(made_up(entries).values())
    ]
    began = time.perf_counter()
    lists = prepare([ScreeningList("EL", "made up", "bench")], parties, matcher)
    prepared = time.perf_counter() - began
    names = [c.name for c in made_up(subjects, seed=23).values()]
    began = time.perf_counter()
    for number, name in enumerate(names):
        screen(Subject(str(number), (name,)), lists, matcher, _DAY)
    each = (time.perf_counter() - began) / len(names)
    began = time.perf_counter()
    for name in random.Random(5).sample(names, _COMPARED):  # noqa: S311
        for party in parties:
            matcher.score(name, party.name, NameKind.ORGANISATION)
    every = (time.perf_counter() - began) / _COMPARED
    print(
        f"{entries} entries indexed in {prepared:.1f} s; {each * 1e3:.1f} ms a party; comparing with every entry takes "
        f"{every * 1e3:.0f} ms ({every / each:.0f} times as long)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--subjects", type=int, default=500)
    arguments = parser.parse_args()
    recall(arguments.pairs, arguments.entries)
    speed(arguments.entries, arguments.subjects)


if __name__ == "__main__":
    main()
