"""Hard facts in many languages, each with its words and place."""

from __future__ import annotations

import pytest

from matching.needs.constraints import find_constraints, is_wished, read_number
from matching.needs.model import ConstraintKind as Kind


@pytest.mark.parametrize(
    ("text", "language", "kind", "value"),
    [
        ("All data must stay in Kenya.", "en", Kind.DATA_RESIDENCY, "KE"),
        ("Die Daten müssen in Deutschland gespeichert werden.", "de", Kind.COUNTRY, "DE"),
        ("un hospital en México", "es", Kind.COUNTRY, "MX"),
        ("Un ministère au Sénégal cherche", "fr", Kind.COUNTRY, "SN"),
        ("ケニアの病院", "ja", Kind.COUNTRY, "KE"),
        ("sairaala Keniassa", "fi", Kind.COUNTRY, "KE"),
        ("szpital w Kenii", "pl", Kind.COUNTRY, "KE"),
        ("مستشفى في كينيا", "ar", Kind.COUNTRY, "KE"),
        ("a Nigerian hospital", "en", Kind.COUNTRY, "NG"),
        ("The interface must be available in French.", "en", Kind.LANGUAGE, "fr"),
        ("ISO/IEC 27001 certified", "en", Kind.CERTIFICATION, "ISO/IEC 27001"),
        ("zertifiziert nach ISO 27001", "de", Kind.CERTIFICATION, "ISO/IEC 27001"),
        ("FedRAMP High is required", "en", Kind.CERTIFICATION, "FedRAMP"),
        ("conforme al Esquema Nacional de Seguridad", "es", Kind.CERTIFICATION, "ENS"),
        ("must run on-premises", "en", Kind.DEPLOYMENT, "on-premise"),
        ("im eigenen Rechenzentrum", "de", Kind.DEPLOYMENT, "on-premise"),
        ("no internet connection is allowed", "en", Kind.DEPLOYMENT, "air-gapped"),
        ("We need 64 GPUs", "en", Kind.QUANTITY, "64 GPU"),
        ("2 PB of storage", "en", Kind.QUANTITY, "2 PB"),
        ("Speicher mit 1.500 TB", "de", Kind.QUANTITY, "1500 TB"),
        ("for 4,000 employees", "en", Kind.QUANTITY, "4000 users"),
        ("budget of USD 2.5 million", "en", Kind.BUDGET, "2500000.00 USD"),
        ("max. 1.250.000,50 €", "de", Kind.BUDGET, "1250000.50 EUR"),
        ("within 6 months", "en", Kind.DEADLINE, "6 months"),
        ("no later than 2027-03-31", "en", Kind.DEADLINE, "2027-03-31"),
    ],
)
def test_found_with_its_words(text: str, language: str, kind: Kind, value: str) -> None:
    found = [c for c in find_constraints(text, language) if c.kind is kind]
    assert value in [c.value for c in found]
    for constraint in found:
        start, end = constraint.span
        assert text[start:end].strip() == constraint.evidence.strip()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("We eat turkey at Christmas.", Kind.COUNTRY),
        ("The 64 students are happy", Kind.BUDGET),
        ("isolated incidents", Kind.CERTIFICATION),
        ("in 2024 we had rain", Kind.DEADLINE),
        ("She speaks French at home with her cat, which is a long story about nothing at all.", Kind.DATA_RESIDENCY),
    ],
)
def test_not_found_where_it_is_not_said(text: str, kind: Kind) -> None:
    assert [c for c in find_constraints(text, "en") if c.kind is kind] == []


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1.250.000,50", 1250000.5),
        ("1,250,000.50", 1250000.5),
        ("12 500", 12500),
        ("2,5", 2.5),
        ("2.500", 2500),
        ("0.5", 0.5),
        ("64", 64),
    ],
)
def test_numbers_as_people_write_them(written: str, number: float) -> None:
    assert read_number(written) == number


@pytest.mark.parametrize(
    ("text", "wished"),
    [
        ("Support at night would be desirable.", True),
        ("wünschenswert ist eine App", True),
        ("es deseable que incluya capacitación", True),
        ("The system must run day and night.", False),
        ("Das System muss verfügbar sein.", False),
    ],
)
def test_wish_or_demand(text: str, wished: bool) -> None:
    assert is_wished(text) is wished
