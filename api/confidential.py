"""What companies attest in confidence is shown to themselves and to officers; others learn that it is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from api.house import sees_confidential
from api.schemas.catalogue import CompanyOut, ProductOut
from graph.catalogue import Catalogue
from graph.model import Basis, Company, Product, SourceRef
from service.access import Caller, Role
from service.attestations import SOURCE_PREFIX

PRODUCT_FIELDS = ("unit_value", "us_value_share")  # trade secrets, when the company itself signed for them
COMPANY_FIELDS = ("owned_by", "controlled_by")
WITHHELD = "withheld"
CONFIDENCE = "It rests on values that were attested in confidence."


class World(Protocol):
    """A catalogue, or the part of one that a team is made from."""

    @property
    def companies(self) -> Mapping[str, Company]: ...

    @property
    def products(self) -> Mapping[str, Product]: ...


def product_secrets(product: Product) -> tuple[str, ...]:
    """The fields of the product that its company signed for in confidence."""
    if product.value_basis is Basis.ATTESTED:
        return tuple(name for name in PRODUCT_FIELDS if getattr(product, name) is not None)
    return ()


def company_secrets(company: Company) -> tuple[str, ...]:
    """The fields of the company that it signed for in confidence."""
    signed = {ref.locator for ref in company.sources if _signed(ref)}
    return tuple(
        name
        for name in COMPANY_FIELDS
        if getattr(company, name) is not None and (name in signed or (company.basis is Basis.ATTESTED and not signed))
    )


def _signed(ref: SourceRef) -> bool:
    return ref.source_id.startswith(SOURCE_PREFIX)


def show_product(product: Product, caller: Caller) -> ProductOut:
    """The product as the caller may see it."""
    shown, secrets = ProductOut.model_validate(product), product_secrets(product)
    if not secrets or sees_confidential(caller, product.company):
        return shown
    return shown.model_copy(update={**dict.fromkeys(secrets), WITHHELD: list(secrets)})


def show_company(company: Company, caller: Caller) -> CompanyOut:
    """The company as the caller may see it."""
    shown, secrets = CompanyOut.model_validate(company), company_secrets(company)
    if not secrets or sees_confidential(caller, company.id):
        return shown
    return shown.model_copy(update={**dict.fromkeys(secrets), WITHHELD: list(secrets)})


def without_secrets(catalogue: Catalogue, caller: Caller) -> Catalogue:
    """The catalogue as the caller may walk through it: without owners that companies named in confidence."""
    hidden: dict[str, Company] = {}
    for company in catalogue.companies.values():
        secrets: dict[str, Any] = dict.fromkeys(company_secrets(company))
        if secrets and not sees_confidential(caller, company.id):
            hidden[company.id] = replace(company, **secrets)
    return replace(catalogue, companies={**catalogue.companies, **hidden}) if hidden else catalogue


def withheld(world: World, role: Role, company: str | None) -> frozenset[str]:
    """Products and companies of which a caller of this role and company must not learn what was signed for."""
    caller = Caller("", role, company)
    products = (
        p.id for p in world.products.values() if product_secrets(p) and not sees_confidential(caller, p.company)
    )
    companies = (c.id for c in world.companies.values() if company_secrets(c) and not sees_confidential(caller, c.id))
    return frozenset((*products, *companies))


def hide_in_team(team: dict[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """A team's view without what can be concluded about the values of ``hidden`` products and companies."""
    findings = [hide_in_finding(finding, hidden) for finding in team["findings"]]
    share = team["us_content"] if hidden.isdisjoint(team["products"]) else None
    return team | {"us_content": share, "findings": findings}


def hide_in_finding(finding: dict[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """A finding that rests on such values: outcome and rule stay, the values and the words that quote them go."""
    facts = (*PRODUCT_FIELDS, *COMPANY_FIELDS)
    secret = [item["subject"] in hidden and item["fact"] in facts for item in finding["evidence"]]
    if not any(secret):
        return finding
    evidence = [
        item | {"value": WITHHELD} if is_secret else item
        for item, is_secret in zip(finding["evidence"], secret, strict=True)
    ]
    return finding | {"evidence": evidence, "explanation": CONFIDENCE}
