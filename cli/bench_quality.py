"""``alliedstack bench quality``: the matcher beside its baselines on a relevance benchmark, with intervals."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def quality(
    benchmark: Annotated[
        Path, typer.Option(help="folder with catalog.jsonl, dev_queries.jsonl and dev_qrels.tsv")
    ] = Path("../shared/eval"),
) -> None:
    """nDCG@10, recall@20, MRR@10 and "nothing fits", for all queries, by language and by layer; and an ablation."""
    from rich.console import Console
    from rich.table import Table

    from bench.quality import measure
    from graph.errors import NotFound
    from service.ranking import models_of_settings

    if not (benchmark / "dev_qrels.tsv").is_file():
        raise NotFound(f"{benchmark} holds no benchmark.", "Name a folder with catalog, queries and judgements.")
    found = measure(models_of_settings(), benchmark)
    console = Console()
    for group in next(iter(found.systems.values())):
        table = Table(title=group, title_justify="left")
        for column in ("system", "nDCG@10", "95 %", "recall@20", "MRR@10", "queries"):
            table.add_column(column, justify="left" if column == "system" else "right")
        for system, figures in found.systems.items():
            one = figures[group]
            interval = f"{one.low:.3f} to {one.high:.3f}"
            table.add_row(system, f"{one.ndcg:.3f}", interval, f"{one.recall:.3f}", f"{one.mrr:.3f}", str(one.queries))
        console.print(table)
    table = Table(title="held-out nDCG@10 without a leg", title_justify="left")
    table.add_column("left out")
    table.add_column("nDCG@10", justify="right")
    for left_out, value in found.ablation.items():
        table.add_row(left_out, f"{value:.3f}")
    console.print(table)
    console.print(
        f"Nothing fits: told on {found.told:.1f} of {found.without}, falsely on {found.false_alarms:.1f} of "
        f"{found.with_answer} (held out, mean of the rounds)."
    )
