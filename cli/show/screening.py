"""Results of screening as a person reads them: the lists with date and hash, both values, and why."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from matching.rules.screening.outcome import Hit, Outcome, ScreeningResult

_HASH_SHOWN = 12  # digits of a SHA-256 that tell copies of a list apart on a screen


def show_results(results: Sequence[ScreeningResult]) -> None:
    """Hits of every subject that has any, then the counts and the lists that were used."""
    console = Console()
    for result in results:
        if result.hits:
            console.print(f"[bold]{escape(result.subject)}[/]: {result.outcome.value}")
            for hit in result.hits:
                _show_hit(console, hit)
            if result.truncated:
                console.print("    More entries resembled it than are shown.")
    for outcome in reversed(Outcome):
        console.print(f"{outcome.value}: {sum(result.outcome is outcome for result in results)}")
    for version in results[0].lists if results else ():
        dated = version.published or "no date on the list"
        console.print(
            f"List {escape(version.list_id)} ({escape(version.name)}): {version.entries} entries, {dated}, "
            f"sha256 {version.sha256[:_HASH_SHOWN] or 'not known'}"
        )
    if results:
        console.print(results[0].note)


def _show_hit(console: Console, hit: Hit) -> None:
    console.print(
        f"    {hit.outcome.value} {hit.score:.3f} {escape(hit.list_id)} entry {escape(hit.entry)}: "
        f"{escape(hit.name)!r} / {escape(hit.listed_name)!r}: {escape(hit.why)}"
    )
    if hit.address is not None:
        console.print(f"        addresses: {escape(hit.address[0])!r} / {escape(hit.address[1])!r}")
    for note in hit.notes:
        console.print(f"        {escape(note)}")
    if hit.judgement is not None:
        judged = hit.judgement
        console.print(
            f"        judged {judged.verdict.value} by {escape(judged.by)} at {escape(judged.at)}: {escape(judged.why)}"
        )
