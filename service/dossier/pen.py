"""How a dossier names and cites: made-up things marked, every source with dataset, date of the copy and record."""

from __future__ import annotations

from collections.abc import Iterable

from graph.model import SourceRef
from service.dossier.material import Material

DESCRIPTION_SHOWN = 300  # characters of a product's description, or of a buyer's words, in a table
ASK_LEAD = "the lead of the consortium"  # who supplies what no source states


class Pen:
    """Writes names and sources of one material. ``products``: those of the team."""

    def __init__(self, material: Material) -> None:
        self.m = material
        self.products = [material.problem.products[one] for one in material.team.products]

    def name(self, key: str | None) -> str:
        """A company's or product's name, marked when made up."""
        if key is None:
            return ""
        companies, products = self.m.problem.companies, self.m.problem.products
        found = companies.get(key) or products.get(key)
        if found is None:
            return key
        mark = " [illustrative]" if found.illustrative and "(illustrative)" not in found.name else ""
        return found.name + mark

    def cite(self, refs: Iterable[SourceRef]) -> tuple[str, ...]:
        """Sources as lines: dataset, date of the copy, record."""
        found: dict[str, None] = {}
        for ref in refs:
            source = self.m.catalogue.sources.get(ref.source_id)
            name = f"{source.dataset} ({source.retrieved_at})" if source is not None else ref.source_id
            found[f"{name}, {ref.locator}"] = None
        return tuple(found)


def cut(text: str) -> str:
    """One line, cut at a word."""
    line = " ".join(text.split())
    return line if len(line) <= DESCRIPTION_SHOWN else f"{line[: DESCRIPTION_SHOWN - 2].rsplit(' ', 1)[0]} …"
