"""The FedRAMP marketplace (GSA): authorised cloud services, their providers, and what each is built on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from graph.model import Basis, Company, Product, ProductLink, ProductLinkKind
from ingest.context import ReadContext
from ingest.items import Item, ProductLinks
from ingest.parsing.json_stream import array_items, first_byte, top_level
from ingest.parsing.text import clean, host_of, slug, split_list
from ingest.readers.base import Dataset, JsonKept, Record, reject
from ingest.source_file import SourceFile

PREFIX = "fedramp"
_UEI = re.compile(r"[A-HJ-NP-Z0-9]{12}")  # SAM.gov: 12 characters, no letters O or I
_AUTHORISED = "FedRAMP Authorized"
_SMALL = {"yes": True, "no": False}


def product_id(native: str) -> str:
    return f"{PREFIX}:{native}"


def company_id(name: str) -> str:
    return f"company:{PREFIX}:{slug(name)}"


class FedrampReader(JsonKept):
    """``{"meta": ..., "products": [...]}`` (also ``{"data": {"Products": [...]}}``, as published since 2024)."""

    name = "fedramp"
    title = "FedRAMP marketplace JSON"
    _prefixes = ("products.item", "data.Products.item", "data.products.item")

    def recognises(self, file: SourceFile) -> bool:
        if first_byte(file.head) != b"{":
            return False
        seen = top_level(file, len(file.head))
        return any(f"{prefix}.{key}" in seen for prefix in self._prefixes for key in ("cso", "csp"))

    def dataset(self, file: SourceFile) -> Dataset:
        seen = top_level(file, len(file.head))
        changed = next((seen[key] for key in ("meta.last_change", "meta.Last_Changed") if seen.get(key)), None)
        return Dataset(
            "fedramp-marketplace",
            "FedRAMP Marketplace",
            "https://marketplace.fedramp.gov",
            "U.S. Government work, public domain (17 U.S.C. 105)",
            snapshot=True,
            max_age_days=365,  # authorisations are reviewed every year (annual assessment)
            date=str(changed)[:10] if changed else None,
        )

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record]:
        seen = top_level(file, len(file.head))
        prefix = next(one for one in self._prefixes if f"{one}.cso" in seen or f"{one}.csp" in seen)
        upstream: dict[str, dict[str, str]] = {}
        providers: dict[str, dict[str, Any]] = {}
        for _, record in array_items(file, prefix):
            if not isinstance(record, dict):
                continue
            _note_provider(providers, record)
            kind = _leverage(record).value
            for user in record.get("leveraged_by") or ():
                upstream.setdefault(str(user), {})[str(record.get("id"))] = kind
        for name, facts in providers.items():
            yield f"csp={name}", facts
        for index, record in array_items(file, prefix):
            if isinstance(record, dict):
                record = {**record, "leverages": upstream.get(str(record.get("id")), {})}
            yield f"products[{index}]", record

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        if not isinstance(record, dict):
            yield reject(locator, "", "not an object", "an object with id, csp and cso")
        elif "provider" in record:
            yield from self._company(locator, record, context)
        else:
            yield from self._product(locator, record, context)

    def _company(self, locator: str, record: dict[str, Any], context: ReadContext) -> Iterator[Item]:
        ueis = sorted(uei for uei in record["uei"] if _UEI.fullmatch(uei))
        for wrong in sorted(set(record["uei"]) - set(ueis)):
            yield reject(
                locator, "uei", f"{wrong!r} is no Unique Entity ID; the rest is kept", "12 characters A-Z, 0-9"
            )
        if len(ueis) > 1:
            yield reject(locator, "uei", f"several ids for one provider: {', '.join(ueis)}; left unknown", "one id")
        small = set(record["small_business"])
        yield Company(
            id=company_id(record["provider"]),
            name=record["provider"],
            uei=ueis[0] if len(ueis) == 1 else None,
            website=record["websites"][0] if record["websites"] else None,
            small_business=small.pop() if len(small) == 1 else None,
            sources=(context.ref(locator),),
        )

    def _product(self, locator: str, record: dict[str, Any], context: ReadContext) -> Iterator[Item]:
        native, provider, offer = (clean(record.get(key)) for key in ("id", "csp", "cso"))
        for field, value in (("id", native), ("csp", provider), ("cso", offer)):
            if not value or not slug(value):
                yield reject(locator, field, "missing", f"a non-empty {field}")
                return
        functions = split_list(record.get("business_function"))
        models = split_list(record.get("service_model"))
        description = clean(record.get("service_desc"), context.limits.max_text)
        hints = {"service_model": models, "business_function": functions, "dataset": ("fedramp",)}
        layer, reason = context.layer_of(f"{offer}. {description}", hints)
        ref = context.ref(f"id={native}")
        yield Product(
            id=product_id(native),
            name=offer,
            company=company_id(provider),
            layer=layer,
            description=_description(description, functions, models),
            layer_basis=Basis.INFERRED,
            layer_reason=reason,
            component="cloud service",
            sectors=functions,
            deployment=(*models, *split_list(record.get("deployment_model"))),
            certifications=_certifications(record),
            links=tuple(
                ProductLink(ProductLinkKind(kind), product_id(one), ref)
                for one, kind in record.get("leverages", {}).items()
            ),
            sources=(ref,),
        )


def _leverage(record: dict[str, Any]) -> ProductLinkKind:
    """What it means that another service leverages this one's authorisation.

    Infrastructure and platforms carry it: it cannot be delivered without them. Software (log-in, monitoring, tickets)
    is what its provider runs it with: that works together, and is no part of what a buyer must be sold.
    """
    carries = {"IaaS", "PaaS"} & set(split_list(record.get("service_model")))
    return ProductLinkKind.BUILT_ON if carries else ProductLinkKind.WORKS_WITH


def _note_provider(providers: dict[str, dict[str, Any]], record: dict[str, Any]) -> None:
    """Gather what the provider's rows say of it: one company has one set of facts, however many services it lists."""
    name = clean(record.get("csp"))
    if not slug(name):
        return
    facts = providers.setdefault(name, {"provider": name, "uei": [], "websites": [], "small_business": []})
    if uei := clean(record.get("uei")).upper():
        facts["uei"] = sorted({*facts["uei"], uei})
    if (small := _SMALL.get(clean(record.get("small_business")).lower())) is not None:
        facts["small_business"] = sorted({*facts["small_business"], small})
    if host := host_of(clean(record.get("website"))):
        counts = Counter([*facts.setdefault("hosts", []), host])
        facts["hosts"] = [*facts["hosts"], host]
        facts["websites"] = sorted(counts, key=lambda one: (-counts[one], len(one), one))


def _description(text: str, functions: tuple[str, ...], models: tuple[str, ...]) -> str:
    parts = [text]
    if functions:
        parts.append(f"Business functions: {', '.join(functions)}.")
    if models:
        parts.append(f"Service model: {', '.join(models)}.")
    return " ".join(part for part in parts if part)


def _certifications(record: dict[str, Any]) -> tuple[str, ...]:
    """FedRAMP Moderate, say, for an authorised service; others carry their status, so that nobody misreads them."""
    status, level = clean(record.get("status")), clean(record.get("impact_level"))
    if not status:
        return ()
    if status == _AUTHORISED:
        return (f"FedRAMP {level}".strip(),)
    return (f"{status} ({level})" if level else status,)


class FedrampEdgesReader(JsonKept):
    """The builds-on table: one row for each service (downstream) that leverages another (upstream).

    The table does not say what the upstream service is, so it states only that the two work together; the marketplace's
    own records say what carries what.
    """

    name = "fedramp-edges"
    title = "FedRAMP builds-on table"

    def recognises(self, file: SourceFile) -> bool:
        from ingest.parsing.tables import header_of

        return {"upstream_id", "downstream_id"} <= set(header_of(file)[0])

    def dataset(self, file: SourceFile) -> Dataset:
        return Dataset(
            "fedramp-builds-on",
            "FedRAMP Marketplace, leveraged systems",
            "https://marketplace.fedramp.gov",
            "U.S. Government work, public domain (17 U.S.C. 105)",
        )

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record]:
        from ingest.parsing.tables import rows

        for line, row in rows(file, required=("upstream_id", "downstream_id")):
            yield f"line {line}", row

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        upstream, downstream = clean(record["upstream_id"]), clean(record["downstream_id"])
        if not upstream or not downstream:
            field = "upstream_id" if not upstream else "downstream_id"
            yield reject(locator, field, "missing", "the FedRAMP id of a service")
            return
        link = ProductLink(ProductLinkKind.WORKS_WITH, product_id(upstream), context.ref(locator))
        yield ProductLinks(product_id(downstream), (link,))
