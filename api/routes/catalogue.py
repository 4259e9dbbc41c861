"""Companies and products."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.confidential import show_company, show_product
from api.document import etag_header
from api.etags import content_tag
from api.house import House, own_or_staff
from api.paging import DEFAULT_LIMIT, Cursor, Limit, slice_of
from api.routing import EVERYBODY, Routes, Who
from api.schemas.base import Country, Id, One, Page
from api.schemas.catalogue import CompanyOut, ProductOut
from api.words import has_all, wanted_words
from graph.errors import NotFound
from graph.model import Company, Layer, Product
from service.access import Role

Words = Annotated[str, Query(max_length=200, description="all of these words in its names")]
Illustrative = Annotated[bool, Query(description="with the made-up example companies, which are marked")]


def add(router: APIRouter, house: House) -> None:
    """The routes."""
    _companies(Routes(router, "companies"), house)
    _products(Routes(router, "products"), house)


def _companies(routes: Routes, house: House) -> None:
    @routes.get("/companies", EVERYBODY)
    def list_companies(
        caller: Who,
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
        words: Words = "",
        country: Annotated[Country | None, Query()] = None,
        illustrative: Illustrative = False,
    ) -> Page[CompanyOut]:
        """List companies, by id.

        A company sees only itself.
        """
        companies = house.app.snapshot(illustrative=illustrative).catalogue.companies
        wanted = wanted_words(words)

        def keep(company: Company) -> bool:
            if caller.role is Role.COMPANY and company.id != caller.company:
                return False
            if country is not None and country not in (company.incorporated_in, company.based_in):
                return False
            return has_all(wanted, (company.name, *company.aliases))

        question = ("companies", words, country, illustrative, caller.company)
        found = slice_of(list(companies), companies.__getitem__, keep, cursor, limit, question)
        return house.page(found.shown(lambda one: show_company(one, caller)))

    @routes.get("/companies/{company_id:path}", EVERYBODY, responses=etag_header())
    def get_company(company_id: Id, caller: Who, response: Response) -> One[CompanyOut]:
        """One company. The id of a merged company leads to the one that it is now."""
        snapshot = house.app.snapshot(illustrative=True)
        company = snapshot.catalogue.companies.get(snapshot.merged.get(company_id, company_id))
        own_or_staff(caller, company.id if company is not None else company_id)
        if company is None:
            raise NotFound(f"There is no company {company_id!r}.", "List them: GET /v1/companies")
        shown = show_company(company, caller)
        response.headers["ETag"] = content_tag(shown)
        return house.one(shown)


def _products(routes: Routes, house: House) -> None:
    @routes.get("/products", EVERYBODY)
    def list_products(
        caller: Who,
        limit: Limit = DEFAULT_LIMIT,
        cursor: Cursor = None,
        words: Words = "",
        layer: Annotated[Layer | None, Query()] = None,
        company: Annotated[Id | None, Query(description="only of this company (id)")] = None,
        illustrative: Illustrative = False,
    ) -> Page[ProductOut]:
        """List products, by id.

        A company sees only its own.
        """
        products = house.app.snapshot(illustrative=illustrative).catalogue.products
        wanted = wanted_words(words)
        if caller.role is Role.COMPANY:
            own_or_staff(caller, company or caller.company or "")
            company = caller.company

        def keep(product: Product) -> bool:
            if layer is not None and product.layer is not layer:
                return False
            if company is not None and product.company != company:
                return False
            return has_all(wanted, (product.name, product.component))

        question = ("products", words, layer, company, illustrative)
        found = slice_of(list(products), products.__getitem__, keep, cursor, limit, question)
        return house.page(found.shown(lambda one: show_product(one, caller)))

    @routes.get("/products/{product_id:path}", EVERYBODY, responses=etag_header())
    def get_product(product_id: Id, caller: Who, response: Response) -> One[ProductOut]:
        """One product."""
        product = house.app.snapshot(illustrative=True).catalogue.products.get(product_id)
        if product is None:
            raise NotFound(f"There is no product {product_id!r}.", "List them: GET /v1/products")
        own_or_staff(caller, product.company)
        shown = show_product(product, caller)
        response.headers["ETag"] = content_tag(shown)
        return house.one(shown)
