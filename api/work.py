"""What jobs do: each kind of job with its function over the program. Parameters and results are plain JSON.

Each may be started again after a crash: questions change nothing, the rest is idempotent.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.questions import questions
from graph.errors import BadInput

if TYPE_CHECKING:
    from api.house import Stores
    from ingest.report import Report
    from ingest.sink import Sink
    from service.alerts import Alerts
    from service.fresh import ServedAlliedstack
    from service.jobs import Step, Work

FIND_DOUBLES = "find-doubles"
SCREEN_ALL = "screen-all"
INGEST = "ingest"
LOOK = "look-for-alerts"

_CHANGES_SHOWN = 1_000  # changes of a dry run that a job's result holds; more_changes counts the rest


def works(app: ServedAlliedstack, stores: Stores, alerts: Alerts) -> Mapping[str, Work]:
    """Kind of job to its function."""

    def look(params: Mapping[str, Any], step: Step) -> Mapping[str, Any]:
        del params
        step.at(0.05, "looking")
        return {"told": alerts.look()}

    return {**questions(app), **_changes(app, stores), LOOK: look}


def _changes(app: ServedAlliedstack, stores: Stores) -> Mapping[str, Work]:
    def doubles(params: Mapping[str, Any], step: Step) -> Mapping[str, Any]:
        from service.identity import find_doubles

        del params
        step.at(0.05, "comparing companies")
        found = find_doubles(stores.identity, datetime.now(UTC).isoformat(timespec="seconds"))
        app.changed_much()
        return {"companies": found.companies, "merged": len(found.records), "to_review": len(found.reviews)}

    def screen_all(params: Mapping[str, Any], step: Step) -> Mapping[str, Any]:
        from service.screening import screen_everybody

        del params
        step.at(0.05, "screening")
        done = screen_everybody(stores.screening, app.today())
        app.changed()
        counts: dict[str, int] = {}
        for result in done.results:
            counts[result.outcome.value] = counts.get(result.outcome.value, 0) + 1
        return {"screened": len(done.results), "outcomes": counts}

    def ingest(params: Mapping[str, Any], step: Step) -> Mapping[str, Any]:
        from service.ingesting import ingest_and_follow_up, ingest_paths

        path, ports = Path(params["path"]), stores.ingest
        if not path.is_file():
            raise BadInput(f"The uploaded file {path.name} is no longer there.", "Upload it again.")

        def progress(file: str, read: int) -> None:
            step.at(0.5, f"{file}: {read:,} records")  # how many there are is not known before the end

        def run(sink: Sink) -> Report:
            return ingest_paths(
                sink,
                [path],
                state_dir=ports.state_dir,
                dry_run=params["dry_run"],
                format=params["format"],
                layer_of=ports.layer_of,
                progress=progress,
                complete=params["complete"],
            )

        try:
            done = ingest_and_follow_up(ports, run)
        except BadInput as error:
            shutil.rmtree(path.parent, ignore_errors=True)
            raise BadInput(_without_folder(error.message, path), error.hint) from error
        app.changed_much()
        shutil.rmtree(path.parent, ignore_errors=True)  # not before: after a crash the job needs the file again
        view = report_view(done.report) | {"rescreened_lists": len(done.rescreened), "markets_loaded": done.markets}
        shown: dict[str, Any] = json.loads(_without_folder(json.dumps(view), path))
        return shown

    return {FIND_DOUBLES: doubles, SCREEN_ALL: screen_all, INGEST: ingest}


def _without_folder(text: str, path: Path) -> str:
    """Where an upload was kept on this machine is nobody's business."""
    return text.replace(f"{path.parent}/", "")


def report_view(report: Report) -> dict[str, Any]:
    """What an ingest did, as JSON."""
    total = report.total
    shown = report.changes[:_CHANGES_SHOWN]
    return {
        "dry_run": report.dry_run,
        "files": [
            {
                "file": Path(one.file).name,
                "reader": one.reader,
                "dataset": one.dataset,
                "read": one.read,
                "kinds": {
                    kind.value: {"new": t.new, "changed": t.changed, "unchanged": t.unchanged}
                    for kind, t in one.tallies.items()
                },
                "withdrawn": one.withdrawn,
                "quarantined": one.quarantined,
                "rejected": _rejected(one.quarantine),
                "skipped": one.skipped,
                "failed": one.failed,
                "note": one.note,
                "run": one.run.id if one.run is not None else None,
            }
            for one in report.files
        ],
        "read": report.read,
        "new": total.new,
        "changed": total.changed,
        "unchanged": total.unchanged,
        "withdrawn": report.withdrawn,
        "quarantined": report.quarantined,
        "changes": [
            {
                "kind": one.kind.value,
                "id": one.id,
                "what": one.what,
                "name": one.name,
                "fields": [{"field": field, "before": before, "after": after} for field, before, after in one.fields],
            }
            for one in shown
        ],
        "more_changes": report.more_changes + len(report.changes) - len(shown),
    }


def _rejected(quarantine: Path | None) -> list[dict[str, str]]:
    """The first rejected records with their reasons, so that the uploader can correct them."""
    if quarantine is None or not quarantine.is_file():
        return []
    found = []
    with quarantine.open(encoding="utf-8") as lines:
        for line, _ in zip(lines, range(_CHANGES_SHOWN), strict=False):
            record = json.loads(line)
            found.append({name: str(record.get(name, "")) for name in ("locator", "field", "reason", "expected")})
    return found
