"""eForms notices (UBL 2.3, in force since 2023): contract, prior information and award notices, one a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.model import Opportunity
from ingest.context import ReadContext
from ingest.items import Item
from ingest.parsing.dates import parse_date
from ingest.parsing.numbers import parse_number
from ingest.parsing.text import clean
from ingest.parsing.xml_stream import Element, child, children, descendants, local, text_of, whole
from ingest.places import country_code
from ingest.readers.base import Dataset, Record, XmlKept, reject
from ingest.readers.notices import Winner, joined, language_code, notice_text, winner_ids, winner_items
from ingest.source_file import SourceFile

PREFIX = "ted"
_STATUS = {"PriorInformationNotice": "planned", "ContractNotice": "open", "ContractAwardNotice": "awarded"}


class EformsReader(XmlKept):
    name = "eforms"
    title = "eForms notice XML (UBL)"

    def recognises(self, file: SourceFile) -> bool:
        return any(f"ubl:schema:xsd:{name}-2".encode() in file.head and name.encode() in file.head for name in _STATUS)

    def dataset(self, file: SourceFile) -> Dataset:
        return Dataset(
            "ted",
            "Tenders Electronic Daily (TED)",
            "https://ted.europa.eu",
            "CC BY 4.0 (Commission Decision 2011/833/EU)",
        )

    def records(self, file: SourceFile, context: ReadContext) -> Iterator[Record]:
        root = whole(file, context.limits)
        yield _number(root) or file.path.stem, root

    def convert(self, locator: str, record: Any, context: ReadContext) -> Iterator[Item]:
        root: Element = record
        kind = local(root.tag)
        if kind not in _STATUS:
            yield reject(locator, "", f"{kind} is no notice of eForms", f"one of {', '.join(_STATUS)}")
            return
        language = text_of(root, "NoticeLanguageCode")
        number = _number(root) or locator
        project = child(root, "ProcurementProject")
        title = _in_language(children(project, "Name"), language)
        if not title:
            yield reject(locator, "ProcurementProject/Name", "missing", "the title of the notice")
            return
        limit = context.limits.max_text
        ref = context.ref(f"notice={number}")
        organisations = _organisations(root, language)
        awards = _awards(root, organisations)
        value, currency = _value(root, project)
        yield from winner_items(PREFIX, awards, ref)
        yield Opportunity(
            id=f"{PREFIX}:{number}",
            title=notice_text(title, limit),
            description=_description(root, project, language, limit),
            language=language_code(language),
            buyer=_buyer(root, organisations),
            buyer_kind=_buyer_kind(root),
            countries=_countries(root, project, organisations),
            value=value,
            currency=currency,
            published=parse_date(_publication(root, "PublicationDate") or text_of(root, "IssueDate")),
            deadline=_deadline(root),
            status=_STATUS[kind],
            notice_kind=text_of(root, "NoticeTypeCode") or kind,
            codes=_codes(root),
            awarded_to=winner_ids(PREFIX, awards),
            sources=(ref,),
        )


def _publication(root: Element, name: str) -> str:
    publication = next(descendants(root, "Publication"), None)
    return text_of(publication, name)


def _number(root: Element) -> str:
    """The number in the Official Journal, or the notice's own identifier before it is published."""
    return clean(_publication(root, "NoticePublicationID") or text_of(root, "ID"))


def _in_language(elements: list[Element], language: str) -> str:
    """The text in the notice's own language, else the first."""
    texts = {one.get("languageID"): text_of(one) for one in reversed(elements)}
    return texts.get(language) or (text_of(elements[0]) if elements else "")


def _description(root: Element, project: Element | None, language: str, limit: int) -> str:
    parts = [_in_language(children(project, "Description"), language)]
    for lot in children(root, "ProcurementProjectLot"):
        inner = child(lot, "ProcurementProject")
        texts = (_in_language(children(inner, name), language) for name in ("Name", "Description"))
        parts.append(": ".join(text for text in texts if text))
    return joined((notice_text(part, limit) for part in parts), limit)


def _organisations(root: Element, language: str) -> dict[str, Winner]:
    found = {}
    for company in descendants(root, "Company"):
        key = text_of(company, "PartyIdentification", "ID")
        names = [child(party, "Name") for party in children(company, "PartyName")]
        name = _in_language([one for one in names if one is not None], language)
        country = text_of(company, "PostalAddress", "Country", "IdentificationCode")
        if key:
            found[key] = Winner(clean(name), country_code(country))
    return found


def _buyer(root: Element, organisations: dict[str, Winner]) -> str | None:
    party = child(root, "ContractingParty", "Party")
    found = organisations.get(text_of(party, "PartyIdentification", "ID"))
    name = found.name if found is not None else clean(text_of(party, "PartyName", "Name"))
    return name or None


def _buyer_kind(root: Element) -> str | None:
    """The buyer's legal type, as coded (``cga`` central government authority, ``la`` local authority, ...)."""
    for party_type in children(child(root, "ContractingParty"), "ContractingPartyType"):
        code = child(party_type, "PartyTypeCode")
        if code is not None and (code.get("listName") or "").startswith("buyer-legal-type"):
            return text_of(code) or None
    return None


def _countries(root: Element, project: Element | None, organisations: dict[str, Winner]) -> tuple[str, ...]:
    """Where the contract is performed; where the notice says nothing of that, where the buyer sits."""
    projects = [project, *(child(lot, "ProcurementProject") for lot in children(root, "ProcurementProjectLot"))]
    found = []
    for one in projects:
        places = children(one, "RealizedLocation")
        found += [country_code(text_of(place, "Address", "Country", "IdentificationCode")) for place in places]
    if not any(found):
        buyer = text_of(root, "ContractingParty", "Party", "PartyIdentification", "ID")
        found = [organisations[buyer].country] if buyer in organisations else []
    return tuple(dict.fromkeys(code for code in found if code))


def _codes(root: Element) -> tuple[str, ...]:
    found = []
    for name in ("MainCommodityClassification", "AdditionalCommodityClassification"):
        for element in descendants(root, name):
            code = child(element, "ItemClassificationCode")
            if code is not None and (code.get("listName") or "cpv") == "cpv":
                found.append(text_of(code)[:8])
    return tuple(dict.fromkeys(f"CPV:{code}" for code in found if code.isdigit()))


def _value(root: Element, project: Element | None) -> tuple[float | None, str | None]:
    result = next(descendants(root, "NoticeResult"), None)
    candidates = [
        child(result, "TotalAmount"),
        child(project, "RequestedTenderTotal", "EstimatedOverallContractAmount"),
    ]
    for element in candidates:
        amount = parse_number(text_of(element)) if element is not None else None
        if element is not None and amount is not None:
            return amount, element.get("currencyID")
    return None, None


def _deadline(root: Element) -> Any:
    """The latest date on which a tender for some lot may still come in."""
    periods = descendants(root, "TenderSubmissionDeadlinePeriod")
    ends = [parse_date(text_of(period, "EndDate")) for period in periods]
    return max((end for end in ends if end is not None), default=None)


def _awards(root: Element, organisations: dict[str, Winner]) -> list[list[Winner]]:
    """The tenderers of each tendering party whose tender a settled contract names."""
    result = next(descendants(root, "NoticeResult"), None)
    if result is None:
        return []
    settled = {
        text_of(tender, "ID")
        for contract in children(result, "SettledContract")
        for tender in children(contract, "LotTender")
    }
    tenders = {text_of(one, "ID"): text_of(one, "TenderingParty", "ID") for one in children(result, "LotTender")}
    parties = {
        text_of(party, "ID"): [text_of(tenderer, "ID") for tenderer in children(party, "Tenderer")]
        for party in children(result, "TenderingParty")
    }
    won = dict.fromkeys(tenders[tender] for tender in sorted(settled) if tender in tenders)
    awards = [[organisations[one] for one in parties.get(party, ()) if one in organisations] for party in won]
    return [award for award in awards if award]
