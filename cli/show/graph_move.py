"""What a move of a graph did, as a person reads it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from graph.transfer import Manifest, Verified


def show_manifest(verb: str, manifest: Manifest, folder: Path) -> None:
    console = Console(soft_wrap=True, highlight=False)
    nodes, links = sum(manifest.nodes.values()), sum(manifest.relationships.values())
    console.print(
        f"{verb} {nodes:,} nodes and {links:,} relationships, {len(manifest.parts)} files, schema {manifest.schema}: "
        f"{escape(str(folder))}"
    )
    console.print(f"Compare them with: alliedstack graph verify {escape(str(folder))}")


def show_verified(verified: Verified) -> None:
    console = Console(soft_wrap=True, highlight=False)
    for difference in verified.differences:
        console.print(f"[red]differs[/] {escape(difference)}")
    if verified.more:
        console.print(f"and {verified.more:,} more differences")
    console.print(
        f"{verified.parts} files have their checksums; {verified.nodes:,} nodes and {verified.relationships:,} "
        f"relationships counted; {verified.sampled:,} of them compared value by value: "
        + ("[bold red]not equal[/]" if verified.differences else "[bold green]equal[/]")
    )
