"""Why a server ended before it answered, read from what it printed."""

from __future__ import annotations

from graph.errors import GraphUnavailable
from graph.server.folder import Folder

_LINES = 3  # of the server's own words that are shown where we have none

_KNOWN = (
    (("No space left on device", "Disk quota exceeded"), "The disk that holds {folder} is full.", "Free some space."),
    (
        ("Read-only file system", "Permission denied", "AccessDeniedException"),
        "The graph's folder {folder} cannot be written.",
        "Make it writable, or set ALLIEDSTACK_DATA_DIR to one that is.",
    ),
    (
        ("Could not reserve enough space", "insufficient memory", "Cannot allocate memory", "OutOfMemoryError"),
        "There is not enough memory to start the graph.",
        "It takes about 300 MB; close other programs, or set ALLIEDSTACK_GRAPH_HEAP to less (at least 256m).",
    ),
    (
        ("Invalid maximum heap size", "Unrecognized VM option", "Could not create the Java Virtual Machine"),
        "Java refused to start.",
        "Check ALLIEDSTACK_GRAPH_HEAP (such as 512m or 2g) and JAVA_TOOL_OPTIONS.",
    ),
    (
        ("LockException", "is locked by another process", "already in use by"),
        "Another program has the database in {folder} open.",
        "End it, and try again.",
    ),
)


def why_it_ended(folder: Folder, console: str) -> GraphUnavailable:
    for signs, message, hint in _KNOWN:
        if any(sign in console for sign in signs):
            return GraphUnavailable(message.format(folder=folder.root), hint)
    last = " / ".join(line.strip() for line in console.strip().splitlines()[-_LINES:])
    return GraphUnavailable(
        f"The embedded graph did not start{': ' + last if last else ''}.",
        f"The whole output is in {folder.console}. ALLIEDSTACK_NEO4J_URI uses a Neo4j instead.",
    )
