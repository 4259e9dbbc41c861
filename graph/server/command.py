"""The command line that starts the embedded server: the wheel's own Java, its jars, and settings that are safe.

The Python package inside of the wheel is never imported: it would load a Java machine into this process.
"""

from __future__ import annotations

import importlib.metadata
import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from graph.errors import GraphUnavailable
from graph.server.folder import Folder
from graph.server.warm import cache_file

PACKAGE = "arcadedb_embedded"
DATABASE = "graph"
USER = "root"
MAIN_CLASS = "com.arcadedb.server.ArcadeDBServer"
STATEMENT_SECONDS = 3_600  # nothing of ours takes so long: ends what a client that was killed left running
HEAP = "512m"  # enough for a million nodes of this model; ALLIEDSTACK_GRAPH_HEAP changes it

_JVM = (
    "-XX:+UseSerialGC",  # the smallest memory on a laptop
    "-XX:+ExitOnOutOfMemoryError",  # a server that is half dead answers nothing and holds the folder
    "--add-modules=jdk.incubator.vector",
    "--enable-native-access=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
    "--add-opens=java.base/java.nio.channels.spi=ALL-UNNAMED",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
)


def command(folder: Folder, bolt_port: int, http_port: int, more: Sequence[str] = ()) -> list[str]:
    """Program and arguments, ``more`` of Java's among them. No secret is: the password is read from its file.

    Raises:
        GraphUnavailable: the package with the server is not installed, or not for this kind of machine.
    """
    home = package_folder()
    settings = {
        "server.rootPath": folder.root,
        "server.databaseDirectory": folder.databases,
        "server.configDirectory": folder.root / "config",
        "server.logsDirectory": folder.root / "logs",
        "server.backupDirectory": folder.backups,
        "server.rootPasswordPath": folder.password_file,
        "server.mode": "production",
        "server.defaultDatabases": f"{DATABASE}[]",
        "server.httpIncomingHost": "127.0.0.1",  # the default listens to the whole network
        "server.httpIncomingPort": http_port,
        "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "bolt.host": "127.0.0.1",
        "bolt.port": bolt_port,
        "bolt.defaultDatabase": DATABASE,
        "command.timeout": STATEMENT_SECONDS * 1_000,
        "txWalFlush": 2,  # data and metadata on the disk before a commit is answered; the default loses commits
        "opencypher.loadCsv.allowFileUrls": "false",
        "opencypher.loadCsv.allowRemoteUrls": "false",
    }
    return [
        str(java(home)),
        f"-Xmx{os.environ.get('ALLIEDSTACK_GRAPH_HEAP', HEAP)}",
        *_JVM,
        *(more or _cached()),
        *(f"-Darcadedb.{key}={value}" for key, value in settings.items()),
        "-cp",
        str(home / "jars" / "*"),
        MAIN_CLASS,
    ]


def cache_here() -> Path:
    """See :mod:`graph.server.warm`."""
    home = package_folder()
    return cache_file(java(home), home / "jars", version())


def _cached() -> tuple[str, ...]:
    try:
        cache = cache_here()
        return (f"-XX:AOTCache={cache}", "-Xlog:aot=off", "-Xlog:cds=off") if cache.is_file() else ()
    except OSError:
        return ()


def package_folder() -> Path:
    spec = find_spec(PACKAGE)  # finds, does not import
    if spec is None or not spec.submodule_search_locations:
        raise GraphUnavailable(
            "The embedded graph is not installed.",
            "pip install arcadedb-embedded, or set ALLIEDSTACK_NEO4J_URI to a Neo4j.",
        )
    return Path(next(iter(spec.submodule_search_locations)))


def java(home: Path) -> Path:
    program = home / "jre" / "bin" / ("java.exe" if sys.platform == "win32" else "java")
    if not program.is_file():
        raise GraphUnavailable(
            f"The embedded graph's Java is missing at {program}.",
            "Install arcadedb-embedded again, or set ALLIEDSTACK_NEO4J_URI to a Neo4j.",
        )
    return program


def version() -> str:
    return importlib.metadata.version("arcadedb-embedded")
