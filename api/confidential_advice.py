"""Advice on teams for somebody who must not learn what others attested in confidence.

Lines that quote shares go when a withheld product is in one of the teams that they compare; who joins and who leaves
stays.
"""

from __future__ import annotations

from typing import Any

from api.confidential import CONFIDENCE, hide_in_finding

_COMPARED, _WAYS, _SUBSTITUTES = "against_the_first", "content_ways", "substitutes"


def hide_in_advice(team: dict[str, Any], first: dict[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """A team's view with advice; ``first``: the team that it is compared with. ``withheld`` names what went."""
    if _COMPARED not in team:
        return team
    own = not hidden.isdisjoint(team["products"])
    taken: list[str] = []
    shown = dict(team)
    if team[_COMPARED] and (own or not hidden.isdisjoint(first["products"])):
        shown[_COMPARED] = None
        taken.append(_COMPARED)
    ways = [way for way in team[_WAYS] if not own and hidden.isdisjoint(_products_of(way))]
    if len(ways) < len(team[_WAYS]):
        shown[_WAYS] = ways or None
        taken.append(_WAYS)
    if team[_SUBSTITUTES] is not None:
        shown[_SUBSTITUTES] = [_substitute(one, own, hidden) for one in team[_SUBSTITUTES]]
        if shown[_SUBSTITUTES] != team[_SUBSTITUTES]:
            taken.append(f"{_SUBSTITUTES}.differences")
    return shown | {"withheld": taken}


def hide_in_why_not(view: dict[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """The same for why somebody is not in the best team."""
    forced = view["team"]["products"] if view["team"] is not None else []
    rules = [hide_in_finding(one, hidden) for one in view["rules"]]
    shown = {name: value for name, value in view.items() if name != "best_products"} | {"rules": rules}
    if view["differences"] and not hidden.isdisjoint([*view["best_products"], *forced]):
        shown |= {"differences": None, "words": CONFIDENCE}
    if rules != view["rules"]:
        shown["words"] = CONFIDENCE
    return shown


def _products_of(way: dict[str, Any]) -> list[str]:
    return [*way["removed"], *way["added"], *(fact["product"] for fact in way["attest"])]


def _substitute(one: dict[str, Any], own: bool, hidden: frozenset[str]) -> dict[str, Any]:
    secret = one["differences"] and (own or not hidden.isdisjoint(one["team_products"]))
    return one | {"differences": None} if secret else one
