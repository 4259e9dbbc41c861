"""The rulebook as it is read for one case: the rules of the day that are switched on, their parameters filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from matching.rules.predicates import SwitchRef
from matching.rules.rulebook import Rule, Rulebook, SwitchValue, checked_switches

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Reading:
    """Rules in force on ``day`` with ``values`` of all switches."""

    rulebook: Rulebook
    day: date
    values: Mapping[str, SwitchValue]
    rules: tuple[Rule, ...]

    def of_kind(self, kind: type[P]) -> list[tuple[Rule, P]]:
        """The active rules whose predicate is of this kind, with the predicate."""
        return [(rule, rule.predicate) for rule in self.rules if isinstance(rule.predicate, kind)]

    def flag(self, value: bool | SwitchRef) -> bool:
        found = self.values[value.switch] if isinstance(value, SwitchRef) else value
        return found is True

    def number(self, value: float | SwitchRef) -> float:
        return float(self.values[value.switch] if isinstance(value, SwitchRef) else value)

    def countries(self, name: str) -> frozenset[str]:
        return self.rulebook.countries(name, self.day)


def read_rules(rulebook: Rulebook, day: date, switches: Mapping[str, object]) -> Reading:
    """The rules of ``day`` under ``switches`` (absent ones keep their default).

    Raises:
        BadInput: an unknown switch or a value that it does not take.
    """
    values = checked_switches(rulebook, switches)
    rules = tuple(rule for rule in rulebook.in_force(day) if values[rule.name] is True)
    return Reading(rulebook, day, values, rules)
