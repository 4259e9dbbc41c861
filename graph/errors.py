"""The one root exception of the program, and the errors that the graph room itself raises.

Every room derives its errors from :class:`AlliedstackError`, so that a command line, an HTTP
handler or a page can show any of them the same way: a stable code, what happened, what to do.
"""

from __future__ import annotations

from typing import ClassVar


class AlliedstackError(Exception):
    """Something the user can understand and act on.

    ``code`` is stable (clients may branch on it), ``message`` names the thing that is wrong,
    ``hint`` says what would be right. Neither ever holds a secret.
    """

    code: ClassVar[str] = "error"
    http_status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class BadInput(AlliedstackError):
    """What the user handed in cannot be used; nothing was changed."""

    code = "bad_input"
    http_status = 422
    exit_code = 2


class NotFound(AlliedstackError):
    """A named thing does not exist."""

    code = "not_found"
    http_status = 404
    exit_code = 2


class Conflict(AlliedstackError):
    """The request contradicts the present state."""

    code = "conflict"
    http_status = 409


class GraphUnavailable(AlliedstackError):
    """The graph cannot be reached, started or used."""

    code = "graph_unavailable"
    http_status = 503
    exit_code = 3
