"""What the readers of procurement notices share: winners as companies, joint awards, texts with their lots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph.model import Company, JointAward, SourceRef
from ingest.items import CompanyLinks, CompanyStub, Item
from ingest.parsing.text import clean, slug

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w/.-])(\+|00)\d{1,3}[\s().-]*(\d[\s().-]*){7,12}\d(?![\w/-])")
REDACTED = "[contact removed]"

_LANGUAGES = {
    "bul": "bg", "ces": "cs", "dan": "da", "deu": "de", "ell": "el", "eng": "en", "est": "et", "fin": "fi",
    "fra": "fr", "gle": "ga", "hrv": "hr", "hun": "hu", "ita": "it", "lav": "lv", "lit": "lt", "mlt": "mt",
    "nld": "nl", "nor": "no", "pol": "pl", "por": "pt", "ron": "ro", "slk": "sk", "slv": "sl", "spa": "es",
    "swe": "sv", "isl": "is", "mkd": "mk", "srp": "sr", "tur": "tr", "ukr": "uk",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Winner:
    name: str
    country: str | None = None


def language_code(text: str) -> str | None:
    """ISO 639-1 from a two- or three-letter code (any case, region dropped); None when neither."""
    code = text.strip().lower().split("-")[0].split("_")[0]
    if len(code) == 2 and code.isalpha():
        return code
    return _LANGUAGES.get(code)


def without_contacts(text: str) -> str:
    """Free text without e-mail addresses and international telephone numbers of contact persons."""
    return _PHONE.sub(REDACTED, _EMAIL.sub(REDACTED, text))


def notice_text(value: object, limit: int) -> str:
    return without_contacts(clean(value, limit))


def joined(parts: Iterable[str], limit: int) -> str:
    """Different non-empty texts one a line, each once; cut at ``limit`` characters."""
    kept: list[str] = []
    for part in parts:
        if part and not any(part in other for other in kept):
            kept.append(part)
    text = "\n".join(kept)
    return text if len(text) <= limit else f"{text[: limit - 2].rsplit(' ', 1)[0]} …"


def winner_id(prefix: str, winner: Winner) -> str:
    """Names alone are no identity: the country keeps namesakes apart until they are resolved."""
    country = f"{winner.country.lower()}-" if winner.country else ""
    return f"company:{prefix}:{country}{slug(winner.name)}"


def winner_items(prefix: str, awards: Sequence[Sequence[Winner]], ref: SourceRef) -> Iterator[Item]:
    """A company for each winner, and joint awards where several won together."""
    companies: dict[str, Company] = {}
    partners: dict[str, set[str]] = {}
    for award in awards:
        ids = [winner_id(prefix, winner) for winner in award if slug(winner.name)]
        for winner in award:
            if slug(winner.name):
                key = winner_id(prefix, winner)
                companies[key] = Company(id=key, name=winner.name, based_in=winner.country, sources=(ref,))
        for one in ids:
            partners.setdefault(one, set()).update(other for other in ids if other != one)
    for company in companies.values():
        yield CompanyStub(company)
    for one, others in partners.items():
        if others:
            yield CompanyLinks(one, teamed_with=tuple(JointAward(other, ref) for other in sorted(others)))


def winner_ids(prefix: str, awards: Sequence[Sequence[Winner]]) -> tuple[str, ...]:
    ids = (winner_id(prefix, winner) for award in awards for winner in award if slug(winner.name))
    return tuple(dict.fromkeys(ids))
