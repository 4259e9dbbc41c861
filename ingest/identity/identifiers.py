"""Identifiers that settle or contradict an identity: LEI, UEI, web domain."""

from __future__ import annotations

import re
from functools import lru_cache

from graph.model import Company

_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^/@]*@)?([^/:?#]+)", re.IGNORECASE)
_UEI = re.compile(r"^[A-HJ-NP-Z1-9][A-HJ-NP-Z0-9]{11}$")  # SAM.gov: 12 signs, no O or I, no leading zero
# Two-label public suffixes under which companies register names; of the Public Suffix List those of the G20's and
# the sample's countries. A suffix missing here makes the domain too broad, and then names have to agree as well.
_SECOND_LEVEL = re.compile(r"^(co|com|org|net|gov|edu|ac|gob|gouv|or|ne|go)\.[a-z]{2}$")
# Hosts whose name says nothing about who publishes there.
# fmt: off
_SHARED = frozenset({
    "github.io", "github.com", "gitlab.io", "wordpress.com", "blogspot.com", "wixsite.com", "linkedin.com",
    "facebook.com", "x.com", "twitter.com", "youtube.com", "azurewebsites.net", "herokuapp.com", "netlify.app",
    "vercel.app", "huggingface.co", "sharepoint.com", "amazonaws.com", "appspot.com", "medium.com",
})
# fmt: on


def lei(company: Company) -> str | None:
    """The LEI when its check digits are right (ISO 17442), else None: a wrong one identifies nobody."""
    return _valid_lei(company.lei) if company.lei else None


@lru_cache(maxsize=65_536)
def _valid_lei(text: str) -> str | None:
    from stdnum import lei as checker

    plain = "".join(text.split()).upper()
    return plain if checker.is_valid(plain) else None


def uei(company: Company) -> str | None:
    """The UEI in capitals when it has the form that SAM.gov gives, else None."""
    plain = "".join((company.uei or "").split()).upper()
    return plain if _UEI.match(plain) else None


def domain(company: Company) -> str | None:
    """The registrable domain of the website (``ibm.com``), None when unknown or of a host that many share."""
    found = _HOST.match((company.website or "").strip())
    if found is None:
        return None
    labels = found.group(1).casefold().strip(".").split(".")
    if len(labels) < 2 or not all(labels):
        return None
    size = 3 if len(labels) > 2 and _SECOND_LEVEL.match(".".join(labels[-2:])) else 2
    name = ".".join(labels[-size:])
    return None if name in _SHARED else name


def facts(company: Company) -> str:
    """Identifiers and countries in words, for a person who compares two records."""
    known = (
        ("LEI", company.lei),
        ("UEI", company.uei),
        ("website", company.website),
        ("incorporated in", company.incorporated_in),
        ("based in", company.based_in),
    )
    return "; ".join(f"{name} {value}" for name, value in known if value)


def contradiction(left: Company, right: Company) -> str:
    """What speaks against the two being one legal entity, in words; empty when nothing does."""
    if (one := lei(left)) and (two := lei(right)) and one != two:
        return f"LEI {one} / {two}"
    if (one := uei(left)) and (two := uei(right)) and one != two:
        return f"UEI {one} / {two}"
    if left.incorporated_in and right.incorporated_in and left.incorporated_in != right.incorporated_in:
        return f"incorporated in {left.incorporated_in} / {right.incorporated_in}"
    return ""
