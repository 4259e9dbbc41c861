"""Hypothesis strategies for every fact the graph holds: any text, any date, every absent and every empty value."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from graph.model import (
    Code,
    Company,
    Market,
    Opportunity,
    Product,
    ReportingException,
    ScreenedParty,
    ScreeningList,
)

TEXT = st.text(max_size=12)
KEY = st.text(alphabet="abcé:-|/ 1", min_size=1, max_size=6)
NUMBER = st.floats(allow_nan=False, allow_infinity=False, width=32)
SHARE = st.floats(0, 1)


def entities() -> st.SearchStrategy[Any]:
    """One value of any kind of fact."""
    return st.one_of([of(cls) for cls in FACTS])


def of(cls: type, **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Values of a dataclass, field by field from its type hints; ``fixed`` overrides some."""
    return st.builds(cls, **{**_fields(cls), **fixed})


def _fields(cls: type) -> dict[str, st.SearchStrategy[Any]]:
    import dataclasses
    from typing import get_type_hints

    hints = get_type_hints(cls)
    return {one.name: _value(hints[one.name]) for one in dataclasses.fields(cls)}


def _value(hint: Any) -> st.SearchStrategy[Any]:
    import dataclasses
    import types
    from typing import Union, get_args, get_origin

    if get_origin(hint) in (Union, types.UnionType):
        return st.one_of([st.none() if arg is type(None) else _value(arg) for arg in get_args(hint)])
    if hint is str:
        return TEXT
    if hint is float:
        return NUMBER
    if hint is int:
        return st.integers(-(2**40), 2**40)
    if get_origin(hint) is tuple:
        args = get_args(hint)
        if len(args) == 2 and args[1] is Ellipsis:
            return st.lists(_value(args[0]), max_size=3).map(tuple)
        return st.tuples(*[_value(arg) for arg in args])
    if dataclasses.is_dataclass(hint):
        return st.deferred(lambda: of(hint))
    return st.from_type(hint)


FACTS: tuple[type, ...] = (
    Code,
    Company,
    Market,
    Opportunity,
    Product,
    ReportingException,
    ScreenedParty,
    ScreeningList,
)
