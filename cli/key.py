"""``alliedstack key``: API keys. Works beside a running server and without one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from service.access import Keys

app = typer.Typer(help="Create, list, revoke and rotate API keys.", no_args_is_help=True)

_Days = Annotated[int, typer.Option(min=1, help="Days until it expires.")]


class RoleName(StrEnum):
    """What a key may do."""

    READER = "reader"
    OFFICER = "officer"
    COMPANY = "company"
    ADMIN = "admin"


@app.command()
def create(
    role: Annotated[RoleName, typer.Option(help="What it may do.")],
    company: Annotated[str, typer.Option(help="The company (id or full name) that a company key acts for.")] = "",
    name: Annotated[str, typer.Option(help="Whose it is, in a few words.")] = "",
    days: _Days = 365,
) -> None:
    """Make a key. It is printed once, alone on standard output, and cannot be shown again."""
    from service.access import Role

    with _keys() as (keys, find):
        text, key = keys.create(Role(role.value), name, find(company) if company else None, days)
    typer.echo(text)
    typer.echo(f"Key {key.prefix}, role {key.role}, until {key.expires_at[:10]}. It is not shown again.", err=True)


@app.command("list")
def list_keys() -> None:
    """The records of all keys; no secret is in them."""
    from cli.show.keys import show_keys

    with _keys() as (keys, _):
        show_keys(keys.list())


@app.command()
def revoke(prefix: Annotated[str, typer.Argument(help="As `key list` shows it.")]) -> None:
    """End a key. A running server notices within half a minute."""
    with _keys() as (keys, _):
        key = keys.revoke(prefix)
    typer.echo(f"Revoked {key.prefix}.")


@app.command()
def rotate(
    prefix: Annotated[str, typer.Argument(help="As `key list` shows it.")],
    days: _Days = 365,
) -> None:
    """Make a successor with the same role, and end the old key."""
    with _keys() as (keys, _):
        text, key = keys.rotate(prefix, days)
    typer.echo(text)
    typer.echo(f"Key {key.prefix} takes the place of {prefix}. It is not shown again.", err=True)


@contextmanager
def _keys() -> Iterator[tuple[Keys, Callable[[str], str]]]:
    """The keys, and a look-up of a company's id that needs no model."""
    from service.owners import find_company
    from service.served import open_served
    from service.settings import read_settings

    with open_served(read_settings()) as served:
        yield served.keys, lambda wanted: find_company(wanted, served.app.catalogue().companies)
