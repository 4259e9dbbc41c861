"""Merges and reviews as a person reads them: both values side by side."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ingest.identity.model import Review
from service.identity import FoundDoubles


def show_found(found: FoundDoubles) -> None:
    """What one run merged and what it asks."""
    console = Console()
    if found.records:
        table = Table("stays", "gives way", "because", "values", title=f"{len(found.records)} merged")
        for record in found.records:
            merge = record.merge
            table.add_row(escape(merge.into), escape(merge.merged), merge.rule.value, escape(" / ".join(merge.values)))
        console.print(table)
    console.print(
        f"{found.companies} companies, {len(found.records)} merged, {len(found.reviews)} pairs to review "
        "(alliedstack identity review). Every merge can be undone: alliedstack identity split ID"
    )


def show_reviews(reviews: Sequence[Review], limit: int) -> None:
    """The first ``limit`` reviews; says how many more there are."""
    console = Console()
    if not reviews:
        console.print("Nothing to review.")
        return
    for review in reviews[:limit]:
        console.print(f"[bold]{review.doubt.value}[/], names {review.score:.2f} alike: {escape(review.why)}")
        for key, value, facts in zip((review.left, review.right), review.values, review.facts, strict=True):
            console.print(f"    {escape(key)}  {escape(value)}  [dim]{escape(facts) or 'no identifiers'}[/]")
    if len(reviews) > limit:
        console.print(f"{len(reviews) - limit} more; show them with --limit {len(reviews)}.")
    console.print("Decide: alliedstack identity merge|apart LEFT RIGHT --why REASON")
