"""``alliedstack embed``: compute the vectors of products that have none yet."""

from __future__ import annotations

from typing import Annotated

import typer


def embed(
    model: Annotated[str, typer.Option(help="Id of one model.", show_default=False)] = "",
    every: Annotated[
        bool, typer.Option("--all", help="Every model that matching uses; so too without --model.")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="Forget the held vectors first; compute all anew.")] = False,
    json_output: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Embed the products whose text has no vector yet: after an ingest, or after a change of model.

    A stopped run goes on where it was; what is held already is never computed twice.
    """
    from cli.opened import opened
    from graph.errors import BadInput
    from service.embedding import embed_products

    if model and every:
        raise BadInput("Both --model and --all were given.", "Give one of them.")
    with opened() as app:
        done = embed_products(app, model or None, again=again)
    if json_output:
        import json
        from dataclasses import asdict

        typer.echo(json.dumps({"models": [asdict(one) for one in done]}, indent=1))
        return
    for one in done:
        held = one.products - one.computed
        typer.echo(f"{one.model}: {one.products} products, {one.computed} embedded now, {held} held already.")
