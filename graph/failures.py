"""The driver's errors in plain words: what is wrong with the graph, and what to do. No secret is ever in them."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from graph.errors import AlliedstackError, BadInput, Conflict, GraphUnavailable

if TYPE_CHECKING:
    from graph.connection import GraphAddress

_FULL = ("no space left", "disk full", "not enough space", "disk quota")
_READ_ONLY = ("read-only", "read only", "readonly", "writeonreadonly")
_CAUSES = 10  # a chain of causes is a few long, and may be a circle
_LITTLE = 8 << 20  # bytes free below which the engine's next file does not fit
_SHORT = 300  # characters of a server's own words that are shown


@contextmanager
def plain_words(address: GraphAddress) -> Iterator[None]:
    """Turn what the driver raises inside into :class:`AlliedstackError`; what is a bug of ours stays as it is."""
    from neo4j.exceptions import DriverError, Neo4jError

    try:
        yield
    except (DriverError, Neo4jError, OSError) as error:
        said = explain(error, address)
        if said is None:
            raise
        raise said from error


def explain(error: Exception, address: GraphAddress) -> AlliedstackError | None:
    """The error in plain words; None where it is a mistake in a statement, hence a bug."""
    from neo4j import exceptions as e

    where = f"the graph at {without_secrets(address.uri)}"
    if isinstance(error, e.ConfigurationError):
        return no_address(address)
    if isinstance(error, e.AuthError):
        return GraphUnavailable(
            f"The user {address.user!r} or its password was refused by {where}.",
            "Check ALLIEDSTACK_NEO4J_USER and ALLIEDSTACK_NEO4J_PASSWORD.",
        )
    certificate = _cause(error, ssl.SSLError)
    if certificate is not None:
        return _untrusted(certificate, where)
    if isinstance(error, e.IncompleteCommit):
        return GraphUnavailable(
            f"The connection to {where} was lost while a change was being kept; it may or may not be there.",
            "Run the same command again: every write may be repeated without doubling anything.",
        )
    if isinstance(error, e.ServiceUnavailable | e.SessionExpired):
        return _lost(error, where)
    if isinstance(error, e.Neo4jError):
        return _refused(error, where, address)
    if isinstance(error, e.DriverError) and "timed out" in str(error).lower():
        return GraphUnavailable(f"No connection to {where} became free in time.", "Try again when it is less busy.")
    return None


def no_address(address: GraphAddress) -> BadInput:
    return BadInput(
        f"{without_secrets(address.uri)!r} is no address of a graph.",
        "Use bolt://host:7687, neo4j://host:7687, or bolt+s:// and neo4j+s:// for TLS; user and password have settings "
        "of their own.",
    )


def _cause(error: BaseException | None, kind: type[BaseException]) -> BaseException | None:
    for _ in range(_CAUSES):
        if error is None or isinstance(error, kind):
            return error
        error = error.__cause__ or error.__context__
    return None


def _untrusted(error: BaseException, where: str) -> GraphUnavailable:
    if isinstance(error, ssl.SSLCertVerificationError):
        return GraphUnavailable(
            f"The certificate of {where} is not trusted ({error.verify_message}).",
            "Install the certificate's authority on this machine; for a self-signed one that you know, "
            "use bolt+ssc:// or neo4j+ssc:// instead of +s://.",
        )
    return GraphUnavailable(
        f"No encrypted connection to {where} could be made.",
        "Does the server speak TLS at that port? See docs/graph.md.",
    )


def _lost(error: Exception, where: str) -> GraphUnavailable:
    if _cause(error, ConnectionRefusedError) or "couldn't connect" in str(error).lower():
        return GraphUnavailable(
            f"Nothing answers for {where}.", "Is it running, and are host and port of ALLIEDSTACK_NEO4J_URI right?"
        )
    if "resolve" in str(error).lower():
        return GraphUnavailable(f"The host of {where} is not known.", "Check ALLIEDSTACK_NEO4J_URI.")
    if "routing" in str(error).lower():
        return GraphUnavailable(
            f"{where[0].upper()}{where[1:]} answers, but names no server that could take the request.",
            "A single server is reached by bolt:// rather than neo4j://; in a cluster, check that it has a leader.",
        )
    return GraphUnavailable(
        f"The connection to {where} was lost.", "Is it still running? What was committed stays; run the command again."
    )


def _refused(error: Exception, where: str, address: GraphAddress) -> AlliedstackError | None:
    from neo4j import exceptions as e

    code = str(getattr(error, "code", "") or "")
    words = f"{code} {getattr(error, 'message', '')}".lower()
    if isinstance(error, e.ConstraintError):
        return Conflict(f"{where[0].upper()}{where[1:]} holds another node with the same key.", _words(error))
    if any(sign in words for sign in _FULL):
        return GraphUnavailable(f"The disk of {where} is full.", "Free some space; what was committed stays.")
    if "transactionnotfound" in words:  # all that the embedded engine says of a commit that it could not write down
        return _not_kept(where, address)
    if "accessmode" in words or "writing in read access mode" in words:
        from graph.reading import refused_write

        return refused_write()
    if "databaseerror.transaction" in words:  # Neo4j on a full disk says no more than this
        return GraphUnavailable(
            f"{where[0].upper()}{where[1:]} could not keep a change, or wrote it to its log only.",
            "Look at its disk and its log, restart it, and run the same command again: every write may be repeated "
            "without doubling anything.",
        )
    if any(sign in words for sign in _READ_ONLY):
        return GraphUnavailable(
            f"{where[0].upper()}{where[1:]} can only be read.", "Make its folder or database writable."
        )
    if "databasenotfound" in words or "database does not exist" in words:
        return GraphUnavailable(
            f"There is no database {address.database!r} in {where}.", "Check ALLIEDSTACK_NEO4J_DATABASE."
        )
    if "transactiontimedout" in words or "transaction has been terminated" in words:
        from graph.deadline import TooSlow

        return TooSlow(f"A request took longer than {where} may take.", "Ask for less at once; nothing of it was kept.")
    if isinstance(error, e.TransientError):
        return GraphUnavailable(f"{where[0].upper()}{where[1:]} is too busy.", f"Try again later. {_words(error)}")
    if isinstance(error, e.Forbidden):
        return GraphUnavailable(
            f"The user {address.user!r} may not do this in {where}.", "docs/graph.md lists the privileges it needs."
        )
    return None


def _not_kept(where: str, address: GraphAddress) -> GraphUnavailable:
    """A commit failed. The embedded engine runs on this machine, so its disk can be looked at."""
    if address.folder is not None:
        disk = os.statvfs(address.folder)
        if disk.f_flag & os.ST_RDONLY:
            return GraphUnavailable(f"The disk of {where} can only be read; nothing was changed.", "Make it writable.")
        if disk.f_bavail * disk.f_frsize < _LITTLE:
            return GraphUnavailable(
                f"The disk of {where} is full; nothing of the last change is there.",
                f"Free some space at {address.folder}; what was committed stays.",
            )
    return GraphUnavailable(
        f"A change could not be kept by {where}; nothing of it is there.", "Try again; its log says more."
    )


def _words(error: Exception) -> str:
    return str(getattr(error, "message", "") or "")[:_SHORT]


def without_secrets(uri: str) -> str:
    """The address without a user's name and password, which some people write into it."""
    scheme, found, rest = uri.partition("://")
    return f"{scheme}://{rest.rsplit('@', 1)[-1]}" if found else "the address that is set"
