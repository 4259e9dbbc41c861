"""A start of the embedded server in half the time: Java's cache of classes that are loaded and linked already.

``python -m graph.server`` makes it once for a version of the engine (ten seconds, 36 MB in the user's cache
folder). Without it everything works, a second slower; Java checks that it fits and ignores one that does not.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from graph.errors import GraphUnavailable


def cache_file(program: Path, jars: Path, version: str) -> Path:
    """Where the cache for this Java and these jars lies, or would lie."""
    import platformdirs

    said = f"{program} {jars} {jars.stat().st_mtime_ns}"
    digest = hashlib.sha256(said.encode()).hexdigest()[:12]
    return Path(platformdirs.user_cache_dir("alliedstack")) / f"graph-{version}-{digest}.aot"


def warm() -> Path:
    """Make the cache unless it is there: Java writes it when a server that it watched from its start ends.

    Raises:
        GraphUnavailable: the server does not start, or the cache cannot be written.
    """
    from graph.connection import open_graph
    from graph.server.command import cache_here
    from graph.server.folder import Folder, unusable
    from graph.server.run import end, start

    target = cache_here()
    if target.exists():
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, ignore_cleanup_errors=True) as name:
            folder = Folder(Path(name) / "graph")
            folder.prepare()
            fresh = Path(name) / "fresh.aot"
            with folder.locked("users", shared=True, seconds=1.0):
                address = start(folder, (f"-XX:AOTCacheOutput={fresh}",))
                with open_graph(address) as graph:
                    graph.run("MERGE (n:Warm {id: 'x'}) SET n.name = 'y'")
                    graph.rows("MATCH (n:Warm) RETURN n.id AS id, properties(n) AS all ORDER BY n.id LIMIT 1")
                end(folder)
            if not fresh.exists():
                raise GraphUnavailable("Java made no cache.", "It is not needed: starting takes a second longer.")
            os.replace(fresh, target)
    except OSError as error:
        raise unusable(target.parent, error) from error
    for old in target.parent.glob("graph-*.aot"):
        if old != target:
            old.unlink(missing_ok=True)
    return target
