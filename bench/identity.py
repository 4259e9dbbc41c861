"""Who is who, measured: ``python -m bench.identity [--labelled FILE] [--size N]``.

Pairwise precision and recall on hand-labelled companies, by source; then the time to resolve N companies against the
time that comparing all pairs would take.
"""

from __future__ import annotations

import argparse
import csv
import random
import time
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path

from graph.model import Company
from ingest.identity.model import Resolution
from ingest.identity.resolve import resolve
from matching.rules.screening.likeness import CompanyNames
from service.name_pairs import Counts
from service.names import name_matcher

LABELLED = Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "identity" / "companies_labelled.csv"
_SYLLABLES = "ba ce do fi gu ha jo ki lu me no pa qui ro su te vi wa xe yo zan lin mor tek".split()  # noqa: SIM905
_FORMS = ("Inc.", "LLC", "Ltd", "GmbH", "S.A.", "")
_LINES = ("Systems", "Software", "Data", "Networks", "Energy", "Cloud", "Robotics", "Foods")


def read_labelled(path: Path) -> tuple[dict[str, Company], dict[str, str], dict[str, str]]:
    """Companies, the cluster of each, the source of each, by id."""
    companies, clusters, sources = {}, {}, {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = row["id"]
            companies[key] = Company(key, row["name"], uei=row["uei"] or None, website=row["website"] or None)
            clusters[key], sources[key] = row["cluster"], row["source"]
    return companies, clusters, sources


def pairwise_counts(found: Mapping[str, str], clusters: Mapping[str, str], ids: Iterable[str]) -> Counts:
    """Pairs of ``ids``: in one group both found and labelled (tp), only found (fp), only labelled (fn), neither."""
    tp = fp = fn = tn = 0
    for left, right in combinations(sorted(ids), 2):
        same, labelled = found[left] == found[right], clusters[left] == clusters[right]
        tp, fp, fn, tn = tp + (same and labelled), fp + (same and not labelled), fn + (labelled and not same), tn
    return Counts(tp, fp, fn, tn)


def groups(companies: Iterable[str], resolution: Resolution) -> dict[str, str]:
    """The survivor of every company."""
    into = {merge.merged: merge.into for merge in resolution.merges}
    return {key: into.get(key, key) for key in companies}


def quality(path: Path) -> None:
    companies, clusters, sources = read_labelled(path)
    resolution = resolve(companies, CompanyNames(name_matcher()))
    found = groups(companies, resolution)
    for source in ["all", *sorted(set(sources.values()))]:
        ids = [key for key in companies if source in ("all", sources[key])]
        print(f"{source:8} {len(ids):5} companies  {_figures(pairwise_counts(found, clusters, ids))}")
    asked = {frozenset((found[r.left], found[r.right])) for r in resolution.reviews}
    true_asked = sum(1 for r in resolution.reviews if clusters[r.left] == clusters[r.right])
    print(
        f"review queue: {len(resolution.reviews)} pairs ({len(asked)} of survivors), {true_asked} of them one company"
    )
    for merge in resolution.merges:
        if clusters[merge.into] != clusters[merge.merged]:
            print("  merged wrongly:", companies[merge.into].name, "<-", companies[merge.merged].name, merge.rule.value)
    for cluster in sorted({clusters[k] for k in companies}):
        members = [k for k in companies if clusters[k] == cluster]
        if len({found[k] for k in members}) > 1:
            print("  not merged:", " | ".join(sorted({companies[found[k]].name for k in members})))


def _figures(counts: Counts) -> str:
    figures = (counts.precision, counts.recall, counts.f1)
    words = ("precision", "recall", "F1")
    parts = [f"{w} {'-' if f is None else f'{f:.3f}'}" for w, f in zip(words, figures, strict=True)]
    return f"{'  '.join(parts)}  (tp {counts.tp}, fp {counts.fp}, fn {counts.fn})"


def made_up(size: int, seed: int = 11) -> dict[str, Company]:
    """Companies with made-up names, every tenth a misspelt or shortened double of another. Illustrative, for timing."""
    chooser = random.Random(seed)  # noqa: S311  (names, not secrets)
    names: list[str] = []
    while len(names) < size:
        if names and chooser.random() < 0.1:
            names.append(_spoil(chooser.choice(names), chooser))
            continue
        stem = "".join(chooser.choice(_SYLLABLES) for _ in range(chooser.randint(2, 4))).title()
        names.append(f"{stem} {chooser.choice(_LINES)} {chooser.choice(_FORMS)}".strip())
    return {f"made-up-{i:06}": Company(f"made-up-{i:06}", name) for i, name in enumerate(names)}


def _spoil(name: str, chooser: random.Random) -> str:
    place = chooser.randrange(len(name))
    return chooser.choice((name.upper(), name[:place] + name[place + 1 :], name.rsplit(" ", 1)[0]))


def speed(size: int) -> None:
    companies = made_up(size)
    scorer = CompanyNames(name_matcher())
    began = time.perf_counter()
    resolution = resolve(companies, scorer)
    seconds = time.perf_counter() - began
    sample = [(a.name, b.name) for a, b in combinations(list(companies.values())[:60], 2)]
    began = time.perf_counter()
    for left, right in sample:
        scorer.likeness(left, right)
    all_pairs = (time.perf_counter() - began) / len(sample) * size * (size - 1) / 2
    print(
        f"{size} companies in {seconds:.1f} s: {len(resolution.merges)} merges, {len(resolution.reviews)} reviews, "
        f"{resolution.compared} pairs of names compared; all pairs would take {all_pairs:.0f} s "
        f"({all_pairs / seconds:.0f} times as long)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labelled", type=Path, default=LABELLED)
    parser.add_argument("--size", type=int, default=10_000)
    arguments = parser.parse_args()
    quality(arguments.labelled)
    speed(arguments.size)


if __name__ == "__main__":
    main()
