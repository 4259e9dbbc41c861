"""Company and product catalogues in the template's columns: CSV, XLSX, JSON, JSON Lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.model import Basis, Company, Control, Holding, Product, ProductLink, ProductLinkKind
from ingest.context import ReadContext
from ingest.items import CompanyStub, Item, Rejected
from ingest.parsing.json_stream import array_items, first_byte, is_json_lines, json_lines, top_level
from ingest.parsing.tables import header_of, rows
from ingest.parsing.text import clean, slug
from ingest.parsing.workbooks import first_row, sheet_rows
from ingest.readers.base import Dataset, JsonKept, Record, reject
from ingest.readers.catalogue_columns import BY_NAME, COMPANY_COLUMNS, parse_row
from ingest.readers.company_facts import CompanyFacts
from ingest.source_file import SourceFile
from ingest.template import unescaped

PREFIX = "catalogue"
_FACTS = tuple(column.name for column in BY_NAME.values() if column.about == "company" and column.name != "company_id")
_TELLING = {"product", "layer", "incorporated_in", "based_in", "owners", "us_value_share"}
_LINKS = {
    "built_on": ProductLinkKind.BUILT_ON,
    "works_with": ProductLinkKind.WORKS_WITH,
    "conflicts_with": ProductLinkKind.CONFLICTS_WITH,
    "derived_from": ProductLinkKind.DERIVED_FROM,
}
_ATTESTED_DAYS = 365  # a company confirms what it says of itself once a year; our choice, no rule known


def column_name(header: Any) -> str:
    return clean(header).lower().replace(" ", "_").replace("-", "_")


def company_id(name: str, own_id: str | None = None) -> str:
    """The id given when it is qualified (``company:...``), else one of ours made from the id or the name."""
    if own_id and ":" in own_id:
        return own_id
    return f"company:{PREFIX}:{slug(own_id or name)}"


def product_id(company: str, name: str, own_id: str | None = None) -> str:
    if own_id and ":" in own_id:
        return own_id
    return f"{PREFIX}:{slug(company)}/{slug(own_id or name)}"


def _reference(text: str, company: str) -> str:
    """The product that ``text`` names: a qualified id, ``Company/Product``, or a product of ``company``."""
    if ":" in text:
        return text
    owner, slash, name = text.partition("/")
    return product_id(owner, name) if slash else product_id(company, text)


class CatalogueReader(JsonKept):
    name = "catalogue"
    title = "company and product catalogue (the columns of the template)"

    def recognises(self, file: SourceFile) -> bool:
        names = {column_name(name) for name in _field_names(file)}
        return "company" in names and bool(names & _TELLING)

    def dataset(self, file: SourceFile) -> Dataset:
        return Dataset(
            f"catalogue:{slug(file.path.stem)}",
            f"Catalogue {file.name}",
            "",
            "as agreed with whoever handed it in",
            max_age_days=_ATTESTED_DAYS,
        )

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record | Rejected]:
        """First what all rows together say of each company, then each row's product."""
        known = set(BY_NAME)
        for name in _field_names(file):
            if column_name(name) not in known:
                yield reject(
                    "header", clean(name), "not a column of the template; it was left out", "a template column"
                )
        with CompanyFacts(_FACTS) as companies:
            for locator, row in _rows(file, context):
                if isinstance(row, dict):
                    values, problems = parse_row(row, COMPANY_COLUMNS)
                    if not problems and values["company"] and slug(values["company"]):
                        key = company_id(values["company"], values["company_id"])
                        companies.note(key, locator, {name: row.get(name) for name in (*_FACTS, "basis")})
            for key, locator, facts, clashes in companies.folded():
                yield from (
                    reject(locator, field, f"rows disagree: {one!r} and {other!r}; left unknown", "one value", "")
                    for field, one, other in clashes
                )
                yield locator, {"company_id": key, **facts, "_only": "company"}
        for locator, row in _rows(file, context):
            yield (locator, row) if isinstance(row, dict) else row

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        values, problems = parse_row(record)
        if not values.get("company") and not any(field == "company" for field, _, _ in problems):
            problems.insert(0, ("company", "missing", "the company's legal name on every row"))
        elif values.get("company") and not slug(values["company"]):
            problems.insert(0, ("company", f"{values['company']!r} holds no letter", "the company's legal name"))
        if problems:
            fields, reasons, expected = (list(part) for part in zip(*problems, strict=True))
            yield reject(locator, ", ".join(fields), "; ".join(reasons), "; ".join(expected))
            return
        basis = Basis.ILLUSTRATIVE if context.source.illustrative else values["basis"] or Basis.STATED
        if "_only" in record:
            yield from _company(locator, values, basis, context)
            return
        if context.retry:  # its company may not have been written, if every row of it was rejected
            for item in _company(locator, values, basis, context):
                yield CompanyStub(item) if isinstance(item, Company) else item
        if values["product"]:
            yield _product(locator, values, basis, context)


def _company(locator: str, values: dict[str, Any], basis: Basis, context: ReadContext) -> Iterator[Item]:
    ref = context.ref(locator)
    held, controlled = values["owners"], values["controllers"]
    names = [name for name, _ in held or ()] + list(controlled or ())
    for name in names:
        if ":" not in name:
            yield CompanyStub(Company(id=company_id(name), name=name, basis=basis, sources=(ref,)))
    yield Company(
        id=company_id(values["company"], values["company_id"]),
        name=values["company"],
        aliases=values["company_aliases"],
        lei=values["lei"],
        uei=values["uei"],
        incorporated_in=values["incorporated_in"],
        based_in=values["based_in"],
        website=values["website"],
        size=values["size"],
        small_business=values["small_business"],
        owned_by=None
        if held is None
        else tuple(Holding(company_id(one, one), share, source=ref) for one, share in held),
        controlled_by=None
        if controlled is None
        else tuple(Control(company_id(one, one), "stated in the catalogue", source=ref) for one in controlled),
        basis=basis,
        sources=(ref,),
    )


def _product(locator: str, values: dict[str, Any], basis: Basis, context: ReadContext) -> Product:
    ref = context.ref(locator)
    layer, layer_basis, reason = values["layer"], basis, ""
    if layer is None:
        text = f"{values['product']}. {values['description'] or ''}"
        layer, reason = context.layer_of(text, {"component": (values["component"] or "",)})
        layer_basis = Basis.INFERRED
    return Product(
        id=product_id(values["company"], values["product"], values["product_id"]),
        name=values["product"],
        company=company_id(values["company"], values["company_id"]),
        layer=layer,
        description=clean(values["description"], context.limits.max_text),
        layer_basis=layer_basis,
        layer_reason=reason,
        component=values["component"] or "",
        sectors=values["sectors"],
        languages=values["languages"],
        deployment=values["deployment"],
        certifications=values["certifications"],
        available_in=values["available_in"],
        unit_value=values["unit_value_usd"],
        us_value_share=values["us_value_share"],
        value_basis=_value_basis(values, basis),
        eccn=values["eccn"],
        open_weight=values["open_weight"],
        status=values["status"],
        links=tuple(
            ProductLink(kind, _reference(text, values["company"]), ref)
            for column, kind in _LINKS.items()
            for text in values[column]
        ),
        basis=basis,
        sources=(ref,),
    )


def _value_basis(values: dict[str, Any], basis: Basis) -> Basis | None:
    if values["unit_value_usd"] is None and values["us_value_share"] is None:
        return None
    return Basis.ILLUSTRATIVE if basis is Basis.ILLUSTRATIVE else values["value_basis"] or basis


def _field_names(file: SourceFile) -> tuple[str, ...]:
    if file.is_workbook:
        return tuple(clean(name) for name in first_row(file) if clean(name))
    if first_byte(file.head) in (b"{", b"["):
        if is_json_lines(file):
            import orjson

            line = file.head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0]
            first = orjson.loads(line) if line.endswith(b"}") else {}
            return tuple(first) if isinstance(first, dict) else ()
        seen = top_level(file, len(file.head))
        names = [
            name.removeprefix("item.").removeprefix("rows.")
            for name in seen
            if name.startswith(("item.", "rows.item."))
        ]
        return tuple(
            dict.fromkeys(name.removeprefix("item.") for name in names if "." not in name.removeprefix("item."))
        )
    return header_of(file)[0]


def _rows(file: SourceFile, context: ReadContext) -> Iterator[tuple[str, dict[str, Any] | Rejected]]:
    """(locator, row keyed by column name) whatever the format."""
    if file.is_workbook:
        header: tuple[str, ...] = ()
        for number, cells in sheet_rows(file, context.limits):
            if not header:
                header = tuple(column_name(cell) for cell in cells)
            elif any(cell is not None for cell in cells):
                yield f"row {number}", dict(zip(header, cells, strict=False))
    elif first_byte(file.head) in (b"{", b"["):
        yield from _json_rows(file, context)
    else:
        names = {name: column_name(name) for name in header_of(file)[0]}
        for line, row in rows(file):
            yield f"line {line}", {names.get(name, name): unescaped(cell) for name, cell in row.items()}


def _json_rows(file: SourceFile, context: ReadContext) -> Iterator[tuple[str, dict[str, Any] | Rejected]]:
    if is_json_lines(file):
        for line, value, raw in json_lines(file, context.limits):
            text = raw.decode("utf-8", errors="replace").strip()
            yield f"line {line}", _keyed(value) if value is not None else _no_object(f"line {line}", text)
        return
    prefix = "item" if first_byte(file.head) == b"[" else "rows.item"
    for index, value in array_items(file, prefix):
        place = f"[{index}]"
        yield place, _keyed(value) if isinstance(value, dict) else _no_object(place, str(value))


def _keyed(value: dict[str, Any]) -> dict[str, Any]:
    return {column_name(key): inner for key, inner in value.items()}


def _no_object(place: str, text: str) -> Rejected:
    return reject(place, "", "not a JSON object", "an object with the template's columns as keys", text)
