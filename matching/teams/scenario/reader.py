"""Reading JSON values strictly: every error names the file, the field and the value."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from typing import NoReturn, TypeVar

from graph.errors import BadInput

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class BadScenario(BadInput):
    """A scenario file is unreadable or contradicts itself."""

    code = "bad_scenario"


def load_json(text: str, name: str) -> object:
    """The JSON value of ``text``; NaN, Infinity and a key that appears twice are errors, as in RFC 8259.

    Raises:
        BadScenario: with file, line and column.
    """

    def no_constant(word: str) -> NoReturn:
        raise BadScenario(f"{name}: {word} is no JSON number.", "Use a finite number or null.")

    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in items:
            if key in found:
                raise BadScenario(f"{name}: the key {key!r} appears twice in one object.", "Keep one of them.")
            found[key] = value
        return found

    try:
        return json.loads(text, parse_constant=no_constant, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise BadScenario(f"{name} is no JSON: {error.msg} in {where}.", "Correct the file.") from error
    except RecursionError as error:
        raise BadScenario(f"{name} is no scenario: it is nested too deeply.", "Correct the file.") from error
    except ValueError as error:  # an integer of thousands of digits
        raise BadScenario(f"{name} is no JSON: {error}.", "Correct the file.") from error


class Node:
    """A JSON value with its place in the file, for example ``companies[2].owned_by[0].share``."""

    def __init__(self, file: str, path: str, value: object, row: str = "") -> None:
        self.file = file
        self.path = path
        self.value = value
        self.row = row  # the id of the company, product or requirement that it belongs to

    def fail(self, what: str, hint: str = "") -> NoReturn:
        """Raise the error about this value."""
        raise BadScenario(f"{self.where}: {shown(self.value)} {what}.", hint)

    @property
    def where(self) -> str:
        """File and field, with the id of the row, because nobody counts to ``companies[17]``."""
        return f"{self.file}: {self.path} (of {self.row})" if self.row else f"{self.file}: {self.path}"

    @property
    def known(self) -> bool:
        """False for null, and for a key that is absent."""
        return self.value is not None

    def fields(self, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, Node]:
        """The fields of an object; absent optional ones are null.

        Raises:
            BadScenario: no object, an unknown key, or a required one missing.
        """
        if not isinstance(self.value, dict):
            self.fail("is not an object")
        for key in self.value:
            if key not in required and key not in optional:
                place = f"{self.path}.{key}" if self.path != "the file" else key
                known = ", ".join((*required, *optional))
                of = f" (of {self.row})" if self.row else ""
                raise BadScenario(
                    f"{self.file}: {place}{of}: unknown key {key!r} (its value is {shown(self.value[key])}).",
                    f"Known keys here: {known}.",
                )
        for key in required:
            if key not in self.value:
                raise BadScenario(f"{self.where}: the key {key!r} is missing.", "Add it.")
        return {key: self.child(key) for key in (*required, *optional)}

    def child(self, key: str) -> Node:
        assert isinstance(self.value, dict)
        return Node(self.file, key if self.path == "the file" else f"{self.path}.{key}", self.value.get(key), self.row)

    def items(self) -> Iterator[Node]:
        """The items of a list."""
        if not isinstance(self.value, list):
            self.fail("is not a list")
        for place, item in enumerate(self.value):
            named = item.get("id") if isinstance(item, dict) else None
            row = named if isinstance(named, str) else self.row
            yield Node(self.file, f"{self.path}[{place}]", item, row)

    def optional_items(self) -> Iterator[Node]:
        """The items of a list; none when null or absent."""
        return self.items() if self.known else iter(())

    def text(self) -> str:
        if not isinstance(self.value, str):
            self.fail("is not a text")
        if not self.value.strip():
            self.fail("is empty")
        return self.value

    def maybe(self, read: Callable[[Node], T]) -> T | None:
        """None for null, otherwise what ``read`` makes of it."""
        return read(self) if self.known else None

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            self.fail("is not true or false")
        return self.value

    def number(self) -> float:
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self.fail("is not a number")
        try:
            number = float(self.value)
        except OverflowError:
            self.fail("is too large")
        if number in (float("inf"), float("-inf")):
            self.fail("is too large")
        return number

    def share(self) -> float:
        number = self.number()
        if not 0 <= number <= 1:
            self.fail("is outside 0 to 1")
        return number

    def amount(self) -> float:
        number = self.number()
        if number < 0:
            self.fail("is negative")
        return number

    def count(self, least: int) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            self.fail("is not a whole number")
        if self.value < least:
            self.fail("is negative" if self.value < 0 else f"is less than {least}")
        return self.value

    def day(self) -> date:
        text = self.text()
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.fail("is no date", "Write it as ISO 8601, for example 2026-06-15.")

    def one_of(self, kind: type[E]) -> E:
        if not isinstance(self.value, str):
            self.fail("is not a text")
        try:
            return kind(self.value)
        except ValueError:
            self.fail("is unknown", f"Known are {', '.join(kind)}.")


def shown(value: object) -> str:
    """A value as the file has it, shortened."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "..."


_LONGEST_SHOWN = 80  # characters; enough to recognise the value, short enough to read
