"""``alliedstack bench quality`` and ``bench match-speed``: the matcher beside its baselines."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated

import typer


def quality(
    benchmark: Annotated[
        Path, typer.Option(help="folder with catalog.jsonl, dev_queries.jsonl and dev_qrels.tsv")
    ] = Path("../shared/eval"),
) -> None:
    """nDCG@10, recall@20, MRR@10 and "nothing fits", for all queries, by language and by layer; and an ablation."""
    from service.ranking import models_of_settings

    # bench stands above cli in the order of rooms, so it is named here and not imported.
    shown = importlib.import_module("bench.quality_report").report(models_of_settings(), benchmark)
    typer.echo(shown)


def codes(
    data: Annotated[Path, typer.Option(help="folder with cpv/, ted_real/ and naics/")] = Path("../shared/data"),
) -> None:
    """TED notices to CPV codes and NAICS index entries to codes: words, meaning and their mixes, a sample of each."""
    from cli.opened import opened

    with opened() as app:
        shown = importlib.import_module("bench.quality_codes").report(app.models, data)
    typer.echo(shown)


def match_speed(
    products: Annotated[int, typer.Option(min=1000, help="Made-up products.")] = 100_000,
) -> None:
    """A match over many products with filters, against the bare matrix product."""
    typer.echo(importlib.import_module("bench.match_speed").report(products))
