"""Scores of nomenklatura's logic-v2 for a pairs file: ``python bench/logic_v2_scores.py PAIRS OUT``.

Runs in an environment of its own (``pip install nomenklatura==4.17.4``); this program does not depend on it.
"""

from __future__ import annotations

import csv
import sys
import time
from importlib import import_module
from pathlib import Path


def main(pairs: Path, out: Path) -> None:
    model = import_module("followthemoney").model
    matcher = import_module("nomenklatura.matching.logic_v2.model").LogicV2
    config = import_module("nomenklatura.matching.types").ScoringConfig.defaults()
    with pairs.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    entities = []
    for number, row in enumerate(rows):
        sides = []
        for side in ("name1", "name2"):
            entity = model.make_entity(row["schema"])
            entity.id = f"{side}-{number}"
            entity.add("name", row[side])
            sides.append(entity)
        entities.append(sides)
    for row, (query, result) in zip(rows, entities, strict=True):
        row["logic_v2"] = matcher.compare(query, result, config).score
    began = time.perf_counter()
    for query, result in entities:
        matcher.compare(query, result, config)
    print(f"{(time.perf_counter() - began) / len(rows) * 1e6:.1f} microseconds a pair, warm")
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
