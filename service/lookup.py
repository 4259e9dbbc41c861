"""Finding companies and products by what people call them: an id, or a name in full."""

from __future__ import annotations

from collections.abc import Mapping

from rapidfuzz import fuzz, process

from graph.errors import BadInput, NotFound
from graph.model import Company, Product
from service.markets import fold
from service.snapshot import Snapshot

_SUGGESTIONS = 3  # near names shown with an unknown one
_SUGGESTION_FLOOR = 60  # rapidfuzz ratio under which a suggestion is noise rather than help
_AMBIGUOUS_SHOWN = 5  # ids listed when a name fits several


def find_company(wanted: str, snapshot: Snapshot) -> Company:
    """The company with this id (a retired one leads to its survivor), name or alias.

    Raises:
        NotFound: there is none; the hint holds the nearest names. BadInput: several bear that name.
    """
    companies = snapshot.catalogue.companies
    by_id = companies.get(snapshot.merged.get(wanted, wanted))
    if by_id is not None:
        return by_id
    names = {key: (company.name, *company.aliases) for key, company in companies.items()}
    return companies[_by_name("company", wanted, names)]


def find_product(wanted: str, snapshot: Snapshot) -> Product:
    """The product with this id or name.

    Raises:
        NotFound: there is none; the hint holds the nearest names. BadInput: several bear that name.
    """
    products = snapshot.catalogue.products
    if wanted in products:
        return products[wanted]
    return products[_by_name("product", wanted, {key: (product.name,) for key, product in products.items()})]


def _by_name(kind: str, wanted: str, names: Mapping[str, tuple[str, ...]]) -> str:
    folded = fold(wanted)
    by_name: dict[str, dict[str, None]] = {}
    for key, own in names.items():
        for name in own:
            by_name.setdefault(fold(name), {})[key] = None
    found = list(by_name.get(folded, ()))
    if len(found) == 1:
        return found[0]
    if found:
        shown = ", ".join(found[:_AMBIGUOUS_SHOWN])
        raise BadInput(f"{len(found)} of the {kind} entries are called {wanted!r}.", f"Give one id: {shown}.")
    near = process.extract(folded, by_name.keys(), scorer=fuzz.WRatio, limit=10, score_cutoff=_SUGGESTION_FLOOR)
    ids = list(dict.fromkeys(next(iter(by_name[name])) for name, _, _ in near))[:_SUGGESTIONS]
    hint = f"Did you mean {' or '.join(f'{names[key][0]} ({key})' for key in ids)}?" if ids else ""
    raise NotFound(f"There is no {kind} {wanted!r}.", hint or f"Give the {kind}'s id or its name in full.")
