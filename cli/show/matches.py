"""Products that fit, in a terminal: each with the criteria that carried it."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.show.needs import short, show_needs
from graph.model import Product
from matching.fit.match import Match, MatchResult
from service.matching import Explained, MatchAnswer
from service.snapshot import Snapshot

MARK = " [illustrative]"  # beside everything made up


def product_name(product: Product, snapshot: Snapshot) -> str:
    """Name and company, marked when made up."""
    company = snapshot.catalogue.companies.get(product.company)
    name = company.name if company is not None else product.company
    own = product.name if product.name.casefold().startswith(name.casefold()) else f"{product.name}, {name}"
    return own + (MARK if product.illustrative and "(illustrative)" not in own else "")


def show_matches(answer: MatchAnswer, console: Console | None = None) -> None:
    """Needs first, then a table for each requirement."""
    console = console or Console(highlight=False)
    show_needs(answer.needs, console)
    for need in answer.needs.requirements:
        console.print()
        console.print(Text(f"{need.id}: {short(need.text)}", style="bold"))
        show_result(answer.results[need.id], answer.snapshot, console)
    if answer.whole.nothing_fits:
        nearest = max((match.fit for match in answer.whole.matches), default=0.0)
        console.print(
            Text(
                f"\nTaken as a whole, nothing in the catalogue fits the text well (the nearest reaches {nearest:.0%}): "
                "look closely before you propose any of these.",
                style="yellow",
            )
        )
    where = f" in {answer.market.name}" if answer.market is not None else ""
    console.print(
        Text(
            f"\nSearched {answer.whole.catalogue} products{where}. Fit is the chance that a product delivers a "
            "substantial "
            "part of the requirement; it says nothing of eligibility.\nNext: alliedstack compose --market ... "
            "makes teams of these."
        )
    )


def show_result(result: MatchResult, snapshot: Snapshot, console: Console) -> None:
    """The matches of one requirement."""
    if result.nothing_fits:
        console.print(Text(f"Nothing fits. {result.reason}", style="yellow"))
    table = Table("Fit", "Product", "", "In common")
    for match in result.matches:
        product = snapshot.catalogue.products[match.product_id]
        table.add_row(f"{match.fit:.0%}", Text(product_name(product, snapshot)), product.layer.value, Text(why(match)))
    if result.matches:
        console.print(table)
    unknown = list(dict.fromkeys(name for match in result.matches for name in match.missing))
    if unknown:
        console.print(Text(f"Not known of some of them, so it counts for nothing: {', '.join(unknown)}"))


_WHY_SHOWN = 70  # characters: the table has to fit a terminal of eighty


def why(match: Match) -> str:
    """What carried the match: the capabilities in common, else the criterion that speaks most for it."""
    told = sorted(
        (c for c in match.criteria if c.score is not None and c.score > 0), key=lambda c: c.name != "capability"
    )
    if not told:
        return "its wording"
    detail = told[0].detail.removeprefix("in common: ").split("; shown by")[0]
    return short(detail if told[0].name == "capability" else f"{told[0].name}: {detail}", _WHY_SHOWN)


def show_explained(explained: Explained, console: Console | None = None) -> None:
    """One product against each requirement."""
    console = console or Console(highlight=False)
    product = explained.product
    console.print(Text(f"{product.name} ({product.id}), layer {product.layer}", style="bold"))
    console.print(Text(f"  layer {product.layer_basis.value}: {product.layer_reason or 'as the source has it'}"))
    for removal in explained.removals:
        gone = "removed by" if removal.held.value == "no" else "not known for"
        console.print(
            Text(
                f"  {gone} the filter {removal.filter}: asked {removal.asked}, offered {removal.offered}. "
                f"{removal.change}"
            )
        )
    for need in explained.needs.requirements:
        console.print()
        console.print(Text(f"{need.id}: {short(need.text)}", style="bold"))
        place, match = explained.places[need.id], explained.matches[need.id]
        if place is None or match is None:
            console.print(Text("  Not in the list: a filter above removed it, or no leg of the search speaks for it."))
            continue
        console.print(Text(f"  Place {place[0]} of {place[1]}, fit {match.fit:.0%}"))
        table = Table("Criterion", "Score", "Detail", "Asked", "Offered")
        for c in match.criteria:
            score = "not known" if c.score is None else f"{c.score:.2f}"
            table.add_row(c.name, score, Text(c.detail), Text(short(c.asked, 60)), Text(short(c.offered, 60)))
        console.print(table)
