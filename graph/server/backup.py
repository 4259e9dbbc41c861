"""Backup and restore of the embedded engine's database: its own online backup, a zip of the database's files."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from graph.connection import open_graph
from graph.errors import AlliedstackError, BadInput, Conflict, GraphUnavailable
from graph.maintenance import counts
from graph.server.command import DATABASE
from graph.server.folder import unusable
from graph.server.run import embedded, folder_of, stop_server
from graph.server.sql import run_sql

_PATIENCE_SECONDS = 5.0  # a server whose last user has just left takes about one to end
_SIGN = "schema.json"  # every database of the embedded engine has one


def backup(data_dir: Path, target: Path) -> Path:
    """Write what the graph holds at this moment into the new file ``target``; others may go on writing.

    Raises:
        BadInput: the file exists. GraphUnavailable: it cannot be written, or the engine refuses.
    """
    target = target.expanduser().resolve()
    if target.exists():
        raise BadInput(f"{target} exists already.", "Name a file that does not exist yet.")
    with embedded(data_dir) as address:
        name = str(run_sql(address, "BACKUP DATABASE")[0]["backupFile"])
        made = folder_of(data_dir).backups / DATABASE / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(made, target)
            target.chmod(0o600)
        except OSError as error:
            made.unlink(missing_ok=True)
            raise unusable(target.parent, error) from error
    return target


def restore(data_dir: Path, source: Path) -> None:
    """Put the backup ``source`` in place of the graph of ``data_dir``; the old one stays until the new one answers.

    Raises:
        BadInput: the file is no backup, or damaged; nothing was changed.
            Or its graph cannot be opened: the old one is back.
        Conflict: the graph is being used.
    """
    folder = folder_of(data_dir)
    folder.prepare()
    fresh, old, database = folder.root / "restoring", folder.root / "replaced", folder.databases / DATABASE
    shutil.rmtree(fresh, ignore_errors=True)
    _unpack(source, fresh)
    try:
        with folder.locked("users", seconds=_PATIENCE_SECONDS):  # nobody uses it, and nobody comes while we hold this
            stop_server(data_dir)
            shutil.rmtree(old, ignore_errors=True)
            if database.exists():
                database.rename(old)
            fresh.rename(database)
    except GraphUnavailable as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise Conflict(f"The graph in {folder.root} is being used.", "End what uses it, and try again.") from error
    from neo4j.exceptions import Neo4jError

    try:
        with embedded(data_dir) as address, open_graph(address) as graph:
            counts(graph)  # reads every file
    except (AlliedstackError, Neo4jError):
        stop_server(data_dir)
        shutil.rmtree(database, ignore_errors=True)
        if old.exists():
            old.rename(database)
        raise BadInput(f"The graph in {source} cannot be opened; yours is as it was.", "Use another backup.") from None
    shutil.rmtree(old, ignore_errors=True)


def _unpack(source: Path, into: Path) -> None:
    try:
        with zipfile.ZipFile(source) as archive:
            names = archive.namelist()
            if not any(Path(name).name == _SIGN for name in names):
                raise BadInput(f"{source} is no backup of a graph.", "Name a file made by graph backup.")
            if any(Path(name).is_absolute() or ".." in Path(name).parts for name in names):
                raise BadInput(f"{source} names files outside of its folder.", "Name a file made by graph backup.")
            damaged = archive.testzip()
            if damaged is not None:
                raise BadInput(f"{source} is damaged at {damaged}.", "Use another copy.")
            archive.extractall(into)
    except FileNotFoundError as error:
        raise BadInput(f"There is no file {source}.", "Name a file made by graph backup.") from error
    except zipfile.BadZipFile as error:
        raise BadInput(f"{source} is no backup of a graph ({error}).", "Name a file made by graph backup.") from error
    except OSError as error:
        shutil.rmtree(into, ignore_errors=True)
        raise unusable(into.parent, error) from error
