"""TED notices in the schema R2.0.9 (2014 to 2023), one notice a file; and the JSON Lines extract of such notices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from graph.model import Opportunity
from ingest.context import ReadContext
from ingest.items import Item, Rejected
from ingest.parsing.dates import parse_date
from ingest.parsing.json_stream import json_lines
from ingest.parsing.numbers import parse_number
from ingest.parsing.text import clean
from ingest.parsing.xml_stream import Element, child, children, descendants, local, text_of, whole
from ingest.places import country_code
from ingest.readers.base import Dataset, JsonKept, Record, XmlKept, Yield, reject
from ingest.readers.notices import Winner, joined, language_code, notice_text, winner_ids, winner_items
from ingest.source_file import SourceFile

PREFIX = "ted"
_DATASET = Dataset(
    "ted",
    "Tenders Electronic Daily (TED)",
    "https://ted.europa.eu",
    "CC BY 4.0 (Commission Decision 2011/833/EU)",
)
# The form says what the notice is (Implementing Regulation (EU) 2015/1986, annexes); the status follows from it.
_FORM_STATUS = {
    "F01": "planned", "F04": "planned", "F22": "open", "F02": "open", "F05": "open", "F07": "open", "F12": "open",
    "F21": "open", "F23": "open", "F24": "open", "F03": "awarded", "F06": "awarded", "F13": "awarded",
    "F15": "awarded", "F18": "awarded", "F19": "awarded", "F25": "awarded", "F20": "modified", "F14": "corrected",
    "F08": "profile", "F16": "planned", "F17": "open",
}  # fmt: skip


class TedReader(XmlKept):
    name = "ted"
    title = "TED notice XML, schema R2.0.9"

    def recognises(self, file: SourceFile) -> bool:
        return b"<TED_EXPORT" in file.head

    def dataset(self, file: SourceFile) -> Dataset:
        return _DATASET

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record | Rejected]:
        root = whole(file, context.limits)
        version = root.get("VERSION") or root.tag
        if "R2.0.9" not in version and "R2.0.9" not in str(root.tag):
            yield reject("TED_EXPORT", "VERSION", f"{version} is not read", "R2.0.9, or eForms")
            return
        yield root.get("DOC_ID") or file.path.stem, root

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        root: Element = record
        form = _original_form(root)
        number = root.get("DOC_ID") or locator
        if form is None:
            yield reject(locator, "FORM_SECTION", "holds no form", "a form such as F02_2014 with its text")
            return
        title = text_of(form, "OBJECT_CONTRACT", "TITLE") or _translated_title(root, form.get("LG") or "EN")
        if not title:
            yield reject(locator, "OBJECT_CONTRACT/TITLE", "missing", "the title of the notice")
            return
        limit = context.limits.max_text
        ref = context.ref(f"DOC_ID={number}")
        awards = _awards(form)
        notice = child(root, "CODED_DATA_SECTION", "NOTICE_DATA")
        coded = child(root, "CODED_DATA_SECTION", "CODIF_DATA")
        value, currency = _value(form)
        country = child(notice, "ISO_COUNTRY")
        kind = form.get("FORM") or local(form.tag)
        yield from winner_items(PREFIX, awards, ref)
        yield Opportunity(
            id=f"{PREFIX}:{number}",
            title=notice_text(title, limit),
            description=_description(form, limit),
            language=language_code(form.get("LG") or text_of(notice, "LG_ORIG")),
            buyer=_buyer(root, form),
            buyer_kind=text_of(coded, "AA_AUTHORITY_TYPE") or None,
            countries=_countries(country),
            value=value,
            currency=currency,
            published=parse_date(text_of(root, "CODED_DATA_SECTION", "REF_OJS", "DATE_PUB")),
            deadline=parse_date(text_of(form, "PROCEDURE", "DATE_RECEIPT_TENDERS")),
            status=_FORM_STATUS.get(kind),
            notice_kind=text_of(coded, "TD_DOCUMENT_TYPE") or kind,
            codes=_codes(form, notice),
            awarded_to=winner_ids(PREFIX, awards),
            sources=(ref,),
        )


def _original_form(root: Element) -> Element | None:
    """The form in the language it was written in; the same form in other languages is a translation."""
    section = child(root, "FORM_SECTION")
    forms = [] if section is None else list(section)
    forms = [form for form in forms if child(form, "OBJECT_CONTRACT") is not None or len(form)]
    originals = [form for form in forms if form.get("CATEGORY") == "ORIGINAL"]
    return next(iter(originals or forms), None)


def _translated_title(root: Element, language: str) -> str:
    titles = {one.get("LG"): text_of(one, "TI_TEXT") for one in descendants(root, "ML_TI_DOC")}
    return titles.get(language) or titles.get("EN") or ""


def _buyer(root: Element, form: Element) -> str | None:
    name = text_of(form, "CONTRACTING_BODY", "ADDRESS_CONTRACTING_BODY", "OFFICIALNAME")
    return clean(name or text_of(root, "TRANSLATION_SECTION", "ML_AA_NAMES", "AA_NAME")) or None


def _countries(country: Element | None) -> tuple[str, ...]:
    code = country_code(country.get("VALUE") or "") if country is not None else None
    return (code,) if code else ()


def _description(form: Element, limit: int) -> str:
    contract = child(form, "OBJECT_CONTRACT")
    parts = [text_of(contract, "SHORT_DESCR")]
    for lot in children(contract, "OBJECT_DESCR"):
        texts = (text_of(lot, "TITLE"), text_of(lot, "SHORT_DESCR"))
        parts += [": ".join(part for part in texts if part)]
    return joined((notice_text(part, limit) for part in parts), limit)


def _codes(form: Element, notice: Element | None) -> tuple[str, ...]:
    found = [code.get("CODE") for code in descendants(form, "CPV_CODE")]
    found += [code.get("CODE") for code in children(notice, "ORIGINAL_CPV")]
    return tuple(dict.fromkeys(f"CPV:{code[:8]}" for code in found if code and code[:8].isdigit()))


def _value(form: Element) -> tuple[float | None, str | None]:
    contract = child(form, "OBJECT_CONTRACT")
    for name in ("VAL_TOTAL", "VAL_ESTIMATED_TOTAL"):
        element = child(contract, name)
        amount = parse_number(text_of(element)) if element is not None else None
        if element is not None and amount is not None:
            return amount, element.get("CURRENCY")
    lots = [child(lot, "VAL_OBJECT") for lot in children(contract, "OBJECT_DESCR")]
    stated = [lot for lot in lots if lot is not None]
    currencies = {lot.get("CURRENCY") for lot in stated}
    amounts = [parse_number(text_of(lot)) for lot in stated]
    if lots and len(stated) == len(lots) and len(currencies) == 1 and None not in amounts:
        return sum(amount for amount in amounts if amount is not None), currencies.pop()
    return None, None


def _awards(form: Element) -> list[list[Winner]]:
    awards = []
    for contract in descendants(form, "AWARDED_CONTRACT"):
        winners = []
        for name in ("ADDRESS_CONTRACTOR", "ADDRESS_WINNER"):
            for address in descendants(contract, name):
                country = child(address, "COUNTRY")
                code = country_code(country.get("VALUE") or "") if country is not None else None
                winners.append(Winner(clean(text_of(address, "OFFICIALNAME")), code))
        # Several names without this mark are holders of a framework, each for itself.
        together = next(descendants(contract, "AWARDED_TO_GROUP"), None) is not None
        awards += [winners] if together else [[winner] for winner in winners]
    return [award for award in awards if award]


def _extract_title(record: dict[str, Any], limit: int) -> str:
    return notice_text(record.get("title_orig") or record.get("title") or record.get("title_en"), limit)


class TedExtractReader(JsonKept):
    """One notice a line, as cut from the XML: id, lang, title, texts, CPV codes; form, date, buyer, winners if kept.

    The notice itself says more: where the graph holds it, the extract gives way.
    """

    name = "ted-extract"
    title = "TED notices as JSON Lines"

    def recognises(self, file: SourceFile) -> bool:
        line = file.head.split(b"\n", 1)[0]
        named = b'"title_orig"' in line or b'"title"' in line
        return named and all(key in line for key in (b'"id"', b'"lang"', b'"cpv_all"'))

    def dataset(self, file: SourceFile) -> Dataset:
        with_form = b'"form"' in file.head.split(b"\n", 1)[0]
        if with_form:
            return replace(_DATASET, id="ted-extract", family="ted", yields=Yield.ALWAYS, poorer=("ted-texts",))
        return replace(_DATASET, id="ted-texts", family="ted", yields=Yield.ALWAYS)

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record | Rejected]:
        for line, row, raw in json_lines(file, context.limits):
            if row is None:
                text = raw.decode("utf-8", errors="replace").strip()
                yield reject(f"line {line}", "", "not a JSON object", "one notice a line", text)
            else:
                yield f"line {line}", row

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        limit = context.limits.max_text
        number, title = clean(record.get("id")), _extract_title(record, limit)
        for field, value in (("id", number), ("title_orig", title)):
            if not value:
                yield reject(locator, field, "missing", f"a non-empty {field}")
                return
        ref = context.ref(f"id={number}")
        awards = [[Winner(clean(name))] for name in record.get("winners") or () if clean(name)]
        country = country_code(clean(record.get("country")))
        form = clean(record.get("form"))
        yield from winner_items(PREFIX, awards, ref)
        yield Opportunity(
            id=f"{PREFIX}:{number}",
            title=title,
            description=joined(
                (notice_text(part, limit) for part in (record.get("desc"), *(record.get("lots") or ()))), limit
            ),
            language=language_code(clean(record.get("lang"))),
            buyer=clean(record.get("buyer")) or None,
            countries=(country,) if country else (),
            published=parse_date(record.get("date")),
            status=_FORM_STATUS.get(form[:3]),
            notice_kind=form or None,
            codes=tuple(f"CPV:{code[:8]}" for code in record.get("cpv_all") or () if str(code)[:8].isdigit()),
            awarded_to=winner_ids(PREFIX, awards),
            sources=(ref,),
        )
