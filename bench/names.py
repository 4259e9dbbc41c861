"""Name comparison against baselines: ``python -m bench.names --pairs FILE [--also FILE:COLUMN:NAME]``.

Every scorer gets its threshold in the same way, by cross-validation, and is timed in the same run. Scores of a matcher
that is not a dependency come from a file that has them in a column; ``bench/logic_v2_scores.py`` writes one.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Callable
from pathlib import Path

from rapidfuzz import fuzz, utils

from bench.crossval import Held, count, cross_validate
from matching.rules.screening.kinds import kind_of
from matching.rules.screening.thresholds import DEFAULT_THRESHOLDS
from service.name_pairs import NamePair, groups_of, read_pairs
from service.names import name_matcher

Scorer = Callable[[NamePair], float]


def _ours(pair: NamePair) -> float:
    return name_matcher().score(pair.name1, pair.name2, kind_of(pair.schema))


def _token_sort(pair: NamePair) -> float:
    return fuzz.token_sort_ratio(pair.name1, pair.name2, processor=utils.default_process) / 100


def _wratio(pair: NamePair) -> float:
    return fuzz.WRatio(pair.name1, pair.name2, processor=utils.default_process) / 100


def _column(path: Path, column: str) -> Scorer:
    with path.open(encoding="utf-8", newline="") as file:
        known = {(r["schema"], r["name1"], r["name2"]): float(r[column]) for r in csv.DictReader(file)}
    return lambda pair: known[pair.schema, pair.name1, pair.name2]


def _line(name: str, group: str, pairs: int, held: Held, fixed: float | None) -> str:
    at_fixed = "     " if fixed is None else f"{fixed:.3f}"
    return (
        f"{group:42} {name:12} {pairs:5} {held.f1:.3f} ±{held.spread:.3f} {held.precision:.3f} {held.recall:.3f} "
        f"{held.threshold:.3f} [{held.lowest:.3f}, {held.highest:.3f}] {at_fixed}"
    )


def report(pairs: list[NamePair], scorers: dict[str, tuple[Scorer, float | None]]) -> None:
    """Print one line per group and scorer; small groups get no threshold of their own, only the fixed one."""
    labelled = [pair for pair in pairs if pair.is_match is not None]
    print(f"{'group':42} {'scorer':12} pairs held-out F1   prec. rec.  threshold [range]       F1 at the shipped one")
    for group in dict.fromkeys(g for pair in labelled for g in groups_of(pair)):
        members = [pair for pair in labelled if group in groups_of(pair)]
        labels = [bool(pair.is_match) for pair in members]
        if min(sum(labels), len(labels) - sum(labels)) < 5:  # fewer than one of each kind per fold
            continue
        for name, (scorer, fixed) in scorers.items():
            scores = [scorer(pair) for pair in members]
            f1 = None if fixed is None else count(scores, labels, fixed).f1
            print(_line(name, group, len(members), cross_validate(scores, labels), f1))


def speed(pairs: list[NamePair], scorers: dict[str, tuple[Scorer, float | None]], rounds: int = 5) -> None:
    """Microseconds a pair, after one warm round: names of a list are parsed once and compared often."""
    for name, (scorer, _) in scorers.items():
        for pair in pairs:
            scorer(pair)
        began = time.perf_counter()
        for _ in range(rounds):
            for pair in pairs:
                scorer(pair)
        print(f"{name:12} {(time.perf_counter() - began) / rounds / len(pairs) * 1e6:8.1f} microseconds a pair")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--also", action="append", default=[], help="FILE:COLUMN:NAME, scores made elsewhere")
    arguments = parser.parse_args()
    pairs = list(read_pairs(arguments.pairs))
    scorers: dict[str, tuple[Scorer, float | None]] = {
        "alliedstack": (_ours, DEFAULT_THRESHOLDS.match),
        "token_sort": (_token_sort, None),
        "WRatio": (_wratio, None),
    }
    made_elsewhere = {}
    for spec in arguments.also:
        path, column, name = spec.rsplit(":", 2)
        made_elsewhere[name] = (_column(Path(path), column), None)
    report(pairs, scorers | made_elsewhere)
    speed(pairs, scorers)


if __name__ == "__main__":
    main()
