"""The rulebook: rules, the lists of countries they use, and the switches for every open point. Versioned data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from graph.errors import BadInput
from graph.model import Layer
from matching.rules.findings import Certainty, Effect
from matching.rules.predicates import Predicate, Strict, SwitchRef

SwitchValue = bool | float | str


class Dated(Strict):
    """Something that holds from one day to another; both ends are included, an open end is open."""

    from_: date = Field(alias="from")
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.from_ <= day and (self.until is None or day <= self.until)

    @model_validator(mode="after")
    def _in_order(self) -> Dated:
        if self.until is not None and self.until < self.from_:
            raise ValueError(f"until {self.until} is before from {self.from_}")
        return self


class SourceText(Strict):
    """A text that rules cite. ``certainty``: how well it is known."""

    id: str
    title: str
    date: date
    certainty: Certainty
    url: str = ""


class CountryList(Dated):
    """A named list of ISO 3166-1 alpha-2 codes, in force for a time. The same name may appear for different times."""

    name: str
    countries: tuple[str, ...] = Field(min_length=1)
    words: str
    source: str
    certainty: Certainty
    note: str = ""


class Switch(Strict):
    """An open point, decided one way by default. ``type`` bounds the values that a user may give it."""

    name: str
    type: Literal["boolean", "number", "choice"]
    default: SwitchValue
    choices: tuple[str, ...] = ()
    minimum: float = 0.0
    maximum: float = 1.0
    words: str
    source: str
    certainty: Certainty

    def accepts(self, value: object) -> bool:
        if self.type == "boolean":
            return isinstance(value, bool)
        if self.type == "number":
            number = isinstance(value, int | float) and not isinstance(value, bool)
            return number and self.minimum <= float(value) <= self.maximum  # type: ignore[arg-type]
        return value in self.choices

    @property
    def expected(self) -> str:
        """What would be right, in words."""
        if self.type == "boolean":
            return "true or false"
        if self.type == "number":
            return f"a number from {self.minimum:g} to {self.maximum:g}"
        return "one of " + ", ".join(self.choices)

    @model_validator(mode="after")
    def _default_fits(self) -> Switch:
        if not self.accepts(self.default):
            raise ValueError(f"the default {self.default!r} is not {self.expected}")
        return self


class Rule(Dated):
    """One rule, or one reading of a disputed rule.

    ``name`` is what findings and switches call it (its ``id`` when not given): a later version of a rule has a new
    id, the same name, and names the older id in ``supersedes``. ``scope`` says on what it is evaluated.
    ``enabled`` is the default of the switch that carries the rule's name.
    """

    id: str
    name: str = ""
    scope: Literal["team", "destination", "proposal"] = "team"
    layers: tuple[Layer, ...] = ()
    effect: Effect
    reading: str = Field("", description="which of several readings of the sources the rule is")
    words: str
    source: str
    certainty: Certainty
    supersedes: tuple[str, ...] = ()
    enabled: bool = True
    remedy: str = ""
    predicate: Predicate

    @model_validator(mode="after")
    def _named(self) -> Rule:
        if not self.name:
            object.__setattr__(self, "name", self.id)
        return self


class Rulebook(Strict):
    """A whole rulebook. ``title`` and ``version`` are named in every result, so that it can be replayed."""

    rulebook: str
    version: str
    title: str
    sources: tuple[SourceText, ...] = ()
    country_lists: tuple[CountryList, ...] = ()
    switches: tuple[Switch, ...] = ()
    rules: tuple[Rule, ...] = ()

    def in_force(self, day: date) -> tuple[Rule, ...]:
        """The rules of that day, superseded ones left out, whatever the switches say."""
        holding = [rule for rule in self.rules if rule.holds_on(day)]
        replaced = {old for rule in holding for old in rule.supersedes}
        return tuple(rule for rule in holding if rule.id not in replaced)

    def countries(self, name: str, day: date) -> frozenset[str]:
        """The countries of a named list on that day.

        Raises:
            BadInput: no list of that name is in force on that day.
        """
        for listed in self.country_lists:
            if listed.name == name and listed.holds_on(day):
                return frozenset(listed.countries)
        raise BadInput(
            f"Rulebook {self.rulebook} {self.version} has no country list {name!r} in force on {day}.",
            "Give the list a from date on or before the first rule that uses it.",
        )

    def all_switches(self) -> dict[str, Switch]:
        """Every switch by name: one for each rule's name, then those of the open points."""
        found: dict[str, Switch] = {}
        for rule in self.rules:
            found[rule.name] = Switch(
                name=rule.name,
                type="boolean",
                default=rule.enabled,
                words=f"Apply the rule {rule.name}.",
                source=rule.source,
                certainty=rule.certainty,
            )
        found.update((switch.name, switch) for switch in self.switches)
        return found


def checked_switches(rulebook: Rulebook, given: Mapping[str, object]) -> dict[str, SwitchValue]:
    """Every switch with its value: the given ones over the defaults.

    Raises:
        BadInput: a switch that the rulebook does not have, or a value that it does not take.
    """
    known = rulebook.all_switches()
    values: dict[str, SwitchValue] = {name: switch.default for name, switch in known.items()}
    for name, value in given.items():
        if name not in known:
            raise BadInput(f"switches: unknown switch {name!r}.", f"Known are {', '.join(sorted(known))}.")
        if not known[name].accepts(value):
            raise BadInput(f"switches.{name}: {value!r} is not {known[name].expected}.", known[name].words)
        values[name] = value  # type: ignore[assignment]
    return values


def switch_refs(rule: Rule) -> tuple[str, ...]:
    """Names of the switches that the rule's parameters are taken from."""
    values = list(vars(rule.predicate).values())
    values += [inner for value in values if isinstance(value, dict) for inner in value.values()]
    return tuple(value.switch for value in values if isinstance(value, SwitchRef))
