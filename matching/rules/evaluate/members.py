"""Rules on members: where a company is, whose it is, and what screening said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from graph.model import Company, Layer
from matching.rules.evaluate.make import make_finding, percent
from matching.rules.exact import exact
from matching.rules.findings import FACT_WORDS, Evidence, Finding, MissingFact, Outcome
from matching.rules.location import PLACE_FACTS, Answer, located, missing_places
from matching.rules.ownership import ConcernShares, OwnershipReading
from matching.rules.predicates import ListScreened, NotLocatedIn, NotOfConcern
from matching.rules.problem import Problem
from matching.rules.reading import Reading
from matching.rules.rulebook import Rule

NO_LIST_MATCH = "NO_LIST_MATCH"  # what screening says when it found nothing; never "clear"


class MemberRule(Protocol):
    """A rule whose subject is a member. ``outcome`` is cheap, ``finding`` explains it."""

    rule: Rule
    layers: frozenset[Layer]  # applies to members with a team product of one of these

    def outcome(self, company_id: str) -> Outcome: ...

    def finding(self, company_id: str) -> Finding: ...


class Located:
    """NOT_MET when incorporated or primarily based in a country of the rule."""

    def __init__(self, rule: Rule, predicate: NotLocatedIn, problem: Problem, reading: Reading) -> None:
        self.rule = rule
        self.layers = frozenset(predicate.layers)
        self._companies = problem.companies
        self._countries = reading.countries(predicate.countries)

    def outcome(self, company_id: str) -> Outcome:
        return _OUTCOME_OF_PLACE[located(self._companies.get(company_id), self._countries)]

    def finding(self, company_id: str) -> Finding:
        company = self._companies.get(company_id)
        outcome = self.outcome(company_id)
        missing = missing_places(company_id, company) if outcome is Outcome.UNKNOWN else ()
        names = ", ".join(sorted(self._countries))
        unknown = _words(missing, company_id)
        said = {
            Outcome.MET: f"{_name(company, company_id)} is neither incorporated nor based in {names}.",
            Outcome.NOT_MET: f"{_name(company, company_id)} is {_places(company)}; the rule bars {names}.",
        }.get(
            outcome,
            f"{_name(company, company_id)}: not known {unknown}; what is known does not settle {names}.",
        )
        return make_finding(self.rule, company_id, outcome, said, _place_evidence(company), missing)


class OfConcern:
    """NOT_MET when the share of concern reaches the threshold."""

    def __init__(self, rule: Rule, predicate: NotOfConcern, problem: Problem, reading: Reading) -> None:
        self.rule = rule
        self.layers = frozenset(Layer) if reading.flag(predicate.hardware_too) else frozenset(predicate.service_layers)
        self._companies = problem.companies
        self._threshold = exact(reading.number(predicate.owned_at))
        self._countries = reading.countries(predicate.countries)
        self.shares = ConcernShares(
            problem.companies,
            OwnershipReading(
                self._countries,
                self._threshold,
                reading.flag(predicate.along_chain),
                reading.flag(predicate.control_counts),
            ),
            problem.as_of,
        )

    def outcome(self, company_id: str) -> Outcome:
        share = self.shares.of(company_id)
        if share.low >= self._threshold:
            return Outcome.NOT_MET
        return Outcome.MET if share.high < self._threshold else Outcome.UNKNOWN

    def finding(self, company_id: str) -> Finding:
        company, outcome, share = self._companies.get(company_id), self.outcome(company_id), self.shares.of(company_id)
        missing = self.shares.missing(company_id) if outcome is Outcome.UNKNOWN else ()
        names = ", ".join(sorted(self._countries))
        span = percent(share.low) if share.known else f"{percent(share.low)} to {percent(share.high)}"
        said = f"{_name(company, company_id)}: share of concern ({names}) {span}, threshold {percent(self._threshold)}."
        if outcome is Outcome.NOT_MET and located(company, self._countries) is Answer.YES:
            said = f"{_name(company, company_id)} is {_places(company)}; the rule bars {names}."
        elif outcome is Outcome.UNKNOWN:
            said += f" Not known: {_words(missing, company_id)}."
        return make_finding(self.rule, company_id, outcome, said, tuple(self._evidence(company_id)), missing)

    def _evidence(self, company_id: str) -> Iterable[Evidence]:
        """The facts of the company and of everybody above it whose part counts."""
        queue = [company_id]
        for current in queue:  # grows while it is walked
            company = self._companies.get(current)
            yield from _place_evidence(company)
            if located(company, self._countries) is Answer.YES:
                continue
            for holding in self.shares.holdings(current) or ():
                share = "a share not known" if holding.share is None else percent(exact(holding.share))
                sources = (holding.source,) if holding.source is not None else ()
                yield Evidence(current, "owned_by", f"{holding.owner} holds {share}", sources)
                queue += [holding.owner] if holding.owner not in queue else []
            for control in self.shares.controls(current) or ():
                sources = (control.source,) if control.source is not None else ()
                yield Evidence(current, "controlled_by", control.owner, sources)
                queue += [control.owner] if control.owner not in queue else []


class Screened:
    """What the last screening run said; a possible match bars nothing by itself, a person has to look."""

    def __init__(self, rule: Rule, problem: Problem) -> None:
        self.rule = rule
        self.layers = frozenset(Layer)
        self._companies = problem.companies
        self._outcomes = problem.screening or {}

    def outcome(self, company_id: str) -> Outcome:
        said = self._outcomes.get(company_id)
        if said is None:
            return Outcome.UNKNOWN
        return Outcome.MET if said == NO_LIST_MATCH else Outcome.REVIEW

    def finding(self, company_id: str) -> Finding:
        outcome = self.outcome(company_id)
        name = _name(self._companies.get(company_id), company_id)
        said = {
            Outcome.MET: f"No list entry matches {name}. That is not a clearance.",
            Outcome.UNKNOWN: f"{name} was not screened.",
        }.get(
            outcome, f"{name} resembles a list entry ({self._outcomes.get(company_id)}): a person has to compare them."
        )
        missing = (MissingFact(company_id, "screening"),) if outcome is Outcome.UNKNOWN else ()
        return make_finding(self.rule, company_id, outcome, said, (), missing)


def member_rules(problem: Problem, reading: Reading) -> tuple[MemberRule, ...]:
    """The member rules in force, in the rulebook's order. Screening takes part only where somebody was screened."""
    found: list[MemberRule] = []
    for rule in reading.rules:
        if rule.scope != "team":
            continue
        if isinstance(rule.predicate, NotLocatedIn):
            found.append(Located(rule, rule.predicate, problem, reading))
        elif isinstance(rule.predicate, NotOfConcern):
            found.append(OfConcern(rule, rule.predicate, problem, reading))
        elif isinstance(rule.predicate, ListScreened) and problem.screening is not None:
            found.append(Screened(rule, problem))
    return tuple(found)


_OUTCOME_OF_PLACE = {Answer.YES: Outcome.NOT_MET, Answer.NO: Outcome.MET, Answer.UNKNOWN: Outcome.UNKNOWN}


def _name(company: Company | None, company_id: str) -> str:
    return company.name if company is not None and company.name else company_id


def _places(company: Company | None) -> str:
    assert company is not None
    known = [
        f"{word} in {place}"
        for word, place in (("incorporated", company.incorporated_in), ("based", company.based_in))
        if place is not None
    ]
    return " and ".join(known)


def _place_evidence(company: Company | None) -> tuple[Evidence, ...]:
    if company is None:
        return ()
    return tuple(
        Evidence(company.id, fact, getattr(company, fact), company.sources)
        for fact in PLACE_FACTS
        if getattr(company, fact) is not None
    )


def _words(missing: tuple[MissingFact, ...], own: str) -> str:
    """What is missing, of whom where it is not the company itself."""
    return ", ".join(
        FACT_WORDS.get(item.fact, item.fact) + ("" if item.subject == own else f" ({item.subject})") for item in missing
    )
