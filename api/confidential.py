"""What companies attest in confidence is shown to themselves and to officers; others learn that it is known."""

from __future__ import annotations

from api.house import sees_confidential
from api.schemas.catalogue import CompanyOut, ProductOut
from graph.model import Basis, Company, Product
from service.access import Caller

PRODUCT_FIELDS = ("unit_value", "us_value_share")  # trade secrets, when the company itself signed for them
COMPANY_FIELDS = ("owned_by", "controlled_by")


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
