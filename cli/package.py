"""``alliedstack package``: standing and on-demand packages, their members, their life, and search for a buyer."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from cli.need_text import NeedFile, NeedNotice, NeedText
from cli.proposed import Propose, Translate, YesProposed

app = typer.Typer(help="Keep, search and change standing and on-demand packages.", no_args_is_help=True)

_Who = Annotated[str, typer.Option("--by", help="Who does it; the user of this machine by default.")]
_Why = Annotated[str, typer.Option(help="The reason, kept in the history.")]


@app.command("list")
def list_packages() -> None:
    """Every package with its status."""
    from cli.opened import opened
    from cli.show.packages import show_packages
    from service.stores import package_store

    with opened() as program:
        show_packages(package_store(program.graph).all(), program.snapshot(illustrative=True))


@app.command()
def show(package_id: str, as_of: Annotated[str, typer.Option(help="Judge it on this day; today.")] = "") -> None:
    """One package: members, products, findings, standing, gaps, possible support, history."""
    from cli.opened import opened
    from cli.show.packages import show_package
    from service.packages.cases import read
    from service.packages.evaluate import evaluate
    from service.rulebooks import read_day
    from service.stores import package_store

    with opened() as program:
        package = read(package_store(program.graph), package_id)
        show_package(evaluate(program, package, read_day(as_of) if as_of else None))


@app.command()
def create(
    title: str,
    anchor: Annotated[str, typer.Option(help="The company that leads, by id or full name.")],
    product: Annotated[list[str], typer.Option(help="A product, by id or full name; may be repeated.")],
    market: Annotated[list[str], typer.Option(help="A market; may be repeated.")],
    on_demand: Annotated[
        str, typer.Option(help="The id of the opportunity that it answers, for an on-demand one.")
    ] = "",
    until: Annotated[str, typer.Option(help="The last day of its term.")] = "",
    by: _Who = "",
) -> None:
    """Make a new package as a draft."""
    from cli.opened import opened
    from graph.model.package import PackageKind
    from service.packages.cases import Draft
    from service.packages.cases import create as make
    from service.rulebooks import read_day
    from service.stores import package_store

    with opened() as program:
        draft = Draft(
            title=title,
            kind=PackageKind.ON_DEMAND if on_demand else PackageKind.STANDING,
            anchor=anchor,
            products=tuple(product),
            markets=tuple(market),
            opportunity=on_demand or None,
            valid_to=read_day(until) if until else None,
        )
        package = make(
            package_store(program.graph),
            program.snapshot(illustrative=True),
            draft,
            by or getpass.getuser(),
            program.now(),
        )
    typer.echo(f"Created {package.id} ({package.status.value}).")


@app.command()
def step(
    package_id: str,
    name: Annotated[str, typer.Argument(help="propose, take_up, withdraw, expire or reopen.")],
    why: _Why,
    by: _Who = "",
) -> None:
    """Move a package along its life. A decision is recorded with `decide`."""
    from cli.opened import opened
    from graph.errors import BadInput
    from service.packages.cases import move
    from service.packages.lifecycle import Step
    from service.stores import package_store

    if name not in set(Step) - {Step.DECIDE}:
        known = ", ".join(sorted(set(Step) - {Step.DECIDE}))
        raise BadInput(f"There is no step {name!r}.", f"One of: {known}.")
    with opened() as program:
        package = move(
            package_store(program.graph), package_id, Step(name), by or getpass.getuser(), program.now(), why
        )
    typer.echo(f"{package.id} is {package.status.value}.")


@app.command()
def decide(
    package_id: str,
    status: Annotated[str, typer.Argument(help="designated or declined.")],
    office: Annotated[list[str], typer.Option(help="An office that decided or was consulted; may be repeated.")],
    grounds: Annotated[str, typer.Option(help="The stated grounds, in the document's words.")],
    on: Annotated[str, typer.Option(help="The day of the decision.")],
    by: _Who = "",
) -> None:
    """Record what the deciding office determined. Nothing here decides or predicts."""
    from cli.opened import opened
    from graph.errors import BadInput
    from graph.model.package import Decision, PackageStatus
    from service.packages.cases import move
    from service.packages.lifecycle import Step
    from service.rulebooks import read_day
    from service.stores import package_store

    if status not in (PackageStatus.DESIGNATED, PackageStatus.DECLINED):
        raise BadInput(f"status: {status!r} is no decision.", "One of: designated, declined.")
    who = by or getpass.getuser()
    decision = Decision(PackageStatus(status), read_day(on), tuple(office), grounds, who)
    with opened() as program:
        package = move(
            package_store(program.graph), package_id, Step.DECIDE, who, program.now(), grounds or "decided", decision
        )
    typer.echo(f"{package.id} is {package.status.value}.")


@app.command()
def join(
    package_id: str,
    company: str,
    product: Annotated[list[str] | None, typer.Option(help="A product it brings; may be repeated.")] = None,
    role: Annotated[str, typer.Option(help="Its role in a few words.")] = "",
    by: _Who = "",
) -> None:
    """A company joins a package."""
    from cli.opened import opened
    from service.packages.cases import join as let_join
    from service.stores import package_store

    with opened() as program:
        package = let_join(
            package_store(program.graph), program.snapshot(illustrative=True), package_id, company,
            tuple(product or ()), by or getpass.getuser(), program.now(), role,
        )  # fmt: skip
    typer.echo(f"{package.id} has {len(package.members)} members in its record.")


@app.command()
def leave(package_id: str, company: str, why: _Why, by: _Who = "") -> None:
    """A member leaves with its products; the record of it stays."""
    from cli.opened import opened
    from service.packages.cases import leave as let_leave
    from service.stores import package_store

    with opened() as program:
        package = let_leave(
            package_store(program.graph), program.snapshot(illustrative=True), package_id, company,
            by or getpass.getuser(), program.now(), why,
        )  # fmt: skip
    typer.echo(f"{company} left {package.id}.")


@app.command()
def search(
    market: Annotated[str, typer.Option(help="Country, region or bloc, or 'global'.")],
    text: NeedText = "",
    file: NeedFile = None,
    notice: NeedNotice = "",
    drafts: Annotated[bool, typer.Option("--with-drafts", help="Drafts too.")] = False,
    translate: Translate = False,
    propose: Propose = False,
    yes_proposed: YesProposed = False,
) -> None:
    """Standing packages for a buyer, ranked by fit, with gaps and the swaps that close them."""
    from cli.need_text import need_text
    from cli.opened import opened
    from cli.proposed import read_proposed
    from cli.show.packages import show_found
    from service.packages.search import search_packages
    from service.stores import package_store

    with opened() as program:
        asked = need_text(program, text, file, notice)
        needs = read_proposed(program, asked, translate=translate, propose=propose, yes=yes_proposed).needs
        show_found(search_packages(program, package_store(program.graph), needs, market, drafts=drafts))


@app.command()
def dossier(
    package_id: str,
    out: Annotated[Path, typer.Option(help="Where to: the ending .docx, .pdf, .xlsx or .json says which format.")],
) -> None:
    """Write the dossier of a package."""
    from cli.opened import opened
    from service.dossier.build import build, material_of_package
    from service.dossier.files import format_of, write
    from service.packages.cases import read
    from service.packages.evaluate import evaluate
    from service.stores import package_store

    format_of(out.suffix)  # said before anything is computed
    with opened() as program:
        found = evaluate(program, read(package_store(program.graph), package_id))
        catalogue = program.snapshot(illustrative=True).catalogue
        write(build(material_of_package(found, catalogue), program.today()), out)
    typer.echo(f"Wrote {out}.")
