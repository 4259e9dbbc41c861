"""Small random scenarios with every feature of the format."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

World = dict[str, Any]

RULES = [
    "layers-covered",
    "target-market",
    "one-anchor",
    "mandatory-requirements",
    "built-on",
    "conflicts",
    "entity-services",
    "entity-participants",
    "model-provenance",
    "hardware-us-content",
]
MARKETS = [
    {"kind": "country", "countries": ["KE"]},
    {"kind": "country", "countries": ["KE"]},
    {"kind": "bloc", "countries": ["KE", "UG"]},
    {"kind": "region", "countries": ["KE", "UG", "TZ"]},
    {"kind": "global", "countries": []},
    {"kind": "global", "countries": ["KE", "UG"]},
    {"kind": "country", "countries": []},
]
AVAILABLE = [*[["global"]] * 5, ["KE"], ["KE", "UG"], ["UG", "TZ"], ["KE", "global"], []]
PLACES = [*["US"] * 14, "DE", "CN", "MO", "RU"]


@st.composite
def worlds(draw: st.DrawFn, known: bool = False, checks: bool = False, most_extra: int = 5) -> World:
    """A scenario with a question.

    Args:
        known: every fact about companies and availability is known.
        checks: the question judges a team instead of composing one.
        most_extra: how many products beyond one for each layer there may be.
    """

    def chance(one_in: int) -> bool:
        return draw(st.integers(1, one_in)) == one_in

    def fact(values: list[Any], one_in: int = 12) -> Any:
        return None if not known and chance(one_in) else draw(st.sampled_from(values))

    names = [f"c{i}" for i in range(draw(st.integers(3, 8)))]
    companies = []
    for name in names:
        owners = draw(st.lists(st.sampled_from(names), max_size=3, unique=True)) if chance(3) else []
        shares = draw(st.sampled_from([[0.5, 0.3, 0.2], [0.1, 0.1, 0.5], [0.49, 0.51, 0], [0.25, 0.25, 0.25]]))
        row: World = {"id": name, "incorporated_in": fact(PLACES), "based_in": fact(PLACES)}
        row["owned_by"] = [{"owner": o, "share": s} for o, s in zip(owners, shares, strict=False)]
        row["controlled_by"] = [{"owner": draw(st.sampled_from(names))}] if chance(8) else []
        for key in ("owned_by", "controlled_by"):
            if not known and chance(12):
                row[key] = None
        companies.append({key: value for key, value in row.items() if value is not None or chance(2)})
    layers = ["A", "B", "C", "D", "E", *draw(st.lists(st.sampled_from("AABCDE"), min_size=1, max_size=most_extra))]
    ids = [f"p{i}" for i in draw(st.permutations(range(len(layers))))]
    products = [_product(draw, chance, known, name, layer, names, ids) for name, layer in zip(ids, layers, strict=True)]
    requirements = [
        {"id": f"r{i}", "layer": draw(st.sampled_from("ABCDE")), "mandatory": draw(st.booleans())}
        for i in range(draw(st.integers(0, 3)))
    ]
    fits = [0, 0.25, 0.5, 0.9, 0.333]
    fit = [
        {"requirement": row["id"], "product": product, "fit": draw(st.sampled_from(fits))}
        for row in requirements
        for product in ids
        if draw(st.booleans())
    ]
    world = {
        "as_of": "2026-06-15",
        "switches": {rule: False for rule in RULES if chance(25)},
        "companies": companies,
        "products": products,
        "market": draw(st.sampled_from(MARKETS)),
        "requirements": requirements,
        "fit": fit,
    }
    if checks:
        team = draw(st.lists(st.sampled_from(ids), unique=True, max_size=len(ids)))
        world["question"] = {"check": {"anchor": draw(st.sampled_from([None, *names, *names])), "products": team}}
        return world
    excluded = draw(st.lists(st.sampled_from(names), max_size=2, unique=True)) if chance(5) else []
    free = [name for name in names if name not in excluded]
    world["question"] = {
        "compose": {
            "teams": draw(st.integers(1, 5)),
            "anchor": draw(st.sampled_from(free)) if chance(5) else None,
            "must_include": draw(st.lists(st.sampled_from(free), max_size=2, unique=True)) if chance(5) else [],
            "must_exclude": excluded,
            "max_members": draw(st.integers(0, 5)) if chance(5) else None,
            "presumption": draw(st.sampled_from(["prefer", "prefer", "require", "ignore"])),
        }
    }
    return world


def _product(draw: Any, chance: Any, known: bool, name: str, layer: str, names: list[str], ids: list[str]) -> World:
    row: World = {"id": name, "company": draw(st.sampled_from(names)), "layer": layer}
    row["available_in"] = None if not known and chance(15) else draw(st.sampled_from(AVAILABLE))
    if layer == "A" or chance(9):
        row["unit_value"] = draw(st.sampled_from([100, 250, 0, 0.1, 0.2, None]))
        row["us_value_share"] = draw(st.sampled_from([0.2, 0.51, 0.8, 1, 0, [0.4, 0.9], [0.51, 0.6], None]))
    for field, one_in in (("built_on", 9), ("conflicts_with", 10), ("derived_from", 9)):
        if chance(one_in):
            row[field] = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=2, unique=True))
    return row
