"""Packages in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from cli.show.needs import short
from cli.show.scenario import STANDING_WORDS, finding_words, gap_words
from graph.model.package import Package
from matching.rules.findings import Outcome
from service.packages.evaluate import Evaluation
from service.packages.search import PackageFit, PackageSearch
from service.snapshot import Snapshot
from service.support import Possibility


def _company(key: str, snapshot: Snapshot) -> str:
    company = snapshot.catalogue.companies.get(snapshot.merged.get(key, key))
    return company.name if company is not None else key


def show_packages(packages: Sequence[Package], snapshot: Snapshot) -> None:
    """One line each."""
    console = Console(highlight=False)
    if not packages:
        console.print("There is no package yet. Make one: alliedstack package create --help")
        return
    table = Table(Column("Id", no_wrap=True), "Title", "Status", "Anchor", "Markets")  # an id is copied: never cut it
    for one in packages:
        table.add_row(
            one.id, Text(f"{one.title} ({one.kind.value})"), one.status.value, Text(_company(one.anchor, snapshot)),
            ", ".join(one.markets),
        )  # fmt: skip
    console.print(table)


def show_package(found: Evaluation) -> None:
    """Everything about one."""
    console = Console(highlight=False)
    package, team, problem = found.package, found.team, found.problem
    console.print(Text(f"{package.title} ({package.id}): {package.kind.value}, {package.status.value}", style="bold"))
    console.print(Text(f"Standing: {STANDING_WORDS[team.standing]}"))
    table = Table("Layer", "Product", "Company")
    for product in sorted((problem.products[key] for key in team.products), key=lambda p: (p.layer, p.id)):
        company = problem.companies.get(product.company)
        anchor = ", anchor" if product.company == team.anchor else ""
        table.add_row(
            product.layer.value, Text(product.name), Text((company.name if company else product.company) + anchor)
        )
    console.print(table)
    for finding in team.findings:
        if finding.outcome is not Outcome.MET:
            console.print(Text(f"  - {finding_words(finding)}"))
    for gap in team.gaps:
        console.print(Text(f"  Gap: {gap_words(gap)}"))
    for gone in found.gone:
        console.print(Text(f"  No longer in the catalogue: {gone}"))
    for one in found.support:
        if one.possibility is not Possibility.NOT:
            console.print(Text(f"  {one.possibility.value}: {one.program.name} ({one.program.agency}). {one.reason}"))
    for event in package.history:
        console.print(Text(f"  {event.at} {event.who}: {event.what} {event.why}"))
    console.print("Findings are no determination; nothing here predicts a designation.")


def show_found(search: PackageSearch) -> None:
    """Packages for a buyer, the best fitting first."""
    console = Console(highlight=False)
    texts = {need.id: need.text for need in search.needs.requirements}
    if not search.found:
        console.print(f"No standing package targets {search.market.name}. Compose a team: alliedstack compose --help")
    for one in search.found:
        _found(one, texts, search.snapshot, console)
    if search.elsewhere:
        console.print(f"{search.elsewhere} standing package(s) do not target {search.market.name}.")


def _found(one: PackageFit, texts: dict[str, str], snapshot: Snapshot, console: Console) -> None:
    console.print(
        Text(f"{one.package.title} ({one.package.id}): fit {one.fit:.0%}, {one.package.status.value}", style="bold")
    )
    console.print(Text(f"  {STANDING_WORDS[one.evaluation.team.standing]}"))
    products = snapshot.catalogue.products
    for served in one.served:
        by = (
            products[served.product].name
            if served.product is not None and served.product in products
            else "nobody in this package"
        )
        console.print(Text(f"  {served.requirement} {short(texts[served.requirement], 70)}: {by} ({served.fit:.0%})"))
    for swap in one.swaps:
        added = products[swap.add].name
        change = f"add {added}" if swap.drop is None else f"swap {products[swap.drop].name} for {added}"
        console.print(Text(f"  To close {swap.closes}: {change} (fit {swap.fit:.0%})"))
