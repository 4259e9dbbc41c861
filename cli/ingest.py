"""``alliedstack ingest``: files in open formats into the graph, with a report."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ingest.pipeline import Progress
    from ingest.report import Report
    from ingest.sink import Sink
    from service.ingesting import Ingested, IngestPorts

_MEGABYTE = 1_000_000
_NOT_ALL_READ = 1  # exit code when a file broke off or nothing could be read

OpenPorts = Callable[[], AbstractContextManager["IngestPorts"]]
_Paths = Annotated[
    list[Path] | None, typer.Argument(help="Files or folders; the format is told from the content.", show_default=False)
]
_Bundled = Annotated[bool, typer.Option("--bundled", help="Load the real sample that comes with the program.")]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change; write nothing.")]
_Format = Annotated[str, typer.Option(help="Insist on a format (see docs/ingest.md) instead of telling it.")]
_Template = Annotated[
    Path | None, typer.Option(help="Write an empty catalogue (.csv, .xlsx, .json, .jsonl) with an example, and stop.")
]
_Retry = Annotated[Path | None, typer.Option(help="Try the records of a quarantine file again, after correcting them.")]
_Complete = Annotated[
    bool | None,
    typer.Option("--complete/--partial", help="Whether each file is all of its dataset, so that what it lacks ended."),
]
_MaxMb = Annotated[float | None, typer.Option(min=0.001, help="Largest file that is read, in megabytes.")]
_Json = Annotated[bool, typer.Option("--json", help="Print the report as one JSON object.")]


def ingest_command(open_ports: OpenPorts) -> Callable[..., None]:
    """The command over the ports that ``open_ports`` opens."""

    def ingest(
        paths: _Paths = None,
        bundled: _Bundled = False,
        dry_run: _DryRun = False,
        format: _Format = "",
        template: _Template = None,
        retry: _Retry = None,
        complete: _Complete = None,
        max_mb: _MaxMb = None,
        json_output: _Json = False,
    ) -> None:
        """Read companies, products, notices, ownership, screening lists and codes into the graph.

        Running it again changes nothing; a run that was stopped is completed by repeating it. Records that cannot be
        used go to a quarantine file with the reason.
        """
        from graph.errors import BadInput
        from service.ingesting import bundled_paths, write_template

        if template is not None:
            write_template(template)
            typer.echo(f"{template} is written. Fill it in, then: alliedstack ingest --dry-run {template}")
            return
        wanted = [*(bundled_paths() if bundled else ()), *(paths or ())]
        if retry is None and not wanted:
            raise BadInput("Nothing to read.", "Name files or folders, or use --bundled.")
        if retry is not None and (wanted or dry_run or format):
            raise BadInput("--retry takes no other input.", "Run it alone: alliedstack ingest --retry FILE")
        with open_ports() as ports:
            done = _read(ports, wanted, retry, dry_run, format, complete, max_mb)
        _show(done, json_output)
        report = done.report
        if report.failed or (wanted and all(one.skipped for one in report.files)):
            raise typer.Exit(_NOT_ALL_READ)

    return ingest


def _read(
    ports: IngestPorts,
    wanted: list[Path],
    retry: Path | None,
    dry_run: bool,
    format: str,
    complete: bool | None,
    max_mb: float | None,
) -> Ingested:
    from ingest.limits import Limits
    from service.ingesting import ingest_and_follow_up, ingest_paths, retry_quarantine

    limits = Limits() if max_mb is None else Limits(max_bytes=int(max_mb * _MEGABYTE))
    common: dict[str, Any] = {"state_dir": ports.state_dir, "limits": limits, "layer_of": ports.layer_of}
    with _progress() as progress:

        def run(sink: Sink) -> Report:
            if retry is not None:
                return retry_quarantine(sink, retry, **common)
            return ingest_paths(
                sink, wanted, dry_run=dry_run, format=format or None, complete=complete, progress=progress, **common
            )

        return ingest_and_follow_up(ports, run)


class _progress:  # noqa: N801 - used as a word: with _progress() as progress
    """A line on standard error that names the file and counts its records; gone when the run ends."""

    def __enter__(self) -> Progress:
        from rich.console import Console
        from rich.progress import Progress as Bar
        from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed:,.0f} records"))
        self._bar = Bar(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True)
        self._bar.start()
        task = self._bar.add_task("Looking at the files", total=None)

        def show(file: str, read: int) -> None:
            self._bar.update(task, description=f"Reading {file}", completed=read)

        return show

    def __exit__(self, *error: object) -> None:
        self._bar.stop()


def _show(done: Ingested, json_output: bool) -> None:
    from cli.show.ingest import as_json, show_ingested

    if json_output:
        import json

        typer.echo(json.dumps(as_json(done), ensure_ascii=False, indent=1))
    else:
        show_ingested(done)
