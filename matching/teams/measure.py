"""Where a team stands in the order of preference, and how one place differs from another, in words."""

from __future__ import annotations

from collections.abc import Iterable

from matching.rules.availability import available
from matching.rules.exact import ZERO, exact
from matching.rules.findings import Effect, Outcome
from matching.rules.judge import BINDING
from matching.rules.location import Answer
from matching.rules.problem import Problem
from matching.rules.standing import Standing
from matching.teams.report import TeamReport


def fits_of(problem: Problem, products: Iterable[str], fit_floor: float = 0.0) -> dict[str, float]:
    """For each requirement the fit in the worst-served place, within [0, 1]; 0 where nothing serves it."""
    held = [problem.products[product] for product in products]
    found: dict[str, float] = {}
    for requirement in problem.requirements:
        fits = {p.id: problem.fit.get((requirement.id, p.id), 0.0) for p in held}
        fits = {product: fit for product, fit in fits.items() if fit > 0 and fit >= fit_floor}
        servers = [p for p in held if p.id in fits]
        found[requirement.id] = min(
            (
                max((fits[p.id] for p in servers if available(p, place) is not Answer.NO), default=0.0)
                for place in problem.market.places
            ),
            default=max(fits.values(), default=0.0),
        )
    return found


def servers_of(problem: Problem, products: Iterable[str]) -> dict[str, dict[str, tuple[str, float]]]:
    """For each requirement and place of the market the product that serves best there, with its fit."""
    held = [problem.products[product] for product in products]
    found: dict[str, dict[str, tuple[str, float]]] = {}
    for requirement in problem.requirements:
        there: dict[str, tuple[str, float]] = {}
        for place in problem.market.places:
            fits = [
                (problem.fit[requirement.id, p.id], p.id)
                for p in held
                if problem.fit.get((requirement.id, p.id), 0.0) > 0 and available(p, place) is not Answer.NO
            ]
            if fits:
                fit, product = max(fits, key=lambda pair: (pair[0], pair[1]))
                there[place] = (product, fit)
        found[requirement.id] = there
    return found


def open_findings(report: TeamReport) -> int:
    """How many bars and required rules are UNKNOWN for the team."""
    return sum(f.effect in BINDING and f.outcome is Outcome.UNKNOWN for f in report.findings)


def presumption_met(report: TeamReport) -> bool:
    return any(f.effect is Effect.PRESUMPTION and f.outcome is Outcome.MET for f in report.findings)


def admissible(report: TeamReport) -> bool:
    """Whether a team like this may be an answer: neither barred nor incomplete."""
    return report.standing not in (Standing.BARRED, Standing.INCOMPLETE)


def total_fit(problem: Problem, products: Iterable[str], fit_floor: float = 0.0) -> float:
    """The sum over requirements, without the error of binary fractions."""
    return float(sum((exact(fit) for fit in fits_of(problem, products, fit_floor).values()), ZERO))


def differences(problem: Problem, one: TeamReport, other: TeamReport, fit_floor: float = 0.0) -> tuple[str, ...]:
    """What the team ``other`` gains and loses against ``one``, in the order of preference; none when they are alike."""
    lines: list[str] = []
    before, after = fits_of(problem, one.products, fit_floor), fits_of(problem, other.products, fit_floor)
    for requirement in problem.requirements:
        was, now = before[requirement.id], after[requirement.id]
        if was != now:
            better = "better" if now > was else "worse"
            lines.append(f"serves {requirement.text or requirement.id} {better}: fit {now:.3g} instead of {was:.3g}")
    if presumption_met(one) != presumption_met(other):
        met = presumption_met(other)
        lines.append("meets the content presumption" if met else "does not meet the content presumption")
    if one.us_content != other.us_content:
        lines.append(f"hardware with {span(other)} U.S. content instead of {span(one)}")
    lines += _counted("open findings", open_findings(one), open_findings(other))
    lines += _counted("members", len(one.members), len(other.members))
    names = {company: problem.companies[company].name for company in problem.companies}
    joined = [names.get(c, c) for c in other.members if c not in one.members]
    left = [names.get(c, c) for c in one.members if c not in other.members]
    if joined:
        lines.append(f"with {', '.join(joined)}")
    if left:
        lines.append(f"without {', '.join(left)}")
    return tuple(lines)


def span(report: TeamReport) -> str:
    """The content share as a reader writes it: ``62 %`` or ``40 to 62 %``."""
    low, high = (f"{float(end * 100):.3g}" for end in (report.us_content.low, report.us_content.high))
    return f"{low} %" if low == high else f"{low} to {high} %"


def _counted(what: str, was: int, now: int) -> list[str]:
    if was == now:
        return []
    change = abs(now - was)
    named = what[:-1] if change == 1 else what
    return [f"{change} {'fewer' if now < was else 'more'} {named} ({now} instead of {was})"]
