"""Packages in the graph: each a node that holds all of it, related to companies, products, markets and demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from graph.cypher import packages as cypher
from graph.errors import Conflict, NotFound
from graph.model.package import Package
from graph.rows.codec import codec_of

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

    from graph.connection import Graph


class GraphPackages:
    """Packages of one graph. Each ``save`` is one transaction; the catalogue's version does not move."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._codec = codec_of(Package)

    def get(self, package_id: str) -> Package | None:
        """The package, None when there is none with that id."""
        rows = self._graph.rows(cypher.GET, id=package_id)
        return self._package(rows[0]) if rows else None

    def all(self) -> list[Package]:
        """Every package, by id."""
        return [self._package(row) for row in self._graph.rows(cypher.ALL)]

    def save(self, package: Package, expected_version: int) -> Package:
        """Write it when the stored version is ``expected_version`` (0: it must not exist); the package as stored.

        Raises:
            Conflict: somebody changed it in between. NotFound: it names a company, a product or an opportunity that is
                not there. Nothing was changed then.
        """
        stored = replace(package, version=expected_version + 1)
        row = self._codec.encode(stored)

        def work(tx: ManagedTransaction) -> None:
            held = int(tx.run(cypher.LOCK, id=package.id).single(strict=True)["version"])
            if held != expected_version:
                raise _conflict(package.id, expected_version, held)
            _need_all(tx, package)
            tx.run(cypher.SAVE, row=row).consume()
            _draw(tx, stored)

        self._graph.write(work)
        return stored

    def _package(self, row: Mapping[str, Any]) -> Package:
        return self._codec.decode(row["row"])


def _conflict(package_id: str, expected: int, held: int) -> Conflict:
    if held == 0:
        return Conflict(f"The package {package_id!r} does not exist.", "Create it with version 0.")
    if expected == 0:
        return Conflict(f"The package {package_id!r} exists already.", "Choose another id, or change the one there.")
    return Conflict(
        f"The package {package_id!r} was changed meanwhile: it has version {held}, not {expected}.",
        "Read it again and repeat.",
    )


def _need_all(tx: ManagedTransaction, package: Package) -> None:
    named = [("Company", package.anchor), *(("Company", one.company) for one in package.members)]
    named += [("Product", one.product) for one in package.products]
    if package.opportunity is not None:
        named.append(("Opportunity", package.opportunity))
    rows = [{"label": label, "id": key} for label, key in dict.fromkeys(named)]
    missing = tx.run(cypher.MISSING, rows=rows).data()
    if missing:
        first = missing[0]
        more = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
        raise NotFound(f"There is no {first['label'].lower()} {first['id']!r}{more}.", "Name what is in the graph.")


def _draw(tx: ManagedTransaction, package: Package) -> None:
    tx.run(cypher.FORGET, id=package.id).consume()
    tx.run(cypher.DRAW_ANCHOR, id=package.id, anchor=package.anchor).consume()
    _draw_rows(tx, cypher.DRAW_MEMBERS, package.id, [_member_row(package, at) for at in range(len(package.members))])
    products = [
        {"product": one.product, "said": _known(value_share=one.value_share, value=one.value)}
        for one in package.products
    ]
    _draw_rows(tx, cypher.DRAW_PRODUCTS, package.id, products)
    _draw_rows(tx, cypher.DRAW_MARKETS, package.id, package.markets)
    if package.opportunity is not None:
        tx.run(cypher.DRAW_OPPORTUNITY, id=package.id, opportunity=package.opportunity).consume()


def _draw_rows(tx: ManagedTransaction, statement: str, package_id: str, rows: Sequence[Any]) -> None:
    if rows:
        tx.run(statement, id=package_id, rows=list(rows)).consume()


def _member_row(package: Package, at: int) -> dict[str, Any]:
    one = package.members[at]
    said = _known(
        role=one.role,
        layers=[layer.value for layer in one.layers],
        joined=None if one.joined is None else one.joined.isoformat(),
        left=None if one.left is None else one.left.isoformat(),
    )
    return {"company": one.company, "said": said}


def _known(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
