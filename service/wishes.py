"""Values that a person types, as the composer takes them."""

from __future__ import annotations

from collections.abc import Iterable

from graph.errors import BadInput
from matching.rules.rulebook import Rulebook, SwitchValue
from matching.teams.question import Presumption


def presumption_of(text: str) -> Presumption:
    """Raises: BadInput: it is none of the three."""
    try:
        return Presumption(text)
    except ValueError as error:
        allowed = ", ".join(one.value for one in Presumption)
        raise BadInput(f"presumption: {text!r} is not known.", f"One of: {allowed}.") from error


def switches_of(pairs: Iterable[str], rulebook: Rulebook) -> dict[str, SwitchValue]:
    """``NAME=VALUE`` pairs as switches.

    Raises:
        BadInput: a pair without "=", an unknown switch, or a value that the switch does not take.
    """
    known = rulebook.all_switches()
    found: dict[str, SwitchValue] = {}
    for pair in pairs:
        name, mark, text = pair.partition("=")
        switch = known.get(name)
        if not mark or switch is None:
            raise BadInput(f"switch: {pair!r} is not known.", f"NAME=VALUE with one of: {', '.join(sorted(known))}.")
        value = _value(text, switch.type)
        if value is None or not switch.accepts(value):
            raise BadInput(f"switch {name}: {text!r} cannot be used.", f"It takes {switch.expected}.")
        found[name] = value
    return found


def _value(text: str, kind: str) -> SwitchValue | None:
    if kind == "boolean":
        return {"true": True, "on": True, "false": False, "off": False}.get(text.casefold())
    if kind == "number":
        try:
            return float(text)
        except ValueError:
            return None
    return text
