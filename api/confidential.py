"""What companies attest in confidence is shown to themselves and to officers; others learn that it is known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from api.house import sees_confidential
from api.schemas.catalogue import CompanyOut, ProductOut
from graph.model import Basis, Company, Product
from service.access import Caller, Role

PRODUCT_FIELDS = ("unit_value", "us_value_share")  # trade secrets, when the company itself signed for them
COMPANY_FIELDS = ("owned_by", "controlled_by")
WITHHELD = "withheld"


def product_confidential(product: Product) -> bool:
    """Whether the product's values were attested by its company."""
    return product.value_basis is Basis.ATTESTED


def show_product(product: Product, caller: Caller) -> ProductOut:
    """The product as the caller may see it."""
    shown = ProductOut.model_validate(product)
    if not product_confidential(product) or sees_confidential(caller, product.company):
        return shown
    withheld = [name for name in PRODUCT_FIELDS if getattr(product, name) is not None]
    return shown.model_copy(update={**dict.fromkeys(PRODUCT_FIELDS), "withheld": withheld})


def show_company(company: Company, caller: Caller) -> CompanyOut:
    """The company as the caller may see it."""
    shown = CompanyOut.model_validate(company)
    if company.basis is not Basis.ATTESTED or sees_confidential(caller, company.id):
        return shown
    withheld = [name for name in COMPANY_FIELDS if getattr(company, name) is not None]
    return shown.model_copy(update={**dict.fromkeys(COMPANY_FIELDS), "withheld": withheld})


def withheld_products(products: Iterable[Product], role: Role, company: str | None) -> frozenset[str]:
    """Products whose values a caller of this role and company must not learn."""
    caller = Caller("", role, company)
    return frozenset(p.id for p in products if product_confidential(p) and not sees_confidential(caller, p.company))


def hide_in_team(team: dict[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """A team's view without what can be concluded about the values of ``hidden`` products."""
    if hidden.isdisjoint(team["products"]):
        return team
    findings = [hide_in_finding(finding, hidden) for finding in team["findings"]]
    return team | {"us_content": None, "findings": findings}


def hide_in_finding(finding: dict[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """A finding that rests on such values: outcome and rule stay, the values and the words that quote them go."""
    secret = [item["subject"] in hidden and item["fact"] in PRODUCT_FIELDS for item in finding["evidence"]]
    if not any(secret):
        return finding
    evidence = [
        item | {"value": WITHHELD} if is_secret else item
        for item, is_secret in zip(finding["evidence"], secret, strict=True)
    ]
    return finding | {"evidence": evidence, "explanation": "It rests on values that were attested in confidence."}
