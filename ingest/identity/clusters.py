"""Joining links into companies, without joining what must stay apart by way of a third."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from graph.model import Company
from ingest.identity import identifiers
from ingest.identity.model import Merge, Rule

_ORDER = {rule: place for place, rule in enumerate(Rule)}
_BY_IDENTIFIER = frozenset({Rule.JUDGED, Rule.SAME_LEI})  # what only a person's decision can overrule


@dataclass(frozen=True, slots=True)
class Link:
    """A reason to take two companies for one."""

    left: str
    right: str
    rule: Rule
    values: tuple[str, str]
    score: float
    why: str

    def strength(self) -> tuple[int, float, str, str]:
        """Sort key, the surest link first."""
        return (_ORDER[self.rule], -self.score, self.left, self.right)


class Clusters:
    """Groups of companies that are one. ``apart`` says why two must not be joined (empty: they may)."""

    def __init__(self, companies: Mapping[str, Company], apart: Callable[[str, str], str]) -> None:
        self._companies = companies
        self._apart = apart
        self._members: dict[str, list[str]] = {key: [key] for key in companies}
        self._home: dict[str, str] = {key: key for key in companies}
        self._used: list[Link] = []

    def join(self, link: Link) -> str:
        """Join the groups of both ends; returns why it was refused, empty when it was done or already so."""
        one, two = self._home[link.left], self._home[link.right]
        if one == two:
            return ""
        if link.rule not in _BY_IDENTIFIER:
            for left in self._members[one]:
                for right in self._members[two]:
                    reason = self._apart(left, right)
                    if reason:
                        return reason
        elif reason := self._forbidden(link):
            return reason
        if len(self._members[one]) < len(self._members[two]):
            one, two = two, one
        for key in self._members[two]:
            self._home[key] = one
        self._members[one] += self._members.pop(two)
        self._used.append(link)
        return ""

    def _forbidden(self, link: Link) -> str:
        """A decision of a person about this very pair; other contradictions do not weigh against an identifier."""
        reason = self._apart(link.left, link.right)
        return reason if " said on " in reason else ""

    def merges(self) -> Iterator[Merge]:
        """One merge for each company that gives way, into the one that stays, sorted."""
        stays = {home: min(keys, key=self._rank) for home, keys in self._members.items() if len(keys) > 1}
        best: dict[str, Link] = {}
        for link in self._used:
            for key in (link.left, link.right):
                best.setdefault(key, link)
        for home in sorted(stays, key=lambda h: stays[h]):
            into = stays[home]
            for key in sorted(self._members[home]):
                if key == into:
                    continue
                link = best[key]
                turned = link.values if link.right == key else (link.values[1], link.values[0])
                yield Merge(into, key, link.rule, turned, link.score, link.why)

    def _rank(self, key: str) -> tuple[bool, bool, int, str]:
        """Who stays: the one with an LEI, with a UEI, with most sources, then the smallest id."""
        company = self._companies[key]
        return (identifiers.lei(company) is None, identifiers.uei(company) is None, -len(company.sources), key)
