"""The columns of the catalogue template, and how the text of each becomes a value."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graph.model import GLOBAL, Availability, Basis, Layer
from ingest.parsing.numbers import parse_number
from ingest.parsing.text import clean, host_of, split_list
from ingest.parsing.workbooks import Formula
from ingest.places import country_code

_UEI = re.compile(r"[A-HJ-NP-Z0-9]{12}")
_ECCN = re.compile(r"[0-9][A-E][0-9]{3}(\.[a-z0-9]+)*|EAR99", re.IGNORECASE)
_TRUE, _FALSE = {"yes", "true", "1", "y"}, {"no", "false", "0", "n"}
_NONE_WORDS = {"none", "nobody", "-"}
_LAYER_NAMES = {
    "hardware": Layer.A,
    "infrastructure": Layer.A,
    "hardware and infrastructure": Layer.A,
    "data": Layer.B,
    "models": Layer.C,
    "model": Layer.C,
    "security": Layer.D,
    "applications": Layer.E,
    "application": Layer.E,
}


class Wrong(ValueError):
    """The value cannot be used; ``expected`` says what would be right."""

    def __init__(self, reason: str, expected: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Column:
    """``about``: "company" columns may be filled on any row of the company. ``parse`` raises :class:`Wrong`."""

    name: str
    about: str
    meaning: str
    example: str
    parse: Callable[[Any], Any]


def _text(value: Any) -> str | None:
    return clean(value) or None


def _list(value: Any) -> tuple[str, ...]:
    return split_list(value)


def _country(value: Any) -> str | None:
    text = clean(value)
    if not text:
        return None
    code = country_code(text)
    if code is None:
        raise Wrong(f"{text!r} is no country", "an ISO 3166-1 alpha-2 code or a country's name")
    return code


def _markets(value: Any) -> tuple[str, ...] | None:
    names = split_list(value)
    if not names:
        return None
    return tuple(dict.fromkeys(GLOBAL if name.lower() == GLOBAL else _country(name) or "" for name in names))


def _host(value: Any) -> str | None:
    text = clean(value)
    host = host_of(text)
    if text and host is None:
        raise Wrong(f"{text!r} is no web address", "a host name, as www.example.com")
    return host


def _lei(value: Any) -> str | None:
    from stdnum import lei

    text = clean(value).upper()
    if text and not lei.is_valid(text):
        raise Wrong(f"{text!r} is no LEI", "20 characters with valid check digits (ISO 17442)")
    return text or None


def _uei(value: Any) -> str | None:
    text = clean(value).upper()
    if text and not _UEI.fullmatch(text):
        raise Wrong(f"{text!r} is no UEI", "12 characters A-Z and 0-9 without I and O (SAM.gov)")
    return text or None


def _yes_no(value: Any) -> bool | None:
    text = clean(value).lower()
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if text:
        raise Wrong(f"{text!r} is neither yes nor no", "yes, no, or empty for not known")
    return None


def _number(value: Any) -> float | None:
    if value is None or clean(value) == "":
        return None
    number = parse_number(value)
    if number is None or number < 0:
        raise Wrong(f"{clean(value)!r} is no amount", "a number of at least 0, without a currency sign")
    return number


def fraction(value: Any) -> float | None:
    """A share as ``0.6`` or ``60 %``; None when empty."""
    text = clean(value)
    if not text:
        return None
    number = parse_number(text.removesuffix("%"))
    if number is None:
        raise Wrong(f"{text!r} is no share", "a number from 0 to 1, or a percentage")
    share = number / 100 if text.endswith("%") else number
    if not 0 <= share <= 1:
        raise Wrong(f"{text!r} is outside 0 to 1", "a number from 0 to 1, or a percentage with its sign")
    return share


def _share_interval(value: Any) -> tuple[float, float] | None:
    """``0.6``, ``60 %``, ``0.5 - 0.7``, ``[0.5, 0.7]``."""
    if isinstance(value, list | tuple):
        parts = [fraction(part) for part in value]
    else:
        text = re.sub(r"\s*(–|—|\bto\b|-)\s*", "-", clean(value))
        parts = [fraction(part) for part in text.split("-")] if text else []
    if not parts:
        return None
    low, high = parts[0], parts[-1]
    if len(parts) > 2 or low is None or high is None or low > high:
        raise Wrong(f"{clean(value)!r} is no share or interval", "0.6, 60 %, or 0.5-0.7 with the lower bound first")
    return low, high


def _layer(value: Any) -> Layer | None:
    text = clean(value)
    if not text:
        return None
    if text.upper() in Layer.__members__:
        return Layer(text.upper())
    layer = _LAYER_NAMES.get(text.lower())
    if layer is None:
        raise Wrong(f"{text!r} is no layer", "A hardware, B data, C models, D security or E applications")
    return layer


def _eccn(value: Any) -> str | None:
    text = clean(value)
    if text and not _ECCN.fullmatch(text):
        raise Wrong(f"{text!r} is no ECCN", "as 3A090, 5D992.c or EAR99")
    return text.upper() if text.upper() == "EAR99" else text or None


def _status(value: Any) -> Availability:
    text = clean(value).lower() or Availability.ACTIVE.value
    if text not in [one.value for one in Availability]:
        raise Wrong(f"{text!r} is no status", "active, planned or withdrawn")
    return Availability(text)


def _basis(value: Any) -> Basis | None:
    text = clean(value).lower()
    if text and text not in [one.value for one in Basis]:
        raise Wrong(f"{text!r} is no basis", f"one of {', '.join(one.value for one in Basis)}")
    return Basis(text) if text else None


def owners(value: Any) -> tuple[tuple[str, float | None], ...] | None:
    """(owner, share) pairs: ``Acme Holdings = 60 %; Beta Fund = 0.25``, ``none`` for nobody, empty for not known."""
    if isinstance(value, list | tuple) and not value:
        return ()
    if isinstance(value, list | tuple) and all(isinstance(one, dict) for one in value):
        pairs = [(clean(one.get("owner")), fraction(one.get("share"))) for one in value]
    else:
        texts = split_list(value, ";\n")
        if not texts:
            return None
        if len(texts) == 1 and texts[0].lower() in _NONE_WORDS:
            return ()
        pairs = []
        for text in texts:
            name, sign, share = text.rpartition("=")
            pairs.append((clean(name), fraction(share)) if sign else (text, None))
    if any(not name for name, _ in pairs):
        raise Wrong("an owner without a name", "name = share; name = share; or none")
    if sum(share for _, share in pairs if share is not None) > 1 + 1e-9:
        raise Wrong("the shares add up to more than 1", "shares of at most 1 together")
    return tuple(pairs)


def _controllers(value: Any) -> tuple[str, ...] | None:
    if isinstance(value, list | tuple) and not value:
        return ()
    names = split_list(value, ";\n")
    if len(names) == 1 and names[0].lower() in _NONE_WORDS:
        return ()
    return names or None


COLUMNS: tuple[Column, ...] = (
    Column("company", "company", "legal name; needed on every row", "Example Silicon Inc.", _text),
    Column("company_id", "company", "your own id of the company; empty: made from the name", "", _text),
    Column("company_aliases", "company", "other names, separated by ;", "Example Chips", _list),
    Column("lei", "company", "Legal Entity Identifier", "", _lei),
    Column("uei", "company", "Unique Entity ID of SAM.gov", "", _uei),
    Column("website", "company", "host name", "silicon.example.com", _host),
    Column("incorporated_in", "company", "country of incorporation; empty: not known", "US", _country),
    Column("based_in", "company", "country where it is primarily based; empty: not known", "US", _country),
    Column("owners", "company", "owner = share; ...; 'none' states that there is none", "none", owners),
    Column("controllers", "company", "who controls it otherwise; 'none' states nobody", "none", _controllers),
    Column("size", "company", "large, medium, small", "small", _text),
    Column("small_business", "company", "yes or no", "yes", _yes_no),
    Column("product", "product", "name; empty on a row that only describes the company", "Example Edge Server", _text),
    Column("product_id", "product", "your own id of the product; empty: made from the names", "", _text),
    Column("layer", "product", "A hardware, B data, C models, D security, E applications, or empty", "A", _layer),
    Column("description", "product", "what it does, in any language", "Rack server with eight accelerators", _text),
    Column("component", "product", "what kind of thing it is", "AI server", _text),
    Column("sectors", "product", "separated by ;", "healthcare; agriculture", _list),
    Column("languages", "product", "languages it works in, ISO 639-1, separated by ;", "en; sw", _list),
    Column("deployment", "product", "on-premises, cloud, edge, ...; separated by ;", "on-premises", _list),
    Column("certifications", "product", "as issued, separated by ;", "FIPS 140-3", _list),
    Column("available_in", "product", "countries or 'global'; empty: not known", "KE; TZ", _markets),
    Column("unit_value_usd", "product", "USD for the quantity offered; empty: not known", "250000", _number),
    Column("us_value_share", "product", "U.S. share of it: 0.6, 60 %, 0.5-0.7, or empty", "0.6", _share_interval),
    Column("value_basis", "product", "how they are known: attested, stated, estimated", "attested", _basis),
    Column("eccn", "product", "export control classification", "4A994", _eccn),
    Column("open_weight", "product", "for models: yes or no", "", _yes_no),
    Column("status", "product", "active, planned or withdrawn; empty: active", "active", _status),
    Column("built_on", "product", "products it needs: ids, own products, Company/Product", "", _list),
    Column("works_with", "product", "likewise, products it works with", "", _list),
    Column("conflicts_with", "product", "likewise, products it cannot be combined with", "", _list),
    Column("derived_from", "product", "likewise, models it was derived from", "", _list),
    Column("basis", "row", "attested, stated (the default) or illustrative", "attested", _basis),
)  # fmt: skip
BY_NAME: dict[str, Column] = {column.name: column for column in COLUMNS}
COMPANY_COLUMNS: tuple[Column, ...] = tuple(column for column in COLUMNS if column.about == "company")


def parse_row(
    row: dict[str, Any], columns: tuple[Column, ...] = COLUMNS
) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    """(values by column, problems as (field, reason, expected)). Columns that the row lacks are as if empty."""
    values: dict[str, Any] = {}
    problems: list[tuple[str, str, str]] = []
    for column in columns:
        cell = row.get(column.name)
        try:
            if isinstance(cell, Formula):
                raise Wrong("a formula; formulas are not evaluated", "the value itself")
            values[column.name] = column.parse(cell)
        except Wrong as wrong:
            problems.append((column.name, wrong.reason, wrong.expected))
    return values, problems
