"""Keys in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from service.access import PREFIX_LENGTH, ApiKey


def show_keys(keys: Sequence[ApiKey], console: Console | None = None) -> None:
    """One line a key, oldest first."""
    console = console or Console(highlight=False)
    if not keys:
        console.print("There is no key. Make one: alliedstack key create --role officer")
        return
    table = Table()
    table.add_column("Key", no_wrap=True, min_width=PREFIX_LENGTH)  # it is what revoke and rotate take
    for name in ("Role", "Company", "Name", "Made", "Expires", "State"):
        table.add_column(name, overflow="fold")
    now = datetime.now(UTC)
    for key in keys:
        table.add_row(
            key.prefix,
            key.role.value,
            escape(key.company or ""),
            escape(key.name),
            key.created_at[:10],
            key.expires_at[:10],
            _state(key, now),
        )
    console.print(table)


def _state(key: ApiKey, now: datetime) -> str:
    if key.replaced_by is not None:
        return f"replaced by {key.replaced_by}"
    if key.revoked_at is not None:
        return f"revoked {key.revoked_at[:10]}"
    return "usable" if key.usable(now) else "expired"
