"""What a company signs for itself: facts that no source states. They fill gaps, and never overrule a source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from graph.errors import BadInput, Conflict, NotFound
from graph.model import Basis, Company, Holding, Product, Source, SourceRef
from service.records import Records

if TYPE_CHECKING:
    from graph.catalogue import Catalogue
    from graph.records import Record

KIND = "attestation"
COUNTER, COUNTER_ID = "attestation_count", "all"  # its version counts every change, so that snapshots notice
COMPANY_FACTS = ("incorporated_in", "based_in", "small_business", "owned_by")
PRODUCT_FACTS = ("available_in", "unit_value", "us_value_share", "eccn", "open_weight")
SOURCE_PREFIX = "attestation:"  # begins the id of the source under which the catalogue names a company's own word
_VALUE_FACTS = ("unit_value", "us_value_share")


@dataclass(frozen=True, slots=True)
class Attestation:
    """``subject``: the company, or a product of it. ``value`` is plain JSON, as :func:`checked` accepts it.

    ``signed_by``: who signs, in words; ``by``: the key or token that sent it. ``until``: the last day on which it
    holds; None: until it is withdrawn. ``version`` counts its changes.
    """

    company: str
    subject: str
    fact: str
    value: Any
    signed_by: str
    by: str
    at: str
    until: str | None = None
    version: int = 0

    @property
    def id(self) -> str:
        return f"{self.subject}|{self.fact}"

    @property
    def source_id(self) -> str:
        """The source under which the catalogue names it."""
        return f"{SOURCE_PREFIX}{self.company}"

    def holds(self, day: date) -> bool:
        return self.until is None or day <= date.fromisoformat(self.until)


class Attestations:
    """Kept by company."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def page(self, after: str | None, limit: int, company: str | None = None) -> Sequence[Attestation]:
        """By id (subject and fact), of one company or of all."""
        return [_attestation(record) for record in self._records.list(KIND, after=after, limit=limit, owner=company)]

    def get(self, subject: str, fact: str) -> Attestation | None:
        record = self._records.get(KIND, f"{subject}|{fact}")
        return _attestation(record) if record is not None else None

    def put(self, made: Attestation, expected_version: int) -> Attestation:
        """Keep it.

        Raises:
            Conflict: it has another version.
        """
        body = {name: value for name, value in asdict(made).items() if name != "version"}
        record = self._records.put(KIND, made.id, body, owner=made.company, expected_version=expected_version)
        self._count()
        return _attestation(record)

    def withdraw(self, made: Attestation) -> None:
        """Take it back.

        Raises:
            Conflict: it has another version.
        """
        self._records.delete(KIND, made.id, expected_version=made.version)
        self._count()

    def _count(self) -> None:
        self._records.put(COUNTER, COUNTER_ID, {})

    def changes(self) -> int:
        """How often attestations were changed; it only ever rises."""
        record = self._records.get(COUNTER, COUNTER_ID)
        return record.version if record is not None else 0

    def all(self) -> Iterable[Attestation]:
        return (_attestation(record) for record in self._records.scan(KIND))


def company_of(subject: str, catalogue: Catalogue) -> str:
    """The company that may attest facts of ``subject``.

    Raises:
        NotFound: there is no such company or product.
    """
    if subject in catalogue.companies:
        return subject
    product = catalogue.products.get(subject)
    if product is None:
        raise NotFound(f"There is no company or product {subject!r}.", "Give its id.")
    return product.company


def checked(subject: str, fact: str, value: Any, catalogue: Catalogue) -> None:
    """Whether the fact may be attested of the subject with this value.

    Raises:
        BadInput: another kind of fact or value. Conflict: a source states another value.
    """
    thing: Company | Product = catalogue.companies.get(subject) or catalogue.products[subject]
    facts = COMPANY_FACTS if isinstance(thing, Company) else PRODUCT_FACTS
    if fact not in facts:
        raise BadInput(f"fact: {fact!r} is not attested of a {type(thing).__name__.lower()}.", f"One of: {facts}.")
    wanted, right = _CHECKS[fact]
    if not right(value, catalogue):
        raise BadInput(f"value: {value!r} is no {fact}.", f"It takes {wanted}.")
    held = getattr(thing, fact)
    attested = any(ref.source_id.startswith(SOURCE_PREFIX) and ref.locator == fact for ref in thing.sources)
    if held is not None and not attested and _plain(held) != _plain(_typed(fact, value)):
        raise Conflict(
            f"A source states another {fact} of {subject!r}.", "Have the source corrected; an attestation fills gaps."
        )


def with_attested(catalogue: Catalogue, made: Iterable[Attestation], day: date) -> Catalogue:
    """The catalogue with every attested fact that no source states and that holds on ``day``."""
    companies, products = dict(catalogue.companies), dict(catalogue.products)
    sources = dict(catalogue.sources)
    for one in made:
        if not one.holds(day):
            continue
        ref = SourceRef(one.source_id, one.fact)
        if one.subject in companies and one.fact in COMPANY_FACTS:
            company = companies[one.subject]
            if getattr(company, one.fact) is None:
                value = _typed(one.fact, one.value, ref)
                filled: dict[str, Any] = {one.fact: value, "sources": (*company.sources, ref)}
                companies[one.subject] = replace(company, **filled)
        elif one.subject in products and one.fact in PRODUCT_FACTS:
            product = products[one.subject]
            if getattr(product, one.fact) is None:
                basis = Basis.ATTESTED if one.fact in _VALUE_FACTS else product.value_basis
                filled = {one.fact: _typed(one.fact, one.value), "sources": (*product.sources, ref)}
                products[one.subject] = replace(product, **filled, value_basis=basis)
        else:
            continue
        sources[one.source_id] = Source(one.source_id, "attestation", "", "the company's own word", one.at[:10], "")
    return replace(catalogue, companies=companies, products=products, sources=dict(sorted(sources.items())))


def _typed(fact: str, value: Any, ref: SourceRef | None = None) -> Any:
    if fact == "owned_by":
        return tuple(Holding(one["owner"], one.get("share"), source=ref) for one in value)
    if fact == "us_value_share":
        return (float(value[0]), float(value[1]))
    if fact == "available_in":
        return tuple(value)
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [(one.owner, one.share) if isinstance(one, Holding) else one for one in value]
    return value


def _is_country(value: Any, catalogue: Catalogue) -> bool:
    return isinstance(value, str) and value in catalogue.markets and len(value) == 2


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_share(value: Any) -> bool:
    return (
        isinstance(value, list) and len(value) == 2 and all(map(_is_number, value)) and 0 <= value[0] <= value[1] <= 1
    )


def _are_owners(value: Any, catalogue: Catalogue) -> bool:
    """Owners are companies of the catalogue, each with a share or null."""
    if not isinstance(value, list) or not all(
        isinstance(one, dict) and set(one) <= {"owner", "share"} for one in value
    ):
        return False
    shares = [one.get("share") for one in value]
    return all(one.get("owner") in catalogue.companies for one in value) and all(
        share is None or (_is_number(share) and 0 < share <= 1) for share in shares
    )


_Check = Callable[[Any, "Catalogue"], bool]
_CHECKS: Mapping[str, tuple[str, _Check]] = {
    "incorporated_in": ("a country's alpha-2 code", _is_country),
    "based_in": ("a country's alpha-2 code", _is_country),
    "small_business": ("true or false", lambda value, _: isinstance(value, bool)),
    "owned_by": ("a list of {owner: company id, share: 0 to 1 or null}; empty: nobody", _are_owners),
    "available_in": (
        "a list of alpha-2 codes, or [global]",
        lambda value, catalogue: (
            isinstance(value, list)
            and bool(value)
            and all(one == "global" or _is_country(one, catalogue) for one in value)
        ),
    ),
    "unit_value": ("USD above 0", lambda value, _: _is_number(value) and 0 < value < 1e15),
    "us_value_share": ("an interval [low, high] within 0 and 1", lambda value, _: _is_share(value)),
    "eccn": ("an ECCN such as 3A090, or EAR99", lambda value, _: isinstance(value, str) and 2 < len(value) <= 20),
    "open_weight": ("true or false", lambda value, _: isinstance(value, bool)),
}


def _attestation(record: Record) -> Attestation:
    return Attestation(**{**record.body, "version": record.version})
