"""``alliedstack bench names``: score any file of name pairs, labelled or not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def names(
    pairs: Annotated[Path, typer.Option(help="CSV with the columns schema, name1, name2 (is_match, case_group).")],
    out: Annotated[Path, typer.Option(help="Where to write it with the columns score and decision added.")],
) -> None:
    """Score every pair of names in a CSV; where pairs are labelled, print precision, recall and F1 by group."""
    from rich.console import Console
    from rich.table import Table

    from service.name_pairs import score_pairs
    from service.names import name_matcher

    report = score_pairs(pairs, out, name_matcher())
    table = Table("group", "pairs", "precision", "recall", "F1", title=f"{report.pairs} pairs scored, see {out}")
    for group, counts in report.by_group.items():
        size = counts.tp + counts.fp + counts.fn + counts.tn
        figures = (counts.precision, counts.recall, counts.f1)
        table.add_row(group, str(size), *("-" if figure is None else f"{figure:.3f}" for figure in figures))
    Console().print(table)
