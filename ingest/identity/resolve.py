"""Finding records of one company: identifiers first, then names; clear cases merge, doubtful ones are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations, pairwise

from graph.merged import survivors
from graph.model import Company
from ingest.identity import identifiers
from ingest.identity.clusters import Clusters, Link
from ingest.identity.model import Decided, Decision, Doubt, Merge, NameLikeness, NameScorer, Resolution, Review, Rule

MERGE_AT = 0.9  # nothing but looks, legal form and words like "group" differ; a misspelt letter stays below
REVIEW_AT = 0.67  # the score from which screening too takes two names for one
DOMAIN_ALIKE = 0.3  # one telling word in common: enough beside a common domain, not alone
_MANY = 200  # records with one identifier or domain; more is a placeholder value ("unknown.com"), not an identity


def resolve(companies: Mapping[str, Company], scorer: NameScorer, decisions: Sequence[Decided] = ()) -> Resolution:
    """Say which companies are one.

    Companies that were merged before count as their survivors. Deterministic: the same companies, decisions and
    scorer give the same answer, whatever their order.

    A merge is proposed for the same LEI or UEI, the same domain with alike names, the same name, or an unambiguous
    short form, unless an identifier, the country of incorporation or the legal form contradicts or a person decided
    otherwise. Everything else that looks alike comes as a review.
    """
    to = survivors(companies)
    current = {key: company for key, company in companies.items() if to[key] == key}
    aliases: dict[str, list[Company]] = {}
    for key in sorted(companies):
        aliases.setdefault(to[key], []).append(companies[key])
    search = _Search(current, aliases, scorer, _decided(decisions, to))
    search.run()
    return search.resolution()


def _decided(decisions: Iterable[Decided], to: Mapping[str, str]) -> dict[frozenset[str], Decided]:
    found: dict[frozenset[str], Decided] = {}
    for decided in sorted(decisions, key=lambda d: d.at):
        pair = frozenset((to.get(decided.left, decided.left), to.get(decided.right, decided.right)))
        if len(pair) > 1:
            found[pair] = decided
    return found


_Identifier = Callable[[Company], str | None]


class _Search:
    """One run of :func:`resolve`."""

    def __init__(
        self,
        companies: Mapping[str, Company],
        members: Mapping[str, list[Company]],
        scorer: NameScorer,
        decided: Mapping[frozenset[str], Decided],
    ) -> None:
        self.companies = companies
        self.members = members
        self.scorer = scorer
        self.decided = decided
        self.links: list[Link] = []
        self.reviews: dict[frozenset[str], Review] = {}
        self.other_form: dict[frozenset[str], str] = {}
        self.compared = 0

    def run(self) -> None:
        self._judged()
        self._same(identifiers.lei, Rule.SAME_LEI)
        self._same(identifiers.uei, Rule.SAME_UEI)
        self._domains()
        self._names()

    def resolution(self) -> Resolution:
        clusters = Clusters(self.companies, self._apart)
        for link in sorted(self.links, key=Link.strength):
            refused = clusters.join(link)
            if refused:
                self._review(link.left, link.right, Doubt.CONTRADICTION, link.values, link.score, refused)
        merges = tuple(clusters.merges())
        joined = {merge.merged: merge.into for merge in merges}
        reviews = [
            review
            for review in self.reviews.values()
            if joined.get(review.left, review.left) != joined.get(review.right, review.right)
        ]
        reviews.sort(key=lambda review: (-review.score, review.left, review.right))
        return Resolution(merges, tuple(reviews), self.compared)

    def _apart(self, left: str, right: str) -> str:
        """Why two companies must not be merged; empty when they may."""
        decided = self.decided.get(frozenset((left, right)))
        if decided is not None:
            return "" if decided.decision is Decision.SAME else f"{decided.by} said on {decided.at}: {decided.why}"
        pair = frozenset((left, right))
        return self.other_form.get(pair) or identifiers.contradiction(self.companies[left], self.companies[right])

    def _judged(self) -> None:
        for pair, decided in self.decided.items():
            left, right = sorted(pair)
            if decided.decision is Decision.SAME and left in self.companies and right in self.companies:
                names = (self.companies[left].name, self.companies[right].name)
                self.links.append(Link(left, right, Rule.JUDGED, names, 1.0, f"{decided.by}: {decided.why}"))

    def _same(self, identifier: _Identifier, rule: Rule) -> None:
        for value, ids in self._grouped(identifier).items():
            for left, right in pairwise(ids):
                self.links.append(Link(left, right, rule, (value, value), 1.0, ""))

    def _grouped(self, identifier: _Identifier) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = {}
        for key in sorted(self.companies):
            for value in sorted({v for m in self.members[key] if (v := identifier(m))}):
                groups.setdefault(value, []).append(key)
        return {value: ids for value, ids in groups.items() if 1 < len(ids) <= _MANY}

    def _domains(self) -> None:
        for value, ids in self._grouped(identifiers.domain).items():
            for left, right in combinations(ids, 2):
                values, likeness = self._closest(left, right)
                if likeness.numbers_differ:
                    continue
                if likeness.score >= DOMAIN_ALIKE and not likeness.other_form:
                    why = f"both {value}; {likeness.why}"
                    self.links.append(Link(left, right, Rule.SAME_DOMAIN, values, likeness.score, why))
                else:
                    self._review(left, right, Doubt.DOMAIN_ONLY, values, likeness.score, f"both {value}")

    def _names(self) -> None:
        names = [(key, name) for key in sorted(self.companies) for name in self._names_of(key)]
        short: list[tuple[str, str, tuple[str, str], NameLikeness]] = []
        for left, right in sorted({(min(pair), max(pair)) for pair in self.scorer.similar(names)}):
            values, likeness = self._closest(left, right)
            if likeness.numbers_differ:
                continue
            if likeness.same_words and likeness.score >= MERGE_AT:
                if likeness.other_form:
                    self.other_form[frozenset((left, right))] = f"legal forms of {values[0]} / {values[1]}"
                    self._review(left, right, Doubt.OTHER_FORM, values, likeness.score, likeness.why)
                else:
                    self.links.append(Link(left, right, Rule.SAME_NAME, values, likeness.score, likeness.why))
            elif likeness.short_form and not likeness.other_form:
                short.append((left, right, values, likeness))
            elif likeness.score >= REVIEW_AT:
                self._review(left, right, Doubt.CLOSE_NAMES, values, likeness.score, likeness.why)
        self._short_forms(short)
        self._bare_names()

    def _bare_names(self) -> None:
        """DocuSign may be DocuSign, Inc. or DocuSign Ltd.: a name that goes with two legal forms goes with neither."""
        same: dict[str, set[str]] = {}
        for link in self.links:
            if link.rule is Rule.SAME_NAME:
                same.setdefault(link.left, set()).add(link.right)
                same.setdefault(link.right, set()).add(link.left)
        unclear = {frozenset((bare, one)) for pair in self.other_form for bare in _common(pair, same) for one in pair}
        for link in [x for x in self.links if x.rule is Rule.SAME_NAME and frozenset((x.left, x.right)) in unclear]:
            self.links.remove(link)
            self._review(link.left, link.right, Doubt.SHORT_FORM, link.values, link.score, link.why)

    def _short_forms(self, short: list[tuple[str, str, tuple[str, str], NameLikeness]]) -> None:
        """Cisco is Cisco Systems as long as no Cisco Foods is about."""
        beside: dict[str, set[str]] = {}
        for key in self.companies:
            for name in self._names_of(key):
                core, common = self.scorer.core(name)
                if common:
                    beside.setdefault(core, set()).add(common)
        for left, right, values, likeness in short:
            core, _ = self.scorer.core(values[0])
            if len(beside.get(core, set())) <= 1:
                self.links.append(Link(left, right, Rule.SHORT_FORM, values, likeness.score, likeness.why))
            else:
                self._review(left, right, Doubt.SHORT_FORM, values, likeness.score, likeness.why)

    def _names_of(self, key: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for m in self.members[key] for name in (m.name, *m.aliases)))

    def _closest(self, left: str, right: str) -> tuple[tuple[str, str], NameLikeness]:
        """The two names, one of each, that are most alike. Names beyond the twentieth of a company are not looked at:
        what twenty names do not show, the others will not."""
        pairs = [(one, two) for one in self._names_of(left)[:20] for two in self._names_of(right)[:20]]
        self.compared += len(pairs)
        return max(
            ((pair, self.scorer.likeness(*pair)) for pair in pairs),
            key=lambda item: (item[1].same_words, item[1].score, item[0]),
        )

    def _review(self, left: str, right: str, doubt: Doubt, values: tuple[str, str], score: float, why: str) -> None:
        pair = frozenset((left, right))
        if pair in self.decided or pair in self.reviews:
            return
        facts = (identifiers.facts(self.companies[left]), identifiers.facts(self.companies[right]))
        self.reviews[pair] = Review(left, right, doubt, values, score, why, facts)


def _common(pair: frozenset[str], linked: Mapping[str, set[str]]) -> set[str]:
    one, two = pair
    return linked.get(one, set()) & linked.get(two, set())


__all__ = ["DOMAIN_ALIKE", "MERGE_AT", "REVIEW_AT", "Merge", "resolve"]
