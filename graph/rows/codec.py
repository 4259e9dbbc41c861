"""A frozen dataclass to flat properties and back, told from its type hints.

What a graph property can hold stays readable in the graph: text, numbers, lists of them, dates as ISO 8601 text.
References to sources are one list (source, locator, source, locator, ...). What is nested deeper is JSON text.
Absent properties are None, or the empty value of a field that cannot be None, or the default of a field that nodes
written earlier do not have yet.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from graph.model import SourceRef

T = TypeVar("T")
Convert = Callable[[Any], Any]

_SHARED_LENGTH = 64  # longer texts (descriptions) hardly ever repeat, so looking for their twin gains nothing


class Interner:
    """Makes equal small values one object: 100,000 products name few companies, sources and sectors."""

    def __init__(self) -> None:
        self._held: dict[Any, Any] = {}

    def text(self, value: str) -> str:
        return value if len(value) > _SHARED_LENGTH else self._held.setdefault(value, value)

    def texts(self, values: Sequence[str]) -> tuple[str, ...]:
        made = tuple(values)
        return cast("tuple[str, ...]", self._held.setdefault(made, made))

    def refs(self, flat: Sequence[str]) -> tuple[SourceRef, ...]:
        text = self.text
        return tuple([SourceRef(text(flat[at]), flat[at + 1]) for at in range(0, len(flat), 2)])


@dataclasses.dataclass(frozen=True, slots=True)
class _Field:
    name: str
    encode: Convert | None  # None: as it is
    decode: Callable[[Interner], Convert | None]
    empty_is_absent: bool
    absent: Any  # what an absent property stands for


class Codec(Generic[T]):
    """Rows of one dataclass. ``columns`` are the property names, in the order in which :meth:`decoder` wants values."""

    def __init__(self, cls: type[T], leave_out: Iterable[str] = ()) -> None:
        self._cls = cls
        self._fields = [_field(one, hint) for one, hint in _hints(cast("Hashable", cls))]
        self._left_out = frozenset(leave_out)
        self.columns = tuple(one.name for one in self._fields)

    def encode(self, value: T) -> dict[str, Any]:
        """Every property, absent ones as None (so that writing them over an older row takes them away)."""
        row: dict[str, Any] = {}
        for one in self._fields:
            if one.name in self._left_out:
                continue
            held = getattr(value, one.name)
            if held is None or (one.empty_is_absent and not held):
                row[one.name] = None
            else:
                row[one.name] = held if one.encode is None else one.encode(held)
        return row

    def decoder(self, interner: Interner | None = None) -> Callable[[Sequence[Any]], T]:
        """A function from values in the order of ``columns`` to the dataclass; values that it makes are shared."""
        interner = interner or Interner()
        cls = self._cls
        steps = [(one.decode(interner), one.absent) for one in self._fields]

        def decode(values: Sequence[Any]) -> T:
            return cls(
                *[
                    absent if value is None else (value if convert is None else convert(value))
                    for (convert, absent), value in zip(steps, values, strict=False)
                ]
            )

        return decode

    def decode(self, row: Mapping[str, Any]) -> T:
        """The dataclass out of the properties of a node; properties that are none of its fields are passed over."""
        return self.decoder()([row.get(name) for name in self.columns])


def codec_of(cls: type[T]) -> Codec[T]:
    """The codec of a dataclass."""
    return Codec(cls)


@cache
def _hints(cls: Any) -> tuple[tuple[dataclasses.Field[Any], Any], ...]:
    hints = get_type_hints(cls)
    return tuple((one, hints[one.name]) for one in dataclasses.fields(cls))


def _field(one: dataclasses.Field[Any], hint: Any) -> _Field:
    inner, optional = _optional(hint)
    empty_is_absent = not optional and (inner is str or get_origin(inner) is tuple)
    if optional:
        absent = None
    elif empty_is_absent:
        absent = "" if inner is str else ()
    else:
        absent = None if one.default is dataclasses.MISSING else one.default
    encode, decode = _converters(inner)
    return _Field(one.name, encode, decode, empty_is_absent, absent)


def _optional(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) in (Union, UnionType):
        rest = [arg for arg in get_args(hint) if arg is not NoneType]
        assert len(rest) == 1, f"a field is one type or None, not {hint}"
        return rest[0], True
    return hint, False


def _as_is(_: Interner) -> Convert | None:
    return None


def _converters(hint: Any) -> tuple[Convert | None, Callable[[Interner], Convert | None]]:
    if hint is str:
        return None, lambda interner: interner.text
    if hint is float:
        return float, lambda _: float
    if hint in (int, bool):
        return None, _as_is
    if hint is date:
        return date.isoformat, lambda _: cache(date.fromisoformat)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _enum_value, lambda _: {one.value: one for one in hint}.__getitem__
    if get_origin(hint) is tuple:
        item = get_args(hint)[0]
        if item is SourceRef:
            return _flat_refs, lambda interner: interner.refs
        if item is str:
            return list, lambda interner: interner.texts
        if item is float:
            return lambda values: [float(v) for v in values], lambda _: tuple
        if isinstance(item, type) and issubclass(item, Enum):
            by_value = {one.value: one for one in item}
            return (
                lambda values: [v.value for v in values],
                lambda _: lambda values: tuple(by_value[v] for v in values),
            )
    return _to_json, lambda _: lambda text: _of_json(hint, text)


def _enum_value(value: Enum) -> Any:
    return value.value


def _flat_refs(refs: Iterable[SourceRef]) -> list[str]:
    return [part for ref in refs for part in (ref.source_id, ref.locator)]


def _to_json(value: Any) -> str:
    import orjson

    return orjson.dumps(plain(value)).decode()


def _of_json(hint: Any, text: str) -> Any:
    import orjson

    return rebuilt(hint, orjson.loads(text))


def plain(value: Any) -> Any:
    """A value of the domain as lists, dictionaries and scalars; fields that hold their default are left out."""
    if dataclasses.is_dataclass(value):
        shown = {}
        for one in dataclasses.fields(value):
            held = getattr(value, one.name)
            if one.default is dataclasses.MISSING or held != one.default:
                shown[one.name] = plain(held)
        return shown
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return value


def rebuilt(hint: Any, value: Any) -> Any:
    """The reverse of :func:`plain` for a value whose type is ``hint``."""
    return _builder(cast("Hashable", hint))(value)


@cache
def _builder(hint: Any) -> Convert:
    """What makes a value of the type out of plain ones; worked out once, since 25,000 parties hold 200,000 of them."""
    inner, optional = _optional(hint)
    build = _build(inner)
    return (lambda value: None if value is None else build(value)) if optional else build


def _build(hint: Any) -> Convert:
    if hint is date:
        return date.fromisoformat
    if hint is float:
        return float
    if get_origin(hint) is tuple:
        args = get_args(hint)
        builds = [_builder(cast("Hashable", arg)) for arg in args if arg is not Ellipsis]
        if args[-1] is Ellipsis:
            one = builds[0]
            return lambda values: tuple([one(value) for value in values])
        return lambda values: tuple([build(value) for build, value in zip(builds, values, strict=True)])
    if dataclasses.is_dataclass(hint):
        made = cast("type", hint)
        parts = {one.name: _builder(cast("Hashable", kind)) for one, kind in _hints(made)}
        return lambda value: made(**{name: parts[name](held) for name, held in value.items() if name in parts})
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return lambda value: value
