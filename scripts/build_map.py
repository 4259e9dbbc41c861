"""Make ``ui/data/world.json`` from ``countries-110m.json`` of the npm package world-atlas (Natural Earth's outlines).

    python scripts/build_map.py countries-110m.json data/markets/country-codes.csv

The file holds for each country (alpha-2) its rings as [longitude, latitude] pairs, rounded to a tenth of a degree.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

DECIMALS = 1  # about 11 km: finer than a point on a world map of a thousand pixels


def main(topology: Path, codes: Path) -> None:
    """Write the file; the same input gives the same bytes."""
    world = json.loads(topology.read_text(encoding="utf-8"))
    with codes.open(encoding="utf-8", newline="") as rows:
        alpha2 = {row["M49"].zfill(3): row["ISO3166-1-Alpha-2"] for row in csv.DictReader(rows)}
    arcs = _arcs(world)
    found: dict[str, list[Any]] = {}
    for shape in world["objects"]["countries"]["geometries"]:
        code = alpha2.get(str(shape.get("id", "")).zfill(3))
        if code is None:
            continue
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        found[code] = [_ring(polygon[0], arcs) for polygon in polygons]
    out = Path(__file__).resolve().parent.parent / "ui" / "data" / "world.json"
    out.write_text(json.dumps(dict(sorted(found.items())), separators=(",", ":")) + "\n", encoding="utf-8")


def _arcs(world: dict[str, Any]) -> list[list[list[float]]]:
    (sx, sy), (tx, ty) = world["transform"]["scale"], world["transform"]["translate"]
    decoded = []
    for arc in world["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append([round(x * sx + tx, DECIMALS), round(y * sy + ty, DECIMALS)])
        decoded.append(points)
    return decoded


def _ring(indices: list[int], arcs: list[list[list[float]]]) -> list[list[float]]:
    ring: list[list[float]] = []
    for index in indices:
        points = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += points if not ring else points[1:]
    return ring


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
