"""How far a company belongs to countries of concern: location, control, and shares along the chain of owners.

Definition (scenario format, "share of concern"): 1 when the company is located in a country of the rule, or when a
controller has a share of concern at or above the threshold; otherwise the sum over its owners of
share x (1 if the owner's share of concern reaches the threshold, else the owner's share of concern).
Circles add nothing: an owner that is already on the way down to the company counts 0.

Facts that are not known make the share an interval. Every unknown only ever raises the share, so the lower end is the
share if all unknowns are harmless, the upper end the share if none is: both ends are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from graph.model import Company, Control, Holding
from matching.rules.circles import components_upward
from matching.rules.exact import ANYTHING, NOTHING, ONE, WHOLE, ZERO, Interval, exact
from matching.rules.findings import MissingFact
from matching.rules.location import Answer, located, missing_places

_ShareOf = Callable[[str], Interval]

# A tangle of cross-holdings has exponentially many paths; past this many steps the share is given as the sound
# interval [what counts without the circle, 1], which can only lead to UNKNOWN, never to a wrong MET.
_STEPS_PER_CIRCLE = 20_000
_LARGEST_CIRCLE = 250  # companies on one circle; keeps the recursion within Python's own limit


@dataclass(frozen=True, slots=True)
class OwnershipReading:
    """How the open points of "owned or controlled" are read."""

    countries: frozenset[str]
    threshold: Fraction = Fraction(1, 2)
    along_chain: bool = True  # False: only the direct owner's location counts
    control_counts: bool = True


def in_effect(link: Holding | Control, day: date) -> bool:
    """Whether a holding or control stands on ``day``; both ends are included, an open end is open."""
    return (link.since is None or link.since <= day) and (link.until is None or day <= link.until)


class ConcernShares:
    """Shares of concern of the companies of one catalogue on one day, computed once each.

    An owner that the catalogue does not hold is a company of which nothing is known.
    """

    def __init__(self, companies: Mapping[str, Company], reading: OwnershipReading, day: date) -> None:
        self._companies = companies
        self._reading = reading
        self._day = day
        self._shares: dict[str, Interval] = {}
        self._steps_left = 0

    def of(self, company_id: str) -> Interval:
        """The share of concern of a company, within [0, 1]."""
        known = self._shares.get(company_id)
        if known is not None:
            return known
        plain = self._without_owners(company_id)
        if plain is not None:
            self._shares[company_id] = plain
            return plain
        for circle in components_upward(company_id, self._above, self._shares):
            found = {company: self._entered_at(company, frozenset(circle)) for company in circle}
            self._shares.update(found)
        return self._shares[company_id]

    def missing(self, company_id: str) -> tuple[MissingFact, ...]:
        """The unknown facts, of the company and up its chain, that its share of concern hangs on; stable order."""
        found: dict[MissingFact, None] = {}
        self._collect(company_id, found, set(), top=True)
        return tuple(found)

    def holdings(self, company_id: str) -> tuple[Holding, ...] | None:
        company = self._companies.get(company_id)
        if company is None or company.owned_by is None:
            return None
        return tuple(link for link in company.owned_by if in_effect(link, self._day))

    def controls(self, company_id: str) -> tuple[Control, ...] | None:
        if not self._reading.control_counts:
            return ()
        company = self._companies.get(company_id)
        if company is None or company.controlled_by is None:
            return None
        return tuple(link for link in company.controlled_by if in_effect(link, self._day))

    def _without_owners(self, company_id: str) -> Interval | None:
        """The answer for the many companies that have nobody above them, without walking any graph."""
        where = self._where(company_id)
        if where is Answer.YES:
            return WHOLE
        owners, controllers = self.holdings(company_id), self.controls(company_id)
        if owners or controllers:
            return None
        unknown = where is Answer.UNKNOWN or owners is None or controllers is None
        return ANYTHING if unknown else NOTHING

    def _where(self, company_id: str) -> Answer:
        return located(self._companies.get(company_id), self._reading.countries)

    def _above(self, company_id: str) -> tuple[str, ...]:
        if self._where(company_id) is Answer.YES:
            return ()  # decided: nobody above changes it
        links: tuple[Holding | Control, ...] = (*(self.holdings(company_id) or ()), *(self.controls(company_id) or ()))
        return tuple(dict.fromkeys(link.owner for link in links))

    def _entered_at(self, company_id: str, circle: frozenset[str]) -> Interval:
        self._steps_left = _STEPS_PER_CIRCLE if len(circle) <= _LARGEST_CIRCLE else 0
        share = self._walk(company_id, circle, (company_id,))
        if self._steps_left > 0 or len(circle) == 1:
            return share
        outside_only = self._weigh(company_id, lambda owner: NOTHING if owner in circle else self._shares[owner])
        return Interval(outside_only.low, ONE)

    def _walk(self, company_id: str, circle: Set[str], path: tuple[str, ...]) -> Interval:
        self._steps_left -= 1

        def share_of(owner: str) -> Interval:
            if owner in path:
                return NOTHING
            if owner not in circle:
                return self._shares[owner]
            if self._steps_left <= 0:
                return ANYTHING
            return self._walk(owner, circle, (*path, owner))

        return self._weigh(company_id, share_of)

    def _weigh(self, company_id: str, share_of: _ShareOf) -> Interval:
        """The definition itself, on intervals."""
        where = self._where(company_id)
        if where is Answer.YES:
            return WHOLE
        threshold = self._reading.threshold
        owners, controllers = self.holdings(company_id), self.controls(company_id)
        may_be_all = where is Answer.UNKNOWN or owners is None or controllers is None
        for control in controllers or ():
            share = self._counted(share_of, control.owner)
            if share.low >= threshold:
                return WHOLE
            may_be_all = may_be_all or share.high >= threshold
        low, high = self._sum_of_owners(owners or (), share_of)
        return Interval(low, ONE if may_be_all else high)

    def _sum_of_owners(self, owners: tuple[Holding, ...], share_of: _ShareOf) -> tuple[Fraction, Fraction]:
        threshold = self._reading.threshold
        low, high = ZERO, ZERO
        stated = sum((exact(link.share) for link in owners if link.share is not None), ZERO)
        unstated_left = max(ONE - stated, ZERO)  # what holders whose share is not known may hold at most together
        unstated_weight = ZERO
        for link in owners:
            share = self._counted(share_of, link.owner)
            least = ONE if share.low >= threshold else share.low
            most = ONE if share.high >= threshold else share.high
            if link.share is None:
                unstated_weight = max(unstated_weight, most)
                continue
            low += exact(link.share) * least
            high += exact(link.share) * most
        return min(low, ONE), min(high + unstated_left * unstated_weight, ONE)

    def _counted(self, share_of: _ShareOf, owner: str) -> Interval:
        if self._reading.along_chain:
            return share_of(owner)
        return {Answer.YES: WHOLE, Answer.NO: NOTHING, Answer.UNKNOWN: ANYTHING}[self._where(owner)]

    def _collect(self, company_id: str, found: dict[MissingFact, None], seen: set[str], *, top: bool) -> None:
        share = self.of(company_id)
        if company_id in seen or share.known or share.low >= self._reading.threshold:
            return
        seen.add(company_id)
        if self._where(company_id) is Answer.UNKNOWN:
            found.update(dict.fromkeys(missing_places(company_id, self._companies.get(company_id))))
        owners, controllers = self.holdings(company_id), self.controls(company_id)
        if owners is None or any(link.share is None for link in owners):
            found[MissingFact(company_id, "owned_by")] = None
        if controllers is None:
            found[MissingFact(company_id, "controlled_by")] = None
        above = [link.owner for link in controllers or () if self.of(link.owner).high >= self._reading.threshold]
        most = self._sum_of_owners(owners or (), self.of)[1]
        if not top or most >= self._reading.threshold:  # otherwise the owners cannot decide, whoever they are
            above += [link.owner for link in owners or () if link.share is None or link.share > 0]
        for owner in above:
            self._collect(owner, found, seen, top=False)
