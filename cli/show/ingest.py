"""The report of an ingest as a person reads it, and as one JSON object."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ingest.report import Change, FileReport, Report
from matching.rules.screening.rescreen import Rescreening
from service.ingesting import Ingested

_SHOWN = 40  # changes of a dry run on a screen; --json has them all
_FILES_APART = 5  # more files of one folder and format than this are shown as one line


def show_ingested(done: Ingested) -> None:
    console = Console()
    report = done.report
    if report.dry_run:
        console.print("[bold]Dry run: nothing was written.[/]")
    _show_files(console, report)
    if report.dry_run:
        _show_changes(console, report)
    if done.markets:
        console.print(f"The graph knew no markets: {done.markets:,} countries, regions and blocs were loaded, too.")
    for rescreened in done.rescreened:
        _show_rescreened(console, rescreened)


def _show_files(console: Console, report: Report) -> None:
    numbers = ("read", "new", "changed", "unchanged", "withdrawn", "quarantined")
    files = [one for one in report.files if not one.skipped]
    above = _common_folder([one.file for one in files])
    table = Table("file", "format", title=f"From {escape(above)}" if above else "")
    for name in numbers:
        table.add_column(name, justify="right")
    for name, reader, counts in _lines(files, above):
        table.add_row(escape(name), escape(reader), *(f"{count:,}" for count in counts))
    total = _counts(report.files)
    table.add_section()
    table.add_row(_count(len(files), "file"), "", *(f"{count:,}" for count in total))
    console.print(table)
    kinds = report.by_kind()
    if kinds:
        parts = (f"{kind.value}: {tally.new:,} new, {tally.changed:,} changed" for kind, tally in kinds.items())
        console.print(f"[dim]{'; '.join(parts)}[/]")
    for one in report.failed:
        console.print(f"[bold red]Broken off:[/] {escape(one.failed)}")
    for one in report.files:
        if one.note:
            console.print(f"[bold yellow]{escape(one.file)}:[/] {escape(one.note)}")
        if one.quarantine is not None:
            console.print(
                f"{_count(one.quarantined, 'record')} of {escape(Path(one.file).name)} could not be used. "
                f"Why, and to correct them: {one.quarantine}. Then: alliedstack ingest --retry {one.quarantine}",
                soft_wrap=True,
                highlight=False,
            )
    if skipped := _skipped(report):
        console.print(f"Left out, {_count(len(skipped), 'file')}:")
        for one in skipped:
            console.print(f"    {escape(one.skipped)}", soft_wrap=True, highlight=False)


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _common_folder(files: list[str]) -> str:
    """The folder that holds all the files, with a slash at its end; "" when that says nothing."""
    folders = {str(Path(one).resolve().parent) for one in files}
    above = os.path.commonpath(folders) if folders else ""
    return "" if above in ("", os.sep) else f"{above}{os.sep}"


def _skipped(report: Report) -> list[FileReport]:
    return [one for one in report.files if one.skipped]


def _counts(files: Any) -> tuple[int, ...]:
    files = list(files)
    totals = [one.total for one in files]
    return (
        sum(one.read for one in files),
        sum(one.new for one in totals),
        sum(one.changed for one in totals),
        sum(one.unchanged for one in totals),
        sum(one.withdrawn for one in files),
        sum(one.quarantined for one in files),
    )


def _lines(files: list[FileReport], above: str) -> list[tuple[str, str, tuple[int, ...]]]:
    """One line a file, named below the folder ``above``; a folder with many files of one format makes one line."""
    groups: dict[tuple[str, str], list[FileReport]] = {}
    for one in files:
        groups.setdefault((str(Path(one.file).parent), one.reader), []).append(one)
    lines = []
    for (folder, reader), members in groups.items():
        if len(members) > _FILES_APART:
            lines.append((f"{_below(folder, above)}: {len(members)} files", reader, _counts(members)))
        else:
            lines += [(_below(one.file, above), reader, _counts([one])) for one in members]
    return lines


def _below(path: str, above: str) -> str:
    return str(Path(path).resolve()).removeprefix(above)


def _show_changes(console: Console, report: Report) -> None:
    for change in report.changes[:_SHOWN]:
        name = f" {escape(change.name)}" if change.name else ""
        console.print(f"{change.what} {change.kind.value} [bold]{escape(change.id)}[/]{name}", highlight=False)
        if change.what != "new" or not change.name:
            for field, before, after in change.fields:
                console.print(f"    {field}: {escape(before) or '-'} -> {escape(after)}", highlight=False)
    left = len(report.changes) - _SHOWN + report.more_changes
    if left > 0:
        console.print(f"{left:,} more changes are not shown.")
    if not report.changes:
        console.print("Nothing would change.")


def _show_rescreened(console: Console, rescreened: Rescreening) -> None:
    change = rescreened.change
    console.print(
        f"[bold]List {escape(change.list_id)} changed:[/] {len(change.added)} entries added, {len(change.removed)} "
        f"removed, {len(change.changed)} changed; {rescreened.screened} companies screened again for it."
    )
    if not rescreened.changes:
        console.print("    Nobody's result is different.")
    for one in rescreened.changes:
        before = one.before.value if one.before is not None else "not screened"
        console.print(f"    {escape(one.subject)}: {before} -> {one.after.value}", highlight=False)


def as_json(done: Ingested) -> dict[str, Any]:
    """The report with its file lines, totals and changes."""
    report = done.report
    names = ("read", "new", "changed", "unchanged", "withdrawn", "quarantined")
    return {
        "dry_run": report.dry_run,
        "markets_loaded": done.markets,
        "totals": dict(zip(names, _counts(report.files), strict=True)),
        "files": [
            {
                "file": one.file,
                "format": one.reader,
                "dataset": one.dataset,
                **dict(zip(names, _counts([one]), strict=True)),
                "quarantine": str(one.quarantine) if one.quarantine is not None else None,
                "seconds": round(one.seconds, 3),
                "skipped": one.skipped or None,
                "failed": one.failed or None,
                "note": one.note or None,
            }
            for one in report.files
        ],
        "changes": [_change(one) for one in report.changes],
        "more_changes": report.more_changes,
        "rescreened": [
            {
                "list": one.change.list_id,
                "screened": one.screened,
                "changes": [asdict(change) for change in one.changes],
            }
            for one in done.rescreened
        ],
    }


def _change(change: Change) -> dict[str, Any]:
    fields = [{"field": field, "before": before, "after": after} for field, before, after in change.fields]
    return {"what": change.what, "kind": change.kind.value, "id": change.id, "name": change.name, "fields": fields}
