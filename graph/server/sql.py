"""The embedded engine's SQL over its loopback HTTP: index statements and backups, which its Bolt side refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.errors import GraphUnavailable

if TYPE_CHECKING:
    from graph.connection import GraphAddress

SECONDS = 600.0  # an index over a million nodes, or a backup of them
_SHORT = 300


def run_sql(address: GraphAddress, statement: str, seconds: float = SECONDS) -> list[dict[str, Any]]:
    """The rows of one statement.

    Raises:
        GraphUnavailable: the server has no such address, does not answer, or refuses the statement.
    """
    import httpx

    if address.sql_url is None:
        raise GraphUnavailable("This graph is not the embedded one.", "Its own tools do this: see docs/graph.md.")
    try:
        response = httpx.post(
            f"{address.sql_url}/api/v1/command/{address.database}",
            json={"language": "sql", "command": statement},
            auth=(address.user, address.password),
            timeout=seconds,
            trust_env=False,  # a proxy is for the world outside, not for loopback
        )
    except httpx.HTTPError as error:
        raise GraphUnavailable(
            f"The embedded graph at {address.sql_url} does not answer ({type(error).__name__}).", "Try again."
        ) from error
    if response.is_error:
        raise GraphUnavailable(
            f"The embedded graph refused {statement.split(' METADATA')[0]!r} (status {response.status_code}): "
            f"{response.text[:_SHORT]}",
            "See logs in its folder.",
        )
    rows: list[dict[str, Any]] = response.json().get("result", [])
    return rows
