"""Teams in a terminal, as a trade officer reads them: members and layers, who serves what, findings, gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.show.advice import show_advice
from cli.show.matches import MARK
from cli.show.needs import short, show_needs
from cli.show.scenario import STANDING_WORDS, finding_words, gap_words
from graph.model import LAYERS, Layer, ProductLinkKind
from matching.rules.findings import FACT_WORDS, Finding, Outcome
from matching.teams.answer import Proof
from matching.teams.gaps import Gap, GapKind
from matching.teams.report import TeamReport
from service.advice import TeamAdvice, advise
from service.teams import STACK, TeamsAnswer

FACTS_SHOWN = 8  # facts to establish listed in full; more are counted
FINDINGS_SHOWN = 6
_MENTIONED = 30  # characters of a product's name where it is only mentioned


def show_teams(
    answer: TeamsAnswer,
    console: Console | None = None,
    *,
    needs: bool = True,
    advice: Sequence[TeamAdvice] | None = None,
) -> None:
    """Print the whole answer, with the advice on each team if there is some."""
    console = console or Console(highlight=False)
    if needs and answer.needs.requirements:
        show_needs(answer.needs, console)
    _answer(answer, advice, console)
    replay = answer.replay
    if answer.snapshot.stale:
        console.print(
            Text(
                f"\n{len(answer.snapshot.stale)} facts of the catalogue are too old and count as not known "
                "(alliedstack sources)."
            )
        )
    console.print(
        Text(
            f"\n{answer.market.name}: {_found(answer)}. Catalogue version "
            f"{replay.catalogue_version}, rulebook {replay.rulebook_version}, as of {replay.as_of}.\n"
            "Decision support only: findings are no determination, and nothing here predicts a designation."
        )
    )


def _answer(answer: TeamsAnswer, advice: Sequence[TeamAdvice] | None, console: Console) -> None:
    _destination(answer, console)
    for number, team in enumerate(answer.answer.teams):
        console.print()
        _team(answer, number, team, console)
        if advice is not None:
            show_advice(advice[number], console)
    if not answer.answer.teams:
        _no_team(answer, console)


def _found(answer: TeamsAnswer) -> str:
    """How many teams there are, and how sure that is."""
    proven = answer.answer.proof is Proof.OPTIMAL
    if not answer.answer.teams:
        left = len(answer.without.answer.teams) if answer.without is not None else 0
        none = "no team for all of it" + (", which is proven" if proven else ", as far as the search came")
        return none + (f"; {left} team(s) without {', '.join(answer.unserved)}" if left else "")
    return f"{len(answer.answer.teams)} team(s), " + (
        "no better team exists in the catalogue" if proven else "not proven best"
    )


def _destination(answer: TeamsAnswer, console: Console) -> None:
    for finding in answer.answer.destination:
        if finding.outcome is not Outcome.MET:
            console.print(Text(f"Destination: {finding_words(finding)}", style="yellow"))


def _team(answer: TeamsAnswer, number: int, team: TeamReport, console: Console) -> None:
    total = len(answer.answer.teams)
    console.print(Text(f"Team {number + 1} of {total}: {STANDING_WORDS[team.standing]}", style="bold"))
    table = Table("", "Product", "Company", "Serves")
    serves = _serves(answer, number, team)
    for layer in Layer:
        for product in (answer.problem.products[key] for key in team.products):
            if product.layer is layer:
                company = answer.problem.companies.get(product.company)
                name = company.name if company is not None else product.company
                role = " (anchor)" if product.company == team.anchor else ""
                mark = MARK if product.illustrative and "(illustrative)" not in name else ""
                table.add_row(layer.value, Text(product.name + mark), Text(name + role), Text(serves[product.id]))
    console.print(table)
    console.print(Text(", ".join(f"{layer} {LAYERS[layer].name}" for layer in Layer), style="dim"))
    unserved = [
        o.requirement for o in answer.served[number] if o.product is None and not o.requirement.startswith(STACK)
    ]
    if unserved:
        console.print(Text(f"Wished for, but served by nobody here: {', '.join(unserved)}"))
    _content(team, console)
    _findings(team, answer, console)
    _gaps(team.gaps, answer, console)


def _serves(answer: TeamsAnswer, number: int, team: TeamReport) -> dict[str, str]:
    """For each product the requirements that it serves, or else the products that stand on it."""
    names = {key: answer.problem.products[key].name for key in team.products}
    found: dict[str, list[str]] = {key: [] for key in team.products}
    for one in answer.served[number]:
        if one.product is not None and not one.requirement.startswith(STACK):
            found[one.product].append(f"{one.requirement} {one.fit:.0%}")
    carried: dict[str, list[str]] = {key: [] for key in team.products}
    for key in team.products:
        for below in answer.problem.products[key].linked(ProductLinkKind.BUILT_ON):
            if below in carried:
                carried[below].append(short(names[key], _MENTIONED))
    stack = {one.product for one in answer.served[number] if one.requirement.startswith(STACK)}
    return {
        key: ", ".join(served)
        or ("completes the stack" if key in stack or not carried[key] else f"carries {', '.join(carried[key][:2])}")
        for key, served in found.items()
    }


def _content(team: TeamReport, console: Console) -> None:
    low, high = float(team.us_content.low), float(team.us_content.high)
    share = "not known" if (low, high) == (0.0, 1.0) else f"{low:.0%}" if low == high else f"{low:.0%} to {high:.0%}"
    console.print(Text(f"U.S. content of the hardware layer by value: {share}"))


def _findings(team: TeamReport, answer: TeamsAnswer, console: Console) -> None:
    met = Counter(finding.rule for finding in team.findings if finding.outcome is Outcome.MET)
    if met:
        console.print(Text("Met: " + ", ".join(f"{rule} ({n})" for rule, n in met.items())))
    other: dict[tuple[str, Outcome], list[Finding]] = {}
    for finding in team.findings:
        if finding.outcome is not Outcome.MET:
            other.setdefault((finding.rule, finding.outcome), []).append(finding)
    for (rule, outcome), found in list(other.items())[:FINDINGS_SHOWN]:
        first = found[0]
        subjects = ", ".join(dict.fromkeys(_name(f.subject, answer) for f in found))
        console.print(
            Text(
                f"{outcome.value}: {rule} ({first.effect.value}; source {first.source}, certainty "
                f"{first.certainty.value}) "
                f"for {subjects}"
            )
        )


def _gaps(gaps: tuple[Gap, ...], answer: TeamsAnswer, console: Console) -> None:
    for gap in gaps:
        if gap.kind is not GapKind.FACT:
            console.print(Text(f"Gap: {gap_words(gap)}"))
    asked = _to_ask(gaps, answer)
    if not asked:
        return
    console.print(Text("To establish before anybody relies on this team:"))
    for company, facts in list(asked.items())[:FACTS_SHOWN]:
        console.print(Text(f"  - ask {company}: {'; '.join(facts)}"))
    if len(asked) > FACTS_SHOWN:
        console.print(Text(f"  ... and {len(asked) - FACTS_SHOWN} more companies (--json lists all)"))


def _to_ask(gaps: tuple[Gap, ...], answer: TeamsAnswer) -> dict[str, list[str]]:
    """Company to what it could supply: its own facts, then those of its products, each fact with its products."""
    own: dict[str, list[str]] = {}
    of_products: dict[str, dict[str, list[str]]] = {}
    for gap in gaps:
        if gap.kind is not GapKind.FACT or gap.subject is None or gap.fact is None:
            continue
        fact = FACT_WORDS.get(gap.fact, gap.fact)
        product = answer.problem.products.get(gap.subject)
        if product is None:
            own.setdefault(_name(gap.subject, answer), []).append(fact)
        else:
            company = _name(product.company, answer)
            of_products.setdefault(company, {}).setdefault(fact, []).append(short(product.name, _MENTIONED))
    asked: dict[str, list[str]] = {}
    for company in dict.fromkeys([*own, *of_products]):
        asked[company] = list(dict.fromkeys(own.get(company, [])))
        for fact, products in of_products.get(company, {}).items():
            asked[company].append(f"{fact} ({', '.join(dict.fromkeys(products))})")
    return asked


def _name(key: str, answer: TeamsAnswer) -> str:
    company, product = answer.problem.companies.get(key), answer.problem.products.get(key)
    return company.name if company is not None else product.name if product is not None else key


def _no_team(answer: TeamsAnswer, console: Console) -> None:
    console.print(Text("\nNo team can be composed for all of this.", style="bold yellow"))
    texts = {need.id: need.text for need in answer.needs.requirements}
    for gap in answer.answer.gaps:
        about = f" ({short(texts[gap.requirement], 80)})" if gap.requirement in texts else ""
        console.print(Text(f"  - {gap_words(gap)}{about}"))
    if answer.answer.relaxations:
        console.print(Text("Smallest changes that together would make a team:"))
        for one in answer.answer.relaxations:
            console.print(Text(f"  - {'; '.join(one.actions)}"))
    if answer.without is not None and answer.without.answer.teams:
        left = ", ".join(answer.unserved)
        console.print(Text(f"\nWithout {left}, which nobody serves, there would be:", style="bold"))
        _answer(answer.without, advise(answer.without), console)
